"""How much of a season's quota a code has left: one number, for whoever prints it."""

from __future__ import annotations

from traceability.services import season_balance
from traceability.store.models import AreaCode, Crop
from traceability.store.unit import Reading


def left(view: Reading, area: AreaCode, crop: Crop) -> int | None:
    """What may still be harvested of a crop under a code this season (g or ml).

    ``None`` where no ceiling is known: a paper leaves a line to write on.
    """
    line = season_balance.of_code(view, area, crop, view.today)
    hold = line.ceilings.hold
    return None if hold is None else max(0, hold - line.used - line.shared)
