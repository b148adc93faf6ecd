"""Mass balance in integers: what comes out of a step, and what labels may claim of it."""

from __future__ import annotations

from traceability.domain.errors import RuleBroken

PPM = 1_000_000


def most_out(taken: int, ratio_ppm: int) -> int:
    """The most that ``taken`` (g or ml) can give at ``ratio_ppm`` (1,000,000 = all of it)."""
    return taken * ratio_ppm // PPM


def check_taken(on_hand: int, taken: int, *, unit: str, at: str) -> None:
    """Refuse to take more than is on hand."""
    if taken > on_hand:
        raise RuleBroken("more_than_on_hand", at, on_hand=on_hand, asked=taken, unit=unit)


def check_step(taken: int, out: int, ratio_ppm: int, *, unit: str, at: str) -> int:
    """The loss of a step; refuses an output above ``taken`` × the ratio. Nobody overrides this."""
    highest = most_out(taken, ratio_ppm)
    if out > highest:
        facts = {"taken": taken, "out": out, "highest": highest, "unit": unit}
        raise RuleBroken("more_out_than_in", at, **facts)
    return taken - out


def check_labels(made: int, net_amount: int, live: int, asked: int, *, at: str) -> None:
    """Refuse labels whose net amounts together exceed what was packed (g or ml)."""
    highest = made // net_amount
    if live + asked > highest:
        raise RuleBroken("more_labels_than_packed", at, live=live, asked=asked, highest=highest)
