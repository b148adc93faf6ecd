"""Which numbers the labels of a run have, as its row says it.

A row is read once for all that is asked of its numbers: from which to which they go, how many
there are, which are on paper.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.labels import ITEM, LabelState, Range, not_in_run
from traceability.domain.stretches import Stretch, common, counted, holds, spelled, without
from traceability.services.frozen_runs import Frozen
from traceability.store.models import PrintRun

#: How many stretches of labels a sentence reads out.
MOST_TOLD = 12


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

    def between(self, first: int, last: int) -> Sequence[Stretch]:
        """Those from one number to another."""
        return common([(first, last)], self.stretches)

    def within(self, first: int, last: int) -> int:
        """How many of them there are from one number to another."""
        return counted(self.between(first, last))

    def told(self, first: int, last: int) -> str:
        """Those from one number to another, as they are read out: "2, 8" where there is no 5."""
        return spelled(self.between(first, last), MOST_TOLD)

    def among(self, named: Sequence[Stretch]) -> Sequence[Stretch]:
        """Stretches that were named without the numbers between its own.

        Whoever says "5–7" where there are 5 and 7 means these two; who says "6" is to be told.
        """
        between = without([self.whole], self.stretches)
        return tuple(left for each in named for left in without([each], between) or [each])

    def require_ends(self, first: int, last: int, at: str = "labels") -> None:
        """Refuse a stretch whose ends are no labels of the run, at a field."""
        if first <= last and not (self.holds(first) and self.holds(last)):
            raise not_in_run(self.stretches, first, last, at)


def of(run: PrintRun) -> RunNumbers:
    """The numbers of a run; of one whose row cannot be read any more those up to its count."""
    try:
        frozen = Frozen.from_json(run.frozen)
    except (ValueError, KeyError, TypeError, AttributeError):
        # The hash of the text says that it was changed.
        return RunNumbers(((1, run.count),))
    return told(run, frozen)


def told(run: PrintRun, frozen: Frozen) -> RunNumbers:
    """The same, by its text as it was read already."""
    void = frozenset(index + 1 for index in frozen.void)
    return RunNumbers(frozen.numbers or ((frozen.after + 1, run.count),), void)


class Asked:
    """Whether runs have labels of some numbers, for one question: each row is read once at most.

    That of a run of packs need not be read for it.
    """

    def __init__(self) -> None:
        self._read: dict[int, RunNumbers] = {}

    def has(self, run: PrintRun, number: int) -> bool:
        """Whether a run has a label of a number."""
        return 1 <= number <= run.count and (run.level == ITEM or self._of(run).holds(number))

    def _of(self, run: PrintRun) -> RunNumbers:
        if run.id not in self._read:
            self._read[run.id] = of(run)
        return self._read[run.id]


def ledger(run: PrintRun, rows: Sequence[Range]) -> list[Range]:
    """The ledger of a run by its rows.

    Of cartons that keep their numbers there once were void rows for what is between these too.
    """
    if run.level == ITEM or not any(each.state is LabelState.VOID for each in rows):
        return list(rows)
    there = [(first - 1, last - 1) for first, last in of(run).stretches]
    return [
        dataclasses.replace(each, first=first, last=last)
        for each in rows
        for first, last in common([(each.first, each.last)], there)
    ]
