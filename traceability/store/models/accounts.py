"""Who acts: accounts, memberships with a role, sessions, keys, and the actors leaves name."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    CommuneCode,
    Digest,
    Id,
    Line,
    Moment,
    Vintage,
    Word,
    append_only,
)


@append_only
class Actor(Base):
    """The random code by which events name who acted; never a login or a name."""

    __tablename__ = "actor"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[Word]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))


class UserAccount(Base):
    """One person's sign-in; the person's name is a private value of owner kind ``user``."""

    __tablename__ = "user_account"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(100), unique=True)
    password_hash: Mapped[Line]
    created_at: Mapped[Moment]
    disabled_at: Mapped[Moment | None]


class Membership(Base):
    """A user's role in one organisation; ``ended_at`` closes it, nothing deletes it."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(
            "role IN ('manager', 'recorder', 'registrar', 'inspector', 'operator')", name="role"
        ),
        # Who left may come back under a new row; nobody has two roles in one organisation at once.
        Index(
            "uq_membership_live",
            "user_id",
            "party_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    role: Mapped[Word]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), unique=True)
    created_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class Session(Base):
    """A signed-in browser, by the SHA-256 of its cookie.

    ``device`` names it in words for its owner's list. ``phone_id`` is the enrolled phone that a
    PIN opened it on; ``password_at`` is when the password was last given in it.
    """

    __tablename__ = "session"
    __table_args__ = (CheckConstraint("ends_at > created_at", name="ends_later"),)

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(43), unique=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    device: Mapped[Line]
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"), index=True)
    password_at: Mapped[Moment | None]


class ApiKey(Base):
    """A bearer key of an organisation: the prefix is shown, only a hash of the rest is kept.

    ``scopes`` are words of ``access.KEY_SCOPES`` with a space between; ``last_used_at`` is noted at
    a grain of five minutes.
    """

    __tablename__ = "api_key"

    id: Mapped[Id]
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    secret_hash: Mapped[Digest]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    role: Mapped[Word]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    name: Mapped[Line]
    scopes: Mapped[Line]
    last_used_at: Mapped[Moment | None]


class AuthorityScope(Base):
    """The territory of an authority: a commune a row, or the province (both columns empty)."""

    __tablename__ = "authority_scope"
    __table_args__ = (
        CheckConstraint(
            "(commune_code IS NULL) = (commune_vintage IS NULL)", name="commune_is_whole"
        ),
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
        UniqueConstraint("party_id", "commune_code", "commune_vintage"),
    )

    id: Mapped[Id]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    commune_code: Mapped[CommuneCode | None]
    commune_vintage: Mapped[Vintage | None]


@append_only
class RequestKey(Base):
    """A client-made key that was used: the same key and body give the same result, for ever."""

    __tablename__ = "request_key"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_sha256: Mapped[Digest]
    result: Mapped[str] = mapped_column(String(2000))
    at: Mapped[Moment]
