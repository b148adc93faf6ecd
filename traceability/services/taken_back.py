"""Codes that came with a list which was taken back: by which office, entered and undone when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from traceability.domain.days import day_in_vietnam
from traceability.services import parties
from traceability.store.queries import register_imports
from traceability.store.unit import Reading


@dataclass(frozen=True)
class TakenBack:
    """An entry that was a mistake: the office, the day it was entered and the day it was undone."""

    office: str
    entered_on: dt.date
    undone_on: dt.date


def of_codes(view: Reading, area_code_ids: Collection[int]) -> dict[int, TakenBack]:
    """Those of some codes that were entered by mistake, by key."""
    found = register_imports.undone_of(view.db, area_code_ids)
    offices = parties.names_of(view, sorted({row.register_id for row in found.values()}))
    return {
        key: TakenBack(
            offices[row.register_id],
            day_in_vietnam(row.created_at),
            day_in_vietnam(row.undone_at or row.created_at),
        )
        for key, row in found.items()
    }
