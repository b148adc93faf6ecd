"""How long fresh fruit can be fresh at the most, whatever its product says of a shelf life.

The days are the software's own, set far above what fruit keeps in the cold, and wait for an
agronomist. They judge nothing by themselves: beyond them a page says what it sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

#: Family of a crop → days after the harvest. Of what is dried or spun nothing can be said.
MOST_DAYS: Mapping[str, int] = {"orange": 120, "persimmon": 60}
_DAYS_A_MONTH = 30


def too_old(family: str, last_picked: dt.date | None, today: dt.date) -> int | None:
    """Months since the last harvest of fruit that cannot be fresh any more; else ``None``."""
    most = MOST_DAYS.get(family)
    if most is None or last_picked is None:
        return None
    age = (today - last_picked).days
    return age // _DAYS_A_MONTH if age > most else None
