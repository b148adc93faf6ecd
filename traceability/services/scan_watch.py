"""What the rules see in the scans: the job process looks, every few minutes.

What was counted is read from the second store, what labels stand for from the record. Labels that a
rule speaks of are kept in the second store; the owners' alerts (``scan_news``) are written to the
record before, so that a look which breaks off is told twice rather than never. Of goods that were
stopped the labels count that were scanned since, from the first on; they are forgotten when the
goods may leave again.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from traceability.domain import scans as rules
from traceability.domain.alerts import AlertKind
from traceability.domain.days import day_in_vietnam
from traceability.domain.labels import LabelState
from traceability.domain.scans import Limits, Rule, Scanned, Standing
from traceability.services import recalls, scan_limits, scanned_goods
from traceability.services.label_moments import KILLING, LOSING, last_told
from traceability.store.models import Batch, Event, LabelRange, PrintRun
from traceability.store.queries import batches, labels, registry, scanned_labels
from traceability.store.queries import parties as party_queries
from traceability.store.queries import scans as queries
from traceability.store.queries.scans import Finding, SeenLabel
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading

#: How often the job process looks.
EVERY = dt.timedelta(minutes=5)
#: So many labels are judged at once.
MOST = 20_000
#: Several processes count: what one wrote may be older than what was seen last.
OVERLAP = 30
_WATCHED = "watched"

#: What an owner is told of each rule.
KINDS: Mapping[Rule, AlertKind] = {
    Rule.MANY: AlertKind.SCANNED_OFTEN,
    Rule.LATE: AlertKind.SCANNED_LATE,
    Rule.VOID: AlertKind.SCANNED_VOID,
    Rule.LOST: AlertKind.SCANNED_LOST,
    Rule.EARLY: AlertKind.SCANNED_EARLY,
    Rule.STOPPED: AlertKind.SCANNED_STOPPED,
}


@dataclass(frozen=True)
class Look:
    """What a look found: findings that are new, and up to when it looked.

    ``runs`` are the numbers of those that were looked at, since which day ``since`` says; ``freed``
    are lots that were told of while they were stopped, and may leave again.
    """

    found: tuple[Finding, ...]
    until: int
    since: dt.date
    runs: frozenset[int]
    freed: frozenset[str]


def look(view: Reading, telemetry: Telemetry) -> Look:
    """What the rules say of the labels that were scanned since the last look."""
    telemetry.prepare()
    with telemetry.reading() as connection:
        since = until = int(queries.note(connection, _WATCHED) or 0)
        told = queries.subjects(connection, Rule.STOPPED)
    found: list[Finding] = []
    runs: set[int] = set()
    for seen in _portions(telemetry, since - OVERLAP):
        found += _unknown(telemetry, list(_judged(view, seen)))
        runs.update(each.run_no for each in seen)
        until = max(until, seen[-1].changed_at)
    begun = day_in_vietnam(dt.datetime.fromtimestamp(max(0, since - OVERLAP), dt.UTC))
    return Look(tuple(found), until, begun, frozenset(runs), _freed(view, told))


def _freed(view: Reading, told: Collection[str]) -> frozenset[str]:
    """Those of some lots that are stopped no more."""
    lots = scanned_labels.batches_called(view.db, told)
    stopped = recalls.stopped(view, [lot.id for lot in lots.values()])
    return frozenset(code for code, lot in lots.items() if lot.id not in stopped)


def _portions(telemetry: Telemetry, since: int) -> Iterator[Sequence[SeenLabel]]:
    """All labels that were scanned since, in portions: a moment may have more than one holds."""
    last: SeenLabel | None = None
    while True:
        with telemetry.reading() as connection:
            seen = queries.changed(connection, since, MOST, last)
        if seen:
            yield seen
        if len(seen) < MOST:
            return
        last = seen[-1]


def _unknown(telemetry: Telemetry, judged: Sequence[Finding]) -> list[Finding]:
    early = [(f.run_no, f.index) for f in judged if f.rule == Rule.EARLY]
    with telemetry.reading() as connection:
        known = queries.known(connection, ((f.rule, f.run_no, f.index) for f in judged))
        known |= {(Rule.EARLY, *label) for label in queries.only_tried(connection, early)}
    return [f for f in judged if (f.rule, f.run_no, f.index) not in known]


def keep(telemetry: Telemetry, seen: Look) -> None:
    """Keep what a look found, so that it is new no more."""
    with telemetry.writing() as connection:
        queries.drop_findings(connection, Rule.STOPPED, seen.freed)
        queries.drop_tried(connection, Rule.EARLY, seen.runs, seen.since.isoformat())
        queries.add_findings(connection, seen.found)
        queries.set_note(connection, _WATCHED, str(seen.until))


# --- judging -------------------------------------------------------------------------------------


def _judged(view: Reading, seen: Sequence[SeenLabel]) -> Iterator[Finding]:
    """What the rules say of labels that were scanned, run by run."""
    by_run: dict[int, list[SeenLabel]] = defaultdict(list)
    for each in seen:
        by_run[each.run_no].append(each)
    runs = labels.runs_by_numbers(view.db, sorted(by_run))
    for number, run in sorted(runs.items()):
        yield from _of_run(view, run, by_run[number])


def _of_run(view: Reading, run: PrintRun, seen: Sequence[SeenLabel]) -> Iterator[Finding]:
    ranges = labels.ranges(view.db, [run.id])
    keys = sorted({each.batch_id or run.batch_id or 0 for each in ranges} - {0})
    lots = batches.by_ids(view.db, keys)
    asked = limits_of(view, list(lots.values()))
    holders = party_queries.by_ids(
        view.db, [run.holder_id, *{lot.holder_id for lot in lots.values()}]
    )
    stores, today = _stores(view, keys), view.today.isoformat()
    indexes = [each.index for each in seen]
    since = scanned_goods.activated(view, run, indexes)
    ends = [last_told(view, run, indexes, steps) for steps in (KILLING, LOSING)]
    for each in seen:
        at = bisect_right(ranges, each.index, key=attrgetter("first")) - 1
        held = ranges[at] if at >= 0 and each.index <= ranges[at].last else None
        if held is None:
            continue
        lot = lots.get(held.batch_id or run.batch_id or 0)
        holder = holders[run.holder_id if lot is None else lot.holder_id].code
        ended = [_moment(told.get(each.index)) for told in ends]
        rules_of = noticed(each, _standing(held, lot, *ended), asked[0 if lot is None else lot.id])
        if lot is not None and Rule.EARLY in rules_of:
            rules_of = rules_of - {Rule.EARLY} | stores[lot.id].rules(each, since)
        for rule in sorted(rules_of):
            subject = _subject(rule, run, lot)
            yield Finding(rule, each.run_no, each.index, subject, holder, today)


def _subject(rule: Rule, run: PrintRun, lot: Batch | None) -> str:
    """What a rule speaks of, as its reader can open it: of another's run nobody opens the books."""
    lent = lot is not None and lot.holder_id != run.holder_id
    of_run = rule in (Rule.VOID, Rule.LOST) and not lent
    return run.code if of_run or lot is None else lot.code


