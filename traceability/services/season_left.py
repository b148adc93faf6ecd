"""How much of a season's quota a code has left: one number, for whoever prints it."""

from __future__ import annotations

from traceability.store.models import AreaCode, Crop
from traceability.store.unit import Reading


def left(view: Reading, area: AreaCode, crop: Crop) -> int | None:
    """What may still be harvested of a crop under a code this season (g or ml).

    ``None`` where no ceiling is known: a paper leaves a line to write on.
    """
    del view, area, crop
    return None
