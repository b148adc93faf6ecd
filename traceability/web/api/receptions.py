"""Weigh slips through the API: one slip, and the days of buying with theirs."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import g
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from traceability.schemas.receptions import SlipOfDaySchema
from traceability.services import reception_views, weigh_slips
from traceability.services.batch_records import Measure
from traceability.services.reception_views import DayPage, SlipLine
from traceability.services.request_keys import Sealed, once_sealed
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.api.shapes import MeasureSchema
from traceability.web.house import house, looking, working
from traceability.web.paging import page_asked

_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}
_PAGE = {
    "in": "query",
    "name": "page",
    "description": "From 1; the open days and the newest come first.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 9999, "default": 1},
}


class SlipShownSchema(Schema):
    """A slip as it was recorded; ``payable`` is what is paid for, ``net`` what is there."""

    code = fields.String(required=True)
    number = fields.Integer(required=True)
    reception = fields.String(required=True)
    seller = fields.String(required=True)
    gross = fields.Nested(MeasureSchema, required=True)
    bags = fields.Integer(required=True)
    tare = fields.Nested(MeasureSchema, required=True)
    deduction_ppm = fields.Integer(required=True)
    net = fields.Nested(MeasureSchema, required=True)
    payable = fields.Nested(MeasureSchema, required=True)
    grade = fields.String(required=True, allow_none=True)
    area_code = fields.String(required=True, allow_none=True)
    batch = fields.String(required=True)
    held = fields.Boolean(required=True)
    url = fields.String(required=True)


class ReceptionSchema(Schema):
    """A day of buying: how many slips, and what they weigh net."""

    code = fields.String(required=True)
    crop = fields.String(required=True)
    day = fields.Date(required=True)
    state = fields.String(required=True, validate=OneOf(["open", "closed"]))
    slips = fields.Integer(required=True)
    net = fields.Nested(MeasureSchema, required=True)


class ReceptionsSchema(Schema):
    """A page of days of buying."""

    receptions = fields.List(fields.Nested(ReceptionSchema), required=True)
    more = fields.Boolean(required=True)


@operation(
    "/v1/weigh-slips",
    "POST",
    201,
    SlipShownSchema,
    scope="record",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody={"required": True, "content": {"application/json": {"schema": SlipOfDaySchema}}},
)
def weigh_slip() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Record one weigh slip.

    It becomes a harvest batch of its physical net at once; a seller outside every code is received
    as such. Where the seller has several gardens, `ground_needed` lists them.
    """
    asked = requests.asked(SlipOfDaySchema)
    g.api_thing = asked.reception or ""
    key = requests.request_key()

    def act() -> Sealed:
        done = weigh_slips.record_of_day(work, asked)
        return Sealed({"slip": done.code}, [done.seller])

    with working(g.api_actor) as work:
        body = {"request": "SlipOfDay", **dataclasses.asdict(asked)}
        done = once_sealed(work, key, body, act)
    with looking() as view:
        page = reception_views.slip(view, g.api_actor, done.result["slip"])
    headers = {"Idempotency-Replayed": "true"} if done.replayed else {}
    return _shown(page.day, page.slip), 201, headers


@operation("/v1/receptions", "GET", 200, ReceptionsSchema, scope="read", parameters=[_PAGE])
def receptions() -> dict[str, Any]:
    """The organisation's days of buying."""
    with looking() as view:
        found, more = reception_views.listed(view, g.api_actor, page_asked())
    rows = [
        {
            "code": each.code,
            "crop": each.crop.code,
            "day": each.day,
            "state": "open" if each.open else "closed",
            "slips": each.slips,
            "net": Measure(each.net, each.crop.unit),
        }
        for each in found
    ]
    return {"receptions": rows, "more": more}


def _shown(day: DayPage, slip: SlipLine) -> dict[str, Any]:
    unit = day.crop.unit
    plain = {
        name: getattr(slip, name)
        for name in ("code", "number", "bags", "deduction_ppm", "grade", "area_code")
    }
    measured = {
        name: Measure(getattr(slip, name), unit) for name in ("gross", "tare", "net", "payable")
    }
    return {
        **plain,
        **measured,
        "reception": day.code,
        "seller": slip.seller.code,
        "batch": slip.batch,
        "held": slip.held,
        "url": f"{house().settings.public_url}/{slip.code}",
    }
