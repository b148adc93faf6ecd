"""Who may read a place's diary, and opening it in an inspection, which the audit tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.errors import NotFound
from traceability.services import area_codes, audit, place_files
from traceability.store.models import Place
from traceability.store.queries import areas
from traceability.store.queries import diary as queries
from traceability.store.unit import Reading, Work

OPENED = "open_diary"
#: So long a diary that was opened in an inspection stays open to who opened it.
STAYS_OPEN = dt.timedelta(hours=12)


def thing(view: Reading, actor: Actor, place: Place) -> Thing:
    """A place as rights to its diary see it: whether the actor has opened it too."""
    since = view.now - STAYS_OPEN
    opened = queries.opened_since(view.db, actor.id, OPENED, place.code, since)
    return replace(place_files.thing(view, place), opened=opened)


def may_read(view: Reading, actor: Actor, place: Place) -> bool:
    """Whether the actor may read what was done at a place."""
    return may(actor, Action.SEE_DIARY, thing(view, actor, place))


def open_for_inspection(work: Work, code: str) -> str:
    """Open the diaries of the places under a code, to who inspects it; the first place's code.

    It is logged by the place, and stays open to the actor for half a day.
    """
    area = area_codes.known(work, code)
    require(work.actor, Action.INSPECT_FILE, area_codes.thing(work, area))
    places = areas.places_of(work.db, area.id)
    if not places:
        raise NotFound
    for place in places:
        audit.note(work, OPENED, place.code)
    return places[0].code
