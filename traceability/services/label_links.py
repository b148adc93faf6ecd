"""Linking labels to the lot they stand on (*kích hoạt tem*), and voiding them.

A run that was printed for a lot is linked to that one; a blank run to a lot of its product that is
named now, a roll of fruit stickers by its one code. The gate of publishing and the balance of
labels are asked at this moment, whatever they were when it was printed; a lot that is not published
yet is published by its first labels, in the same unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import CARTON, ON_GOODS, LabelState, Range, moved
from traceability.domain.labels import counted as labels_in
from traceability.domain.stretches import Stretch, common, counted, meet, together, without
from traceability.services import (
    batches,
    goods_names,
    label_checks,
    label_hands,
    label_room,
    lent_labels,
    parties,
    recalls,
    run_numbers,
)
from traceability.services.frozen_runs import Frozen
from traceability.services.label_hands import InHands, Taken
from traceability.services.label_ledger import (
    LabelSpan,
    Told,
    batch_of,
    dead_in,
    facts_of,
    indexes,
    known_run,
    ledger_of,
    locked,
    lots_in,
    opened,
    portions,
    record,
    some,
    stretches_told,
    write_ledger,
)
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import events, products
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

__all__ = [
    "LabelSpan",
    "Linked",
    "link",
    "link_all",
    "link_roll",
    "of_roll",
    "stands",
    "void",
    "void_all",
]


@dataclass(frozen=True)
class Linked:
    """What was linked: to which lot, the labels of which run, without those passed over.

    ``numbers`` are the run's from the first to the last, as they are read out; ``over`` is how many
    dead ones there are among them; ``published`` that the lot was not published before.
    """

    lot: str
    run: str
    stretches: tuple[Stretch, ...]
    numbers: str
    over: int = 0
    published: bool = False

    @property
    def span(self) -> LabelSpan:
        """From the first to the last label."""
        return LabelSpan(self.run, self.stretches[0][0], self.stretches[-1][1])

    @property
    def count(self) -> int:
        """How many labels."""
        return counted(self.stretches)


@dataclass(frozen=True)
class Echo:
    """What a linking will do: so many labels for a lot, and how many packs have none afterwards.

    Of ``stickers`` on single fruit it is how many more it has room for: none has to have one.
    Labels of ``cartons`` count for none of it. ``ended`` is the last day of the lot's shelf life,
    where it is behind; ``owner`` is whose labels they are by name, where they are another's;
    ``hands`` tell whose they were, where not all of them were in the same, or all in another
    organisation's. The linking publishes the lot where ``linked.published`` says so.
    """

    linked: Linked
    lot_code: str
    lacks: int | None
    stickers: bool = False
    ended: dt.date | None = None
    cartons: bool = False
    owner: str = ""
    hands: tuple[InHands, ...] = ()


def echo(view: Reading, linked: Linked) -> Echo:
    """What was linked, as it is told before it is kept."""
    lot = batches.known(view, linked.lot)
    run = known_run(view, linked.run)
    stickers, cartons = run.design == LabelDesign.FRUIT_STICKER, run.level == CARTON
    most, live = label_room.room_for(view, lot, run.design)
    room = None if most is None else max(0, most - live)
    lacks = room if stickers else label_room.packs_left(view, lot)
    ended = label_room.last_day_gone(view, lot)
    owner = lent_labels.owner_name(view, run, lot.holder_id)
    hands = tuple(label_hands.in_many_hands(view, run, linked.stretches, lot.holder_id))
    return Echo(linked, lot.lot_code, lacks, stickers, ended, cartons, owner, hands)


def link(work: Work, span: LabelSpan, batch: str | None = None) -> str:
    """Link printed labels to the lot they stand on; returns its code.

    ``batch`` names the lot of labels of a blank run; those of another run know theirs. The gate of
    publishing applies once more: a lot held since the print gets nothing, and one that is not
    published yet is published by this, by whoever may. More than one label is linked only once
    paper of the run was read (``label_checks``).

    Spoiled and void labels between the first and the last are passed over; those two are in
    somebody's hand, and must be alive. Blank fruit stickers are linked to fruit of one garden and
    one day, however they are named.

    ``RuleBroken``: ``label_not_received``, ``label_already_linked``, ``roll_needs_one_garden``,
    ``paper_not_read``, ``label_move_not_possible``, ``more_labels_than_packed``,
    ``room_is_printed``; as ``batches.check_gate`` for a lot that was not published.
    """
    return link_all(work, span.run, [(span.first, span.last)], batch).lot


def link_all(
    work: Work, code: str, stretches: Sequence[Stretch], batch: str | None = None
) -> Linked:
    """As ``link``, of several stretches of a run at once; what was linked."""
    work.share_judgement()
    run = known_run(work, code)
    lot = _lot(work, run, batch)
    require(work.actor, Action.LINK_LABELS, recalls.thing(work, lot))
    ledger, numbers = locked(work, run, [lot.id]), run_numbers.of(run)
    for first, last in stretches:
        numbers.require_ends(first, last)
    alive = numbers.among([piece for each in stretches for piece in _alive(ledger, *each)])
    published = _link(work, run, lot, ledger, some(alive, "first"))
    return _told(run, lot, alive, published)


def stands(
    view: Reading, actor: Actor, code: str, stretches: Sequence[Stretch], batch: str | None = None
) -> Linked | None:
    """What ``link_all`` of the same did before, where all of it stands on the very lot; else none.

    Whoever sends it once more, from another tab, has made no mistake.
    """
    run = known_run(view, code)
    lot = batches.known(view, batch) if batch is not None else batch_of(view, run.batch_id)
    if lot is None:
        return None
    require(actor, Action.LINK_LABELS, recalls.thing(view, lot))
    ledger = ledger_of(view, run)
    alive = without(run_numbers.of(run).among(together(stretches)), dead_in(ledger))
    there = [
        (each.first + 1, each.last + 1)
        for each in ledger
        if each.state in ON_GOODS and each.batch == lot.id
    ]
    return None if not alive or without(alive, there) else _told(run, lot, alive, False)


def link_roll(work: Work, roll: str, batch: str) -> Linked:
    """Link all of a roll that is left to a lot, by the roll's code.

    ``Invalid('roll_unknown')`` at ``roll``, also for one of another's that the holder of the lot
    was not handed; ``RuleBroken``: ``roll_already_begun``, ``roll_already_linked`` where nothing
    of it is left, ``roll_all_dead``, ``roll_not_received``, and as ``link``.
    """
    work.share_judgement()
    run, (first, last) = of_roll(work, roll)
    _require_at_hand(work, run, first, last, batches.known(work, batch))
    lot = _lot(work, run, batch)
    require(work.actor, Action.LINK_LABELS, recalls.thing(work, lot))
    ledger = locked(work, run, [lot.id])
    if run.holder_id != lot.holder_id:
        label_hands.require_in_hands(work, run, without([(first, last)], dead_in(ledger)), lot)
    stretches = _left(work, run, lot, ledger, (first, last))
    published = _link(work, run, lot, ledger, stretches, about=(roll,))
    return _told(run, lot, stretches, published)


def _told(run: PrintRun, lot: Batch, stretches: Sequence[Stretch], published: bool) -> Linked:
    numbers, ends = run_numbers.of(run), (stretches[0][0], stretches[-1][1])
    over = numbers.within(*ends) - counted(stretches)
    return Linked(lot.code, run.code, tuple(stretches), numbers.told(*ends), over, published)


def _link(
    work: Work,
    run: PrintRun,
    lot: Batch,
    ledger: Sequence[Range],
    stretches: Sequence[Stretch],
    about: tuple[str, ...] = (),
) -> bool:
    """Link stretches of a run to a lot: whatever names them, all of this is asked of them.

    Whether that published the lot.
    """
    count = counted(stretches)
    published = _publish(work, lot)
    if run.holder_id != lot.holder_id:
        # Before what they are on is told: it may be goods of another.
        label_hands.require_in_hands(work, run, stretches, lot)
        lent_labels.require_lent(work, run, lot)
    _require_free(work, lot, ledger, stretches)
    if run.design == LabelDesign.FRUIT_STICKER and run.batch_id is None:
        _require_one_garden(work, lot)
    _require_on_paper(work, run, count + labels_in(ledger, ON_GOODS))
    now = moved(ledger, indexes(stretches), LabelState.LINKED, lot.id)
    if run.batch_id is None:
        label_room.check_linking(work, lot, count, run.design)
    write_ledger(work, run, now)
    if run.holder_id == lot.holder_id:
        had = label_hands.waiting(work, ledger)
        label_hands.tell_who_had(work, run, had, stretches, Taken.LINKED)
    for each in portions(stretches):
        record(work, run, each, Told(EventStep.LABELS_LINKED, [lot], about=about))
    return published


def _publish(work: Work, lot: Batch) -> bool:
    """The gate of linking: the first labels of a lot publish it, where the actor may do that.

    A key that was made for labels alone may not: it is told that the lot is not published.
    """
    may_publish = may(work.actor, Action.PUBLISH_BATCH, recalls.thing(work, lot))
    if may_publish and batches.publish_locked(work, lot):
        return True
    batches.require_published(work, lot)
    return False


def _require_free(
    view: Reading, to: Batch, ledger: Sequence[Range], stretches: Sequence[Stretch]
) -> None:
    """Refuse labels that are at a printing house still, or on goods already, by the first one."""
    for first, last in stretches:
        for each in ledger:
            if each.first >= last or each.last + 1 < first:
                continue
            number = max(first, each.first + 1)
            if each.state is LabelState.ORDERED:
                raise RuleBroken("label_not_received", "labels", first=number)
            if each.state in ON_GOODS:
                raise _already_linked(view, to, each, number)


def _already_linked(view: Reading, to: Batch, there: Range, number: int) -> RuleBroken:
    """Says of a label which lot it is on, or whose goods: others take it off theirs."""
    lot = batch_of(view, there.batch)
    if lot is not None and lot.holder_id != to.holder_id:
        holder = parties.names_of(view, [lot.holder_id])[lot.holder_id]
        return RuleBroken("label_linked_by_other", "labels", first=number, holder=holder)
    said = "" if lot is None else lot.lot_code
    return RuleBroken("label_already_linked", "labels", first=number, lot=said)


def _require_at_hand(view: Reading, run: PrintRun, first: int, last: int, lot: Batch) -> None:
    """Refuse a roll of another's as if it were none, unless the holder of the lot was handed it."""
    if run.holder_id == lot.holder_id:
        return
    mine = label_hands.at_hand(view, run, parties.known(view, lot.holder_id))
    if not common([(first, last)], mine):
        raise Invalid("roll_unknown", "roll")


