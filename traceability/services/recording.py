"""Writing the record: codes issued, private values kept apart, events sealed and chained.

Every event of the house goes through ``record``; nothing else writes ``event`` rows.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from traceability.crypto.commitments import commit
from traceability.domain.events import Link, Occurrence, Seal, Subject, leaf, leaf_hash
from traceability.domain.ids import short_code
from traceability.domain.text import fold
from traceability.store import lock_order
from traceability.store.lock_order import Rank
from traceability.store.models import (
    Event,
    EventFile,
    EventSubject,
    Party,
    PrivateValue,
    PublicCode,
)
from traceability.store.queries import areas, at_once
from traceability.store.queries import events as queries
from traceability.store.unit import Work

_BEGINS = Link(1, None)


def issue_code(work: Work, kind: str) -> str:
    """A new random short code for a thing of ``kind``; it is issued for ever."""
    while True:
        code = short_code(int.from_bytes(work.entropy(5), "big"))
        if work.db.get(PublicCode, code) is None:
            work.add(PublicCode(code=code, kind=kind, issued_at=work.now))
            lock_order.hold(work.db, Rank.CHAIN, [code])
            return code


def issue_codes(work: Work, kind: str, count: int) -> list[str]:
    """Several new codes for things of ``kind`` at one stroke."""
    codes = draw_codes(work, count)
    work.add(*(PublicCode(code=code, kind=kind, issued_at=work.now) for code in codes))
    return codes


def draw_codes(work: Work, count: int) -> list[str]:
    """Several codes that nobody has; the caller writes down that they are issued."""
    codes: dict[str, None] = {}
    while len(codes) < count:
        bits = work.entropy(5 * count)
        drawn = [short_code(int.from_bytes(bits[n : n + 5], "big")) for n in range(0, 5 * count, 5)]
        issued = queries.codes_issued(work.db, drawn)
        free = [code for code in drawn if code not in issued and code not in codes]
        codes.update(dict.fromkeys(free[: count - len(codes)]))
    return list(codes)


def keep(work: Work, kind: str, owner: str, values: Mapping[str, str]) -> dict[str, str]:
    """Keep private values of an owner; returns the commitment of each, by field."""
    commitments = {}
    for name, value in values.items():
        salt = work.entropy(16)
        work.db.merge(
            PrivateValue(
                owner_kind=kind,
                owner_id=owner,
                field=name,
                salt=salt,
                value=value,
                folded=fold(value),
            )
        )
        commitments[name] = commit(salt, name, value)
    work.db.flush()
    return commitments


def keep_new(
    work: Work, kind: str, values: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """As ``keep``, for owners that have no value yet, many at one stroke; commitments by owner."""
    rows = [
        PrivateValue(
            owner_kind=kind,
            owner_id=owner,
            field=name,
            salt=work.entropy(16),
            value=value,
            folded=fold(value),
        )
        for owner, each in values.items()
        for name, value in each.items()
    ]
    work.add(*rows)
    found: dict[str, dict[str, str]] = {owner: {} for owner in values}
    for row in rows:
        found[row.owner_id][row.field] = commit(row.salt, row.field, row.value)
    return found


def forget(work: Work, kind: str, owner: str, keeping: Collection[str] = ()) -> None:
    """Delete private values of an owner, but for the fields in ``keeping``; chains stay whole."""
    queries.delete_private_values(work.db, kind, owner, keeping)


def record(work: Work, owner_id: int, owner_code: str, what: Occurrence) -> Event:
    """Seal and chain what happened, and insert it with its subjects and files.

    ``owner_id``/``owner_code`` are the party whose event it is. The chain heads of all subjects
    are locked first, in the order of their codes.
    """
    event_id = work.new_id()
    links = _links(work, what.subjects)
    commitments = keep(work, "event", event_id, what.private)
    chained = [links[subject.code] for subject in what.subjects]
    seal = _seal(work, owner_code, event_id, commitments, chained)
    body = leaf(what, seal)
    event = _event_row(work, owner_id, what, seal, body)
    work.add(event)
    work.add(*_subject_rows(event, what, links), *_file_rows(event, what))
    return event


def record_first(
    work: Work, owner_id: int, owner_code: str, whats: Sequence[Occurrence]
) -> list[Event]:
    """Seal and insert the first events of things whose codes were just issued, at one stroke.

    They have no private value, place or file; no chain has to be locked, for none is there yet.
    """
    events = []
    for what in whats:
        seal = _seal(work, owner_code, work.new_id(), {}, [Link(1, None)] * len(what.subjects))
        events.append(_event_row(work, owner_id, what, seal, leaf(what, seal)))
    work.add(*events)
    links = {subject.code: Link(1, None) for what in whats for subject in what.subjects}
    pairs = zip(events, whats, strict=True)
    work.add(*(row for event, what in pairs for row in _subject_rows(event, what, links)))
    return events


def standing_links(work: Work, codes: Sequence[str]) -> dict[str, Link]:
    """The links that the chains of some things go on from; the chains are locked."""
    work.lock_chains(codes)
    found = queries.chain_heads(work.db, codes)
    return {code: Link(number + 1, head) for code, (number, head) in found.items()}


def record_many(work: Work, told: Sequence[tuple[Party, Occurrence]]) -> list[Event]:
    """As ``record_new``, of things that have a past: their chains are locked and go on."""
    codes = sorted({each.code for _owner, what in told for each in what.subjects})
    return record_new(work, told, standing_links(work, codes))


def record_new(
    work: Work,
    told: Sequence[tuple[Party, Occurrence]],
    standing: Mapping[str, Link] | None = None,
) -> list[Event]:
    """Seal and chain, in order, events of things whose codes this unit issued, at one stroke.

    Each comes with the party whose event it is. No chain has to be locked: they begin here, or go
    on from the links in ``standing``.
    """
    ids = [work.new_id() for _ in told]
    private = dict(zip(ids, (what.private for _owner, what in told), strict=True))
    kept = keep_new(work, "event", private)
    places = areas.place_ids(work.db, {what.place for _owner, what in told if what.place})
    corrected = _corrected(work, [what for _owner, what in told])
    events, links, heads = [], [], dict(standing or {})
    keys = at_once.draw_keys(work.db, Event.seq, len(told)) if told else []
    for key, event_id, (owner, what) in zip(keys, ids, told, strict=True):
        here = {each.code: heads.get(each.code, Link(1, None)) for each in what.subjects}
        seal = _seal(work, owner.code, event_id, kept[event_id], list(here.values()))
        body = leaf(what, seal)
        sha256 = leaf_hash(body)
        heads |= {code: Link(link.chain_no + 1, sha256) for code, link in here.items()}
        place = places.get(what.place or "")
        columns = _columns(work, owner.id, what, seal, body, place, corrected)
        events.append(Event(seq=key, **columns))
        links.append(here)
    work.add(*events)
    each = zip(events, told, links, strict=True)
    work.add(*(row for event, (_p, what), at in each for row in _subject_rows(event, what, at)))
    return events


def _seal(
    work: Work, owner: str, event_id: str, commitments: Mapping[str, str], links: Sequence[Link]
) -> Seal:
    return Seal(
        event_id=event_id,
        owner=owner,
        actor=work.actor.code,
        recorded_at=work.now,
        nonce=urlsafe_b64encode(work.entropy(16)).rstrip(b"=").decode(),
        commitments=commitments,
        links=links,
    )


def _links(work: Work, subjects: tuple[Subject, ...]) -> dict[str, Link]:
    codes = sorted({subject.code for subject in subjects})
    if len(codes) != len(subjects):
        raise ValueError("a subject stands in an event once")
    work.lock_chains(codes)
    heads = queries.chain_heads(work.db, codes)
    links = {}
    for code in codes:
        number, head = heads.get(code, (0, None))
        links[code] = Link(number + 1, head)
    return links


def _event_row(work: Work, owner_id: int, what: Occurrence, seal: Seal, body: bytes) -> Event:
    place = areas.place_id(work.db, what.place)
    return Event(**_columns(work, owner_id, what, seal, body, place, _corrected(work, [what])))


def _columns(
    work: Work,
    owner_id: int,
    what: Occurrence,
    seal: Seal,
    body: bytes,
    place_id: int | None,
    corrected: Mapping[str, int],
) -> dict[str, Any]:
    return {
        "event_id": seal.event_id,
        "owner_id": owner_id,
        "corrects": None if what.corrects is None else corrected[what.corrects.event_id],
        "how": None if what.corrects is None else what.corrects.how,
        "kind": what.kind,
        "action": what.action,
        "step": what.step,
        "disposition": what.disposition,
        "place_id": place_id,
        "occurred_on": what.occurred_on,
        "device_at": what.device_at,
        "recorded_at": work.now,
        "actor_id": work.actor.id,
        "leaf": body.decode(),
        "leaf_hash": leaf_hash(body),
    }


def _corrected(work: Work, whats: Sequence[Occurrence]) -> dict[str, int]:
    """The events that others put right, by their ids; each is corrected once and for ever."""
    ids = [what.corrects.event_id for what in whats if what.corrects is not None]
    return queries.seqs_of(work.db, ids) if ids else {}


def _subject_rows(event: Event, what: Occurrence, links: Mapping[str, Link]) -> list[EventSubject]:
    return [EventSubject(**each) for each in _subject_columns(event.seq, what, links)]


def _subject_columns(seq: int, what: Occurrence, links: Mapping[str, Link]) -> list[dict[str, Any]]:
    return [
        {
            "event_seq": seq,
            "role": subject.role,
            "subject": subject.code,
            "amount": subject.amount,
            "unit": subject.unit,
            "chain_no": links[subject.code].chain_no,
            "prev_leaf_hash": links[subject.code].prev,
        }
        for subject in what.subjects
    ]


def _file_rows(event: Event, what: Occurrence) -> list[EventFile]:
    return [EventFile(event_seq=event.seq, sha256=sha256) for sha256 in what.files]
