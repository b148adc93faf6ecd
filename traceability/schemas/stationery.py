"""Paper and printers, as somebody measured them with a ruler: millimetres, and whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from traceability.domain import millimetres
from traceability.schemas.fields import Choice, Coded, Count, Flag, Line, RequestSchema
from traceability.services import printers, stationery

#: What goes through a printer: sheets through any, labels of a roll through one of these dots.
DPIS = ("203", "300")


class Length(Coded):
    """A length on paper, typed in millimetres; whole µm."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        del data
        return millimetres.parse(self._text(value), name)


class StockSchema(RequestSchema):
    """A sheet or a roll of one's own; what is left empty is none (a gutter, a margin, a corner).

    A roll is one row: its page is as wide as the liner, or as the row where that is not measured.
    """

    name = Line(required=True, longest=stationery.LONGEST_NAME)
    kind = Choice(("sheet", "roll"), required=True)
    label_width = Length(required=True)
    label_height = Length(required=True)
    columns = Count(required=True)
    rows = Count()
    page_width = Length()
    page_height = Length()
    margin_left = Length()
    margin_top = Length()
    gutter_x = Length()
    gutter_y = Length()
    radius = Length()
    dpi = Choice(DPIS)
    direct_thermal = Flag()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """What was measured, under ``asked``."""
        made = _roll(data) if data["kind"] == "roll" else _sheet(data)
        return {"asked": stationery.Measured(**made)}


def _sheet(data: dict[str, Any]) -> dict[str, Any]:
    """A4 where nothing else is said; no dots, and no heat."""
    usual = {"rows": 1, "page_width": 210_000, "page_height": 297_000}
    usual |= {"margin_left": 0, "margin_top": 0}
    return usual | data | {"dpi": None, "direct_thermal": False}


def _roll(data: dict[str, Any]) -> dict[str, Any]:
    """One row in the middle of its liner; what lies between rows is the printer's to find."""
    gutter = data.get("gutter_x", 0)
    row = data["columns"] * (data["label_width"] + gutter) - gutter
    width = data.get("page_width") or max(row, 1)
    row_only = {"rows": 1, "page_height": data["label_height"], "margin_top": 0, "gutter_y": 0}
    dpi = int(data.get("dpi") or DPIS[0])
    left = max(0, width - row) // 2
    return data | row_only | {"page_width": width, "margin_left": left, "dpi": dpi}


class PrinterSchema(RequestSchema):
    """A printer, and its ruler page as it was measured; what was not measured is right."""

    name = Line(required=True, longest=printers.LONGEST_NAME)
    dpi = Choice(DPIS)
    ruler = Length()
    from_left = Length()
    from_top = Length()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """What was measured, under ``asked``."""
        dpi = int(data["dpi"]) if data.get("dpi") else None
        return {"asked": printers.Measured(**{**data, "dpi": dpi})}
