"""How a packed batch was packed: the pack format of its revision, and the packages counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from traceability.domain import balance
from traceability.domain.balance import Basis
from traceability.store.models import Batch, PackFormat
from traceability.store.queries import batches, corrections, products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class PackedAs:
    """A pack format as the batch has it; ``packages`` where they were counted.

    ``net_amount`` (g or ml) is what each package holds, or the least that a piece weighs.
    """

    name: str
    basis: Basis
    net_amount: int | None
    packages: int | None

    @property
    def fixed_net(self) -> int | None:
        """What every package holds, where that is one amount."""
        return self.net_amount if self.basis is Basis.FIXED_NET else None


def of_batch(view: Reading, batch: Batch) -> PackedAs:
    """How a packed batch was packed."""
    row = _format(view, batch)
    packages = told_of(view, batch).get("packages")
    if packages is None and row.basis == Basis.FIXED_NET and row.net_amount:
        # What came packed from elsewhere was counted there.
        packages = batches.stock(view.db, batch.id).made // row.net_amount
    return PackedAs(row.name, Basis(row.basis), row.net_amount, packages)


def told_of(view: Reading, batch: Batch) -> dict[str, Any]:
    """The facts of the entry that made a batch, as it is told today; none once taken back."""
    event = corrections.by_firsts(view.db, [batch.event_seq]).get(batch.event_seq)
    return {} if event is None else dict(json.loads(event.leaf)["facts"])


def most_labels(view: Reading, batch: Batch) -> int | None:
    """The most labels that a packed batch can carry; ``None`` where its weight sets no limit."""
    packed = of_batch(view, batch)
    made = batches.stock(view.db, batch.id).made
    return balance.most_labels(packed.basis, made, packed.net_amount, packed.packages)


def _format(view: Reading, batch: Batch) -> PackFormat:
    rows = products.pack_formats(view.db, batch.product_id or 0, batch.product_revision or 0)
    return next(row for row in rows if row.number == batch.pack_format)
