"""Alerts: what an organisation, or one member of it, should be told; codes and plain facts only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.alerts import AlertKind, checked
from traceability.domain.errors import Denied, NotFound
from traceability.store.models import Alert
from traceability.store.queries import accounts
from traceability.store.queries import alerts as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

PAGE = 50
Facts = Mapping[str, str | int]


@dataclass(frozen=True)
class AlertShown:
    """An alert as it is read: ``mine`` where it is for this member and not for everybody."""

    alert_id: str
    kind: AlertKind
    subject: str | None
    facts: Facts
    at: dt.datetime
    unread: bool
    mine: bool


@dataclass(frozen=True)
class AlertsPage:
    """A page of alerts, newest first.

    ``marks_all`` says whether this member may mark as read what is for the whole organisation.
    """

    lines: tuple[AlertShown, ...]
    unread: int
    page: int
    pages: int
    marks_all: bool


def tell(
    work: Work,
    party_id: int,
    kind: str,
    subject: str | None = None,
    facts: Facts | None = None,
    member_id: int | None = None,
) -> Alert:
    """Leave an alert for a party, or for one membership of it.

    ``kind`` is one of ``domain.alerts.AlertKind`` and chooses the sentence, ``subject`` is a short
    code to open, ``facts`` are what the sentence needs: never a name, a phone number or a text that
    somebody typed. Raises ``ValueError`` where the facts are not those of the kind.
    """
    given = dict(facts or {})
    alert = Alert(
        alert_id=work.new_id(),
        party_id=party_id,
        membership_id=member_id,
        kind=checked(kind, given),
        subject=subject,
        facts=json.dumps(given, ensure_ascii=False, sort_keys=True),
        at=work.now,
    )
    work.add(alert)
    return alert


def say_instead(alert: Alert, kind: str, facts: Facts) -> None:
    """Let an alert that nobody has read say something else, of the same subject and hour."""
    alert.kind = checked(kind, facts)
    alert.facts = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)


def tell_offices(
    work: Work, commune: str | None, kind: str, subject: str, facts: Facts | None = None
) -> None:
    """Tell the offices whose own territory a commune is; the province where there is none."""
    for office in offices(work, commune):
        tell(work, office, kind, subject, facts)


def offices(view: Reading, commune: str | None) -> list[int]:
    """The offices whose own territory a commune is; the province where there is none."""
    return party_queries.offices_of(view.db, commune) or party_queries.offices_of(view.db, None)


def listed(view: Reading, actor: Actor, page: int = 1) -> AlertsPage:
    """A page of what the actor's organisation, and the actor there, was told."""
    party, member = _reader(view, actor)
    pages = max(1, -(-queries.count(view.db, party, member) // PAGE))
    number = min(max(1, page), pages)
    found = queries.newest(view.db, party, member, PAGE, (number - 1) * PAGE)
    return AlertsPage(
        lines=tuple(map(shown, found)),
        unread=queries.count_unread(view.db, party, member),
        page=number,
        pages=pages,
        marks_all=_marks_for_all(actor),
    )


def unread(view: Reading, actor: Actor) -> int:
    """How many alerts the actor has before them that nobody has marked as read."""
    party, member = _reader(view, actor)
    return queries.count_unread(view.db, party, member)


def mark_read(work: Work, alert_id: str) -> None:
    """Mark one alert as read; one that was read before stays as it was.

    What is for a whole office is marked by who decides there; who only inspects is ``Denied``.
    """
    party, member = _reader(work, work.actor)
    row = queries.by_alert_id(work.db, party, member, alert_id)
    if row is None:
        raise NotFound
    if row.membership_id is None and not _marks_for_all(work.actor):
        raise Denied(action="mark_read")
    queries.mark(work.db, [row.id], work.now, work.actor.id)


def mark_all_read(work: Work) -> int:
    """Mark as read whatever the actor may mark; returns how many there were."""
    party, member = _reader(work, work.actor)
    rows = queries.unread(work.db, party, member)
    every = _marks_for_all(work.actor)
    marked = [row.id for row in rows if every or row.membership_id is not None]
    queries.mark(work.db, marked, work.now, work.actor.id)
    return len(marked)


def hand_on(work: Work, giver: int, taker: int, hand_over: int) -> int:
    """Give the unread alerts of one member alone to another; returns how many there were.

    The taker has a row of their own that names the hand-over, and the giver's is read from then on.
    """
    rows = queries.unread_to(work.db, giver)
    queries.mark(work.db, [row.id for row in rows], work.now, work.actor.id)
    work.add(*(_for(work, row, taker, hand_over) for row in rows))
    return len(rows)


def _for(work: Work, row: Alert, member: int, hand_over: int) -> Alert:
    return Alert(
        alert_id=work.new_id(),
        party_id=row.party_id,
        membership_id=member,
        kind=row.kind,
        subject=row.subject,
        facts=row.facts,
        at=row.at,
        hand_over_id=hand_over,
    )


def shown(row: Alert) -> AlertShown:
    """A row as it is read."""
    return AlertShown(
        alert_id=row.alert_id,
        kind=AlertKind(row.kind),
        subject=row.subject,
        facts=json.loads(row.facts),
        at=row.at,
        unread=row.seen_at is None,
        mine=row.membership_id is not None,
    )


def _reader(view: Reading, actor: Actor) -> tuple[int, int | None]:
    """The organisation and the membership that alerts are read for."""
    here = Thing(holder=actor.party)
    if not may(actor, Action.SEE_REGISTRY, here):
        require(actor, Action.SEE_WORKSPACE, here)
    if actor.party is None:
        raise NotFound
    member = accounts.member_of_actor(view.db, actor.id)
    return actor.party, None if member is None else member.id


def _marks_for_all(actor: Actor) -> bool:
    """Everybody of a cooperative; at an office only who decides on cases."""
    here = Thing(holder=actor.party, communes=actor.communes)
    works = may(actor, Action.SEE_WORKSPACE, here)
    return works or may(actor, Action.DECIDE_CASE, here)
