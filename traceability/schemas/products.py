"""A product as it is asked for: by the form, as JSON, or at the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from traceability.domain.balance import Basis
from traceability.domain.errors import Invalid
from traceability.schemas.fields import Choice, Count, Line, Net, Passage, RequestSchema, Rows
from traceability.services.product_edits import PICTURES, ProductRequest
from traceability.services.products import FormatRequest, RevisionRequest

#: What ``picture`` says of a product that keeps the photograph it has.
PHOTO = "photo"
LONGEST_NAME, LONGEST_PASSAGE = 120, 600
MOST_FORMATS = 12
LONGEST_SHELF_LIFE = 3_650


class _ShelfLife(Count):
    """Days after packing."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        days = super()._read(value, name, data)
        if not 1 <= days <= LONGEST_SHELF_LIFE:
            raise Invalid("out_of_range", name, highest=LONGEST_SHELF_LIFE)
        return days


class FormatSchema(RequestSchema):
    """A pack format; ``net`` is in ``unit`` where it does not name one itself."""

    name = Line(required=True, longest=LONGEST_NAME)
    basis = Choice(tuple(str(each) for each in Basis))
    net = Net()
    unit = Line(longest=8)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        net = data.get("net")
        basis = Basis(data.get("basis", Basis.FIXED_NET))
        amount, unit = (None, None) if net is None else (net.amount, net.unit)
        return {"asked": FormatRequest(data["name"], amount, basis, unit)}


class ProductSchema(RequestSchema):
    """A new product names its ``crop``, an edit the ``revision`` that it was typed over."""

    name_vi = Line(required=True, longest=LONGEST_NAME)
    crop = Line(longest=32)
    formats = Rows(FormatSchema, most=MOST_FORMATS, required=True)
    picture = Choice((*PICTURES, PHOTO))
    brand = Line(longest=LONGEST_NAME)
    origin = Line(longest=LONGEST_NAME)
    ingredients = Passage(longest=LONGEST_PASSAGE)
    shelf_life_days = _ShelfLife()
    standard = Line(longest=LONGEST_NAME)
    usage = Passage(longest=LONGEST_PASSAGE)
    storage = Passage(longest=LONGEST_PASSAGE)
    warnings = Passage(longest=LONGEST_PASSAGE)
    name_en = Line(longest=LONGEST_NAME)
    name_zh = Line(longest=LONGEST_NAME)
    gtin = Line(longest=32)
    gtin_seen = Line(longest=14)
    revision = Count()
    same_name = Choice(("yes",))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        apart = {name: data.pop(name, None) for name in ("crop", "gtin", "gtin_seen", "revision")}
        meant = data.pop("same_name", None) == "yes"
        keeps = data.get("picture") == PHOTO
        if keeps:
            del data["picture"]
        content = RevisionRequest(**{**data, "formats": tuple(data["formats"])}, keep_photo=keeps)
        return {"asked": ProductRequest(content, same_name=meant, **apart)}
