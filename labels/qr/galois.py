"""Reed-Solomon over GF(256) with x⁸+x⁴+x³+x²+1 (7.5): the check octets of a block."""

from __future__ import annotations

import functools
from collections.abc import Sequence

_FIELD = 0x11D


@functools.cache
def _tables() -> tuple[list[int], list[int]]:
    powers, logs = [1], [0] * 256
    for exponent in range(1, 255):
        value = powers[-1] << 1
        powers.append(value ^ _FIELD if value & 0x100 else value)
        logs[powers[-1]] = exponent
    return powers * 2, logs


def times(one: int, other: int) -> int:
    """The product of two octets."""
    powers, logs = _tables()
    return powers[logs[one] + logs[other]] if one and other else 0


@functools.cache
def generator(checks: int) -> tuple[int, ...]:
    """The generator polynomial of ``checks`` check octets, highest first, without its lead 1."""
    poly = [1]
    for exponent in range(checks):
        root = _tables()[0][exponent]
        shifted = [*poly, 0]
        for place, factor in enumerate(poly):
            shifted[place + 1] ^= times(factor, root)
        poly = shifted
    return tuple(poly[1:])


def check_octets(data: Sequence[int], checks: int) -> list[int]:
    """The remainder of the block: linear in its bits, which is what the engine lives on."""
    divisor, rest = generator(checks), [0] * checks
    for octet in data:
        lead = octet ^ rest[0]
        rest = [
            each ^ times(lead, factor) for each, factor in zip([*rest[1:], 0], divisor, strict=True)
        ]
    return rest


@functools.cache
def unit_checks(checks: int, length: int) -> tuple[tuple[int, ...], ...]:
    """The check octets of each single octet 1 in a block of ``length``, first place first."""
    rest, units = list(generator(checks)), []
    for _ in range(length):
        units.append(tuple(rest))
        lead = rest[0]
        pairs = zip([*rest[1:], 0], generator(checks), strict=True)
        rest = [each ^ times(lead, factor) for each, factor in pairs]
    return tuple(reversed(units))
