"""Mass balance in integers: what comes out of a step, and what labels may claim of it."""

from __future__ import annotations

from enum import StrEnum

from traceability.domain.errors import RuleBroken

PPM = 1_000_000


class Basis(StrEnum):
    """What the labels of packed goods are counted against (MODEL §5.3)."""

    FIXED_NET = "fixed_net"
    OWN_WEIGHT = "own_weight"
    PIECES = "pieces"
    NONE = "none"


#: Where a pack format states an amount: what a package holds, or the least that a piece weighs.
WITH_AMOUNT = frozenset({Basis.FIXED_NET, Basis.PIECES})
#: Where packages are counted at packing; elsewhere they may be.
COUNTED = frozenset({Basis.FIXED_NET, Basis.OWN_WEIGHT})


def check_taken(on_hand: int, taken: int, *, unit: str, at: str) -> None:
    """Refuse to take more than is on hand."""
    if taken > on_hand:
        raise RuleBroken("more_than_on_hand", at, on_hand=on_hand, asked=taken, unit=unit)


def check_out(taken: int, out: int, highest: int, *, unit: str, at: str) -> int:
    """The loss of a step; refuses an output above ``highest``, at most what was ``taken``.

    Nobody overrides this.
    """
    if out > highest:
        facts = {"taken": taken, "out": out, "highest": highest, "unit": unit}
        raise RuleBroken("more_out_than_in", at, **facts)
    return taken - out


def most_labels(
    basis: Basis, made: int, net_amount: int | None, packages: int | None
) -> int | None:
    """The most labels that ``made`` (g or ml) can carry; ``None`` where weight sets no limit.

    One a package of the fixed net amount, one a package that was counted and weighed by itself, or
    one a piece of at least ``net_amount``.
    """
    if basis is Basis.NONE:
        return None
    if basis is Basis.OWN_WEIGHT:
        return packages or 0
    if not net_amount:
        raise ValueError(f"{basis} needs an amount")
    return made // net_amount


def check_labels(highest: int | None, live: int, asked: int, *, at: str) -> None:
    """Refuse labels beyond the most that what was packed can carry."""
    if highest is not None and live + asked > highest:
        raise RuleBroken("more_labels_than_packed", at, live=live, asked=asked, highest=highest)
