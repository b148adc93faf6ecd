"""Communes drawn for everybody: boxes among their neighbours, squares, never a boundary.

They are drawn of the list that came with the software, as the database is filled with it too.
"""

from __future__ import annotations

import functools

from traceability.data import communes
from traceability.domain.commune_names import proper_name
from traceability.domain.commune_sketch import Named, Sketch, sketch
from traceability.domain.communes import NEW, Box, Commune


@functools.lru_cache(maxsize=256)
def of_communes(codes: frozenset[str], cells: frozenset[Box] = frozenset()) -> Sketch | None:
    """The communes of some codes (vintage 2025-07) among their neighbours; none for no code.

    ``cells`` are the squares of the grid that are marked in them.
    """
    return sketch(
        [_named(row) for row in _today() if row.code in codes],
        [_named(row) for row in _today() if row.code not in codes],
        cells,
    )


@functools.cache
def _today() -> tuple[Commune, ...]:
    rows = (row for row in communes() if row.vintage == NEW)
    return tuple(sorted(rows, key=lambda row: row.code))


def _named(row: Commune) -> Named:
    return proper_name(row.name), row.bbox
