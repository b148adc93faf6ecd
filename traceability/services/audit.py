"""The audit: rows of what wants to be seen later, by codes and numbers and never by a name."""

from __future__ import annotations

from traceability.store.models import AuditEntry
from traceability.store.unit import Work

_LONGEST = 64


def note(work: Work, action: str, thing: str) -> None:
    """Leave a row: what was done or refused, and to what; never a name, a password or a PIN."""
    actor_id = work.actor.id or None
    work.add(AuditEntry(at=work.now, actor_id=actor_id, action=action, thing=thing[:_LONGEST]))