def of_roll(view: Reading, roll: str) -> tuple[PrintRun, Stretch]:
    """The run that a roll was printed in, and the first and last number on it."""
    for event in events.of_step(view.db, roll, EventStep.LABELS_ORDERED):
        run = queries.run_of_event(view.db, event.seq)
        rolls = {} if run is None else Frozen.from_json(run.frozen).rolls
        if run is not None and roll in rolls:
            return run, rolls[roll]
    raise Invalid("roll_unknown", "roll")


def void(work: Work, span: LabelSpan, reason: str) -> int:
    """Void labels that must not be trusted any more, saying why; their codes say so for ever.

    How many there were: what is none of its run's labels is passed over.
    """
    run = known_run(work, span.run)
    stretches = run_numbers.of(run).among([(span.first, span.last)])
    void_all(work, span.run, stretches, reason)
    return counted(stretches)


def void_all(work: Work, code: str, stretches: Sequence[Stretch], reason: str) -> None:
    """As ``void``, of several stretches of a run at once; others whose goods bear them are told."""
    run, ledger = opened(work, code, Action.VOID_LABELS)
    stretches = together(some(stretches, "first"))
    write_ledger(work, run, moved(ledger, indexes(stretches), LabelState.VOID))
    lots = lots_in(work, ledger, stretches)
    told = Told(EventStep.LABELS_VOIDED, lots, private={"reason": reason})
    record(work, run, stretches, told)
    lent_labels.tell_holders(work, run, ledger, stretches)


