"""The stays of an apiary as pages and the itinerary show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Actor, may, require
from traceability.domain.stays import degrees
from traceability.services import parties, place_files, places_shown, stays
from traceability.services.places_shown import Where
from traceability.services.stays import StayRequest
from traceability.store.models import Party, Place, SiteStay
from traceability.store.queries import areas, events
from traceability.store.queries import stays as queries
from traceability.store.unit import Reading


class When(StrEnum):
    """How a stay lies to today."""

    NOW = "now"
    PLANNED = "planned"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class StayShown:
    """A stay; ``seen`` is the event that a correction names. Without ``inside`` no point."""

    number: int
    when: When
    colonies: int
    from_on: dt.date
    to_on: dt.date | None
    where: Where | None
    elsewhere: str | None
    nectar: str | None
    point: str | None
    seen: int


@dataclass(frozen=True)
class Apiary:
    """An apiary with its stays, the newest first: how many colonies are owned, stand, are at home.

    ``standing`` counts those of today.
    """

    code: str
    name: str
    owned: int
    species: str | None
    standing: int
    stays: tuple[StayShown, ...]

    @property
    def plain(self) -> tuple[StayShown, ...]:
        """The stays that were not withdrawn."""
        return tuple(each for each in self.stays if each.when is not When.WITHDRAWN)


@dataclass(frozen=True)
class Itinerary:
    """What a commune is told of the colonies that come: the keeper, the stays by where they are."""

    apiary: Apiary
    keeper: str
    address: str | None
    phone: str | None
    representative: str | None
    home: Where
    today: dt.date
    groups: tuple[tuple[str | None, tuple[StayShown, ...]], ...]


def apiary(view: Reading, actor: Actor, code: str) -> Apiary:
    """An apiary within the actor's reach."""
    place = stays.own_apiary(view, actor, code, Action.SEE_PLACE)
    return of_place(view, actor, place)


def of_place(view: Reading, actor: Actor, place: Place) -> Apiary:
    """The stays of a place that the caller has asked ``may`` for; points for whom they are."""
    exact = may(actor, Action.SEE_BOUNDARY, place_files.thing(view, place))
    found = tuple(_shown(view, row, exact) for row in queries.all_of(view.db, place.id))
    revision = areas.revision(view.db, place.id)
    kept = events.private_values(view.db, "place", [place.code])
    return Apiary(
        code=place.code,
        name=kept.get((place.code, "name"), place.code),
        owned=revision.colonies or 0,
        species=revision.species,
        standing=sum(each.colonies for each in found if each.when is When.NOW),
        stays=found,
    )


def stay(view: Reading, actor: Actor, code: str, number: int) -> tuple[StayShown, StayRequest]:
    """One stay that may be corrected, as shown and as one would ask for it."""
    place = stays.own_apiary(view, actor, code, Action.EDIT_PLACE)
    row = stays.known(view, place, number)
    return _shown(view, row, exact=True), stays.as_asked(row)


def itinerary(view: Reading, actor: Actor, code: str) -> Itinerary:
    """The stays that are not over, by receiving commune, with who keeps the colonies."""
    place = stays.own_apiary(view, actor, code, Action.SEE_PLACE)
    require(actor, Action.SEE_BOUNDARY, place_files.thing(view, place))
    found = of_place(view, actor, place)
    holder = parties.known(view, place.holder_id)
    kept = events.private_values(view.db, "place", [place.code])
    own = _contact(view, holder)
    revision = areas.revision(view.db, place.id)
    return Itinerary(
        apiary=found,
        keeper=parties.name_of(view, holder),
        address=own.get("address"),
        phone=kept.get((place.code, "contact")) or own.get("phone"),
        representative=kept.get((place.code, "representative")) or own.get("representative"),
        home=places_shown.where(view, revision.commune_code, revision.old_commune_code),
        today=view.today,
        groups=_by_place(found),
    )


def _by_place(found: Apiary) -> tuple[tuple[str | None, tuple[StayShown, ...]], ...]:
    """The stays of today and later by where they are, each list in order of days."""
    coming = [each for each in found.stays if each.when in (When.NOW, When.PLANNED)]
    coming.sort(key=lambda each: (each.from_on, each.number))
    keys = dict.fromkeys(_place_of(each) for each in coming)
    return tuple((key, tuple(e for e in coming if _place_of(e) == key)) for key in keys)


def _place_of(each: StayShown) -> str | None:
    return each.elsewhere if each.where is None else each.where.commune


def _contact(view: Reading, holder: Party) -> dict[str, str]:
    kept = events.private_values(view.db, "party", [holder.code])
    return {field: value for (_code, field), value in kept.items()}


def _shown(view: Reading, row: SiteStay, exact: bool) -> StayShown:
    asked = stays.as_asked(row)
    where = None
    if row.commune_code is not None:
        where = places_shown.where(view, row.commune_code, None)
    return StayShown(
        number=row.number,
        when=_when(row, view.today),
        colonies=row.colonies,
        from_on=row.from_on,
        to_on=row.to_on,
        where=where,
        elsewhere=row.elsewhere,
        nectar=row.nectar,
        point=degrees(asked.point) if exact and asked.point is not None else None,
        seen=row.event_seq,
    )


def _when(row: SiteStay, today: dt.date) -> When:
    if row.withdrawn_at is not None:
        return When.WITHDRAWN
    if row.from_on > today:
        return When.PLANNED
    return When.OVER if row.to_on is not None and row.to_on < today else When.NOW
