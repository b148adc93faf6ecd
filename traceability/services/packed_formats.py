"""How a packed batch was packed: the pack format of its revision, and the packages counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from traceability.domain import balance
from traceability.domain.balance import Basis
from traceability.domain.density import drawn, most_of, needed_for
from traceability.store.models import Batch, PackFormat
from traceability.store.queries import batches, corrections, products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class PackedAs:
    """A pack format as the batch has it; ``packages`` where they were counted.

    ``net_amount`` is what each package holds, or the least that a piece weighs: in ``net_unit``
    (g or ml), which is not the batch's own where goods kept by volume are packed by weight. Then
    ``density`` (g/l) is what one was told as the other by.
    """

    name: str
    basis: Basis
    net_amount: int | None
    packages: int | None
    net_unit: str = "g"
    density: int | None = None

    @property
    def fixed_net(self) -> int | None:
        """What every package holds, where that is one amount."""
        return self.net_amount if self.basis is Basis.FIXED_NET else None

    def amount_of(self, packages: int, there: int | None = None) -> int:
        """How much of the batch (its own unit) so many packages of one net amount hold.

        ``there`` is what they were filled from, where that is known.
        """
        net = packages * (self.fixed_net or 0)
        if self.density is None:
            return net
        needed = needed_for(net, self.density)
        return needed if there is None else drawn(net, self.density, there)

    def held(self, on_hand: int) -> int:
        """How many whole packages of one net amount are on hand."""
        mass = on_hand if self.density is None else most_of(on_hand, self.density)
        return mass // self.fixed_net if self.fixed_net else 0

    def taken(self, packages: int, on_hand: int) -> int:
        """How much so many packages take of what is on hand, so that the last one finds its own.

        What stays behind is what the rest needs; the parts that packages leave in add up to the
        whole, to the millilitre.
        """
        left = self.held(on_hand) - packages
        if left < 0:
            return self.amount_of(packages)
        return self.amount_of(left + packages, on_hand) - self.amount_of(left)

    def most_labels(self, made: int) -> int | None:
        """The most labels that ``made`` of the batch can carry; ``None`` where weight sets none."""
        if self.density is None:
            return balance.most_labels(self.basis, made, self.net_amount, self.packages)
        mass = most_of(made, self.density)
        most = balance.most_labels(self.basis, mass, self.net_amount, self.packages)
        counted = self.basis in balance.COUNTED and self.packages is not None
        return min(most or 0, self.packages or 0) if counted else most


def of_batch(view: Reading, batch: Batch) -> PackedAs:
    """How a packed batch was packed."""
    row = _format(view, batch)
    told = told_of(view, batch)
    made = told_before(view, batch, told)
    packages = told.get("packages")
    by_weight = row.unit not in (None, batch.unit)
    if packages is None and row.basis == Basis.FIXED_NET and row.net_amount:
        # What came packed from elsewhere was counted there.
        packages = _counted(view, batch, row, made.get("density") if by_weight else None)
    return PackedAs(
        name=row.name,
        basis=Basis(row.basis),
        net_amount=row.net_amount,
        packages=packages,
        net_unit=row.unit or batch.unit,
        density=made.get("density") if by_weight else None,
    )


def told_before(view: Reading, batch: Batch, told: dict[str, Any]) -> dict[str, Any]:
    """The facts of a batch's own making, where it was taken over from another cooperative."""
    before = batches.by_code(view.db, told.get("of", {}).get(batch.code, ""))
    return told if before is None else told_before(view, before, told_of(view, before))


def _counted(view: Reading, batch: Batch, row: PackFormat, density: int | None) -> int:
    """How many packages of one net amount a batch is made of."""
    made = batches.stock(view.db, batch.id).made
    return (made if density is None else most_of(made, density)) // (row.net_amount or 1)


def told_of(view: Reading, batch: Batch) -> dict[str, Any]:
    """The facts of the entry that made a batch, as it is told today; none once taken back."""
    event = corrections.by_firsts(view.db, [batch.event_seq]).get(batch.event_seq)
    return {} if event is None else dict(json.loads(event.leaf)["facts"])


def most_labels(view: Reading, batch: Batch) -> int | None:
    """The most labels that a packed batch can carry; ``None`` where its weight sets no limit."""
    return of_batch(view, batch).most_labels(batches.stock(view.db, batch.id).made)


def _format(view: Reading, batch: Batch) -> PackFormat:
    rows = products.pack_formats(view.db, batch.product_id or 0, batch.product_revision or 0)
    return next(row for row in rows if row.number == batch.pack_format)
