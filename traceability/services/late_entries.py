"""Entries long after the fact: a manager makes them and says why, once and for ever."""

from __future__ import annotations

import datetime as dt

from traceability.domain.access import Action, Thing, may
from traceability.domain.days import LATE_DAYS, is_late
from traceability.domain.errors import Denied, Invalid
from traceability.store.unit import Work


def private(
    work: Work, thing: Thing, day: dt.date, reason: str | None, *, at: str
) -> dict[str, str]:
    """What the event keeps of a late entry, as private values: its reason. Nothing if in time.

    ``at`` names the field of the day. Raises Denied ``late_needs_manager`` at it and Invalid
    ``late_reason_needed`` at ``late_reason``, both with ``days`` and what is ``usual``.
    """
    if not is_late(day, work.today):
        return {}
    facts = {"days": (work.today - day).days, "usual": LATE_DAYS}
    if not may(work.actor, Action.RECORD_LATE, thing):
        raise Denied("late_needs_manager", at, **facts)
    if reason is None:
        raise Invalid("late_reason_needed", "late_reason", **facts)
    return {"late_reason": reason}
