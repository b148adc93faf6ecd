"""What the pages of deliveries show: the list, one note, its own page, goods that come."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from traceability.domain import deliveries as rules
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.deliveries import Answer, Standing, To
from traceability.domain.errors import NotFound
from traceability.domain.sacks import numbers, told
from traceability.services import (
    buyers,
    certificate_covering,
    deliveries,
    delivery_answers,
    delivery_differences,
    delivery_places,
    lots_today,
    note_labels,
    parties,
    places_shown,
    told_mistakes,
)
from traceability.services.certificate_covering import CertificateShown
from traceability.services.delivery_differences import NO_GAP, Gap, Settled
from traceability.services.lots_today import LotToday
from traceability.services.note_labels import WentWith
from traceability.services.places_shown import Where
from traceability.services.told_mistakes import Retracted
from traceability.store.models import Batch, DeliveryAnswer, DeliveryNote, Party
from traceability.store.queries import corrections, events
from traceability.store.queries import deliveries as queries
from traceability.store.unit import Reading

PAGE = 50


# --- the list ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoteLine:
    """A note in a list: to (or from) whom, how many lots, how much by unit, how it stands."""

    code: str
    number: str
    kind: To
    other: str | None
    sent_on: dt.date
    lots: int
    amounts: Mapping[str, int]
    standing: Standing
    gap: Gap


@dataclass(frozen=True)
class NoteList:
    """A page of notes, whom one can filter by, the page after; ``waits`` for an answer, of all."""

    lines: tuple[NoteLine, ...]
    buyers: tuple[tuple[str, str], ...]
    next_page: int | None
    waits: tuple[NoteLine, ...] = ()


def listed(
    view: Reading, actor: Actor, to: str | None, standing: Standing | None, page: int
) -> NoteList:
    """The notes of the actor's cooperative, newest first; an unknown receiver finds none."""
    holder = _holder(view, actor, Action.SEE_DELIVERIES)
    receivers = _receivers(view, actor, holder)
    key = next((party for party, code, _name in receivers if code == to), 0) if to else None
    skip = (page - 1) * PAGE
    rows = queries.sent_by(view.db, holder.id, key, standing, PAGE + 1, skip)
    names = {party: name for party, _code, name in receivers}
    found = lines(view, rows[:PAGE], names, [row.to_party_id for row in rows])
    shown = tuple((code, name) for _party, code, name in receivers)
    return NoteList(found, shown, page + 1 if len(rows) > PAGE else None)


def coming(view: Reading, actor: Actor, page: int) -> NoteList:
    """Goods that other cooperatives handed to the actor's, newest first."""
    holder = _holder(view, actor, Action.SEE_DELIVERIES)
    rows = queries.sent_to(view.db, holder.id, PAGE + 1, (page - 1) * PAGE)
    due = queries.waiting(view.db, holder.id, PAGE)
    names = parties.names_of(view, [row.holder_id for row in (*rows, *due)])
    found = lines(view, rows[:PAGE], names, [row.holder_id for row in rows])
    waits = lines(view, due, names, [row.holder_id for row in due])
    return NoteList(found, (), page + 1 if len(rows) > PAGE else None, waits)


def waiting(view: Reading, actor: Actor) -> int:
    """How many deliveries of goods wait for the actor's cooperative to answer."""
    return queries.waiting_for(view.db, _holder(view, actor, Action.SEE_DELIVERIES).id)


def _receivers(view: Reading, actor: Actor, holder: Party) -> list[tuple[int, str, str]]:
    """Whom notes may name: the address book, then the cooperatives of the system."""
    found = {row.code: row.id for row in queries.buyers(view.db, holder.id)}
    known = [(found[code], code, each.name) for code, each in buyers.listed(view, actor)]
    others = queries.organisations(view.db, holder.id)
    names = parties.names_of(view, [each.id for each in others])
    return known + [(each.id, each.code, names[each.id]) for each in others]


