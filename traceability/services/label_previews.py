"""A print looked at before a number is taken: the sheet as it will be, and what to look out for.

The words are those that the order would freeze, laid out on the same paper by the same renderer;
only the symbols are dead. Nothing is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import labels
from traceability.data import read_label_terms
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import CARTON, ITEM
from traceability.domain.print_houses import HouseTerms
from traceability.services import (
    batches,
    blank_runs,
    carton_runs,
    label_designs,
    label_replacements,
    print_files,
    print_layout,
    print_runs,
    printers,
    stationery,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.carton_runs import CartonRequest
from traceability.services.press import Press
from traceability.services.print_runs import PrintRequest
from traceability.services.stationery import Paper
from traceability.store.queries import filing, products
from traceability.store.unit import Reading

FADES = "direct_thermal_days"
#: A module below this wants a good printer, and from 20 thousandths of an inch on any will do: the
#: least and the usual one that GS1 gives for goods; type below this wants good eyes (6 points).
COMFORTABLE_MODULE_UM, EASY_MODULE_UM, SMALL_TYPE_UM = 375, 495, 2_117
#: As many labels of a first page as are drawn; a page of more is none to look at.
_MOST_DRAWN = 400
#: What stands for the code of a roll, or of a run, before there is one.
_NO_ROLL = "X" * 9


class Drawing(StrEnum):
    """What is drawn of a print: its first page or one label as PNG, or a dead sheet of it as PDF.

    The dead one is what a run would be on the paper, for the printer that was chosen.
    """

    PAGE = "page"
    ONE = "one"
    TRIAL = "trial"


@dataclass(frozen=True)
class Preview:
    """What a print comes to: the module (µm), fields made smaller, how long the label lasts.

    ``lasts`` and ``shelf_life`` are days, there where the paper fades before the goods are due;
    ``dots`` is how many dots of the printer a module is wide, where the printer's dots count.
    """

    paper: Paper
    module_um: int
    dots: int | None
    shrunk: tuple[labels.Shrunk, ...]
    lasts: int | None = None
    shelf_life: int | None = None

    @property
    def fine_module(self) -> bool:
        """Whether the symbol is so fine that a worn printer may spoil it."""
        return self.module_um < COMFORTABLE_MODULE_UM

    @property
    def easy_module(self) -> bool:
        """Whether the symbol is large enough for any printer and any phone."""
        return self.module_um >= EASY_MODULE_UM

    @property
    def small(self) -> tuple[labels.Shrunk, ...]:
        """Fields whose type came out below 6 points."""
        return tuple(each for each in self.shrunk if each.size_um < SMALL_TYPE_UM)

    @property
    def warned(self) -> bool:
        """Whether anything wants a second look."""
        return self.fine_module or bool(self.small) or self.lasts is not None


@dataclass(frozen=True)
class _Subject:
    """What is drawn: the words, the paper, the days that the goods keep; addresses as in a run."""

    stamp: labels.Design
    paper: Paper
    start: int
    count: int
    shelf_life: int | None
    path: str = ""
    level: str = ITEM
    printer: str = ""
    per_roll: int | None = None
    numbers: tuple[int, ...] = ()
    packs: tuple[int, ...] = ()
    blank: bool = False

    def sample(self, press: Press) -> labels.StampLabel:
        """A label as long as any of the run."""
        return press.sample(self.last, self.path, self.level, max(self.packs, default=0))

    @property
    def last(self) -> int:
        """The number of its last label."""
        return self.numbers[-1] if self.numbers else self.count

    def said(self, at: int) -> str:
        """The small number on a label, by its place in the run (from 0), as it is printed."""
        number = self.numbers[at] if self.numbers else at + 1
        packs = self.packs[at] if self.packs else 0
        return print_files.numbered(number, self.last, self.level, packs)


def of_lot(view: Reading, actor: Actor, press: Press, asked: PrintRequest) -> Preview:
    """What a print for a lot comes to; refused as the order is for its words and its count."""
    found, lot = _of_lot(view, actor, press, asked), batches.known(view, asked.batch)
    print_runs.check_labels(view, lot, asked)
    label_replacements.checked(view, press.keyring, asked.replaces, lot, asked.count)
    return _preview(view, press, found)


def of_blank(view: Reading, actor: Actor, press: Press, asked: BlankRequest) -> Preview:
    """The same of blank labels."""
    found = _of_blank(view, actor, press, asked)
    blank_runs.check_asked(view, asked)
    product = blank_runs.known(view, asked.product)
    label_replacements.checked(view, press.keyring, asked.replaces, product, asked.count)
    return _preview(view, press, found)


def of_house_lot(
    view: Reading, actor: Actor, press: Press, asked: PrintRequest, house: HouseTerms
) -> Preview:
    """What an order of a printing house for a lot comes to; refused as the order is."""
    found = _of_lot(view, actor, press, asked)
    batch = batches.known(view, asked.batch)
    label_replacements.checked(view, press.keyring, asked.replaces, batch, asked.count)
    print_runs.check_labels(view, batch, asked, house)
    return _of_house(view, press, found)


def of_house_blank(
    view: Reading, actor: Actor, press: Press, asked: BlankRequest, house: HouseTerms
) -> Preview:
    """The same of blank labels."""
    found = _of_blank(view, actor, press, asked)
    product = blank_runs.known(view, asked.product)
    label_replacements.checked(view, press.keyring, asked.replaces, product, asked.count)
    blank_runs.check_asked(view, asked, house)
    return _of_house(view, press, found)


def _of_house(view: Reading, press: Press, found: _Subject) -> Preview:
    """What is told of a label that is not printed here: the dots of no printer of ours count."""
    return dataclasses.replace(_preview(view, press, found), dots=None)


def house_picture_of_lot(
    view: Reading, actor: Actor, press: Press, asked: PrintRequest, house: HouseTerms
) -> bytes:
    """The page of one label of such an order as PNG, with its boxes."""
    return _trimmed(press, _of_lot(view, actor, press, asked), house)


def house_picture_of_blank(
    view: Reading, actor: Actor, press: Press, asked: BlankRequest, house: HouseTerms
) -> bytes:
    """The same of blank labels."""
    return _trimmed(press, _of_blank(view, actor, press, asked), house)


def of_cartons(view: Reading, actor: Actor, press: Press, asked: CartonRequest) -> Preview:
    """The same of labels for cartons."""
    return _preview(view, press, _of_cartons(view, actor, press, asked))


def drawn_of_lot(
    view: Reading, actor: Actor, press: Press, asked: PrintRequest, drawing: Drawing
) -> bytes:
    """A print for a lot as it would be, none of its symbols live; of no more than a run holds."""
    print_runs.check_count(asked.count, print_runs.MOST_LABELS)
    return _drawn(view, actor, press, _of_lot(view, actor, press, asked), drawing)


def drawn_of_blank(
    view: Reading, actor: Actor, press: Press, asked: BlankRequest, drawing: Drawing
) -> bytes:
    """The same of blank labels."""
    print_runs.check_count(asked.count, print_runs.MOST_LABELS)
    return _drawn(view, actor, press, _of_blank(view, actor, press, asked), drawing)


def drawn_of_cartons(
    view: Reading, actor: Actor, press: Press, asked: CartonRequest, drawing: Drawing
) -> bytes:
    """The same of labels for cartons."""
    return _drawn(view, actor, press, _of_cartons(view, actor, press, asked), drawing)


def fitting_lot(view: Reading, press: Press, code: str, stock: str) -> frozenset[LabelDesign]:
    """The designs whose words for a lot have room on a paper; all on one that there is not."""
    batch = batches.known(view, code)
    base = press.base_url
    return _fitting(
        view, press, batch.holder_id, stock, lambda d: label_designs.of_lot(view, batch, base, d)
    )


def fitting_blank(
    view: Reading, press: Press, code: str, pack_format: int, stock: str
) -> frozenset[LabelDesign]:
    """The same of blank labels of a product in a pack."""
    product = blank_runs.known(view, code)
    pack = blank_runs.pack_of(view, product, pack_format)
    base = press.base_url
    return _fitting(
        *(view, press, product.holder_id, stock),
        lambda design: label_designs.of_blank(view, product, pack, base, design),
    )


def _fitting(
    view: Reading,
    press: Press,
    holder_id: int,
    stock: str,
    make: Callable[[LabelDesign], labels.Design],
) -> frozenset[LabelDesign]:
    paper = stationery.papers(view, holder_id).get(stock)
    if paper is None:
        return frozenset(LabelDesign)
    sample = press.sample(print_runs.MOST_LABELS)
    return label_designs.fit(make, paper.sheet, sample)


def _of_lot(view: Reading, actor: Actor, press: Press, asked: PrintRequest) -> _Subject:
    batch = batches.known(view, asked.batch)
    require(actor, Action.PRINT_LABELS, Thing(holder=batch.holder_id))
    if batch.product_id is None or batch.product_revision is None:
        raise NotFound
    stamp = _words(lambda: label_designs.of_lot(view, batch, press.base_url, asked.design))
    paper = _paper(view, batch.holder_id, asked.stock, asked.printer)
    revision = products.revision(view.db, batch.product_id, batch.product_revision)
    print_runs.check_start(paper.sheet, asked.start)
    path = print_runs.link_path(view, batch) if asked.gs1 else ""
    keeps, printer = revision.shelf_life_days, asked.printer
    return _Subject(stamp, paper, asked.start, asked.count, keeps, path, printer=printer)


def _of_blank(view: Reading, actor: Actor, press: Press, asked: BlankRequest) -> _Subject:
    product = blank_runs.known(view, asked.product)
    require(actor, Action.PRINT_LABELS, Thing(holder=product.holder_id))
    pack = blank_runs.pack_of(view, product, asked.pack_format)
    base = press.base_url
    stamp = _words(
        lambda: label_designs.of_blank(view, product, pack, base, asked.design), blank=True
    )
    paper = _paper(view, product.holder_id, asked.stock, asked.printer)
    revision = products.newest_revision(view.db, product.id)
    print_runs.check_start(paper.sheet, asked.start)
    keeps, printer = revision.shelf_life_days, asked.printer
    rolls = blank_runs.on_rolls(asked).per_roll
    return _Subject(
        *(stamp, paper, asked.start, asked.count, keeps),
        printer=printer,
        per_roll=rolls,
        blank=True,
    )


def _of_cartons(view: Reading, actor: Actor, press: Press, asked: CartonRequest) -> _Subject:
    found = carton_runs.looked_at(view, actor, press, asked)
    lot, cartons = found.lot, len(found.numbers)
    paper = _paper(view, lot.holder_id, asked.stock, asked.printer)
    revision = products.revision(view.db, lot.product_id or 0, lot.product_revision or 0)
    print_runs.check_start(paper.sheet, asked.start)
    return _Subject(
        *(found.words, paper, asked.start, cartons, revision.shelf_life_days),
        level=CARTON,
        printer=asked.printer,
        numbers=found.numbers,
        packs=found.counts,
    )


def _words(make: Callable[[], labels.Design], *, blank: bool = False) -> labels.Design:
    try:
        return make()
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused, blank=blank) from None


def _paper(view: Reading, holder_id: int, stock: str, printer: str) -> Paper:
    paper = stationery.known(view, holder_id, stock)
    return paper.at(printers.dpi_of(view, holder_id, printer, roll=paper.roll))


def _preview(view: Reading, press: Press, subject: _Subject) -> Preview:
    sheet = subject.paper.sheet
    try:
        found = labels.look_at(sheet, subject.stamp, subject.sample(press))
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused, blank=subject.blank) from None
    _require_room(view, press, subject)
    dots = None if sheet.dpi is None else round(found.module_um * sheet.dpi / 25_400)
    made = Preview(subject.paper, found.module_um, dots, found.shrunk)
    lasts = _lasts(view)
    if not subject.paper.fades or subject.shelf_life is None or subject.shelf_life <= lasts:
        return made
    return dataclasses.replace(made, lasts=lasts, shelf_life=subject.shelf_life)


def _require_room(view: Reading, press: Press, subject: _Subject) -> None:
    headed, sheet, sample = bool(subject.per_roll), subject.paper.sheet, subject.sample(press)
    printers.require_room(view, subject.printer, sheet, subject.stamp, sample, headed=headed)


def _lasts(view: Reading) -> int:
    """For how many days a label printed by heat alone can be read: the operator's figure."""
    for row in filing.terms(view.db, FADES):
        if row.from_on <= view.today:
            return row.value
    return next(row.value for row in read_label_terms() if row.key == FADES)


