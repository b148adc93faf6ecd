"""What the API answers with; each schema writes the JSON and documents it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from traceability.domain.balance import PPM
from traceability.domain.completeness import Item as Filled
from traceability.domain.growing_area import Status
from traceability.domain.holds import HoldReason
from traceability.domain.place_kinds import KINDS, Item
from traceability.domain.process import Fact
from traceability.services.boundaries import Told

_REASONS = [str(reason) for reason in HoldReason]
_ITEMS = [str(item) for item in Filled]


def text(description: str = "", *, none: bool = False, **more: Any) -> fields.String:
    """A text that is always there; ``none`` lets it be null."""
    told = {"description": description} if description else {}
    return fields.String(required=True, allow_none=none, metadata=told, **more)


class MeasureSchema(Schema):
    """An exact amount, twice: whole base units, and a decimal number as text."""

    amount = fields.Integer(required=True, validate=Range(min=0))
    unit = text(validate=OneOf(["g", "ml", "pc"]))
    decimal = text("The same amount in decimal_unit.")
    decimal_unit = text(validate=OneOf(["kg", "l", "pc"]))


class ProductNamedSchema(Schema):
    """The product as it was when the batch was packed."""

    code = text()
    revision = fields.Integer(required=True, validate=Range(min=1))
    gtin = text(none=True)
    names = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "The product's name by language: vi, en, zh."},
    )


class FlowSchema(Schema):
    """A batch one step back or forward, and how much went from the earlier to the later."""

    code = text()
    lot_code = text()
    amount = fields.Nested(MeasureSchema, required=True)


class ShareSchema(Schema):
    """A share of origin; the shares of a batch sum to 1,000,000."""

    ppm = fields.Integer(required=True, validate=Range(min=1, max=PPM))
    place = text("Short code of the place.")
    commune = text("Commune code of vintage 2025-07.")
    area_code = text("Short code of the growing-area code.", none=True)
    area_code_as_issued = text("The growing-area code as its office wrote it.", none=True)


class StandingSchema(Schema):
    """A hold or recall over the batch, open while ``lifted_at`` is null."""

    code = text()
    kind = text(validate=OneOf(["hold", "recall"]))
    reason = text(validate=OneOf(_REASONS))
    opened_at = fields.AwareDateTime(required=True)
    lifted_at = fields.AwareDateTime(required=True, allow_none=True)


class ItemsSchema(Schema):
    """The ten items of Thông tư 02/2024/TT-BKHCN, and what the family asks for beside them."""

    filled = fields.List(fields.String(validate=OneOf(_ITEMS)), required=True)
    missing = fields.List(
        fields.String(validate=OneOf(_ITEMS)),
        required=True,
        metadata={"description": "Of items 1-7, which must be there before publication."},
    )
    facts_missing = fields.List(
        fields.String(validate=OneOf([str(fact) for fact in Fact])),
        required=True,
        metadata={"description": "What else must be known of goods of this family."},
    )


class BatchSchema(Schema):
    """A batch: what it is, how much of it is left, what stands in its way, where it comes from."""

    code = text("Short code: the batch's page is at `url`.")
    lot_code = text()
    stage = text(validate=OneOf(["harvest", "received", "processed", "packed"]))
    state = text(
        "Closed: nothing is on hand. Retracted: it was recorded by mistake.",
        validate=OneOf(["open", "closed", "retracted"]),
    )
    estimated = fields.Boolean(
        required=True, metadata={"description": "What was made waits for the scale."}
    )
    crop = text()
    material = text("What the goods are between two steps; null once packed.", none=True)
    grade = text(none=True)
    product = fields.Nested(ProductNamedSchema, required=True, allow_none=True)
    made = fields.Nested(MeasureSchema, required=True)
    on_hand = fields.Nested(MeasureSchema, required=True)
    made_on = fields.Date(required=True)
    expires_on = fields.Date(required=True, allow_none=True)
    published_on = fields.Date(required=True, allow_none=True)
    recorded_at = fields.AwareDateTime(required=True)
    held = fields.List(
        fields.String(validate=OneOf(_REASONS)),
        required=True,
        metadata={"description": "Why the batch is held now; empty where it is not."},
    )
    recalls = fields.List(fields.Nested(StandingSchema), required=True)
    parents = fields.List(fields.Nested(FlowSchema), required=True)
    children = fields.List(fields.Nested(FlowSchema), required=True)
    origins = fields.List(fields.Nested(ShareSchema), required=True)
    entry = text("The id of the entry that made it, as it is told today.", none=True)
    items = fields.Nested(ItemsSchema, required=True, allow_none=True)
    url = text("The public page, there from publication on.")


class BoundaryOverlapSchema(Schema):
    """Ground that the boundary shares with another place."""

    shared_m2 = fields.Integer(required=True, validate=Range(min=1))
    ppm = fields.Integer(
        required=True,
        validate=Range(min=1, max=PPM),
        metadata={"description": "Parts in a million of the smaller of the two places."},
    )
    case = fields.Boolean(
        required=True,
        metadata={"description": "Whether an office decides on it; false for a sliver."},
    )


class BoundarySetSchema(Schema):
    """The boundary that stands now, and what was to be said of it."""

    place = text()
    revision = fields.Integer(required=True, validate=Range(min=1))
    sha256 = text("SHA-256 of the stored text, base64url; leaves name the boundary by it.")
    changed = fields.Boolean(
        required=True, metadata={"description": "False where it stood like that already."}
    )
    measured_m2 = fields.Integer(
        required=True,
        validate=Range(min=1),
        metadata={"description": "Area on the WGS 84 ellipsoid."},
    )
    declared_m2 = fields.Integer(required=True, allow_none=True)
    far_m = fields.Integer(
        required=True,
        validate=Range(min=0),
        metadata={"description": "Metres from the box of the commune that was stated."},
    )
    warnings = fields.List(
        fields.String(validate=OneOf([str(each) for each in Told])), required=True
    )
    overlaps = fields.List(fields.Nested(BoundaryOverlapSchema), required=True)


class RecordedSchema(Schema):
    """What was recorded: the new batch's codes, why it is held, its page, and all of it."""

    outside = fields.Boolean(
        required=True,
        metadata={
            "description": "Whether the goods stand under no growing-area code: a harvest that "
            "named another's code which no live authorisation carries, or what was packed of it."
        },
    )

    code = text()
    lot_code = text()
    held = fields.List(fields.String(validate=OneOf(_REASONS)), required=True)
    url = text()
    batch = fields.Nested(BatchSchema, required=True)


