"""Print runs for a lot: ordered within its balance of labels.

A run freezes everything that stands on its labels, so that drawing it is a pure function of the
row: a killed job starts over, and the file need not be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import labels
from traceability.domain.access import Action, require
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LabelState
from traceability.domain.print_houses import MOST_ON_ROLL, HouseTerms
from traceability.services import (
    batches,
    gtins,
    label_designs,
    label_replacements,
    label_room,
    new_runs,
    print_files,
    printers,
    recalls,
    stationery,
    sticker_room,
)
from traceability.services.frozen_runs import Frozen
from traceability.services.label_replacements import Replaces
from traceability.services.new_runs import Settled
from traceability.services.press import Press
from traceability.services.stationery import Paper
from traceability.services.sticker_room import STICKERS
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.queries import products
from traceability.store.unit import Reading, Work

#: What one job draws and reads back in well under a minute.
MOST_LABELS = 5_000
#: What a printing house is ordered at once: drawn and read back in half a minute.
MOST_OF_HOUSE = 20_000
MOST_ROLLS = 100


@dataclass(frozen=True)
class PrintRequest:
    """How many labels for which batch, on which stock, from which place of the first sheet.

    ``gs1`` asks for GS1 Digital Links in place of our short addresses; ``printer`` is the key of
    the printer that it is for, if one was chosen; ``design`` what the labels are; ``replaces`` the
    spoiled labels that they make good, if any.
    """

    batch: str
    count: int
    stock: str
    start: int = 0
    gs1: bool = False
    printer: str = ""
    design: LabelDesign = LabelDesign.TRACE_STAMP
    replaces: Replaces | None = None


class Ordered(Protocol):
    """What every order of labels tells: how many, on which stock, from which place of it."""

    @property
    def count(self) -> int:
        """Labels to be printed."""

    @property
    def stock(self) -> str:
        """The stationery, by its name in the catalogue."""

    @property
    def start(self) -> int:
        """The first free place of the first sheet; 0 is its first."""

    @property
    def printer(self) -> str:
        """The key of the printer that it is for, or nothing."""


def order(
    work: Work, press: Press, asked: PrintRequest, house: HouseTerms | None = None
) -> PrintRun:
    """Order labels for a published batch; nothing is numbered unless everything fits.

    The run is drawn by a job; its labels are unused until they are linked, or where a printing
    ``house`` makes them dead until they were received. ``asked.count`` are those that are needed.
    """
    work.share_judgement()
    batch = batches.known(work, asked.batch)
    require(work.actor, Action.PRINT_LABELS, recalls.thing(work, batch))
    work.lock_stock([batch.id])
    batches.require_published(work, batch)
    replaced = label_replacements.held(work, press.keyring, asked.replaces, batch, asked.count)
    paper = paper_of(work, batch.holder_id, asked)
    check_labels(work, batch, asked, house)
    asked = asked if house is None else replace(asked, count=house.printed)
    path = link_path(work, batch) if asked.gs1 else ""
    stamp = _stamp(work, press, batch, paper, asked, path)
    settled = Settled(
        holder_id=batch.holder_id,
        named=batch.code,
        words=stamp,
        paper=paper,
        start=asked.start,
        printer=asked.printer,
        count=asked.count,
        batch_id=batch.id,
        per_roll=_per_roll(asked, house),
        house=house,
        path=path,
        replaces=replaced,
    )
    batch_queries.stock(work.db, batch.id).rev += 1
    return new_runs.enter(work, press, settled)


def paper_of(work: Work, holder_id: int, asked: Ordered) -> Paper:
    """The paper of an order in the printer that it is for, which is remembered.

    Refuses paper and printers that there are not, and a first place that the sheet has not.
    """
    paper = stationery.known(work, holder_id, asked.stock)
    check_start(paper.sheet, asked.start)
    dpi = printers.dpi_of(work, holder_id, asked.printer, roll=paper.roll)
    if asked.printer:
        printers.choose(work, asked.printer)
    return paper.at(dpi)


def check_start(sheet: labels.Sheet, start: int) -> None:
    """Refuse a first place that a sheet has not."""
    if not 0 <= start < sheet.capacity:
        raise Invalid("out_of_range", "start", lowest=1, highest=sheet.capacity)


def check_labels(
    view: Reading, batch: Batch, asked: PrintRequest, house: HouseTerms | None = None
) -> None:
    """Refuse labels beyond what the lot has room for, and beyond what one run holds."""
    expected = _expected(view, batch, asked.design)
    check_count(
        asked.count,
        most_of(house),
        lambda: label_room.left(view, batch, asked.design, expected=expected),
    )
    wanted = max(1, asked.count)
    label_room.check(view, batch, wanted, "count", asked.design, expected=expected)
    check_rolls(house)


def most_of(house: HouseTerms | None) -> int:
    """How many labels one run holds: of one's own printer, or of a printing house."""
    return MOST_LABELS if house is None else MOST_OF_HOUSE


