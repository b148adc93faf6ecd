"""The token of a public page: equal as long as nothing that the page shows has changed.

It is a hash of everything that the page rests on, and of the day in Việt Nam, for things run out
without anybody acting. It is the same in every process that serves one record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.labels import LabelState
from traceability.services import area_months, carton_contents
from traceability.services.carton_contents import Contents
from traceability.store.queries import area_tokens, areas, batches, labels, page_tokens
from traceability.store.unit import Reading

#: A run in more pieces than this is looked up label by label.
MOST_STRETCHES = 2_000


@dataclass(frozen=True)
class Stretch:
    """Labels ``first`` to ``last`` of a run by index, their state, and the batch they stand for."""

    first: int
    last: int
    state: LabelState
    batch_id: int | None


@dataclass(frozen=True)
class Run:
    """What the label of a run shows beside its batch: which of how many, and in which state.

    ``contents`` are those of its cartons, as they stand, where they are cartons.
    """

    id: int
    run_no: int
    key_id: str
    count: int
    stretches: tuple[Stretch, ...]
    contents: Contents | None = None

    def has(self, key_id: str, index: int) -> bool:
        """Whether it is the run of a code that stands for a label of its number under a key."""
        return self.key_id == key_id and index < self.count

    def stretch(self, index: int) -> Stretch | None:
        """The stretch that a label lies in."""
        return next((each for each in self.stretches if each.first <= index <= each.last), None)


def of_batch(view: Reading, batch_id: int) -> str:
    """The token of a batch's page."""
    rows = sorted(page_tokens.of_batch(view.db, batch_id))
    return _hashed([view.today.isoformat(), *("\x1d".join(row) for row in rows)])


def of_area(view: Reading, code: str) -> str:
    """The token of a growing-area code's page; empty for what is no such code."""
    area = areas.code_by_code(view.db, code)
    if area is None:
        return ""
    found = sorted(area_tokens.of_area(view.db, code))
    months = repr(area_months.of_code(view, area))
    return _hashed([view.today.isoformat(), months, *("\x1d".join(row) for row in found)])


def batch_of(view: Reading, code: str) -> int | None:
    """The internal key of the batch of a short code."""
    row = batches.by_code(view.db, code)
    return None if row is None else row.id


def run_of(view: Reading, run_no: int) -> Run | None:
    """A print run with the states of its labels; ``None`` for one in too many pieces too."""
    run = labels.run_by_number(view.db, run_no)
    if run is None:
        return None
    found = labels.standing(view.db, run.id, MOST_STRETCHES + 1)
    if len(found) > MOST_STRETCHES:
        return None
    stretches = tuple(
        Stretch(first, last, LabelState(state), run.batch_id if batch is None else batch)
        for first, last, state, batch in found
    )
    contents = carton_contents.of_run(view, run)
    return Run(run.id, run.run_no, run.key_id, run.count, stretches, contents)


def _hashed(parts: Sequence[str]) -> str:
    """Sixteen bytes as hex digits: no two states of a page meet by chance."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part.encode() + b"\x1c")
    return digest.hexdigest()
