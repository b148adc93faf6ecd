"""What organisations are known by to those who deal with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.store.models import Party, PrivateValue

_FIELDS = ("name", "phone", "business_id")


def words(db: Session, kinds: Sequence[str]) -> list[tuple[Party, str, str]]:
    """Name, telephone and number of every organisation of some kinds: ``(party, field, value)``."""
    wanted = (
        select(Party, PrivateValue.field, PrivateValue.value)
        .join(PrivateValue, PrivateValue.owner_id == Party.code)
        .where(
            Party.kind.in_(kinds),
            PrivateValue.owner_kind == "party",
            PrivateValue.field.in_(_FIELDS),
        )
        .order_by(Party.id)
    )
    return [(party, field, value) for party, field, value in db.execute(wanted)]
