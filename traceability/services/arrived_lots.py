"""The receiver's lots that a handover became, and back from one to its note."""

from __future__ import annotations

import json

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.deliveries import Answer
from traceability.services import deliveries, delivery_views
from traceability.store.models import Batch
from traceability.store.queries import deliveries as queries
from traceability.store.queries import events
from traceability.store.unit import Reading


def arrived(view: Reading, actor: Actor, note_code: str) -> tuple[tuple[str, str], ...]:
    """The code and lot code of each lot that was taken in by a note, in the order of the note."""
    note = deliveries.known(view, note_code)
    require(actor, Action.RECEIVE_GOODS, Thing(holder=note.to_party_id))
    said = queries.answers(view.db, [note.id])[note.id]
    seqs = [each.event_seq for each in said if each.kind == Answer.ACCEPTED]
    made = events.by_seq(view.db, seqs)
    lots = (json.loads(made[seq].leaf)["facts"]["lots"].items() for seq in seqs)
    return tuple(pair for each in lots for pair in each)


def came_by(view: Reading, batch: Batch) -> tuple[str, str] | None:
    """The code and number of the note that a lot came by, where another handed it over."""
    note = queries.by_arrival(view.db, batch.event_seq)
    return None if note is None else (note.code, delivery_views.number_of(note))
