"""The ledger of labels as people read it: a run's, a lot's, one label's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.labels import CARTON, ITEM, LabelState, Range
from traceability.domain.labels import counted as labels_in
from traceability.domain.stretches import Stretch, common, counted, spelled, together, without
from traceability.services import (
    batches,
    carton_contents,
    carton_runs,
    goods_names,
    label_acts,
    label_codes,
    label_hands,
    label_leaving,
    label_replacements,
    label_room,
    label_views,
    lent_labels,
    lots_lacking,
    making_good,
    parties,
    print_layout,
    run_numbers,
    sticker_room,
)
from traceability.services.batch_list_views import BatchState, state_of
from traceability.services.carton_contents import Carton, Inside
from traceability.services.frozen_runs import Frozen
from traceability.services.label_acts import Reprint
from traceability.services.label_hands import Keeper
from traceability.services.label_ledger import facts_of, ledger_of, stretches_told
from traceability.services.label_lines import BookLine, book_lines
from traceability.services.label_views import RunLine
from traceability.services.lots_lacking import Missing
from traceability.services.making_good import MadeGood
from traceability.services.print_files import sheet_of
from traceability.services.run_numbers import RunNumbers
from traceability.services.sticker_room import Pieces
from traceability.store.models import Batch, Event, PrintRun
from traceability.store.queries import accounts, events, print_orders, products
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading

#: Steps that are told of a run in its history, the newest first.
TOLD = frozenset(str(each) for each in EventStep if str(each).startswith("labels_"))


@dataclass(frozen=True)
class Happened:
    """One event of a run's labels: what, on which day, which numbers, of what lots, to whom.

    ``who`` did it, while the name is kept, and at what moment; ``form`` is there where labels left
    the house. ``run`` is the one that makes spoiled labels good, where it was ordered to; the order
    of that one itself says which it ``replaces``.
    """

    step: EventStep
    day: dt.date
    numbers: str
    count: int
    reason: str
    keeper: Keeper | None = None
    first: int = 0
    last: int = 0
    who: str = ""
    form: str = ""
    at: dt.datetime | None = None
    run: str = ""
    replaces: MadeGood | None = None


@dataclass(frozen=True)
class RunBook:
    """The ledger of one run: its lines, sums by state, its history, parts printed again, rolls.

    ``pack`` names the product and the number of the pack of a blank run, joined by a colon.
    ``makes_good`` are the spoiled labels of another run that it stands in for, ``made_good`` its
    own, each by the run that does, ``still_spoiled`` those that none does yet. Where every label of
    it was voided it makes nothing good any more: ``ordered_for`` says which it was to, and
    ``made_elsewhere`` by which runs these are by now. ``headed`` says that
    a head with its code stands before each roll, ``stopped`` that the lot gets no labels now;
    ``items_owner`` whose labels are in its cartons, where they were lent.
    """

    line: RunLine
    lines: tuple[BookLine, ...]
    sums: Mapping[LabelState, int]
    out: int
    lost: int
    happened: tuple[Happened, ...]
    reprints: tuple[Reprint, ...]
    rolls: tuple[tuple[str, int, int], ...]
    cartons: tuple[Carton, ...] = ()
    items: str = ""
    items_owner: str = ""
    pack: str = ""
    makes_good: MadeGood | None = None
    ordered_for: MadeGood | None = None
    made_elsewhere: tuple[MadeGood, ...] = ()
    made_good: tuple[MadeGood, ...] = ()
    still_spoiled: tuple[Stretch, ...] = ()
    headed: bool = False
    stopped: bool = False

    @property
    def spoiled_numbers(self) -> str:
        """The spoiled labels that no run makes good yet, as they are read out."""
        return spelled(self.still_spoiled)

    @property
    def spoiled_count(self) -> int:
        """How many those are."""
        return counted(self.still_spoiled)

    @property
    def exports(self) -> tuple[Happened, ...]:
        """What was taken out as files, in order."""
        told = (each for each in self.happened if each.form in label_leaving.FILES)
        return tuple(reversed(tuple(told)))


@dataclass(frozen=True)
class LotBook:
    """The labels of one lot: its code, lines of all runs, how many it has and carries.

    Those of its ``cartons`` stand apart: they count for nothing. ``stickers`` on single fruit are
    counted by pieces, where it is known what one weighs at least.
    """

    code: str
    lot_code: str
    product: str
    lines: tuple[BookLine, ...]
    live: int
    most: int | None
    cartons: tuple[BookLine, ...] = ()
    stickers: Pieces | None = None

    @property
    def short(self) -> int:
        """How many labels the lot still lacks."""
        return 0 if self.most is None else max(0, self.most - self.live)


@dataclass(frozen=True)
class LabelStory:
    """One label: its code, number, run and line, its history, and what is left from it on.

    ``times`` is how often it may have been printed: what was taken out as a file counts, what was
    sent to a printing house where it took a file;
    ``left`` counts the unused labels from it to the end of its roll, or of the run where it is on
    none (``on_roll``), without those lent to others; ``lacking`` are the lots of its product that
    lack labels. A carton's says what is ``inside`` and what became of that since;
    that of a pack names its ``carton``, by run and number, where it is in one. ``stands_for`` is
    the spoiled label that it was printed in place of, ``replaced_by`` the one in its own place:
    each by the code of its run and its number.
    """

    code: str
    number: int
    line: RunLine
    held: BookLine
    happened: tuple[Happened, ...]
    times: int
    left: int
    lacking: tuple[Missing, ...]
    void_from_birth: bool
    inside: Inside = field(default_factory=Inside)
    carton: tuple[str, int] | None = None
    on_roll: bool = False
    stands_for: tuple[str, int] | None = None
    replaced_by: tuple[str, int] | None = None


def of_run(view: Reading, actor: Actor, code: str) -> RunBook:
    """The ledger of a run of the actor's cooperative; another's is ``NotFound``."""
    run = label_views.own_run(view, actor, code)
    ledger, made = ledger_of(view, run), making_good.made_good(view, run)
    frozen = Frozen.from_json(run.frozen)
    unused = [each for each in ledger if each.state is LabelState.UNUSED]
    return RunBook(
        line=label_views.run_lines(view, [run])[0],
        lines=tuple(book_lines(view, run, ledger)),
        sums={state: labels_in(ledger, [state]) for state in LabelState},
        out=sum(len(each) for each in unused if each.hand is not None and not each.lost),
        lost=sum(len(each) for each in unused if each.lost),
        happened=tuple(reversed(list(_history(view, run)))),
        reprints=tuple(label_acts.reprints(view, run)),
        rolls=tuple((roll, first, last) for roll, (first, last) in frozen.rolls.items()),
        cartons=tuple(carton_contents.listed(view, run, ledger)),
        items=carton_contents.run_of_items(run),
        items_owner=_owner_of_items(view, run),
        pack=_pack(view, run),
        **_in_place(view, run),
        made_good=tuple(made),
        still_spoiled=tuple(label_replacements.still_spoiled(ledger, made)),
        headed=frozen.layout != print_layout.RUN_ON,
        stopped=_is_stopped(view, run),
    )


def _owner_of_items(view: Reading, run: PrintRun) -> str:
    """Whose labels are in the cartons of a run by name, where they were lent."""
    packs = queries.run_by_code(view.db, carton_contents.run_of_items(run))
    return "" if packs is None else lent_labels.owner_name(view, packs, run.holder_id)


def _is_stopped(view: Reading, run: PrintRun) -> bool:
    """Whether the lot that a run was printed for is not published, or held or recalled by now."""
    lots_of = [] if run.batch_id is None else [run.batch_id]
    found = batch_queries.by_ids(view.db, lots_of)
    return any(state_of(view, lot) is not BatchState.PUBLISHED for lot in found.values())


def _in_place(view: Reading, run: PrintRun) -> dict[str, Any]:
    """Which spoiled labels a run makes good; once it is void, which it was ordered for."""
    told = making_good.makes_good(run)
    if told is None or not making_good.is_void(view, run):
        return {"makes_good": told}
    elsewhere = tuple(making_good.made_elsewhere(view, run))
    return {"ordered_for": told, "made_elsewhere": elsewhere}


def _pack(view: Reading, run: PrintRun) -> str:
    """What a blank run's labels are for, as a form names it; nothing of a lot's."""
    if run.product_id is None:
        return ""
    product = products.by_ids(view.db, [run.product_id])[run.product_id]
    return f"{product.code}:{run.pack_format}"


def of_lot(view: Reading, actor: Actor, code: str) -> LotBook:
    """The labels of a lot of the actor's cooperative, whichever runs they were printed in."""
    lot = batches.known(view, code)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=lot.holder_id))
    batches.check_packed_by_holder(view, lot)
    most, live = label_room.most_labels(view, lot)
    product = goods_names.of_packed(view, lot).packed
    lines, cartons = (_lines_of(view, lot, level) for level in (ITEM, CARTON))
    pieces = sticker_room.of_lot(view, lot)
    return LotBook(lot.code, lot.lot_code, product, lines, live, most, cartons, pieces)


