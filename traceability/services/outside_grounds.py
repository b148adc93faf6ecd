"""Ground under no code: a place of one's own, or no more than the commune that a seller lives in.

The latter is one place a holder and commune, made the first time that somebody from there sells. It
stands in no list and counts against no season.
"""

from __future__ import annotations

from traceability.domain.errors import Invalid
from traceability.domain.growing_area import FAMILIES
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.services import places
from traceability.services.places import PlaceRequest
from traceability.store.models import Crop, Party, Place
from traceability.store.queries import areas
from traceability.store.queries import receptions as queries
from traceability.store.unit import Work


def of(work: Work, holder: Party, household: Party | None, crop: Crop, place: str | None) -> Place:
    """Where goods under no code come from; a household is needed where no place is named."""
    if place is not None:
        return _own(work, holder, crop, place)
    if household is None:
        raise Invalid("required", "household")
    return of_commune(work, holder, household.commune_code)


def of_commune(work: Work, holder: Party, commune: str | None) -> Place:
    """The one ground of a holder's sellers in a commune, made on its first use."""
    if commune is None:
        raise Invalid("required", "commune")
    work.lock_party(holder.id)
    found = queries.outside_ground(work.db, holder.id, commune)
    return found or places.add(work, holder, PlaceRequest(OUTSIDE_GROUND, commune))


def _own(work: Work, holder: Party, crop: Crop, code: str) -> Place:
    place = areas.place_by_code(work.db, code)
    fits = place is not None and crop.family in FAMILIES.get(place.kind, ())
    if place is None or not fits or place.holder_id != holder.id:
        raise Invalid("place_unknown", "place")
    return place
