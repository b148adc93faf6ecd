"""The page of a boundary, as a manager (and who is none) meets it: typed, sent, stored."""

from __future__ import annotations

import json
import math
import time

import pytest
from flask import Flask

from tests.people import World
from tests.plots import LAT, LON, corners, declare, plot, square
from tests.web.bad_inputs import BAD, field_of
from tests.web.lot_visits import HOST, Page, Visitor, app_of, confirm
from traceability.store.models import PlaceGeometry


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World) -> Flask:
    return app_of(world)


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def path_of(place: str) -> str:
    return f"/coop/vung-trong/{place}/ranh-gioi"


def typed(visitor: Visitor, place: str, text: str, **more: str) -> Page:
    """Corners typed into the form of a place."""
    path = path_of(place)
    form = visitor.get(path).form(path)
    return visitor.post(path, {**form, "source": "typed", "boundary": text, **more})


def sent(visitor: Visitor, place: str, data: bytes, name: str = "vung.geojson") -> Page:
    """A file sent from the tab of files."""
    path = path_of(place)
    fields = visitor.get(f"{path}?cach=tep").form(path) | {"source": "imported"}
    parts = [
        f'--gach\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    told = f'--gach\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join((*parts, told.encode(), data, b"\r\n--gach--\r\n"))
    headers = {"Referer": HOST + path, "Content-Type": "multipart/form-data; boundary=gach"}
    return Page(visitor.client.post(path, data=body, base_url=HOST, headers=headers))


def kept(world: World) -> list[PlaceGeometry]:
    with world.view() as view:
        found = view.db.query(PlaceGeometry).all()
        view.db.expunge_all()
    return found


def test_corners_are_typed_said_back_and_stored(world: World, manager: Visitor) -> None:
    shown = typed(manager, world.who.place, corners())
    assert shown.status == 200
    assert "Đo được" in shown.text
    assert "12,83 ha" in shown.text or "12," in shown.text
    assert kept(world) == []
    done = confirm(manager, path_of(world.who.place), shown)
    assert (done.status, done.place) == (303, path_of(world.who.place))
    (row,) = kept(world)
    assert (row.source, row.current) == ("typed", True)
    assert "Đã lưu ranh giới" in manager.get(done.place).text


def test_a_file_is_sent_said_back_and_stored(world: World, manager: Visitor) -> None:
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": json.loads(square().text())}],
    }
    shown = sent(manager, world.who.place, json.dumps(collection).encode())
    assert confirm(manager, path_of(world.who.place), shown).status == 303
    (row,) = kept(world)
    assert row.source == "imported"


def test_kml_of_a_phone_is_read(world: World, manager: Visitor) -> None:
    lines = " ".join(f"{lon / 1e7},{lat / 1e7},0" for lon, lat in square().polygons[0][0])
    kml = (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{lines}</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry>"
        "</Placemark></Document></kml>"
    )
    assert sent(manager, world.who.place, kml.encode(), "vuon.kml").status == 200


def test_a_walk_round_the_plot_is_a_boundary(world: World, manager: Visitor) -> None:
    ring = square().polygons[0][0]
    walk = "\n".join(f"{lat / 1e7} {lon / 1e7} 5.0" for lon, lat in ring)
    shown = typed(manager, world.who.place, walk, source="walked")
    assert "đi bộ với GPS" in shown.text
    short = typed(manager, world.who.place, "\n".join(walk.splitlines()[:3]), source="walked")
    assert short.status == 422
    assert "Điểm cuối cách điểm đầu" in short.text


def test_editing_the_review_keeps_what_was_typed(world: World, manager: Visitor) -> None:
    path = path_of(world.who.place)
    shown = typed(manager, world.who.place, corners())
    again = manager.post(path, {**shown.form(path), "edit": "yes"})
    assert again.status == 200
    assert again.form(path)["boundary"].startswith("22,265 104,87\n22,265 104,873432")


# --- what bad input gets -------------------------------------------------------------------------

SWAPPED = "104,8700 22,2650\n104,8731 22,2650\n104,8731 22,2683"


def as_ring(*positions: tuple[float, float]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [[list(each) for each in positions]]})


