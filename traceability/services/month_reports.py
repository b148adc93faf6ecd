"""Month reports: counted anew each time, until an office freezes one; then it stays as it was."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.month_report import Figure, MonthReport, as_plain, from_plain
from traceability.domain.months import Month, month_of
from traceability.services import month_figures, officers, parties, recording
from traceability.store.models import MonthReport as Row
from traceability.store.queries import month_reports as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Frozen:
    """A frozen report in the list: which month, which freezing of it, when, and its hash."""

    report_id: str
    month: Month
    number: int
    frozen_on: dt.date
    sha256: str


def check_may_freeze(actor: Actor) -> None:
    """Refuse whoever does not decide for an office."""
    require(actor, Action.FREEZE_REPORT, Thing(holder=actor.party))


def hidden_rows(actor: Actor) -> frozenset[Figure]:
    """The figures whose rows the actor may not go through: lots want the right to lots."""
    sees_lots = may(actor, Action.SEE_AREA_BATCHES, Thing(communes=actor.communes))
    return frozenset() if sees_lots else frozenset({Figure.LOTS, Figure.LABELS})


def freeze(work: Work, month: Month) -> str:
    """Keep a month's figures and the rows behind them as they are now; returns its id.

    A month may be frozen again: the earlier one stays beside it.
    """
    check_may_freeze(work.actor)
    office = parties.acting_party(work, work.actor)
    work.lock_party(office.id)
    body = canonical_json(as_plain(month_figures.count(work, work.actor, month)))
    row = Row(
        report_id=work.new_id(),
        party_id=office.id,
        month=month.first,
        number=queries.last_number(work.db, office.id, month.first) + 1,
        body=body.decode(),
        sha256=sha256_b64(body),
        actor_id=work.actor.id,
        frozen_at=work.now,
    )
    work.add(row)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.REPORT_FROZEN,
        subjects=(Subject(Role.REF, office.code),),
        occurred_on=work.today,
        facts=stated(row),
        private=officers.signature(work),
    )
    recording.record(work, office.id, office.code, what)
    return row.report_id


def stated(row: Row) -> dict[str, object]:
    """What the leaf of a freezing says of the row."""
    return {
        "report": row.report_id,
        "month": str(month_of(row.month)),
        "number": row.number,
        "sha256": row.sha256,
    }


def listed(view: Reading, actor: Actor) -> tuple[Frozen, ...]:
    """The reports that the actor's office froze, newest month first."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    return tuple(map(_line, queries.of_party(view.db, actor.party or 0)))


def frozen(view: Reading, actor: Actor, report_id: str) -> tuple[Frozen, MonthReport]:
    """A frozen report of the actor's own office, as it was; any other is not found."""
    row = queries.by_report_id(view.db, report_id)
    if row is None:
        raise NotFound
    require(actor, Action.SEE_REGISTRY, Thing(holder=row.party_id))
    return _line(row), from_plain(json.loads(row.body))


def _line(row: Row) -> Frozen:
    on = day_in_vietnam(row.frozen_at)
    return Frozen(row.report_id, month_of(row.month), row.number, on, row.sha256)
