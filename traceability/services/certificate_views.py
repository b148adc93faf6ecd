"""Certificates as pages show them: the list, one with everything that happened to it, choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.certificates import (
    FACILITIES,
    MAY_COVER,
    CertificateKind,
    Covers,
    Grade,
    Standing,
)
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep
from traceability.services import batches as known_batches
from traceability.services import (
    certificate_covering,
    certificates,
    files,
    nearness,
    officers,
    parties,
)
from traceability.services.certificate_covering import CertificateShown
from traceability.services.certificates import REASON
from traceability.services.differences import facts
from traceability.services.files import Attached
from traceability.services.report_results import Result, TakenBack
from traceability.store.models import Certificate, CertificateRevision, Event, Gi
from traceability.store.queries import accounts, areas, batches, events, products
from traceability.store.queries import certificates as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

#: So many of a holder's newest lots are offered for a test report; others come from their page.
_MOST_LOTS = 12
_ENDED = (Standing.EXPIRED, Standing.WITHDRAWN)


@dataclass(frozen=True)
class Named:
    """A thing that a certificate names, as its holder calls it."""

    code: str
    what: Covers
    name: str


@dataclass(frozen=True)
class CertificateLine:
    """A certificate in a list, with the names of what it covers.

    ``confirms``: its holder withdrew it, and lots are told of it until an office judged that.
    """

    paper: CertificateShown
    covers: tuple[str, ...]
    holder: str
    has_file: bool
    entered_on: dt.date
    confirms: bool


@dataclass(frozen=True)
class Version:
    """What was stated from then on; ``changed`` names the fields that the version before had not.

    ``file`` is the number under which its paper can be had.
    """

    number: int
    at: dt.datetime
    by: str | None
    reason: str | None
    changed: tuple[str, ...]
    texts: dict[str, object]
    covers: tuple[Named, ...]
    results: tuple[Result, ...]
    file: int | None


@dataclass(frozen=True)
class Look:
    """An office that stood behind a version, or withdrew the paper, with its reason."""

    at: dt.datetime
    grade: Grade | None
    revision: int
    office: str | None
    person: str | None
    reason: str | None


@dataclass(frozen=True)
class ToldOfLot:
    """What the page of a lot, by name, still tells of a report though it was taken back."""

    lot: str
    gone: TakenBack


@dataclass(frozen=True)
class CertificatePage:
    """One certificate: as it stands, every version newest first, every look at it.

    ``still`` is what buyers read though its holder took it back, until an office judged it;
    ``confirms``: its holder withdrew a result outside its limit, and the reader may judge that.
    """

    paper: CertificateShown
    revision: int
    holder: str
    gi_key: str | None
    covers: tuple[Named, ...]
    versions: tuple[Version, ...]
    looks: tuple[Look, ...]
    withdrawal: Look | None
    edits: bool
    checks: bool
    still: tuple[ToldOfLot, ...] = ()
    confirms: bool = False


@dataclass(frozen=True)
class Choices:
    """What a certificate of a kind can name, and the geographical indications there are."""

    things: tuple[Named, ...]
    gis: tuple[tuple[str, str], ...]


def listed(view: Reading, actor: Actor) -> tuple[CertificateLine, ...]:
    """The actor's own certificates: what ends first stands first, what has ended last."""
    require(actor, Action.SEE_CERTIFICATE, Thing(holder=actor.party))
    rows = queries.of_holder(view.db, actor.party or 0)
    return tuple(sorted(_lines(view, rows), key=_by_end))


def in_territory(view: Reading, actor: Actor) -> tuple[CertificateLine, ...]:
    """The certificates of an officer's territory that may still count: least checked first."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    rows = queries.every(view.db)
    things = certificates.things(view, rows)
    seen = [row for row in rows if may(actor, Action.SEE_CERTIFICATE, things[row.id])]
    return tuple(
        sorted(_lines(view, seen), key=lambda line: (line.paper.grade.rank, line.entered_on))
    )


def waits(line: CertificateLine) -> bool:
    """Whether nobody of an office has looked at a paper that counts, or judged its withdrawal."""
    if line.confirms:
        return True
    return line.paper.grade.rank < Grade.SEEN.rank and line.paper.standing not in _ENDED


def count_waiting(view: Reading, actor: Actor) -> int:
    """How many wait for a look; none for who decides nothing. Every page of an office asks."""
    if not may(actor, Action.SEE_REGISTRY, Thing(holder=actor.party)):
        return 0
    weak = [grade for grade in Grade if grade.rank < Grade.SEEN.rank]
    found = queries.standing_or_told(view.db, weak)
    unconfirmed = _to_confirm(view, found)
    rows = [
        row
        for row in found
        if row.code in unconfirmed
        or certificate_covering.validity(row).standing(view.today) not in _ENDED
    ]
    things = certificates.things(view, rows) if rows else {}
    return sum(may(actor, Action.CHECK_CERTIFICATE, things[row.id]) for row in rows)


def _to_confirm(view: Reading, rows: Sequence[Certificate]) -> set[str]:
    """Those among certificates, by code, that were withdrawn and that lots are still told of."""
    gone = [row for row in rows if row.withdrawn_on is not None]
    return {report for report, _lot in certificate_covering.told_of_lots(view, gone)}


def page(view: Reading, actor: Actor, code: str) -> CertificatePage:
    """One certificate, for its holder's people or an officer of the territory."""
    row = _seen(view, actor, code)
    here = certificates.thing(view, row)
    (paper,) = certificate_covering.shown(view, [row])
    still = _told_of_lots(view, row)
    told = [event for _code, event in queries.events_about(view.db, [row.code])]
    versions = _versions(view, row, told)
    looks = tuple(_look(view, event) for event in reversed(told) if event.step in _LOOKS)
    alive = row.withdrawn_on is None
    near = nearness.near_any(view, actor, [row.holder_id])
    decides = not near and may(actor, Action.CHECK_CERTIFICATE, here)
    return CertificatePage(
        paper=paper,
        revision=row.revision,
        holder=parties.name_of(view, parties.known(view, row.holder_id)),
        gi_key=_gi_key(view, row),
        covers=versions[0].covers,
        versions=versions,
        looks=tuple(each for each in looks if each.grade is not None),
        withdrawal=next((each for each in looks if each.grade is None), None),
        edits=alive and may(actor, Action.EDIT_CERTIFICATE, here),
        checks=alive and decides,
        still=still,
        confirms=not alive and decides and bool(still),
    )


