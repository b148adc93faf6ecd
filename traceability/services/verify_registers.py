"""Checking registers: parties, codes, places, products against the events that entered them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from traceability.domain.events import EventStep
from traceability.services import area_codes, parties, products
from traceability.services.differences import Difference, commitments, compared, facts
from traceability.services.verify_rows import STEP_FACTS
from traceability.store.models import Event
from traceability.store.queries import audit_registers as audit
from traceability.store.queries.audit import EventRow, private_rows
from traceability.store.queries.audit_registers import PartyRow, PlaceRow
from traceability.store.unit import Reading

_PARTY_STEPS = (EventStep.PARTY_REGISTERED, EventStep.PARTY_REVISED, EventStep.PARTY_ERASED)
_STATED = (
    "area_m2",
    "productive_m2",
    "trees",
    "colonies",
    "planted_year",
    "yield_g",
    "gln",
)


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """The registers that the events of a page entered something into."""
    yield from _parties(view, _of_step(page, *_PARTY_STEPS))
    yield from _areas(view, _of_step(page, EventStep.CODE_STEP))
    yield from _places(view, _of_step(page, EventStep.PLACE_REVISED))
    yield from _products(view, _of_step(page, EventStep.PRODUCT_REVISED))


def check_counts(view: Reading) -> Iterator[Difference]:
    """As many revisions of each product and place as events that entered one."""
    for table, code, told, rows in audit.revision_counts(view.db):
        yield from compared(table, code, {"revisions": told}, {"revisions": rows})


def _of_step(page: Sequence[EventRow], *steps: EventStep) -> dict[str, list[EventRow]]:
    """The events of one of the steps by what they are about."""
    found: dict[str, list[EventRow]] = {}
    for row in page:
        if row.event.step in steps:
            for subject in row.subjects:
                found.setdefault(subject.subject, []).append(row)
    return found


def _parties(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    """Each party as its newest event has it, and when the first one entered it."""
    rows = audit.parties(view.db, list(told))
    newest = audit.newest_of_step(view.db, _PARTY_STEPS, list(told))
    for code, events in told.items():
        for event in (row.event for row in events):
            kept = rows.get(code)
            if event.step == EventStep.PARTY_REGISTERED:
                entered = {} if kept is None else {"created_at": kept.party.created_at}
                recorded: dict[str, object] = {"created_at": event.recorded_at}
                yield from compared("party", code, recorded, entered, event.event_id)
            if event.step == EventStep.PARTY_ERASED:
                gone = {} if kept is None else {"erased_at": kept.party.erased_at}
                at: dict[str, object] = {"erased_at": event.recorded_at}
                yield from compared("party", code, at, gone, event.event_id)
            if event.seq == newest[code]:
                found = {} if kept is None else _party(kept)
                yield from compared("party", code, _said(event, {"values"}), found, event.event_id)
    yield from _values(view, "party", _PARTY_STEPS, told)


def _party(kept: PartyRow) -> dict[str, object]:
    return parties.stated(kept.party, kept.tenant, kept.scopes)


def _said(event: Event, apart: Set[str]) -> dict[str, object]:
    """The facts of a leaf but those that are compared by themselves."""
    return {key: value for key, value in facts(event).items() if key not in apart}


def _areas(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    """The codes whose grants are among the events; ``verify_rows`` compares the steps."""
    rows = audit.areas(view.db, list(told))
    for code, events in told.items():
        for event in (row.event for row in events if facts(row.event).get("step") == "grant"):
            found: dict[str, object] = {}
            if code in rows:
                kept = rows[code]
                found = area_codes.stated(
                    kept.area, kept.register, kept.holder, kept.crops, kept.places
                )
                found["created_at"] = kept.area.created_at
            recorded = _said(event, STEP_FACTS) | {"created_at": event.recorded_at}
            yield from compared("area_code", code, recorded, found, event.event_id)


def _values(
    view: Reading,
    kind: str,
    steps: Sequence[EventStep],
    told: Mapping[str, Sequence[EventRow]],
) -> Iterator[Difference]:
    """The private values of registered things; the newest event is the one that counts."""
    newest = audit.newest_of_step(view.db, steps, list(told))
    values = private_rows(view.db, kind, list(told))
    for code, events in told.items():
        for event in (row.event for row in events if row.event.seq == newest[code]):
            yield from commitments(kind, code, facts(event).get("values"), values.get(code, []))


def _places(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    revisions = audit.place_revisions(view.db, list(told))
    for code, events in told.items():
        for row in events:
            event, said = row.event, facts(row.event)
            kept = revisions.get((code, said.get("revision", 0)))
            found = {} if kept is None else _place(kept)
            recorded = {key: said.get(key) for key in (*_STATED, "kind", "vintage", "commune")}
            recorded |= {"old_commune": said.get("old_commune"), "holder": row.owner}
            recorded["recorded_at"] = event.recorded_at
            yield from compared("place_revision", code, recorded, found, event.event_id)
    yield from _values(view, "place", [EventStep.PLACE_REVISED], told)


def _place(kept: PlaceRow) -> dict[str, object]:
    revision = kept.revision
    unstated = {
        key: value
        for key in ("address_as_written", "intercrop_ppm", "yield_set_by", "geometry_sha256")
        if (value := getattr(revision, key)) is not None
    }
    return {
        **{key: getattr(revision, key) for key in _STATED},
        **unstated,
        "kind": kept.place.kind,
        "holder": kept.holder,
        "vintage": revision.commune_vintage,
        "commune": revision.commune_code,
        "old_commune": revision.old_commune_code,
        "recorded_at": revision.recorded_at,
    }


def _products(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    """The head of each product, as its newest event has it, and every revision."""
    newest = audit.newest_of_step(view.db, [EventStep.PRODUCT_REVISED], list(told))
    heads = audit.products(view.db, list(told))
    for code, events in told.items():
        for row in (each for each in events if each.event.seq == newest[code]):
            recorded = _said(row.event, {"revision", "content_sha256"}) | {"holder": row.owner}
            found: dict[str, object] = {}
            if code in heads:
                product, holder = heads[code]
                found = products.stated(product) | {"holder": holder}
            yield from compared("product", code, recorded, found, row.event.event_id)
    yield from _product_revisions(view, told)


def _product_revisions(
    view: Reading, told: Mapping[str, Sequence[EventRow]]
) -> Iterator[Difference]:
    revisions = audit.product_revisions(view.db, list(told))
    for code, events in told.items():
        for event in (row.event for row in events):
            said = facts(event)
            kept = revisions.get((code, said.get("revision", 0)))
            recorded = {
                "content": said.get("content_sha256"),
                "content_sha256": said.get("content_sha256"),
                "recorded_at": event.recorded_at,
            }
            found: dict[str, object] = {}
            if kept is not None:
                revision, formats = kept
                found = {
                    "content": products.content_sha256(code, revision, formats),
                    "content_sha256": revision.content_sha256,
                    "recorded_at": revision.recorded_at,
                }
            yield from compared("product_revision", code, recorded, found, event.event_id)
