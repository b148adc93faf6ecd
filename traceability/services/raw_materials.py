"""What was harvested behind goods, over however many steps: what finished goods are bounded by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
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
    row = products.reference(view.db, "step_ratio", crop, day)
    ratio = PPM if row is None else min(row.value, PPM)
    return int(behind(view, draws) * ratio / PPM)


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
    keys = queries.ancestors_of(view.db, [draw.parent.id for draw in draws])
    into: dict[int, list[BatchEdge]] = defaultdict(list)
    for edge in queries.edges_among(view.db, keys):
        into[edge.child_id].append(edge)
    made = queries.made(view.db, keys)
    known: dict[int, Fraction] = {}
    for key in keys:  # what went into a batch was there before it, and has a lower key
        amounts = (edge.amount * known[edge.parent_id] for edge in into[key])
        known[key] = sum(amounts, Fraction(0)) / made[key] if into[key] else Fraction(1)
    return sum((draw.amount * known[draw.parent.id] for draw in draws), Fraction(0))
