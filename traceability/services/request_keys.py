"""Doing a thing once: a client-made key, kept for ever in the transaction of what it did."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, Denied, Invalid
from traceability.store.models import RequestKey
from traceability.store.queries import accounts
from traceability.store.unit import Work

LONGEST_KEY = 64


@dataclass(frozen=True)
class Outcome:
    """What was recorded, as codes by name, and whether an earlier request had recorded it."""

    result: Mapping[str, str]
    replayed: bool


def once(
    work: Work, key: str, body: Mapping[str, object], act: Callable[[], Mapping[str, str]]
) -> Outcome:
    """Run ``act`` unless ``key`` was used; the same key with another ``body`` is refused.

    The refusal's facts name what the key recorded, so that a form can offer it beside a new key.
    """
    party = work.actor.party
    if party is None:
        raise Denied
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid("request_key_unreadable", "request_key", longest=LONGEST_KEY)
    work.lock_word(f"{party}:{key}")
    digest = body_digest(body)
    used = accounts.request_key(work.db, party, key)
    if used is None:
        result = act()
        row = RequestKey(
            party_id=party,
            key=key,
            body_sha256=digest,
            result=json.dumps(dict(result)),
            at=work.now,
        )
        work.add(row)
        return Outcome(result, replayed=False)
    recorded: dict[str, str] = json.loads(used.result)
    if used.body_sha256 != digest:
        raise Conflict("request_key_reused", "request_key", recorded=recorded)
    return Outcome(recorded, replayed=True)


def body_digest(body: Mapping[str, object]) -> str:
    """SHA-256 (base64url) of a parsed request, however its text was spelled."""
    return sha256_b64(json.dumps(body, sort_keys=True, default=str).encode())
