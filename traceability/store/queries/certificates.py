"""Certificates with their revisions, scopes and results, and geographical indications."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, exists, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from traceability.domain.certificates import CertificateKind
from traceability.store.models import (
    Certificate,
    CertificateReminder,
    CertificateResult,
    CertificateRevision,
    CertificateScope,
    CommuneSuccession,
    Event,
    EventSubject,
    Gi,
    GiCommune,
    Place,
)
from traceability.store.queries.audit import next_page
from traceability.store.queries.remembering import by_keys, plain


def by_code(db: Session, code: str) -> Certificate | None:
    """The certificate of a short code."""
    return db.scalar(select(Certificate).where(Certificate.code == code))


def locked(db: Session, code: str) -> Certificate | None:
    """The same, kept from everybody else until the end of the unit."""
    wanted = select(Certificate).where(Certificate.code == code).with_for_update()
    return db.scalar(wanted.execution_options(populate_existing=True))


def of_holder(db: Session, holder_id: int) -> list[Certificate]:
    """The certificates of a holder, in the order in which they were entered."""
    wanted = select(Certificate).where(Certificate.holder_id == holder_id)
    return list(db.scalars(wanted.order_by(Certificate.id)))


def every(db: Session) -> list[Certificate]:
    """All certificates, in the order in which they were entered."""
    return list(db.scalars(select(Certificate).order_by(Certificate.id)))


def standing_or_told(db: Session, grades: Collection[str]) -> list[Certificate]:
    """Those that nobody withdrew and whose evidence is of one of the grades.

    And every test report that was withdrawn: lots may be told of it still.
    """
    weak = and_(Certificate.withdrawn_on.is_(None), Certificate.grade.in_(grades))
    tests = Certificate.kind == CertificateKind.TEST_REPORT
    gone = and_(Certificate.withdrawn_on.is_not(None), tests)
    return list(db.scalars(select(Certificate).where(or_(weak, gone)).order_by(Certificate.id)))


def pages(db: Session) -> Iterator[list[Certificate]]:
    """All certificates, a page at a time."""
    last = 0
    while rows := list(db.scalars(next_page(select(Certificate), Certificate.id, last))):
        yield rows
        last = rows[-1].id


def alike(db: Session, holder_id: int, kind: str, number: str) -> Certificate | None:
    """The certificate of a holder with this kind and number that was not withdrawn."""
    wanted = select(Certificate).where(
        Certificate.holder_id == holder_id,
        Certificate.kind == kind,
        Certificate.number == number,
        Certificate.withdrawn_on.is_(None),
    )
    return db.scalar(wanted.order_by(Certificate.id).limit(1))


def naming(db: Session, subjects: Collection[str]) -> list[Certificate]:
    """The certificates whose newest revision names one of these things."""
    named = exists().where(
        CertificateScope.certificate_id == Certificate.id,
        CertificateScope.revision == Certificate.revision,
        CertificateScope.subject.in_(subjects),
    )
    return list(db.scalars(select(Certificate).where(named).order_by(Certificate.id)))


class Line(NamedTuple):
    """What a revision of a certificate names: a place (of which kind), a product or a batch."""

    certificate_id: int
    revision: int
    subject: str
    kind: str
    place_kind: str | None


_NAMED = aliased(CertificateScope)
_LINES = (
    select(
        CertificateScope.certificate_id,
        CertificateScope.revision,
        CertificateScope.subject,
        CertificateScope.kind,
        Place.kind.label("place_kind"),
    )
    .join(Certificate, Certificate.id == CertificateScope.certificate_id)
    .outerjoin(Place, Place.code == CertificateScope.subject)
    .where(
        or_(
            CertificateScope.revision == Certificate.revision,
            Certificate.kind == CertificateKind.TEST_REPORT,
        ),
        CertificateScope.certificate_id.in_(
            select(_NAMED.certificate_id).where(
                _NAMED.subject.in_(bindparam("subjects", expanding=True))
            )
        ),
    )
    .order_by(CertificateScope.certificate_id, CertificateScope.revision)
)


def lines_beside(db: Session, subjects: Collection[str]) -> list[Line]:
    """All that certificates name of which a version names, or once named, one of these things.

    Of test reports every revision, of others the newest; in the order of certificates, then of
    revisions.
    """
    return [Line(*row) for row in plain(db, _LINES, {"subjects": list(subjects)})]


def by_ids(db: Session, ids: Collection[int]) -> dict[int, Certificate]:
    """Certificates by internal key."""
    return by_keys(db, Certificate, Certificate.id, ids)


def scopes(db: Session, ids: Sequence[int]) -> dict[int, list[CertificateScope]]:
    """What the newest revisions of certificates name."""
    wanted = (
        select(CertificateScope)
        .join(
            Certificate,
            and_(
                Certificate.id == CertificateScope.certificate_id,
                Certificate.revision == CertificateScope.revision,
            ),
        )
        .where(Certificate.id.in_(ids))
        .order_by(CertificateScope.subject)
    )
    found: dict[int, list[CertificateScope]] = defaultdict(list)
    for row in db.scalars(wanted):
        found[row.certificate_id].append(row)
    return found


def every_scope(db: Session, ids: Collection[int]) -> list[CertificateScope]:
    """What every revision of certificates names, by short code."""
    wanted = select(CertificateScope).where(CertificateScope.certificate_id.in_(ids))
    return list(db.scalars(wanted.order_by(CertificateScope.subject)))


def revisions(db: Session, certificate_id: int) -> list[CertificateRevision]:
    """Every revision of a certificate, the newest first."""
    wanted = select(CertificateRevision).where(CertificateRevision.certificate_id == certificate_id)
    return list(db.scalars(wanted.order_by(CertificateRevision.revision.desc())))


def revision(db: Session, certificate_id: int, number: int) -> CertificateRevision | None:
    """One revision of a certificate."""
    return db.get(CertificateRevision, (certificate_id, number))


def revisions_of(
    db: Session, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], CertificateRevision]:
    """Some revisions by certificate and number."""
    if not keys:
        return {}
    named = tuple_(CertificateRevision.certificate_id, CertificateRevision.revision)
    rows = db.scalars(select(CertificateRevision).where(named.in_(sorted(keys))))
    return {(row.certificate_id, row.revision): row for row in rows}


def scope_of(db: Session, certificate_id: int, number: int) -> list[CertificateScope]:
    """What a revision names, by short code."""
    wanted = select(CertificateScope).where(
        CertificateScope.certificate_id == certificate_id, CertificateScope.revision == number
    )
    return list(db.scalars(wanted.order_by(CertificateScope.subject)))


def results_of(db: Session, certificate_id: int, number: int) -> list[CertificateResult]:
    """The lines of a test report, in their order."""
    wanted = select(CertificateResult).where(
        CertificateResult.certificate_id == certificate_id, CertificateResult.revision == number
    )
    return list(db.scalars(wanted.order_by(CertificateResult.number)))


_RESULTS = (
    select(CertificateResult)
    .where(CertificateResult.certificate_id.in_(bindparam("reports", expanding=True)))
    .order_by(CertificateResult.number)
)


def all_results(db: Session, ids: Collection[int]) -> dict[int, dict[int, list[CertificateResult]]]:
    """The lines of every revision of test reports, in their order, by report and revision."""
    found: dict[int, dict[int, list[CertificateResult]]] = {key: {} for key in ids}
    for row in db.scalars(_RESULTS, {"reports": list(ids)}):
        found[row.certificate_id].setdefault(row.revision, []).append(row)
    return found


def place_kinds(db: Session, codes: Collection[str]) -> dict[str, Place]:
    """The places among short codes."""
    if not codes:
        return {}
    return {row.code: row for row in db.scalars(select(Place).where(Place.code.in_(codes)))}


# --- reminders -----------------------------------------------------------------------------------


def ending(db: Session, until: dt.date, last: int) -> list[Certificate]:
    """The certificates that end up to ``until`` and whose ``last`` threshold was not told yet."""
    told = exists().where(
        CertificateReminder.certificate_id == Certificate.id,
        CertificateReminder.valid_to == Certificate.valid_to,
        CertificateReminder.threshold == last,
    )
    wanted = select(Certificate).where(
        Certificate.valid_to <= until, Certificate.withdrawn_on.is_(None), ~told
    )
    return list(db.scalars(wanted.order_by(Certificate.id)))


def reminded(db: Session, ids: Sequence[int]) -> dict[tuple[int, dt.date], set[int]]:
    """The thresholds that holders were told of, by certificate and its last day."""
    found: dict[tuple[int, dt.date], set[int]] = defaultdict(set)
    wanted = select(CertificateReminder).where(CertificateReminder.certificate_id.in_(ids))
    for row in db.scalars(wanted):
        found[row.certificate_id, row.valid_to].add(row.threshold)
    return found


# --- events --------------------------------------------------------------------------------------


def events_about(db: Session, codes: Collection[str]) -> list[tuple[str, Event]]:
    """The events of certificates by their codes, oldest first."""
    wanted = (
        select(EventSubject.subject, Event)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(EventSubject.subject.in_(codes))
        .order_by(Event.seq)
    )
    return [(code, event) for code, event in db.execute(wanted)]


def untold(db: Session, steps: Sequence[str]) -> list[str]:
    """Things that events of these steps are about, and that are no certificate."""
    wanted = (
        select(EventSubject.subject)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(Event.step.in_(steps))
        .where(~exists().where(Certificate.code == EventSubject.subject))
        .distinct()
        .order_by(EventSubject.subject)
    )
    return list(db.scalars(wanted))


def row_counts(db: Session, certificate_id: int) -> tuple[int, set[int]]:
    """How many revisions stand, and the revisions that scopes and results speak of."""
    revisions_of = select(CertificateRevision.revision).where(
        CertificateRevision.certificate_id == certificate_id
    )
    named = select(CertificateScope.revision).where(
        CertificateScope.certificate_id == certificate_id
    )
    lines = select(CertificateResult.revision).where(
        CertificateResult.certificate_id == certificate_id
    )
    stand = list(db.scalars(revisions_of))
    return len(stand), {*db.scalars(named), *db.scalars(lines)}


# --- geographical indications --------------------------------------------------------------------


def gis(db: Session) -> list[Gi]:
    """Every geographical indication by its key."""
    return list(db.scalars(select(Gi).order_by(Gi.key)))


def gi_by_key(db: Session, key: str) -> Gi | None:
    """The geographical indication of a key."""
    return db.scalar(select(Gi).where(Gi.key == key))


def gis_by_ids(db: Session, ids: Collection[int]) -> dict[int, Gi]:
    """Geographical indications by internal key."""
    return by_keys(db, Gi, Gi.id, ids)


def gi_communes(db: Session, gi_id: int) -> list[GiCommune]:
    """The communes of a geographical indication, by code."""
    wanted = select(GiCommune).where(GiCommune.gi_id == gi_id)
    return list(db.scalars(wanted.order_by(GiCommune.commune_vintage, GiCommune.commune_code)))


_LISTS = select(GiCommune.gi_id, GiCommune.commune_vintage, GiCommune.commune_code).where(
    GiCommune.gi_id.in_(bindparam("gis", expanding=True))
)


def gi_lists(db: Session, ids: Collection[int]) -> dict[tuple[int, str], set[str]]:
    """The communes of geographical indications, by the indication and the vintage of the codes."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for gi_id, vintage, commune in plain(db, _LISTS, {"gis": list(ids)}) if ids else ():
        found[gi_id, vintage].add(commune)
    return found


def clear_gi_communes(db: Session, gi_id: int) -> None:
    """Take all communes from a geographical indication."""
    db.execute(delete(GiCommune).where(GiCommune.gi_id == gi_id))


_BEFORE = select(CommuneSuccession.new_code, CommuneSuccession.old_code).where(
    CommuneSuccession.new_code.in_(bindparam("communes", expanding=True))
)


def predecessors(db: Session, communes: Collection[str]) -> dict[str, frozenset[str]]:
    """The old communes that communes of today came from, whole or in part."""
    found: dict[str, set[str]] = defaultdict(set)
    for new, old in plain(db, _BEFORE, {"communes": list(communes)}):
        found[new].add(old)
    return {code: frozenset(old) for code, old in found.items()}