def _lines_of(view: Reading, lot: Batch, level: str) -> tuple[BookLine, ...]:
    """The labels of a lot on one level, run by run."""
    rows = queries.ranges_of_batch(view.db, lot.id, level)
    lines: list[BookLine] = []
    for run_id in sorted({row.run_id for row in rows}):
        run = queries.run_by_id(view.db, run_id)
        if run is not None:
            mine = [each for each in ledger_of(view, run) if each.batch == lot.id]
            owner = lent_labels.owner_name(view, run, lot.holder_id)
            lines += [replace(each, owner=owner) for each in book_lines(view, run, mine)]
    return tuple(lines)


def of_label(view: Reading, actor: Actor, keyring: Keyring, typed: str) -> LabelStory:
    """One label of the actor's cooperative by its code, as scanned or typed (field ``q``)."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    label = label_codes.found(view, keyring, holder.id, typed, "q")
    run, number = label.run, label.number
    ledger = ledger_of(view, run)
    held = next(each for each in ledger if each.first < number <= each.last + 1)
    told = [each for each in _history(view, run) if _names(each, number)]
    again = label_acts.reprints(view, run)
    code = keyring.codes(run.key_id, run.run_no, number - 1, 1)[0]
    line = label_views.run_lines(view, [run])[0]
    return LabelStory(
        code=grouped(code),
        number=number,
        line=line,
        held=book_lines(view, run, [held])[0],
        happened=tuple(reversed(told)),
        times=_times(told, sum(e.part.holds(number) for e in again), _untaken(view, run)),
        left=_left(view, run, ledger, number),
        lacking=() if line.cartons else tuple(lots_lacking.of_run(view, run)),
        void_from_birth=number in run_numbers.of(run).void,
        inside=carton_contents.of_carton(view, run, number),
        carton=None if line.cartons else carton_runs.carton_seen(view, actor, run, number),
        on_roll=_on_roll(run),
        stands_for=making_good.stands_for(view, run, number),
        replaced_by=making_good.replaced_by(view, run, number),
    )


def _times(told: Sequence[Happened], again: int, untaken: int) -> int:
    """How often a label left the record; whoever asks has it in hand, so once at least.

    Of what was sent to a printing house so many were ``untaken``.
    """
    left = sum(each.step in LEAVING for each in told)
    return max(1, left - untaken) + again


def _untaken(view: Reading, run: PrintRun) -> int:
    """How many links of a printing house nobody took labels or codes by: none were printed."""
    links = print_orders.links_of(view.db, run.id)
    return sum(not (each.pdf_taken or each.csv_taken) for each in links)


def _history(view: Reading, run: PrintRun) -> list[Happened]:
    """What happened to a run's labels, in order; reasons are there while they are kept."""
    told = [event for event, _s in events.of_subjects(view.db, [run.code]) if event.step in TOLD]
    private = events.private_values(view.db, "event", [event.event_id for event in told])
    given = [event.seq for event in told if event.step == EventStep.LABELS_HANDED_OUT]
    keepers = label_hands.keepers(view, given)
    actors = [event.actor_id for event in told]
    # Another organisation is named as such where it acted on labels that it was lent.
    names = accounts.names_of_actors(view.db, actors, run.holder_id)
    who = {event.seq: names.get(event.actor_id, "") for event in told}
    mine = making_good.makes_good(run)
    numbers = run_numbers.of(run)
    happened = (_happened(numbers, event, private, keepers, who) for event in told)
    return [
        _made_good(view, event, each)
        if _is_of_another(run, event)
        else replace(each, replaces=mine if event.seq == run.event_seq else None)
        for event, each in zip(told, happened, strict=True)
    ]


