"""Labels of a cooperative of which somebody should say where they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.labels import LabelState, Range
from traceability.services import label_views, parties
from traceability.services.label_book import BookLine, book_lines
from traceability.services.label_ledger import ledger_of
from traceability.store.models import Event, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import blank_labels as blank_queries
from traceability.store.queries import events
from traceability.store.unit import Reading

#: Labels that somebody has for longer than this, and neither used nor brought back.
LONG_OUT = dt.timedelta(days=60)


@dataclass(frozen=True)
class Unexplained:
    """Labels of which nobody said where they are, and why they are asked for."""

    why: str
    line: BookLine
    product: str
    since: dt.date


def unexplained(view: Reading, actor: Actor) -> list[Unexplained]:
    """The labels of the actor's cooperative of which somebody should say where they are.

    Skipped: unused, while a later label of the run stands on goods. Long out: with somebody for
    more than two months. Lot gone: printed for a lot of which nothing is left. Not come: ordered of
    a printing house as long ago.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    found: list[Unexplained] = []
    for run in blank_queries.runs_with_loose(view.db, holder.id):
        found += _unexplained_of(view, run)
    return found


def _unexplained_of(view: Reading, run: PrintRun) -> list[Unexplained]:
    ledger = ledger_of(view, run)
    used = [
        each.last for each in ledger if each.state in (LabelState.LINKED, LabelState.DISPATCHED)
    ]
    furthest = max(used, default=-1)
    given = events.by_seq(view.db, [each.hand for each in ledger if each.hand is not None])
    product = label_views.run_lines(view, [run])[0].product
    found = []
    for each in ledger:
        if each.state not in (LabelState.UNUSED, LabelState.ORDERED) or each.lost:
            continue
        why = _why(view, run, each, furthest, given)
        if why is not None:
            line = book_lines(view, run, [each])[0]
            event = given.get(each.hand or 0)
            day = day_in_vietnam(run.recorded_at) if event is None else event.occurred_on
            found.append(Unexplained(why, line, product, day))
    return found


def _why(
    view: Reading, run: PrintRun, each: Range, furthest: int, given: Mapping[int, Event]
) -> str | None:
    if each.state is LabelState.ORDERED:
        return "not_come" if view.now - run.recorded_at > LONG_OUT else None
    if each.first < furthest:
        return "skipped"
    event = given.get(each.hand or 0)
    if event is not None and view.today - event.occurred_on > LONG_OUT:
        return "long_out"
    if run.batch_id is not None and not batch_queries.stock(view.db, run.batch_id).on_hand:
        return "lot_gone"
    return None
