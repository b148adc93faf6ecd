"""What a place can give in a season: ceilings times what it measures, and the verdict on a sum.

All amounts are whole grams or millilitres. A ceiling is a reference value per hectare, per tree,
per colony, or in parts per million of the average that an officer has set for the place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum

from traceability.domain.balance import PPM

M2_PER_HECTARE = 10_000


class Level(StrEnum):
    """The levels of a ceiling, from the least to the highest."""

    TYPICAL_LOW = "typical_low"
    TYPICAL_HIGH = "typical_high"
    WARN = "warn"
    HOLD = "hold"


class Basis(StrEnum):
    """What a ceiling is counted per, as the unit of its reference value says."""

    HECTARE = "ha"
    TREE = "tree"
    COLONY = "colony"
    AVERAGE = "ppm_of_owner_average"


class Balance(StrEnum):
    """How a season stands, the worst first.

    ``NO_BASIS``: nothing can be counted, because no hectares, trees, colonies or set average stand
    in the register. That is said, never passed over.
    """

    HOLD = "hold"
    WARN = "warn"
    NO_BASIS = "no_basis"
    ACCEPT = "accept"


@dataclass(frozen=True)
class Measures:
    """What a place measures; ``average`` is the year's amount that an officer has set for it."""

    productive_m2: int | None = None
    trees: int | None = None
    colonies: int | None = None
    average: int | None = None

    def times(self, value: int, basis: Basis) -> int | None:
        """A value per unit of ``basis`` times what the place has of it; nothing where it has none.

        Rounded down: a ceiling never grows by rounding.
        """
        if basis is Basis.HECTARE:
            m2 = self.productive_m2
            return None if m2 is None else value * m2 // M2_PER_HECTARE
        if basis is Basis.AVERAGE:
            return None if self.average is None else value * self.average // PPM
        count = self.trees if basis is Basis.TREE else self.colonies
        return None if count is None else value * count


@dataclass(frozen=True)
class Ceilings:
    """The levels for one place, code or authorisation in a season; ``None`` where unknown."""

    typical_low: int | None = None
    typical_high: int | None = None
    warn: int | None = None
    hold: int | None = None

    def at(self, level: Level) -> int | None:
        """The amount of a level."""
        amount: int | None = getattr(self, str(level))
        return amount


#: The levels that give a verdict.
_JUDGED = frozenset({Level.WARN, Level.HOLD})
#: A reference value: the number and its unit ("g/ha/season", "ppm_of_owner_average/year").
Value = tuple[int, str]


def basis_of(unit: str) -> Basis | None:
    """What the unit of a reference value counts per; None for a unit that is none of these."""
    parts = set(unit.split("/"))
    return next((basis for basis in Basis if basis in parts), None)


def of_place(values: Mapping[Level, Value], measures: Measures) -> Ceilings:
    """The ceilings of a place. Where only multiples of an average are known, it is the typical."""
    found = {level: _times(measures, *value) for level, value in values.items()}
    typical = measures.average if _by_average(values.values()) else None
    return Ceilings(
        found.get(Level.TYPICAL_LOW, typical),
        found.get(Level.TYPICAL_HIGH, typical),
        found.get(Level.WARN),
        found.get(Level.HOLD),
    )


def _times(measures: Measures, value: int, unit: str) -> int | None:
    basis = basis_of(unit)
    return None if basis is None else measures.times(value, basis)


def _by_average(values: Collection[Value]) -> bool:
    return bool(values) and all(basis_of(unit) is Basis.AVERAGE for _value, unit in values)


def total(parts: Iterable[Ceilings]) -> Ceilings:
    """The ceilings of several places together; a level that one of them lacks has no sum.

    The caller gives each place once, however many codes it stands under.
    """
    columns = list(zip(*map(astuple, parts), strict=True))
    if not columns:
        return Ceilings()
    return Ceilings(*(None if None in column else sum(column) for column in columns))


@dataclass(frozen=True)
class Use:
    """What was harvested of a crop in its season, and the crop's own ceilings at that place."""

    used: int
    ceilings: Ceilings


def used_at(level: Level, own: Use, others: Iterable[Use] = ()) -> int:
    """What counts against a level: one's own, and what others took of the same land.

    Crops of one family share the land: what another took of its own ceiling is taken from this one
    in the same part, rounded up; kilogram for kilogram where a ceiling is not known.
    """
    return own.used + sum(_share(level, own.ceilings, each) for each in others)


def _share(level: Level, mine: Ceilings, other: Use) -> int:
    of_mine, of_other = mine.at(level), other.ceilings.at(level)
    if not of_mine or not of_other:
        return other.used
    return -(-other.used * of_mine // of_other)


def judge(own: Use, others: Collection[Use] = ()) -> Balance:
    """The verdict on a season's use: exactly the limit is still within it."""
    if own.ceilings.hold is None and own.ceilings.warn is None:
        return Balance.NO_BASIS
    for level, verdict in ((Level.HOLD, Balance.HOLD), (Level.WARN, Balance.WARN)):
        limit = own.ceilings.at(level)
        if limit is not None and used_at(level, own, others) > limit:
            return verdict
    return Balance.ACCEPT


def worst(found: Iterable[Balance]) -> Balance:
    """The worst of several; ``ACCEPT`` where there is none."""
    standing = set(found)
    return next((each for each in Balance if each in standing), Balance.ACCEPT)


def lacking(values: Mapping[Level, Value], measures: Measures) -> str | None:
    """What is missing to count by: ``ceiling``, or the basis that the place has nothing of."""
    if Level.HOLD not in values and Level.WARN not in values:
        return "ceiling"
    bases = {basis_of(unit) for level, (_value, unit) in values.items() if level in _JUDGED}
    missing = [each for each in Basis if each in bases and measures.times(1_000_000, each) is None]
    return str(missing[0]) if missing else None


def in_order(values: Mapping[Level, int]) -> bool:
    """Whether levels that are known do not fall from typical to hold."""
    known = [values[level] for level in Level if level in values]
    return known == sorted(known)