@dataclass(frozen=True)
class _Store:
    """What the books say of a lot: whether some has gone, is here, and since when none may go.

    ``untold``: packs went that no label was stated of. ``stopped`` is in seconds since 1970.
    """

    untold: bool
    here: bool
    stopped: int | None

    def rules(self, each: SeenLabel, since: Mapping[int, int]) -> set[Rule]:
        """What a scan says of a label that stands for goods which were not written out.

        It does of goods alone: ``since`` is when labels were activated, by index. Where some went
        and nobody said which, it says nothing. Where none may go, all are to be here.
        """
        if self.stopped is not None and self.here and each.changed_at >= self.stopped:
            return {Rule.STOPPED}
        on_goods = each.changed_at >= since.get(each.index, 0)
        return {Rule.EARLY} if on_goods and not self.untold else set()


def _stores(view: Reading, lots: Sequence[int]) -> dict[int, _Store]:
    untold, since = scanned_goods.untold(view, lots), recalls.stopped_since(view, lots)
    stocks = registry.stocks(view.db, lots)
    return {
        key: _Store(
            untold=key in untold,
            here=stocks[key].on_hand > 0,
            stopped=int(since[key].timestamp()) if key in since else None,
        )
        for key in lots
    }


def _moment(told: Event | None) -> dt.datetime | None:
    return None if told is None else told.recorded_at


def _standing(
    held: LabelRange, lot: Batch | None, dead_at: dt.datetime | None, lost_at: dt.datetime | None
) -> Standing:
    return Standing(LabelState(held.state), held.lost, ended_on(lot), dead_at, lost_at)


def noticed(each: SeenLabel, standing: Standing, asked: Limits) -> set[Rule]:
    """What the rules say of one label that was scanned."""
    if standing.state is LabelState.UNUSED and not standing.lost:
        return set()  # in the hands of whoever is to stick it on
    first, last = (dt.datetime.fromtimestamp(at, dt.UTC) for at in (each.first_at, each.changed_at))
    scanned = Scanned(first, each.visitors, last)
    return rules.noticed(scanned, day_in_vietnam(first), standing, asked)


def ended_on(lot: Batch | None) -> dt.date | None:
    """The end of a lot's shelf life; of one without, the day of its packing."""
    return None if lot is None else lot.expires_on or lot.made_on


def limits_of(view: Reading, lots: Iterable[Batch]) -> dict[int, Limits]:
    """Limits by batch; 0 is what stands for no goods."""
    of = {lot.id: lot.product_id for lot in lots}
    found = scan_limits.of_products(view, sorted({key for key in of.values() if key is not None}))
    chosen = {lot: found.get(product or 0, rules.USUAL) for lot, product in of.items()}
    return {0: rules.USUAL, **chosen}
