"""Boundaries over the API: set, judged as the form judges, refused with the same codes."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.software import ON_SQLITE, Door
from tests.api.test_api_refusals import problem
from tests.api.test_api_scopes import made_for
from tests.plots import LAT, LON, declare, plot, square
from tests.web.bad_inputs import BAD, field_of
from traceability.store.models import PlaceGeometry

pytestmark = ON_SQLITE


@pytest.fixture
def areas(door: Door) -> Door:
    """The service with a key of the manager's, made for areas."""
    return made_for(door, "areas")


def put(door: Door, boundary: Any, place: str | None = None, **more: Any) -> TestResponse:
    path = f"/api/v1/places/{place or door.world.who.place}/boundary"
    return door.call("PUT", path, json={"boundary": boundary, **more})


def geojson(**more: float) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(square(**more).text())
    return found


def ring(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(each) for each in corners]]}


def test_a_boundary_is_set_and_the_same_again_changes_nothing(areas: Door) -> None:
    first = put(areas, geojson())
    assert first.status_code == 200
    body = first.json
    assert body is not None
    assert (body["changed"], body["revision"], body["warnings"]) == (True, 2, [])
    assert body["declared_m2"] == 124_000
    again = put(areas, geojson()).json
    assert again is not None
    assert (again["changed"], again["sha256"]) == (False, body["sha256"])
    assert areas.world.differences() == []


def test_text_is_read_as_the_form_reads_it(areas: Door) -> None:
    lines = f"{LAT} {LON}\n{LAT} {LON + 0.003}\n{LAT + 0.003} {LON}"
    assert put(areas, lines, source="typed").status_code == 200


def test_who_replaces_another_boundary_than_was_seen_is_told(areas: Door) -> None:
    put(areas, geojson())
    assert problem(put(areas, geojson(east=0.001), seen="none")) == (409, "boundary_changed")


def test_a_key_that_was_not_made_for_it_and_who_is_a_stranger(door: Door, areas: Door) -> None:
    assert problem(put(made_for(door, "record"), geojson())) == (403, "key_scope")
    theirs = plot(door.world, door.world.who.stranger)
    assert problem(put(areas, geojson(), theirs)) == (404, "not_found")
    assert problem(put(areas, geojson(), "000000000")) == (404, "not_found")


def test_a_body_that_is_too_large_is_not_read(areas: Door) -> None:
    """geo-13: 200,000 corners, 8 MB."""
    points = [
        (LON + math.cos(each / 1e5) / 100, LAT + math.sin(each / 1e5) / 100)
        for each in range(200_000)
    ]
    assert problem(put(areas, ring(*points))) == (413, "too_large")


#: What was agreed to be bad and is refused, by its id: the boundary and the code of the refusal.
REFUSED: dict[str, tuple[Any, str]] = {
    "geo-01": (ring((22.8, 104.9), (22.81, 104.9), (22.81, 104.91)), "boundary_axes_swapped"),
    "geo-03": (ring((104.9, 22.1), (104.91, 22.11), (104.92, 22.12)), "boundary_no_area"),
    "geo-05": (ring((104.9, 22.1), (104.91, 22.11)), "boundary_too_few_corners"),
    "geo-15": ('{"type":"Polygon","coordinates":[[[NaN,22],[1,2],[3,4]]]}', "boundary_not_finite"),
    "geo-17": ("2524000,420000\n2524100,420000\n2524100,420100", "boundary_projected"),
    "geo-21": (
        "<kml><NetworkLink><Link><href>http://169.254.169.254/</href></Link></NetworkLink></kml>",
        "kml_network_link",
    ),
}


@pytest.mark.parametrize("bad", sorted(REFUSED))
def test_bad_boundaries_are_refused_at_the_boundary(areas: Door, bad: str) -> None:
    boundary, code = REFUSED[bad]
    answer = put(areas, boundary)
    assert problem(answer) == (422, code)
    at = field_of(bad) if "field" in BAD[bad]["expected"] else "boundary"
    assert answer.json is not None
    assert [each["field"] for each in answer.json["errors"]] == [at]
    assert areas.rows(PlaceGeometry) == []


@pytest.mark.parametrize("number", ["NaN", "1e400", "-Infinity"])
def test_a_number_that_json_does_not_have_is_told_as_what_it_is(areas: Door, number: str) -> None:
    """geo-15 as a GeoJSON object."""
    raw = (
        '{"boundary": {"type": "Polygon", "coordinates":'
        f" [[[{number}, 22.1], [104.91, 22.1], [104.91, 22.12]]]}}}}"
    )
    path = f"/api/v1/places/{areas.world.who.place}/boundary"
    answer = areas.call("PUT", path, data=raw, headers={"Content-Type": "application/json"})
    assert problem(answer) == (422, "boundary_not_finite")


def test_exchanged_axes_are_mended_when_asked(areas: Door) -> None:
    swapped = [[lat, lon] for lon, lat in geojson()["coordinates"][0]]
    answer = put(areas, ring(*map(tuple, swapped)))
    assert answer.json is not None
    mend = answer.json["facts"]["mend"]
    assert put(areas, ring(*map(tuple, swapped)), mend=mend).status_code == 200


def test_far_from_the_commune_wants_a_reason(areas: Door) -> None:
    """geo-07."""
    far = geojson(east=-1.0, north=0.2)
    answer = put(areas, far)
    assert problem(answer) == (422, "boundary_reason_needed")
    done = put(areas, far, reason="thuê đất bên Lào Cai").json
    assert done is not None
    assert done["warnings"] == ["boundary_far"]
    assert done["far_m"] > 90_000


def test_ground_of_another_is_taken_and_told(areas: Door) -> None:
    """geo-19."""
    theirs = plot(areas.world, areas.world.who.stranger)
    declare(areas.world, areas.world.who.stranger, theirs, square())
    done = put(areas, geojson(east=0.0014)).json
    assert done is not None
    assert done["warnings"] == ["boundary_overlaps"]
    (overlap,) = done["overlaps"]
    assert overlap["case"]
    assert 550_000 < overlap["ppm"] < 650_000
    assert set(overlap) == {"shared_m2", "ppm", "case"}


def test_rings_the_wrong_way_round_and_several_plots_are_taken(areas: Door) -> None:
    """geo-09 and geo-11."""
    one = square().polygons[0][0]
    clockwise = [[lon / 1e7, lat / 1e7] for lon, lat in reversed(one)]
    assert put(areas, ring(*map(tuple, clockwise))).status_code == 200
    plots = [geojson(east=0.01 * each)["coordinates"] for each in range(2)]
    done = put(areas, {"type": "MultiPolygon", "coordinates": plots}).json
    single = put(areas, geojson()).json
    assert done is not None
    assert single is not None
    assert abs(done["measured_m2"] - 2 * single["measured_m2"]) < 20


def test_a_recorders_key_cannot_move_a_line(door: Door) -> None:
    from traceability.domain.access import Role
    from traceability.services import api_keys, parties

    with door.world.by(door.world.who.manager) as work:
        party = parties.acting_party(work, work.actor)
        key = api_keys.create_key(work, party, Role.RECORDER, scopes=("areas",))
    recorder = dataclasses.replace(door, key=key.text)
    assert problem(put(recorder, geojson())) == (403, "denied")
