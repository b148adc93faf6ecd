"""Communes drawn for everybody in the outline of their land: boxes, squares, never a boundary.

They are drawn of the list that came with the software, as the database is filled with it too: it
holds the communes of Hà Giang as it was, which the outline therefore is of.
"""

from __future__ import annotations

import functools

from traceability.data import communes
from traceability.domain.commune_names import proper_name
from traceability.domain.commune_sketch import Sketch, sketch
from traceability.domain.communes import NEW, OLD, Box, Commune


@functools.lru_cache(maxsize=256)
def of_communes(codes: frozenset[str], cells: frozenset[Box] = frozenset()) -> Sketch | None:
    """The communes of some codes (vintage 2025-07) in the land's outline; none for no code.

    ``cells`` are the squares of the grid that are marked in them.
    """
    own = [(proper_name(row.name), row.bbox) for row in _rows(NEW) if row.code in codes]
    return sketch(own, (row.bbox for row in _rows(OLD)), cells)


@functools.cache
def _rows(vintage: str) -> tuple[Commune, ...]:
    rows = (row for row in communes() if row.vintage == vintage)
    return tuple(sorted(rows, key=lambda row: row.code))
