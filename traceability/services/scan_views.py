"""What a cooperative sees of its scans: by day, by lot, by receiver, and what rules spoke of.

All of it are counts of visitor-days: nobody is named, and nobody can be. A cooperative sees its own
goods only; where nothing was ever counted there is nothing to see.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.labels import CARTON, LabelState
from traceability.domain.scans import GRAVEST_FIRST, Rule
from traceability.domain.stretches import common, counted
from traceability.services import goods_names, lot_looks, parties, recalls, scanned_goods
from traceability.services.delivery_views import number_of
from traceability.services.goods_names import Goods, Key
from traceability.services.label_ledger import facts_of, ledger_of, stretches_told
from traceability.services.lot_looks import LotLabels
from traceability.services.scanned_goods import NOTHING, Asking
from traceability.store.models import Batch, Event, Party
from traceability.store.queries import batches, labels, products, scanned_labels
from traceability.store.queries import deliveries as delivery_queries
from traceability.store.queries import scans as queries
from traceability.store.queries.scans import DayCount, Finding
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading

#: For how long back a page may be asked.
SPANS = (30, 90, 365)
#: So many labels of each rule are told, the newest.
MOST_FINDINGS = 200
#: Notes of so many days back are looked through for the labels that went by them.
NOTES_BACK = dt.timedelta(days=365)


@dataclass(frozen=True)
class DayLine:
    """A day: requests that were counted, and visitor-days."""

    day: dt.date
    scans: int
    visitors: int


@dataclass(frozen=True)
class LotLine:
    """A lot, or all blank labels where ``code`` is empty, and how often it was looked at."""

    code: str
    lot_code: str
    product: str
    scans: int
    visitors: int
    last: dt.date


@dataclass(frozen=True)
class ReceiverLine:
    """Who got labels, by which notes; how many of them were scanned, in how many visitor-days."""

    kind: str
    name: str
    notes: tuple[tuple[str, str], ...]
    labels: int
    scanned: int
    visitors: int


@dataclass(frozen=True)
class Noticed:
    """What a rule spoke of: labels of one lot or run by their numbers, the newest day.

    ``stopped`` says that nothing may leave of the lot now: ``recalled`` or ``held``; ``notes`` are
    those by which some of it left, newest first: code and number; ``asks`` that its labels are on
    none of them.
    """

    rule: Rule
    subject: str
    name: str
    run: str
    numbers: tuple[int, ...]
    day: dt.date
    stopped: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    asks: bool = False

    @property
    def answered(self) -> bool:
        """Whether it asked for goods to be written out, and they were."""
        return self.rule is Rule.EARLY and bool(self.notes) and not self.asks

    @property
    def of_lot(self) -> bool:
        """Whether it is a lot that the labels stand for, not a run alone."""
        return self.subject != self.run


@dataclass(frozen=True)
class Dashboard:
    """The scans of a cooperative in the days asked for; every day is there, the newest last."""

    span: int
    since: dt.date | None
    days: tuple[DayLine, ...]
    lots: tuple[LotLine, ...]
    receivers: tuple[ReceiverLine, ...]
    noticed: tuple[Noticed, ...]

    @property
    def visitors(self) -> int:
        """Visitor-days of all days."""
        return sum(each.visitors for each in self.days)

    @property
    def most(self) -> int:
        """Visitor-days of the day that had the most; at least 1, to divide by."""
        return max((each.visitors for each in self.days), default=0) or 1


@dataclass(frozen=True)
class LotScans:
    """The scans of one lot: by day, what rules spoke of, and what to write out, if anything.

    ``asking`` are the labels that were scanned on goods which the books have here. ``stopped`` says
    that nothing may leave of the lot now: ``recalled`` or ``held``; ``expires_on`` is its last day,
    ``family`` that of its crop.
    ``left_by`` are the notes by which some of it left, newest first: code and number.
    """

    code: str
    lot_code: str
    product: str
    days: tuple[DayLine, ...]
    labels: LotLabels
    noticed: tuple[Noticed, ...]
    asking: Asking = NOTHING
    stopped: str = ""
    family: str = ""
    expires_on: dt.date | None = None
    left_by: tuple[tuple[str, str], ...] = ()

    @property
    def visitors(self) -> int:
        """Visitor-days of all days: the sum of the picture."""
        return sum(each.visitors for each in self.days)

    @property
    def early(self) -> int:
        """How many labels ask."""
        return len(self.asking.labels)

    @property
    def early_day(self) -> dt.date | None:
        """The first day on which their scans can have been of goods."""
        return min((each.day for each in self.asking.labels), default=None)

    @property
    def packs_seen(self) -> int:
        """How many of them are one a pack, neither of cartons nor of single fruit."""
        return sum(each.pack for each in self.asking.labels)

    @property
    def linked(self) -> int:
        """All labels that are one a pack and did not leave."""
        return sum(each.count for each in self.asking.linked)

    @property
    def tried(self) -> bool:
        """Whether nobody looked at those that ask but who tries many."""
        return bool(self.early) and all(each.tried for each in self.asking.labels)

    @property
    def most(self) -> int:
        """Visitor-days of the day that had the most; at least 1, to divide by."""
        return max((each.visitors for each in self.days), default=0) or 1


def dashboard(view: Reading, telemetry: Telemetry | None, actor: Actor, span: int) -> Dashboard:
    """The scans of the actor's cooperative over so many days up to today."""
    holder = _holder(view, actor)
    first = view.today - dt.timedelta(days=span - 1)
    if telemetry is None:
        return Dashboard(span, None, _by_day((), first, view.today), (), (), ())
    telemetry.prepare()
    with telemetry.reading() as connection:
        rows = queries.days_of(connection, holder.code, first.isoformat())
        since = queries.note(connection, "since")
    return Dashboard(
        span=span,
        since=None if since is None else dt.date.fromisoformat(since),
        days=_by_day(rows, first, view.today),
        lots=tuple(_by_lot(view, rows)),
        receivers=tuple(receivers(view, telemetry, holder)),
        noticed=tuple(_noticed(view, _found(telemetry, holder))),
    )


