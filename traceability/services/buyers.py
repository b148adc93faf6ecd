"""Buyers: a cooperative's address book; who they are is private, and can be erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.text import sort_key
from traceability.services import drafts, parties, recording
from traceability.store.models import Buyer, Party
from traceability.store.queries import deliveries as queries
from traceability.store.queries import events
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

FIELDS = ("name", "phone", "address")
#: What a note's event keeps after its buyer is erased: the way to its page.
_KEPT = ("secret",)


@dataclass(frozen=True)
class BuyerRequest:
    """A buyer as it is typed; the phone as ``parse_phone`` keeps it."""

    name: str
    phone: str | None = None
    address: str | None = None

    @property
    def private(self) -> dict[str, str]:
        """The private values that are there, by field."""
        values = ((name, getattr(self, name)) for name in FIELDS)
        return {name: value for name, value in values if value is not None}


def add(work: Work, asked: BuyerRequest) -> Party:
    """Enter a buyer of the actor's cooperative."""
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.EDIT_BUYER, Thing(holder=holder.id))
    party = Party(code=recording.issue_code(work, "party"), kind="buyer", created_at=work.now)
    work.add(party)
    work.add(Buyer(party_id=party.id, holder_id=holder.id))
    _record(work, holder, party, asked.private, EventStep.PARTY_REGISTERED)
    return party


def revise(work: Work, code: str, asked: BuyerRequest) -> Party:
    """Say anew who a buyer is; what is left out is no longer kept. Same values change nothing."""
    holder, party = known(work, work.actor, code, Action.EDIT_BUYER)
    work.lock_party(party.id)
    if party.erased_at is not None:
        raise RuleBroken("buyer_erased", "name")
    if asked.private != _values(work, party):
        recording.forget(work, "party", party.code, keeping=asked.private)
        _record(work, holder, party, asked.private, EventStep.PARTY_REVISED)
    return party


def erase(work: Work, code: str) -> Party:
    """Delete who a buyer is, and what notes and answers say of people; chains stay whole.

    The notes stay, with their lots and amounts, and so do the addresses of their pages.
    """
    holder, party = known(work, work.actor, code, Action.FORGET_BUYER)
    work.lock_party(party.id)
    if party.erased_at is not None:
        return party
    party.erased_at = work.now
    work.db.flush()
    drafts.forget_named(work, party, holder.id)
    recording.forget(work, "party", party.code)
    recording.forget(work, "request", party.code)
    forget_notes(work, [note.id for note in queries.notes_to(work.db, party.id)])
    _record(work, holder, party, {}, EventStep.PARTY_ERASED)
    return party


def forget_notes(work: Work, note_ids: list[int]) -> None:
    """Delete the private words of notes and their answers; the caller has asked ``may``."""
    seqs = queries.events_of(work.db, note_ids)
    for event in events.by_seq(work.db, seqs).values():
        recording.forget(work, "event", event.event_id, keeping=_KEPT)


def known(view: Reading, actor: Actor, code: str, action: Action) -> tuple[Party, Party]:
    """The holder and its buyer of a code; anybody else's is ``NotFound``."""
    party = party_queries.by_code(view.db, code)
    row = None if party is None else queries.buyer(view.db, party.id)
    if party is None or row is None:
        raise NotFound
    require(actor, action, Thing(holder=row.holder_id))
    return parties.known(view, row.holder_id), party


def shown(view: Reading, actor: Actor, code: str) -> BuyerRequest:
    """A buyer as it stands; an erased one is ``NotFound``."""
    _holder, party = known(view, actor, code, Action.SEE_DELIVERIES)
    if party.erased_at is not None:
        raise NotFound
    values = _values(view, party)
    return BuyerRequest(values.get("name", ""), values.get("phone"), values.get("address"))


def listed(view: Reading, actor: Actor) -> list[tuple[str, BuyerRequest]]:
    """The buyers of the actor's cooperative with their codes, by name."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_DELIVERIES, Thing(holder=holder.id))
    rows = queries.buyers(view.db, holder.id)
    values = events.private_values(view.db, "party", [row.code for row in rows])
    found = [(row.code, _asked(row.code, values)) for row in rows]
    return sorted(found, key=lambda each: sort_key(each[1].name))


def _asked(code: str, values: Mapping[tuple[str, str], str]) -> BuyerRequest:
    name, phone, address = (values.get((code, field)) for field in FIELDS)
    return BuyerRequest(name or "", phone, address)


def _values(view: Reading, party: Party) -> dict[str, str]:
    kept = events.private_values(view.db, "party", [party.code])
    return {field: value for (_code, field), value in kept.items()}


def _record(
    work: Work, holder: Party, party: Party, private: Mapping[str, str], step: EventStep
) -> None:
    commitments = recording.keep(work, "party", party.code, private)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=step,
        subjects=(Subject(Role.REF, party.code),),
        occurred_on=work.today,
        facts={**parties.stated(party, None, []), "values": dict(commitments)},
    )
    recording.record(work, holder.id, holder.code, what)
