"""Where whoever answers for goods sits, as the pages of lots and of growing-area codes say it."""

from __future__ import annotations

from traceability.services import places_shown
from traceability.services.places_shown import Where
from traceability.store.models import Party
from traceability.store.queries import events
from traceability.store.unit import Reading


def where(view: Reading, holder: Party) -> Where | None:
    """The commune of an organisation, and what it was called before; where a household lives, none.

    ``None`` too where none was stated.
    """
    if holder.commune_code is None or holder.kind == "household":
        return None
    return places_shown.where(view, holder.commune_code, holder.old_commune_code)


def name(view: Reading, holder: Party) -> str:
    """The name of an organisation; its code where the name was erased."""
    return _stated(view, holder, "name") or holder.code


def address(view: Reading, holder: Party) -> str | None:
    """The line before the commune (house, hamlet), which an organisation states for its labels."""
    return _stated(view, holder, "address")


def _stated(view: Reading, holder: Party, field: str) -> str | None:
    """What an organisation states of itself; a page reads all of it together."""
    return events.private_values(view.db, "party", [holder.code]).get((holder.code, field))
