"""Checking events: leaves against their hashes and columns, chains, private values, rows made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from traceability.domain.canonical import canonical_json
from traceability.domain.events import LEAF_VERSION, leaf_hash, moment
from traceability.services import (
    verify_authorizations,
    verify_cases,
    verify_corrections,
    verify_families,
    verify_registers,
    verify_rows,
)
from traceability.services.differences import Difference, commitments, compared, content
from traceability.store.models import EventSubject
from traceability.store.queries import audit
from traceability.store.queries.audit import ChainLink, EventRow
from traceability.store.unit import Reading

#: Members of a leaf that no column repeats: chance, and what other checks compare.
_NOT_COLUMNS = {"nonce", "facts", "private", "subjects", "why"}


def check(view: Reading) -> Iterator[Difference]:
    """Every event, in recording order."""
    for page in audit.events(view.db):
        for row in page:
            yield from _leaf(row)
            yield from commitments("event", row.event.event_id, _private(row), row.private)
        yield from verify_rows.check(view, page)
        yield from verify_registers.check(view, page)
        yield from verify_cases.check(view, page)
        yield from verify_corrections.check(view, page)
        yield from verify_families.check(view, page)
        yield from verify_authorizations.check(view, page)


def check_chains(view: Reading) -> Iterator[Difference]:
    """Every subject's chain: numbered from 1, each event pointing to the leaf before it."""
    before: ChainLink | None = None
    for link in audit.chains(view.db):
        if before is not None and before.subject != link.subject:
            before = None
        yield from _link(before, link)
        before = link


def _leaf(row: EventRow) -> Iterator[Difference]:
    event = row.event
    rebuilt = leaf_hash(event.leaf.encode())
    if rebuilt != event.leaf_hash:
        yield Difference(
            "event", event.event_id, "leaf_hash", event.leaf_hash, rebuilt, event.event_id
        )
    said = content(event)
    if not _is_canonical(said, event.leaf):
        yield Difference(
            "event", event.event_id, "leaf", "canonical JSON", event.leaf, event.event_id
        )
    told = {key: value for key, value in said.items() if key not in _NOT_COLUMNS}
    yield from compared("event", event.event_id, told, _columns(row), event.event_id)
    subjects = _by_role(said.get("subjects"))
    stands = {_key(each): _subject(each) for each in row.subjects}
    yield from compared("event_subject", event.event_id, subjects, stands, event.event_id)


def _columns(row: EventRow) -> dict[str, object]:
    """What the columns of an event say, in the words of a leaf.

    A correction or a clock time is named only where there is one: leaves of version 1 know none.
    """
    event = row.event
    columns: dict[str, object] = {
        "v": LEAF_VERSION,
        "id": event.event_id,
        "kind": event.kind,
        "action": event.action,
        "step": event.step,
        "disposition": event.disposition,
        "owner": row.owner,
        "actor": row.actor,
        "place": row.place,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": moment(event.recorded_at),
        "files": row.files,
    }
    more = {name: getattr(event, name) for name in ("occurred_at", "offset_minutes")}
    more["device_at"] = None if event.device_at is None else moment(event.device_at)
    more |= {"corrects": row.corrects, "how": event.how}
    return columns | {name: str(value) for name, value in more.items() if value is not None}


def _by_role(told: Any) -> dict[str, object]:
    subjects = told if isinstance(told, list) else []
    return {
        f"{each.get('role')} {each.get('code')}": each
        for each in subjects
        if isinstance(each, dict)
    }


def _key(row: EventSubject) -> str:
    return f"{row.role} {row.subject}"


def _subject(row: EventSubject) -> dict[str, object]:
    return {
        "role": row.role,
        "code": row.subject,
        "amount": row.amount,
        "unit": row.unit,
        "chain_no": row.chain_no,
        "prev": row.prev_leaf_hash,
    }


def _is_canonical(said: dict[str, Any], leaf: str) -> bool:
    try:
        return canonical_json(said).decode() == leaf
    except (TypeError, ValueError):
        return False


def _private(row: EventRow) -> object:
    return content(row.event).get("private")


def _link(before: ChainLink | None, link: ChainLink) -> Iterator[Difference]:
    """One place of a chain; where it does not hold, the event before it is the changed one."""
    number, prev = (1, None) if before is None else (before.chain_no + 1, before.leaf_hash)
    if link.chain_no != number:
        yield Difference("chain", link.subject, "chain_no", number, link.chain_no, link.event_id)
    if link.prev != prev:
        named = link if before is None else before
        yield Difference("chain", link.subject, "prev", link.prev, prev, named.event_id)
    if before is not None and before.seq >= link.seq:
        yield Difference("chain", link.subject, "seq", before.seq, link.seq, link.event_id)
