"""What waits for somebody's hands in a cooperative: one function a task, the most urgent first.

A part of the house adds its own task with one line in ``PROVIDERS`` and its words in the
workspace's ``task_words``. Each asks a fixed number of statements, whatever there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.alerts import AlertKind
from traceability.domain.certificates import THRESHOLDS
from traceability.domain.deliveries import Standing
from traceability.domain.holds import HoldReason
from traceability.services import (
    alerts,
    draft_goods,
    drafts,
    packed_formats,
    phi_release,
    recalls,
    scanned_goods,
    sticker_room,
)
from traceability.services import batch_list_views as lists
from traceability.services.batch_list_views import BatchState
from traceability.services.scan_watch import KINDS
from traceability.store.queries import (
    complaints,
    deliveries,
    products,
    receptions,
    reports,
)
from traceability.store.queries import home as queries
from traceability.store.queries import lots as lot_queries
from traceability.store.queries.lots import Lot
from traceability.store.unit import Reading

#: So many things of a task are named.
NAMED = 3
#: Of so many of the newest notes that differ those are a task that were sent within so many days.
MOST_NOTES, NOTES_OF_LATE = 30, dt.timedelta(days=14)
#: A certificate is a task for so many days before it ends.
ENDS_WITHIN = dt.timedelta(days=THRESHOLDS[0])


@dataclass(frozen=True)
class Named:
    """One thing that waits: the code that opens it, its name, and what else tells of it.

    ``amount`` is in ``unit``; ``span`` are the first and last number of labels; ``lots`` are the
    lot codes that a form is about.
    """

    code: str
    name: str
    amount: int | None = None
    unit: str = "g"
    day: dt.date | None = None
    span: tuple[int, int] | None = None
    name_en: str = ""
    lots: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """How many things wait for one thing to be done, the first of them, and reasons to tell.

    Each reason comes with how many things it holds; a thing may wait for several.
    """

    kind: str
    total: int
    first: tuple[Named, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Asked:
    """What every task is found from: who asks, for which cooperative, its lots as counted."""

    view: Reading
    actor: Actor
    holder: int
    counted: Mapping[tuple[str, str], int]

    @cached_property
    def guesses(self) -> list[tuple[str, str, bool]]:
        """The lots that wait for the scale, asked once: code, stage, whether open."""
        return queries.guesses(self.view.db, self.holder)


#: What a cooperative is told of scans, but for goods to write out, which are a task of their own.
SCANNED = tuple(set(KINDS.values()) - {AlertKind.SCANNED_EARLY})

Provider = Callable[[Asked], Task]


def waiting(view: Reading, actor: Actor) -> tuple[Task, ...]:
    """The tasks of the actor's cooperative, the most urgent first; none of which nothing waits."""
    holder = lists.holder_of(view, actor)
    asked = Asked(view, actor, holder, lot_queries.tallies(view.db, holder))
    found = (provide(asked) for provide in PROVIDERS.values())
    return tuple(task for task in found if task.total)


# --- lots by their state -------------------------------------------------------------------------


def _recalled(asked: Asked) -> Task:
    return _lots(asked, "recalled", BatchState.RECALLED, lists.STAGES)


def _held(asked: Asked) -> Task:
    task = _lots(asked, "held", BatchState.HELD, lists.STAGES)
    if not task.total:
        return task
    return replace(task, reasons=tuple(queries.held_because(asked.view.db, asked.holder)))


def _to_pack(asked: Asked) -> Task:
    return _lots(asked, "to_pack", BatchState.OPEN, ("harvest",))


def _bought(asked: Asked) -> Task:
    return _lots(asked, "bought", BatchState.OPEN, ("received",))


def _to_make(asked: Asked) -> Task:
    return _lots(asked, "to_make", BatchState.OPEN, ("processed",))


def _to_publish(asked: Asked) -> Task:
    return _lots(asked, "to_publish", BatchState.OPEN, ("packed",))


