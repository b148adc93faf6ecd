"""How a packed batch was packed: the pack format of its revision, and the packages counted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain import balance
from traceability.domain.balance import Basis
from traceability.domain.density import drawn, most_of, needed_for
from traceability.domain.errors import RuleBroken
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

    def check_pieces(self, packages: int, made: int) -> None:
        """Refuse ``more_pieces_than_weight``: more pieces than so much of the batch can be.

        The facts are the most, the least that one weighs, and what was made, in ``net_unit``.
        """
        whole = made if self.density is None else most_of(made, self.density)
        most = whole // (self.net_amount or 1)
        if packages > most:
            facts = {"most": most, "least": self.net_amount, "out": whole, "unit": self.net_unit}
            raise RuleBroken("more_pieces_than_weight", "packages", **facts)

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
    return of_batches(view, [batch])[batch.id]


def of_batches(view: Reading, rows: Sequence[Batch]) -> dict[int, PackedAs]:
    """How packed batches were packed, by internal key, in as many statements as for one."""
    if not rows:
        return {}
    named = {(row.product_id or 0, row.product_revision or 0) for row in rows}
    formats = products.formats_of(view.db, named)
    told = _told(view, rows)
    making = _making(view, rows, told)
    made = batches.made(view.db, [row.id for row in rows])
    found = {}
    for row in rows:
        key = (row.product_id or 0, row.product_revision or 0, row.pack_format or 0)
        packages, density = told[row.id].get("packages"), making[row.id].get("density")
        found[row.id] = _packed(row, formats[key], packages, density, made[row.id])
    return found


def _packed(
    batch: Batch, row: PackFormat, packages: int | None, density: int | None, made: int
) -> PackedAs:
    if row.unit in (None, batch.unit):
        density = None
    if packages is None and row.basis == Basis.FIXED_NET and row.net_amount:
        # What came packed from elsewhere was counted there.
        packages = (made if density is None else most_of(made, density)) // row.net_amount
    return PackedAs(
        name=row.name,
        basis=Basis(row.basis),
        net_amount=row.net_amount,
        packages=packages,
        net_unit=row.unit or batch.unit,
        density=density,
    )


def _making(
    view: Reading, rows: Sequence[Batch], told: Mapping[int, dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """The facts of batches' own making, where they were taken over from other cooperatives."""
    found, at = dict(told), {row.id: row for row in rows}
    while at:
        named = {key: found[key].get("of", {}).get(row.code) for key, row in at.items()}
        codes = {key: code for key, code in named.items() if code}
        before = corrections.batches_of(view.db, sorted(set(codes.values()))) if codes else []
        by_code, facts = {row.code: row for row in before}, _told(view, before)
        at = {key: by_code[code] for key, code in codes.items() if code in by_code}
        found |= {key: facts[row.id] for key, row in at.items()}
    return found


def told_before(view: Reading, batch: Batch, told: dict[str, Any]) -> dict[str, Any]:
    """The facts of a batch's own making, where it was taken over from another cooperative."""
    return _making(view, [batch], {batch.id: told})[batch.id]


def told_of(view: Reading, batch: Batch) -> dict[str, Any]:
    """The facts of the entry that made a batch, as it is told today; none once taken back."""
    return _told(view, [batch])[batch.id]


def _told(view: Reading, rows: Sequence[Batch]) -> dict[int, dict[str, Any]]:
    told = corrections.by_firsts(view.db, [row.event_seq for row in rows]) if rows else {}
    facts = {seq: json.loads(event.leaf)["facts"] for seq, event in told.items()}
    return {row.id: dict(facts.get(row.event_seq, {})) for row in rows}


def most_labels(view: Reading, batch: Batch) -> int | None:
    """The most labels that a packed batch can carry; ``None`` where its weight sets no limit."""
    return of_batch(view, batch).most_labels(batches.stock(view.db, batch.id).made)
