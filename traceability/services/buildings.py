"""A building of a holder, by the code that is typed or chosen."""

from __future__ import annotations

from traceability.domain.errors import Invalid
from traceability.domain.place_kinds import BUILDINGS
from traceability.store.models import Party, Place
from traceability.store.queries import areas
from traceability.store.unit import Reading


def named(view: Reading, holder: Party, code: str | None, at: str) -> Place | None:
    """The building of a code; ``None`` where none is told.

    Another kind of place, or another holder's, is refused with ``place_unknown`` at field ``at``.
    """
    if code is None:
        return None
    place = areas.place_by_code(view.db, code)
    if place is None or place.holder_id != holder.id or place.kind not in BUILDINGS:
        raise Invalid("place_unknown", at)
    return place
