"""What was said of the scale when a day of buying was closed."""

from __future__ import annotations

from traceability.domain.access import Action, Actor
from traceability.services import receptions
from traceability.services.differences import facts
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading


def gap_told(view: Reading, actor: Actor, code: str) -> int | None:
    """The gap to the scale that was explained as the day was closed; ``None`` for no scale."""
    opened = receptions.known(view, actor, code, Action.SEE_BATCH)
    event = queries.closing(view.db, opened.row.code)
    return None if event is None else facts(event).get("gap")