class AreaCodeNamedSchema(Schema):
    """A code over a place, and what it is today."""

    code = text("Short code of the growing-area code.")
    as_issued = text("As its office wrote it; an internal code begins with NB-.")
    status = text(validate=OneOf([str(status) for status in Status]))


def _whole(description: str = "") -> fields.Integer:
    told = {"description": description} if description else {}
    return fields.Integer(required=True, allow_none=True, validate=Range(min=1), metadata=told)


class PlaceSchema(Schema):
    """A place as last stated; what was not stated is null."""

    code = text()
    kind = text(validate=OneOf(list(KINDS)))
    name = text()
    commune = text("Commune code of vintage 2025-07.")
    old_commune = text("Commune code of before July 2025.", none=True)
    area_m2 = _whole()
    productive_m2 = _whole()
    trees = _whole()
    colonies = _whole("Colonies that are owned.")
    planted_year = _whole()
    yield_g = _whole("The average of three years, in grams a year.")
    yield_confirmed = fields.Boolean(
        required=True, metadata={"description": "An officer set `yield_g`; else it is declared."}
    )
    households = fields.Integer(required=True, validate=Range(min=0))
    revision = fields.Integer(required=True, validate=Range(min=1))
    area_codes = fields.List(fields.Nested(AreaCodeNamedSchema), required=True)
    missing = fields.List(
        fields.String(validate=OneOf([str(item) for item in Item])),
        required=True,
        metadata={"description": "What the registration file still lacks."},
    )


class PlacesSchema(Schema):
    """Every place of the organisation."""

    places = fields.List(fields.Nested(PlaceSchema), required=True)
