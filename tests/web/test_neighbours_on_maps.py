"""The communes around a place on its maps: faint, named, and never in the place's own commune."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask

from tests.people import VINH_TUY, World
from tests.places_of import orchard
from tests.web.lot_visits import Visitor
from traceability.domain.communes import Box
from traceability.geo import drawing
from traceability.geo.naming import MapNames
from traceability.services import maps
from traceability.services.boundaries import known_place


@pytest.fixture
def backend() -> str:
    return "sqlite"


def test_a_place_without_a_line_is_shown_among_the_communes_around(
    app: Flask, world: World
) -> None:
    page = Visitor(app, world, "manager").get(f"/coop/vung-trong/{orchard(world)}/ranh-gioi")
    names = re.findall(r'class="map-name"[^>]*>([^<]+)<', page.source)
    assert "Hùng An" in names
    assert re.findall(r'class="map-name own"[^>]*>([^<]+)<', page.source) == ["Vĩnh Tuy"]
    assert page.source.count('path class="map-near"') >= len(names)
    assert "xã bên cạnh (khung)" in page.text
    assert len(gzip.compress(page.source.encode())) < 14_000


def test_no_name_stands_in_the_own_commune_or_on_another(world: World) -> None:
    with world.view() as view:
        place = known_place(view, world.who.place)
        shown = maps.of_place(view, place, {}, alone=True)
        own = view.db.get_one(maps.Commune, (VINH_TUY, "2025-07"))
        box = Box(own.south, own.west, own.north, own.east)
    named = [figure for figure in shown.figures if figure.name and figure.kind == "near"]
    assert named
    spots = [figure.at for figure in named]
    assert len(set(spots)) == len(spots)
    frame = drawing.framed([maps._wide(box)])
    left, top, right, bottom = frame.rectangle(box)
    assert not any(left < x < right and top < y < bottom for x, y in spots)


def test_where_there_is_no_room_nothing_is_written() -> None:
    names = MapNames([(0, 0, drawing.WIDTH, drawing.HEIGHT)])
    assert names.put("Hùng An", (10, 10, 300, 300))["name"] == ""
