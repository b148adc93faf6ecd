"""The cartons that stand: their own label is neither spoiled nor void; and the packs in them."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.domain.cartons import Packed
from traceability.domain.labels import DEAD, LabelState
from traceability.domain.stretches import Stretch
from traceability.services import print_files
from traceability.services.label_ledger import ledger_of
from traceability.services.print_files import Frozen
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading

#: Labels that are on goods.
IN_GOODS = frozenset({LabelState.LINKED, LabelState.DISPATCHED})


def printed(cartons: PrintRun) -> list[tuple[int, list[Stretch]]]:
    """The cartons of a run by their numbers, each with the labels that were put in."""
    packed = Frozen.from_json(cartons.frozen).packed
    if packed is None:
        return []
    numbers = (index + 1 for index in print_files.printed(cartons))
    return list(zip(numbers, packed.each(), strict=True))


def of_run(view: Reading, cartons: PrintRun) -> Iterator[tuple[int, list[Stretch]]]:
    """Those of them that stand."""
    dead = [each for each in ledger_of(view, cartons) if each.state in DEAD]
    for number, stretches in printed(cartons):
        if not any(each.first < number <= each.last + 1 for each in dead):
            yield number, stretches


def holding(view: Reading, run: PrintRun) -> Iterator[tuple[PrintRun, int, list[Stretch]]]:
    """The cartons that stand and hold labels of a run: their own run, number and labels."""
    for cartons, _packed in _of_packs(view, run):
        for number, stretches in of_run(view, cartons):
            yield cartons, number, stretches


def carton_of(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton that stands and says that a label is in it: the code of its run, its number."""
    for cartons, packed in _of_packs(view, run):
        place = packed.place_of(number)
        if place is not None:
            index = print_files.printed(cartons)[place]
            dead = (each for each in ledger_of(view, cartons) if each.state in DEAD)
            if not any(each.first <= index <= each.last for each in dead):
                return cartons.code, index + 1
    return None


def _of_packs(view: Reading, run: PrintRun) -> Iterator[tuple[PrintRun, Packed]]:
    """The runs of cartons that hold labels of a run, whatever became of them."""
    for cartons in queries.carton_runs(view.db, run.holder_id):
        packed = Frozen.from_json(cartons.frozen).packed
        if packed is not None and packed.run == run.code:
            yield cartons, packed