#: Refused through the form and through a file alike, by the id of what was agreed.
REFUSED = {
    "geo-01": (as_ring((22.8, 104.9), (22.81, 104.9), (22.81, 104.91)), "đổi chỗ nhau"),
    "geo-03": (as_ring((104.9, 22.1), (104.91, 22.11), (104.92, 22.12)), "không có diện tích"),
    "geo-05": (as_ring((104.9, 22.1), (104.91, 22.11)), "ít nhất 3 góc"),
    "geo-15": ('{"type":"Polygon","coordinates":[[[1e400,22],[1,2],[3,4]]]}', "không phải là số"),
    "geo-17": ("2524000,420000\n2524100,420000\n2524100,420100", "tọa độ mét"),
    "geo-21": (
        "<kml><NetworkLink><Link><href>http://169.254.169.254/</href></Link></NetworkLink></kml>",
        "địa chỉ trên mạng",
    ),
}


@pytest.mark.parametrize("bad", sorted(REFUSED))
@pytest.mark.parametrize("way", ["form", "file"])
def test_bad_boundaries_are_shown_at_their_field(
    world: World, manager: Visitor, bad: str, way: str
) -> None:
    text, said = REFUSED[bad]
    place = world.who.place
    page = typed(manager, place, text) if way == "form" else sent(manager, place, text.encode())
    assert page.status == 422
    at = field_of(bad) if "field" in BAD[bad]["expected"] else "boundary"
    assert said in page.error_at(at)
    assert kept(world) == []
    if way == "form":
        assert page.form(path_of(place) if bad != "geo-01" else "")["boundary"]


def test_exchanged_axes_are_mended_at_a_click(world: World, manager: Visitor) -> None:
    """geo-01."""
    path = path_of(world.who.place)
    page = typed(manager, world.who.place, SWAPPED)
    assert "Đổi lại giúp tôi" in page.text
    shown = manager.post(path, page.form(path))
    assert (shown.status, "Xem lại rồi lưu" in shown.text) == (200, True)
    assert confirm(manager, path, shown).status == 303
    assert kept(world)[0].south == 22_265_000


def test_far_too_many_corners_are_thinned_at_a_click(world: World, manager: Visitor) -> None:
    """geo-13: 200,000 corners in 8 MB."""
    path = path_of(world.who.place)
    around = (
        (LON + math.cos(each / 31_831) / 600, LAT + math.sin(each / 31_831) / 600)
        for each in range(200_000)
    )
    begun = time.monotonic()
    page = sent(manager, world.who.place, as_ring(*around).encode())
    assert page.status == 422
    assert "Làm gọn giúp tôi" in page.text
    assert time.monotonic() - begun < 20  # some 1 s where nobody else is at work
    shown = manager.post(path, page.form(path))
    assert confirm(manager, path, shown).status == 303
    assert len(kept(world)[0].geojson) < 40_000


def test_a_file_that_is_too_large_or_packed_is_not_opened(world: World, manager: Visitor) -> None:
    large = sent(manager, world.who.place, b"{" + b" " * 10_000_001)
    assert "nhiều nhất 10 MB" in large.error_at("boundary")
    assert ".kmz" in sent(manager, world.who.place, b"PK\x03\x04").error_at("boundary")


@pytest.mark.parametrize(
    "unsafe",
    [
        b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        b'<!DOCTYPE kml SYSTEM "http://169.254.169.254/x.dtd"><kml/>',
    ],
)
def test_document_types_and_entities_are_refused(
    world: World, manager: Visitor, unsafe: bytes
) -> None:
    assert "không an toàn" in sent(manager, world.who.place, unsafe).error_at("boundary")


def test_far_from_the_commune_asks_why_and_keeps_everything(world: World, manager: Visitor) -> None:
    """geo-07."""
    path = path_of(world.who.place)
    shown = typed(manager, world.who.place, corners(-1.0, 0.2))
    assert "Cách xã đã khai 9" in shown.text
    refused = confirm(manager, path, shown)
    assert refused.status == 422
    assert "ghi lý do" in refused.error_at("reason")
    form = refused.form(path)
    assert form["boundary"] == shown.form(path)["boundary"]
    done = manager.post(path, {**form, "reason": "thuê đất bên Lào Cai", "confirm": "yes"})
    assert done.status == 303


