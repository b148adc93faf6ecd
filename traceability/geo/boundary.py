"""Reading GeoJSON (RFC 7946): the areas in it, as loose polygons that nobody has checked yet."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from traceability.domain.errors import Invalid

#: Where faults of a boundary stand, in forms and requests alike.
FIELD = "boundary"
#: Geometries within geometries beyond this many are refused.
_DEEPEST = 8

#: Positions (longitude, latitude) in degrees, rings, polygons; unchecked.
LooseRing = list[tuple[float, float]]
Loose = list[list[LooseRing]]


def read_geojson(text: str) -> Loose:
    """The polygons of a text: a Polygon or MultiPolygon, bare, as Feature or in a collection.

    ``Invalid`` at ``boundary``: ``boundary_json_broken`` (``line``), ``boundary_unreadable``, or
    ``boundary_no_polygon`` where there is no area in it. Altitudes and properties are passed over.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as fault:
        raise Invalid("boundary_json_broken", FIELD, line=fault.lineno) from None
    except (ValueError, RecursionError):
        raise Invalid("boundary_unreadable", FIELD) from None
    return of_value(value)


def of_value(value: object) -> Loose:
    """The polygons of GeoJSON that was parsed already."""
    found = list(_polygons(value, 0))
    if not found:
        raise Invalid("boundary_no_polygon", FIELD)
    return found


def _polygons(value: object, depth: int) -> Iterator[list[LooseRing]]:
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        raise Invalid("boundary_unreadable", FIELD)
    kind = value.get("type")
    if kind == "Feature":
        if value.get("geometry") is not None:
            yield from _polygons(value["geometry"], depth + 1)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        for each in _list(value.get("features" if kind[0] == "F" else "geometries")):
            yield from _polygons(each, depth + 1)
    elif kind == "Polygon":
        yield _polygon(value.get("coordinates"))
    elif kind == "MultiPolygon":
        yield from map(_polygon, _list(value.get("coordinates")))


def _polygon(value: object) -> list[LooseRing]:
    rings = [[_position(each) for each in _list(ring)] for ring in _list(value)]
    if not rings:
        raise Invalid("boundary_no_polygon", FIELD)
    return rings


def _position(value: object) -> tuple[float, float]:
    told = _list(value)
    if len(told) < 2:
        raise Invalid("boundary_unreadable", FIELD)
    return _number(told[0]), _number(told[1])


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Invalid("boundary_unreadable", FIELD)
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Invalid("boundary_unreadable", FIELD)
    return value
