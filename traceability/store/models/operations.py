"""What keeps the service going: jobs with a lease, the audit, and facts of the installation."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment, Word, append_only


class Job(Base):
    """Work for the job process: a pure function of the row it names, so it can start over.

    ``done`` is how much of it is done by now, in what its kind counts; nothing hangs on it.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_kind_target", "kind", "target"),
        CheckConstraint("state IN ('queued', 'done', 'failed')", name="state_known"),
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease_whole"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    target: Mapped[int]
    state: Mapped[str] = mapped_column(String(32), index=True)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[Moment | None]
    attempt: Mapped[int]
    done: Mapped[int | None]
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]


class Outbox(Base):
    """A mail that waits to be sent; to whom and what it says is cleared once it was."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR (body = '' AND recipient = '')", name="cleared"),
    )

    id: Mapped[Id]
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]


@append_only
class AuditEntry(Base):
    """Something that wants to be seen later: a sign-in refused, a foreign thing asked for."""

    __tablename__ = "audit_entry"

    id: Mapped[Id]
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    action: Mapped[Word]
    thing: Mapped[str] = mapped_column(String(64))


class Installation(Base):
    """Facts of this installation, such as that it holds demonstration data."""

    __tablename__ = "installation"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
