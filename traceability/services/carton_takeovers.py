"""Cartons whose label was spoiled get a new one: it says what is in that very carton.

The box stands where it stood, so its new label has its number and its packs. What was torn of these
since is told on its page as ever; a new label on such a pack counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from traceability.domain.access import Actor
from traceability.domain.cartons import TakenOver
from traceability.domain.errors import RuleBroken
from traceability.domain.labels import DEAD, ON_GOODS, LabelState, Range
from traceability.domain.stretches import Stretch, common, meet, together, without
from traceability.services import carton_contents, standing_cartons
from traceability.services.carton_contents import Fate, Inside
from traceability.services.frozen_runs import Replaced
from traceability.services.label_ledger import known_run, ledger_of
from traceability.services.standing_cartons import Boxes, Standing
from traceability.store.models import Batch, PrintRun
from traceability.store.unit import Reading


def taken_over(
    view: Reading, actor: Actor, lot: Batch, replaced: Replaced, numbers: Sequence[int]
) -> TakenOver:
    """What is in cartons of a run whose labels were spoiled, by their numbers.

    What lies in a carton of another house, for labels are lent, is left out.

    ``RuleBroken`` at ``replaced``, each with the carton: ``carton_gone`` where a pack of it left
    the house, ``carton_packed_anew`` where one is in another carton by now, ``carton_empty`` where
    none of its packs has a label.
    """
    cartons = known_run(view, replaced.run)
    packs = known_run(view, carton_contents.run_of_items(cartons))
    there = dict(standing_cartons.filled(cartons))
    fate = carton_contents.fate(view, packs.code, lot.id)
    here = _Packs(ledger_of(view, packs), fate, packs, Boxes(view, actor), lot.id)
    boxes = [_left(here, number, there[number]) for number in numbers]
    counts = [_count(number, fate.inside(box)) for number, box in zip(numbers, boxes, strict=True)]
    return TakenOver(packs.code, tuple(boxes), tuple(counts))


@dataclass(frozen=True)
class _Packs:
    """A run of packs: its ledger, what became of torn ones, the cartons that stand, whose lot."""

    ledger: Sequence[Range]
    fate: Fate
    run: PrintRun
    boxes: Boxes
    lot: int

    @cached_property
    def cartons(self) -> Sequence[Standing]:
        """The cartons that name some of them."""
        return self.boxes.naming(self.run)

    @cached_property
    def gone(self) -> tuple[Stretch, ...]:
        """Those that left the house, by the numbers in this run: some wear the label of another."""
        renewed = ((each.old, each.old) for each in self.fate.successors if each.gone)
        return together([*_in(self.ledger, LabelState.DISPATCHED), *renewed])

    @cached_property
    def elsewhere(self) -> tuple[Stretch, ...]:
        """Those that are on goods of another lot, or on none, or in cartons that are not told."""
        others = [(e.first + 1, e.last + 1) for e in self.ledger if not _belongs(e, self.lot)]
        untold = [each for each in self.cartons if not self.boxes.tells_of(each[0])]
        return together([*others, *(each for *_carton, inside in untold for each in inside)])


def _left(packs: _Packs, number: int, inside: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """What of a carton's packs is in it: without those that went to another lot, or to none."""
    gone = common(inside, packs.gone)
    if gone:
        raise RuleBroken("carton_gone", "replaced", number=number, first=gone[0][0])
    for other, its, stretches in packs.cartons:
        if meet(inside, stretches) and packs.boxes.tells_of(other):
            facts = {"number": number, "other": its, "run": other.code}
            raise RuleBroken("carton_packed_anew", "replaced", **facts)
    return together(without(inside, packs.elsewhere))


def _count(number: int, inside: Inside) -> int:
    if not inside.count:
        raise RuleBroken("carton_empty", "replaced", number=number)
    return inside.count


def _in(ledger: Sequence[Range], state: LabelState) -> list[Stretch]:
    return [(each.first + 1, each.last + 1) for each in ledger if each.state is state]


def _belongs(each: Range, lot: int) -> bool:
    """Whether labels are on goods of a lot, or were: a torn one may have got a new label."""
    return each.state in DEAD or (each.state in ON_GOODS and each.batch == lot)
