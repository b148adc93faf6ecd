"""Labels for cartons: one code a carton, and which labels are in it.

A carton holds so many linked labels of a lot, one after another as they were printed; spoiled and
void ones are passed over. What is in which carton is fixed when the labels are ordered and follows
from the run's row alone. A carton never adds to its bags: it counts for no balance of labels. The
cartons of a lot are numbered through its runs, so that a number on cardboard names one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from urllib.parse import urlsplit

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.cartons import Filled, Packed, TakenOver
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import CARTON, ITEM, LabelState
from traceability.domain.stretches import Stretch, common, counted, spelled, together, without
from traceability.services import (
    batches,
    carton_contents,
    carton_takeovers,
    label_replacements,
    label_successors,
    label_text,
    label_views,
    lent_labels,
    new_runs,
    packed_formats,
    print_files,
    print_runs,
    recalls,
    standing_cartons,
    sticker_room,
)
from traceability.services.carton_contents import Inside
from traceability.services.frozen_runs import Frozen, Replaced
from traceability.services.label_ledger import (
    LabelsOf,
    facts_of,
    known_run,
    ledger_of,
    stretches_told,
)
from traceability.services.label_replacements import Replaces
from traceability.services.new_runs import Settled
from traceability.services.press import Press
from traceability.services.standing_cartons import Boxes, Standing
from traceability.services.stationery import Paper
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

#: A carton of more than these is a pallet.
MOST_IN_CARTON = 500


@dataclass(frozen=True)
class CartonRequest:
    """So many labels of one run to a carton, for as many whole cartons as they fill.

    Or cartons that stand in for those of spoiled labels (``replaces``), with what is in these: then
    neither a run nor a number of packs is asked.
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
    """Linked labels of a run that are in no carton yet: what can be packed into cartons.

    ``owner`` is whose labels they are by name, where they were lent.
    """

    run: str
    count: int
    numbers: str
    owner: str = ""


@dataclass(frozen=True)
class CartonForm:
    """What the form starts from: the lot, and its labels in no carton, run by run.

    ``ended`` is the last day of the shelf life, where it is behind.
    """

    code: str
    lot_code: str
    product: str
    published: bool
    loose: tuple[Loose, ...]
    ended: dt.date | None = None


def form(view: Reading, actor: Actor, code: str) -> CartonForm:
    """The form of a packed lot; an unpacked one has none."""
    known = label_views.print_form(view, actor, code)
    lot = batches.known(view, code)
    boxes = Boxes(view, None)
    found = (
        Loose(
            run.code, counted(left), spelled(left), lent_labels.owner_name(view, run, lot.holder_id)
        )
        for run in _item_runs(view, lot)
        if (left := _loose(view, lot, run, boxes))
    )
    published = str(known.state) == "published"
    return CartonForm(code, known.lot_code, known.product, published, tuple(found), known.ended)


def order(work: Work, press: Press, asked: CartonRequest) -> PrintRun:
    """Order a label for every whole carton, what is left over stays loose; or in place of others.

    ``Invalid``: ``out_of_range`` at ``per_carton``; ``RuleBroken``: ``carton_not_filled`` where
    fewer labels are loose than fill one, ``packs_gone`` where those left the house,
    ``stickers_count_no_packs`` at ``run`` for stickers on single fruit; as
    ``label_replacements.checked`` and ``carton_takeovers.taken_over``; and as a run for a lot.
    """
    work.share_judgement()
    lot = batches.known(work, asked.batch)
    _require(work, work.actor, lot, asked)
    work.lock_stock([lot.id])
    batches.require_published(work, lot)
    replaced = label_replacements.held(work, press.keyring, asked.replaces, lot, None, CARTON)
    filled = _filled(work, work.actor, lot, asked, replaced)
    paper = print_runs.paper_of(work, lot.holder_id, asked)
    stamp = _stamp(work, press, lot, filled, paper)
    settled = Settled(
        holder_id=lot.holder_id,
        named=lot.code,
        words=stamp,
        paper=paper,
        start=asked.start,
        printer=asked.printer,
        count=filled.packed.cartons,
        level=CARTON,
        batch_id=lot.id,
        packed=filled.packed,
        replaces=replaced,
        after=filled.numbers[0] - 1,
        numbers=filled.apart,
    )
    batch_queries.stock(work.db, lot.id).rev += 1
    return new_runs.enter(work, press, settled)


@dataclass(frozen=True)
class Looked:
    """What an order comes to: the words, the cartons by their numbers, and how many packs each.

    ``counts`` are there where the cartons differ and their labels say it; ``inside`` tells what is
    in each by its number, as it is read out.
    """

    words: labels.CartonLabel
    numbers: tuple[int, ...]
    counts: tuple[int, ...]
    lot: Batch
    inside: tuple[tuple[int, Inside], ...]


