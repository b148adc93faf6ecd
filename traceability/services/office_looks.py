"""What an office looked at when it last decided about a code: its places, and since when.

A holder may put a further place under a code and fill in what a list left open. Both are recorded
at once; how much a code can give follows once an office grants or renews it with them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.growing_area import INTERNAL, CodeStep
from traceability.services import parties
from traceability.services.differences import facts_in
from traceability.store.models import AreaCode, AreaCodeStep, Event
from traceability.store.queries import areas, events
from traceability.store.unit import Reading

#: The steps by which an office says how much a code is for.
LOOKS = frozenset({CodeStep.GRANT, CodeStep.RENEW})


def last(view: Reading, area: AreaCode) -> AreaCodeStep | None:
    """The last grant or renewal of a code; none of one that its holder opened, or applies for."""
    return among(area, areas.steps(view.db, [area.id])[area.id])


def among(area: AreaCode, steps: Sequence[AreaCodeStep]) -> AreaCodeStep | None:
    """The same of the steps of a code, where these are known, the oldest first."""
    if area.scheme == INTERNAL:
        return None
    return next((row for row in reversed(steps) if row.step in LOOKS), None)


def added_since(view: Reading, area: AreaCode, look: AreaCodeStep | None) -> Set[str]:
    """The short codes of the places that the holder put under a code after an office's look."""
    if look is None or not _linked_since(view, area, look):
        return frozenset()
    later = events.leaves_after(view.db, area.code, EventStep.CODE_REVISED, look.event_seq)
    if not later:
        return frozenset()
    seen = {
        place
        for event in events.of_register(view.db, area.code)
        if event.seq <= look.event_seq or _by_office(view, event)
        for place in _places(event.leaf)
    }
    return {place for leaf in later for place in _places(leaf)} - seen


def _linked_since(view: Reading, area: AreaCode, look: AreaCodeStep) -> bool:
    """Whether anything can have been added at all: every harvest is told of its code, too."""
    return areas.linked_from(view.db, area.id, day_in_vietnam(look.recorded_at))


def _by_office(view: Reading, event: Event) -> bool:
    return parties.known(view, event.owner_id).kind == "authority"


def _places(leaf: str) -> Set[str]:
    """The places that a leaf states of a code, if it states them."""
    return {str(link["code"]) for link in facts_in(leaf).get("places", ())}
