"""Orders of labels from a printing house, the link to their files, and the rolls that come."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import post_load

from traceability.domain import process
from traceability.domain.label_designs import WITHOUT_LOT
from traceability.domain.print_houses import BLEED_UM, Along, terms
from traceability.schemas.fields import Choice, Coded, Count, Flag, Line, Passage, RequestSchema
from traceability.schemas.labels import DesignChoice, LabelCount, OrderSchema, replacing
from traceability.schemas.stationery import Length
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_reception import LONGEST_SCANS
from traceability.services.print_orders import LinkRequest
from traceability.services.print_runs import PrintRequest
from traceability.services.stationery import LONGEST_NAME

#: What most houses spoil, and a roll that a hand can carry.
USUAL_WASTE, USUAL_ROLL = 5, 1_000
#: A proof of a few labels, or of the whole order.
FEW, WHOLE = "few", "whole"


class Waste(Coded):
    """What is ordered beyond, in percent as one types it: "5", "5,5", "5,5 %"."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Decimal:
        del data
        return process.parse_measure(self._text(value).strip().removesuffix("%"), name)


class _HouseSchema(OrderSchema):
    """What every order of a printing house says beside the lot or the pack."""

    count = LabelCount()
    stock = Line(required=True, longest=LONGEST_NAME)
    waste = Waste()
    per_roll = Count()
    across = Count()
    along = Choice(tuple(map(str, Along)))
    bleed = Length()

    def _terms(self, data: dict[str, Any]) -> Any:
        """The terms, taken out of ``data``."""
        count = data["count"]
        return terms(
            count,
            data.pop("waste", USUAL_WASTE),
            data.pop("per_roll", USUAL_ROLL),
            data.pop("across", 1),
            Along(data.pop("along", Along.ROW)),
            data.pop("bleed", BLEED_UM),
        )


class HouseOrderSchema(_HouseSchema):
    """Labels for a lot, from a printing house."""

    batch = Line(required=True, longest=16)
    design = DesignChoice()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``, the terms under ``house``."""
        house = self._terms(data)
        return {"asked": PrintRequest(**replacing(data)), "house": house}


class HouseBlankSchema(_HouseSchema):
    """Blank labels from a printing house; ``pack`` is product and pack format with a colon."""

    pack = Line(required=True, longest=24)
    design = DesignChoice(WITHOUT_LOT)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``, the terms under ``house``."""
        house = self._terms(data)
        product, _colon, number = data.pop("pack").partition(":")
        pack = int(number) if number.isascii() and number.isdigit() else 0
        asked = BlankRequest(product=product, pack_format=pack, **replacing(data))
        return {"asked": asked, "house": house}


class LinkSchema(RequestSchema):
    """To whom the files go, for how many days, how often each may be taken; why again.

    Older links close, unless they are kept.
    """

    run = Line(required=True, longest=16)
    house = Line(required=True, longest=120)
    days = Count(required=True)
    most = Count(required=True)
    reason = Line()
    keep_older = Flag()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": LinkRequest(**data)}


class ReceptionSchema(RequestSchema):
    """What was scanned from a roll, and what the house says it spoiled."""

    scans = Passage(longest=LONGEST_SCANS)
    waste = Passage(longest=LONGEST_SCANS)


class ProofSchema(RequestSchema):
    """What a proof should hold (``FEW``, ``WHOLE`` or the code of a roll), and its resolution."""

    part = Line(required=True, longest=16)
    dpi = Count()