def lines(
    view: Reading,
    rows: Sequence[DeliveryNote],
    names: Mapping[int, str],
    others: Sequence[int | None],
) -> tuple[NoteLine, ...]:
    """Notes as lists show them, each with its other side by key; the caller has asked ``may``."""
    keys = [row.id for row in rows]
    sums, said = queries.sums(view.db, keys), queries.answers(view.db, keys)
    gone = queries.retracted(view.db, keys)
    gaps = delivery_differences.gaps(view, {key: said[key] for key in keys})
    return tuple(
        NoteLine(
            code=row.code,
            number=number_of(row),
            kind=To(row.kind),
            other=names.get(other or 0),
            sent_on=row.sent_on,
            lots=sums[row.id][0],
            amounts=sums[row.id][1],
            standing=_standing(said[row.id], retracted=row.id in gone),
            gap=gaps[row.id],
        )
        for row, other in zip(rows, others, strict=False)
    )


def number_of(row: DeliveryNote) -> str:
    """How a note is called: "12/2026"."""
    return f"{row.number}/{row.year}"


def _standing(said: Sequence[DeliveryAnswer], *, retracted: bool) -> Standing:
    return rules.standing((Answer(each.kind) for each in said), retracted=retracted)


def _holder(view: Reading, actor: Actor, action: Action) -> Party:
    holder = parties.acting_party(view, actor)
    require(actor, action, Thing(holder=holder.id))
    return holder


# --- one note ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineShown:
    """A line of a note: the lot as it stands today, how much went, what was not active that day.

    ``weighed`` are the grams that were told of goods kept by volume; ``came_packages`` how many
    packages the receiver counted, where that was said; ``sacks`` which ones went: "1–3, 7".
    """

    lot: LotToday
    amount: int
    packages: int | None
    not_active: tuple[tuple[str, str], ...] = ()
    came: tuple[int, int] | None = None
    weighed: int | None = None
    came_packages: int | None = None
    sacks: str | None = None

    @property
    def counted(self) -> bool:
        """Whether its packages hold one amount each, so that one counts them."""
        return bool(self.packages) and self.lot.net_amount is not None

    @property
    def told(self) -> tuple[str, int]:
        """The unit and the amount as they were written: honey that was weighed, in grams."""
        return (self.lot.unit, self.amount) if self.weighed is None else ("g", self.weighed)


@dataclass(frozen=True)
class AnswerShown:
    """What a receiver said: who, when, what else; and of each lot what came and went back."""

    kind: Answer
    at: dt.datetime
    receiver: str | None
    remark: str | None
    reason: str | None
    lines: Mapping[str, tuple[int, int]]
    packages: Mapping[str, int]
    settled: Settled | None = None


@dataclass(frozen=True)
class NoteShown:
    """One note with everything on it; private words only for who may see them.

    ``labels`` went with it: told to its own people alone.
    """

    code: str
    number: str
    kind: To
    holder: str
    holder_where: Where | None
    holder_phone: str | None
    other: str | None
    other_phone: str | None
    other_address: str | None
    sent_on: dt.date
    recorded_at: dt.datetime
    place: str | None
    place_codes: tuple[str, ...]
    private: Mapping[str, str]
    secret: str
    lines: tuple[LineShown, ...]
    answers: tuple[AnswerShown, ...]
    standing: Standing
    event: str
    forgets: bool = False
    retracted: Retracted | None = None
    gap: Gap = NO_GAP
    labels: tuple[WentWith, ...] = ()

    @property
    def totals(self) -> dict[str, int]:
        """How much went in all, by unit."""
        found: dict[str, int] = {}
        for each in self.lines:
            unit, amount = each.told
            found[unit] = found.get(unit, 0) + amount
        return found


def shown(view: Reading, actor: Actor, code: str) -> NoteShown:
    """A note of the actor's cooperative; another's is ``NotFound``."""
    row = deliveries.known(view, code)
    require(actor, Action.SEE_DELIVERIES, Thing(holder=row.holder_id))
    forgets = may(actor, Action.FORGET_BUYER, Thing(holder=row.holder_id))
    labels = note_labels.of_note(view, row.code)
    return replace(_note(view, row, forgets=forgets), labels=labels)


