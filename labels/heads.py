"""What stands before each roll: its code in type, so that a person can tell rolls apart.

A head has no symbol and is no label. On a roll it fills a row of its own, so that it is on the film
whichever label of that row is torn off; on sheets, where a pack of sheets is linked by one code, it
takes one place. Each roll begins on a new page: of a roll a page is a row.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence

from labels.errors import DoesNotFit, LabelRefused
from labels.fonts import Weight, composed
from labels.plan import Placed, place_block
from labels.stamp import StampLabel
from labels.stock import Point, Sheet, Size
from labels.typeset import Block, Piece, fit, points

MARGIN_UM = 1_000
"""Free of ink on every side of a head."""
_FIELD = "roll"
_GLUE = "\N{NO-BREAK SPACE}"


@dataclasses.dataclass(frozen=True)
class Head:
    """``code`` large behind its ``word``, never broken; under it the first of ``lines``, as many as
    there is room for."""

    word: str
    code: str
    lines: tuple[str, ...] = ()


Cell = StampLabel | Head | None
"""What is at a place of a page: a label, a head, or nothing."""


def headed(
    rolls: Iterable[tuple[Head, Sequence[StampLabel]]], sheet: Sheet, start: int = 0
) -> list[Cell]:
    """Every place from ``start`` of the first page on: each roll on a page of its own, its head
    first."""
    cells: list[Cell] = []
    for head, labels in rolls:
        if cells:
            cells += [None] * (-(start + len(cells)) % sheet.capacity)
        cells += [head] * _wide(sheet, start + len(cells))
        cells += labels
    return cells


def _wide(sheet: Sheet, at: int) -> int:
    """Places of a head at place ``at``: of a roll what is left of the row, of a sheet one."""
    return 1 if sheet.dpi is None else sheet.columns - at % sheet.columns


def first_label(cells: Iterable[Cell]) -> tuple[StampLabel, Iterator[Cell]]:
    """The first label, by which all are laid out, and all cells; ``no_labels`` where none is."""
    rest, before = iter(cells), list[Cell]()
    for each in rest:
        before.append(each)
        if isinstance(each, StampLabel):
            return each, itertools.chain(before, rest)
    raise LabelRefused("no_labels", "labels")


def urls(cells: Iterable[Cell]) -> Iterator[str]:
    """What should be read at each place; "" where no symbol may be."""
    return (each.url if isinstance(each, StampLabel) else "" for each in cells)


def set_head(head: Head, size: Size) -> tuple[Placed, ...]:
    """Its lines on a label of ``size``; DoesNotFit where even the code has no room."""
    width, height = size.width - 2 * MARGIN_UM, size.height - 2 * MARGIN_UM
    block = _block(head, width, height)
    return place_block(block, Point(MARGIN_UM, MARGIN_UM + (height - block.height_um) // 2))


def _block(head: Head, width: int, height: int) -> Block:
    """As much as there is room for; the code in one piece where a label has that width."""
    word, typed = (composed(_FIELD, each, Weight.BOLD) for each in (head.word, head.code))
    code = Piece(
        *(_FIELD, f"{word} {typed.replace(' ', _GLUE)}", points(180), points(40), Weight.BOLD, 2)
    )
    lines = [
        Piece(_FIELD, composed(_FIELD, line, Weight.REGULAR), points(90), points(50), lines=3)
        for line in head.lines
    ]
    for many in range(len(lines), -1, -1):
        try:
            return fit([code, *lines[:many]], width, height, least_percent=30)
        except DoesNotFit:
            continue
    broken = dataclasses.replace(code, text=f"{word} {typed}", lines=4)
    return fit([broken], width, height, least_percent=20)