def check_count(count: int, most: int, room: Callable[[], int | None] = lambda: None) -> None:
    """Refuse fewer labels than one, and more than one run holds (``most``).

    Where there is ``room`` for fewer than a run holds (``None``: for any number), it is not the run
    that sets the limit: the room is named, and what goes beyond it is left to whoever tells of it.
    """
    if 1 <= count <= most:
        return
    left = room()
    highest = most if left is None else min(left, most)
    if highest and (count < 1 or highest == most):
        raise Invalid("out_of_range", "count", lowest=1, highest=highest)


def check_rolls(house: HouseTerms | None) -> None:
    """Refuse more rolls than one order is for."""
    if house is not None and house.printed > house.per_roll * MOST_ROLLS:
        raise Invalid("too_many_rolls", "per_roll", most=MOST_ROLLS)


def _expected(work: Reading, batch: Batch, design: LabelDesign) -> int:
    """The needed labels of a batch that printing houses still have: they are as good as printed.

    Those that count together with labels of a design.
    """
    apart = sticker_room.least_of(work, batch) is not None
    count = 0
    for run in queries.runs_of_batch(work.db, batch.id):
        if apart and (run.design in STICKERS) != (design in STICKERS):
            continue
        rows = queries.ranges(work.db, [run.id])
        there = sum(row.last - row.first + 1 for row in rows if row.state == LabelState.ORDERED)
        house = Frozen.from_json(run.frozen).house
        count += max(0, there - (house.spare if house else 0))
    return count


def _per_roll(asked: PrintRequest, house: HouseTerms | None) -> int | None:
    """How many are on a roll with a code: as a house winds them, or of fruit stickers as many."""
    if house is not None:
        return house.per_roll
    return MOST_ON_ROLL if asked.design is LabelDesign.FRUIT_STICKER else None


def gtin_of(view: Reading, batch: Batch) -> str | None:
    """The GTIN that links to a batch may name: it was packed under it, and nobody disputes it."""
    product = products.by_ids(view.db, [batch.product_id or 0]).get(batch.product_id or 0)
    known = None if product is None else gtins.usable(product)
    return batch.gtin if batch.gtin is not None and batch.gtin == known else None


def link_path(view: Reading, batch: Batch) -> str:
    """A link's path as far as the serial number (GS1 Digital Link: URI syntax, 01 10 21)."""
    gtin = gtin_of(view, batch)
    if gtin is None:
        raise RuleBroken("no_gtin_to_print", "address")
    return f"/01/{gtin}/10/{batch.lot_code}/21"


def _stamp(
    work: Work, press: Press, batch: Batch, paper: Paper, asked: PrintRequest, path: str
) -> labels.Design:
    """The run's text, laid out once on its stock: what does not fit is refused here."""
    press.check_address()
    try:
        stamp = label_designs.of_lot(work, batch, press.base_url, asked.design)
        press.lay_out(stamp, paper.sheet, asked.count, path)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None
    return stamp
