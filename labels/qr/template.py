"""The affine template of a version and level: ``symbol = base[mask] ^ XOR of column[i][octet i]``.

Columns are filled as octets are met: a run's labels meet few, and they are small.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Sequence
from operator import getitem, xor

from labels.qr.canvas import Canvas, canvas, format_bits
from labels.qr.galois import times, unit_checks
from labels.qr.matrix import Matrix
from labels.qr.penalty import CANDIDATES, Frame, frame, penalties
from labels.qr.segments import Segment, TooLong, bits_of
from labels.qr.tables import Level, blocks, capacity_bits, checks_a_block

_PADDING = bytes((0b11101100, 0b00010001))


class Column(dict[int, int]):
    """What each value of one octet darkens; linear in its eight bits, highest first."""

    def __init__(self, basis: Sequence[int]) -> None:
        super().__init__({0: 0})
        self._basis = tuple(reversed(basis))

    def __missing__(self, octet: int) -> int:
        """Put together from the bits once, then kept."""
        dark = functools.reduce(
            xor, (each for place, each in enumerate(self._basis) if octet >> place & 1)
        )
        self[octet] = dark
        return dark


@dataclasses.dataclass(frozen=True)
class Template:
    """``columns`` of the data octets in the order of the text, and the eight ``bases``."""

    version: int
    level: Level
    columns: tuple[Column, ...]
    bases: tuple[int, ...]
    stacked: int
    places: Frame

    def plain(self, data: Iterable[int], first: int = 0) -> int:
        """What ``data`` darkens, standing from octet ``first`` on, before any mask."""
        columns = self.columns[first:] if first else self.columns
        return functools.reduce(xor, map(getitem, columns, data), 0)

    def best(self, plain: int) -> int:
        """The mask of least penalty for the plain symbol, the first of equals."""
        scores = penalties(self.places.stack(plain) ^ self.stacked, self.places)
        return scores.index(min(scores))

    def finish(self, plain: int, mask: int | None = None) -> Matrix:
        """The plain symbol under ``mask``, or under the best one."""
        chosen = self.best(plain) if mask is None else mask
        return Matrix(self.version, self.level, chosen, plain ^ self.bases[chosen])


@functools.lru_cache(maxsize=16)
def template(version: int, level: Level) -> Template:
    """The template, made on first use in some ten milliseconds."""
    page, places = canvas(version), frame(version)
    bases = tuple(
        page.patterns ^ page.masks[mask] ^ format_bits(version, level, mask)
        for mask in range(CANDIDATES)
    )
    stacked = sum(base << places.section * mask for mask, base in enumerate(bases))
    return Template(version, level, _columns(page, level), bases, stacked, places)


def _columns(page: Canvas, level: Level) -> tuple[Column, ...]:
    """One for each data octet: where it stands itself, and every check octet that it moves."""
    sizes, checks = blocks(page.version, level), checks_a_block(page.version, level)
    order = _interleaved(sizes)
    standing = [Column(place) for place in page.places]
    columns = []
    for block, size in enumerate(sizes):
        own = [standing[sum(sizes) + at * len(sizes) + block] for at in range(checks)]
        for offset, unit in enumerate(unit_checks(checks, size)):
            place = page.places[order[block, offset]]
            columns.append(
                Column(
                    [
                        dark
                        ^ functools.reduce(
                            xor,
                            (c[times(value, 128 >> n)] for c, value in zip(own, unit, strict=True)),
                        )
                        for n, dark in enumerate(place)
                    ]
                )
            )
    return tuple(columns)


def _interleaved(sizes: Sequence[int]) -> dict[tuple[int, int], int]:
    """Block and offset of each data octet to its place among all (7.6)."""
    pairs = [
        (block, offset)
        for offset in range(max(sizes))
        for block, size in enumerate(sizes)
        if offset < size
    ]
    return {pair: place for place, pair in enumerate(pairs)}


def padded(bits: int, length: int, version: int, level: Level) -> bytes:
    """The data octets: ``length`` bits of segments, the terminator and the padding (7.4.9, 7.4.10).

    Raises TooLong where they do not go in.
    """
    room = capacity_bits(version, level)
    if length > room:
        raise TooLong(length)
    ended = min(length + 4, room)
    octets = -(-ended // 8)
    data = (bits << 8 * octets - length).to_bytes(octets, "big")
    rest = room // 8 - octets
    return data + (_PADDING * (rest // 2 + 1))[:rest]


def draw(
    segments: Sequence[Segment], version: int, level: Level, mask: int | None = None
) -> Matrix:
    """The symbol that says ``segments``; raises TooLong where the version is too small."""
    bits, length = bits_of(segments, version)
    made = template(version, level)
    return made.finish(made.plain(padded(bits, length, version, level)), mask)
