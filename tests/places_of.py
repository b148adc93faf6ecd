"""Places and apiaries of the cooperative of the world, and who fills in their files."""

from __future__ import annotations

import datetime as dt

from tests.people import VINH_TUY, World
from traceability.domain.communes import Point
from traceability.services import internal_codes, parties, place_files, stays
from traceability.services.internal_codes import AreaRequest
from traceability.services.place_files import Group, GroupRequest
from traceability.services.places import PlaceRequest
from traceability.services.stays import StayRequest
from traceability.store.models import Party
from traceability.store.queries import areas
from traceability.store.queries import stays as stay_queries

TODAY = dt.date(2026, 1, 20)


def opened(world: World, kind: str, crop: str | None, **stated: object) -> str:
    """A place of the manager's; its short code."""
    place = PlaceRequest(kind, VINH_TUY, private={"name": "Nơi mới"}, **stated)  # type: ignore[arg-type]
    with world.by(world.who.manager) as work:
        return internal_codes.open_area(work, AreaRequest(place, (crop,) if crop else ())).place


def orchard(world: World) -> str:
    """An orchard of 1 ha."""
    return opened(world, "orchard", "sanh_orange", area_m2=10_000)


def apiary(world: World, colonies: int = 100, species: str = "cerana") -> str:
    """An apiary of so many colonies."""
    return opened(world, "apiary", "mint_honey", colonies=colonies, species=species)


def fill_in(world: World, code: str, group: Group, **values: object) -> int:
    """A group of the file, saved by the manager on what stands."""
    with world.by(world.who.manager) as work:
        place = areas.place_by_code(work.db, code)
        assert place is not None
        now = areas.revision(work.db, place.id).number
        return place_files.save(work, code, now, GroupRequest(group, values))


def stay(
    world: World, code: str, colonies: int, first: int, last: int | None = None, **more: object
) -> int:
    """A stay from so many days after today to so many; its number."""
    asked = StayRequest(
        colonies,
        TODAY + dt.timedelta(days=first),
        None if last is None else TODAY + dt.timedelta(days=last),
        **{"commune": VINH_TUY, **more},  # type: ignore[arg-type]
    )
    with world.by(world.who.manager) as work:
        return stays.begin(work, code, asked).number


def seen(world: World, code: str, number: int) -> int:
    """The event that a screen shows a stay from."""
    with world.view() as view:
        place = areas.place_by_code(view.db, code)
        row = None if place is None else stay_queries.by_number(view.db, place.id, number)
        assert row is not None
        return row.event_seq


def homes(world: World, *names: str) -> list[str]:
    """More households of the cooperative; their codes."""
    with world.by(world.who.manager) as work:
        coop: Party = parties.known(work, world.who.manager.party or 0)
        return [parties.register_household(work, coop, {"name": name}).code for name in names]


#: A point above Mèo Vạc, and one some 800 m and some 1,500 m east of it.
HERE = Point(23_160_000, 105_410_000)
NEXT = Point(23_160_000, 105_417_800)
FURTHER = Point(23_160_000, 105_424_700)