def arriving(view: Reading, actor: Actor, code: str) -> NoteShown:
    """A note by which goods were handed to the actor's cooperative."""
    row = deliveries.known(view, code)
    if row.kind != To.COOPERATIVE:
        raise NotFound
    require(actor, Action.RECEIVE_GOODS, Thing(holder=row.to_party_id))
    return _note(view, row)


@dataclass(frozen=True)
class PublicNote:
    """What stands on a note's own page: no household, no price, no telephone of anybody.

    ``holder_id`` is whose note it is: their own people are shown it, and do not answer it.
    """

    holder_id: int
    number: str
    kind: To
    holder: str
    holder_where: Where | None
    other: str | None
    sent_on: dt.date
    today: dt.date
    place_codes: tuple[str, ...]
    lines: tuple[LineShown, ...]
    papers: tuple[tuple[CertificateShown, tuple[str, ...]], ...]
    answer: Answer | None
    answered_at: dt.datetime | None
    answers: int
    standing: Standing
    retracted: Retracted | None
    gap: Gap


def public(view: Reading, secret: str) -> PublicNote:
    """The page behind a note's QR; ``NotFound`` for any other address."""
    row = delivery_answers.by_secret(view, secret)
    note = _note(view, row)
    said = [each for each in note.answers if each.settled is None]
    last = said[-1] if said else None
    # Of whom the goods went to only an organisation is named: a person is nobody's to read.
    named = note.other if note.kind is To.COOPERATIVE else None
    return PublicNote(
        holder_id=row.holder_id,
        number=note.number,
        kind=note.kind,
        holder=note.holder,
        holder_where=note.holder_where,
        other=named,
        sent_on=note.sent_on,
        today=view.today,
        place_codes=note.place_codes,
        lines=note.lines,
        papers=_papers(view, row),
        answer=None if last is None else last.kind,
        answered_at=None if last is None else last.at,
        answers=len(said),
        standing=note.standing,
        retracted=note.retracted,
        gap=note.gap,
    )


def _papers(
    view: Reading, row: DeliveryNote
) -> tuple[tuple[CertificateShown, tuple[str, ...]], ...]:
    """The papers that cover lots of the note, with the lots of which each says the same."""
    found: dict[CertificateShown, list[str]] = defaultdict(list)
    batches_sent = [batch for _line, batch in queries.lines(view.db, row.id)]
    origins = lots_today.packed_origins(view, batches_sent)
    papers = certificate_covering.covering_each(view, list(origins.values()))
    for batch in batches_sent:
        for paper in papers[origins[batch.id].id]:
            found[paper].append(batch.lot_code)
    return tuple((paper, tuple(lots)) for paper, lots in found.items())


def _note(view: Reading, row: DeliveryNote, *, forgets: bool = False) -> NoteShown:
    holder = parties.known(view, row.holder_id)
    event = events.by_seq(view.db, [row.event_seq])[row.event_seq]
    kept = events.private_values(view.db, "event", [event.event_id])
    private = {name: value for (_owner, name), value in kept.items()}
    answers = _answers(view, row)
    facts: dict[str, Any] = json.loads(event.leaf)["facts"]
    retracted = _retracted(view, row)
    other = _other(view, row)
    contact = events.private_values(view.db, "party", [holder.code])
    where = None
    if holder.commune_code is not None:
        where = places_shown.where(view, holder.commune_code, holder.old_commune_code)
    return NoteShown(
        code=row.code,
        number=number_of(row),
        kind=To(row.kind),
        holder=parties.name_of(view, holder),
        holder_where=where,
        holder_phone=contact.get((holder.code, "phone")),
        other=other.get("name"),
        other_phone=other.get("phone"),
        other_address=other.get("address"),
        sent_on=row.sent_on,
        recorded_at=row.recorded_at,
        place=delivery_places.name_of(view, row),
        place_codes=delivery_places.codes_of(view, row),
        private={name: value for name, value in private.items() if name != "secret"},
        secret=private.get("secret", ""),
        lines=_shown_lines(view, row, facts, answers),
        answers=answers,
        standing=rules.standing((each.kind for each in answers), retracted=retracted is not None),
        event=event.event_id,
        forgets=forgets,
        retracted=retracted,
        gap=_gap(view, row),
    )


