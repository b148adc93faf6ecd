"""Plots of land to lay over one another: squares in Vĩnh Tuy, drawn by whoever holds them."""

from __future__ import annotations

from tests.people import VINH_TUY, World
from traceability.domain.access import Actor
from traceability.geo.checks import check
from traceability.geo.shapes import Boundary
from traceability.services import boundaries, internal_codes
from traceability.services.boundaries import BoundaryRequest, Done
from traceability.services.internal_codes import AreaRequest
from traceability.services.places import PlaceRequest
from traceability.store.models import CaseFile, Place
from traceability.store.queries import areas

#: The middle of Vĩnh Tuy's box, degrees.
LAT, LON = 22.265, 104.87
#: A side of so many degrees makes some 12.4 ha, as the orchard is declared.
SIDE = 0.00330


def square(east: float = 0.0, north: float = 0.0, side: float = SIDE) -> Boundary:
    """A square whose south-western corner lies so many degrees off the middle."""
    west, south = LON + east, LAT + north
    wide = side * 1.04
    ring = [(west, south), (west + wide, south), (west + wide, south + side), (west, south + side)]
    return check([[ring]])


def corners(east: float = 0.0, north: float = 0.0, side: float = SIDE) -> str:
    """The same square as it is typed, a corner a line."""
    ring = square(east, north, side).polygons[0][0][:-1]
    return "\n".join(f"{lat / 1e7:.6f} {lon / 1e7:.6f}".replace(".", ",") for lon, lat in ring)


def plot(world: World, manager: Actor, name: str = "Vườn bên suối", area_m2: int = 124_000) -> str:
    """One more orchard of a manager's cooperative in Vĩnh Tuy; the place's code."""
    place = PlaceRequest("orchard", VINH_TUY, None, area_m2, private={"name": name})
    with world.by(manager) as work:
        return internal_codes.open_area(work, AreaRequest(place, ("sanh_orange",))).place


def declare(world: World, manager: Actor, place: str, boundary: Boundary, reason: str = "") -> Done:
    """A boundary typed by the holder's manager."""
    with world.by(manager) as work:
        return boundaries.set_boundary(work, BoundaryRequest(place, boundary, "typed", reason))


def place_of(world: World, code: str) -> Place:
    """The row of a place."""
    with world.view() as view:
        found = areas.place_by_code(view.db, code)
        assert found is not None
        view.db.expunge(found)
        return found


def the_case(world: World) -> CaseFile:
    """The newest case."""
    with world.view() as view:
        found = view.db.query(CaseFile).order_by(CaseFile.id.desc()).first()
        assert found is not None
        view.db.expunge(found)
        return found
