"""The squares of some kilometre in which goods grew, for everybody.

Only of a place that many households work: there a square tells whose land it is of no one. The site
of an apiary is never among them, for a square leads to the hives (decision 0045).
"""

from __future__ import annotations

from collections.abc import Collection

from traceability.domain import stays
from traceability.domain.communes import Box
from traceability.domain.sights import HOUSEHOLDS_TO_SHOW_CELL
from traceability.store.queries import page_cells as queries
from traceability.store.unit import Reading


def of_places(view: Reading, place_ids: Collection[int]) -> frozenset[Box]:
    """The squares of the grid that the middles of some places lie in, where they may be shown."""
    if not place_ids:
        return frozenset()
    found = queries.middles(view.db, place_ids, view.today, HOUSEHOLDS_TO_SHOW_CELL)
    return frozenset(stays.square(point) for point in found)
