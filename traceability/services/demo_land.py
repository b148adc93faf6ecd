"""The land of the demonstration: lines around places, who works them, where colonies stand.

A line is a seven-sided ring of the declared size, drawn around the middle of the old commune. Two
applications claim one hillside, so that a conflict can be seen on a map.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator

from traceability.data import communes
from traceability.domain.access import Role
from traceability.domain.communes import Commune, Point
from traceability.geo import checks, measures
from traceability.services import area_codes, boundaries, place_households, stays
from traceability.services.boundaries import BoundaryRequest
from traceability.services.demo_people import Cast, new_commune
from traceability.services.demo_story import Row, moment, opening
from traceability.services.stays import StayRequest
from traceability.store.unit import Work

Act = Callable[[Work], None]
#: How far from its middle each corner stands, in parts of the longest.
_CORNERS = (1.0, 0.8, 0.95, 0.7, 1.0, 0.85, 0.75)
_METRES_A_DEGREE = 111_320
#: Trees of an ancient stand are counted, and stand about so far apart each way, in metres.
_BETWEEN_TREES = 10
#: No line of the story is so wide, in metres.
_APART = 550
#: Colonies are carried up before the mint flowers, and back after.
_UP, _BACK = (10, 1), (3, 1)


def acts(cast: Cast, story: Row, today: dt.date) -> Iterator[tuple[dt.datetime, Act]]:
    """What the holders said of their land once they were registered."""
    for number, row in enumerate(story["areas"]):
        when = moment(opening(today) + dt.timedelta(days=10 + number), 9)
        yield when, _settled(cast, row, number)
        if row["kind"] == "apiary":
            for day in _autumns(when.date(), today):
                yield moment(day, 18), _carried(cast, row, number)


def draw(work: Work, place: str, row: Row, number: int) -> None:
    """The line around a place by its declared size, ``east`` and ``north`` of its commune's middle.

    Both are in metres; where the story names none, ``number`` gives a spot of its own.
    """
    size = row.get("area_m2") or row.get("trees", 0) * _BETWEEN_TREES**2
    commune = _old(row["old_commune"])
    east = row.get("east", _APART * (number % 7 - 3))
    ring = _ring(commune.centroid, size, east, row.get("north", _APART * (number // 7 % 6 - 3)))
    boundaries.set_boundary(work, BoundaryRequest(place, checks.check([[ring]]), "walked"))


def _settled(cast: Cast, row: Row, number: int) -> Act:
    def act(work: Work) -> None:
        mine = work.acting(cast.actors[row["holder"], Role.MANAGER])
        area = area_codes.known(mine, cast.areas[row["key"]])
        place = area_codes.place_under(mine, area, None).code
        place_households.choose(mine, place, _households(cast, row, number), mine.today)
        if row["kind"] == "apiary":
            _rest(mine, place)
        else:
            draw(mine, place, row, number)

    return act


def _households(cast: Cast, row: Row, number: int) -> list[str]:
    """Two or three of the holder's households, others at each place; more where the story says."""
    every = cast.households[row["holder"]]
    many = row.get("worked_by", 2 + number % 2)
    return [every[(number + step) % len(every)] for step in range(many)]


def _rest(work: Work, place: str) -> None:
    """Some of the colonies are at rest in another province until the mint flowers."""
    up = dt.date(work.today.year, *_UP)
    up = up if up > work.today else up.replace(year=up.year + 1)
    until = up - dt.timedelta(days=1)
    stays.begin(work, place, StayRequest(20, work.today, until, None, "Tỉnh Phú Thọ", "hoa keo"))


def _autumns(opened: dt.date, today: dt.date) -> Iterator[dt.date]:
    """The days on which colonies were carried up since the holders were registered."""
    every = (dt.date(year, *_UP) for year in range(opened.year, today.year + 1))
    return (day for day in every if opened < day < today)


def _carried(cast: Cast, row: Row, number: int) -> Act:
    """Most colonies go up to where the mint flowers, and come back after."""

    def act(work: Work) -> None:
        mine = work.acting(cast.actors[row["holder"], Role.MANAGER])
        area = area_codes.known(mine, cast.areas[row["key"]])
        place = area_codes.place_under(mine, area, None).code
        back = dt.date(mine.today.year + 1, *_BACK)
        centre = _old(row["old_commune"]).centroid
        point = Point(centre.lat + 20_000 * (number % 3), centre.lon)
        commune = new_commune(row["old_commune"])
        colonies = row["colonies"] - 20
        asked = StayRequest(colonies, mine.today, back, commune, None, "bạc hà", point)
        stays.begin(mine, place, asked)

    return act


def _ring(centre: Point, size: int, east: int, north: int) -> list[tuple[float, float]]:
    """A ring of ``size`` m² around a point so many metres off ``centre``, as (lon, lat)."""
    lat = centre.lat / 1e6 + north / _METRES_A_DEGREE
    wide = _METRES_A_DEGREE * math.cos(math.radians(lat))
    lon = centre.lon / 1e6 + east / wide

    def ring(longest: float) -> list[tuple[float, float]]:
        turn = 2 * math.pi / len(_CORNERS)
        return [
            (
                lon + longest * part * math.cos(turn * side) / wide,
                lat + longest * part * math.sin(turn * side) / _METRES_A_DEGREE,
            )
            for side, part in enumerate(_CORNERS)
        ]

    tried = measures.area_m2(checks.check([[ring(100)]]))
    return ring(100 * math.sqrt(size / tried))


def _old(code: str) -> Commune:
    return next(each for each in communes() if (each.code, each.vintage) == (code, "pre-2025-07"))
