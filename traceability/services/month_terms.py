"""By which day an office decides on a file: a dated reference value in working days, or unknown.

The one place that the month report asks; whoever knows holidays answers here.
"""

from __future__ import annotations

import datetime as dt

from traceability.store.queries import products
from traceability.store.unit import Reading

_DOMESTIC, _EXPORT = "file_days_domestic", "file_days_export"
_DAY, _SATURDAY = dt.timedelta(days=1), 5


def due(view: Reading, market: str, filed_on: dt.date) -> dt.date | None:
    """The last day for a file that came in on ``filed_on``; None where no term is known."""
    key = _DOMESTIC if market == "domestic" else _EXPORT
    row = products.general_reference(view.db, key, filed_on)
    return None if row is None else _working_days_after(filed_on, row.value)


def _working_days_after(day: dt.date, count: int) -> dt.date:
    left = count
    while left > 0:
        day += _DAY
        left -= day.weekday() < _SATURDAY
    return day
