"""Sharing whole amounts exactly: parts by largest remainder, and where mixed goods come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from traceability.domain.balance import PPM


def apportion(total: int, weights: Sequence[int], *, least: int = 0) -> tuple[int, ...]:
    """Whole parts of ``total`` by ``weights`` and largest remainder; they sum to exactly ``total``.

    Equal remainders favour the earlier part. ``least`` (0 or 1) is what every part gets however
    light: what it is raised by is taken from the largest. Raises ValueError for a weight below 0,
    where all are 0, or where ``total`` does not reach for ``least``.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need amounts of at least 0 that are not all 0")
    if total < least * len(weights):
        raise ValueError("there is not enough for every share")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return _raised(parts, least)


def _raised(parts: list[int], least: int) -> tuple[int, ...]:
    for index, part in enumerate(parts):
        if part < least:
            parts[parts.index(max(parts))] -= least - part
            parts[index] = least
    return tuple(parts)


#: Where goods come from: a place, and the code that they stand under there, if any.
Origin = tuple[int, int | None]


def mixed(goods: Sequence[tuple[int, Mapping[Origin, int]]]) -> dict[Origin, int]:
    """The shares of origin of goods mixed from several (MODEL §5.4): ppm by origin, summing to 1e6.

    Each of ``goods`` is an amount of one unit and the shares of what it was taken from. An origin
    keeps at least one part however little came of it, so that nothing in the mix goes unnamed. The
    order of ``goods`` does not matter: equal remainders favour the origin that sorts first.
    """
    weights: dict[Origin, int] = {}
    for amount, shares in goods:
        for origin, ppm in shares.items():
            weights[origin] = weights.get(origin, 0) + amount * ppm
    origins = sorted(weights, key=lambda each: (each[0], each[1] or 0))
    parts = apportion(PPM, [weights[each] for each in origins], least=1)
    return dict(zip(origins, parts, strict=True))


def flows(taken: Mapping[str, int], made: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """What of each amount taken went into each thing made, losses included: by both their codes.

    What was mixed cannot be told apart, so each thing made has a part of every one taken. The parts
    of one taken sum to exactly what was taken of it; those of a thing made to its share of all, and
    so to no less than was made of it. (A thing lighter than a gram for each taken has that gram of
    each, and the others have less.) The order of neither matters. Raises ValueError where less was
    taken of one, in whole grams, than things were made.
    """
    into, codes = sorted(made), sorted(taken)
    weights = [made[code] for code in into]
    rows = [list(apportion(taken[code], weights, least=1)) for code in codes]
    _level(rows, apportion(sum(taken.values()), weights))
    return {
        (parent, child): part
        for parent, row in zip(codes, rows, strict=True)
        for child, part in zip(into, row, strict=True)
    }


def _level(rows: Sequence[list[int]], wanted: Sequence[int]) -> None:
    """Let the columns sum to what is wanted: a gram a row moves over, until nothing is left to."""
    over = [sum(row[k] for row in rows) - want for k, want in enumerate(wanted)]
    moved = True
    while moved:
        moved = False
        for row in rows:
            giving = [k for k, part in enumerate(row) if over[k] > 0 and part > 1]
            lacking = [k for k, much in enumerate(over) if much < 0]
            if giving and lacking:
                _move(row, over, max(giving, key=lambda k: over[k]), lacking[0])
                moved = True


def _move(row: list[int], over: list[int], giver: int, taker: int) -> None:
    for sums in (row, over):
        sums[giver] -= 1
        sums[taker] += 1
