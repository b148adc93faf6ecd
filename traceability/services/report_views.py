"""Reports as they are read: by the office, by whose goods they are, and by who sent them.

Each reads less than the one before: the holder never whom a report came from, the reporter nothing
but how far it has come and what was answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain import reports as rules
from traceability.domain.access import RIGHTS, Action, Actor, Thing, may, require
from traceability.domain.errors import Denied, NotFound
from traceability.domain.reports import ReportStep, SentTo, Waiting
from traceability.domain.text import sort_key
from traceability.services import (
    files,
    lot_desk,
    officers,
    parties,
    places_shown,
    recalls,
    report_desk,
    report_forgetting,
    reports,
)
from traceability.services.differences import facts
from traceability.services.files import Attached
from traceability.services.lot_desk import Origins
from traceability.services.officers import Colleague
from traceability.store.models import Batch, DoubtReport, DoubtReportStep, Event
from traceability.store.queries import accounts, batches, events, registry
from traceability.store.queries import parties as party_queries
from traceability.store.queries import reports as queries
from traceability.store.unit import Reading

#: So many are listed; older ones that are closed are found by their number.
MOST_LISTED = 500


@dataclass(frozen=True)
class ReportLine:
    """A report in a list: what it is about and how far it has come.

    ``holder`` and ``lot_code`` name the goods where the code is known, ``commune`` the territory
    (none: the province's). ``page`` is the address of the page that it was sent from. ``among`` is
    how many came of the same thing on its day, where they are remarkably many. ``grown_in`` are the
    communes of the lot, where these are others than the territory. ``printed`` is what stood on a
    label whose code nobody has.
    """

    code: str
    kind: str
    sent_to: str
    about: str
    page: str | None
    lot_code: str | None
    holder: str | None
    commune: str | None
    sent_on: dt.date
    days: int
    state: str
    released: bool
    answered: bool
    in_hand: str | None
    mine: bool
    closed_on: dt.datetime | None
    among: int = 0
    grown_in: tuple[str, ...] = ()
    printed: str | None = None


@dataclass(frozen=True)
class Told:
    """A step of a report: when, who signed it, what it did and what was written."""

    step: ReportStep
    at: dt.datetime
    person: str | None
    office: str | None
    text: str | None
    note: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True)
class ReportPage:
    """A report as the office reads it; what was erased is None, of the ``picture`` it is told.

    ``lot_here`` says that the lot it is about is the reader's to stop, ``stopped`` whether that is
    ``recalled`` or ``held`` and since when.
    """

    line: ReportLine
    said: str | None
    printed: str | None
    name: str | None
    contact: str | None
    forgotten: bool
    picture: bool
    picture_gone: bool
    lot: str | None
    lot_here: bool
    stopped: tuple[str, dt.date] | None
    origins: Origins | None
    steps: tuple[Told, ...]
    colleagues: tuple[Colleague, ...]
    may_handle: bool


@dataclass(frozen=True)
class HolderReport:
    """A report as whose goods they are reads it; ``answer`` is theirs, once given."""

    line: ReportLine
    said: str | None
    picture: bool
    picture_gone: bool
    lot: str | None
    answer: str | None
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class StatusPage:
    """What a reporter's number opens: never what they wrote, nor who dealt with it by name.

    ``photo`` tells that a picture came along and is kept still, ``reachable`` that a name or a
    contact is.
    """

    number: str
    page: str | None
    kind: str
    sent_to: str
    sent_on: dt.date
    today: dt.date
    state: str
    office: str | None
    holder: str | None
    steps: tuple[Told, ...]
    outcome: str | None
    reachable: bool
    demonstration: bool
    photo: bool = False


def queue(view: Reading, actor: Actor) -> tuple[ReportLine, ...]:
    """The reports to the actor's office: open ones first, of them what may do harm.

    Only registrars read them: who inspects is told so (``Denied`` ``reports_for_registrars``).
    """
    _require_reader(actor)
    if not _handles(actor):
        return ()
    rows = queries.in_territory(view.db, actor.communes, actor.province, MOST_LISTED)
    return _lines(view, actor, rows)


def count_open(view: Reading, actor: Actor) -> int:
    """How many reports wait in the actor's territory; none for who may not read them."""
    return queries.count_open(view.db, actor.communes, actor.province) if _handles(actor) else 0


def waiting(view: Reading, actor: Actor) -> Waiting:
    """What waits in the actor's territory; nothing for who may not read it."""
    if not _handles(actor):
        return Waiting(0, 0, {}, None)
    return queries.waiting(view.db, actor.communes, actor.province)


def page(view: Reading, actor: Actor, code: str) -> ReportPage:
    """A report to the actor's office; any other is not found."""
    report = _of_office(view, actor, code)
    (line,) = _lines(view, actor, [report])
    event = _event(view, report)
    words = events.private_values(view.db, "event", [event.event_id])
    here = {name: words.get((event.event_id, name)) for name in queries.WORDS}
    told = _told(view, report)
    picture, gone = _pictures(view, report)
    return ReportPage(
        line=line,
        said=here["said"],
        printed=here["printed"],
        name=here["name"],
        contact=here["contact"],
        forgotten=any(_is_of_sender(each) for each in told),
        picture=picture is not None,
        picture_gone=gone,
        lot=_lot(view, report),
        lot_here=_lot_here(view, actor, report),
        stopped=recalls.standing(view, report.batch_id) if report.batch_id else None,
        origins=_origins(view, report),
        steps=told,
        colleagues=_colleagues(view, actor),
        may_handle=may(actor, Action.HANDLE_REPORT, reports.thing(report)),
    )


def communes(view: Reading) -> list[tuple[str, str]]:
    """Every commune of today by code and name, in the order of the names."""
    rows = party_queries.communes(view.db, places_shown.NEW)
    return sorted(((row.code, row.name) for row in rows), key=lambda each: sort_key(each[1]))


def office_picture(view: Reading, actor: Actor, code: str) -> str:
    """Under which name the picture of a report to the actor's office is stored."""
    return _stored(view, _of_office(view, actor, code))


def of_holder(view: Reading, actor: Actor) -> tuple[ReportLine, ...]:
    """The reports that the actor's organisation was given to read, as ``queries.of_holder``."""
    require(actor, Action.ANSWER_REPORT, Thing(holder=actor.party))
    return _lines(view, actor, queries.of_holder(view.db, actor.party or 0, MOST_LISTED))


def of_lot(view: Reading, actor: Actor, batch: Batch) -> tuple[ReportLine, ...]:
    """The reports about a lot, for who may answer them; else none."""
    if not may(actor, Action.ANSWER_REPORT, Thing(holder=batch.holder_id)):
        return ()
    rows = [each for each in queries.of_batch(view.db, batch.id) if each.holder_id == actor.party]
    return _lines(view, actor, rows)


def of_own(view: Reading, actor: Actor, code: str) -> HolderReport:
    """A report that the actor's organisation was given to read; any other is not found."""
    report = _own(view, actor, code)
    (line,) = _lines(view, actor, [report])
    event = _event(view, report)
    words = events.private_values(view.db, "event", [event.event_id])
    answers = [each for each in _told(view, report) if each.step is ReportStep.HOLDER_ANSWERED]
    picture, gone = _pictures(view, report)
    return HolderReport(
        line=line,
        said=words.get((event.event_id, "said")),
        picture=picture is not None,
        picture_gone=gone,
        lot=_lot(view, report),
        answer=answers[0].text if answers else None,
        answered_at=answers[0].at if answers else None,
    )


def holder_picture(view: Reading, actor: Actor, code: str) -> str:
    """Under which name the picture of such a report is stored."""
    return _stored(view, _own(view, actor, code))


def status(view: Reading, number: str) -> StatusPage:
    """How the report of a reporter's number stands; ``NotFound`` for any other text."""
    report = reports.by_number(view, number)
    told = _told(view, report)
    holder = None if report.holder_id is None else parties.known(view, report.holder_id)
    to_office = report.sent_to == SentTo.OFFICE
    secret = rules.split_number(number)
    closed = [each for each in told if each.step is ReportStep.CLOSED]
    return StatusPage(
        number=rules.number(report.code, secret[1] if secret else ""),
        page=report.about,
        kind=report.kind,
        sent_to=report.sent_to,
        sent_on=report.sent_on,
        today=view.today,
        state=report.state,
        office=_office(view, report) if to_office else None,
        holder=None if holder is None else parties.name_of(view, holder),
        steps=tuple(
            replace(each, person=None, note=None, facts=_public(each.facts))
            for each in told
            if to_office or each.step in _TO_REPORTER_OF_HOLDER
        ),
        outcome=str(closed[-1].facts.get("outcome")) if closed else None,
        reachable=report_forgetting.keeps_sender(view, report),
        photo=_pictures(view, report)[0] is not None,
        demonstration=party_queries.installation(view.db, "demonstration") is not None,
    )


def _public(told: Mapping[str, object]) -> dict[str, object]:
    """What of a step's facts the reporter reads: how much of theirs was forgotten, and why."""
    return {name: told[name] for name in ("what", "why") if name in told}


_TO_REPORTER_OF_HOLDER = (ReportStep.HOLDER_ANSWERED, ReportStep.FORGOTTEN)


def _handles(actor: Actor) -> bool:
    here = Thing(holder=actor.party, communes=actor.communes)
    return may(actor, Action.SEE_REPORT, here)


def _require_reader(actor: Actor) -> None:
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    if Action.SEE_REPORT not in RIGHTS[actor.role]:
        raise Denied("reports_for_registrars")


def _of_office(view: Reading, actor: Actor, code: str) -> DoubtReport:
    _require_reader(actor)
    report = reports.known(view, code)
    require(actor, Action.SEE_REPORT, reports.thing(report))
    if report.sent_to == SentTo.HOLDER:
        raise NotFound
    return report


def _own(view: Reading, actor: Actor, code: str) -> DoubtReport:
    report = reports.known(view, code)
    require(actor, Action.ANSWER_REPORT, Thing(holder=report.holder_id))
    report_desk.refuse_unseen(report)
    return report


def _event(view: Reading, report: DoubtReport) -> Event:
    return events.by_seq(view.db, [report.event_seq])[report.event_seq]


def _pictures(view: Reading, report: DoubtReport) -> tuple[Attached | None, bool]:
    """The picture until it was forgotten, and whether it was."""
    found = next(iter(files.of_event(view, report.event_seq)), None)
    gone = found is not None and not report_forgetting.keeps_picture(view, report)
    return None if gone else found, gone


def _is_of_sender(step: Told) -> bool:
    """Whether a step took a name and a contact."""
    return step.step is ReportStep.FORGOTTEN and step.facts.get("what") != rules.PHOTO_ALONE


def _stored(view: Reading, report: DoubtReport) -> str:
    found, _gone = _pictures(view, report)
    if found is None:
        raise NotFound
    return found.name


def _lot(view: Reading, report: DoubtReport) -> str | None:
    """The short code of the lot that it is about."""
    row = batches.by_ids(view.db, [report.batch_id or 0]).get(report.batch_id or 0)
    return None if row is None else row.code


def _lot_here(view: Reading, actor: Actor, report: DoubtReport) -> bool:
    row = batches.by_ids(view.db, [report.batch_id or 0]).get(report.batch_id or 0)
    return row is not None and may(actor, Action.ANNOUNCE_RECALL, recalls.thing(view, row))


def _origins(view: Reading, report: DoubtReport) -> Origins | None:
    row = batches.by_ids(view.db, [report.batch_id or 0]).get(report.batch_id or 0)
    return None if row is None else lot_desk.origins(view, row)


def _office(view: Reading, report: DoubtReport) -> str | None:
    whose = reports.owner(view, report.commune_code, report.holder_id)
    return parties.name_of(view, whose) if whose.kind == "authority" else None


def _told(view: Reading, report: DoubtReport) -> tuple[Told, ...]:
    rows = queries.steps(view.db, [report.id])[report.id]
    words = events.private_values(view.db, "event", [event.event_id for _step, event in rows])
    return tuple(_step(step, event, words) for step, event in rows)


def _step(step: DoubtReportStep, event: Event, words: Mapping[tuple[str, str], str]) -> Told:
    signed = officers.signed(words, event.event_id)
    return Told(
        step=ReportStep(step.step),
        at=step.at,
        person=signed.person,
        office=signed.office,
        text=words.get((event.event_id, "answer")),
        note=words.get((event.event_id, "note")),
        facts=facts(event),
    )


def _colleagues(view: Reading, actor: Actor) -> tuple[Colleague, ...]:
    found = officers.colleagues(view, actor)
    return tuple(each for each in found if each.here and not each.me and each.role == "registrar")


def _lines(view: Reading, actor: Actor, rows: Sequence[DoubtReport]) -> tuple[ReportLine, ...]:
    if not rows:
        return ()
    named = dict(communes(view))
    lots = batches.by_ids(view.db, [row.batch_id for row in rows if row.batch_id is not None])
    names = parties.names_of(view, sorted({row.holder_id for row in rows if row.holder_id}))
    mine = accounts.member_of_actor(view.db, actor.id)
    ids = sorted({row.member_id for row in rows if row.member_id is not None})
    members = accounts.member_by_ids(view.db, ids)
    hands = officers.names(view, members.values())
    told = queries.steps(view.db, [row.id for row in rows])
    grown = registry.communes_of_batches(view.db, list(lots))
    words = reports.printed(view, rows)
    many = queries.counts_over(view.db, {row.sent_on for row in rows}, rules.MOST_A_DAY)
    return tuple(
        ReportLine(
            code=row.code,
            kind=row.kind,
            sent_to=row.sent_to,
            about=row.about_kind,
            page=row.about,
            lot_code=lots[row.batch_id].lot_code if row.batch_id in lots else None,
            holder=names.get(row.holder_id or 0),
            commune=None if row.commune_code is None else named[row.commune_code],
            sent_on=row.sent_on,
            days=(view.today - row.sent_on).days,
            state=row.state,
            released=row.released,
            answered=any(step.step == _ANSWERED for step, _event in told[row.id]),
            in_hand=hands.get(row.member_id or 0),
            mine=mine is not None and row.member_id == mine.id,
            closed_on=row.closed_at,
            among=many.get((row.about, row.sent_on), 0),
            printed=words.get(row.code),
            grown_in=_elsewhere(named, row, grown.get(row.batch_id or 0, frozenset())),
        )
        for row in rows
    )


_ANSWERED = ReportStep.HOLDER_ANSWERED


def _elsewhere(
    named: Mapping[str, str], row: DoubtReport, grown: Collection[str]
) -> tuple[str, ...]:
    other = set(grown) != {row.commune_code}
    return tuple(sorted((named[each] for each in grown), key=sort_key)) if other else ()
