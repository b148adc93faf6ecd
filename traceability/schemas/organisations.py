"""An organisation's own details, as its manager types them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from marshmallow import post_load, validates_schema

from traceability.domain.errors import Invalid
from traceability.schemas.communes import at_its_field, read_name
from traceability.schemas.contacts import Mail, PhoneNumber
from traceability.schemas.fields import Count, Line, RequestSchema
from traceability.services.organisations import FIELDS, DetailsRequest

_BUSINESS_ID = re.compile(r"[0-9A-Z][0-9A-Z ./-]{3,31}")


class Website(Line):
    """A web address: http or https and a host; without a scheme https is meant."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        line = super()._read(value, name, data)
        written = line if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", line) else f"https://{line}"
        try:
            parts = urlsplit(written)
            host = parts.hostname or ""
        except ValueError:
            raise Invalid("website_not_http", name) from None
        plain = "." in host and " " not in written and "@" not in parts.netloc
        if parts.scheme not in ("http", "https") or not plain:
            raise Invalid("website_not_http", name)
        return written


class BusinessId(Line):
    """The number of a cooperative or business as it stands on its certificate."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        line = super()._read(value, name, data).upper()
        if not _BUSINESS_ID.fullmatch(line):
            raise Invalid("business_id_unreadable", name)
        return line


class OrganisationSchema(RequestSchema):
    """Everything that a label names of its responsible party."""

    name = Line(required=True, longest=120)
    business_id = BusinessId(longest=32)
    address = Line(required=True, longest=160)
    commune = Line(required=True)
    commune_choice = Line(longest=16)
    old_commune = Line(longest=5)
    representative = Line(required=True, longest=120)
    phone = PhoneNumber(required=True, longest=40)
    email = Mail(longest=120)
    website = Website(longest=200)
    version = Count(required=True)

    @validates_schema(skip_on_field_errors=False)
    def find_commune(self, data: dict[str, Any], **_options: Any) -> None:
        """What was written for the commune means one commune of today."""
        if "commune" in data:
            try:
                read_name(data["commune"], data.get("commune_choice"), data.get("old_commune"))
            except Invalid as refusal:
                raise at_its_field(refusal) from None

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; what was left empty is not kept."""
        place = read_name(data["commune"], data.get("commune_choice"), data.get("old_commune"))
        private = {field: data[field] for field in FIELDS if field in data}
        return {"asked": DetailsRequest(place.new, place.old, private, data["version"])}
