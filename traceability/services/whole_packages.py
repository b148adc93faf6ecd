"""Packages leave whole: so many of one net amount, or sacks that were weighed each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from traceability.domain.errors import Invalid, RuleBroken
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


def sacks_counted(
    weights: Sequence[int], count: int, on_hand: int, batch: Batch, at: str
) -> int | None:
    """How much so many sacks weigh, where it does not matter which; ``None`` of unweighed ones.

    Refused with ``more_sacks_than_packed``, and with ``sacks_to_name`` where they differ.
    """
    if not weights:
        return None
    if count > len(weights) or (count == len(weights) and on_hand < sum(weights)):
        raise RuleBroken("more_sacks_than_packed", at, lot=batch.lot_code, highest=len(weights))
    if count == len(weights):
        return on_hand
    if len(set(weights)) == 1:
        return count * weights[0]
    raise Invalid("sacks_to_name", at, lot=batch.lot_code, count=count, highest=len(weights))


def sacks_named(weights: Sequence[int], named: Sequence[int], batch: Batch, at: str) -> int:
    """How much the sacks of some numbers weigh; refused where one is not of the packing list."""
    unknown = [each for each in named if not 1 <= each <= len(weights)]
    if unknown or len(set(named)) < len(named):
        facts = {"lot": batch.lot_code, "highest": len(weights)}
        raise Invalid("sack_unknown", at, **facts)
    return sum(weights[each - 1] for each in named)


def check_sacks(weights: Sequence[int], amount: int, on_hand: int, at: str) -> None:
    """Refuse ``no_such_sacks``: a weight that no set of the sacks has; the two nearest are facts.

    Sums are the bits of one number: as many as there are grams.
    """
    if not weights or amount == on_hand:
        return
    sums = reduce(lambda bits, each: bits | bits << each, weights, 1)
    if sums >> amount & 1:
        return
    lower = (sums & ((1 << amount) - 1)).bit_length() - 1
    above = sums >> amount
    upper = amount + (above & -above).bit_length() - 1 if above else 0
    facts = {"lowest": lower or upper, "highest": upper or lower, "unit": "g"}
    raise RuleBroken("no_such_sacks", at, **facts)
