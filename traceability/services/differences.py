"""What ``verify`` finds: one value that is not what the events say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from traceability.crypto.commitments import commit
from traceability.store.models import Event, PrivateValue

Plain = Mapping[str, object]


@dataclass(frozen=True)
class Difference:
    """A value that does not follow from the events.

    ``kind`` is the table or chain compared, ``subject`` the code or event id it stands at;
    ``recorded`` is what the events say and ``found`` what stands there. ``event_id`` names the
    event concerned, where it is one.
    """

    kind: str
    subject: str
    field: str
    recorded: object
    found: object
    event_id: str | None = None


def compared(
    kind: str, subject: str, recorded: Plain, found: Plain, event_id: str | None = None
) -> Iterator[Difference]:
    """A difference for each field of either side that the other has not, or has otherwise."""
    for field in sorted(recorded.keys() | found.keys()):
        said, stands = recorded.get(field), found.get(field)
        if said != stands:
            yield Difference(kind, subject, field, said, stands, event_id)


def content(event: Event) -> dict[str, Any]:
    """What a leaf says; nothing where it is no JSON object (its hash differs then anyway)."""
    return _said(event.leaf)


def facts(event: Event) -> dict[str, Any]:
    """The facts of an event's leaf."""
    return facts_in(event.leaf)


def facts_in(leaf: str) -> dict[str, Any]:
    """The facts of a leaf."""
    found = _said(leaf).get("facts")
    return found if isinstance(found, dict) else {}


def _said(leaf: str) -> dict[str, Any]:
    try:
        body = json.loads(leaf)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def commitments(
    kind: str, owner: str, told: object, rows: Iterable[PrivateValue]
) -> Iterator[Difference]:
    """Private values that stand against what leaves commit to; an erased one is no difference."""
    committed = told if isinstance(told, dict) else {}
    for row in rows:
        said, stands = committed.get(row.field), _commitment(row)
        if said != stands:
            event_id = owner if kind == "event" else None
            yield Difference(f"private_value_{kind}", owner, row.field, said, stands, event_id)


def _commitment(row: PrivateValue) -> str:
    try:
        return commit(row.salt, row.field, row.value)
    except ValueError:
        return "no commitment is possible"
