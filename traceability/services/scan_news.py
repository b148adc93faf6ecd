"""What owners are told of their scans: weighed while nobody waits, written in a unit of few rows.

Thousands of labels may be known of a lot: whether one more is to be told of is counted before the
record is locked, by the second store and not here. What that rests on is looked at again under the
lock: goods that were written out meanwhile, or that may leave again. A lot or run is told of again
when there are twice as many labels. Of goods to write out those count that still ask, and none that
was only tried (``scanned_goods``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import scans as rules
from traceability.domain.alerts import AlertKind
from traceability.domain.scans import Rule
from traceability.services import alerts, recalls, scanned_goods
from traceability.services.scan_watch import KINDS, limits_of
from traceability.store.models import Batch
from traceability.store.queries import batches, registry
from traceability.store.queries import parties as party_queries
from traceability.store.queries import scans as queries
from traceability.store.queries.scans import Finding
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading, Work

#: A rule, and the code of the lot or run that it speaks of.
About = tuple[str, str]
#: Labels that a rule speaks of: how many were known before, how many are by now.
Counts = tuple[int, int]


@dataclass(frozen=True)
class Lot:
    """A lot as it stood when its labels were counted; ``rev`` differs after any event of it."""

    id: int
    lot_code: str
    rev: int


@dataclass(frozen=True)
class News:
    """What a party is to be told: of how many labels of a lot or run a rule speaks by now.

    ``lot`` is none where a run is told of; ``offices`` are told of stopped goods too.
    """

    rule: Rule
    subject: str
    party: int
    count: int
    lot: Lot | None = None
    offices: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """How many owners were told, and which lots changed meanwhile: weigh those anew."""

    count: int
    changed: frozenset[str]


def weigh(view: Reading, telemetry: Telemetry, found: Sequence[Finding]) -> list[News]:
    """What is to be told of findings that nobody was told of, beside those that were kept."""
    more: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for each in found:
        more[each.rule, each.subject, each.holder].append(each)
    lots = batches.by_codes(view.db, sorted({subject for _rule, subject, _holder in more}))
    revs = {key: row.rev for key, row in registry.stocks(view.db, _keys(lots)).items()}
    parties = party_queries.by_codes(view.db, sorted({holder for _rule, _subject, holder in more}))
    limits = limits_of(view, list(lots.values()))
    counts = _counted(view, telemetry, more, lots)
    news = []
    for (rule, subject, holder), count in sorted(counts.items()):
        lot = lots.get(subject)
        least = limits[0 if lot is None else lot.id].early if rule == Rule.EARLY else 1
        if holder not in parties or not rules.told_anew(*count, least):
            continue
        if lot is None and rule not in OF_RUNS:
            continue
        of_lot = None if lot is None else Lot(lot.id, lot.lot_code, revs[lot.id])
        offices = recalls.offices(view, lot) if rule == Rule.STOPPED and lot is not None else ()
        news.append(News(Rule(rule), subject, parties[holder].id, count[1], of_lot, offices))
    return news


#: Of these the labels of a run are told of, whatever they stand for; of another's, those on a lot.
OF_RUNS = frozenset({Rule.VOID, Rule.LOST})


def _keys(lots: Mapping[str, Batch]) -> list[int]:
    return sorted(lot.id for lot in lots.values())


def _counted(
    view: Reading,
    telemetry: Telemetry,
    more: Mapping[tuple[str, str, str], Sequence[Finding]],
    lots: Mapping[str, Batch],
) -> dict[tuple[str, str, str], Counts]:
    """Of how many labels rules spoke before, and do now, by rule, lot or run, and holder."""
    with telemetry.reading() as connection:
        stood = queries.count_found(connection, {of[1] for of in more if of[0] != Rule.EARLY})
    counts = {}
    for (rule, subject, holder), found in more.items():
        if rule == Rule.EARLY and subject in lots:
            count = _still_asking(view, telemetry, lots[subject], found)
        else:
            before = stood.get((rule, subject, holder), 0)
            count = before, before + len(found)
        counts[rule, subject, holder] = count
    return counts


def _still_asking(
    view: Reading, telemetry: Telemetry, lot: Batch, found: Sequence[Finding]
) -> Counts:
    """How many labels of a lot that was to be written out are on goods which are here still."""
    here = scanned_goods.still_here(view, [lot.id])
    with telemetry.reading() as connection:
        before = sum(
            queries.count_asking(connection, Rule.EARLY, lot.code, number, stretches)
            for number, stretches in here.by_run().items()
        )
    return before, before + sum((each.run_no, each.index) in here for each in found)


def tell(work: Work, news: Sequence[News]) -> Told:
    """Leave the alerts of what is still so.

    Who writes goods out answers the question whether they left, so their lots are locked, and one
    of which anything was recorded since it was weighed is given back.
    """
    asked = {each.subject: each.lot for each in news if each.rule is Rule.EARLY and each.lot}
    changed = _changed(work, asked)
    stopped = recalls.stopped(
        work, [each.lot.id for each in news if each.rule is Rule.STOPPED and each.lot]
    )
    told = 0
    for each in news:
        if each.rule is Rule.STOPPED:
            told += _told_stopped(work, each, stopped)
        elif each.rule is not Rule.EARLY or each.subject not in changed:
            alerts.tell(work, each.party, KINDS[each.rule], each.subject, _facts(each))
            told += 1
    return Told(told, changed)


def _changed(work: Work, asked: Mapping[str, Lot]) -> frozenset[str]:
    """Lots of which anything was recorded since they were weighed; nothing can be from now on."""
    if not asked:
        return frozenset()
    stocks = work.lock_stock(sorted(lot.id for lot in asked.values()))
    return frozenset(code for code, lot in asked.items() if stocks[lot.id].rev != lot.rev)


def _facts(news: News) -> dict[str, str | int]:
    lot = {} if news.lot is None else {"lot": news.lot.lot_code}
    return {"count": news.count, **lot}


def _told_stopped(work: Work, news: News, stopped: Mapping[int, str]) -> bool:
    """Tell of goods that may not leave and are scanned: their owner, and the offices as well."""
    how = stopped.get(news.lot.id) if news.lot else None
    if how is None:
        return False
    facts = {**_facts(news), "stopped": how}
    alerts.tell(work, news.party, KINDS[news.rule], news.subject, facts)
    for office in news.offices:
        alerts.tell(work, office, AlertKind.STOPPED_SCANNED, news.subject, facts)
    return True


def of_lots(found: Sequence[Finding], lots: Collection[str]) -> list[Finding]:
    """Those findings that ask whether some lots have left."""
    return [each for each in found if each.rule == Rule.EARLY and each.subject in lots]
