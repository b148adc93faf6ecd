"""A group of a place's registration file, and a stay of its colonies, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import post_load, validates_schema

from traceability.domain import provinces, stays, text
from traceability.domain.communes import Point
from traceability.domain.errors import Invalid
from traceability.domain.place_kinds import SPECIES, Group, fields
from traceability.schemas.area_codes import Positive, Year
from traceability.schemas.communes import at_its_field, read_name
from traceability.schemas.fields import (
    Choice,
    Count,
    Day,
    Hectares,
    Line,
    Many,
    Passage,
    RequestSchema,
)
from traceability.services.place_files import DOCUMENTS, GroupRequest
from traceability.services.stays import StayRequest

#: A parcel id is up to so long, and a place has up to so many.
PARCEL_LONGEST, MOST_PARCELS = 60, 300
#: The largest building that is taken, in m²; a park of plants has a million.
MOST_FLOOR = 1_000_000
_BREAKS = re.compile(r"[\n;\t]+")
_DIGIT = re.compile(r"[0-9]")
_PERCENT = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})? ?%?")


class Parcels(Passage):
    """Parcel ids, typed or pasted, one a line or with semicolons between: kept as one a line.

    They are opaque, as codes are: each has a digit and is short; no more is read into them. A comma
    stands within one ("thửa 112, tờ 7").
    """

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        typed = super()._read(value, name, data)
        each = [" ".join(part.split()) for part in _BREAKS.split(typed)]
        found = tuple(dict.fromkeys(part for part in each if part))
        if not found:
            raise Invalid("required", name)
        for parcel in found:
            if len(parcel) > PARCEL_LONGEST or not _DIGIT.search(parcel):
                raise Invalid("parcel_unreadable", name, typed=text.shown(parcel))
        if len(found) > MOST_PARCELS:
            raise Invalid("out_of_range", name, highest=MOST_PARCELS)
        return "\n".join(found)


class Percent(Line):
    """A share from 0 to 100 %, typed with or without its sign; gives parts in a million."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:  # type: ignore[override]
        typed = super()._read(value, name, data)
        if not _PERCENT.fullmatch(typed):
            raise Invalid("number_unreadable", name, typed=text.shown(typed))
        share = Decimal(typed.rstrip("% ").replace(",", "."))
        if share > 100:
            raise Invalid("out_of_range", name, highest=100)
        return int(share * 10_000)


class Kilograms(Count):
    """A whole number of kilograms a year; gives grams."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        kilograms = super()._read(value, name, data)
        if not 0 < kilograms <= 100_000_000:
            raise Invalid("out_of_range", name, highest=100_000_000)
        return kilograms * 1_000


class Times(Count):
    """How often a year, from once to daily."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        times = super()._read(value, name, data)
        if not 1 <= times <= 366:
            raise Invalid("out_of_range", name, highest=366)
        return times


class Floor(Positive):
    """The ground of a building in whole m²."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        found = super()._read(value, name, data)
        if found > MOST_FLOOR:
            raise Invalid("out_of_range", name, highest=MOST_FLOOR)
        return found


class GroupSchema(RequestSchema):
    """A group of the file of a kind of place: its fields, and the revision that was on the screen.

    What a place is measured by cannot be left empty.
    """

    address = Passage(longest=300)
    parcels = Parcels(longest=8_000)
    area = Hectares()
    productive_area = Hectares()
    trees = Positive()
    colonies = Positive()
    species = Choice(SPECIES)
    floor = Floor()
    gln = Line(longest=20)
    planted_year = Year()
    planted_until_year = Year()
    intercrop = Percent()
    harvests_a_year = Times()
    average_yield = Kilograms()
    representative = Line(longest=120)
    contact = Line(longest=120)
    revision = Count(required=True)
    kind = Line(required=True)
    group = Choice(tuple(Group), required=True)

    @validates_schema(skip_on_field_errors=False)
    def has_size(self, data: dict[str, Any], **_options: Any) -> None:
        """The one size without which a kind of place is none."""
        needed = {"ancient_tea_stand": "trees", "apiary": "colonies"}.get(data["kind"], "area")
        asked = fields(data["kind"], Group(data["group"]))
        optional = data["kind"] == "wild_collection"
        if needed in asked and needed not in data and not optional:
            raise at_its_field(Invalid("required", needed))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``, the revision under ``revision``."""
        group, revision = Group(data.pop("group")), data.pop("revision")
        kind = data.pop("kind")
        values = {key: value for key, value in data.items() if key in fields(kind, group)}
        return {"asked": GroupRequest(group, values), "revision": revision}


class YieldSchema(RequestSchema):
    """The average that an officer sets, and on what it rests."""

    kilograms = Kilograms(required=True)
    reason = Line(required=True)
    revision = Count(required=True)


class HouseholdsSchema(RequestSchema):
    """Who works a place as of a day: the short codes of households."""

    on = Day(required=True)
    households = Many()


class DocumentSchema(RequestSchema):
    """What a document is."""

    document = Choice(DOCUMENTS, required=True)


class PointLine(Line):
    """A point in degrees, as a telephone shows it."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Point:  # type: ignore[override]
        return stays.read_point(super()._read(value, name, data), name)


class StaySchema(RequestSchema):
    """Colonies at a commune of the register, or in another province in words."""

    colonies = Positive(required=True)
    commune = Line()
    commune_choice = Line(longest=16)
    old_commune = Line(longest=5)
    province = Choice(provinces.PROVINCES)
    elsewhere = Line(longest=120)
    from_on = Day(required=True, may_be_future=True)
    to_on = Day(may_be_future=True)
    nectar = Line(longest=60)
    point = PointLine(longest=60)
    seen = Count()

    @validates_schema(skip_on_field_errors=False)
    def is_somewhere(self, data: dict[str, Any], **_options: Any) -> None:
        """A province in words, or a commune of the register; not both and not neither."""
        if "province" in data:
            return
        if "elsewhere" in data:
            raise at_its_field(Invalid("required", "province"))
        if "commune" not in data:
            raise at_its_field(Invalid("stay_nowhere", "commune"))
        try:
            read_name(data["commune"], data.get("commune_choice"), data.get("old_commune"))
        except Invalid as refusal:
            raise at_its_field(refusal) from None

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``, the event that was seen under ``seen``."""
        asked = StayRequest(
            colonies=data["colonies"],
            from_on=data["from_on"],
            to_on=data.get("to_on"),
            commune=_commune(data),
            elsewhere=_elsewhere(data),
            nectar=data.get("nectar"),
            point=data.get("point"),
        )
        return {"asked": asked, "seen": data.get("seen", 0)}


def _commune(data: Mapping[str, Any]) -> str | None:
    if "province" in data:
        return None
    return read_name(data["commune"], data.get("commune_choice"), data.get("old_commune")).new


def _elsewhere(data: Mapping[str, Any]) -> str | None:
    if "province" not in data:
        return None
    parts = (data.get("elsewhere"), data["province"])
    return ", ".join(part for part in parts if part)
