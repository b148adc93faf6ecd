"""How much a place or a code can give in a season: the ceilings in force times what is there.

What is there is, of a place, what its holder states now. Of a code that an office granted it is the
land as the office saw it at its last grant or renewal: a holder gives its own code no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from traceability.domain import capacity
from traceability.domain.capacity import Ceilings, Level, Measures, Value
from traceability.services import office_looks
from traceability.store.models import AreaCode, Crop, PlaceRevision, ReferenceValue
from traceability.store.queries import areas
from traceability.store.queries import seasons as queries
from traceability.store.unit import Reading

#: Bees of this species have ceilings of their own; every other, or none stated, has the plain ones.
MELLIFERA = "mellifera"
_SUFFIX = f"_{MELLIFERA}"
KEYS = (*map(str, Level), *(f"{level}{_SUFFIX}" for level in (Level.WARN, Level.HOLD)))


@dataclass(frozen=True)
class InForce:
    """The ceilings of a crop in force on a day: the plain ones, and those for ``mellifera``."""

    plain: dict[Level, Value]
    mellifera: dict[Level, Value]

    def of(self, revision: PlaceRevision, size: PlaceRevision | None = None) -> Ceilings:
        """The ceilings of a place as it was last stated; ``size`` is who else states its size."""
        bees = revision.species == MELLIFERA and self.mellifera
        values = self.mellifera if bees else self.plain
        return capacity.of_place(values, measures(revision, size))


def in_force(view: Reading, crop: str, day: dt.date) -> InForce:
    """The ceilings of a crop on a day: of each level the newest whose day has come."""
    rows = {row.key: row for row in queries.values(view.db, crop, KEYS) if row.from_on <= day}
    plain = {level: _value(rows[level]) for level in Level if level in rows}
    bees = {
        level: _value(rows[f"{level}{_SUFFIX}"]) for level in Level if f"{level}{_SUFFIX}" in rows
    }
    return InForce(plain, bees)


def _value(row: ReferenceValue) -> Value:
    return row.value, row.unit


def lacking(view: Reading, revision: PlaceRevision, crop: Crop, day: dt.date) -> str | None:
    """What a place lacks to be counted by, as ``capacity.lacking`` names it."""
    values = in_force(view, crop.code, day)
    bees = revision.species == MELLIFERA and values.mellifera
    return capacity.lacking(values.mellifera if bees else values.plain, measures(revision))


def measures(revision: PlaceRevision, size: PlaceRevision | None = None) -> Measures:
    """What a place measures, by the size of another revision where one is given.

    The owner's own average counts only once an officer has set it.
    """
    sized = size or revision
    return Measures(
        productive_m2=sized.productive_m2 or sized.area_m2,
        trees=sized.trees,
        colonies=sized.colonies,
        average=revision.yield_g if revision.yield_set_by is not None else None,
    )


def of_place(view: Reading, place_id: int, crop: Crop, day: dt.date) -> Ceilings:
    """The ceilings of a place for a crop, by its newest revision and the values of the day."""
    return in_force(view, crop.code, day).of(areas.revision(view.db, place_id))


def of_code(view: Reading, area: AreaCode, crop: Crop, day: dt.date) -> Ceilings:
    """The ceilings of a code: those of its places on the day together, each place once."""
    values = in_force(view, crop.code, day)
    return capacity.total(values.of(*each) for each in _as_seen(view, area, day))


def _as_seen(
    view: Reading, area: AreaCode, day: dt.date
) -> Iterator[tuple[PlaceRevision, PlaceRevision]]:
    """The places of a code on a day: each as stated now, and as the office saw its size."""
    look = office_looks.last(view, area)
    added = office_looks.added_since(view, area, look)
    for place, now in queries.places_under(view.db, area.id, day):
        if place.code in added:
            continue
        later = look is not None and now.recorded_at > look.recorded_at
        seen = areas.revision_then(view.db, place.id, look.recorded_at) if later and look else now
        yield now, seen
