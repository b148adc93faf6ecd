"""What receivers say of a note: all came as sent, or something came otherwise. Nothing is undone.

Who has the address of a note's page may answer without an account. Answers are added, and the
newest counts; a cooperative of the system answers a handover in its workspace (``arrivals``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from traceability.crypto.tokens import token_hash
from traceability.domain import deliveries as rules
from traceability.domain.alerts import AlertKind
from traceability.domain.deliveries import Answer, Came, To
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.quantity import Quantity
from traceability.services import alerts, densities, parties, recording, sacks
from traceability.services.alerts import Facts
from traceability.store.models import (
    Batch,
    DeliveryAnswer,
    DeliveryAnswerLine,
    DeliveryLine,
    DeliveryNote,
    Event,
)
from traceability.store.queries import deliveries as queries
from traceability.store.queries import events
from traceability.store.unit import Reading, Work

#: So often a note may be answered: whoever found its address cannot fill the record.
MOST_ANSWERS = 20
#: No lot has more packages than this.
MOST_PACKAGES = 1_000_000


@dataclass(frozen=True)
class AnswerRequest:
    """What came, by the code of the lot; a lot that is not spoken of came as it was sent.

    ``packages`` are how many came of a lot that was sent in packages, instead of an amount.
    ``name`` is who says so and ``remark`` what else they say; both are kept in private.
    """

    received: Mapping[str, Quantity] = field(default_factory=dict)
    name: str | None = None
    remark: str | None = None
    packages: Mapping[str, int] = field(default_factory=dict)

    @property
    def private(self) -> dict[str, str]:
        """The private values that are there, by field."""
        values = (("receiver", self.name), ("remark", self.remark))
        return {name: value for name, value in values if value is not None}


def by_secret(view: Reading, secret: str) -> DeliveryNote:
    """The note whose page's address ends in ``secret``; ``NotFound`` for any other."""
    note = queries.by_secret(view.db, token_hash(secret))
    if note is None:
        raise NotFound
    return note


def answer(work: Work, secret: str, asked: AnswerRequest) -> Answer:
    """Record what a receiver says; the same words twice are one answer."""
    work.share_judgement()  # no correction takes the note back in between
    note = by_secret(work, secret)
    if note.kind == To.COOPERATIVE:
        raise RuleBroken("answered_in_workspace")
    work.lock_chains([note.code])
    refuse_retracted(work, note)
    lines = queries.lines(work.db, note.id)
    received = _received(work, asked, lines)
    sent = {batch.code: line.amount for line, batch in lines}
    kind = Answer.DIFFERS if rules.differs(sent, received) else Answer.CONFIRMED
    before = queries.answers(work.db, [note.id])[note.id]
    if before and _says_the_same(work, before[-1], lines, received, asked):
        return kind
    if len(before) >= MOST_ANSWERS:
        raise RuleBroken("too_many_answers", most=MOST_ANSWERS)
    came = {batch: Came(received[batch.code], 0) for _line, batch in lines}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.DELIVERY_ANSWERED,
        subjects=(Subject(Role.REF, note.code),),
        occurred_on=work.today,
        facts={"answer": str(kind), "received": received, **_counted(asked)},
        private=asked.private,
    )
    holder = parties.known(work, note.holder_id)
    event = recording.record(work, holder.id, holder.code, what)
    keep(work, note, kind, event, came)
    if kind is Answer.DIFFERS:
        tell_sender(work, note, AlertKind.DELIVERY_DIFFERS, _count_differing(sent, received))
    return kind


def refuse_retracted(view: Reading, note: DeliveryNote) -> None:
    """Refuse to answer a note that was taken back: nothing went by it."""
    if queries.retracted(view.db, [note.id]):
        raise RuleBroken("delivery_retracted")


def keep(
    work: Work, note: DeliveryNote, kind: Answer, event: Event, came: Mapping[Batch, Came]
) -> None:
    """Insert an answer with its lines; the note's chain is locked by the caller."""
    number = len(queries.answers(work.db, [note.id])[note.id]) + 1
    row = DeliveryAnswer(
        note_id=note.id,
        number=number,
        kind=str(kind),
        event_seq=event.seq,
        recorded_at=event.recorded_at,
    )
    work.add(row)
    lines = (
        DeliveryAnswerLine(
            answer_id=row.id, batch_id=batch.id, received=each.received, returned=each.returned
        )
        for batch, each in came.items()
    )
    work.add(*lines)


def tell_sender(work: Work, note: DeliveryNote, kind: AlertKind, count: int) -> None:
    """Tell whose note it is, and how many lots it is about."""
    facts: Facts = {"number": f"{note.number}/{note.year}", "count": count}
    alerts.tell(work, note.holder_id, kind, note.code, facts)


def _received(
    view: Reading, asked: AnswerRequest, lines: list[tuple[DeliveryLine, Batch]]
) -> dict[str, int]:
    """How much of each lot came; more than was sent is a difference too, and is recorded.

    What is kept by volume may be answered by weight.
    """
    sent = {batch.code: (line, batch) for line, batch in lines}
    stated = {}
    for code, quantity in asked.received.items():
        if code not in sent:
            raise Invalid("lot_not_on_note", f"received_{code}")
        line, batch = sent[code]
        stated[code] = densities.came(view, quantity, batch, f"received_{code}", line.amount)
    for code, count in asked.packages.items():
        if code not in sent:
            raise Invalid("lot_not_on_note", f"received_{code}")
        line, batch = sent[code]
        if count not in (0, line.packages):
            _refuse_uneven(view, batch, f"received_{code}")
        stated[code] = held_by(line, count, f"received_{code}")
    return {batch.code: stated.get(batch.code, line.amount) for line, batch in lines}


def _refuse_uneven(view: Reading, batch: Batch, at: str) -> None:
    """Refuse to count sacks of several weights: nobody can say what those weigh that came."""
    if len(set(sacks.weights_of(view, batch).values())) > 1:
        raise Invalid("sacks_weigh_apart", at)


def held_by(line: DeliveryLine, count: int, at: str) -> int:
    """What so many of the packages of a line hold, to the nearest unit."""
    if line.packages is None:
        raise Invalid("unit_unknown", at, unit="gói")
    if count > MOST_PACKAGES:
        raise Invalid("out_of_range", at, highest=MOST_PACKAGES)
    return (2 * line.amount * count + line.packages) // (2 * line.packages)


def _counted(asked: AnswerRequest) -> dict[str, object]:
    return {"packages": dict(sorted(asked.packages.items()))} if asked.packages else {}


def _says_the_same(
    work: Work,
    before: DeliveryAnswer,
    lines: list[tuple[DeliveryLine, Batch]],
    received: Mapping[str, int],
    asked: AnswerRequest,
) -> bool:
    told = queries.answer_lines(work.db, [before.id])[before.id]
    if {batch.id: (received[batch.code], 0) for _line, batch in lines} != told:
        return False
    event = events.by_seq(work.db, [before.event_seq])[before.event_seq]
    kept = events.private_values(work.db, "event", [event.event_id])
    return {name: value for (_owner, name), value in kept.items()} == asked.private


def _count_differing(sent: Mapping[str, int], received: Mapping[str, int]) -> int:
    return sum(received[code] != amount for code, amount in sent.items())
