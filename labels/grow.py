"""Words that grow with their label: as large as they have room for, wrapped before they shrink.

What a large label says is read from a step away. Sizes in points/10 are those of a small label;
they are made larger by one measure, all together, so that what is bold or large stays so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from labels.errors import DoesNotFit
from labels.fonts import Weight
from labels.goods import CartonLabel, GoodsLabel
from labels.plan import Plan
from labels.stamp import TraceStamp
from labels.stock import Size
from labels.symbol import SMALLEST_MODULE_UM
from labels.typeset import Block, Piece, fit, points

Made = TypeVar("Made")
_SMALLEST_UM = points(50)
_LARGE_UM = 60_000
"""A stamp or a goods label whose shorter side is this long grows; smaller ones are set to fit."""
_MOST = 34
"""Tenths by which sizes are multiplied at most: a title is 40 points then."""
_PLAIN = 10
_TAG_MOST = 14
_SHARE, _LONG_SHARE = 37, 68
"""What a symbol takes of the shorter side, in percent; of that of a long strip."""


@dataclasses.dataclass(frozen=True)
class Said:
    """A line of a label: its size on a small one, whether it is bold, begins a group, and lines."""

    field: str
    text: str
    size: int
    bold: bool = False
    apart: bool = False
    lines: int = 4

    def piece(self, tenths: int) -> Piece:
        """The line, made larger."""
        weight = Weight.HAN if self.field.endswith("_zh") else Weight.REGULAR
        size = points(self.size * tenths // 10)
        return Piece(
            self.field,
            self.text,
            size,
            _SMALLEST_UM,
            Weight.BOLD if self.bold else weight,
            self.lines,
            size // 2 if self.apart else 0,
            wraps=True,
        )


@dataclasses.dataclass(frozen=True)
class Speech:
    """What a label says, in order, and the sizes of its hint and code."""

    said: tuple[Said, ...]
    hint: str
    code: int
    small: int


def stamp(design: TraceStamp) -> Speech:
    """A trace stamp's words: goods and lot are bold."""
    days = " · ".join(filter(None, (design.dates_line, design.packed_line)))
    said = (
        Said("product", design.product, 120, bold=True),
        Said("cooperative", design.cooperative, 80, apart=True),
        Said("place", design.place, 70),
        Said("lot_line", design.lot_line, 85, bold=True, apart=True),
        Said("dates_line", days, 78),
    )
    return Speech(said, f"{design.scan_hint} {design.domain}".strip(), 100, 60)


def goods(design: GoodsLabel) -> Speech:
    """A goods label's words, in the order of the law."""
    first = ("responsible", "origin", "quantity", "ingredients", "made_on", "best_before")
    facts = (
        Said(name, getattr(design, name), 60, bold=name == "lot", lines=6)
        for name in (*first, "lot", "usage", "storage", "warnings")
    )
    there = [each for each in facts if each.text]
    if there:
        there[0] = dataclasses.replace(there[0], apart=True)
    names = (
        Said("name", design.name, 100, bold=True),
        Said("name_en", design.name_en, 70),
        Said("name_zh", design.name_zh, 70),
    )
    return Speech((*names, *there), f"{design.scan_hint} {design.domain}".strip(), 80, 55)


def carton(design: CartonLabel) -> Speech:
    """A carton's words: what it is, how much, which lot."""
    said = (
        Said("product", design.product, 105, bold=True),
        Said("product_en", design.product_en, 70),
        Said("product_zh", design.product_zh, 70),
        Said("contents", design.contents, 90, bold=True),
        Said("cooperative", design.cooperative, 65, apart=True),
        Said("place", design.place, 60),
        Said("lot_line", design.lot_line, 85, bold=True, apart=True),
        Said("dates_line", design.dates_line, 64),
        Said("handling", design.handling, 60),
    )
    return Speech(said, f"{design.scan_hint} {design.domain}".strip(), 85, 60)


def is_large(size: Size) -> bool:
    """Whether a stamp or a goods label of this size grows."""
    return min(size.width, size.height) >= _LARGE_UM


def modules_um(size: Size, modules: int) -> tuple[int, int]:
    """The least and the largest side of a module beside words that grow."""
    short, long = sorted((size.width, size.height))
    share = _LONG_SHARE if long >= 2 * short and short < _LARGE_UM else _SHARE
    most = short * share // 100 // modules
    return max(SMALLEST_MODULE_UM, most * 4 // 5), most


def largest(build: Callable[[int], Plan]) -> Plan | None:
    """The plan of the largest measure (tenths) that ``build`` can make, or none."""
    return next(_made(build, range(_MOST, _PLAIN - 1, -2)), None)


def story(lines: Sequence[str], line_zh: str, width: int, height: int) -> Block:
    """What the back of a tag tells, as large as it has room for; raises DoesNotFit."""
    said = [Said("story", line, 80, lines=6) for line in lines]
    said += [Said("story_zh", line_zh, 80, lines=6)] if line_zh else []
    grown = _made(
        lambda tenths: _set(said, tenths, width, height), range(_TAG_MOST, _PLAIN - 1, -1)
    )
    found = next(grown, None)
    if found is not None:
        return found
    pieces = (dataclasses.replace(each.piece(_PLAIN), wraps=False) for each in said)
    return fit(list(pieces), width, height)


def _set(said: Sequence[Said], tenths: int, width: int, height: int) -> Block:
    return fit([each.piece(tenths) for each in said], width, height, least_percent=100)


def _made(build: Callable[[int], Made], measures: Sequence[int]) -> Iterator[Made]:
    for tenths in measures:
        try:
            yield build(tenths)
        except DoesNotFit:
            continue
