"""What was harvested behind goods, over however many steps: what finished goods are bounded by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from traceability.domain.balance import PPM
from traceability.services.batches import Draw
from traceability.store.models import BatchEdge
from traceability.store.queries import batches as queries
from traceability.store.queries import products
from traceability.store.unit import Reading

#: The reference values of what is usual, in the order in which ``Usual`` has them.
_USUAL = ("step_typical_low", "step_typical_high", "step_warn")


def most_finished(view: Reading, draws: Sequence[Draw], crop: str, day: dt.date) -> int:
    """The most finished goods (g or ml) that can be made of what is drawn, by the crop's ratio.

    ``step_ratio`` of the reference values of that day, of what was harvested behind the goods: dry
    tea is bounded by its fresh leaf, whether it was withered and rolled in between or not.
    """
    return int(behind(view, draws) * Ratios(view, {crop})(crop, day) / PPM)


class Ratios:
    """How much finished goods can be made of what was harvested (ppm), of some crops by day."""

    def __init__(self, view: Reading, crops: Collection[str]) -> None:
        self._values = products.references(view.db, "step_ratio", crops)

    def __call__(self, crop: str, day: dt.date) -> int:
        """As known on a day; all of it where nothing is known."""
        known = (row.value for row in self._values[crop] if row.from_on <= day)
        return min(next(known, PPM), PPM)


@dataclass(frozen=True)
class Usual:
    """What finished goods usually are of what was ``harvested`` behind them (g or ml).

    From ``low`` to ``high`` is typical; above ``warn`` it is to be looked at, all of them in parts
    per million; ``most`` is what can be made at all (g or ml).
    """

    harvested: int
    low: int
    high: int
    warn: int
    most: int

    def is_much(self, made: int) -> bool:
        """Whether more was made than the warning's level: exactly the level is still within it."""
        return made * PPM > self.warn * self.harvested

    def warned(self) -> int:
        """The most that is not yet much (g or ml)."""
        return self.warn * self.harvested // PPM

    def amounts(self) -> tuple[int, int]:
        """What is typical of all that was harvested (g or ml)."""
        return self.low * self.harvested // PPM, self.high * self.harvested // PPM


def usual_finished(view: Reading, draws: Sequence[Draw], crop: str, day: dt.date) -> Usual | None:
    """What is usually made of what is drawn; None where the crop has no such reference values."""
    rows = (products.reference(view.db, key, crop, day) for key in _USUAL)
    known = [row.value for row in rows if row is not None]
    if len(known) < len(_USUAL):
        return None
    low, high, warn = known
    most = most_finished(view, draws, crop, day)
    return Usual(int(behind(view, draws)), low, high, warn, most)


def behind(view: Reading, draws: Sequence[Draw]) -> Fraction:
    """How much was harvested behind amounts drawn from batches, exactly."""
    of_each = harvested_in(view, {draw.parent.id for draw in draws})
    return sum((draw.amount * of_each[draw.parent.id] for draw in draws), Fraction(0))


def harvested_in(view: Reading, batch_ids: Collection[int]) -> dict[int, Fraction]:
    """How much was harvested behind each unit of batches, by key, in as many statements as of one.

    What they came from is there too; what went into a batch has a lower key than it.
    """
    keys = queries.ancestors_of(view.db, sorted(batch_ids))
    into: dict[int, list[BatchEdge]] = defaultdict(list)
    for edge in queries.edges_among(view.db, keys):
        into[edge.child_id].append(edge)
    made, materials = queries.made(view.db, keys), queries.materials(view.db, keys)
    known: dict[int, Fraction] = {}
    for key in keys:
        parts = [(edge.amount, known[edge.parent_id]) for edge in into[key]]
        changed = any(materials[edge.parent_id] != materials[key] for edge in into[key])
        known[key] = per_unit(parts, made[key] if changed else None)
    return known


def per_unit(parts: Sequence[tuple[int, Fraction]], made: int | None) -> Fraction:
    """How much was harvested behind a unit of what was made of ``parts``: amounts, and behind each.

    Where goods became another material, what is not in the ``made`` is water that left them, and
    the harvest stands behind what is left. Where they did not (``made`` is ``None``: sorted, mixed,
    taken over), what was lost of them was goods, and takes its harvest with it.
    """
    if not parts:
        return Fraction(1)
    left = sum(amount for amount, _behind in parts) if made is None else made
    behind = sum((amount * each for amount, each in parts), Fraction(0))
    return behind / left if left else Fraction(0)
