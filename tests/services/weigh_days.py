"""Days of buying for tests: a reception of the cooperative, slips by the recorder's hand."""

from __future__ import annotations

from typing import Any

from tests.people import TODAY, World
from traceability.domain.access import Action
from traceability.domain.weigh_slips import Scale
from traceability.services import (
    households,
    place_households,
    reception_closing,
    receptions,
    weigh_slips,
)
from traceability.services.households import HouseholdRequest
from traceability.services.reception_closing import Closed, CloseRequest
from traceability.services.receptions import OpenRequest
from traceability.services.weigh_slips import Line, LoadRequest, Recorded, SlipRequest
from traceability.store.queries import areas
from traceability.store.queries import parties as party_queries


def opened(world: World, crop: str = "sanh_orange", **more: Any) -> str:
    """A day of buying oranges, of today."""
    with world.by(world.who.recorder) as work:
        return receptions.open_day(work, OpenRequest(crop, more.pop("day", TODAY), **more))


def seller(world: World, name: str, standing: str = "outside", commune: str | None = None) -> str:
    """A household that sells; its code."""
    with world.by(world.who.recorder) as work:
        asked = HouseholdRequest(name, standing=standing, commune=commune)
        return households.add(work, asked).code


def works(world: World, household: str, place: str | None = None) -> None:
    """Say that a household works a place, beside those that do."""
    with world.by(world.who.manager) as work:
        at = areas.place_by_code(work.db, place or world.who.place)
        assert at is not None
        there = {each.household for each in place_households.links_of(work, at)}
        place_households.choose(work, at.code, {*there, household}, TODAY.replace(day=1))


def line(gross: int, household: str | None, unit: str = "g", **more: Any) -> Line:
    """What a household brought, in kg or litres."""
    figures = {key: more.pop(key) for key in ("bags", "tare", "deduction_ppm") if key in more}
    return Line(Scale(gross * 1000, **figures), unit, household, **more)


def weigh(world: World, reception: str, each: Line) -> Recorded:
    """One slip."""
    with world.by(world.who.recorder) as work:
        return weigh_slips.record(work, SlipRequest(reception, each))


def unload(world: World, reception: str, *lines: Line, **more: Any) -> tuple[Recorded, ...]:
    """A truck."""
    with world.by(world.who.recorder) as work:
        return weigh_slips.record_load(work, LoadRequest(reception, lines, **more))


def closed(world: World, reception: str, **more: Any) -> Closed:
    """The day closed as it stands."""
    with world.by(world.who.recorder) as work:
        row = receptions.known(work, world.who.recorder, reception, Action.RECORD_RECEPTION).row
        version = more.pop("version", row.version)
        return reception_closing.close(work, CloseRequest(reception, version, **more))


def number_of(world: World, household: str) -> int:
    """The number on a household's card."""
    with world.view() as view:
        found = party_queries.by_code(view.db, household)
        assert found is not None
        return found.number or 0
