"""What an office looked at when it last decided about a code: its places, and since when.

A holder may put a further place under a code and fill in what a list left open. Both are recorded
at once; how much a code can give follows once an office grants or renews it with them.
"""

from __future__ import annotations

from collections.abc import Set

from traceability.domain.events import EventStep
from traceability.domain.growing_area import INTERNAL, CodeStep
from traceability.services import parties
from traceability.services.differences import facts
from traceability.store.models import AreaCode, AreaCodeStep, Event
from traceability.store.queries import areas, events
from traceability.store.unit import Reading

#: The steps by which an office says how much a code is for.
LOOKS = frozenset({CodeStep.GRANT, CodeStep.RENEW})


def last(view: Reading, area: AreaCode) -> AreaCodeStep | None:
    """The last grant or renewal of a code; none of one that its holder opened, or applies for."""
    if area.scheme == INTERNAL:
        return None
    steps = areas.steps(view.db, [area.id])[area.id]
    return next((row for row in reversed(steps) if row.step in LOOKS), None)


def added_since(view: Reading, area: AreaCode, look: AreaCodeStep | None) -> Set[str]:
    """The short codes of the places that the holder put under a code after an office's look."""
    if look is None:
        return frozenset()
    told = events.of_step(view.db, area.code, EventStep.CODE_REVISED)
    later = [event for event in told if event.seq > look.event_seq]
    if not later:
        return frozenset()
    seen = {
        place
        for event in events.of_register(view.db, area.code)
        if event.seq <= look.event_seq or _by_office(view, event)
        for place in _places(event)
    }
    return {place for event in later for place in _places(event)} - seen


def _by_office(view: Reading, event: Event) -> bool:
    return parties.known(view, event.owner_id).kind == "authority"


def _places(event: Event) -> Set[str]:
    """The places that a leaf states of a code, if it states them."""
    return {str(link["code"]) for link in facts(event).get("places", ())}
