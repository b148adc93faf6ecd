"""Print runs: ordered within the label balance, drawn from their row, released once decoded.

A run freezes everything that stands on its labels, so that drawing it is a pure function of the
row: a killed job starts over, and the file need not be kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, require
from traceability.domain.addresses import fit_to_print
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import Action as EventAction
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LabelState, Range, move
from traceability.domain.print_houses import MOST_ON_ROLL, HouseTerms
from traceability.domain.stretches import Stretch
from traceability.services import (
    batches,
    gtins,
    label_designs,
    label_room,
    label_text,
    parties,
    print_files,
    print_layout,
    printers,
    recalls,
    recording,
    stationery,
    sticker_room,
)
from traceability.services.label_ledger import write_ledger
from traceability.services.print_files import Frozen
from traceability.services.stationery import Paper
from traceability.services.sticker_room import STICKERS
from traceability.store.models import Batch, Job, LabelKey, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.queries import products
from traceability.store.unit import Reading, Work

#: What one job draws and reads back in well under a minute.
MOST_LABELS = 5_000
#: What a printing house is ordered at once: drawn and read back in half a minute.
MOST_OF_HOUSE = 20_000
MOST_ROLLS = 100
JOB = "print_run"


@dataclass(frozen=True)
class Press:
    """What printing needs of the installation: keys, the public address, development or not."""

    keyring: Keyring
    base_url: str
    development: bool


@dataclass(frozen=True)
class PrintRequest:
    """How many labels for which batch, on which stock, from which place of the first sheet.

    ``gs1`` asks for GS1 Digital Links in place of our short addresses; ``printer`` is the key of
    the printer that it is for, if one was chosen; ``design`` what the labels are.
    """

    batch: str
    count: int
    stock: str
    start: int = 0
    gs1: bool = False
    printer: str = ""
    design: LabelDesign = LabelDesign.TRACE_STAMP


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
    paper = paper_of(work, batch.holder_id, asked)
    check_labels(work, batch, asked, house)
    asked = asked if house is None else replace(asked, count=house.printed)
    path = link_path(work, batch) if asked.gs1 else ""
    stamp = _stamp(work, press, batch, paper, asked, path)
    run_no = free_run_number(work)
    void = taken_elsewhere(work, press.keyring, run_no, asked.count)
    rolls = rolls_of(work, asked.count + len(void), _per_roll(asked, house))
    kept, gap = kept_sheet(paper), kept_gap(paper)
    layout = laid_by(paper, rolls, house)
    frozen = Frozen(stamp, void, rolls, house, path, kept, gap=gap, layout=layout)
    run = _store(work, press, batch, asked, frozen, run_no)
    open_ledger(work, run, frozen)
    work.add(Job(kind=JOB, target=run.id, state="queued", attempt=0, created_at=work.now))
    return run


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
        raise Invalid("out_of_range", "start", highest=sheet.capacity)


def kept_sheet(paper: Paper) -> labels.Sheet | None:
    """What a run's row keeps of its paper: nothing of a sheet of the catalogue, which stays."""
    return None if labels.STOCKS.get(paper.name) == paper.sheet else paper.sheet


def kept_gap(paper: Paper) -> int | None:
    """What a run's row keeps of the gap between rows; of a roll of one's own nobody measured it."""
    roll = labels.roll_named(paper.name)
    return None if roll is None else roll.gap


def check_labels(
    view: Reading, batch: Batch, asked: PrintRequest, house: HouseTerms | None = None
) -> None:
    """Refuse labels beyond what one run holds, and beyond what the lot has room for."""
    check_count(asked.count, MOST_LABELS, house)
    expected = _expected(view, batch, asked.design)
    label_room.check(view, batch, asked.count, "count", asked.design, expected=expected)


def check_count(count: int, most: int, house: HouseTerms | None) -> None:
    """Refuse more labels than one run holds, and more rolls than one order."""
    most = most if house is None else MOST_OF_HOUSE
    if not 1 <= count <= most:
        raise Invalid("out_of_range", "count", lowest=1, highest=most)
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


