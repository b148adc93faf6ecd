"""Ways in: invitations, links to a new password, and phones that were enrolled with a PIN."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    CommuneCode,
    Id,
    Line,
    Moment,
    Vintage,
    Word,
)


class Invitation(Base):
    """A one-time link, kept by the hash of its token; name and contact are private values.

    ``organisation`` makes a party of ``party_kind`` whose first manager accepts; ``member`` gives
    ``role`` in ``party_id``. The owner of the private values is ``invitation`` with this id. The
    operator invites organisations without a ``by_party_id``.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("kind IN ('organisation', 'member')", name="kind_known"),
        CheckConstraint(
            "(kind = 'organisation') = (party_kind IS NOT NULL)", name="organisation_kind"
        ),
        CheckConstraint("kind <> 'member' OR party_id IS NOT NULL", name="member_of_party"),
        CheckConstraint("kind <> 'member' OR by_party_id IS NOT NULL", name="member_by_party"),
        CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="use_is_whole"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
    )

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(43), unique=True)
    kind: Mapped[Word]
    by_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    by_actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    party_kind: Mapped[Word | None]
    commune_code: Mapped[CommuneCode | None]
    commune_vintage: Mapped[Vintage | None]
    role: Mapped[Word]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[Moment | None]


class PasswordReset(Base):
    """A one-time link to a new password; without ``by_actor_id`` it was mailed."""

    __tablename__ = "password_reset"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="expires_later"),)

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(43), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    by_actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]


class Phone(Base):
    """A browser that a member enrolled: its cookie by hash, its PIN by a slow hash.

    ``wrong_tries`` counts wrong PINs since the last right one; at the limit the phone ends.
    """

    __tablename__ = "phone"
    __table_args__ = (
        CheckConstraint("expires_at > enrolled_at", name="expires_later"),
        CheckConstraint("wrong_tries >= 0", name="tries_count"),
    )

    id: Mapped[Id]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(43), unique=True)
    pin_hash: Mapped[Line]
    device: Mapped[Line]
    enrolled_at: Mapped[Moment]
    last_used_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    wrong_tries: Mapped[int]
