"""What an office looked at when it last decided about a code: its places, and whose it is.

A holder may put a further place under a code, fill in what a list left open, and call itself
otherwise. All of it is recorded at once; it is seen, and how much a code can give follows, once an
office grants or renews it with them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.growing_area import INTERNAL, LOOKS
from traceability.services import parties
from traceability.services.differences import facts_in
from traceability.store.models import AreaCode, AreaCodeStep, Party
from traceability.store.queries import areas, events
from traceability.store.queries import office_looks as queries
from traceability.store.unit import Reading


def last(view: Reading, area: AreaCode) -> AreaCodeStep | None:
    """The last grant or renewal of a code; none of one that its holder opened, or applies for."""
    return among(area, areas.steps(view.db, [area.id])[area.id])


def among(area: AreaCode, steps: Sequence[AreaCodeStep]) -> AreaCodeStep | None:
    """The same of the steps of a code, where these are known, the oldest first."""
    if area.scheme == INTERNAL:
        return None
    return next((row for row in reversed(steps) if row.step in LOOKS), None)


def added_since(view: Reading, area: AreaCode, look: AreaCodeStep | None) -> Set[str]:
    """The short codes of the places that the holder put under a code after an office's look.

    Links say it by their days, and the leaves of the looks what was there on the same day: what the
    code was told of since, every harvest of it, is not read. A renewal of before its leaf named the
    places is no look at what was put there on the very day.
    """
    if look is None:
        return frozenset()
    later = areas.linked_from(view.db, area.id, day_in_vietnam(look.recorded_at))
    return later - _looked_at(view, area) if later else later


def _looked_at(view: Reading, area: AreaCode) -> Set[str]:
    """The places that the leaves of an office's looks name."""
    looks = [row.event_seq for row in areas.steps(view.db, [area.id])[area.id] if row.step in LOOKS]
    told = events.by_seq(view.db, looks).values()
    return {str(link["code"]) for event in told for link in facts_in(event.leaf).get("places", ())}


def saw_name(view: Reading, holder: Party) -> bool:
    """Whether an office saw what an organisation is called: it granted or renewed a code of it.

    Only as long as it did not call itself otherwise since: nobody is asked about that.
    """
    look = queries.last(view.db, holder.id)
    if look is None:
        return False
    said = events.leaves_after(view.db, holder.code, EventStep.PARTY_REVISED, look)
    return all(facts_in(leaf).get(parties.NAME_STANDS) for leaf in said)
