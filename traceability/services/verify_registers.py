"""Checking registers: parties, codes, places, products against the events that entered them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from traceability.domain.events import EventStep
from traceability.domain.growing_area import CodeStep
from traceability.services import area_codes, gtins, parties, products
from traceability.services.differences import Difference, commitments, compared, facts
from traceability.services.verify_rows import STEP_FACTS
from traceability.store.models import Event
from traceability.store.queries import audit_registers as audit
from traceability.store.queries.audit import EventRow, private_rows
from traceability.store.queries.audit_registers import AreaRow, PartyRow, PlaceRow
from traceability.store.unit import Reading

_OF_PARTY = frozenset({"values", parties.NAME_STANDS})
_PARTY_STEPS = (EventStep.PARTY_REGISTERED, EventStep.PARTY_REVISED, EventStep.PARTY_ERASED)
_GTIN_STEPS = (EventStep.PRODUCT_REVISED, EventStep.GTIN_CLAIMED, EventStep.GTIN_DECIDED)
#: What no statement of a code changes.
_FOR_EVER = frozenset({"holder"})
#: What the leaf of a step says that is not of the code.
_OF_STEP = frozenset({"for_commune", "proposal"})
_STATED = (
    "area_m2",
    "productive_m2",
    "trees",
    "colonies",
    "planted_year",
    "yield_g",
    "gln",
    "geometry_sha256",
    "planted_until_year",
    "intercrop_ppm",
    "harvests_a_year",
    "species",
)


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """The registers that the events of a page entered something into."""
    yield from _parties(view, _of_step(page, *_PARTY_STEPS))
    yield from _areas(view, _of_step(page, EventStep.CODE_STEP, EventStep.CODE_REVISED))
    yield from _places(view, _of_step(page, EventStep.PLACE_REVISED))
    revised = _of_step(page, EventStep.PRODUCT_REVISED)
    yield from _products(view, revised)
    yield from _product_revisions(view, revised)
    yield from _gtins(view, _of_step(page, *_GTIN_STEPS))


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
                yield from compared("party", code, _said(event, _OF_PARTY), found, event.event_id)
    yield from _values(view, "party", _PARTY_STEPS, told)


def _party(kept: PartyRow) -> dict[str, object]:
    return parties.stated(kept.party, kept.tenant, kept.scopes)


def _said(event: Event, apart: Set[str]) -> dict[str, object]:
    """The facts of a leaf but those that are compared by themselves."""
    return _but(facts(event), apart)


def _areas(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    """The codes that the events entered or revised; ``verify_rows`` compares the steps.

    A code is as the newest event that states it has it, and was there from its first event on: what
    is applied for bears the number of its file until a string is issued.
    """
    rows = audit.areas(view.db, list(told))
    newest = audit.newest_statements(view.db, list(told))
    for code, events in told.items():
        for row in events:
            found = _area(rows[code]) if code in rows else {}
            yield from _area_entered(code, row, found)
            if _states_code(row.event):
                recorded = _said(row.event, STEP_FACTS | _OF_STEP)
                stands = _but(found, {"created_at"})
                if newest.get(code) != row.event.seq:
                    recorded, stands = _only(recorded, _FOR_EVER), _only(stands, _FOR_EVER)
                yield from compared("area_code", code, recorded, stands, row.event.event_id)


def _area_entered(code: str, row: EventRow, found: Mapping[str, object]) -> Iterator[Difference]:
    if any(subject.subject == code and subject.chain_no == 1 for subject in row.subjects):
        recorded: dict[str, object] = {"created_at": row.event.recorded_at}
        entered = _only(found, {"created_at"})
        yield from compared("area_code", code, recorded, entered, row.event.event_id)


def _states_code(event: Event) -> bool:
    entering = facts(event).get("step") in (CodeStep.GRANT, CodeStep.OPEN_INTERNAL)
    return entering or event.step == EventStep.CODE_REVISED


def _area(kept: AreaRow) -> dict[str, object]:
    stated = area_codes.stated(
        kept.area, kept.register, kept.holder, kept.crops, kept.places, kept.varieties
    )
    return stated | {"created_at": kept.area.created_at}


def _only(plain: Mapping[str, object], wanted: Set[str]) -> dict[str, object]:
    return {key: value for key, value in plain.items() if key in wanted}


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
            recorded["yield_set_by"] = said.get("yield_set_by")
            recorded["recorded_at"] = event.recorded_at
            yield from compared("place_revision", code, recorded, found, event.event_id)
    yield from _values(view, "place", [EventStep.PLACE_REVISED], told)


def _place(kept: PlaceRow) -> dict[str, object]:
    revision = kept.revision
    unstated = {
        key: value
        for key in ("address_as_written",)
        if (value := getattr(revision, key)) is not None
    }
    return {
        **{key: getattr(revision, key) for key in _STATED},
        **unstated,
        "kind": kept.place.kind,
        "yield_set_by": kept.yield_setter,
        "holder": kept.holder,
        "vintage": revision.commune_vintage,
        "commune": revision.commune_code,
        "old_commune": revision.old_commune_code,
        "recorded_at": revision.recorded_at,
    }


def _products(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    """The head of each product but its GTIN, as the event of its newest revision has it."""
    newest = audit.newest_of_step(view.db, [EventStep.PRODUCT_REVISED], list(told))
    heads = audit.products(view.db, list(told))
    for code, events in told.items():
        for row in (each for each in events if each.event.seq == newest[code]):
            recorded = _said(row.event, _OF_REVISION) | {"holder": row.owner}
            found: dict[str, object] = {}
            if code in heads:
                product, holder = heads[code]
                found = products.stated(product) | {"holder": holder}
            apart = {"gtin", "gtin_state"}
            recorded, found = _but(recorded, apart), _but(found, apart)
            yield from compared("product", code, recorded, found, row.event.event_id)


#: What the leaf of a revision says that is not of the product's head.
_OF_REVISION = frozenset({"revision", "content_sha256", "same_name"})


def _but(said: Mapping[str, object], apart: Set[str]) -> dict[str, object]:
    return {key: value for key, value in said.items() if key not in apart}


def _gtins(view: Reading, told: Mapping[str, Sequence[EventRow]]) -> Iterator[Difference]:
    """The GTIN of each product and its state, as the newest event that speaks of them says."""
    newest = audit.newest_of_step(view.db, _GTIN_STEPS, list(told))
    heads = audit.products(view.db, list(told))
    for code, events in told.items():
        for event in (row.event for row in events if row.event.seq == newest[code]):
            recorded = _gtin_said(event, code)
            found = gtins.stated(heads[code][0]) if code in heads else {}
            yield from compared("product", code, recorded, found, event.event_id)


def _gtin_said(event: Event, code: str) -> dict[str, object]:
    said = facts(event)
    if event.step != EventStep.PRODUCT_REVISED:
        each = said.get("products")
        said = each.get(code, {}) if isinstance(each, dict) else {}
    return {key: said.get(key) for key in ("gtin", "gtin_state")}


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
