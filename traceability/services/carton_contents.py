"""What is in the cartons of a run, as its row fixes it, and what became of the packs since."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace

from traceability.domain.cartons import Packed, TakenOver
from traceability.domain.labels import CARTON, DEAD, ON_GOODS, LabelState, Range
from traceability.domain.stretches import (
    Stretch,
    counted,
    place_of,
    spelled,
    together,
    within,
    without,
)
from traceability.services import label_successors, run_numbers, standing_cartons
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import dead_in, held, ledger_of
from traceability.services.label_successors import Renewed, Successor
from traceability.store.models import PrintRun
from traceability.store.queries import labels
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Inside:
    """The labels that were put into a carton, and what became of them since.

    Those that are ``dead`` are spoiled or void and none stands in for them; of those that were torn
    and got a new label ``renewed`` says which. ``count`` is how many packs with a label there are,
    ``packs`` how many the carton's own label says.
    """

    numbers: str = ""
    dead: str = ""
    renewed: tuple[Renewed, ...] = ()
    count: int = 0
    packs: int = 0


@dataclass(frozen=True)
class Carton:
    """A carton by its number, and what is ``inside``.

    ``state`` is that of its own label: what is in a carton that is spoiled or void is loose again.
    """

    number: int
    inside: Inside
    state: LabelState

    @property
    def stands(self) -> bool:
        """Whether its own label is neither spoiled nor void."""
        return self.state not in DEAD


@dataclass(frozen=True)
class Fate:
    """What became of the labels of a run of packs: the ``dead`` ones, and those in their places.

    Both are in the order of the dead ones' numbers.
    """

    dead: tuple[Stretch, ...] = ()
    successors: tuple[Successor, ...] = ()

    def inside(self, box: Sequence[Stretch]) -> Inside:
        """What some of these labels come to that are in one carton."""
        dead = together(within(self.dead, box))
        new = [each for first, last in dead for each in self._between(first, last)]
        gone = without(dead, [(each.old, each.old) for each in new])
        count = counted(box) - counted(gone)
        return Inside(spelled(box), spelled(gone), label_successors.told(new), count)

    def _between(self, first: int, last: int) -> Sequence[Successor]:
        """Those in the places of labels ``first`` to ``last``."""
        begin = bisect.bisect_left(self.successors, first, key=lambda each: each.old)
        end = bisect.bisect_right(self.successors, last, key=lambda each: each.old)
        return self.successors[begin:end]


@dataclass(frozen=True)
class Contents:
    """What is in the cartons of a run, fixed with it, and what became of all packs by now.

    ``numbers`` are those of the cartons that are on paper.
    """

    packed: Packed
    numbers: tuple[Stretch, ...]
    fate: Fate

    def of(self, number: int) -> Inside:
        """What is in one carton; nothing in one that was never printed. No other is looked at."""
        place = place_of(number, self.numbers)
        if place is None:
            return Inside()
        return replace(self.fate.inside(self.packed.carton(place)), packs=self.packed.count(place))


def of_run(view: Reading, run: PrintRun) -> Contents | None:
    """What is in the cartons of a run as of now; nothing for a run of packs."""
    if run.level != CARTON:
        return None
    frozen = Frozen.from_json(run.frozen)
    packed = frozen.packed
    if packed is None:
        return None
    numbers = together((each, each) for each in run_numbers.told(run, frozen).on_paper)
    return Contents(packed, numbers, fate(view, packed.run, run.batch_id))


def fate(view: Reading, code: str, lot: int | None) -> Fate:
    """What became of the labels of a run of packs whose cartons are of a lot."""
    packs = labels.run_by_code(view.db, code)
    if packs is None:
        return Fate()
    dead = dead_in(ledger_of(view, packs))
    return Fate(tuple(dead), tuple(label_successors.on_goods(view, packs, lot, dead)))


def of_carton(view: Reading, run: PrintRun, number: int) -> Inside:
    """As ``Contents.of``; nothing for a label of a pack."""
    found = of_run(view, run)
    return Inside() if found is None else found.of(number)


def listed(view: Reading, run: PrintRun, ledger: Sequence[Range]) -> list[Carton]:
    """The cartons of a run, whose own ``ledger`` it is; none of a run of packs."""
    there = standing_cartons.filled(run)
    became = fate(view, run_of_items(run), run.batch_id) if there else Fate()
    return [
        Carton(number, became.inside(stretches), held(ledger, number).state)
        for number, stretches in there
    ]


def contents(run: PrintRun) -> list[tuple[int, str]]:
    """The cartons of a run by their numbers, each with the numbers of the labels in it."""
    return [(number, spelled(stretches)) for number, stretches in standing_cartons.filled(run)]


def last_number(view: Reading, run: PrintRun) -> int:
    """Out of how many a label is: those of its run; of a carton with a kept number the first one's.

    It follows from rows that never change, as what is kept of a page must.
    """
    frozen = Frozen.from_json(run.frozen)
    if frozen.replaces is None or not isinstance(frozen.packed, TakenOver):
        return run.count
    before = labels.run_by_code(view.db, frozen.replaces.run)
    return run.count if before is None else max(run.count, last_number(view, before))


def run_of_items(run: PrintRun) -> str:
    """The code of the run whose labels are in the cartons of this one."""
    packed = Frozen.from_json(run.frozen).packed
    return "" if packed is None else packed.run


def stray(ledger: Sequence[Range], lot: int | None, packs: Sequence[Stretch]) -> int | None:
    """The first of some packs that does not stand for a carton's lot, by number; none where all do.

    ``ledger`` is the packs' own. Spoiled and void ones stand for nothing and stray nowhere.
    """
    for first, last in packs:
        for each in ledger:
            if each.first + 1 > last or each.last + 1 < first or each.state in DEAD:
                continue
            if each.state not in ON_GOODS or each.batch != lot:
                return max(first, each.first + 1)
    return None
