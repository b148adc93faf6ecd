"""The cartons that stand: their own label is neither spoiled nor void; and the packs in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.cartons import Packed
from traceability.domain.labels import DEAD
from traceability.domain.stretches import Stretch, holds
from traceability.services import run_numbers
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import dead_in, held, ledger_of
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


def filled(cartons: PrintRun) -> list[tuple[int, list[Stretch]]]:
    """The cartons of a run by their numbers, each with the labels that were put in."""
    frozen = Frozen.from_json(cartons.frozen)
    if frozen.packed is None:
        return []
    numbers = run_numbers.told(cartons, frozen).on_paper
    return list(zip(numbers, frozen.packed.each(), strict=True))


def standing(view: Reading, cartons: PrintRun) -> Iterator[tuple[int, list[Stretch]]]:
    """Those of them that stand."""
    dead = dead_in(ledger_of(view, cartons))
    return ((number, inside) for number, inside in filled(cartons) if not holds(dead, number))


#: A carton that stands: its own run, its number, and its labels.
Standing = tuple[PrintRun, int, list[Stretch]]


class Boxes:
    """The cartons that stand, for one question that asks of many runs: each row is read once.

    ``reader`` is whom the answer is for, where it names cartons; nobody where they are but counted.
    """

    def __init__(self, view: Reading, reader: Actor | None) -> None:
        self.view, self.reader = view, reader
        self._houses: dict[int, list[int]] = {}
        self._holders: dict[int, dict[str, list[PrintRun]]] = {}
        self._standing: dict[int, list[Standing]] = {}

    def naming(self, run: PrintRun) -> list[Standing]:
        """The cartons that stand and name labels of a run."""
        self.expect([run])
        found = (e for holder in self._houses[run.id] for e in self._of_house(holder, run))
        return [each for cartons in found for each in self._of(cartons)]

    def tells_of(self, cartons: PrintRun) -> bool:
        """Whether the reader is told of cartons of a run: of those of its own house alone.

        Whoever is not reads neither run nor number, in a refusal no more than on a page.
        """
        thing = Thing(holder=cartons.holder_id)
        return self.reader is not None and may(self.reader, Action.SEE_WORKSPACE, thing)

    def expect(self, runs: Iterable[PrintRun]) -> None:
        """Read at once whose cartons may name labels of some runs that are asked for next."""
        new = [run for run in runs if run.id not in self._houses]
        self._houses |= houses(self.view, new) if new else {}

    def _of_house(self, holder_id: int, run: PrintRun) -> Sequence[PrintRun]:
        if holder_id not in self._holders:
            self._holders[holder_id] = self._read(holder_id)
        return self._holders[holder_id].get(run.code, ())

    def _read(self, holder_id: int) -> dict[str, list[PrintRun]]:
        runs: dict[str, list[PrintRun]] = {}
        for cartons, packed in _of_holder(self.view, holder_id):
            runs.setdefault(packed.run, []).append(cartons)
        return runs

    def _of(self, cartons: PrintRun) -> list[Standing]:
        if cartons.id not in self._standing:
            found = standing(self.view, cartons)
            self._standing[cartons.id] = [(cartons, number, inside) for number, inside in found]
        return self._standing[cartons.id]


def named_in(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton that stands and says that a label is in it: the code of its run, its number."""
    of_all = (each for holder in houses(view, [run])[run.id] for each in _of_holder(view, holder))
    for cartons, packed in of_all:
        place = packed.place_of(number) if packed.run == run.code else None
        if place is not None:
            own = run_numbers.of(cartons).on_paper[place]
            if held(ledger_of(view, cartons), own).state not in DEAD:
                return cartons.code, own
    return None


def houses(view: Reading, runs: Sequence[PrintRun]) -> dict[int, list[int]]:
    """Who may have labels of runs in cartons, by run: its owner, and to whose goods it was lent."""
    # What was printed for a lot stands on goods of its owner, or on none.
    blank = [run.id for run in runs if run.batch_id is None]
    lent = queries.holders_of_lots(view.db, blank) if blank else {}
    return {
        run.id: [run.holder_id, *(e for e in lent.get(run.id, ()) if e != run.holder_id)]
        for run in runs
    }


def _of_holder(view: Reading, holder_id: int) -> Iterator[tuple[PrintRun, Packed]]:
    """The runs of cartons of a cooperative, whatever became of them, and what was put in."""
    for cartons in queries.carton_runs(view.db, holder_id):
        packed = Frozen.from_json(cartons.frozen).packed
        if packed is not None:
            yield cartons, packed
