"""Labels for cartons: one code a carton, and which labels are in it.

A carton holds so many linked labels of a lot, one after another as they were printed; spoiled and
void ones are passed over. What is in which carton is fixed when the labels are ordered and follows
from the run's row alone. A carton never adds to its bags: it counts for no balance of labels. The
cartons of a lot are numbered through its runs, so that a number on cardboard names one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.cartons import Packed
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.labels import DEAD
from traceability.domain.stretches import Stretch, common, counted, meet, spelled, together, without
from traceability.services import (
    batches,
    carton_contents,
    label_replacements,
    label_text,
    label_views,
    new_runs,
    packed_formats,
    print_files,
    print_runs,
    recalls,
)
from traceability.services.label_ledger import LabelsOf, known_run, ledger_of
from traceability.services.label_replacements import Replaces
from traceability.services.new_runs import Settled
from traceability.services.press import Press
from traceability.services.print_files import Frozen
from traceability.services.stationery import Paper
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

CARTON = carton_contents.CARTON
#: A carton of more than these is a pallet.
MOST_IN_CARTON = 500


@dataclass(frozen=True)
class CartonRequest:
    """So many labels of one run to a carton, for as many whole cartons as they fill.

    ``replaces`` are the spoiled labels of cartons that they make good, if any.
    """

    batch: str
    run: str
    per_carton: int
    stock: str
    start: int = 0
    printer: str = ""
    count: int = 0
    replaces: Replaces | None = None


@dataclass(frozen=True)
class Loose:
    """Linked labels of a run that are in no carton yet: what can be packed into cartons."""

    run: str
    count: int
    numbers: str


@dataclass(frozen=True)
class CartonForm:
    """What the form starts from: the lot, and its labels in no carton, run by run."""

    code: str
    lot_code: str
    product: str
    published: bool
    loose: tuple[Loose, ...]


def form(view: Reading, actor: Actor, code: str) -> CartonForm:
    """The form of a packed lot; an unpacked one has none."""
    known = label_views.print_form(view, actor, code)
    lot = batches.known(view, code)
    found = (
        Loose(run.code, counted(left), spelled(left))
        for run in _item_runs(view, lot)
        if (left := _loose(view, lot, run))
    )
    published = str(known.state) == "published"
    return CartonForm(code, known.lot_code, known.product, published, tuple(found))


def order(work: Work, press: Press, asked: CartonRequest) -> PrintRun:
    """Order a label for every whole carton; what is left over stays loose.

    ``Invalid``: ``out_of_range`` at ``per_carton``; ``RuleBroken``: ``carton_not_filled`` where
    fewer labels are loose than fill one, and as a run for a lot.
    """
    work.share_judgement()
    lot, run = batches.known(work, asked.batch), known_run(work, asked.run)
    _require(work, work.actor, lot, run)
    work.lock_stock([lot.id])
    batches.require_published(work, lot)
    packed = _packed(work, lot, run, asked.per_carton)
    replaced = label_replacements.held(
        work, press.keyring, asked.replaces, lot, packed.cartons, CARTON
    )
    paper = print_runs.paper_of(work, lot.holder_id, asked)
    after = queries.last_carton(work.db, lot.id)
    stamp = _stamp(work, press, lot, packed, paper, after)
    settled = Settled(
        holder_id=lot.holder_id,
        named=lot.code,
        words=stamp,
        paper=paper,
        start=asked.start,
        count=packed.cartons,
        level=CARTON,
        batch_id=lot.id,
        packed=packed,
        replaces=replaced,
        after=after,
    )
    batch_queries.stock(work.db, lot.id).rev += 1
    return new_runs.enter(work, press, settled)


def looked_at(
    view: Reading, actor: Actor, press: Press, asked: CartonRequest
) -> tuple[labels.CartonLabel, int, Batch]:
    """The words of an order, how many cartons it fills, and the lot.

    Refused as the order is, but for the gate of the lot; nothing is written.
    """
    lot, run = batches.known(view, asked.batch), known_run(view, asked.run)
    _require(view, actor, lot, run)
    packed = _packed(view, lot, run, asked.per_carton)
    label_replacements.checked(view, press.keyring, asked.replaces, lot, packed.cartons, CARTON)
    return _words(view, press, lot, asked.per_carton), packed.cartons, lot


def carton_of(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton that a label is in: the code of its run, and its number."""
    for cartons, packed in _holding_packs_of(view, run):
        place = packed.place_of(number)
        if place is not None:
            index = print_files.printed(cartons)[place]
            dead = (each for each in ledger_of(view, cartons) if each.state in DEAD)
            if not any(each.first <= index <= each.last for each in dead):
                return cartons.code, index + 1
    return None


def require_loose(view: Reading, cartons: PrintRun, number: int, at: str) -> None:
    """Refuse a carton to stand again where packs of it went elsewhere since.

    ``RuleBroken`` at ``at``: ``packs_in_other_carton`` with that one's number and run;
    ``packs_of_other_lot`` with the first pack that does not stand for the carton's lot any more.
    """
    frozen = Frozen.from_json(cartons.frozen)
    run = None if frozen.packed is None else queries.run_by_code(view.db, frozen.packed.run)
    if run is None or frozen.packed is None:
        return
    kept = zip(print_files.printed(cartons), frozen.packed.each(), strict=True)
    inside = dict(kept).get(number - 1, [])
    for other, each, stretches in _standing(view, run):
        if meet(inside, stretches):
            raise RuleBroken("packs_in_other_carton", at, number=each, run=other.code)
    gone = carton_contents.stray(ledger_of(view, run), cartons.batch_id, inside)
    if gone is not None:
        raise RuleBroken("packs_of_other_lot", at, first=gone, run=run.code)


