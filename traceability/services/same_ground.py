"""What stands or waits already for the same ground and crop: told before another is sent.

Two markets or schemes over one place are as they should be, so nothing is refused here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.growing_area import INTERNAL, UNDECIDED, Status
from traceability.domain.text import fold
from traceability.services import applications, area_codes, parties
from traceability.services.internal_codes import AreaRequest
from traceability.store.models import AreaCode, Place
from traceability.store.queries import areas, filing
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

_LASTING = UNDECIDED | {Status.ACTIVE, Status.SUSPENDED}


@dataclass(frozen=True)
class Beside:
    """A code, or a file by its number, over a place: how it stands, what it is for.

    ``place`` is the short code of the first of its places that is shared, ``name`` its name.
    """

    code: str
    raw: str
    scheme: str
    market: str
    status: Status
    place: str
    name: str

    @property
    def waits(self) -> bool:
        """Whether it is still a file that nobody has decided."""
        return self.status in UNDECIDED


def beside_file(view: Reading, actor: Actor, code: str) -> tuple[Beside, ...]:
    """Other files and codes of the state for a place and a crop of an own file."""
    area = applications.own(view, actor, code)
    places = areas.places_of(view.db, area.id)
    crops = {crop.code for crop in areas.crops_of(view.db, area.id)}
    found = _over(view, places, crops)
    return tuple(each for each in found if each.scheme != INTERNAL and each.code != area.code)


def beside_area(view: Reading, actor: Actor, asked: AreaRequest) -> tuple[Beside, ...]:
    """The codes over own places that are called like the one that is about to be registered.

    Of the same kind, in the same commune, bearing one of the same crops: the same garden, most
    likely.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.EDIT_PLACE, Thing(holder=holder.id))
    places = [
        place
        for place in areas.places_of_holder(view.db, holder.id)
        if place.kind == asked.place.kind
        and areas.revision(view.db, place.id).commune_code == asked.place.commune
    ]
    names = party_queries.names(view.db, [place.code for place in places], kind="place")
    wanted = fold(asked.place.private.get("name", ""))
    alike = [place for place in places if fold(names.get(place.code, "")) == wanted]
    return _over(view, alike, asked.crops)


def _over(view: Reading, places: Sequence[Place], crops: Collection[str]) -> tuple[Beside, ...]:
    names = party_queries.names(view.db, [place.code for place in places], kind="place")
    found: dict[int, Beside] = {}
    for place in places:
        for area in filing.files_over(view.db, place.id):
            if area.id not in found and _same(view, area, place, crops):
                found[area.id] = _beside(view, area, place, names.get(place.code, place.code))
    return tuple(each for each in found.values() if each.status in _LASTING)


def _same(view: Reading, area: AreaCode, place: Place, crops: Collection[str]) -> bool:
    """Whether the holder of the place has the code, for one of these crops."""
    if area.holder_id != place.holder_id:
        return False
    return any(crop.code in crops for crop in areas.crops_of(view.db, area.id))


def _beside(view: Reading, area: AreaCode, place: Place, name: str) -> Beside:
    status = area_codes.status_on(view, area, view.today)
    return Beside(area.code, area.raw, area.scheme, area.market, status, place.code, name)
