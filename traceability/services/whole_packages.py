"""Packages of one net amount leave whole."""

from __future__ import annotations

from collections.abc import Mapping

from traceability.domain.errors import RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import packed_formats
from traceability.services.packed_formats import PackedAs
from traceability.store.models import Batch
from traceability.store.queries import batches
from traceability.store.unit import Reading


def check(
    packed: PackedAs, asked: Quantity | None, amount: int, batch: Batch, on_hand: int, at: str
) -> None:
    """Refuse ``half_packages``: what is no whole number of packages of one net amount.

    The facts are the two nearest. All that is ``on_hand`` (in the batch's unit) may go, and what
    leaves whole ones behind.
    """
    net = packed.fixed_net
    if net is None or asked is None or amount == on_hand:
        return
    own_unit = asked.unit == packed.net_unit
    count = asked.amount // net if own_unit else packed.held(amount)
    rest = asked.amount % net if own_unit else amount - packed.taken(count, on_hand)
    if not rest or (batch.unit == packed.net_unit and not (on_hand - amount) % net):
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


def check_anew(
    view: Reading,
    goods: Mapping[str, Batch],
    before: Mapping[str, int],
    asked: Mapping[str, Quantity],
    found: Mapping[str, int],
) -> None:
    """As ``check``, of what an entry is told anew to have drawn; by code, ``before`` as it was."""
    for code, amount in found.items():
        batch = goods[code]
        if batch.stage != "packed" or code not in before:
            continue
        packed = packed_formats.of_batch(view, batch)
        there = batches.stock(view.db, batch.id).on_hand + before[code]
        check(packed, asked[code], amount, batch, there, f"amounts.{code}")
