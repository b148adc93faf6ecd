"""A cooperative's own growing area, as its manager types it."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load, validates_schema

from traceability.domain.errors import Invalid
from traceability.domain.growing_area import FAMILIES
from traceability.domain.place_kinds import KINDS, MEASURES
from traceability.schemas.area_codes import Positive, Year
from traceability.schemas.communes import at_its_field, read_name
from traceability.schemas.fields import Choice, Count, Hectares, Line, Many, RequestSchema
from traceability.services.internal_codes import AreaRequest
from traceability.services.places import PlaceRequest


class AreaSchema(RequestSchema):
    """Kind, name, commune, size by kind, crops, and a granted code to stand under."""

    kind = Choice(KINDS, required=True)
    name = Line(required=True, longest=120)
    commune = Line(required=True)
    commune_choice = Line(longest=16)
    old_commune = Line(longest=5)
    area = Hectares()
    trees = Positive()
    colonies = Positive()
    crops = Many()
    planted_year = Year()
    area_code = Line(longest=13)
    revision = Count()

    @validates_schema(skip_on_field_errors=False)
    def find_commune(self, data: dict[str, Any], **_options: Any) -> None:
        """What was written for the commune means one commune of today."""
        if "commune" in data:
            try:
                read_name(data["commune"], data.get("commune_choice"), data.get("old_commune"))
            except Invalid as refusal:
                raise at_its_field(refusal) from None

    @validates_schema(skip_on_field_errors=False)
    def is_measured(self, data: dict[str, Any], **_options: Any) -> None:
        """A place has a size: hectares, trees or colonies, as its kind is measured."""
        measure = MEASURES.get(data.get("kind", ""))
        if measure is not None and measure not in data:
            raise at_its_field(Invalid("required", measure))

    @validates_schema(skip_on_field_errors=False)
    def has_crops(self, data: dict[str, Any], **_options: Any) -> None:
        """Something is harvested from every place but a building."""
        if data.get("kind") in FAMILIES and "crops" not in data:
            raise at_its_field(Invalid("required", "crops"))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``, the revision on the screen under ``revision``."""
        where = read_name(data["commune"], data.get("commune_choice"), data.get("old_commune"))
        place = PlaceRequest(
            kind=data["kind"],
            commune=where.new,
            old_commune=where.old,
            area_m2=data.get("area"),
            productive_m2=data.get("area"),
            trees=data.get("trees"),
            colonies=data.get("colonies"),
            planted_year=data.get("planted_year"),
            private={"name": data["name"]},
        )
        crops = tuple(dict.fromkeys(data.get("crops", ())))
        asked = AreaRequest(place, crops, data.get("area_code"))
        return {"asked": asked, "revision": data.get("revision", 0)}


class NewPlaceSchema(AreaSchema):
    """The same for software, which has no revision on a screen."""

    class Meta(AreaSchema.Meta):
        """Nothing unknown is passed over in silence."""

        exclude = ("revision",)
