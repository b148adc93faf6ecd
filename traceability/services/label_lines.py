"""Ranges of a ledger as people read them: of which lot labels are, and in whose hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.labels import LabelState, Range
from traceability.domain.stretches import spelled
from traceability.services import label_hands
from traceability.services.label_hands import Keeper
from traceability.store.models import PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class BookLine:
    """Labels ``first`` to ``last`` by their numbers: their state, their lot, in whose hands.

    ``lent`` ones are on goods of another than their run's owner, who is named (``owner``) to whose
    goods they are on.
    """

    run: str
    first: int
    last: int
    state: LabelState
    batch: str = ""
    lot_code: str = ""
    keeper: Keeper | None = None
    lost: bool = False
    lent: bool = False
    owner: str = ""

    @property
    def count(self) -> int:
        """How many labels."""
        return self.last - self.first + 1

    @property
    def numbers(self) -> str:
        """The numbers as they are read out."""
        return spelled([(self.first, self.last)])


def book_lines(view: Reading, run: PrintRun, ledger: Sequence[Range]) -> list[BookLine]:
    """The ranges of a run as lines: of which lot each is, and in whose hands."""
    return lines_of(view, run.holder_id, [(run.code, each) for each in ledger])


def lines_of(view: Reading, owner: int, told: Sequence[tuple[str, Range]]) -> list[BookLine]:
    """The same of ranges of several runs of one owner, each by the code of its run."""
    ledger = [each for _run, each in told]
    found = batch_queries.by_ids(view.db, sorted({e.batch for e in ledger if e.batch is not None}))
    held = label_hands.keepers(view, [each.hand for each in ledger if each.hand is not None])
    lines = []
    for code, each in told:
        lot = found.get(each.batch or 0)
        line = BookLine(
            run=code,
            first=each.first + 1,
            last=each.last + 1,
            state=each.state,
            batch="" if lot is None else lot.code,
            lot_code="" if lot is None else lot.lot_code,
            keeper=None if each.hand is None else held[each.hand],
            lost=each.lost,
            lent=lot is not None and lot.holder_id != owner,
        )
        lines.append(line)
    return lines