def _lots(asked: Asked, kind: str, state: BatchState, stages: Sequence[str]) -> Task:
    """The lots of a state; only those that there are, as counted, are looked for."""
    total = sum(asked.counted.get((stage, state), 0) for stage in stages)
    if not total:
        return Task(kind, 0)
    stage = stages[0] if len(stages) == 1 else None
    guesses = asked.guesses if kind in _WEIGHED else []
    waiting = {code for code, at, is_open in guesses if at == stage and is_open}
    lines = lists.lines(asked.view, asked.holder, stage, state, NAMED + len(waiting))
    lines = tuple(each for each in lines if each.code not in waiting)[:NAMED]
    total -= len(waiting)
    named = (Named(e.code, e.lot_code, e.on_hand, e.unit, e.made_on) for e in lines)
    return Task(kind, total, tuple(named))


#: What waits for the scale first stands there, and nowhere else.
_WEIGHED = frozenset({"to_pack", "bought", "to_make"})


def _to_weigh(asked: Asked) -> Task:
    if not asked.guesses:
        return Task("to_weigh", 0)
    return _of_lots("to_weigh", queries.estimated(asked.view.db, asked.holder, NAMED))


def _to_print(asked: Asked) -> Task:
    return _of_lots("to_print", queries.unprinted(asked.view.db, asked.holder, NAMED))


def _of_lots(kind: str, found: tuple[int, list[Lot]]) -> Task:
    total, rows = found
    named = (
        Named(e.batch.code, e.batch.lot_code, e.stock.on_hand, e.batch.unit, e.batch.made_on)
        for e in rows
    )
    return Task(kind, total, tuple(named))


# --- slips and notes -----------------------------------------------------------------------------


def _to_close(asked: Asked) -> Task:
    """Days of weighing that are open, the oldest first: slips, what they weigh, of which crop."""
    rows = receptions.open_on(asked.view.db, asked.holder)
    if not rows:
        return Task("to_close", 0)
    totals = receptions.totals(asked.view.db, [row.id for row in rows])
    crops = {crop.code: crop for crop in products.crops(asked.view.db)}
    named = []
    for row in reversed(rows):
        crop, (_slips, net) = crops[row.crop_code], totals.get(row.id, (0, 0))
        named.append(Named(row.code, crop.name_vi, net, crop.unit, row.day, name_en=crop.name_en))
    slips = sum(count for count, _net in totals.values())
    return Task("to_close", slips or len(rows), tuple(named[:NAMED]))


def _arriving(asked: Asked) -> Task:
    return Task("arriving", deliveries.waiting_for(asked.view.db, asked.holder))


def _differing(asked: Asked) -> Task:
    """Notes of late whose receiver says that something else came."""
    found = deliveries.sent_by(asked.view.db, asked.holder, None, Standing.DIFFERS, MOST_NOTES, 0)
    since = asked.view.today - NOTES_OF_LATE
    late = [row for row in found if row.sent_on >= since]
    named = (Named(row.code, f"{row.number}/{row.year}", day=row.sent_on) for row in late)
    return Task("differing", len(late), tuple(named)[:NAMED])


# --- labels --------------------------------------------------------------------------------------


def _to_link(asked: Asked) -> Task:
    runs = lot_queries.unused_labels(asked.view.db, asked.holder, NAMED)
    total = lot_queries.unused_count(asked.view.db, asked.holder) if runs else 0
    named = (
        Named(e.run.code, e.lot_code or "", e.count, "label", span=(e.first + 1, e.last + 1))
        for e in runs
    )
    return Task("to_link", total, tuple(named))


def _over_labelled(asked: Asked) -> Task:
    """Lots that carry more labels than their packing holds, since that was told anew."""
    rows = queries.labelled_and_corrected(asked.view.db, asked.holder)
    packed = packed_formats.of_batches(asked.view, [row.lot for row in rows])
    over = []
    for row in rows:
        highest = packed[row.lot.id].most_labels(row.made)
        pieces = sticker_room.of_lot(asked.view, row.lot) if row.stuck else None
        live = row.live - (0 if pieces is None else row.stuck)
        many = 0 if highest is None else max(0, live - highest)
        many += 0 if pieces is None else pieces.excess
        if many:
            over.append(Named(row.lot.code, row.lot.lot_code, many, "label"))
    return Task("over_labelled", len(over), tuple(over[:NAMED]))


