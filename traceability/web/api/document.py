"""The OpenAPI 3.1 document: what the fields of the schemas are in JSON, problems, the bearer key.

apispec knows neither our fields nor an exclusive lower bound (it states ``Range(min_inclusive=
False)`` as ``minimum``), so one attribute function says what each field takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_smorest import Api
from marshmallow.fields import Field

from traceability import __version__
from traceability.domain.diary import MOST_DAYS
from traceability.domain.quantity import MAX_AMOUNT
from traceability.domain.weigh_slips import MOST_BAGS, MOST_PRICE
from traceability.schemas import fields
from traceability.schemas.area_codes import EARLIEST_PLANTED, MOST_COUNTED, Positive, Year
from traceability.schemas.boundaries import Outline
from traceability.schemas.certificates import MOST_COVERED
from traceability.schemas.diary import Days
from traceability.schemas.measures import DensityField, Measures, Sacks, Weights
from traceability.schemas.receptions import Percent, Tare
from traceability.services.packing_lists import MOST_WEIGHTS
from traceability.services.packings import MOST_PACKAGES
from traceability.services.request_keys import LONGEST_KEY

_ABOUT = """\
Records harvests, packings, certificates and labels of one organisation, reads its batches, and
sets the boundaries of its places.

Each request carries a key of the organisation: `Authorization: Bearer tx_…`. Cookies count for
nothing. A key does what it was made for, its scopes; each operation names the one that it asks for.
Amounts are JSON numbers and are kept exactly; a day is ISO 8601, and a moment with its offset is
the day that it was in Việt Nam. Refusals are problems (RFC 9457) with a stable `code`.
"""

#: What each problem is answered for, by status.
PROBLEMS: Mapping[int, str] = {
    400: "The body is not one JSON object, or the request key is missing.",
    401: "The bearer key is missing, unknown, expired or revoked.",
    403: "The role or the scopes of the key do not hold this act; `key_scope` names the scope.",
    404: "There is no such thing, or it is not this organisation's.",
    409: "Something else took this first, as a lot code that is in use.",
    413: "The body is larger than is taken.",
    415: "The body is not application/json, or it is compressed.",
    422: "A value is refused or against a rule; `errors` names each field. Nothing was stored.",
    429: "Too many requests with keys that are not valid came from this network.",
    500: "A fault of the service; it was noted and nothing was stored.",
    503: "The database is busy or out of reach; nothing was stored.",
}

_TYPES: Mapping[type[Field[Any]], Any] = {
    fields.Line: "string",
    fields.Choice: "string",
    fields.Day: "string",
    fields.Amount: "number",
    fields.Count: "integer",
    fields.Hectares: "number",
    fields.Many: "array",
    Outline: ["object", "string"],
    fields.Many: "array",
    fields.Rows: "array",
    fields.One: "object",
    fields.Flag: "boolean",
    Measures: "object",
    DensityField: "number",
    Weights: "array",
    Sacks: "string",
    fields.Moment: "string",
    Percent: "number",
}

#: What each class of field takes; a class stands before those that it derives from.
_LIMITS: Mapping[type[Field[Any]], Mapping[str, Any]] = {
    fields.Many: {"items": {"type": "string", "minLength": 1, "maxLength": 32}, "minItems": 1},
    fields.Day: {
        "anyOf": [{"format": "date"}, {"format": "date-time"}],
        "examples": ["2026-01-12", "2026-01-12T08:30:00+07:00"],
    },
    fields.Hectares: {"exclusiveMinimum": 0, "maximum": fields.MOST_HECTARES},
    Year: {"minimum": EARLIEST_PLANTED},
    Positive: {"minimum": 1, "maximum": MOST_COUNTED},
    Days: {"minimum": 0, "maximum": MOST_DAYS},
    Tare: {"minimum": 0, "maximum": MAX_AMOUNT},
    Percent: {"minimum": 0, "exclusiveMaximum": 100},
    fields.Amount: {"exclusiveMinimum": 0, "maximum": MAX_AMOUNT},
    fields.Count: {"minimum": 0},
    Measures: {"additionalProperties": {"type": "number"}},
    DensityField: {"minimum": 1, "maximum": 2},
    Weights: {
        "items": {"type": "number", "exclusiveMinimum": 0},
        "minItems": 1,
        "maxItems": MOST_WEIGHTS,
    },
    Sacks: {"minLength": 1, "maxLength": Sacks.longest, "examples": ["1-3, 7"]},
    fields.Moment: {"format": "date-time", "examples": ["2026-01-12T08:30:00+07:00"]},
}

#: What the services ask of a value beyond its field's type, by the field's name.
_DETAILS: Mapping[str, Mapping[str, Any]] = {
    "area_code": {"description": "Short code of the growing-area code."},
    "place": {"description": "Short code of the place; needed where the code has several."},
    "crop": {"description": "Needed where the code covers several.", "examples": ["sanh_orange"]},
    "building": {"description": "Short code of the packing house, facility or store."},
    "measures": {"description": "What was measured, by its code: `moisture` in per cent."},
    "sacks": {
        "description": "Numbers of the packing list, where packages were weighed one by one."
    },
    "part": {
        "description": "The part of the plant, where the family has parts.",
        "examples": ["root"],
    },
    "density": {"description": "Kilograms a litre, where kept by volume; without it as assumed."},
    "weights": {"description": "Kilograms of each package, where each was weighed by itself."},
    "device_at": {"description": "The device's own clock: kept as evidence, used by no rule."},
    "step": {
        "description": "A step of the family's template, or `split` or `merge`.",
        "examples": ["wither"],
    },
    "takes": {"description": "What goes in; without a weight, all that is on hand."},
    "makes": {"description": "What comes out, in the order of the new batches."},
    "changes": {"description": "What becomes of each entry; all of them or none."},
    "event": {"description": "The id of the entry as it is told today: `entry` of its batch."},
    "how": {"description": "`amend` tells it anew, `retract` takes it back."},
    "amounts": {"description": "The amounts that change, by batch; others stay as they were."},
    "grade": {"description": "What the goods were sorted into, where the step grades."},
    "seller": {"description": "Short code of the household, or the number on its card."},
    "new_name": {
        "description": "Instead of `seller`: somebody who sells for the first time, outside the"
        " cooperative. Kept in private."
    },
    "new_commune": {"description": "Where that seller lives, by name or code; by default as you."},
    "reception": {
        "description": "Short code of the day of buying. Without it the open one of `crop` and"
        " `day`, which is opened if there is none."
    },
    "gross": {"description": "What stood on the scale, bags and all, in `unit`."},
    "bags": {"description": "How many bags; one where only `tare` is given.", "maximum": MOST_BAGS},
    "tare": {"description": "What each bag weighs, in `unit`; may be 0.", "minimum": 0},
    "deduction": {
        "description": "For moisture, in percent: lowers what is paid, never what is there."
    },
    "price": {
        "description": "Đồng a kilogram or litre; kept in private.",
        "minimum": 1,
        "maximum": MOST_PRICE,
    },
    "ground": {
        "description": "Where several are possible, one of `facts.grounds` of `ground_needed`."
    },
    "household": {"description": "Short code of the household that picked."},
    "lot_code": {
        "description": "A lot code of your own; without it the next one of the day.",
        "pattern": "^[A-Z0-9][A-Z0-9-]*$",
    },
    "estimated": {
        "description": "The weight is a guess: labelled in the garden, weighed later; a correction"
        " then tells what the scale said.",
    },
    "late_reason": {
        "description": "Why it is entered more than 60 days later; then needed, and a manager's"
        " key with it. In time it is not kept.",
    },
    "warn_reason": {
        "description": "Why it is recorded although it passes the warning of its season, or more is"
        " made of the harvest than the warning of its ratio, or one weigh slip holds far more than"
        " one load; then needed, else not kept.",
    },
    "warn_words": {
        "description": "The same in words of your own, kept in private; needed for `other`.",
    },
    "commune": {
        "description": "The commune by name, of today or before July 2025; one that a name does"
        " not settle is refused with its choices.",
        "examples": ["Xã Cao Bồ, tỉnh Tuyên Quang"],
    },
    "commune_choice": {"description": "One of `options` of that refusal."},
    "old_commune": {"description": "Commune code of before July 2025."},
    "area": {"description": "In hectares, exact to 1 m²; what a garden or field is measured by."},
    "trees": {"description": "What a stand of ancient tea is measured by."},
    "colonies": {"description": "What an apiary is measured by."},
    "crops": {"description": "Crop codes; a building has none.", "examples": [["shan_tea"]]},
    "weight": {"description": "In `unit`, exact to 1 g or 1 ml; at most 1,000,000 kg or l."},
    "unit": {
        "description": "Unit of `weight`: g, kg, yến, tạ, tấn, ml or l, as the crop is measured.",
        "default": "kg",
        "examples": ["kg", "l"],
    },
    "batch": {"description": "Short code of the batch that is packed."},
    "product": {"description": "Short code of the product."},
    "pack_format": {"description": "Number of the pack format.", "minimum": 1, "default": 1},
    "product_revision": {
        "description": "The revision that was chosen from; refused where it is not the newest.",
        "minimum": 1,
    },
    "packages": {
        "description": "Packages made; needed where each holds the same, or is weighed by itself.",
        "minimum": 1,
        "maximum": MOST_PACKAGES,
    },
    "packed": {
        "description": "What came out, in `unit`; needed where packages are not of one net amount.",
    },
    "boundary": {
        "description": (
            "GeoJSON (RFC 7946): Polygon, MultiPolygon, or a Feature or collection of those, in"
            " WGS 84, longitude first. As text it may also be KML, or corners a line, latitude"
            " first. At most 1,000 corners and 2 MB."
        ),
    },
    "source": {"description": "How the boundary was taken.", "default": "imported"},
    "mend": {
        "description": "What to mend first, as `boundary_axes_swapped` and"
        " `boundary_too_many_corners` offer it in `facts.mend`.",
    },
    "reason_kind": {
        "description": "What kind of mistake it was: the public page names it beside what was told"
        " before. Without it, and with `other`, `reason` is needed.",
    },
    "reason": {
        "description": "Why, for the organisation's own people. Of a boundary: why it lies far from"
        " the stated commune, needed only then.",
    },
    "seen": {
        "description": "`sha256` of the boundary that this one is to replace, `none` for none:"
        " refused with 409 where another one stands. Left out, nothing is compared.",
    },
    "covers": {
        "description": "Short codes of what the paper names: places, products, or for a test report"
        " its batch. Each must be the organisation's own.",
        "maxItems": MOST_COVERED,
    },
    "kind": {"description": "What paper it is; each kind takes fields of its own."},
    "standard": {"description": "Of an organic certificate alone, and needed there."},
    "gi": {"description": "Key of the geographical indication; of `gi` alone, needed there."},
    "named": {"description": "The product's name as the decision writes it; needed for `ocop`."},
    "stars": {"description": "Of `ocop` alone, needed there.", "minimum": 3, "maximum": 5},
    "sampled_on": {"description": "Of a test report alone, and needed there."},
    "valid_to": {
        "description": "Its last day. Without one it holds until withdrawn; `ocop` then 36 months."
    },
    "results": {"description": "Of a test report alone, and needed there."},
    "verdict": {
        "description": "The laboratory's own; a number above its limit is `above` whatever it says."
    },
    "until_on": {"description": "Of feeding and drugs, the last day where it is not the first."},
    "substance": {
        "description": "Code of the operator's list; a `product` named as the list has it is that"
        " substance too."
    },
    "active": {"description": "Active substance, where the product is on no list. Kept private."},
    "dose": {"description": "As one says it. Kept private."},
    "remark": {"description": "Kept private."},
    "phi_days": {
        "description": "Days to wait after the last day, 0 for none; needed for a pesticide or drug"
        " whose days the operator's list does not know."
    },
    "to_kind": {
        "description": "Whom the note names: a buyer or cooperative by `to`; a trader at the garden"
        " by `phone` and `vehicle`; a walk-in buyer by nothing.",
    },
    "to": {"description": "Short code of the buyer or cooperative."},
    "lines": {"description": "What goes; without a weight or packages, all that is on hand."},
    "vehicle": {"description": "Plate of the vehicle; kept in private, as are all words below."},
    "cause": {"description": "Why it ended; what is held may not be used or given away."},
    "count": {"description": "How many labels.", "minimum": 1},
    "stock": {"description": "The paper, by its trade name.", "examples": ["L7651"]},
    "start": {"description": "The first free place of the first sheet, from 1.", "default": 1},
    "per_roll": {"description": "Cut into rolls of so many labels, each with a code."},
    "act": {"description": "What becomes of the labels."},
    "numbers": {
        "description": "Small numbers as printed on labels, their codes, or the code of a roll.",
        "examples": ["17, 23, 41-46"],
    },
    "loss": {"description": "What became of the rest, where less is packed than is taken."},
}

_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "RFC 9457. Switch on `code`; `title` and `detail` are for people.",
    "required": ["type", "title", "status", "code", "facts", "errors"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "pattern": "^urn:traceability:error:[a-z0-9_]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "facts": {"type": "object", "description": "The plain values behind the first fault."},
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "additionalProperties": False,
                "properties": {
                    "field": {"type": ["string", "null"]},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

REQUEST_KEY: Mapping[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": (
        "A UUID of yours for this one act, kept when it is sent again: the act is done once,"
        " and the same answer comes with `Idempotency-Replayed: true`. It never expires."
    ),
    "schema": {
        "type": "string",
        "minLength": 8,
        "maxLength": LONGEST_KEY,
        "pattern": "^[!-~]+$",
        "examples": ["7b0c2f0e-3c86-4a35-9a55-0d2b6a4f9a10"],
    },
}


def new_api(app: Flask) -> Any:
    """flask-smorest on the application, with our fields, the problems and the bearer key.

    No address for its own pages is configured, so it serves none.
    """
    api = Api(
        app,
        spec_kwargs={
            "title": "Traceability",
            "version": __version__,
            "openapi_version": "3.1.0",
            "info": {"description": _ABOUT},
            "security": [{"bearer": []}],
        },
    )
    # Every answer is listed by its own status, so there is none "by default".
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    for field, kind in _TYPES.items():
        api.register_field(field, kind, None)
    api.ma_plugin.converter.add_attribute_function(_described)
    _add_components(api.spec.components)
    return api


def finished(api: Any) -> dict[str, Any]:
    """The whole document, without the schemas that flask-smorest adds for things not used here."""
    document: dict[str, Any] = api.spec.to_dict()
    for unused in ("Error", "PaginationMetadata"):
        del document["components"]["schemas"][unused]
    return document


def problem_name(status: int) -> str:
    """The name of the component that documents the problems of a status."""
    return f"problem_{status}"


def _add_components(components: Any) -> None:
    scheme = {"type": "http", "scheme": "bearer", "description": "A key of the organisation."}
    components.security_scheme("bearer", scheme)
    components.schema("Problem", dict(_PROBLEM))
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in PROBLEMS.items():
        response = {"description": description, "content": content}
        components.response(problem_name(status), response)


def _described(converter: Any, field: Field[Any], **_options: Any) -> dict[str, Any]:
    """What a field takes in JSON, beyond its type."""
    if not isinstance(field, tuple(_TYPES)):
        return {}
    if isinstance(field, fields.Rows):
        items = converter.resolve_nested_schema(field.schema)
        return {"items": items, "maxItems": field.most, **_details(field)}
    if isinstance(field, fields.One):
        return {"allOf": [converter.resolve_nested_schema(field.schema)], **_details(field)}
    return {**_limits(field), **_details(field)}


def _details(field: Field[Any]) -> Mapping[str, Any]:
    """What is said of a field of that name, unless it has words of its own."""
    return {} if "description" in field.metadata else _DETAILS.get(str(field.name), {})


def _limits(field: Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.Line):
        return {"minLength": 1, "maxLength": field.longest}
    if isinstance(field, fields.Choice):
        return {"enum": list(field.choices)}
    # Narrower classes come before those that they are made of.
    return next((dict(said) for kind, said in _LIMITS.items() if isinstance(field, kind)), {})
