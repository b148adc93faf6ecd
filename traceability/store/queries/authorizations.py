"""Permissions to use a code, and the harvests that used it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from traceability.store import lock_order
from traceability.store.lock_order import Rank
from traceability.store.models import AreaCode, Batch, BatchStock, CodeAuthorization, CodeUse


def by_code(db: Session, code: str) -> CodeAuthorization | None:
    """The permission of a short code."""
    return db.scalar(select(CodeAuthorization).where(CodeAuthorization.code == code))


def locked(db: Session, area_code_id: int, grantee_id: int) -> list[CodeAuthorization]:
    """What a grantee was given of a code, in the order of recording, locked and read afresh.

    Whoever counts against a cap holds its row: what was used before is then read as it stands.
    """
    lock_order.note(db, Rank.AUTHORIZATION, [area_code_id])
    wanted = (
        select(CodeAuthorization)
        .where(
            CodeAuthorization.area_code_id == area_code_id,
            CodeAuthorization.grantee_id == grantee_id,
        )
        .order_by(CodeAuthorization.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.scalars(wanted))


def lock(db: Session, row: CodeAuthorization) -> None:
    """Hold one permission until the end of this unit, read afresh."""
    db.flush()
    lock_order.note(db, Rank.AUTHORIZATION, [row.area_code_id])
    db.refresh(row, with_for_update=True)


def lent(db: Session, area_code_id: int, grantee_id: int) -> bool:
    """Whether a grantee was ever given anything of a code."""
    wanted = select(CodeAuthorization.id).where(
        CodeAuthorization.area_code_id == area_code_id, CodeAuthorization.grantee_id == grantee_id
    )
    return db.scalar(wanted.limit(1)) is not None


def of_code(db: Session, area_code_id: int) -> list[CodeAuthorization]:
    """Everything that was given of a code, newest first."""
    wanted = select(CodeAuthorization).where(CodeAuthorization.area_code_id == area_code_id)
    return list(db.scalars(wanted.order_by(CodeAuthorization.id.desc())))


def of_grantee(db: Session, grantee_id: int) -> list[tuple[CodeAuthorization, AreaCode]]:
    """Everything that a grantee was given, with the code, what holds longest first."""
    wanted = (
        select(CodeAuthorization, AreaCode)
        .join(AreaCode, AreaCode.id == CodeAuthorization.area_code_id)
        .where(CodeAuthorization.grantee_id == grantee_id)
        .order_by(CodeAuthorization.to_on.desc(), CodeAuthorization.id.desc())
    )
    return [(row, area) for row, area in db.execute(wanted)]


def lenders_to(db: Session, grantee_id: int) -> list[int]:
    """Everybody who ever lent a grantee a code, by internal key."""
    wanted = (
        select(AreaCode.holder_id)
        .join(CodeAuthorization, CodeAuthorization.area_code_id == AreaCode.id)
        .where(CodeAuthorization.grantee_id == grantee_id)
    )
    return list(db.scalars(wanted.distinct().order_by(AreaCode.holder_id)))


def grantees_of(db: Session, holder_id: int) -> list[int]:
    """Everybody who was ever given anything of a holder's codes, by internal key."""
    wanted = (
        select(CodeAuthorization.grantee_id)
        .join(AreaCode, AreaCode.id == CodeAuthorization.area_code_id)
        .where(AreaCode.holder_id == holder_id)
    )
    return list(db.scalars(wanted.distinct().order_by(CodeAuthorization.grantee_id)))


def grantees_since(db: Session, area_code_id: int, day: dt.date) -> list[int]:
    """Who may use a code on ``day`` or later, by internal key."""
    last = func.coalesce(CodeAuthorization.withdrawn_on, CodeAuthorization.to_on)
    wanted = select(CodeAuthorization.grantee_id).where(
        CodeAuthorization.area_code_id == area_code_id, last >= day, CodeAuthorization.to_on >= day
    )
    return list(db.scalars(wanted.distinct().order_by(CodeAuthorization.grantee_id)))


def used(db: Session, ids: Sequence[int]) -> dict[int, int]:
    """How much of each permission is used (g or ml)."""
    wanted = (
        select(CodeUse.authorization_id, func.sum(BatchStock.made))
        .join(BatchStock, BatchStock.batch_id == CodeUse.batch_id)
        .where(CodeUse.authorization_id.in_(ids))
        .group_by(CodeUse.authorization_id)
    )
    return dict.fromkeys(ids, 0) | {key: int(amount) for key, amount in db.execute(wanted)}


def of_batch(db: Session, batch_id: int) -> CodeAuthorization | None:
    """The permission that a harvest stands by."""
    wanted = select(CodeAuthorization).join(
        CodeUse, CodeUse.authorization_id == CodeAuthorization.id
    )
    return db.scalar(wanted.where(CodeUse.batch_id == batch_id))


def of_batches(db: Session, batch_ids: Sequence[int]) -> dict[int, CodeAuthorization]:
    """The permissions that harvests stand by, by the harvest's key; none where none is needed."""
    wanted = select(CodeUse.batch_id, CodeAuthorization).join(
        CodeAuthorization, CodeUse.authorization_id == CodeAuthorization.id
    )
    rows = db.execute(wanted.where(CodeUse.batch_id.in_(batch_ids)))
    return {row.batch_id: row[1] for row in rows}


def last_used_on(db: Session, authorization_id: int) -> dt.date | None:
    """The latest harvest day that a permission carried."""
    wanted = select(func.max(Batch.made_on)).join(CodeUse, CodeUse.batch_id == Batch.id)
    return db.scalar(wanted.where(CodeUse.authorization_id == authorization_id))


def uses_of_code(
    db: Session, area_code_id: int, most: int
) -> list[tuple[CodeUse, CodeAuthorization, Batch, int]]:
    """The harvests that others entered under a code with what was made, the newest first.

    Those that stand: what was taken back is none.
    """
    wanted = (
        select(CodeUse, CodeAuthorization, Batch, BatchStock.made)
        .join(CodeAuthorization, CodeAuthorization.id == CodeUse.authorization_id)
        .join(Batch, Batch.id == CodeUse.batch_id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(CodeAuthorization.area_code_id == area_code_id, BatchStock.state != "retracted")
        .order_by(CodeUse.batch_id.desc())
        .limit(most)
    )
    return [(use, row, batch, made) for use, row, batch, made in db.execute(wanted)]


def counts_of_code(db: Session, area_code_id: int) -> dict[int, tuple[int, int]]:
    """How many harvests each permission of a code carries, and how much together (g or ml).

    As they are told today; one that was taken back is none.
    """
    wanted = (
        select(CodeUse.authorization_id, func.count(), func.sum(BatchStock.made))
        .join(CodeAuthorization, CodeAuthorization.id == CodeUse.authorization_id)
        .join(BatchStock, BatchStock.batch_id == CodeUse.batch_id)
        .where(CodeAuthorization.area_code_id == area_code_id, BatchStock.state != "retracted")
        .group_by(CodeUse.authorization_id)
    )
    return {key: (count, int(amount)) for key, count, amount in db.execute(wanted)}
