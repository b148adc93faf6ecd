"""The balance of a code's running season in a word, for everybody; the figures stay the holder's.

Without a season, a use or a ceiling there is no word: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from traceability.store.models import AreaCode, Place, PlaceRevision
from traceability.store.queries import products, public_areas
from traceability.store.unit import Reading

#: A measure of land by the unit that a ceiling is stated in; m² are ten-thousandths of a hectare.
_MEASURES: Mapping[str, Fraction] = {"ha": Fraction(1, 10_000), "colony": Fraction(1)}


class Balance(StrEnum):
    """How a season stands against what the land can bear."""

    WITHIN = "within"
    CLOSE = "close"
    ABOVE = "above"


@dataclass(frozen=True)
class SeasonWord:
    """A running season of a crop: its label, and how it stands."""

    crop: str
    label: str
    balance: Balance


def words(
    view: Reading, area: AreaCode, places: Sequence[tuple[Place, PlaceRevision]]
) -> tuple[SeasonWord, ...]:
    """The seasons of a code that run today, each in a word, where its figures are known."""
    found = []
    for season, used in public_areas.uses_on(view.db, area.id, view.today):
        ceilings = [_ceiling(view, key, season.crop_code, places) for key in ("warn", "hold")]
        if None not in ceilings:
            warn, hold = (ceiling or Fraction(0) for ceiling in ceilings)
            found.append(SeasonWord(season.crop_code, season.label, balance(used, warn, hold)))
    return tuple(found)


def balance(used: int, warn: Fraction, hold: Fraction) -> Balance:
    """The word for ``used`` against two ceilings."""
    if used > hold:
        return Balance.ABOVE
    return Balance.CLOSE if used > warn else Balance.WITHIN


def _ceiling(
    view: Reading, key: str, crop: str, places: Sequence[tuple[Place, PlaceRevision]]
) -> Fraction | None:
    """What the places can bear together; None where a measure or the ceiling is not known."""
    row = products.reference(view.db, key, crop, view.today)
    per = None if row is None else row.unit.split("/")[1:2]
    if row is None or not per or per[0] not in _MEASURES:
        return None
    sizes = [_size(revision, per[0]) for _place, revision in places]
    if not sizes or None in sizes:
        return None
    return sum((size or 0 for size in sizes), start=0) * _MEASURES[per[0]] * row.value


def _size(revision: PlaceRevision, per: str) -> int | None:
    if per == "colony":
        return revision.colonies
    return revision.productive_m2 or revision.area_m2
