"""Deliveries, losses, stores, buyers and answers as they are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import post_load

from traceability.domain.deliveries import To, WriteOff
from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity
from traceability.schemas.contacts import PhoneNumber
from traceability.schemas.fields import (
    Amount,
    Choice,
    Count,
    Day,
    Line,
    Passage,
    RequestSchema,
    Rows,
)
from traceability.schemas.measures import Sacks
from traceability.services.arrivals import ON_THE_WAY, ArrivalRequest, Arrived
from traceability.services.buyers import BuyerRequest
from traceability.services.deliveries import MOST_LINES, DeliveryRequest, Send
from traceability.services.delivery_answers import AnswerRequest
from traceability.services.delivery_differences import Settled, SettleRequest
from traceability.services.storing import StoreRequest
from traceability.services.write_offs import WriteOffRequest

NAME_LONGEST, REMARK_LONGEST = 120, 500
_NOTHING = re.compile(r"0+([.,]0+)?\s*[^\W\d_]*")


class SendSchema(RequestSchema):
    """What goes: ``weight``, ``packages`` or ``sacks`` of ``batch``; else all that is on hand."""

    batch = Line(required=True, longest=16)
    weight = Amount()
    unit = Line(longest=8)
    packages = Count()
    sacks = Sacks()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The part under ``asked``."""
        named = data.get("sacks", ())
        return {"asked": Send(data["batch"], data.get("weight"), data.get("packages"), named)}


class DeliverySchema(RequestSchema):
    """Goods that leave: ``to_kind`` says whom the note names, ``to`` is that one's code."""

    to_kind = Choice(tuple(str(each) for each in To), required=True)
    to = Line(longest=16)
    lines = Rows(SendSchema, most=MOST_LINES, required=True)
    sent_on = Day(required=True)
    building = Line(longest=16)
    vehicle = Line(longest=40)
    seal = Line(longest=40)
    driver = Line(longest=NAME_LONGEST)
    phone = PhoneNumber(longest=40)
    remark = Line(longest=REMARK_LONGEST)
    late_reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data["kind"], data["place"] = To(data.pop("to_kind")), data.pop("building", None)
        data["lines"] = tuple(data["lines"])
        return {"asked": DeliveryRequest(**data)}


class LossSchema(RequestSchema):
    """Goods that end: ``weight`` or ``sacks`` of ``batch``; without, all that is on hand."""

    batch = Line(required=True, longest=16)
    cause = Choice(tuple(str(each) for each in WriteOff), required=True)
    weight = Amount()
    unit = Line(longest=8)
    sacks = Sacks()
    ended_on = Day(required=True)
    remark = Line(longest=REMARK_LONGEST)
    late_reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data.pop("unit", None)
        data["quantity"] = data.pop("weight", None)
        data["reason"], data["day"] = WriteOff(data.pop("cause")), data.pop("ended_on")
        return {"asked": WriteOffRequest(**data)}


class StoreSchema(RequestSchema):
    """A lot that is brought to a building."""

    batch = Line(required=True, longest=16)
    place = Line(required=True, longest=16)
    stored_on = Day(required=True)
    late_reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": StoreRequest(**data)}


class BuyerSchema(RequestSchema):
    """A line of the address book."""

    name = Line(required=True, longest=NAME_LONGEST)
    phone = PhoneNumber(longest=40)
    address = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": BuyerRequest(**data)}


class Came(Amount):
    """What came of a lot: an amount, or nothing at all."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Quantity:
        typed = isinstance(value, str) and _NOTHING.fullmatch(value.strip().lower())
        if typed or (value == 0 and isinstance(value, int | Decimal) and value is not False):
            unit = str(data.get("unit") or "kg")
            return Quantity(0, "ml" if unit in ("l", "lít", "ml") else "g")
        return super()._read(value, name, data)


class ArrivedSchema(RequestSchema):
    """Of one lot: ``weight`` or ``packages`` that came, or ``refused`` for all of it."""

    batch = Line(required=True, longest=16)
    weight = Came()
    unit = Line(longest=8)
    packages = Count()
    refused = Line(longest=8)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The part under ``asked``."""
        came, refused = data.get("weight"), "refused" in data
        return {"asked": Arrived(data["batch"], came, refused, data.get("packages"))}


class ArrivalSchema(RequestSchema):
    """Goods that came from another cooperative."""

    note = Line(required=True, longest=16)
    lines = Rows(ArrivedSchema, most=MOST_LINES)
    received_on = Day(required=True)
    loss = Choice(tuple(str(each) for each in ON_THE_WAY))
    reason = Line(longest=REMARK_LONGEST)
    late_reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data["lines"] = tuple(data.get("lines", ()))
        if "loss" in data:
            data["loss"] = WriteOff(data["loss"])
        return {"asked": ArrivalRequest(**data)}


class SettleSchema(RequestSchema):
    """How the difference of a note is closed."""

    note = Line(required=True, longest=16)
    how = Choice(tuple(str(each) for each in Settled), required=True)
    reason = Line(longest=REMARK_LONGEST)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data["how"] = Settled(data["how"])
        return {"asked": SettleRequest(**data)}


class CameSchema(RequestSchema):
    """Of one lot: how much came, by ``weight`` or in ``packages``."""

    batch = Line(required=True, longest=16)
    weight = Came()
    packages = Count()
    unit = Line(longest=8)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The part under ``asked``."""
        if "packages" not in data and "weight" not in data:
            raise Invalid("required", "weight")
        return {"asked": (data["batch"], data.get("weight"), data.get("packages"))}


class AnswerSchema(RequestSchema):
    """What a receiver says of a note, typed without an account."""

    lines = Rows(CameSchema, most=MOST_LINES)
    name = Line(longest=NAME_LONGEST)
    remark = Passage(longest=REMARK_LONGEST)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; a lot that is named twice is refused."""
        lines = data.pop("lines", [])
        if len({batch for batch, _weight, _packages in lines}) != len(lines):
            raise Invalid("batch_named_twice", "lines")
        packages = {batch: count for batch, _weight, count in lines if count is not None}
        received = {batch: weight for batch, weight, _n in lines if batch not in packages}
        return {"asked": AnswerRequest(received, packages=packages, **data)}