def looked_at(view: Reading, actor: Actor, press: Press, asked: CartonRequest) -> Looked:
    """What an order comes to.

    Refused as the order is, but for the gate of the lot; nothing is written.
    """
    lot = batches.known(view, asked.batch)
    _require(view, actor, lot, asked)
    replaced = label_replacements.checked(view, press.keyring, asked.replaces, lot, None, CARTON)
    filled = _filled(view, actor, lot, asked, replaced)
    fate = carton_contents.fate(view, filled.packed.run, lot.id)
    inside = map(fate.inside, filled.packed.each())
    return Looked(
        _words(view, press, lot, filled.packed),
        filled.numbers,
        filled.packed.counts,
        lot,
        tuple(zip(filled.numbers, inside, strict=True)),
    )


def carton_seen(view: Reading, actor: Actor, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton of the actor's that a label lies in: the code of its run, and its number."""
    found = label_successors.lies_in(view, run, number)
    mine = found and Boxes(view, actor).tells_of(known_run(view, found[0]))
    return found if mine else None


def require_loose(view: Reading, actor: Actor, cartons: PrintRun, number: int, at: str) -> None:
    """Refuse a carton to stand again where packs of it went elsewhere since.

    ``RuleBroken`` at ``at``: ``packs_in_other_carton`` with that one's number and run, where the
    actor is told of it; ``packs_of_other_lot`` with the first pack that does not stand for the
    carton's lot any more.
    """
    frozen = Frozen.from_json(cartons.frozen)
    run = None if frozen.packed is None else queries.run_by_code(view.db, frozen.packed.run)
    if run is None or frozen.packed is None:
        return
    inside = dict(standing_cartons.filled(cartons)).get(number, [])
    gone = carton_contents.stray(ledger_of(view, run), cartons.batch_id, inside)
    boxes = Boxes(view, actor)
    for other, its, stretches in boxes.naming(run):
        taken = common(inside, stretches)
        if taken and boxes.tells_of(other):
            raise RuleBroken("packs_in_other_carton", at, number=its, run=other.code)
        # A torn one stands for nothing, and lies in that carton all the same.
        gone = gone or (taken[0][0] if taken else None)
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
    for number, inside in standing_cartons.standing(view, cartons):
        gone = carton_contents.stray(packs, cartons.batch_id, inside)
        if gone is not None:
            yield number, gone


@dataclass(frozen=True)
class Holding(LabelsOf):
    """Which of some labels a carton says are in it, by the run of the carton and its ``number``."""

    number: int


def cartons_with(
    view: Reading, actor: Actor, run: PrintRun, stretches: Sequence[Stretch]
) -> list[Holding]:
    """The cartons of the actor's that stand and say that some of these labels are in them."""
    boxes = Boxes(view, actor)
    standing = label_successors.in_cartons(view, run, boxes)
    return _with((each for each in standing if boxes.tells_of(each[0])), stretches)


def _with(
    standing: Iterable[tuple[PrintRun, int, list[Stretch]]], stretches: Sequence[Stretch]
) -> list[Holding]:
    return [
        Holding(cartons.code, tuple(taken), each)
        for cartons, each, inside in standing
        if (taken := common(inside, stretches))
    ]


def require_in_none(view: Reading, run: PrintRun, stretches: Sequence[Stretch]) -> None:
    """Refuse labels that a carton says are in it: ``label_in_carton``, with its number and run.

    The first of the labels that were asked for is named. One that is in it for a torn one may go,
    for no label of a carton names it; unless the carton got its own label since: that counts it.
    """
    # Labels on goods of a house lie in its own cartons alone: who may take them off knows these.
    boxes = Boxes(view, None)
    found = _with([*boxes.naming(run), *_counting(view, run, boxes)], stretches)
    if found:
        first = min(found, key=lambda each: each.stretches)
        facts = {"first": first.stretches[0][0], "number": first.number, "run": first.run}
        raise RuleBroken("label_in_carton", "labels", **facts)


def _counting(view: Reading, run: PrintRun, boxes: Boxes) -> Iterator[Standing]:
    """The cartons whose label is later than the linking of labels in place of torn ones, and these.

    That label says how many packs were in it when it was ordered.
    """
    for_spoiled = list(label_successors.for_spoiled(view, run, boxes))
    linked = events.of_step(view.db, run.code, EventStep.LABELS_LINKED) if for_spoiled else []
    # A run that took cartons over tells each of them in its text, which is read once here.
    for cartons, found in groupby(for_spoiled, key=itemgetter(0)):
        if not isinstance(Frozen.from_json(cartons.frozen).packed, TakenOver):
            continue
        since = (each for each in linked if each.seq > cartons.event_seq)
        later = together(each for one in since for each in stretches_told(facts_of(one)))
        for _cartons, number, inside in found:
            if counted_in := without(inside, later):
                yield cartons, number, counted_in


def _item_runs(view: Reading, lot: Batch) -> list[PrintRun]:
    keys = sorted({row.run_id for row in queries.ranges_of_batch(view.db, lot.id, ITEM)})
    found = (queries.run_by_id(view.db, key) for key in keys)
    return [run for run in found if run and not sticker_room.on_fruit(view, run, lot)]


def _loose(view: Reading, lot: Batch, run: PrintRun, boxes: Boxes | None = None) -> list[Stretch]:
    """Labels of a run on goods of a lot that are here still, and in no carton that stands."""
    return _uncartoned(view, run, _on(view, lot, run, LabelState.LINKED), boxes)


def _on(view: Reading, lot: Batch, run: PrintRun, state: LabelState) -> list[Stretch]:
    """Labels of a run that stand on goods of a lot in one state."""
    return [
        (each.first + 1, each.last + 1)
        for each in ledger_of(view, run)
        if each.state is state and each.batch == lot.id
    ]


def _uncartoned(
    view: Reading, run: PrintRun, found: Sequence[Stretch], boxes: Boxes | None = None
) -> list[Stretch]:
    standing = label_successors.in_cartons(view, run, boxes)
    taken = [stretch for _run, _number, inside in standing for stretch in inside]
    return without(together(found), taken)


def _require(view: Reading, actor: Actor, lot: Batch, asked: CartonRequest) -> None:
    require(actor, Action.PRINT_LABELS, recalls.thing(view, lot))
    if asked.replaces is not None:
        owner = known_run(view, asked.replaces.run).holder_id
        require(actor, Action.PRINT_LABELS, Thing(holder=owner))
        return
    packs = known_run(view, asked.run)
    # Labels that were lent are packed by whose goods they are on.
    if not any(each.batch == lot.id for each in ledger_of(view, packs)):
        require(actor, Action.PRINT_LABELS, Thing(holder=packs.holder_id))


@dataclass(frozen=True)
class _Filled:
    """Cartons by their numbers, and what is in them."""

    packed: Packed
    numbers: tuple[int, ...]

    @property
    def apart(self) -> tuple[Stretch, ...]:
        """Their numbers, where they do not follow one another."""
        found = together((number, number) for number in self.numbers)
        return found if len(found) > 1 else ()


def _filled(
    view: Reading, actor: Actor, lot: Batch, asked: CartonRequest, replaced: Replaced | None
) -> _Filled:
    """What an order packs: loose labels into new cartons, or what is in those of spoiled labels."""
    if replaced is not None:
        numbers = [n for first, last in replaced.stretches for n in range(first, last + 1)]
        taken = carton_takeovers.taken_over(view, actor, lot, replaced, numbers)
        return _Filled(taken, tuple(numbers))
    packed = _packed(view, lot, known_run(view, asked.run), asked.per_carton)
    after = queries.last_carton(view.db, lot.id)
    return _Filled(packed, tuple(range(after + 1, after + packed.cartons + 1)))


def _packed(view: Reading, lot: Batch, run: PrintRun, per: int) -> Filled:
    if not 1 <= per <= MOST_IN_CARTON:
        raise Invalid("out_of_range", "per_carton", lowest=1, highest=MOST_IN_CARTON)
    if sticker_room.on_fruit(view, run, lot):
        raise RuleBroken("stickers_count_no_packs", "run", run=run.code)
    loose = _loose(view, lot, run)
    packed = Filled(run.code, per, tuple(loose))
    if not packed.cartons:
        _require_here(view, lot, run, counted(loose))
        raise RuleBroken("carton_not_filled", "per_carton", loose=counted(loose), per=per)
    if packed.cartons > print_runs.MOST_LABELS:
        raise Invalid("out_of_range", "per_carton", lowest=1, highest=MOST_IN_CARTON)
    return packed


def _require_here(view: Reading, lot: Batch, run: PrintRun, loose: int) -> None:
    """Say of labels that fill no carton that others of them left the house, where they did."""
    gone = counted(_uncartoned(view, run, _on(view, lot, run, LabelState.DISPATCHED)))
    if gone:
        raise RuleBroken("packs_gone", "run", gone=gone, loose=loose)


def _stamp(
    work: Work, press: Press, lot: Batch, filled: _Filled, paper: Paper
) -> labels.CartonLabel:
    """What stands on every carton, laid out once on its stock."""
    press.check_address()
    try:
        stamp = _words(work, press, lot, filled.packed)
        most = max(filled.packed.counts, default=0)
        press.lay_out(stamp, paper.sheet, filled.numbers[-1], level=CARTON, packs=most)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None
    return stamp


def _words(view: Reading, press: Press, lot: Batch, packed: Packed) -> labels.CartonLabel:
    """The goods, how many packs of how much, lot and days."""
    one = label_text.stamp(view, lot, press.base_url)
    net = label_text.net_of(packed_formats.of_batch(view, lot))
    return labels.CartonLabel(
        product=one.product,
        cooperative=one.cooperative,
        contents=_contents(packed, net),
        domain=urlsplit(press.base_url).netloc,
        lot_line=f"Lô {lot.lot_code}",
        dates_line=" · ".join(filter(None, (one.dates_line, one.packed_line))),
        place=one.place,
        scan_hint=one.scan_hint,
    )


def _contents(packed: Packed, net: str) -> str:
    """How many packs of how much; where the cartons differ the label of each says how many."""
    if packed.counts:
        return f"Gói {net}" if net else "Số gói ghi dưới mã"
    packs = packed.count(0)
    return f"{packs} × {net}" if net else f"{packs} gói"