def _is_of_another(run: PrintRun, event: Event) -> bool:
    """Whether an event is the order of another run, one that makes labels of this one good."""
    return event.step == EventStep.LABELS_ORDERED and event.seq != run.event_seq


def _made_good(view: Reading, event: Event, each: Happened) -> Happened:
    """The order of another run, as the ledger of the spoiled ones tells it."""
    other = queries.run_of_event(view.db, event.seq)
    found = None if other is None else making_good.makes_good(other)
    if other is None or found is None:
        return each
    return replace(each, numbers=found.numbers, count=found.count, run=other.code)


#: What took labels out of the house.
LEAVING = (EventStep.LABELS_EXPORTED, EventStep.LABELS_SENT)


def _happened(
    numbers: RunNumbers,
    event: Event,
    private: Mapping[tuple[str, str], str],
    keepers: Mapping[int, Keeper],
    who: Mapping[int, str],
) -> Happened:
    facts = facts_of(event)
    if event.step in (EventStep.LABELS_ORDERED, EventStep.LABELS_SENT):
        stretches: Sequence[Stretch] = numbers.stretches
    else:
        # A leaf of old may name numbers between the labels too.
        stretches = numbers.among(together(stretches_told(facts)))
    if event.step == EventStep.LABELS_CHECKED:
        stretches = [(number, number) for number in dict.fromkeys(facts["seen"])]
    return Happened(
        step=EventStep(event.step),
        day=event.occurred_on,
        numbers=spelled(stretches),
        count=counted(stretches),
        reason=_why_told(event, private),
        keeper=keepers.get(event.seq),
        first=min((first for first, _last in stretches), default=0),
        last=max((last for _first, last in stretches), default=0),
        who=who.get(event.seq, ""),
        form=facts.get("form", ""),
        at=event.recorded_at,
    )


