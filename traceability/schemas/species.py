"""A row of the operator's list of protected species."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load

from traceability.domain.errors import Invalid
from traceability.domain.gathering import Listing, Species
from traceability.schemas.diary import Word
from traceability.schemas.fields import Day, Line, RequestSchema
from traceability.schemas.imports import Column, Kind
from traceability.sheets.tables import Table

_VERDICTS = {str(each): str(each) for each in Listing} | {
    "khong han che": "free",
    "han che": "limited",
    "cam": "banned",
}
_YES = {"yes": "yes", "no": "no", "co": "yes", "khong": "no", "mau": "yes"}


class SpeciesSchema(RequestSchema):
    """What a list says of a crop from a day on; ``sample`` rows bind nobody."""

    crop = Line(required=True, longest=32)
    latin = Line(required=True, longest=200)
    verdict = Word(_VERDICTS, required=True)
    listing = Line(required=True, longest=200)
    from_on = Day(required=True, may_be_future=True)
    to_on = Day(may_be_future=True)
    source = Line(required=True, longest=500)
    sample = Word(_YES)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The rule under ``asked``."""
        try:
            return {"asked": self.together(data)}
        except Invalid as refusal:
            raise ValidationError(list(refusal.faults), refusal.faults[0].field or "") from None

    def together(self, data: Mapping[str, Any]) -> Species:
        """The rule of read fields; it ends no earlier than it begins."""
        if "to_on" in data and data["to_on"] < data["from_on"]:
            raise Invalid("substance_rule_ends_before", "to_on", from_on=data["from_on"])
        rest = {"to_on": data.get("to_on"), "sample": data.get("sample") == "yes"}
        return Species(**{**data, **rest, "verdict": Listing(data["verdict"])})


def _no_guess(table: Table) -> tuple[str, ...]:
    """A list without headings is not guessed at: a verdict must not stand in the wrong column."""
    return ("",) * table.width


SPECIES = Kind(
    schema=lambda: SpeciesSchema(spoken=True),
    columns=(
        Column("crop", "Mã cây", ("Crop",)),
        Column("latin", "Tên Latinh", ("Tên khoa học", "Latin")),
        Column("verdict", "Kết luận", ("Verdict",)),
        Column("listing", "Danh mục", ("Nhóm", "Listing")),
        Column("from_on", "Từ ngày", ("from_on",)),
        Column("to_on", "Đến ngày", ("to_on",)),
        Column("source", "Nguồn", ("Căn cứ", "Source")),
        Column("sample", "Mẫu", ("Sample",)),
    ),
    guess=_no_guess,
)