def _gap(view: Reading, row: DeliveryNote) -> Gap:
    return delivery_differences.gaps(view, {row.id: queries.answers(view.db, [row.id])[row.id]})[
        row.id
    ]


def _retracted(view: Reading, row: DeliveryNote) -> Retracted | None:
    """When and why a note was taken back; what went is never told anew."""
    later = corrections.of_events(view.db, [row.event_seq]).get(row.event_seq)
    return None if later is None else told_mistakes.retracted(later)


def _other(view: Reading, row: DeliveryNote) -> dict[str, str]:
    """Who takes the goods, as far as it is still known; of a cooperative only its name."""
    if row.to_party_id is None:
        return {}
    party = parties.known(view, row.to_party_id)
    values = events.private_values(view.db, "party", [party.code])
    found = {field: value for (_code, field), value in values.items()}
    return {"name": found["name"]} if row.kind == To.COOPERATIVE and "name" in found else found


def _shown_lines(
    view: Reading, row: DeliveryNote, facts: Mapping[str, Any], answers: Sequence[AnswerShown]
) -> tuple[LineShown, ...]:
    rows = queries.lines(view.db, row.id)
    today = lots_today.lots(view, [batch for _line, batch in rows])
    then: Mapping[str, str] = facts.get("codes", {})
    named: Mapping[str, str] = facts.get("sacks", {})
    came: dict[str, tuple[int, int]] = {}
    for each in answers:
        came |= each.lines
    counted = next((each.packages for each in reversed(answers) if not each.settled), {})
    return tuple(
        LineShown(
            lot=lot,
            amount=line.amount,
            packages=line.packages,
            not_active=tuple((c.raw, then[c.code]) for c in lot.codes if c.code in then),
            came=came.get(lot.code),
            weighed=facts.get("weighed", {}).get(lot.code),
            came_packages=counted.get(lot.code),
            sacks=told(numbers(named[lot.code])) if lot.code in named else None,
        )
        for (line, _batch), lot in zip(rows, today, strict=True)
    )


def _answers(view: Reading, row: DeliveryNote) -> tuple[AnswerShown, ...]:
    said = queries.answers(view.db, [row.id])[row.id]
    lines = queries.answer_lines(view.db, [each.id for each in said])
    made = events.by_seq(view.db, [each.event_seq for each in said])
    kept = events.private_values(view.db, "event", [each.event_id for each in made.values()])
    codes = {batch.id: batch.code for _line, batch in queries.lines(view.db, row.id)}
    found = []
    for each in said:
        event_id = made[each.event_seq].event_id
        words = {name: kept.get((event_id, name)) for name in ("receiver", "remark", "reason")}
        came = {codes[key]: amounts for key, amounts in lines[each.id].items()}
        told = json.loads(made[each.event_seq].leaf)["facts"]
        shown = AnswerShown(
            kind=Answer(each.kind),
            at=each.recorded_at,
            lines=came,
            packages=told.get("packages", {}),
            settled=delivery_differences.settled(made[each.event_seq]),
            **words,
        )
        found.append(shown)
    return tuple(found)


def of_lot(view: Reading, batch: Batch) -> list[tuple[str, str, dt.date, int]]:
    """The notes by which some of a lot went: code, number, day, amount; newest first."""
    return [
        (note.code, number_of(note), note.sent_on, line.amount)
        for note, line in queries.of_batch(view.db, batch.id)
    ]
