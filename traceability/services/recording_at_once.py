"""Events of thousands of new things at one stroke: each as ``recording.record`` would leave it.

What the events of a pattern have in common is cast once (``domain/moulds.py``); identities, nonces
and salts are drawn for a portion together; rows are written without an object for each.
"""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from traceability.crypto.commitments import SALT_LENGTH, commit
from traceability.domain.events import Link, Occurrence, Seal, leaf_hash
from traceability.domain.moulds import DAY, Marks, Mould, first_and_refs
from traceability.domain.text import fold
from traceability.services import recording
from traceability.store.models import Event, EventSubject, Party, PrivateValue
from traceability.store.queries import at_once
from traceability.store.unit import Work

_NONCE_LENGTH = 16
#: The link of a thing that has no event yet.
_BEGINS = Link(1, None)
_SUBJECT = ("event_seq", "role", "subject", "amount", "unit", "chain_no", "prev_leaf_hash")
_PRIVATE = ("owner_kind", "owner_id", "field", "salt", "value", "folded")
_Row = tuple[Any, ...]


class Pattern:
    """Events of one kind by one party that make one new thing, name others, and vary in words.

    ``said`` makes what happened of the pattern's marks; subjects, day and private values are added
    here.
    """

    def __init__(
        self,
        work: Work,
        owner: Party,
        unit: str,
        refs: int,
        private: Sequence[str],
        said: Callable[[Marks], Occurrence],
    ) -> None:
        """``unit`` of the new thing, how many others are named, the fields kept in private."""
        marks = Marks()
        subjects, links = first_and_refs(unit, refs, marks)
        what = replace(said(marks), subjects=tuple(subjects), occurred_on=DAY)
        kept = {name: marks.text(_private(name)) for name in private}
        seal = Seal(
            event_id=marks.text("id"),
            owner=owner.code,
            actor=work.actor.code,
            recorded_at=work.now,
            nonce=marks.text("nonce"),
            commitments=kept,
            links=links,
        )
        self.owner_id, self.unit, self.what = owner.id, unit, what
        self.mould = Mould(what, seal, marks)
        self.names = [(f"ref{n}", f"no{n}", f"prev{n}") for n in range(refs)]


class Told(NamedTuple):
    """One event of a pattern: the new thing and how much of it, when, where, with whom.

    ``words`` fill the pattern's own marks; they need no escape.
    """

    pattern: Pattern
    code: str
    amount: int
    day: dt.date
    place_id: int
    refs: tuple[str, ...]
    words: Mapping[str, str]
    private: Mapping[str, str]


class Recorder:
    """Writes events whose new things got their codes in this unit.

    It knows the chains that go on, which are locked; where another way of recording went on with
    them in between, it must ``forget`` them.
    """

    def __init__(self, work: Work) -> None:
        """No chain is known yet."""
        self._work = work
        self._heads: dict[str, Link] = {}
        self._ids = at_once.drawn_ahead(work.new_ids)

    def forget(self) -> None:
        """Read the chains anew before the next events."""
        self._heads.clear()

    def record(self, told: Sequence[Told]) -> list[int]:
        """Seal, chain and insert events in their order; their keys."""
        work, count = self._work, len(told)
        self._know({ref for each in told for ref in each.refs})
        keys = at_once.draw_keys(work.db, Event.seq, count)
        ids = [*islice(self._ids, count)]
        kept = _kept(work, ids, told)
        nonces = map(_nonce, _drawn(work, _NONCE_LENGTH, count))
        subjects: list[_Row] = []
        sealed = [
            self._sealed(*each, subjects)
            for each in zip(keys, ids, nonces, told, _commitments(ids, kept), strict=True)
        ]
        _insert_events(work, keys, ids, told, sealed)
        at_once.insert_tuples(work.db, EventSubject, _SUBJECT, subjects)
        at_once.insert_tuples(work.db, PrivateValue, _PRIVATE, kept)
        return keys

    def _know(self, codes: set[str]) -> None:
        new = sorted(codes - self._heads.keys())
        if new:
            self._heads |= recording.standing_links(self._work, new)

    def _sealed(
        self,
        key: int,
        event_id: str,
        nonce: str,
        told: Told,
        commitments: Mapping[str, str],
        subjects: list[_Row],
    ) -> tuple[str, str]:
        """The leaf and its hash; the subjects are noted, and their chains moved on."""
        pattern, heads = told.pattern, self._heads
        values: dict[str, object] = {
            "id": event_id,
            "nonce": nonce,
            "day": told.day.isoformat(),
            "code": told.code,
            "amount": told.amount,
            **told.words,
            **commitments,
        }
        subjects.append((key, "out", told.code, told.amount, pattern.unit, 1, None))
        for (name, number, prev), code in zip(pattern.names, told.refs, strict=True):
            at = heads.get(code, _BEGINS)
            values[name], values[number] = code, at.chain_no
            values[prev] = "null" if at.prev is None else f'"{at.prev}"'
            subjects.append((key, "ref", code, None, None, at.chain_no, at.prev))
        body = pattern.mould.filled(values)
        sha256 = leaf_hash(body.encode())
        for code in told.refs:
            heads[code] = Link(heads.get(code, _BEGINS).chain_no + 1, sha256)
        return body, sha256


def _insert_events(
    work: Work,
    keys: Sequence[int],
    ids: Sequence[str],
    told: Sequence[Told],
    sealed: Sequence[tuple[str, str]],
) -> None:
    whats = [each.pattern.what for each in told]
    columns = {
        "seq": keys,
        "event_id": ids,
        "owner_id": [each.pattern.owner_id for each in told],
        "kind": [what.kind.value for what in whats],
        "action": [what.action.value for what in whats],
        "step": [what.step.value for what in whats],
        "disposition": [what.disposition and what.disposition.value for what in whats],
        "place_id": [each.place_id for each in told],
        "occurred_on": [each.day for each in told],
        "leaf": [body for body, _sha256 in sealed],
        "leaf_hash": [sha256 for _body, sha256 in sealed],
    }
    same = {"recorded_at": work.now, "actor_id": work.actor.id}
    at_once.insert_columns(work.db, Event, columns, same)


def _kept(work: Work, ids: Sequence[str], told: Sequence[Told]) -> list[_Row]:
    """The rows of the private values."""
    said = [
        (event_id, name, value)
        for event_id, each in zip(ids, told, strict=True)
        for name, value in each.private.items()
    ]
    folded = {value: fold(value) for value in {value for *_of, value in said}}
    salts = _drawn(work, SALT_LENGTH, len(said))
    return [
        ("event", event_id, name, salt, value, folded[value])
        for (event_id, name, value), salt in zip(said, salts, strict=True)
    ]


def _commitments(ids: Sequence[str], kept: Sequence[_Row]) -> list[dict[str, str]]:
    """The commitments of each event, by the names of their marks."""
    found: dict[str, dict[str, str]] = {event_id: {} for event_id in ids}
    for _kind, event_id, name, salt, value, _folded in kept:
        found[event_id][_private(name)] = commit(salt, name, value)
    return list(found.values())


def _private(name: str) -> str:
    return f"private {name}"


def _drawn(work: Work, length: int, count: int) -> list[bytes]:
    drawn = work.entropy(length * count)
    return [drawn[at : at + length] for at in range(0, len(drawn), length)]


def _nonce(drawn: bytes) -> str:
    return urlsafe_b64encode(drawn).rstrip(b"=").decode()