# --- what people and papers wait for -------------------------------------------------------------


def _to_release(asked: Asked) -> Task:
    """Holds after farm work that a test report can release, for who may do that."""
    if not may(asked.actor, Action.RELEASE_BY_REPORT, Thing(holder=asked.holder)):
        return Task("to_release", 0)
    holds = queries.holds_for(asked.view.db, asked.holder, HoldReason.INSIDE_PHI, NAMED)
    known = [phi_release.to_release(asked.view, asked.actor, each.code) for each in holds]
    fitting = [Named(each.code, each.lot_code) for each in known if each.fitting]
    return Task("to_release", len(fitting), tuple(fitting))


def _complaints(asked: Asked) -> Task:
    total, rows = complaints.open_of_holder(asked.view.db, asked.holder, NAMED)
    named = (Named(e.lot.code, e.lot.lot_code, day=e.row.said_on) for e in rows)
    return Task("complaints", total, tuple(named))


def _buyer_reports(asked: Asked) -> Task:
    """What buyers sent from the page behind the label, and waits for an answer."""
    total, rows = reports.waiting_of_holder(asked.view.db, asked.holder, NAMED)
    return Task("buyer_reports", total, tuple(Named(e.code, e.kind, day=e.sent_on) for e in rows))


def _scanned(asked: Asked) -> Task:
    """Lots and runs whose scans the cooperative was told of, and nobody has read it."""
    found = queries.scan_alerts(asked.view.db, asked.holder, SCANNED)
    told = {each.subject or "": alerts.shown(each).facts for each in found}
    named = (Named(code, str(facts.get("lot", code))) for code, facts in told.items())
    return Task("scanned", len(told), tuple(named)[:NAMED])


def _to_write_out(asked: Asked) -> Task:
    """Lots whose labels are scanned by buyers while the goods are still on the books.

    Of goods that may not leave nothing is to be written out: their alert asks where they are.
    """
    rows = queries.scanned_lots(asked.view.db, asked.holder, AlertKind.SCANNED_EARLY)
    keys = [row.id for row in rows]
    silent = {*recalls.stopped(asked.view, keys)} | scanned_goods.untold(asked.view, keys)
    named = tuple(Named(row.code, row.lot_code) for row in rows if row.id not in silent)
    return Task("to_write_out", len(named), named[:NAMED])


def _drafts(asked: Asked) -> Task:
    """The person's own, by the endpoint of each form and the lots of a delivery note."""
    total = drafts.count(asked.view, asked.actor)
    rows = drafts.mine(asked.view, asked.actor, NAMED) if total else ()
    days = drafts.days_of(asked.view, rows)
    goods = draft_goods.of(asked.view, asked.actor, rows)
    lots = {key: tuple(each.lot_code for each in found) for key, found in goods.items()}
    named = (
        Named(str(e.id), e.form.endpoint, day=days.get(e.id), lots=lots.get(e.id, ())) for e in rows
    )
    return Task("drafts", total, tuple(named))


def _ending(asked: Asked) -> Task:
    today = asked.view.today
    last = today + ENDS_WITHIN
    found = queries.certificates_ending(asked.view.db, asked.holder, today, last, NAMED)
    total, rows = found
    return Task("ending", total, tuple(Named(e.code, e.number, day=e.valid_to) for e in rows))


#: Every task by its kind, the most urgent first.
PROVIDERS: Mapping[str, Provider] = {
    "recalled": _recalled,
    "held": _held,
    "to_release": _to_release,
    "over_labelled": _over_labelled,
    "complaints": _complaints,
    "buyer_reports": _buyer_reports,
    "to_write_out": _to_write_out,
    "scanned": _scanned,
    "drafts": _drafts,
    "differing": _differing,
    "arriving": _arriving,
    "to_close": _to_close,
    "to_weigh": _to_weigh,
    "bought": _bought,
    "to_pack": _to_pack,
    "to_make": _to_make,
    "to_publish": _to_publish,
    "to_print": _to_print,
    "to_link": _to_link,
    "ending": _ending,
}
