"""Handing over: what an officer has in hand goes to a successor of the same office, in one act.

It gives the undecided cases and the unread alerts addressed to the officer alone. What was decided
before stays as it was signed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.services import alerts, case_desk, cases, officers, recording
from traceability.services.alerts import AlertShown
from traceability.services.officers import GIVER, HAND_OVER, OFFICE, PERSON, TAKER, Colleague
from traceability.store.models import CaseFile, HandOver, Membership
from traceability.store.queries import accounts, events
from traceability.store.queries import alerts as alert_queries
from traceability.store.queries import cases as queries
from traceability.store.unit import Reading, Rehearsal, Work


@dataclass(frozen=True)
class HandOverRequest:
    """Who gives to whom, by the codes of their actors."""

    giver: str
    taker: str


@dataclass(frozen=True)
class CaseItem:
    """A case on the list: its number, kind, since when, and what it is about."""

    code: str
    kind: str
    key: str
    since: dt.date


@dataclass(frozen=True)
class Contents:
    """Everything that is handed over."""

    cases: tuple[CaseItem, ...]
    alerts: tuple[AlertShown, ...]

    @property
    def sha256(self) -> str:
        """What a confirmation names: it changes with the list."""
        named = {
            "cases": sorted(each.code for each in self.cases),
            "alerts": sorted(each.alert_id for each in self.alerts),
        }
        return sha256_b64(canonical_json(named))


@dataclass(frozen=True)
class HandOverLine:
    """A hand-over in the list of an office, with the names as they were then."""

    code: str
    on: dt.date
    giver: str
    taker: str


@dataclass(frozen=True)
class HandOverPaper:
    """A hand-over as it is printed and signed; an erased name is None."""

    code: str
    at: dt.datetime
    office: str | None
    giver: str | None
    taker: str | None
    by: str | None
    contents: Contents


@dataclass(frozen=True)
class HandOverChoices:
    """Who may give (whoever has something in hand) and who may take."""

    givers: tuple[Colleague, ...]
    takers: tuple[Colleague, ...]
    done: tuple[HandOverLine, ...]


def choices(view: Reading, actor: Actor) -> HandOverChoices:
    """Who can give and take in the actor's office, and what was handed over before."""
    require(actor, Action.HAND_OVER, Thing(holder=actor.party))
    everybody = officers.colleagues(view, actor)
    busy = _with_something(view, actor.party or 0)
    return HandOverChoices(
        givers=tuple(each for each in everybody if each.code in busy),
        takers=tuple(each for each in everybody if each.here and each.role == "registrar"),
        done=_lines(view, actor.party or 0),
    )


def give(work: Work, asked: HandOverRequest, confirmed: str) -> str:
    """Hand over; returns the code of the hand-over.

    ``confirmed`` is the ``sha256`` of the contents that were looked at; where these are others by
    now it is refused with ``hand_over_changed``.
    """
    require(work.actor, Action.HAND_OVER, Thing(holder=work.actor.party))
    case_desk.lock_desk(work)
    giver, taker = _giver(work, asked.giver), case_desk.registrar(work, asked.taker, "taker")
    if giver.id == taker.id:
        raise Invalid("hand_over_to_oneself", "taker")
    for case in queries.open_in_hand_of(work.db, giver.id):
        cases.lock(work, case.kind, case.key)
    work.db.expire_all()  # some may have been decided while their locks were waited for
    given = contents(work, giver)
    if not given.cases and not given.alerts:
        raise RuleBroken("nothing_to_hand_over", "giver")
    if confirmed != given.sha256:
        raise Conflict("hand_over_changed", "confirmed")
    return _record(work, giver, taker, given)


def foresee(work: Rehearsal, asked: HandOverRequest) -> tuple[HandOverPaper, str]:
    """The paper that handing over would make now, and what confirms it."""
    sha256 = confirmation(work, asked)
    return paper(work, work.actor, give(work, asked, sha256)), sha256


def confirmation(work: Work, asked: HandOverRequest) -> str:
    """What confirms the contents as they are now."""
    return contents(work, _giver(work, asked.giver)).sha256


def paper(view: Reading, actor: Actor, code: str) -> HandOverPaper:
    """A hand-over of the actor's own office."""
    row = queries.hand_over_by_code(view.db, code)
    if row is None:
        raise NotFound
    giver = accounts.member_by_ids(view.db, [row.from_id])[row.from_id]
    require(actor, Action.SEE_REGISTRY, Thing(holder=giver.party_id))
    words = events.private_values(view.db, HAND_OVER, [code])
    return HandOverPaper(
        code=code,
        at=row.at,
        office=words.get((code, OFFICE)),
        giver=words.get((code, GIVER)),
        taker=words.get((code, TAKER)),
        by=words.get((code, PERSON)),
        contents=Contents(
            tuple(map(_item, queries.handed_over(view.db, row.id))),
            tuple(map(alerts.shown, alert_queries.handed_over(view.db, row.id))),
        ),
    )


def contents(view: Reading, giver: Membership) -> Contents:
    """What a member has in hand now."""
    return Contents(
        tuple(map(_item, queries.open_in_hand_of(view.db, giver.id))),
        tuple(map(alerts.shown, alert_queries.unread_to(view.db, giver.id))),
    )


def _giver(work: Work, code: str) -> Membership:
    """Anybody who is or was a member of the actor's office."""
    found = accounts.members(work.db, work.actor.party or 0)
    giver = next((member for member, _user, signs in found if signs == code), None)
    if giver is None:
        raise Invalid("colleague_unknown", "giver")
    return giver


def _record(work: Work, giver: Membership, taker: Membership, given: Contents) -> str:
    row = HandOver(
        code=recording.issue_code(work, HAND_OVER),
        from_id=giver.id,
        to_id=taker.id,
        actor_id=work.actor.id,
        at=work.now,
    )
    work.add(row)
    called = officers.names(work, [giver, taker])
    kept = {GIVER: called[giver.id], TAKER: called[taker.id], **officers.signature(work)}
    recording.keep(work, HAND_OVER, row.code, kept)
    for case in queries.open_in_hand_of(work.db, giver.id):
        before = case_desk.in_hand(work, case)
        case_desk.assign(work, case, taker, None if before is None else before.seq, row.id)
    alerts.hand_on(work, giver.id, taker.id, row.id)
    facts = {"cases": len(given.cases), "alerts": len(given.alerts)}
    alerts.tell(work, taker.party_id, AlertKind.HANDED_OVER, row.code, facts, taker.id)
    return row.code


def _item(case: CaseFile) -> CaseItem:
    return CaseItem(case.code, case.kind, case.key, day_in_vietnam(case.opened_at))


def _with_something(view: Reading, party: int) -> set[str]:
    """The codes of the members who have a case or an unread alert of their own."""
    busy = queries.busy_members(view.db, party) | alert_queries.busy_members(view.db, party)
    return {code for member, _user, code in accounts.members(view.db, party) if member.id in busy}


def _lines(view: Reading, party: int) -> tuple[HandOverLine, ...]:
    rows = queries.hand_overs_of(view.db, party)
    words = events.private_values(view.db, HAND_OVER, [row.code for row in rows])
    return tuple(
        HandOverLine(
            code=row.code,
            on=day_in_vietnam(row.at),
            giver=words.get((row.code, GIVER), "–"),
            taker=words.get((row.code, TAKER), "–"),
        )
        for row in rows
    )
