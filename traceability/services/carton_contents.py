"""What is in the cartons of a run, as its row fixes it, and what became of the packs since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.cartons import Packed
from traceability.domain.labels import DEAD, LabelState, Range
from traceability.domain.stretches import Stretch, common, place_of, spelled, together
from traceability.services import print_files
from traceability.services.label_ledger import dead_in, ledger_of
from traceability.services.print_files import Frozen
from traceability.store.models import PrintRun
from traceability.store.queries import labels
from traceability.store.unit import Reading

#: The level of the runs of cartons.
CARTON = "carton"
#: Labels that are on goods.
IN_GOODS = frozenset({LabelState.LINKED, LabelState.DISPATCHED})


@dataclass(frozen=True)
class Carton:
    """A carton by its number: the labels that were put in, and which of them died since.

    ``state`` is that of its own label: what is in a carton that is spoiled or void is loose again.
    """

    number: int
    numbers: str
    dead: str
    state: LabelState

    @property
    def stands(self) -> bool:
        """Whether its own label is neither spoiled nor void."""
        return self.state not in DEAD


def listed(view: Reading, run: PrintRun, ledger: Sequence[Range]) -> list[Carton]:
    """The cartons of a run, whose own ``ledger`` it is; none of a run of packs."""
    packs, found = _packs(view, run), []
    for index, stretches in _each(run):
        state = next(each.state for each in ledger if each.first <= index <= each.last)
        dead = _dead(packs, stretches)
        found.append(Carton(index + 1, spelled(stretches), dead, state))
    return found


@dataclass(frozen=True)
class Contents:
    """What is in the cartons of a run, fixed with it, and which of all packs are ``dead`` by now.

    ``printed`` are the indexes of the cartons that are on paper.
    """

    packed: Packed
    printed: tuple[Stretch, ...]
    dead: tuple[Stretch, ...]

    def of(self, number: int) -> tuple[str, str]:
        """The numbers of the labels in one carton, and of those that are spoiled or void by now.

        Empty for a carton that was never printed. No other carton is looked at.
        """
        place = place_of(number - 1, self.printed)
        inside = [] if place is None else self.packed.carton(place)
        return spelled(inside), spelled(together(common(self.dead, inside)))


def of_run(view: Reading, run: PrintRun) -> Contents | None:
    """What is in the cartons of a run as of now; nothing for a run of packs."""
    if run.level != CARTON:
        return None
    packed = Frozen.from_json(run.frozen).packed
    if packed is None:
        return None
    printed = together((index, index) for index in print_files.printed(run))
    return Contents(packed, printed, tuple(dead_in(_ledger(view, packed))))


def of_carton(view: Reading, run: PrintRun, number: int) -> tuple[str, str]:
    """As ``Contents.of``; both empty for a label of a pack."""
    found = of_run(view, run)
    return ("", "") if found is None else found.of(number)


def contents(run: PrintRun) -> list[tuple[int, str]]:
    """The cartons of a run by their numbers, each with the numbers of the labels in it."""
    return [(index + 1, spelled(stretches)) for index, stretches in _each(run)]


def run_of_items(run: PrintRun) -> str:
    """The code of the run whose labels are in the cartons of this one."""
    packed = Frozen.from_json(run.frozen).packed
    return "" if packed is None else packed.run


def _dead(packs: Sequence[Range], inside: Sequence[Stretch]) -> str:
    return spelled(together(common(dead_in(packs), inside)))


def _each(run: PrintRun) -> list[tuple[int, list[Stretch]]]:
    packed = Frozen.from_json(run.frozen).packed
    if packed is None:
        return []
    return list(zip(print_files.printed(run), packed.each(), strict=True))


def _packs(view: Reading, run: PrintRun) -> list[Range]:
    packed = Frozen.from_json(run.frozen).packed
    return [] if packed is None else _ledger(view, packed)


def _ledger(view: Reading, packed: Packed) -> list[Range]:
    """The ledger of the run whose labels are in cartons."""
    packs = labels.run_by_code(view.db, packed.run)
    return [] if packs is None else ledger_of(view, packs)


def stray(ledger: Sequence[Range], lot: int | None, packs: Sequence[Stretch]) -> int | None:
    """The first of some packs that does not stand for a carton's lot, by number; none where all do.

    ``ledger`` is the packs' own. Spoiled and void ones stand for nothing and stray nowhere.
    """
    for first, last in packs:
        for each in ledger:
            if each.first + 1 > last or each.last + 1 < first or each.state in DEAD:
                continue
            if each.state not in IN_GOODS or each.batch != lot:
                return max(first, each.first + 1)
    return None