def _told_of_lots(view: Reading, row: Certificate) -> tuple[ToldOfLot, ...]:
    """What the pages of lots still tell that a report named, or once did."""
    found = certificate_covering.told_of_lots(view, [row])
    names = names_of(view, [lot for _report, lot in found]) if found else {}
    return tuple(ToldOfLot(names[lot].name, each) for (_report, lot), each in found.items())


def paper_of(view: Reading, actor: Actor, code: str, revision: int) -> Attached:
    """The file of a revision, reached through its certificate alone."""
    row = _seen(view, actor, code)
    found = queries.revision(view.db, row.id, revision)
    if found is None or found.file_sha256 is None:
        raise NotFound
    return files.attached(view, found.event_seq, 1)


def of_batch(view: Reading, actor: Actor, code: str) -> tuple[CertificateShown, ...]:
    """The certificates that cover a batch of the actor's organisation."""
    batch = known_batches.known(view, code)
    require(actor, Action.SEE_BATCH, Thing(holder=batch.holder_id))
    return certificate_covering.covering(view, batch)


def choices(
    view: Reading, actor: Actor, kind: CertificateKind, chosen: Collection[str] = ()
) -> Choices:
    """What the actor's organisation has that a certificate of this kind can name.

    Of its lots the newest, and those that are ``chosen`` already.
    """
    require(actor, Action.SEE_CERTIFICATE, Thing(holder=actor.party))
    wanted = MAY_COVER[kind]
    things = [
        each for each in _things(view, actor.party or 0, wanted, chosen) if each.what in wanted
    ]
    gis = queries.gis(view.db) if kind is CertificateKind.GI else []
    return Choices(tuple(things), tuple((row.key, gi_name(row)) for row in gis))


def gi_name(row: Gi) -> str:
    """An indication by name, and its number in the register where it is known."""
    return f"{row.name} (số {row.register_no})" if row.register_no else row.name


def check_editing(actor: Actor) -> None:
    """Refuse who may enter no certificate, before a form is shown or a file is read."""
    require(actor, Action.EDIT_CERTIFICATE, Thing(holder=actor.party))


def editable(view: Reading, actor: Actor, code: str) -> CertificatePage:
    """A certificate for the form that corrects it; refused to who may not."""
    row = _seen(view, actor, code)
    require(actor, Action.EDIT_CERTIFICATE, certificates.thing(view, row))
    return page(view, actor, code)


_LOOKS = (EventStep.CERTIFICATE_CHECKED, EventStep.CERTIFICATE_WITHDRAWN)


def _seen(view: Reading, actor: Actor, code: str) -> Certificate:
    row = certificates.known(view, code)
    require(actor, Action.SEE_CERTIFICATE, certificates.thing(view, row))
    return row


def _by_end(line: CertificateLine) -> tuple[bool, dt.date, str]:
    ended = line.paper.standing in _ENDED
    return ended, line.paper.valid_to or dt.date.max, line.paper.number


def _lines(view: Reading, rows: Sequence[Certificate]) -> list[CertificateLine]:
    scopes = queries.scopes(view.db, [row.id for row in rows])
    names = names_of(view, {each.subject for scope in scopes.values() for each in scope})
    holders = party_queries.by_ids(view.db, list({row.holder_id for row in rows}))
    called = party_queries.names(view.db, [party.code for party in holders.values()])
    kept = {row.code: row for row in rows}
    unconfirmed = _to_confirm(view, rows)
    return [
        CertificateLine(
            paper=paper,
            covers=tuple(names[each.subject].name for each in scopes.get(kept[paper.code].id, ())),
            holder=called.get(holders[paper.holder_id].code, holders[paper.holder_id].code),
            has_file=kept[paper.code].file_sha256 is not None,
            entered_on=kept[paper.code].created_at.date(),
            confirms=paper.code in unconfirmed,
        )
        for paper in certificate_covering.shown(view, rows)
    ]


