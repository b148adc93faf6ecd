"""Reading boundaries: typed corners, tracks, GeoJSON and KML with whatever surrounds them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid
from traceability.geo import reading
from traceability.geo.corners import read_corners
from traceability.geo.shapes import degrees, parsed

HERE = (104.9821, 22.7512)


@pytest.mark.parametrize(
    "line",
    [
        "22,7512 104,9821",
        "22.7512 104.9821",
        "22.7512, 104.9821",
        "22.7512,104.9821",
        "22,7512;104,9821",
        "22,7512, 104,9821",
        "22,7512,104,9821",
        "22,7512\t104,9821",
        "  1. 22,7512   104,9821 ",
        "3) 22.7512 104.9821",
        "A1: 22.7512 104.9821",
        "22°45'04.32\" 104°58'55.56\"",
        "22°45'04,32\"B 104°58'55,56\"Đ",
        "22°45′04.32″N, 104°58′55.56″E",
        "N 22°45.072' E 104°58.926'",
        "22º45.072'N 104º58.926'E",
        "104°58'55.56\" Đ 22°45'04.32\" B",
        "22.7512° 104.9821°",
    ],
)
def test_a_corner_is_read_as_it_is_written(line: str) -> None:
    ((ring,),) = read_corners(line)
    assert ring[0] == pytest.approx(HERE, abs=1e-9)


@pytest.mark.parametrize(
    "line", ["22,7512", "abc", "22 45 04 104 58 55", "22,7512 104,9821 7", "22°45' 104", "1e5 1e5"]
)
def test_a_line_that_is_no_corner_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="corner_unreadable") as refused:
        read_corners(f"22,75 104,98\n\n{line}")
    assert refused.value.facts["line"] == 3


@given(st.integers(60_000_000, 235_000_000), st.integers(1_020_000_000, 1_180_000_000))
def test_a_corner_that_is_spelled_reads_back(lat: int, lon: int) -> None:
    text = f"{degrees(lat)} {degrees(lon)}".replace(".", ",")
    ((ring,),) = read_corners(text)
    assert (round(ring[0][1] * 1e7), round(ring[0][0] * 1e7)) == (lat, lon)


SQUARE = [[104.98, 22.75], [104.99, 22.75], [104.99, 22.76], [104.98, 22.75]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    "value",
    [
        POLYGON,
        {"type": "Feature", "properties": {"x": 1}, "geometry": POLYGON},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point"}, POLYGON]},
        {"type": "Polygon", "coordinates": [[[*each, 812.5] for each in SQUARE]]},
    ],
)
def test_areas_are_found_in_what_surrounds_them(value: object) -> None:
    assert reading.read_text(json.dumps(value)) == [[[tuple(each) for each in SQUARE]]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "Point", "coordinates": [104.9, 22.7]}', "boundary_no_polygon"),
        ('{"type": "FeatureCollection", "features": []}', "boundary_no_polygon"),
        ('{"type": "Feature", "geometry": null}', "boundary_no_polygon"),
        ('{"type": "Polygon", "coordinates": []}', "boundary_no_polygon"),
        ('{"type": "Polygon", "coordinates": [[["a", 1]]]}', "boundary_unreadable"),
        ('{"type": "Polygon", "coordinates": [[[true, false]]]}', "boundary_unreadable"),
        ('{"type": "Polygon", "coordinates": {"a": 1}}', "boundary_unreadable"),
        ('{"type": "Polygon"', "boundary_json_broken"),
        ("{" + '"a":[' * 5_000, "boundary_json_broken"),
        ("<kml></kml>", "boundary_no_polygon"),
        ("<kml><Polygon/></kml>", "boundary_no_polygon"),
        ("<kml><Polygon>", "boundary_unreadable"),
        ("<a>" * 100 + "</a>" * 100, "boundary_unreadable"),
        ("<kml><Polygon><coordinates>x,y</coordinates></Polygon></kml>", "boundary_unreadable"),
        ("<kml><NetworkLinkControl/></kml>", "kml_network_link"),
        ('<!DOCTYPE kml [<!ENTITY a "aa">]><kml>&a;</kml>', "kml_unsafe"),
        ("   ", "required"),
    ],
)
def test_what_is_no_area_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        reading.read_text(text)
    assert (refused.value.code, refused.value.faults[0].field) == (code, "boundary")


def test_the_outer_ring_stands_first_wherever_it_came() -> None:
    def ring(kind: str, size: float) -> str:
        told = f"104.9,22.7 {104.9 + size},22.7 104.9,{22.7 + size} 104.9,22.7"
        return f"<{kind}><LinearRing><coordinates>{told}</coordinates></LinearRing></{kind}>"

    kml = f"<Polygon>{ring('innerBoundaryIs', 0.01)}{ring('outerBoundaryIs', 0.1)}</Polygon>"
    ((outer, inner),) = reading.read_text(f"<kml>{kml}</kml>")
    assert outer[1][0] > inner[1][0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_in_either_encoding_is_read(encoding: str) -> None:
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><name>Vườn</name><Polygon><outerBoundaryIs>'
        "<coordinates>104.98,22.75 104.99,22.75 104.99,22.76</coordinates></outerBoundaryIs>"
        "</Polygon></kml>"
    )
    assert len(reading.read_file(kml.encode(encoding))[0][0]) == 3


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        reading.read_file(data)
    except Invalid as refusal:
        assert refusal.faults[0].field == "boundary"  # noqa: PT017 - both ends are right


@pytest.mark.parametrize("text", ['{"type":"Polygon","coordinates":[[[1e3,2],[1,2]]]}', "{}", "[]"])
def test_what_is_kept_is_read_as_it_was_written_and_no_other_way(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        parsed(text)


def test_a_poor_track_and_one_that_does_not_go_round() -> None:
    with pytest.raises(Invalid, match="track_too_poor"):
        reading.read_walk("22.75 104.98 80\n22.76 104.98 90\n22.76 104.99 75")
    with pytest.raises(Invalid, match="boundary_unreadable"):
        reading.read_walk("22.75 104.98")
    with pytest.raises(Invalid, match="boundary_not_finite"):
        reading.read_walk("nan 104.98 5")
    with pytest.raises(Invalid, match="track_open"):
        reading.read_walk("22.75 104.98 5\n22.76 104.98 5\n22.76 104.99 5")