def rolls_of(work: Work, count: int, per_roll: int | None) -> dict[str, Stretch]:
    """New codes of the rolls that ``count`` labels are cut into: the first and last number each.

    None where they are on no roll by its code.
    """
    if per_roll is None:
        return {}
    starts = range(1, count + 1, per_roll)
    codes = recording.issue_codes(work, "roll", len(starts))
    ends = (min(first + per_roll - 1, count) for first in starts)
    return dict(zip(codes, zip(starts, ends, strict=True), strict=True))


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


def fits(view: Reading, press: Press, batch: Batch, stock: str) -> bool:
    """Whether the words of a batch's labels have room on a stock."""
    try:
        paper = stationery.known(view, batch.holder_id, stock)
        stamp = label_text.stamp(view, batch, press.base_url)
        laid_out(press, stamp, paper.sheet, MOST_LABELS)
    except (labels.LabelRefused, Invalid):
        return False
    return True


def check_address(press: Press) -> None:
    """Refuse to print what a phone could not open."""
    reason = None if press.development else fit_to_print(press.base_url)
    if reason is not None:
        raise RuleBroken("public_url_not_printable", reason=reason)


def _stamp(
    work: Work, press: Press, batch: Batch, paper: Paper, asked: PrintRequest, path: str
) -> labels.Design:
    """The run's text, laid out once on its stock: what does not fit is refused here."""
    check_address(press)
    try:
        stamp = label_designs.of_lot(work, batch, press.base_url, asked.design)
        laid_out(press, stamp, paper.sheet, asked.count, path)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None
    return stamp


def laid_out(
    press: Press,
    stamp: labels.Design,
    sheet: labels.Sheet,
    count: int,
    path: str = "",
    level: str = "item",
) -> None:
    """Lay the text of a run out once on its stock; ``LabelRefused`` where it does not fit."""
    labels.arrange(sheet.label, stamp, sample(press, count, path, level), sheet.dpi)


def laid_by(paper: Paper, rolls: print_layout.Rolls, house: HouseTerms | None) -> int:
    """The layout of a new run, by its rolls if it has any; refused where a head has no room."""
    try:
        return print_layout.of(paper.sheet, rolls, house)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None


def sample(press: Press, count: int, path: str = "", level: str = "item") -> labels.StampLabel:
    """A label as long as any of a run of so many."""
    return print_files.sample(f"{press.base_url}{path}/", count, level)


def free_run_number(work: Work) -> int:
    """A random run number that no run has."""
    while True:
        run_no = int.from_bytes(work.entropy(4), "big")
        if queries.run_by_number(work.db, run_no) is None:
            return run_no


def taken_elsewhere(work: Work, keyring: Keyring, run_no: int, count: int) -> tuple[int, ...]:
    """Indexes whose code already is a label under another key; each is replaced by one more."""
    active = keyring.active.id
    void: list[int] = []
    index = 0
    while index < count + len(void):
        codes = keyring.codes(active, run_no, index, count + len(void) - index)
        void.extend(index + hit for hit in _collisions(work, keyring, codes))
        index += len(codes)
    return tuple(void)


def _collisions(work: Work, keyring: Keyring, codes: list[str]) -> list[int]:
    """Positions of codes that decode, under another key, to a label of a run of that key."""
    hits: set[int] = set()
    for key_id in keyring.ids[1:]:
        decoded = keyring.decoded(key_id, codes)
        runs = queries.runs_by_numbers(work.db, [run_no for run_no, _index in decoded])
        for position, (run_no, index) in enumerate(decoded):
            run = runs.get(run_no)
            if run is not None and run.key_id == key_id and index < run.count:
                hits.add(position)
    return sorted(hits)