def of_lot(
    view: Reading, telemetry: Telemetry | None, actor: Actor, code: str, span: int
) -> LotScans:
    """The scans of a lot of the actor's cooperative; another's is ``NotFound``."""
    lot = own_lot(view, actor, code)
    holder = parties.known(view, lot.holder_id)
    first = view.today - dt.timedelta(days=span - 1)
    product = goods_names.of_packed(view, lot).vi
    if telemetry is None:
        days, labels_of = _by_day((), first, view.today), lot_looks.of_lot(view, None, lot)
        return LotScans(code, lot.lot_code, product, days, labels_of, ())
    telemetry.prepare()
    with telemetry.reading() as connection:
        rows = queries.days_of(connection, holder.code, first.isoformat(), code)
    return LotScans(
        code=code,
        lot_code=lot.lot_code,
        product=product,
        days=_by_day(rows, first, view.today),
        labels=lot_looks.of_lot(view, telemetry, lot),
        noticed=tuple(_noticed(view, _found(telemetry, holder, code))),
        asking=scanned_goods.asking(view, telemetry, lot),
        stopped=recalls.stopped(view, [lot.id]).get(lot.id, ""),
        family=_family(view, lot),
        expires_on=lot.expires_on,
        left_by=_notes(view, [lot.id])[lot.id],
    )


def _family(view: Reading, lot: Batch) -> str:
    crop = products.crop(view.db, lot.crop_code)
    return "" if crop is None else crop.family


def own_lot(view: Reading, actor: Actor, code: str) -> Batch:
    """A lot of the actor's cooperative; another's is ``NotFound``."""
    lot = batches.by_code(view.db, code)
    if lot is None or lot.holder_id != _holder(view, actor).id:
        raise NotFound
    return lot


def rows(
    view: Reading, telemetry: Telemetry | None, actor: Actor, span: int
) -> Iterator[tuple[dt.date, str, str, int, int]]:
    """The raw numbers behind the picture: day, lot, product, requests, visitor-days."""
    holder = _holder(view, actor)
    first = view.today - dt.timedelta(days=span - 1)
    if telemetry is None:
        return
    telemetry.prepare()
    with telemetry.reading() as connection:
        found = queries.days_of(connection, holder.code, first.isoformat())
    known = scanned_labels.batches_called(view.db, {each.batch for each in found})
    goods = goods_names.of_all(view, known.values())
    for each in found:
        lot = known.get(each.batch)
        name = _product(goods, lot)
        lot_code = "" if lot is None else lot.lot_code
        yield dt.date.fromisoformat(each.day), lot_code, name, each.scans, each.visitors


def receivers(view: Reading, telemetry: Telemetry, holder: Party) -> list[ReceiverLine]:
    """Who got labels by which notes, and how many of those were scanned; the most scanned first."""
    told = scanned_labels.dispatched(view.db, holder.id, view.today - NOTES_BACK)
    notes = {note.id: note for _event, note in told}
    gone = delivery_queries.retracted(view.db, sorted(notes))
    names = parties.names_of(view, [n.to_party_id for n in notes.values() if n.to_party_id])
    sums: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    with telemetry.reading() as connection:
        for event, note in told:
            if note.id in gone:
                continue
            found = sums[note.kind, names.get(note.to_party_id or 0, "")]
            found.notes[note.code] = number_of(note)
            number, indexes = _still_gone(view, event)
            found.add(indexes, *queries.sum_seen(connection, number, indexes))
    lines = (
        ReceiverLine(
            kind, name, tuple(each.notes.items()), each.labels, each.scanned, each.visitors
        )
        for (kind, name), each in sums.items()
    )
    return sorted(lines, key=lambda line: (-line.visitors, line.name, line.kind))


