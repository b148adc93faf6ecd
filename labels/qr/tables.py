"""The figures of ISO/IEC 18004:2015 for versions 1 to 10: codewords, blocks, alignment patterns."""

from __future__ import annotations

import enum
import functools

LARGEST_VERSION = 10
"""57 modules: no label of ours has room for more."""


class Level(enum.Enum):
    """How much damage a symbol bears; the value is its two bits in the format information."""

    L = 0b01
    M = 0b00
    Q = 0b11
    H = 0b10


_TOTAL = (26, 44, 70, 100, 134, 172, 196, 242, 292, 346)
_CHECKS = {
    Level.L: (7, 10, 15, 20, 26, 18, 20, 24, 30, 18),
    Level.M: (10, 16, 26, 18, 24, 16, 18, 22, 22, 26),
    Level.Q: (13, 22, 18, 26, 18, 24, 18, 22, 20, 24),
    Level.H: (17, 28, 22, 16, 22, 28, 26, 26, 24, 28),
}
_BLOCKS = {
    Level.L: (1, 1, 1, 1, 1, 2, 2, 2, 2, 4),
    Level.M: (1, 1, 1, 2, 2, 4, 4, 4, 5, 5),
    Level.Q: (1, 1, 2, 2, 4, 4, 6, 6, 8, 8),
    Level.H: (1, 1, 2, 4, 4, 4, 5, 6, 8, 8),
}
_ALIGNMENT = (
    (),
    (6, 18),
    (6, 22),
    (6, 26),
    (6, 30),
    (6, 34),
    (6, 22, 38),
    (6, 24, 42),
    (6, 26, 46),
    (6, 28, 50),
)


def modules_along(version: int) -> int:
    """Modules along a side, without the quiet zone (5.3.1)."""
    return 17 + 4 * version


def total_codewords(version: int) -> int:
    """Data and check codewords together (table 1)."""
    return _TOTAL[version - 1]


def checks_a_block(version: int, level: Level) -> int:
    """Check codewords of each block (table 9)."""
    return _CHECKS[level][version - 1]


def blocks(version: int, level: Level) -> list[int]:
    """Data codewords of each block, the shorter blocks first (table 9)."""
    count = _BLOCKS[level][version - 1]
    short, longer = divmod(_TOTAL[version - 1], count)
    checks = checks_a_block(version, level)
    return [short - checks + (number >= count - longer) for number in range(count)]


@functools.cache
def capacity_bits(version: int, level: Level) -> int:
    """Bits for segments, their headers included (table 7)."""
    return 8 * sum(blocks(version, level))


def alignment_centres(version: int) -> list[tuple[int, int]]:
    """Rows and columns of the alignment patterns' centres (annex E)."""
    along = _ALIGNMENT[version - 1]
    corners = {(6, 6), (6, along[-1]), (along[-1], 6)} if along else set()
    return [(row, column) for row in along for column in along if (row, column) not in corners]
