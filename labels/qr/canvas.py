"""Which modules are patterns, where codewords go, and how masks and format information lie.

A module's bit is the one that ``Matrix`` gives it. All of it is made once a version.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator

from labels.qr.matrix import octets_a_row
from labels.qr.tables import Level, alignment_centres, modules_along, total_codewords

MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, _: i % 2 == 0,
    lambda _, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)
"""Where each mask turns a module over; i is the row, j the column (table 10)."""


@dataclasses.dataclass(frozen=True)
class Canvas:
    """A version's fixed part: ``patterns`` dark, ``masks`` over the data, a bit of each codeword.

    ``places`` holds, for each codeword in the order of placement, its eight modules as integers of
    one bit, highest bit first.
    """

    version: int
    patterns: int
    masks: tuple[int, ...]
    places: tuple[tuple[int, ...], ...]


def bit(version: int, row: int, column: int) -> int:
    """The integer of one dark module."""
    stride = 8 * octets_a_row(version)
    return 1 << (stride * (modules_along(version) - row) - 1 - column)


@functools.cache
def canvas(version: int) -> Canvas:
    """The fixed part of a version."""
    fixed = _patterns(version)
    reserved = fixed.keys() | set(_format_places(version)) | {(modules_along(version) - 8, 8)}
    free = list(_zigzag(version, reserved))
    bits = [bit(version, row, column) for row, column in free]
    count = total_codewords(version)
    return Canvas(
        version,
        sum(bit(version, *place) for place, dark in fixed.items() if dark),
        tuple(sum(bit(version, *place) for place in free if turns(*place)) for turns in MASKS),
        tuple(tuple(bits[8 * at : 8 * at + 8]) for at in range(count)),
    )


def format_bits(version: int, level: Level, mask: int) -> int:
    """The dark modules of the format information and the one that is always dark (7.9)."""
    data = level.value << 3 | mask
    word = (data << 10 | _remainder(data << 10, 0b10100110111)) ^ 0b101010000010010
    places = _format_places(version)
    dark = [place for at, place in enumerate(places) if word >> (14 - at % 15) & 1]
    return sum(bit(version, *place) for place in [*dark, (modules_along(version) - 8, 8)])


def _format_places(version: int) -> list[tuple[int, int]]:
    """Twice fifteen modules, highest bit first: about the top left finder, then the others."""
    side = modules_along(version)
    beside = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    above = [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    left = [(side - 1 - at, 8) for at in range(7)]
    right = [(8, side - 8 + at) for at in range(8)]
    return beside + above + left + right


def _remainder(value: int, divisor: int) -> int:
    """The rest of a polynomial division over GF(2)."""
    while value.bit_length() >= divisor.bit_length():
        value ^= divisor << (value.bit_length() - divisor.bit_length())
    return value


def _patterns(version: int) -> dict[tuple[int, int], bool]:
    """Finder, timing and alignment patterns, separators and version information, dark or light."""
    side = modules_along(version)
    fixed = {place: at % 2 == 0 for at in range(side) for place in ((6, at), (at, 6))}
    for row, column in ((3, 3), (3, side - 4), (side - 4, 3)):
        fixed.update(_rings(row, column, 4, (0, 1, 3)))
    for row, column in alignment_centres(version):
        fixed.update(_rings(row, column, 2, (0, 2)))
    if version >= 7:
        fixed.update(_version_information(version))
    return {place: dark for place, dark in fixed.items() if min(place) >= 0 and max(place) < side}


def _rings(row: int, column: int, reach: int, dark: tuple[int, ...]) -> dict[tuple[int, int], bool]:
    """Squares about a centre; ``dark`` are the dark ones' distances."""
    span = range(-reach, reach + 1)
    return {(row + i, column + j): max(abs(i), abs(j)) in dark for i in span for j in span}


def _version_information(version: int) -> dict[tuple[int, int], bool]:
    """Six by three modules, twice (7.10)."""
    word = version << 12 | _remainder(version << 12, 0b1111100100101)
    low = modules_along(version) - 11
    places = ((at // 3, low + at % 3, bool(word >> at & 1)) for at in range(18))
    return {place: dark for i, j, dark in places for place in ((i, j), (j, i))}


def _zigzag(version: int, reserved: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The free modules in the order of placement: pairs of columns, up and down (7.7.3)."""
    side = modules_along(version)
    rights = [*range(side - 1, 6, -2), *range(5, 0, -2)]
    for number, right in enumerate(rights):
        rows = range(side) if number % 2 else range(side - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                if (row, column) not in reserved:
                    yield row, column
