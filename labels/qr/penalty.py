"""The standard's penalty of all eight masks at once (7.8.3), on the finished symbols.

The eight candidates stand in one integer; a shift by a bit looks at the next module in the row,
one by a row at the next module in the column. Read literally, and as the ``qrcode`` package reads
it: only modules of the symbol count (the quiet zone is none), a finder-like row is 1:1:3:1:1 in
modules, and one with four light modules on both sides counts twice.
"""

from __future__ import annotations

import dataclasses
import functools

from labels.qr.canvas import bit
from labels.qr.matrix import octets_a_row
from labels.qr.tables import modules_along

CANDIDATES = 8
_BLOCK, _FINDER = 3, 40  # N2 and N3; N1 is 3 for five modules and 1 for each more


@dataclasses.dataclass(frozen=True)
class Direction:
    """A step to the next module; ``joined`` are the modules that have one.

    A finder-like row's bar of three begins in ``before`` or ``after`` where its four light modules
    before or after it lie in the same symbol.
    """

    step: int
    joined: int
    before: int
    after: int


@dataclasses.dataclass(frozen=True)
class Frame:
    """Eight places of ``section`` bits for a version's symbols; ``whole`` are their modules.

    ``balance`` is N4 by the number of dark modules: 10 for each whole 5 % from one half.
    ``lowest`` are the lowest four, two and one of the places.
    """

    section: int
    whole: int
    balance: tuple[int, ...]
    across: Direction
    down: Direction
    lowest: tuple[int, int, int]

    def stack(self, bits: int) -> int:
        """The same symbol in all eight places."""
        return _stacked(bits, self.section)


def _stacked(bits: int, section: int) -> int:
    bits |= bits << section
    bits |= bits << 2 * section
    return bits | bits << 4 * section


@functools.cache
def frame(version: int) -> Frame:
    """The places for a version."""
    side, stride = modules_along(version), 8 * octets_a_row(version)
    section = stride * side
    row = sum(bit(version, side - 1, column) for column in range(side))
    whole = sum(row << stride * at for at in range(side))
    across, down = (
        Direction(
            step,
            _stacked(whole & whole >> step, section),
            _stacked(whole << 6 * step & whole >> 4 * step & whole, section),
            _stacked(whole << 2 * step & whole >> 8 * step & whole, section),
        )
        for step in (1, stride)
    )
    four, two, one = ((1 << count * section) - 1 for count in (4, 2, 1))
    whole = _stacked(whole, section)
    area = side * side
    balance = tuple(10 * (abs(20 * dark - 10 * area) // area) for dark in range(area + 1))
    return Frame(section, whole, balance, across, down, (four, two, one))


def penalties(stack: int, places: Frame) -> list[int]:
    """The penalty of each of the eight symbols in ``stack``."""
    light, balance = stack ^ places.whole, places.balance
    runs, finders, equal = _along(stack, light, places.across)
    more_runs, more_finders, equal_down = _along(stack, light, places.down)
    blocks = equal & (equal >> places.down.step) & equal_down
    counted = zip(
        _counts(stack, places),
        _counts(runs, places),
        _counts(more_runs, places),
        _counts(blocks, places),
        _both(finders, more_finders, places),
        strict=True,
    )
    return [a + b + _BLOCK * c + _FINDER * d + balance[dark] for dark, a, b, c, d in counted]


def _along(dark: int, light: int, way: Direction) -> tuple[int, int, int]:
    """Penalties in one direction: N1 and N3 as planes with a bit a point, and equal neighbours.

    A run of n equal modules has n - 4 windows of five; spread by two they are its n - 2 points.
    """
    step = way.step
    differ = (dark ^ (dark >> step)) & way.joined
    equal = differ ^ way.joined
    three = equal & (equal >> step)
    five = three & (three >> 2 * step)
    runs = five | (five << step) | (five << 2 * step)
    falls = differ & dark
    bars = three & dark & (falls << 2 * step) & ((falls ^ differ) >> 3 * step)
    four = three & (equal >> 2 * step) & light
    # Two finder-like rows never begin next to each other: a bit each for "after" and "before".
    finders = (bars & way.after & (four >> 5 * step)) | (
        (bars & way.before & (four << 6 * step)) << step
    )
    return runs, finders, equal


def _both(one: int, other: int, places: Frame) -> list[int]:
    """The ones of two planes together; they seldom have one in the same place."""
    counts = _counts(one | other, places)
    if twice := one & other:
        return [a + b for a, b in zip(counts, _counts(twice, places), strict=True)]
    return counts


def _counts(plane: int, places: Frame) -> list[int]:
    """The ones in each of the eight places, by halving."""
    section = places.section
    four, two, one = places.lowest
    low, high = plane & four, plane >> 4 * section
    a, b, c, d = low & two, low >> 2 * section, high & two, high >> 2 * section
    return [
        (a & one).bit_count(),
        (a >> section).bit_count(),
        (b & one).bit_count(),
        (b >> section).bit_count(),
        (c & one).bit_count(),
        (c >> section).bit_count(),
        (d & one).bit_count(),
        (d >> section).bit_count(),
    ]
