"""Certificates: entered and corrected by their holder, withdrawn; every version stays.

What a certificate covers is asked in ``certificate_covering``, how far it was checked is raised in
``certificate_checks``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from traceability.domain.access import Action, Thing, may, require
from traceability.domain.alerts import AlertKind
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.certificates import (
    CertificateKind,
    Covers,
    Grade,
    ResultVerdict,
)
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.measured_results import differs, judged
from traceability.services import (
    alerts,
    files,
    nearness,
    officers,
    parties,
    recording,
    report_results,
)
from traceability.services.certificate_requests import (
    CertificateRequest,
    Named,
    ResultRequest,
    checked,
)
from traceability.services.files import PreparedFile
from traceability.store.models import (
    Certificate,
    CertificateResult,
    CertificateRevision,
    CertificateScope,
    Event,
    Party,
)
from traceability.store.queries import areas, events
from traceability.store.queries import certificates as queries
from traceability.store.unit import Reading, Work

__all__ = ["CertificateRequest", "ResultRequest"]

#: The columns that a revision states, beside its file and event.
STATED = (
    "number",
    "issuer",
    "named",
    "stars",
    "ocop_group",
    "sampled_on",
    "method",
    "valid_from",
    "valid_to",
)
#: The private value that says why.
REASON = "reason"


def enter(work: Work, asked: CertificateRequest, file: PreparedFile | None = None) -> Certificate:
    """Enter a certificate of the actor's organisation.

    ``certificate_taken``: one of this kind and number stands already.
    """
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.EDIT_CERTIFICATE, Thing(holder=holder.id))
    work.lock_party(holder.id)
    asked, gi, named = checked(work, holder, asked)
    _check_new(work, holder, asked)
    row = Certificate(
        code=recording.issue_code(work, "certificate"),
        holder_id=holder.id,
        kind=asked.kind,
        standard=asked.standard,
        gi_id=None if gi is None else gi.id,
        revision=0,
        created_at=work.now,
    )
    sha256 = None if file is None else files.store(work, holder.id, file)
    _state(work, holder, row, asked, named, sha256)
    return row


def correct(
    work: Work, code: str, asked: CertificateRequest, file: PreparedFile | None = None
) -> Certificate:
    """State a certificate anew; the version before stays visible, and its evidence with it.

    What an officer saw was the other version, so the grade falls back to what the holder can show.
    A correction that says the same is none. ``certificate_changed``: somebody else was faster.
    """
    found = known(work, code)
    require(work.actor, Action.EDIT_CERTIFICATE, thing(work, found))
    holder = parties.known(work, found.holder_id)
    work.lock_party(holder.id)
    row = held(work, code, asked.revision)
    asked = replace(
        asked, kind=CertificateKind(row.kind), standard=row.standard, gi=_key(work, row)
    )
    asked, _gi, named = checked(work, holder, asked)
    sha256 = row.file_sha256 if file is None else files.store(work, holder.id, file)
    if _says(work, row, asked, named, sha256):
        return row
    if not asked.reason:
        raise Invalid("required", REASON)
    _state(work, holder, row, asked, named, sha256)
    return row


def withdraw(work: Work, code: str, reason: str) -> Certificate:
    """Let a certificate count for no day from today on, by its holder or a registrar.

    It stays where it was shown, as withdrawn. What its holder withdrew, an office may withdraw once
    more: from then on it stands behind that.
    """
    row = known(work, code)
    here = thing(work, row)
    office = may(work.actor, Action.CHECK_CERTIFICATE, here)
    require(work.actor, Action.CHECK_CERTIFICATE if office else Action.EDIT_CERTIFICATE, here)
    row = _to_withdraw(work, code) if office else held(work, code)
    owner = deciding_office(work, row) if office else parties.known(work, row.holder_id)
    row.withdrawn_on, row.withdrawn_at = row.withdrawn_on or work.today, work.now
    facts = {"revision": row.revision, "withdrawn_on": row.withdrawn_on.isoformat()}
    private = {REASON: reason, **(officers.signature(work) if office else {})}
    record(work, owner, row, EventStep.CERTIFICATE_WITHDRAWN, facts, private)
    if office:
        told = {"paper": row.kind}
        alerts.tell(work, row.holder_id, AlertKind.CERTIFICATE_WITHDRAWN, row.code, told)
    return row


def _to_withdraw(work: Work, code: str) -> Certificate:
    """A certificate, locked, for an office; refused where one withdrew it already."""
    row = queries.locked(work.db, code)
    if row is not None and report_results.withdrawn_by_holder(work, row):
        return row
    return held(work, code)


def known(view: Reading, code: str) -> Certificate:
    """The certificate of a short code."""
    row = queries.by_code(view.db, code)
    if row is None:
        raise NotFound
    return row


def held(work: Work, code: str, revision: int | None = None) -> Certificate:
    """The same, locked; refused where it was withdrawn, or is of another revision than seen."""
    row = queries.locked(work.db, code)
    if row is None:
        raise NotFound
    if row.withdrawn_on is not None:
        raise RuleBroken("certificate_withdrawn", day=row.withdrawn_on)
    if revision is not None and revision != row.revision:
        raise Conflict("certificate_changed", "number", revision=row.revision)
    return row


def thing(view: Reading, row: Certificate) -> Thing:
    """A certificate as rights see it: in the commune of its holder and in those of its places."""
    return things(view, [row])[row.id]


def things(view: Reading, rows: Sequence[Certificate]) -> dict[int, Thing]:
    """The same for many, by internal key."""
    scopes = queries.scopes(view.db, [row.id for row in rows])
    named = {each.subject for scope in scopes.values() for each in scope if each.kind == "place"}
    communes = {
        code: areas.revision(view.db, place.id).commune_code
        for code, place in queries.place_kinds(view.db, named).items()
    }
    found = {}
    for row in rows:
        own = parties.known(view, row.holder_id).commune_code
        others = (communes.get(each.subject) for each in scopes.get(row.id, ()))
        found[row.id] = Thing(row.holder_id, frozenset(filter(None, [own, *others])))
    return found


def deciding_office(work: Work, row: Certificate) -> Party:
    """The office that the actor decides for; refused to who is near to the holder."""
    office = parties.acting_party(work, work.actor)
    if office.kind != "authority":
        raise Denied(action=str(Action.CHECK_CERTIFICATE))
    if nearness.near_any(work, work.actor, [row.holder_id]):
        raise Denied("own_matter")
    return office


def record(
    work: Work,
    owner: Party,
    row: Certificate,
    step: EventStep,
    facts: Mapping[str, object],
    private: Mapping[str, str],
) -> Event:
    """Record what happened to a certificate."""
    work.db.flush()
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=step,
        subjects=(Subject(Role.REF, row.code),),
        occurred_on=work.today,
        facts=facts,
        private=private,
    )
    return recording.record(work, owner.id, owner.code, what)


def content_sha256(
    code: str, revision: CertificateRevision, results: Sequence[CertificateResult]
) -> str:
    """The hash by which a leaf names the words of a revision."""
    body = {
        "certificate": code,
        "revision": revision.revision,
        "number": revision.number,
        "issuer": revision.issuer,
        "named": revision.named,
        "method": revision.method,
        "results": [_line(row) for row in results],
    }
    return sha256_b64(canonical_json(body))


def stated(
    revision: CertificateRevision, scope: Collection[str], certificate: Certificate, gi: str | None
) -> dict[str, object]:
    """What a leaf says of a revision: words by their hash, everything else as it is."""
    return {
        "revision": revision.revision,
        "kind": certificate.kind,
        "standard": certificate.standard,
        "gi": gi,
        "covers": sorted(scope),
        "stars": revision.stars,
        "ocop_group": revision.ocop_group,
        "sampled_on": _iso(revision.sampled_on),
        "valid_from": _iso(revision.valid_from),
        "valid_to": _iso(revision.valid_to),
        "grade": str(Grade.own(filed=revision.file_sha256 is not None)),
        "content_sha256": revision.content_sha256,
    }


# --- what is written -----------------------------------------------------------------------------


def _check_new(work: Work, holder: Party, asked: CertificateRequest) -> None:
    there = queries.alike(work.db, holder.id, asked.kind, asked.number)
    if there is not None:
        facts = {"number": asked.number, "certificate": there.code}
        raise Conflict("certificate_taken", "number", **facts)


def _key(work: Work, row: Certificate) -> str | None:
    """The key of the geographical indication that a certificate is of."""
    found = queries.gis_by_ids(work.db, [row.gi_id] if row.gi_id else [])
    return found[row.gi_id].key if row.gi_id else None


def _says(
    work: Work, row: Certificate, asked: CertificateRequest, named: Named, sha256: str | None
) -> bool:
    """Whether the certificate says all of it already."""
    now = {name: getattr(row, name) for name in STATED}
    same = now == {name: getattr(asked, name) for name in STATED} and sha256 == row.file_sha256
    scope = {each.subject for each in queries.scope_of(work.db, row.id, row.revision)}
    lines = [_line(each) for each in queries.results_of(work.db, row.id, row.revision)]
    wanted = [_line(each) for each in _results(row, 1, asked)]
    return same and scope == set(named) and lines == wanted


def _state(
    work: Work,
    holder: Party,
    row: Certificate,
    asked: CertificateRequest,
    named: Named,
    sha256: str | None,
) -> None:
    """The next revision of a certificate: its event, its rows, and the certificate as it stands."""
    number = row.revision + 1
    results = _results(row, number, asked)
    revision = CertificateRevision(
        revision=number,
        file_sha256=sha256,
        recorded_at=work.now,
        **{name: getattr(asked, name) for name in STATED},
    )
    revision.content_sha256 = content_sha256(row.code, revision, results)
    event = _record(work, holder, row, revision, asked, named)
    revision.event_seq = row.event_seq = event.seq
    row.revision, row.file_sha256 = number, sha256
    row.grade = Grade.own(filed=sha256 is not None)
    for name in STATED:
        setattr(row, name, getattr(asked, name))
    work.add(row)
    revision.certificate_id = row.id
    for each in results:
        each.certificate_id = row.id
    work.add(revision, *results, *(_scope(row, number, *each) for each in named.items()))


def _record(
    work: Work,
    holder: Party,
    row: Certificate,
    revision: CertificateRevision,
    asked: CertificateRequest,
    named: Named,
) -> Event:
    before = {}
    if revision.revision > 1:
        newest = events.by_seq(work.db, [row.event_seq])[row.event_seq]
        before = {"how": "amend", "corrects": newest.event_id}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CERTIFICATE_STATED,
        subjects=(Subject(Role.REF, row.code),),
        occurred_on=work.today,
        facts=stated(revision, named, row, asked.gi) | before,
        private={REASON: asked.reason} if asked.reason else {},
        files=(revision.file_sha256,) if revision.file_sha256 else (),
    )
    return recording.record(work, holder.id, holder.code, what)


def _scope(row: Certificate, number: int, code: str, what: Covers) -> CertificateScope:
    kind = Covers.PLACE if what is Covers.FACILITY else what
    return CertificateScope(certificate_id=row.id, revision=number, subject=code, kind=kind)


def _results(row: Certificate, number: int, asked: CertificateRequest) -> list[CertificateResult]:
    return [
        CertificateResult(
            certificate_id=row.id,
            revision=number,
            number=position,
            parameter=each.parameter,
            highest=each.limit,
            result=each.result,
            unit=each.unit,
            verdict=_written(each),
        )
        for position, each in enumerate(asked.results, start=1)
    ]


def _written(each: ResultRequest) -> ResultVerdict:
    """How a line stands to its limit; the paper's own word where the numbers say another."""
    stated = None if each.verdict is None else ResultVerdict(each.verdict)
    if stated is not None and differs(each.result, each.limit, stated):
        return stated
    return judged(each.result, each.limit, stated)


def _line(row: CertificateResult) -> list[str | None]:
    return [row.parameter, row.highest, row.result, row.unit, str(row.verdict)]


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
