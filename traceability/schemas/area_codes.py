"""Granting and suspending a growing-area code, as they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load, validates_schema

from traceability.domain.errors import Invalid
from traceability.domain.growing_area import normal_form
from traceability.schemas.communes import at_its_field, located
from traceability.schemas.fields import Choice, Count, Day, Hectares, Line, Many, RequestSchema
from traceability.services.area_codes import Decision, GrantRequest
from traceability.services.places import PlaceRequest

SCHEMES = ("vn_domestic", "vn_export_cn", "vn_export_other", "packing_house", "apiary", "gacp_area")
MARKETS = ("domestic", "cn", "other")
KINDS = (
    "orchard",
    "tea_plantation",
    "ancient_tea_stand",
    "herb_cultivation",
    "wild_collection",
    "apiary",
    "packing_house",
    "processing_facility",
    "warehouse",
)


#: More trees or colonies than any place of the province, and still a whole number of a database.
MOST_COUNTED = 10_000_000
RAW_LONGEST = 64
EARLIEST_PLANTED = 1900


class Positive(Count):
    """A whole number from 1 to what anybody could have counted."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        count = super()._read(value, name, data)
        if count < 1:
            raise Invalid("must_be_positive", name)
        if count > MOST_COUNTED:
            raise Invalid("out_of_range", name, highest=MOST_COUNTED)
        return count


class Year(Count):
    """A year that has begun, and not one of another century's books."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        year = super()._read(value, name, data)
        latest = self._schema().today.year
        if not EARLIEST_PLANTED <= year <= latest:
            # As text: a year is not spelled with a dot for its thousands.
            facts = {"earliest": str(EARLIEST_PLANTED), "latest": str(latest)}
            raise Invalid("year_out_of_range", name, **facts)
        return year


class RawCode(Line):
    """A code exactly as issued, as long as its normal form also finds room."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        raw = super()._read(value, name, data)
        if len(normal_form(raw)) > RAW_LONGEST:  # "ß" becomes two letters
            raise Invalid("text_too_long", name, longest=RAW_LONGEST)
        return raw


class DecisionSchema(RequestSchema):
    """What stands behind a step: the day it takes effect, the number, the authority, why."""

    effective_on = Day(required=True)
    decision_no = Line(required=True, longest=64)
    authority = Line(required=True)
    reason = Line()
    acting_reason = Line()


class LiftSchema(RequestSchema):
    """The end of a hold or recall says why."""

    reason = Line(required=True)


class GrantSchema(DecisionSchema):
    """A code on a paper file: the string as issued, its holder, place and crops.

    ``commune`` may be left out where ``old_commune`` is given and was not split in 2025.
    """

    raw = RawCode(required=True, longest=RAW_LONGEST)
    scheme = Choice(SCHEMES, required=True)
    market = Choice(MARKETS, required=True)
    holder = Line(required=True, longest=16)
    crops = Many(required=True)
    kind = Choice(KINDS, required=True)
    name = Line(required=True)
    commune = Line(longest=5)
    old_commune = Line(longest=5)
    area = Hectares()
    productive_area = Hectares()
    trees = Positive()
    colonies = Positive()
    planted_year = Year()
    valid_until = Day(may_be_future=True)

    @validates_schema(skip_on_field_errors=False)
    def find_commune(self, data: dict[str, Any], **_options: Any) -> None:
        """A new commune must be given, or be the only one that the old commune became."""
        try:
            located(data)
        except Invalid as refusal:
            raise at_its_field(refusal) from None

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": _grant(data | {"commune": located(data).new})}


def _grant(data: dict[str, Any]) -> GrantRequest:
    return GrantRequest(
        raw=data["raw"],
        scheme=data["scheme"],
        market=data["market"],
        holder=data["holder"],
        crops=tuple(dict.fromkeys(data["crops"])),
        place=_place(data),
        decision=Decision(
            effective_on=data["effective_on"],
            decision_no=data["decision_no"],
            authority=data["authority"],
            reason=data.get("reason", ""),
            valid_until=data.get("valid_until"),
            acting_reason=data.get("acting_reason", ""),
        ),
    )


def _place(data: dict[str, Any]) -> PlaceRequest:
    return PlaceRequest(
        kind=data["kind"],
        commune=data["commune"],
        old_commune=data.get("old_commune"),
        area_m2=data.get("area"),
        productive_m2=data.get("productive_area"),
        trees=data.get("trees"),
        colonies=data.get("colonies"),
        planted_year=data.get("planted_year"),
        private={"name": data["name"]},
    )