def astray(view: Reading, cartons: PrintRun) -> Iterator[tuple[int, int]]:
    """The cartons of a run that stand though a pack of theirs stands for another lot, or for none.

    Each by its number, with the first such pack.
    """
    packed = Frozen.from_json(cartons.frozen).packed
    run = None if packed is None else queries.run_by_code(view.db, packed.run)
    if run is None:
        return
    packs = ledger_of(view, run)
    for number, inside in _standing_of(view, cartons):
        gone = carton_contents.stray(packs, cartons.batch_id, inside)
        if gone is not None:
            yield number, gone


@dataclass(frozen=True)
class Holding(LabelsOf):
    """Which of some labels a carton says are in it, by the run of the carton and its ``number``."""

    number: int


def holding(view: Reading, run: PrintRun, stretches: Sequence[Stretch]) -> list[Holding]:
    """The cartons that stand and say that some of these labels are in them."""
    return [
        Holding(cartons.code, tuple(taken), each)
        for cartons, each, inside in _standing(view, run)
        if (taken := common(inside, stretches))
    ]


def require_in_none(view: Reading, run: PrintRun, stretches: Sequence[Stretch]) -> None:
    """Refuse labels that a carton says are in it: ``label_in_carton``, with its number and run.

    The first of the labels that were asked for is named.
    """
    found = holding(view, run, stretches)
    if found:
        first = min(found, key=lambda each: each.stretches)
        facts = {"first": first.stretches[0][0], "number": first.number, "run": first.run}
        raise RuleBroken("label_in_carton", "labels", **facts)


def _item_runs(view: Reading, lot: Batch) -> list[PrintRun]:
    keys = sorted({row.run_id for row in queries.ranges_of_batch(view.db, lot.id, "item")})
    found = (queries.run_by_id(view.db, key) for key in keys)
    return [run for run in found if run is not None]


def _loose(view: Reading, lot: Batch, run: PrintRun) -> list[Stretch]:
    """Labels of a run on goods of a lot that are in no carton that stands."""
    linked = [
        (each.first + 1, each.last + 1)
        for each in ledger_of(view, run)
        if each.state in carton_contents.IN_GOODS and each.batch == lot.id
    ]
    taken = [stretch for _run, _number, inside in _standing(view, run) for stretch in inside]
    return without(together(linked), taken)


def _standing(view: Reading, run: PrintRun) -> Iterator[tuple[PrintRun, int, list[Stretch]]]:
    """The cartons that hold labels of a run and are neither void nor spoiled."""
    for cartons, _packed in _holding_packs_of(view, run):
        for number, stretches in _standing_of(view, cartons):
            yield cartons, number, stretches


def _holding_packs_of(view: Reading, run: PrintRun) -> Iterator[tuple[PrintRun, Packed]]:
    """The runs of cartons that hold labels of a run, whatever became of them."""
    for cartons in queries.carton_runs(view.db, run.holder_id):
        packed = Frozen.from_json(cartons.frozen).packed
        if packed is not None and packed.run == run.code:
            yield cartons, packed


def _standing_of(view: Reading, cartons: PrintRun) -> Iterator[tuple[int, list[Stretch]]]:
    """The cartons of a run that are neither void nor spoiled, with the labels in them."""
    packed = Frozen.from_json(cartons.frozen).packed
    if packed is None:
        return
    dead = [each for each in ledger_of(view, cartons) if each.state in DEAD]
    for index, stretches in zip(print_files.printed(cartons), packed.each(), strict=True):
        if not any(each.first <= index <= each.last for each in dead):
            yield index + 1, stretches


def _require(view: Reading, actor: Actor, lot: Batch, run: PrintRun) -> None:
    require(actor, Action.PRINT_LABELS, recalls.thing(view, lot))
    require(actor, Action.PRINT_LABELS, Thing(holder=run.holder_id))


def _packed(view: Reading, lot: Batch, run: PrintRun, per: int) -> Packed:
    if not 1 <= per <= MOST_IN_CARTON:
        raise Invalid("out_of_range", "per_carton", lowest=1, highest=MOST_IN_CARTON)
    loose = _loose(view, lot, run)
    packed = Packed(run.code, per, tuple(loose))
    if not packed.cartons:
        left = counted(loose)
        raise RuleBroken("carton_not_filled", "per_carton", loose=left, per=per)
    if packed.cartons > print_runs.MOST_LABELS:
        raise Invalid("out_of_range", "per_carton", lowest=1, highest=MOST_IN_CARTON)
    return packed


def _stamp(
    work: Work, press: Press, lot: Batch, packed: Packed, paper: Paper, after: int
) -> labels.CartonLabel:
    """What stands on every carton, laid out once on its stock."""
    press.check_address()
    try:
        stamp = _words(work, press, lot, packed.per)
        press.lay_out(stamp, paper.sheet, after + packed.cartons, level=CARTON)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None
    return stamp


def _words(view: Reading, press: Press, lot: Batch, per: int) -> labels.CartonLabel:
    """The goods, how many packs of how much, lot and days."""
    one = label_text.stamp(view, lot, press.base_url)
    net = label_text.net_of(packed_formats.of_batch(view, lot))
    return labels.CartonLabel(
        product=one.product,
        cooperative=one.cooperative,
        contents=f"{per} × {net}" if net else f"{per} gói",
        domain=urlsplit(press.base_url).netloc,
        lot_line=f"Lô {lot.lot_code}",
        dates_line=" · ".join(filter(None, (one.dates_line, one.packed_line))),
        place=one.place,
        scan_hint=one.scan_hint,
    )
