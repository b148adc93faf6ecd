"""Checking certificates: every revision against its leaf, and what stands against all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from traceability.domain.events import EventStep
from traceability.services import certificates
from traceability.services.certificates import STATED
from traceability.services.differences import Difference, compared, facts
from traceability.store.models import Certificate, CertificateRevision, Event
from traceability.store.queries import certificates as queries
from traceability.store.unit import Reading

STEPS = (
    EventStep.CERTIFICATE_STATED,
    EventStep.CERTIFICATE_CHECKED,
    EventStep.CERTIFICATE_WITHDRAWN,
)
#: What the leaf of a correction says beside the revision.
_OF_CORRECTION = ("how", "corrects")


def check(view: Reading) -> Iterator[Difference]:
    """Every certificate, and every event that speaks of none."""
    for code in queries.untold(view.db, STEPS):
        yield Difference("certificate", code, "row", recorded="standing", found="missing")
    for page in queries.pages(view.db):
        told: dict[str, list[Event]] = {row.code: [] for row in page}
        for code, event in queries.events_about(view.db, list(told)):
            told[code].append(event)
        for row in page:
            yield from _certificate(view, row, told[row.code])


def _certificate(view: Reading, row: Certificate, told: Sequence[Event]) -> Iterator[Difference]:
    statements = [event for event in told if event.step == EventStep.CERTIFICATE_STATED]
    revisions = {each.revision: each for each in queries.revisions(view.db, row.id)}
    for number, event in enumerate(statements, start=1):
        yield from _revision(view, row, revisions.get(number), event)
    yield from _rows(view, row, len(statements))
    newest = revisions.get(len(statements))
    yield from compared("certificate", row.code, _folded(told, newest), _stands(row))


def _rows(view: Reading, row: Certificate, stated: int) -> Iterator[Difference]:
    """As many revisions as events state, and nothing that hangs on another."""
    count, spoken_of = queries.row_counts(view.db, row.id)
    strangers = sorted(number for number in spoken_of if not 1 <= number <= stated)
    recorded: dict[str, object] = {"revisions": stated, "strangers": []}
    found: dict[str, object] = {"revisions": count, "strangers": strangers}
    yield from compared("certificate_revision", row.code, recorded, found)


def _revision(
    view: Reading, row: Certificate, revision: CertificateRevision | None, event: Event
) -> Iterator[Difference]:
    said = {key: value for key, value in facts(event).items() if key not in _OF_CORRECTION}
    recorded: dict[str, object] = {
        **said,
        "content": said.get("content_sha256"),
        "event_seq": event.seq,
        "recorded_at": event.recorded_at,
    }
    found: dict[str, object] = {}
    if revision is not None:
        scope = [each.subject for each in queries.scope_of(view.db, row.id, revision.revision)]
        lines = queries.results_of(view.db, row.id, revision.revision)
        found = {
            **certificates.stated(revision, scope, row, _gi(view, row)),
            "content": certificates.content_sha256(row.code, revision, lines),
            "event_seq": revision.event_seq,
            "recorded_at": revision.recorded_at,
        }
    yield from compared("certificate_revision", row.code, recorded, found, event.event_id)


def _folded(told: Sequence[Event], newest: CertificateRevision | None) -> dict[str, object]:
    """The certificate that its events make; the words of it are the newest revision's."""
    folded: dict[str, object] = {"withdrawn_on": None, "withdrawn_at": None}
    for number, event in enumerate(told):
        said = facts(event)
        if number == 0:
            folded |= {"created_at": event.recorded_at, "holder_id": event.owner_id}
        if event.step in (EventStep.CERTIFICATE_STATED, EventStep.CERTIFICATE_CHECKED):
            folded |= {"grade": said.get("grade"), "revision": said.get("revision")}
        if event.step == EventStep.CERTIFICATE_WITHDRAWN:
            on = dt.date.fromisoformat(str(said.get("withdrawn_on")))
            folded |= {"withdrawn_on": on, "withdrawn_at": event.recorded_at}
    if newest is not None:
        folded |= {name: getattr(newest, name) for name in _REPEATED}
    return folded


#: What a certificate repeats of its newest revision.
_REPEATED = (*STATED, "file_sha256", "event_seq")


def _stands(row: Certificate) -> dict[str, object]:
    own = ("withdrawn_on", "withdrawn_at", "created_at", "holder_id", "grade", "revision")
    return {name: getattr(row, name) for name in (*own, *_REPEATED)}


def _gi(view: Reading, row: Certificate) -> str | None:
    found = queries.gis_by_ids(view.db, [row.gi_id] if row.gi_id else [])
    return None if row.gi_id is None else found[row.gi_id].key