# --- things by name ------------------------------------------------------------------------------


def names_of(view: Reading, codes: Collection[str]) -> dict[str, Named]:
    """What short codes stand for, as their holder calls them."""
    places = queries.place_kinds(view.db, codes)
    called = party_queries.names(view.db, list(places), kind="place")
    found = {}
    for code in codes:
        if code in places:
            what = Covers.FACILITY if places[code].kind in FACILITIES else Covers.PLACE
            found[code] = Named(code, what, called.get(code, code))
        elif (product := products.by_code(view.db, code)) is not None:
            newest = products.newest_revision(view.db, product.id)
            found[code] = Named(code, Covers.PRODUCT, newest.name_vi)
        else:
            batch = batches.by_code(view.db, code)
            found[code] = Named(code, Covers.BATCH, code if batch is None else batch.lot_code)
    return found


def _things(
    view: Reading, holder_id: int, wanted: frozenset[Covers], chosen: Collection[str]
) -> list[Named]:
    codes: list[str] = []
    if wanted & {Covers.PLACE, Covers.FACILITY}:
        codes += [place.code for place in areas.places_of_holder(view.db, holder_id)]
    if Covers.PRODUCT in wanted:
        codes += [product.code for product in products.of_holder(view.db, holder_id)]
    if Covers.BATCH in wanted:
        lots = batches.of_holder(view.db, holder_id, ["packed", "processed", "received", "harvest"])
        every = [batch.code for batch, _stock in lots]
        codes += [each for n, each in enumerate(every) if n < _MOST_LOTS or each in chosen]
    found = names_of(view, codes)
    return [found[code] for code in codes]


# --- what happened -------------------------------------------------------------------------------


def _versions(view: Reading, row: Certificate, told: Sequence[Event]) -> tuple[Version, ...]:
    stated = {e.seq: e for e in told if e.step == EventStep.CERTIFICATE_STATED}
    words = _words(view, list(stated.values()))
    revisions = queries.revisions(view.db, row.id)
    before = {each.revision + 1: each for each in revisions}
    by = _authors(view, list(stated.values()))
    return tuple(
        _version(view, row, each, before.get(each.revision), (stated[each.event_seq], words, by))
        for each in revisions
    )


_Told = tuple[Event, dict[tuple[str, str], str], dict[int, str]]


def _version(
    view: Reading,
    row: Certificate,
    now: CertificateRevision,
    before: CertificateRevision | None,
    told: _Told,
) -> Version:
    event, words, by = told
    named = names_of(view, [e.subject for e in queries.scope_of(view.db, row.id, now.revision)])
    return Version(
        number=now.revision,
        at=now.recorded_at,
        by=by.get(event.actor_id),
        reason=words.get((event.event_id, REASON)),
        changed=() if before is None else _changed(view, row, now, before),
        texts={name: getattr(now, name) for name in certificates.STATED},
        covers=tuple(sorted(named.values(), key=lambda each: (each.what, each.name))),
        results=certificate_covering.results(view, row.id, now.revision),
        file=now.revision if now.file_sha256 else None,
    )


def _changed(
    view: Reading, row: Certificate, now: CertificateRevision, before: CertificateRevision
) -> tuple[str, ...]:
    names = [
        name
        for name in (*certificates.STATED, "file_sha256")
        if getattr(now, name) != getattr(before, name)
    ]
    scopes = [
        {each.subject for each in queries.scope_of(view.db, row.id, revision.revision)}
        for revision in (now, before)
    ]
    results = [
        certificate_covering.results(view, row.id, revision.revision) for revision in (now, before)
    ]
    return (
        *names,
        *(("covers",) if scopes[0] != scopes[1] else ()),
        *(("results",) if results[0] != results[1] else ()),
    )


def _look(view: Reading, event: Event) -> Look:
    said, words = facts(event), _words(view, [event])
    signed = officers.signed(words, event.event_id)
    return Look(
        at=event.recorded_at,
        grade=Grade(said["grade"]) if "grade" in said else None,
        revision=int(said["revision"]),
        office=signed.office,
        person=signed.person,
        reason=words.get((event.event_id, REASON)),
    )


def _words(view: Reading, told: Sequence[Event]) -> dict[tuple[str, str], str]:
    return events.private_values(view.db, "event", [event.event_id for event in told])


def _authors(view: Reading, told: Sequence[Event]) -> dict[int, str]:
    """The names of the members who recorded events, by their actor."""
    members = [accounts.member_of_actor(view.db, event.actor_id) for event in told]
    known = [member for member in members if member is not None]
    names = officers.names(view, known)
    return {member.actor_id: names[member.id] for member in known}


def _gi_key(view: Reading, row: Certificate) -> str | None:
    found = queries.gis_by_ids(view.db, [row.gi_id] if row.gi_id else [])
    return None if row.gi_id is None else found[row.gi_id].key