def _why_told(event: Event, private: Mapping[tuple[str, str], str]) -> str:
    """The reason while it is kept; of what was sent, the printing house before it."""
    names = ("name", "reason") if event.step == EventStep.LABELS_SENT else ("reason",)
    told = (private.get((event.event_id, name), "") for name in names)
    return " · ".join(filter(None, told))


def _names(told: Happened, number: int) -> bool:
    for piece in told.numbers.split(", "):
        first, _dash, last = piece.partition("\u2013")
        if piece and int(first) <= number <= int(last or first):
            return True
    return False


def _on_roll(run: PrintRun) -> bool:
    """Whether labels come on a roll: cut into rolls, or of a label printer."""
    return bool(Frozen.from_json(run.frozen).rolls) or sheet_of(run).dpi is not None


def _left(view: Reading, run: PrintRun, ledger: Sequence[Range], number: int) -> int:
    """How many unused labels there are from a label to the end of its roll, none lent to others."""
    rolls = Frozen.from_json(run.frozen).rolls.values()
    ends = (last for first, last in rolls if first <= number <= last)
    unused = [
        (each.first + 1, each.last + 1)
        for each in ledger
        if each.state is LabelState.UNUSED and not each.lost
    ]
    lent = together(each for held in label_hands.waiting(view, ledger).values() for each in held)
    return counted(without(common([(number, next(ends, run.count))], unused), lent))
