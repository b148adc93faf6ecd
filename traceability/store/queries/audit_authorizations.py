"""What ``verify`` reads of permissions to use a code, and of the harvests that used one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep
from traceability.store.models import (
    AreaCode,
    Batch,
    BatchStock,
    CodeAuthorization,
    CodeUse,
    Event,
    EventSubject,
    Party,
)
from traceability.store.queries.audit import next_page

_grantee = aliased(Party)
_holder = aliased(Party)


@dataclass(frozen=True)
class PermissionRow:
    """A permission with the short codes of its code, its grantee and the holder of the code."""

    row: CodeAuthorization
    area: str
    grantee: str
    holder: str


@dataclass(frozen=True)
class UseRow:
    """A use with its batch, what was made of that, and the permission that carried it."""

    use: CodeUse
    batch: Batch
    made: int | None
    permission: CodeAuthorization


def by_codes(db: Session, codes: Sequence[str]) -> dict[str, PermissionRow]:
    """Permissions by short code."""
    wanted = (
        select(CodeAuthorization, AreaCode.code, _grantee.code, _holder.code)
        .join(AreaCode, AreaCode.id == CodeAuthorization.area_code_id)
        .join(_grantee, _grantee.id == CodeAuthorization.grantee_id)
        .join(_holder, _holder.id == AreaCode.holder_id)
        .where(CodeAuthorization.code.in_(codes))
    )
    return {row[0].code: PermissionRow(*row) for row in db.execute(wanted)}


def untold(db: Session, step: EventStep) -> list[CodeAuthorization]:
    """The permissions that stand as given (or taken back) and that no such event is about."""
    told = (
        select(EventSubject.subject)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(Event.step == step)
    )
    wanted = select(CodeAuthorization).where(CodeAuthorization.code.not_in(told))
    if step == EventStep.AUTHORIZATION_WITHDRAWN:
        wanted = wanted.where(CodeAuthorization.withdrawn_at.is_not(None))
    return list(db.scalars(wanted.order_by(CodeAuthorization.id)))


def uses(db: Session) -> Iterator[list[UseRow]]:
    """Every use of a code by another, a page at a time."""
    wanted = (
        select(CodeUse, Batch, EventSubject.amount, CodeAuthorization)
        .join(Batch, Batch.id == CodeUse.batch_id)
        .join(
            EventSubject,
            (EventSubject.event_seq == Batch.event_seq) & (EventSubject.subject == Batch.code),
        )
        .join(CodeAuthorization, CodeAuthorization.id == CodeUse.authorization_id)
    )
    last = 0
    while rows := db.execute(next_page(wanted, CodeUse.batch_id, last)).all():
        yield [UseRow(*row) for row in rows]
        last = rows[-1][0].batch_id


def uncarried(db: Session) -> list[str]:
    """The harvests under a code that is not their holder's and that no permission carries."""
    wanted = (
        select(Batch.code)
        .join(AreaCode, AreaCode.id == Batch.area_code_id)
        .outerjoin(CodeUse, CodeUse.batch_id == Batch.id)
        .where(
            Batch.stage == "harvest",
            Batch.holder_id != AreaCode.holder_id,
            CodeUse.batch_id.is_(None),
        )
    )
    return list(db.scalars(wanted.order_by(Batch.id)))


def over_cap(db: Session) -> list[tuple[str, int, int]]:
    """The permissions of which more was used than given: ``(code, cap, used)``."""
    used = func.sum(BatchStock.made)
    wanted = (
        select(CodeAuthorization.code, CodeAuthorization.cap, used)
        .join(CodeUse, CodeUse.authorization_id == CodeAuthorization.id)
        .join(BatchStock, BatchStock.batch_id == CodeUse.batch_id)
        .group_by(CodeAuthorization.code, CodeAuthorization.cap)
        .having(used > CodeAuthorization.cap)
    )
    return [(code, cap, int(amount)) for code, cap, amount in db.execute(wanted)]
