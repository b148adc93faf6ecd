"""What the form of an application offers: own places by kind, crops, and what stands already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.growing_area import FAMILIES, WITH_HOLDER
from traceability.domain.text import sort_key
from traceability.services import applications, area_codes, parties
from traceability.services.registry_views import Names, names_of
from traceability.store.queries import areas, products
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class OwnPlace:
    """A place of one's own: its short code, name, kind and stated area (m²)."""

    code: str
    name: str
    kind: str
    area_m2: int | None


@dataclass(frozen=True)
class OfferedCrop:
    """A crop that grows on land of some kind that the holder has."""

    code: str
    names: Names


@dataclass(frozen=True)
class ApplicationChoices:
    """What a holder chooses from."""

    places: tuple[OwnPlace, ...]
    crops: tuple[OfferedCrop, ...]


@dataclass(frozen=True)
class Standing:
    """What a draft or returned file asks for as it stands, and whether it may be changed."""

    scheme: str
    market: str
    places: tuple[str, ...]
    crops: tuple[str, ...]
    varieties: Mapping[str, str]
    seen: str
    here: bool


def choices(view: Reading, actor: Actor) -> ApplicationChoices:
    """The places of the actor's holder, and the crops that grow on such land."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.APPLY_FOR_CODE, Thing(holder=holder.id))
    rows = areas.places_of_holder(view.db, holder.id)
    names = party_queries.names(view.db, [row.code for row in rows], kind="place")
    places = [
        OwnPlace(
            row.code,
            names.get(row.code, row.code),
            row.kind,
            areas.revision(view.db, row.id).area_m2,
        )
        for row in rows
    ]
    families = {family for row in rows for family in FAMILIES.get(row.kind, ())}
    crops = [
        OfferedCrop(crop.code, names_of(crop))
        for crop in products.crops(view.db)
        if crop.family in families or not families
    ]
    return ApplicationChoices(
        tuple(sorted(places, key=lambda each: sort_key(each.name))),
        tuple(sorted(crops, key=lambda each: sort_key(each.names["vi"]))),
    )


def standing(view: Reading, actor: Actor, code: str) -> Standing:
    """A file of the actor's own holder, that a manager may change while it is there."""
    area = applications.own(view, actor, code)
    require(actor, Action.APPLY_FOR_CODE, Thing(holder=area.holder_id))
    return Standing(
        scheme=area.scheme,
        market=area.market,
        places=tuple(place.code for place in areas.places_of(view.db, area.id)),
        crops=tuple(crop.code for crop in areas.crops_of(view.db, area.id)),
        varieties=areas.varieties_of(view.db, area.id),
        seen=area_codes.seen(view, area),
        here=area_codes.status_on(view, area, view.today) in WITH_HOLDER,
    )
