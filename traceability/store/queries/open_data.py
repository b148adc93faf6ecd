"""What open data needs before a file is made: since when there is one, and whether it changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from traceability.store.models import (
    AreaCode,
    AreaCodePlace,
    AreaCodeStep,
    Party,
    PlaceRevision,
    PrivateValue,
    RegisterImport,
)
from traceability.store.queries.register_imports import is_taken_back

_grant = aliased(AreaCodeStep)


def first_change(db: Session, steps: Collection[str]) -> dt.date | None:
    """The day of the first of some steps of a code that an office granted and nobody took back."""
    granted = exists().where(_grant.area_code_id == AreaCode.id, _grant.step == "grant")
    wanted = (
        select(func.min(AreaCodeStep.effective_on))
        .join(AreaCode, AreaCode.id == AreaCodeStep.area_code_id)
        .where(
            AreaCodeStep.step.in_(steps), AreaCode.scheme != "internal", granted, ~is_taken_back()
        )
    )
    return db.scalar(wanted)


def fingerprint(db: Session, until: dt.date) -> tuple[object, ...]:
    """What changes with all that the register tells of the time until the end of a day.

    Steps that take effect later change nothing of it. Numbers of rows are told too: of two units
    that run at once the one with the higher key may end first.
    """
    step, link = AreaCodeStep, AreaCodePlace
    steps = select(func.count(), func.max(step.event_seq)).where(step.effective_on <= until)
    links = select(func.count(), func.count(link.to_on), func.max(link.to_on))
    undone = select(func.count()).where(RegisterImport.state == "undone")
    land = select(func.count()).select_from(PlaceRevision)
    names = (
        select(PrivateValue.owner_id, PrivateValue.value)
        .join(Party, Party.code == PrivateValue.owner_id)
        .where(PrivateValue.owner_kind == "party", PrivateValue.field == "name")
        .where(Party.kind != "household")
        .order_by(PrivateValue.owner_id)
    )
    counted = (tuple(row) for wanted in (steps, links, undone, land) for row in db.execute(wanted))
    return (*counted, *(tuple(row) for row in db.execute(names)))
