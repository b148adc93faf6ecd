"""Fitting finished strings into a box: shrink within limits, wrap at sense, or refuse; never cut.

Lengths and type sizes are whole micrometres (1 pt = 352.8 µm). A line's place is its baseline,
measured downwards from the top of its block. Lines stand at least 1.2 type sizes apart, further
where stacked Vietnamese marks (Ẫ under Ạ) would touch.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Sequence

from labels.errors import DoesNotFit
from labels.fonts import Weight, typeface

LEADING = 1_200
"""Least distance of baselines, thousandths of the type size."""
TIGHT_LEADING = 1_120
"""The same where a very small label holds nothing otherwise; ink never touches ink."""
_CLEARANCE = 60
_LEAST_PERCENT = 40
_STEP_UM = 35
_COMMA = re.compile(r"(?<=,) ")
_UNITS = re.compile(r"(?<=\d) (?=(?:kg|g|l|ml|lít|%)(?:\s|$))")
_GLUE = "\N{NO-BREAK SPACE}"


def points(tenths: int) -> int:
    """A type size given in tenths of a point, in µm."""
    return tenths * 635 // 18


def width_um(weight: Weight, size_um: int, text: str) -> int:
    """How wide ``text`` prints, rounded up."""
    return -(-typeface(weight).width(text) * size_um // 1_000)


@dataclasses.dataclass(frozen=True)
class Piece:
    """One field's text and how it may be set; what ``wraps`` wraps before it shrinks."""

    field: str
    text: str
    largest_um: int
    smallest_um: int
    weight: Weight = Weight.REGULAR
    lines: int = 1
    space_before_um: int = 0
    wraps: bool = False


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of a block; ``baseline_um`` counts from the block's top."""

    field: str
    text: str
    weight: Weight
    size_um: int
    baseline_um: int


@dataclasses.dataclass(frozen=True)
class Block:
    """Lines set under one another, from the first line's ink to the last one's."""

    lines: tuple[Line, ...]
    height_um: int


def fit(
    pieces: Sequence[Piece],
    width: int,
    height: int,
    leading: int = LEADING,
    least_percent: int = _LEAST_PERCENT,
) -> Block:
    """Set ``pieces`` as large as the box allows, down to a part of the sizes that they ask for.

    Raises DoesNotFit naming the worst field.
    """
    least = _stacked(_sized(pieces, width, least_percent), least_percent, leading)
    if least.height_um > height:
        longest = max(pieces, key=lambda piece: len(_words(piece, piece.smallest_um, width)))
        raise DoesNotFit(longest.field, least.height_um, height)
    for percent in range(100, least_percent, -3):
        block = _stacked(_sized(pieces, width, percent), percent, leading)
        if block.height_um <= height:
            return block
    return least


def largest(weight: Weight, text: str, room: int, most_um: int, least_um: int) -> int:
    """The largest size at which ``text`` stands on one line in ``room``, at least ``least_um``."""
    units = max(1, typeface(weight).width(text))
    return max(least_um, min(most_um, room * 1_000 // units))


_Broken = tuple[Piece, int, tuple[str, ...]]


def _sized(pieces: Sequence[Piece], width: int, percent: int) -> list[_Broken]:
    """Each piece's size and lines; pieces of one rank share a size where that costs little."""
    tops = [max(piece.smallest_um, piece.largest_um * percent // 100) for piece in pieces]
    sizes = [_broken(piece, width, top)[0] for piece, top in zip(pieces, tops, strict=True)]
    broken = []
    for piece in pieces:
        rank = [
            size
            for other, size, top in zip(pieces, sizes, tops, strict=True)
            if other.largest_um == piece.largest_um and size >= top * 7 // 10
        ]
        broken.append((piece, *_broken(piece, width, max(piece.smallest_um, min(rank or sizes)))))
    return broken


def _stacked(broken: Sequence[_Broken], percent: int, leading: int) -> Block:
    lines: list[Line] = []
    baseline = below = 0
    for piece, size, texts in broken:
        gap = piece.space_before_um * percent * percent // 10_000
        for text in texts:
            under, above = typeface(piece.weight).ink(text)
            if lines:
                ink = below + (above + _CLEARANCE) * size // 1_000
                baseline += gap + max(leading * size // 1_000, ink)
            else:
                baseline = above * size // 1_000
            lines.append(Line(piece.field, text, piece.weight, size, baseline))
            below, gap = under * size // 1_000, 0
    return Block(tuple(lines), baseline + below)


@functools.lru_cache(maxsize=4_096)
def _broken(piece: Piece, width: int, top: int) -> tuple[int, tuple[str, ...]]:
    """Size and lines: rather a third smaller than one line more or a break inside a phrase.

    What ``wraps`` takes the line instead, and is a little smaller for a break between phrases.
    """
    mild = max(piece.smallest_um, top if piece.wraps else top * 7 // 10)
    whole = max(piece.smallest_um, top * 17 // 20) if piece.wraps else mild
    for count in range(1, piece.lines + 1):
        last = count == piece.lines
        for wrap, least in ((_phrases, whole), (_words, piece.smallest_um if last else mild)):
            for size in _downwards(top, least):
                texts = wrap(piece, size, width)
                if len(texts) <= count and _widest(piece.weight, size, texts) <= width:
                    if wrap is _words:
                        texts = _balanced(piece, size, width, texts)
                    return size, tuple(texts)
    raise _too_wide(piece, width)


def _too_wide(piece: Piece, width: int) -> DoesNotFit:
    """A word wider than a line, or more lines than are allowed, told as their length together."""
    lines = _words(piece, piece.smallest_um, width)
    widest = _widest(piece.weight, piece.smallest_um, lines)
    if widest > width:
        return DoesNotFit(piece.field, widest, width)
    return DoesNotFit(piece.field, len(lines) * width, piece.lines * width)


def _downwards(top: int, least: int) -> Iterator[int]:
    yield from range(top, least, -_STEP_UM)
    yield least


def _widest(weight: Weight, size_um: int, texts: Sequence[str]) -> int:
    return max(width_um(weight, size_um, text) for text in texts)


def _phrases(piece: Piece, size: int, width: int) -> list[str]:
    """Broken at middle dots, or else after commas; lines may come out too wide."""
    lines = _greedy(piece, piece.text.split(" · "), " · ", size, width)
    if _widest(piece.weight, size, lines) <= width:
        return lines
    return _greedy(piece, _COMMA.split(piece.text), " ", size, width)


def _words(piece: Piece, size: int, width: int) -> list[str]:
    """Broken at spaces, not between a figure and its unit; lines may come out too wide."""
    return _greedy(piece, _unbroken(piece), " ", size, width)


def _unbroken(piece: Piece) -> list[str]:
    return _UNITS.sub(_GLUE, piece.text).split(" ")


def _balanced(piece: Piece, size: int, width: int, lines: list[str]) -> list[str]:
    """The same number of lines with the longest one as short as it can be."""
    words = _unbroken(piece)
    low, high = width * 2 // 5, width
    while len(lines) > 1 and high - low > 200:
        middle = (low + high) // 2
        narrower = _greedy(piece, words, " ", size, middle)
        if len(narrower) <= len(lines) and _widest(piece.weight, size, narrower) <= middle:
            high, lines = middle, narrower
        else:
            low = middle
    return lines


def _greedy(piece: Piece, parts: Sequence[str], glue: str, size: int, width: int) -> list[str]:
    lines = [parts[0]]
    for part in parts[1:]:
        joined = lines[-1] + glue + part
        if width_um(piece.weight, size, joined) <= width:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines
