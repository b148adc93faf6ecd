"""Checking corrections: each of the same entry, and every edge that was taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.domain.events import How, Mistake, Role
from traceability.services.differences import Difference, compared, content
from traceability.store.models import Event
from traceability.store.queries import corrections as queries
from traceability.store.queries.audit import EventRow
from traceability.store.unit import Reading


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """The corrections of a page: they name the goods, day, step and owner that they put right."""
    for row in page:
        yield from _why(row.event)
    told = [row for row in page if row.event.corrects is not None]
    before = queries.by_seqs(view.db, [row.event.corrects or 0 for row in told])
    for row in told:
        event_id = row.event.event_id
        corrected = before.get(row.event.corrects or 0)
        if corrected is None:
            yield Difference("event", event_id, "corrects", "an event", None, event_id)
            continue
        subjects = queries.subject_codes(view.db, corrected.seq)
        recorded = _same(corrected) | {"goods": subjects, "how": None}
        found = _same(row.event) | {"goods": sorted(each.subject for each in row.subjects)}
        found["how"] = _impossible(row, corrected)
        yield from compared("event", event_id, recorded, found, event_id)


def _why(event: Event) -> Iterator[Difference]:
    """The kind of mistake, in the leaf alone: one of the list, and only where one was put right."""
    said = content(event).get("why")
    known = event.corrects is not None and said in tuple(Mistake)
    if said is not None and not known:
        yield Difference("event", event.event_id, "why", "a kind of mistake", said, event.event_id)


def check_kept(view: Reading) -> Iterator[Difference]:
    """Every edge that was taken back, by the retraction of the event that told of it."""
    for edge, code, event in queries.retired_edges(view.db):
        first = queries.first_of(view.db, event)
        recorded = {"event_seq": first.seq, "how": How.RETRACT, "standing": False}
        found = {"event_seq": edge.event_seq, "how": event.how}
        found["standing"] = queries.edge_stands(view.db, edge)
        yield from compared("retired_edge", code, recorded, found, event.event_id)
    for retraction in queries.retractions(view.db):
        yield from _taken_back(view, retraction)
    for code, event_id in queries.unretired(view.db):
        yield Difference("batch_edge", code, "event_seq", "taken back", "standing", event_id)


def _taken_back(view: Reading, retraction: Event) -> Iterator[Difference]:
    """All that went into something by an entry that was taken back, of and into what it told."""
    first = queries.first_of(view.db, retraction)
    told = queries.moved_by(view.db, first.seq)
    pairs = {(parent, child) for parent in told[Role.IN] for child in told[Role.OUT]}
    kept = queries.retired_pairs(view.db, retraction.seq)
    if pairs != kept:
        event_id = retraction.event_id
        yield Difference("retired_edge", event_id, "pairs", sorted(pairs), sorted(kept), event_id)


def _same(event: Event) -> dict[str, object]:
    """What a correction has in common with what it corrects."""
    names = ("owner_id", "kind", "step", "place_id", "occurred_on")
    return {name: getattr(event, name) for name in names}


def _impossible(row: EventRow, corrected: Event) -> str | None:
    """What a correction cannot be: of one that was taken back, or an amount in a retraction."""
    if corrected.how == How.RETRACT:
        return "of a retraction"
    if row.event.how == How.RETRACT and any(each.amount for each in row.subjects):
        return "amounts in a retraction"
    return None
