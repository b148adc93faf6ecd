"""How near an officer is to a matter: a member of the holder, or kin of its people.

Memberships say who is a member. Who is kin says so, by proposing a step instead of taking it; the
word stands for all that the same holder has from then on.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.access import Actor
from traceability.store.models import AreaCode
from traceability.store.queries import accounts
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading

KIN, MEMBER = "kin", "member"


def of(view: Reading, actor: Actor, area: AreaCode) -> str | None:
    """``member`` or ``kin`` where the actor is too near to decide on a code; else None."""
    if accounts.belongs_to(view.db, actor.id, [area.holder_id]):
        return MEMBER
    return KIN if queries.declared_kin(view.db, actor.id, [area.holder_id]) else None


def near_any(view: Reading, actor: Actor, party_ids: Sequence[int]) -> bool:
    """Whether the actor is a member of any of some organisations, or kin of their people."""
    member = accounts.belongs_to(view.db, actor.id, party_ids)
    return member or queries.declared_kin(view.db, actor.id, party_ids)