class _Sum:
    """What went to one receiver."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.labels = self.scanned = self.visitors = 0

    def add(self, indexes: Sequence[tuple[int, int]], scanned: int, visitors: int) -> None:
        self.labels += counted(indexes)
        self.scanned += scanned
        self.visitors += visitors


def _still_gone(view: Reading, event: Event) -> tuple[int, Sequence[tuple[int, int]]]:
    """The run of an event by its number, and which of the labels that left by it are away today.

    Labels of cartons are left out: what is in them is counted by its own.
    """
    run = scanned_labels.run_of_event(view.db, event.seq)
    if run is None or run.level == CARTON:
        return 0, ()
    away = [
        (each.first, each.last)
        for each in ledger_of(view, run)
        if each.state is LabelState.DISPATCHED
    ]
    told = [(first - 1, last - 1) for first, last in stretches_told(facts_of(event))]
    return run.run_no, common(told, away)


def of_note(
    view: Reading, telemetry: Telemetry | None, actor: Actor, code: str
) -> ReceiverLine | None:
    """What is seen of the labels that went by one note; ``None`` where none did, or none counts."""
    holder = _holder(view, actor)
    row = delivery_queries.by_code(view.db, code)
    if row is None or row.holder_id != holder.id or telemetry is None:
        return None
    telemetry.prepare()
    found = _Sum()
    with telemetry.reading() as connection:
        for event, note in scanned_labels.dispatched(view.db, holder.id, row.sent_on):
            if note.id == row.id:
                number, indexes = _still_gone(view, event)
                found.add(indexes, *queries.sum_seen(connection, number, indexes))
    if not found.labels:
        return None
    return ReceiverLine(row.kind, "", (), found.labels, found.scanned, found.visitors)


# --- putting together ----------------------------------------------------------------------------


def _holder(view: Reading, actor: Actor) -> Party:
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    return holder


def _by_day(rows: Iterable[DayCount], first: dt.date, last: dt.date) -> tuple[DayLine, ...]:
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in rows:
        scans, visitors = sums[each.day]
        sums[each.day] = scans + each.scans, visitors + each.visitors
    every = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(DayLine(day, *sums[day.isoformat()]) for day in every)


def _by_lot(view: Reading, rows: Sequence[DayCount]) -> list[LotLine]:
    known = scanned_labels.batches_called(view.db, {each.batch for each in rows})
    goods = goods_names.of_all(view, known.values())
    sums: dict[str, list[DayCount]] = defaultdict(list)
    for each in rows:
        sums[each.batch].append(each)
    lines = []
    for code, each_day in sums.items():
        lot = known.get(code)
        lines.append(
            LotLine(
                code="" if lot is None else code,
                lot_code="" if lot is None else lot.lot_code,
                product=_product(goods, lot),
                scans=sum(each.scans for each in each_day),
                visitors=sum(each.visitors for each in each_day),
                last=dt.date.fromisoformat(max(each.day for each in each_day)),
            )
        )
    return sorted(lines, key=lambda line: (-line.visitors, line.lot_code))


def _product(goods: Mapping[Key, Goods], lot: Batch | None) -> str:
    called = None if lot is None else goods.get(goods_names.key_of(lot))
    return "" if called is None else called.vi


def _found(telemetry: Telemetry, holder: Party, subject: str | None = None) -> list[Finding]:
    """The gravest first: much of one rule hides none of another."""
    found: list[Finding] = []
    with telemetry.reading() as connection:
        for rule in GRAVEST_FIRST:
            found += queries.findings(connection, holder.code, subject, rule, MOST_FINDINGS)
    return found


def _noticed(view: Reading, found: Sequence[Finding]) -> list[Noticed]:
    """Findings by rule, lot and run, in their order; what was answered last."""
    groups: dict[tuple[str, str, int, bool], list[Finding]] = defaultdict(list)
    runs = labels.runs_by_numbers(view.db, sorted({each.run_no for each in found}))
    known = scanned_labels.batches_called(view.db, {each.subject for each in found})
    stopped = recalls.stopped(view, [lot.id for lot in known.values()])
    early = {each.subject for each in found if each.rule == Rule.EARLY}
    of_early = [lot.id for code, lot in known.items() if code in early]
    notes, open_still = _notes(view, of_early), scanned_goods.still_here(view, of_early)
    for each in found:
        asks = each.rule == Rule.EARLY and (each.run_no, each.index) in open_still
        groups[each.rule, each.subject, each.run_no, asks].append(each)
    lines = []
    for (rule, subject, run_no, asks), some in groups.items():
        run, lot = runs.get(run_no), known.get(subject)
        if run is None:
            continue
        name = "" if lot is None else lot.lot_code
        numbers = tuple(sorted(each.index + 1 for each in some))
        day = max(each.day for each in some)
        last, why = dt.date.fromisoformat(day), "" if lot is None else stopped.get(lot.id, "")
        left = () if lot is None else notes.get(lot.id, ())
        shown = Noticed(Rule(rule), subject, name, run.code, numbers, last, why, left, asks)
        lines.append(shown)
    return sorted(lines, key=lambda each: each.answered)


def _notes(view: Reading, lot_ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The notes by which some of lots left, by lot, newest first: code and number."""
    found = delivery_queries.of_batches(view.db, lot_ids)
    return {
        key: tuple((note.code, number_of(note)) for note, _line in rows)
        for key, rows in found.items()
    }