def test_rings_turned_round_and_several_plots_are_taken(world: World, manager: Visitor) -> None:
    """geo-09 and geo-11."""
    clockwise = "\n".join(reversed(corners().splitlines()))
    assert typed(manager, world.who.place, clockwise).status == 200
    plots = [json.loads(square(0.01 * each).text())["coordinates"] for each in range(3)]
    text = json.dumps({"type": "MultiPolygon", "coordinates": plots})
    shown = typed(manager, world.who.place, text)
    assert "12 góc" in shown.text


# --- whose it is ---------------------------------------------------------------------------------


def test_another_cooperative_and_the_recorder(world: World, app: Flask, manager: Visitor) -> None:
    confirm(manager, path_of(world.who.place), typed(manager, world.who.place, corners()))
    stranger = Visitor(app, world, "stranger")
    for tail in ("", ".geojson", "/xoa"):
        assert stranger.get(path_of(world.who.place) + tail).status == 404
    page = Visitor(app, world, "recorder").get(path_of(world.who.place))
    assert page.status == 200
    assert "Xem lại" not in page.text


def test_a_neighbour_sees_the_shared_piece_and_no_line_of_ours(
    world: World, app: Flask, manager: Visitor
) -> None:
    theirs = plot(world, world.who.stranger)
    stranger = Visitor(app, world, "stranger")
    alone = typed(stranger, theirs, corners(0.0014)).text
    declare(world, world.who.manager, world.who.place, square())
    shown = typed(stranger, theirs, corners(0.0014))
    assert shown.text == alone  # what is not stored yet tells nothing of who is there
    assert 'class="map-shared"' not in shown.source.split("map-key")[0]
    assert confirm(stranger, path_of(theirs), shown).status == 303
    page = stranger.get(path_of(theirs))
    assert 'path class="map-shared"' in page.source
    assert "HTX Cam Sành Vĩnh Hảo" in page.text
    ours = square().polygons[0][0]
    assert not any(f"{lon / 1e7}" in page.source for lon, _lat in ours[:1])


def test_ones_own_line_is_exported_and_erased(world: World, manager: Visitor) -> None:
    path = path_of(world.who.place)
    declare(world, world.who.manager, world.who.place, square())
    file = manager.get(path + ".geojson")
    assert file.answer.headers["Content-Type"] == "application/geo+json"
    assert json.loads(file.source) == json.loads(square().text())
    asked = manager.get(path + "/xoa")
    assert manager.post(path + "/xoa", asked.form("/xoa")).status == 303
    assert kept(world) == []
    assert manager.get(path + ".geojson").status == 404


def test_whoever_looked_at_an_older_line_is_told(world: World, manager: Visitor) -> None:
    path = path_of(world.who.place)
    shown = typed(manager, world.who.place, corners())
    declare(world, world.who.manager, world.who.place, square(0.001))
    refused = confirm(manager, path, shown)
    assert refused.status == 409
    assert "vừa sửa ranh giới này" in refused.text


# --- the editor ----------------------------------------------------------------------------------


def test_only_the_editor_loads_a_script_and_may_ask_where_one_is(
    world: World, manager: Visitor
) -> None:
    path = path_of(world.who.place)
    assert "<script" not in manager.get(path).source
    drawing = manager.get(f"{path}?cach=ve")
    assert "vendor/leaflet.js" in drawing.source
    assert "vendor/leaflet.js" not in manager.get(f"{path}?cach=di").source
    assert "geolocation=(self)" in drawing.answer.headers["Permissions-Policy"]
    assert "img-src 'self' data:;" in drawing.answer.headers["Content-Security-Policy"]


def test_tiles_of_the_operator_are_let_in_by_host_and_only_there(world: World) -> None:
    tiles = "https://ban-do.hagiang.vn/{z}/{x}/{y}.png"
    app = app_of(world, map_tiles_url=tiles, map_tiles_credit="© Sở TN&MT")
    visitor = Visitor(app, world, "manager")
    page = visitor.get(f"{path_of(world.who.place)}?cach=ve")
    policy = page.answer.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://ban-do.hagiang.vn;" in policy
    assert f'data-tiles="{tiles}"' in page.source
    assert "ban-do" not in visitor.get("/coop/vung-trong").answer.headers["Content-Security-Policy"]
