"""Checking who works a place, and where the colonies of an apiary stood, against the events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from traceability.domain import household_links
from traceability.domain.events import EventStep
from traceability.domain.household_links import Link, LinkAct, LinkStep
from traceability.services import place_households, stays
from traceability.services.differences import Difference, compared, facts
from traceability.store.models import Event, Place, SiteStay
from traceability.store.queries import events
from traceability.store.queries import place_households as queries
from traceability.store.queries import stays as stay_queries
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every place that has, or was said to have, a household or a stay."""
    for page in queries.spoken_of(view.db):
        for place in page:
            yield from _households(view, place)
            yield from _stays(view, place)


def _households(view: Reading, place: Place) -> Iterator[Difference]:
    told = reversed(events.of_step(view.db, place.code, EventStep.PLACE_HOUSEHOLDS))
    recorded: dict[str, object] = {"households": _said(household_links.fold(map(_step, told)))}
    found: dict[str, object] = {"households": _said(place_households.links_of(view, place))}
    yield from compared("place_household", place.code, recorded, found)


def _step(event: Event) -> LinkStep:
    said = facts(event)
    try:
        on = dt.date.fromisoformat(str(said.get("on")))
        return LinkStep(LinkAct(str(said.get("act"))), on, tuple(said.get("households") or ()))
    except (TypeError, ValueError):  # a leaf that was changed: its hash tells so already
        return LinkStep(LinkAct.LEFT, event.occurred_on, ())


def _said(links: frozenset[Link]) -> list[str]:
    return sorted(f"{each.household} {each.from_on} {each.to_on}" for each in links)


def _stays(view: Reading, place: Place) -> Iterator[Difference]:
    told = events.of_step(view.db, place.code, EventStep.SITE_STAY)
    rows = {row.number: row for row in stay_queries.all_of(view.db, place.id)}
    numbers = {_number(event) for event in told} | set(rows)
    for number in sorted(numbers):
        about = [event for event in told if _number(event) == number]
        subject = f"{place.code}/{number}"
        yield from compared("site_stay", subject, _recorded(about), _found(rows.get(number)))
        yield from _private(view, subject, about, rows.get(number))


def _number(event: Event) -> int:
    number = facts(event).get("stay")
    return number if isinstance(number, int) else 0


def _recorded(about: Sequence[Event]) -> dict[str, object]:
    """What the events of a stay say, newest first: how it was last stated, whether it was taken."""
    stated = next((event for event in about if facts(event).get("act") == "stated"), None)
    if stated is None:
        return {}
    withdrawn = facts(about[0]).get("act") == "withdrawn"
    said = {key: value for key, value in facts(stated).items() if key not in ("act", "warned")}
    return {
        **said,
        "event_seq": about[0].seq,
        "recorded_at": stated.recorded_at,
        "withdrawn_at": about[0].recorded_at if withdrawn else None,
    }


def _found(row: SiteStay | None) -> dict[str, object]:
    if row is None:
        return {}
    return {
        **stays.stated(row),
        "event_seq": row.event_seq,
        "recorded_at": row.recorded_at,
        "withdrawn_at": row.withdrawn_at,
    }


def _private(
    view: Reading, subject: str, about: Sequence[Event], row: SiteStay | None
) -> Iterator[Difference]:
    """What the stay keeps beside the leaf is what the event that stated it keeps.

    What was erased of the event is nowhere to compare with.
    """
    stated = next((event for event in about if facts(event).get("act") == "stated"), None)
    if stated is None or row is None:
        return
    kept = events.private_values(view.db, "event", [stated.event_id])
    recorded = {field: value for (_event, field), value in kept.items()}
    found = {key: said for key, said in stays.as_asked(row).private.items() if key in recorded}
    yield from compared("site_stay", subject, recorded, found)
