"""How many labels a lot carries, has and lacks: the label balance, wherever it is asked."""

from __future__ import annotations

from traceability.domain import balance
from traceability.domain.labels import LIVE, counted
from traceability.services import packed_formats
from traceability.services.label_ledger import as_range
from traceability.store.models import Batch
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


def most_labels(view: Reading, batch: Batch) -> tuple[int | None, int]:
    """How many labels a packed batch can carry (``None``: no limit), and how many it has."""
    return packed_formats.most_labels(view, batch), live(view, batch)


def live(view: Reading, batch: Batch) -> int:
    """How many live labels stand for a batch, or were printed for it; a carton's is none."""
    return counted(map(as_range, queries.ranges_of_batch(view.db, batch.id, "item")), LIVE)


def check(view: Reading, batch: Batch, asked: int, at: str, *, expected: int = 0) -> None:
    """Refuse labels beyond what was packed, at field ``at``; ``expected`` are as good as there."""
    highest, there = most_labels(view, batch)
    balance.check_labels(highest, there + expected, asked, at=at)
