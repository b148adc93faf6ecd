"""Checking deliveries: notes, their lines and answers against the events that they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from traceability.domain.deliveries import Answer
from traceability.domain.events import EventStep, Role
from traceability.services.differences import Difference, Plain, compared, facts
from traceability.store.queries import audit_deliveries as audit
from traceability.store.queries.audit_deliveries import AnswerRow, NoteRow, Told
from traceability.store.queries.audit_goods import Edge
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every note and answer says what its event says, and every buyer is whose event entered it."""
    answered: Counter[str] = Counter()
    for page in audit.told(view.db):
        seqs = [each.event.seq for each in page]
        notes, answers = audit.notes(view.db, seqs), audit.answers(view.db, seqs)
        for each in page:
            if each.event.step == EventStep.SHIP:
                yield from _note(each, notes.get(each.event.seq))
            else:
                answered.update(list(each.of_role(Role.REF)))
                yield from _answer(each, _number(each, answered), answers.get(each.event.seq))
    for code in audit.untold(view.db):
        yield Difference("delivery_note", code, "event", "of a delivery", "another")
    for code, held, entered in audit.buyers(view.db):
        yield from compared("buyer", code, {"holder": entered}, {"holder": held})


def edges_told(view: Reading, codes: Sequence[str]) -> Iterator[tuple[str, Edge]]:
    """What batches that came by a handover are of, as its event tells it."""
    for event, sent in audit.takings_of(view.db, codes):
        of = facts(event).get("of")
        for child, parent in (of if isinstance(of, dict) else {}).items():
            if child in codes:
                yield child, (parent, event.seq, sent.get(parent))


def _note(told: Told, row: NoteRow | None) -> Iterator[Difference]:
    event, said = told.event, facts(told.event)
    packages = said.get("packages")
    counted = packages if isinstance(packages, dict) else {}
    recorded: dict[str, object] = {
        "code": list(told.of_role(Role.REF)),
        "holder": told.owner,
        "kind": said.get("to_kind"),
        "to": said.get("to"),
        "place": told.place,
        "year": said.get("year"),
        "number": said.get("number"),
        "secret_sha256": said.get("secret_sha256"),
        "sent_on": event.occurred_on,
        "recorded_at": event.recorded_at,
        "lines": {
            code: (amount, counted.get(code)) for code, amount in told.of_role(Role.IN).items()
        },
    }
    found = {} if row is None else _note_stands(row)
    yield from compared("delivery_note", event.event_id, recorded, found, event.event_id)


def _note_stands(row: NoteRow) -> Plain:
    note = row.note
    return {
        "code": [note.code],
        "holder": row.holder,
        "kind": note.kind,
        "to": row.to,
        "place": row.place,
        "year": note.year,
        "number": note.number,
        "secret_sha256": note.secret_hash,
        "sent_on": note.sent_on,
        "recorded_at": note.recorded_at,
        "lines": row.lines,
    }


def _answer(told: Told, number: int, row: AnswerRow | None) -> Iterator[Difference]:
    event = told.event
    kind, lines = _said(told)
    recorded: dict[str, object] = {
        "note": list(told.of_role(Role.REF)),
        "number": number,
        "kind": kind,
        "recorded_at": event.recorded_at,
        "lines": lines,
    }
    found: dict[str, object] = {}
    if row is not None:
        found = {
            "note": [row.note],
            "number": row.answer.number,
            "kind": row.answer.kind,
            "recorded_at": row.answer.recorded_at,
            "lines": row.lines,
        }
    yield from compared("delivery_answer", event.event_id, recorded, found, event.event_id)


def _number(told: Told, answered: Mapping[str, int]) -> int:
    """Answers to a note are counted in the order of their events, whatever else its chain holds."""
    return next((answered[code] for code in told.of_role(Role.REF)), 0)


def _said(told: Told) -> tuple[object, dict[str, tuple[int, int]]]:
    """What an event says of a note: the kind of answer, what came and went back of each lot."""
    said = facts(told.event)
    if told.event.step == EventStep.RETURN:
        return Answer.REFUSED, {c: (0, n or 0) for c, n in told.of_role(Role.OUT).items()}
    if told.event.step == EventStep.ACCEPT:
        of, made = said.get("of"), told.of_role(Role.OUT)
        pairs = (of if isinstance(of, dict) else {}).items()
        taken = {parent: (made.get(child) or 0, 0) for child, parent in pairs}
        # A lot of which nothing came was sent, and is no batch of the receiver's.
        nothing = (code for code in told.of_role(Role.PARENT) if code not in taken)
        return Answer.ACCEPTED, taken | dict.fromkeys(nothing, (0, 0))
    received = said.get("received")
    came = received if isinstance(received, dict) else {}
    return said.get("answer"), {code: (amount, 0) for code, amount in came.items()}