def _lot(work: Work, run: PrintRun, named: str | None) -> Batch:
    """The lot that labels of a run are linked to: its own, or for a blank one the lot named."""
    own = batch_of(work, run.batch_id)
    if own is not None:
        _require_own(work, run, named)
        if named is not None and named != own.code:
            raise Invalid("labels_of_other_lot", "batch", lot=own.lot_code)
        return own
    if named is None:
        require(work.actor, Action.LINK_LABELS, Thing(holder=run.holder_id))
        raise Invalid("required", "batch")
    lot = batches.known(work, named)
    require(work.actor, Action.LINK_LABELS, recalls.thing(work, lot))
    if not _same_goods(work, run, lot):
        raise RuleBroken("labels_of_other_product", "batch", lot=lot.lot_code)
    return lot


def _require_own(work: Work, run: PrintRun, named: str | None) -> None:
    """Refuse labels of another's lot as those of another, to who names a lot of its own."""
    if named is not None and not may(work.actor, Action.SEE_WORKSPACE, Thing(holder=run.holder_id)):
        require(work.actor, Action.LINK_LABELS, recalls.thing(work, batches.known(work, named)))
        raise RuleBroken("labels_of_other_organisation", "batch")
    require(work.actor, Action.LINK_LABELS, Thing(holder=run.holder_id))


