"""Doing a thing once: a client-made key, kept for ever in the transaction of what it did.

The draft of the form that was sent goes in the same transaction.

What was sent is kept as a hash only, to tell a repeat from another request. It may hold names and
phones, so the hash is made under a secret that is not in the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from traceability.crypto.pepper import peppered
from traceability.domain.access import Actor
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, Denied, Invalid
from traceability.services import recording
from traceability.store.models import RequestKey
from traceability.store.queries import accounts, drafts, households
from traceability.store.unit import Reading, Work

LONGEST_KEY = 64


@dataclass(frozen=True)
class Outcome:
    """What was recorded, as codes by name, and whether an earlier request had recorded it."""

    result: Mapping[str, str]
    replayed: bool


@dataclass(frozen=True)
class Sealed:
    """What an act on households recorded, and the codes of those that it was about."""

    result: Mapping[str, str]
    households: Collection[str]


def once(
    work: Work, key: str, body: Mapping[str, object], act: Callable[[], Mapping[str, str]]
) -> Outcome:
    """Run ``act`` unless ``key`` was used; the same key with another ``body`` is refused.

    The refusal's facts name what the key recorded, so that a form can offer it beside a new key.
    """
    party = _locked(work, key)
    digest = body_digest(work, body)
    used = accounts.request_key(work.db, party, key)
    if used is not None:
        return _replayed(used, digest)
    result = act()
    _keep(work, party, key, digest, result)
    return Outcome(result, replayed=False)


def is_used(view: Reading, actor: Actor, key: str) -> bool:
    """Whether a key recorded something already: what comes under it again is not asked about."""
    return actor.party is not None and accounts.request_key(view.db, actor.party, key) is not None


def once_sealed(
    work: Work, key: str, body: Mapping[str, object], act: Callable[[], Sealed]
) -> Outcome:
    """As ``once``, for a body about households: after an erasure not even we could guess it.

    The hash is taken under a salt too, which is kept with the households that the act was about, a
    part with each, and goes with the first of them that is erased.
    """
    party = _locked(work, key)
    request = sha256_b64(f"{party}:{key}".encode())[:32]
    used = accounts.request_key(work.db, party, key)
    if used is not None:
        salts = households.salts(work.db, request)
        return _replayed(used, body_digest(work, {"salts": salts, "body": body}))
    sealed = act()
    parts = {code: {request: work.entropy(16).hex()} for code in sorted(set(sealed.households))}
    recording.keep_new(work, "request", parts)
    salts = [part[request] for part in parts.values()]
    _keep(work, party, key, body_digest(work, {"salts": salts, "body": body}), sealed.result)
    return Outcome(sealed.result, replayed=False)


def _locked(work: Work, key: str) -> int:
    """The party that the key is of, the key locked until the end of the unit."""
    party = work.actor.party
    if party is None:
        raise Denied
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid("request_key_unreadable", "request_key", longest=LONGEST_KEY)
    work.lock_word(f"{party}:{key}")
    # Whatever this sending records, its draft has had its time; a refusal takes that back too.
    drafts.drop_recorded(work.db, party, key)
    return party


def _keep(work: Work, party: int, key: str, digest: str, result: Mapping[str, str]) -> None:
    row = RequestKey(
        party_id=party,
        key=key,
        body_sha256=digest,
        result=json.dumps(dict(result)),
        at=work.now,
    )
    work.add(row)


def _replayed(used: RequestKey, digest: str) -> Outcome:
    recorded: dict[str, str] = json.loads(used.result)
    if used.body_sha256 != digest:
        raise Conflict("request_key_reused", "request_key", recorded=recorded)
    return Outcome(recorded, replayed=True)


def body_digest(work: Work, body: Mapping[str, object]) -> str:
    """A parsed request, however its text was spelled, as HMAC under the installation's secret."""
    return peppered(work.pepper, json.dumps(body, sort_keys=True, default=str))
