"""How the labels of a run follow one another on its paper: one after another, or roll by roll.

A run keeps the layout that it was ordered in: what was drawn once is drawn so for ever. Rolls that
a printing house winds are its own affair, and its file has a label a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import labels
from traceability.domain.ids import grouped
from traceability.domain.print_houses import HouseTerms
from traceability.domain.quantity import format_number
from traceability.domain.stretches import Stretch
from traceability.services import label_designs

#: One label after another, whatever roll it is on: runs that keep no layout.
RUN_ON = 1
#: Each roll begins on a row of its own, or on a sheet of its own, behind a head with its code.
BY_ROLLS = 2
_LONGEST = "W" * 9

Rolls = Mapping[str, Stretch]


def of(sheet: labels.Sheet, rolls: Rolls, house: HouseTerms | None) -> int:
    """The layout of a new run; ``LabelRefused`` where no label of the paper has room for a head."""
    if not rolls or house is not None:
        return RUN_ON
    labels.set_head(labels.Head(_word(sheet), grouped(_LONGEST)), sheet.label)
    return BY_ROLLS


def arranged(
    stamp: labels.Design,
    run: str,
    rolls: Rolls,
    sheet: labels.Sheet,
    stickers: Mapping[int, labels.StampLabel],
    start: int,
) -> list[labels.Cell]:
    """The places of a run (or of a part of it) by rolls: ``stickers`` are its labels by number."""
    return labels.headed(
        (
            (_head(stamp, run, roll, inside, sheet), [stickers[number] for number in inside])
            for roll, inside in _inside(rolls, stickers)
        ),
        sheet,
        start,
    )


def places(rolls: Rolls, sheet: labels.Sheet, numbers: Sequence[int], start: int) -> int:
    """How many places a run by rolls takes, those left empty between its rolls among them."""
    blank = labels.StampLabel("", "", "")
    there = dict.fromkeys(numbers, blank)
    cut = ((labels.Head("", ""), [blank] * len(inside)) for _roll, inside in _inside(rolls, there))
    return len(labels.headed(cut, sheet, start))


def places_of(count: int, per_roll: int | None, sheet: labels.Sheet, start: int) -> int:
    """The same of an order, so many labels on a roll; ``None`` is on none by its code."""
    if not per_roll:
        return count
    return places(cut(count, per_roll), sheet, range(1, count + 1), start)


def cut(count: int, per_roll: int) -> dict[str, Stretch]:
    """Rolls that have no code yet: the first and last number on each, by its place."""
    firsts = range(1, count + 1, per_roll)
    return {str(first): (first, min(first + per_roll - 1, count)) for first in firsts}


def _inside(rolls: Rolls, stickers: Mapping[int, labels.StampLabel]) -> list[tuple[str, list[int]]]:
    """The numbers on each roll that are to be drawn; a roll of which none is has no head either."""
    cut = [
        (roll, [number for number in range(first, last + 1) if number in stickers])
        for roll, (first, last) in sorted(rolls.items(), key=lambda each: each[1])
    ]
    return [(roll, inside) for roll, inside in cut if inside]


def _head(
    stamp: labels.Design, run: str, roll: str, inside: Sequence[int], sheet: labels.Sheet
) -> labels.Head:
    first, last = format_number(inside[0]), format_number(inside[-1])
    said = f"Tem {first}–{last}" if len(inside) > 1 else f"Tem {first}"
    goods = label_designs.heading(stamp)
    return labels.Head(_word(sheet), grouped(roll), (said, f"Đợt in {grouped(run)}", goods))


def _word(sheet: labels.Sheet) -> str:
    """A code is of a roll, or of a pack of sheets."""
    return "Xấp" if sheet.dpi is None else "Cuộn"