def _same_goods(view: Reading, run: PrintRun, lot: Batch) -> bool:
    """Whether a lot is what the labels say: the product, its name and pack; of another's the crop.

    A pack is what it holds. Its number is a place among those of one revision of the product.
    """
    if lot.product_id is None or _pack(view, run) != _pack(view, lot):
        return False
    if lot.holder_id == run.holder_id:
        return lot.product_id == run.product_id and _name(view, run) == _name(view, lot)
    product = products.by_ids(view.db, [run.product_id or 0]).get(run.product_id or 0)
    return product is not None and product.crop_code == lot.crop_code


def _pack(view: Reading, of: PrintRun | Batch) -> tuple[str, int | None, str | None]:
    key = (of.product_id or 0, of.product_revision or 0)
    pack = products.formats_of(view.db, {key})[*key, of.pack_format or 0]
    return pack.basis, pack.net_amount, pack.unit


def _name(view: Reading, of: PrintRun | Batch) -> str:
    return goods_names.of_packed(view, of).vi


def _require_on_paper(work: Work, run: PrintRun, count: int) -> None:
    """Refuse a run that was not read from paper once more than one label of it is on goods."""
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    if count > 1 and not label_checks.is_checked(work, run):
        raise RuleBroken(
            "paper_not_read", label_checks.FIELDS[0], count=len(label_checks.parts(run))
        )


def _require_one_garden(work: Work, lot: Batch) -> None:
    """Fruit of one garden, picked on one day: what one roll may say of each sticker."""
    places = {row.place_id for row in batch_queries.origins(work.db, lot.id)}
    ancestors = batch_queries.by_ids(work.db, batch_queries.ancestors(work.db, lot.id))
    days = {each.made_on for each in ancestors.values() if each.stage == "harvest"}
    if len(places) != 1 or len(days) != 1:
        facts = {"lot": lot.lot_code, "gardens": len(places), "days": len(days)}
        raise RuleBroken("roll_needs_one_garden", "batch", **facts)


def _alive(ledger: Sequence[Range], first: int, last: int) -> list[Stretch]:
    """A stretch without the dead labels between its ends; as it is where it has no label."""
    if first > last:
        return [(first, last)]
    between = [(max(low, first + 1), min(high, last - 1)) for low, high in dead_in(ledger)]
    return without([(first, last)], [each for each in between if each[0] <= each[1]])


def _left(
    view: Reading, run: PrintRun, to: Batch, ledger: Sequence[Range], roll: Stretch
) -> list[Stretch]:
    """What of a roll is left to be linked: all but what was spoiled or voided on it."""
    first, last = roll
    inside = [
        (max(each.first + 1, first), min(each.last + 1, last), each)
        for each in ledger
        if each.first < last and each.last + 1 >= first
    ]
    if any(each.state is LabelState.ORDERED for _low, _high, each in inside):
        raise RuleBroken("roll_not_received", "roll")
    left = [(low, high) for low, high, each in inside if each.state is LabelState.UNUSED]
    if any(each.state in ON_GOODS for _low, _high, each in inside):
        if left:
            raise RuleBroken("roll_already_begun", "roll")
        raise _all_linked(view, run, to, [each for _low, _high, each in inside], roll)
    if not left:
        raise _all_dead(inside, roll)
    return left


def _all_dead(inside: Sequence[tuple[int, int, Range]], roll: Stretch) -> RuleBroken:
    """Says of a roll of which no label can be linked any more what became of them."""
    many = {LabelState.SPOILED: 0, LabelState.VOID: 0}
    for low, high, each in inside:
        many[each.state] += high - low + 1
    facts = {"spoiled": many[LabelState.SPOILED], "void": many[LabelState.VOID]}
    return RuleBroken("roll_all_dead", "roll", first=roll[0], last=roll[1], **facts)


def _all_linked(
    view: Reading, run: PrintRun, to: Batch, inside: Sequence[Range], roll: Stretch
) -> RuleBroken:
    """Says of a roll of which nothing is left for which lots it is, and since when."""
    on_goods = [each for each in inside if each.state in ON_GOODS and each.batch]
    found = batch_queries.by_ids(view.db, sorted({each.batch or 0 for each in on_goods}))
    others = [each for each in on_goods if found[each.batch or 0].holder_id != to.holder_id]
    if others:
        return _already_linked(view, to, others[0], max(roll[0], others[0].first + 1))
    linked = events.of_step(view.db, run.code, EventStep.LABELS_LINKED)
    told = (each for each in linked if meet([roll], stretches_told(facts_of(each))))
    lots = [each.lot_code for each in found.values()]
    facts = {"first": roll[0], "last": roll[1], "lots": lots}
    return RuleBroken("roll_already_linked", "roll", **facts, since=next(told).recorded_at)