def _trimmed(press: Press, subject: _Subject, house: HouseTerms) -> bytes:
    number = print_files.numbered(1, subject.count, subject.level)
    sticker = labels.StampLabel(labels.DEAD_CODE, number, subject.sample(press).url)
    size, trim = subject.paper.sheet.label, labels.Trim(house.bleed_um)
    try:
        return labels.draw_trim_look(size, subject.stamp, sticker, trim)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused, blank=subject.blank) from None


def _drawn(view: Reading, actor: Actor, press: Press, subject: _Subject, drawing: Drawing) -> bytes:
    exact = printers.calibration(view, actor, subject.printer)
    sheet, sample = subject.paper.sheet, subject.sample(press)
    try:
        if drawing is Drawing.TRIAL:
            _require_room(view, press, subject)
            if printers.overhang(sheet, subject.stamp, sample, exact):
                exact = labels.EXACT
            return labels.draw_rehearsal(sheet, subject.stamp, sample, calibration=exact)
        stickers = _stickers(subject, sample.url)
        if drawing is Drawing.ONE:
            return labels.draw_one_look(sheet, subject.stamp, stickers[0])
        cells = _cells(subject, stickers)
        return labels.draw_look(sheet, subject.stamp, cells, start=subject.start)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused, blank=subject.blank) from None


def _cells(subject: _Subject, stickers: list[labels.StampLabel]) -> Sequence[labels.Cell]:
    """The first page: of rolls the first one, behind its head, whose code is not taken yet."""
    if not subject.per_roll:
        return stickers
    last = min(subject.count, subject.per_roll)
    # The head names the last one; what is not on the page is not drawn.
    numbered = {number: stickers[min(number, len(stickers)) - 1] for number in range(1, last + 1)}
    rolls, sheet = {_NO_ROLL: (1, last)}, subject.paper.sheet
    return print_layout.arranged(subject.stamp, _NO_ROLL, rolls, sheet, numbered, subject.start)


def _stickers(subject: _Subject, address: str) -> list[labels.StampLabel]:
    """The labels of the first page, by the numbers that they would have."""
    # Behind a head that fills the page, the labels are on the next one.
    capacity = subject.paper.sheet.capacity
    room = min(max(1, capacity - subject.start), subject.count, _MOST_DRAWN)
    return [
        labels.StampLabel(labels.DEAD_CODE, subject.said(at), address) for at in range(max(1, room))
    ]
