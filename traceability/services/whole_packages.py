"""Packages of one net amount leave whole."""

from __future__ import annotations

from traceability.domain.errors import RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services.packed_formats import PackedAs
from traceability.store.models import Batch, BatchStock


def check(
    packed: PackedAs, asked: Quantity | None, amount: int, batch: Batch, stock: BatchStock, at: str
) -> None:
    """Refuse ``half_packages``: what is no whole number of packages of one net amount.

    The facts are the two nearest. All that is on hand may go, and what leaves whole ones behind.
    """
    net = packed.fixed_net
    if net is None or asked is None or amount == stock.on_hand:
        return
    own_unit = asked.unit == packed.net_unit
    count = asked.amount // net if own_unit else packed.held(amount)
    rest = asked.amount % net if own_unit else amount - packed.taken(count, stock.on_hand)
    if not rest or (batch.unit == packed.net_unit and not (stock.on_hand - amount) % net):
        return
    fewer, more = max(count, 1), max(count, 1) + 1
    raise RuleBroken(
        "half_packages",
        at,
        net=net,
        lower=fewer,
        upper=more,
        lowest=fewer * net,
        highest=more * net,
        unit=packed.net_unit,
    )