def stated(run: PrintRun) -> dict[str, object]:
    """What a leaf says of a run: all that its labels follow from; the host and the text by hash."""
    return {
        "count": run.count,
        "stock": run.stock,
        "start": run.start_position,
        "run_no": run.run_no,
        "key_id": run.key_id,
        "level": run.level,
        "design": run.design,
        "design_revision": run.design_revision,
        "base_url_sha256": sha256_b64(run.base_url.encode()),
        "frozen_sha256": sha256_b64(run.frozen.encode()),
        **_blank(run),
        **({"at_printer": True} if at_printer(run) else {}),
    }


def at_printer(run: PrintRun) -> bool:
    """Whether a run was ordered of a printing house: its frozen text has the terms, by that key.

    A word of the label is no key, so a product may be called anything.
    """
    try:
        kept = json.loads(run.frozen)
    except ValueError:
        return False  # the hash of the text says that it was changed
    return isinstance(kept, dict) and "house" in kept


def _blank(run: PrintRun) -> dict[str, object]:
    """What only the leaf of a run says that was printed for no lot."""
    if run.batch_id is not None:
        return {}
    return {"product_revision": run.product_revision, "pack_format": run.pack_format}


def _store(
    work: Work, press: Press, batch: Batch, asked: PrintRequest, frozen: Frozen, run_no: int
) -> PrintRun:
    run = row(work, press, batch.holder_id, asked, frozen, run_no)
    run.batch_id = batch.id
    batch_queries.stock(work.db, batch.id).rev += 1
    return enter(work, press, run, frozen, [batch.code, *frozen.rolls])


def enter(
    work: Work, press: Press, run: PrintRun, frozen: Frozen, named: Sequence[str]
) -> PrintRun:
    """Record that a run was ordered, for the things that are ``named``, and insert it."""
    know_key(work, press.keyring)
    owner = parties.known(work, run.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        action=EventAction.ADD,
        step=EventStep.LABELS_ORDERED,
        subjects=(
            Subject(Role.OUT, run.code, run.count, "pc"),
            *(Subject(Role.REF, code) for code in named),
        ),
        occurred_on=work.today,
        facts={**stated(run), "void": list(frozen.void)},
    )
    run.event_seq = recording.record(work, owner.id, owner.code, what).seq
    work.add(run)
    return run


def row(
    work: Work, press: Press, holder_id: int, asked: Ordered, frozen: Frozen, run_no: int
) -> PrintRun:
    """A run as it is ordered, of no batch and no product yet; not inserted."""
    return PrintRun(
        code=recording.issue_code(work, "print_run"),
        run_no=run_no,
        key_id=press.keyring.active.id,
        base_url=press.base_url,
        level="item",
        holder_id=holder_id,
        design=frozen.design,
        design_revision=frozen.stamp.REVISION,
        stock=asked.stock,
        start_position=asked.start,
        frozen=frozen.as_json(),
        count=asked.count + len(frozen.void),
        recorded_at=work.now,
    )


def born(run: PrintRun) -> LabelState:
    """The state in which the labels of a run begin: at a printing house they are dead."""
    return LabelState.ORDERED if at_printer(run) else LabelState.UNUSED


def know_key(work: Work, keyring: Keyring) -> None:
    """Remember the key by fingerprint, so that a start without it can be refused."""
    known = work.db.get(LabelKey, keyring.active.id)
    fingerprint = keyring.fingerprint(keyring.active.id)
    if known is None:
        # The first prints under a key may come at once: the second waits, and finds it there.
        work.lock_word(f"label_key:{keyring.active.id}")
        known = work.db.get(LabelKey, keyring.active.id)
    if known is None:
        row = LabelKey(key_id=keyring.active.id, fingerprint=fingerprint, first_used_at=work.now)
        work.add(row)
    elif known.fingerprint != fingerprint:
        raise RuleBroken("label_key_changed", key_id=keyring.active.id)


def open_ledger(work: Work, run: PrintRun, frozen: Frozen) -> None:
    """Open the ledger of a run that was just stored, with what is void from birth."""
    ledger: tuple[Range, ...] = (Range(0, run.count - 1, born(run), run.batch_id),)
    for index in frozen.void:
        ledger = move(ledger, index, index, LabelState.VOID)
    write_ledger(work, run, ledger)
