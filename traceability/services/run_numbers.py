"""Which numbers the labels of a run have, as its row says it.

A row is read once for all that is asked of its numbers: from which to which they go, how many
there are, which are on paper.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.cartons import TakenOver
from traceability.domain.labels import ITEM, Range
from traceability.domain.stretches import Stretch, counted, holds, without
from traceability.services.frozen_runs import Frozen
from traceability.store.models import PrintRun


@dataclass(frozen=True)
class RunNumbers:
    """The numbers of the labels of a run, from 1: ``stretches`` in order that lie apart.

    ``void`` are those among them that are void from birth, for their code is another label's: they
    count as printed, and are on no paper.
    """

    stretches: tuple[Stretch, ...]
    void: frozenset[int] = frozenset()

    @property
    def whole(self) -> Stretch:
        """The first and the last."""
        return self.stretches[0][0], self.stretches[-1][1]

    @property
    def count(self) -> int:
        """How many, those void from birth among them."""
        return counted(self.stretches)

    @property
    def on_paper(self) -> list[int]:
        """Those that stand on paper, in order."""
        every = (number for first, last in self.stretches for number in range(first, last + 1))
        return [number for number in every if number not in self.void]

    def holds(self, number: int) -> bool:
        """Whether a label of the run has that number."""
        return holds(self.stretches, number)

    def among(self, named: Sequence[Stretch]) -> Sequence[Stretch]:
        """Numbers that were named without those between its own, unless nothing is left of them.

        Whoever says "5–7" where there are 5 and 7 means these two.
        """
        between = without([self.whole], self.stretches)
        return tuple(without(named, between)) or named

    def of_labels(self, ledger: Sequence[Range]) -> list[Range]:
        """Rows of the ledger of the run, cut to its labels."""
        first, last = self.whole
        between = [(low - 1, high - 1) for low, high in without([(first, last)], self.stretches)]
        if not between:
            return list(ledger)
        return [
            dataclasses.replace(each, first=first, last=last)
            for each in ledger
            for first, last in without([(each.first, each.last)], between)
        ]


def of(run: PrintRun) -> RunNumbers:
    """The numbers of a run; of one whose row cannot be read any more those up to its count."""
    try:
        frozen = Frozen.from_json(run.frozen)
    except (ValueError, KeyError, TypeError, AttributeError):
        # The hash of the text says that it was changed.
        return RunNumbers(((1, run.count),))
    return told(run, frozen)


def told(run: PrintRun, frozen: Frozen) -> RunNumbers:
    """The same, by its text as it was read already.

    Cartons that stand in for others keep their numbers, and what is between these is none of the
    run's labels; the text says so as if it were void from birth.
    """
    void = [(index + 1, index + 1) for index in frozen.void]
    whole = [(frozen.after + 1, run.count)]
    if isinstance(frozen.packed, TakenOver):
        return RunNumbers(tuple(without(whole, void)))
    return RunNumbers(tuple(whole), frozenset(number for number, _same in void))


def has(run: PrintRun, number: int) -> bool:
    """Whether a run has a label of a number; the row of one of packs need not be read for it."""
    return 1 <= number <= run.count and (run.level == ITEM or of(run).holds(number))
