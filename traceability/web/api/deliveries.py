"""Goods that leave a lot: delivery notes, and what ended without being delivered."""

from __future__ import annotations

from typing import Any

from flask import g
from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from traceability.domain.deliveries import Standing, To
from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.schemas.deliveries import DeliverySchema, LossSchema
from traceability.services import batch_records, delivery_views, request_keys, write_offs
from traceability.services import deliveries as services
from traceability.services.batch_records import Measure
from traceability.services.delivery_views import NoteShown
from traceability.services.lots_today import Today
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.api.shapes import BatchSchema, MeasureSchema, text
from traceability.web.house import house, looking, working

_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}


class DeliveryLineSchema(Schema):
    """A line: the lot, how much of it went, how it stands today."""

    batch = text("Short code of the batch.")
    lot_code = text()
    amount = fields.Nested(MeasureSchema, required=True)
    packages = fields.Integer(required=True, allow_none=True, validate=Range(min=1))
    sacks = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Which sacks of the packing list went: 1–3, 7."},
    )
    today = fields.List(
        fields.String(validate=OneOf([str(each) for each in Today])),
        required=True,
        metadata={"description": "How the lot stands today, the gravest first."},
    )
    received = fields.Nested(MeasureSchema, required=True, allow_none=True)


class DeliveryShownSchema(Schema):
    """A delivery note, and what its receiver said last."""

    code = text()
    number = text("The holder's number of the year: 12/2026.")
    to_kind = text(validate=OneOf([str(each) for each in To]))
    sent_on = fields.Date(required=True)
    standing = text(
        "By the receiver's newest answer.", validate=OneOf([str(each) for each in Standing])
    )
    lines = fields.List(fields.Nested(DeliveryLineSchema), required=True)
    url = text("The note's page. Its address is a secret: who has it may answer.")


class LossShownSchema(Schema):
    """How much ended, and the batch after it."""

    gone = fields.Nested(MeasureSchema, required=True)
    batch = fields.Nested(BatchSchema, required=True)


@operation(
    "/v1/deliveries",
    "POST",
    201,
    DeliveryShownSchema,
    scope="deliveries",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody={"required": True, "content": {"application/json": {"schema": DeliverySchema}}},
)
def deliver() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Record that goods left, by a delivery note.

    What is held or recalled never leaves, and never more than is on hand.
    """
    asked = requests.asked(DeliverySchema)
    g.api_thing = asked.lines[0].batch if asked.lines else ""
    key = requests.request_key()

    def act() -> dict[str, str]:
        return {"code": services.register(work, asked).code}

    with working(g.api_actor) as work:
        done = request_keys.once(work, key, requests.meaning(asked), act)
    with looking() as view:
        body = _shown(delivery_views.shown(view, g.api_actor, done.result["code"]))
    return body, 201, {"Idempotency-Replayed": "true"} if done.replayed else {}


@operation("/v1/deliveries/<code>", "GET", 200, DeliveryShownSchema, scope="deliveries")
def delivery(code: str) -> dict[str, Any]:
    """A delivery note of the organisation, with its lots as they stand today."""
    folded = fold_typed(nfc(code)) or ""
    with looking() as view:
        return _shown(delivery_views.shown(view, g.api_actor, folded))


@operation(
    "/v1/losses",
    "POST",
    201,
    LossShownSchema,
    scope="deliveries",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody={"required": True, "content": {"application/json": {"schema": LossSchema}}},
)
def lose() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Record that goods ended without being delivered: spoiled, lost, destroyed, given away."""
    asked = requests.asked(LossSchema)
    g.api_thing = asked.batch
    key = requests.request_key()

    def act() -> dict[str, str]:
        return {"gone": str(write_offs.register(work, asked).amount)}

    with working(g.api_actor) as work:
        done = request_keys.once(work, key, requests.meaning(asked), act)
    url = house().settings.public_url
    with looking() as view:
        record = batch_records.find(view, g.api_actor, asked.batch, url)
    body = {"gone": Measure(int(done.result["gone"]), record.made.unit), "batch": record}
    return body, 201, {"Idempotency-Replayed": "true"} if done.replayed else {}


def _shown(note: NoteShown) -> dict[str, Any]:
    lines = [
        {
            "batch": each.lot.code,
            "lot_code": each.lot.lot_code,
            "amount": Measure(each.amount, each.lot.unit),
            "packages": each.packages,
            "sacks": each.sacks,
            "today": list(each.lot.states),
            "received": None if each.came is None else Measure(each.came[0], each.lot.unit),
        }
        for each in note.lines
    ]
    return {
        "code": note.code,
        "number": note.number,
        "to_kind": str(note.kind),
        "sent_on": note.sent_on,
        "standing": str(note.standing),
        "lines": lines,
        "url": f"{house().settings.public_url}/phieu/{note.secret}",
    }
