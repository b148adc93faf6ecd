"""Who enters the book of the import benchmark; apart, for it is part of both turns."""

from __future__ import annotations

from pathlib import Path

from traceability.domain.access import Actor, Role
from traceability.services import parties
from traceability.store import models
from traceability.store.engine import Store
from traceability.store.queries import accounts as queries
from traceability.store.unit import reading


def who(store: Store, folder: Path) -> Actor:
    """The manager of the cooperative."""
    with reading(store) as view:
        member = queries.memberships(view.db, int((folder / "manager").read_text()))[0]
        code = view.db.get_one(models.Actor, member.actor_id).code
        return parties.actor_of(view, member.actor_id, code, Role.MANAGER, member.party_id)
