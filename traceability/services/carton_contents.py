"""What is in the cartons of a run, as its row fixes it, and what became of the packs since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.labels import DEAD, LabelState, Range
from traceability.domain.stretches import Stretch, common, spelled, together
from traceability.services import print_files
from traceability.services.label_ledger import dead_in, ledger_of
from traceability.services.print_files import Frozen
from traceability.store.models import PrintRun
from traceability.store.queries import labels
from traceability.store.unit import Reading

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


def dead_inside(view: Reading, run: PrintRun, number: int) -> str:
    """The numbers of the labels in one carton that are spoiled or void by now."""
    stretches = dict(_each(run)).get(number - 1)
    return "" if stretches is None else _dead(_packs(view, run), stretches)


def contents(run: PrintRun) -> list[tuple[int, str]]:
    """The cartons of a run by their numbers, each with the numbers of the labels in it."""
    return [(index + 1, spelled(stretches)) for index, stretches in _each(run)]


def inside(run: PrintRun, number: int) -> str:
    """The numbers of the labels in one carton; empty for one that was never printed."""
    stretches = dict(_each(run)).get(number - 1)
    return "" if stretches is None else spelled(stretches)


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
    """The ledger of the run whose labels are in the cartons of this one."""
    packs = labels.run_by_code(view.db, run_of_items(run))
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
