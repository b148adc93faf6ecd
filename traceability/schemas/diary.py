"""A line of the farm diary as it is asked for, and a row of the operator's list of substances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load

from traceability.domain.diary import MARKETS, MOST_DAYS, SUBSTANCE_KINDS, FarmWork, Rule, Ruling
from traceability.domain.errors import Invalid
from traceability.domain.text import fold
from traceability.schemas.fields import Choice, Count, Day, Line, Passage, RequestSchema
from traceability.schemas.imports import Column, Kind
from traceability.services.diary import FarmWorkRequest
from traceability.services.substances import SubstanceRequest
from traceability.sheets.tables import Table

PRODUCT_LONGEST, DOSE_LONGEST, REMARK_LONGEST = 120, 80, 300
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


class Days(Count):
    """Days to wait, a whole number."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        days = super()._read(value, name, data)
        if days > MOST_DAYS:
            raise Invalid("out_of_range", name, highest=MOST_DAYS)
        return days


def _said(text: str) -> dict[str, str]:
    return {"description": text}


class FarmWorkSchema(RequestSchema):
    """Short codes name place and household; ``substance`` is a code of the operator's list."""

    place = Line(required=True, longest=16)
    kind = Choice(tuple(map(str, FarmWork)), required=True, metadata=_said("What was done."))
    done_on = Day(required=True)
    until_on = Day(may_be_future=True)
    crop = Line(longest=32, metadata=_said("The crop that it was done to, where not to all there."))
    substance = Line(longest=32)
    product = Line(
        longest=PRODUCT_LONGEST,
        metadata=_said("As printed on the packet; needed for a fertiliser, pesticide or drug."),
    )
    active = Line(longest=PRODUCT_LONGEST)
    dose = Line(longest=DOSE_LONGEST)
    phi_days = Days()
    household = Line(longest=16)
    remark = Passage(longest=REMARK_LONGEST)
    late_reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": FarmWorkRequest(**{**data, "kind": FarmWork(data["kind"])})}


class ReleaseSchema(RequestSchema):
    """The test report that a hold for a wait is released by."""

    report = Line(required=True, longest=16)


# --- the operator's list --------------------------------------------------------------------------


class SubstanceCode(Line):
    """A short word of the operator's own: small letters, digits, hyphen, underscore."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        typed = super()._read(value, name, data)
        if not _CODE.fullmatch(typed):
            raise Invalid("substance_code_form", name, typed=typed)
        return typed


class Word(Line):
    """One of a closed list of words, as it is or as lists say it."""

    def __init__(self, words: Mapping[str, str], **options: Any) -> None:
        """``words`` are what is taken, folded, and the word of ours that each means."""
        super().__init__(longest=60, **options)
        self.words = words

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        typed = fold(super()._read(value, name, data))
        if typed not in self.words:
            raise Invalid("choice_unknown", name)
        return self.words[typed]


_KINDS = {kind: kind for kind in SUBSTANCE_KINDS} | {
    "thuoc bvtv": "pesticide",
    "thuoc bao ve thuc vat": "pesticide",
    "phan bon": "fertiliser",
    "thuoc thu y": "drug",
}
_MARKETS = {market: market for market in MARKETS} | {
    "viet nam": "vn",
    "trong nuoc": "domestic",
    "trung quoc": "cn",
    "nuoc khac": "other",
}
_VERDICTS = {str(verdict): str(verdict) for verdict in Ruling} | {
    "duoc dung": "allowed",
    "han che": "limited",
    "cam": "banned",
}


class SubstanceSchema(RequestSchema):
    """A row: a substance; with ``market`` also what that market says of it, since when, by what."""

    code = SubstanceCode(required=True, longest=32)
    kind = Word(_KINDS, required=True)
    name = Line(required=True, longest=200)
    active = Line(required=True, longest=200)
    phi_days = Days()
    market = Word(_MARKETS)
    verdict = Word(_VERDICTS)
    from_on = Day(may_be_future=True)
    to_on = Day(may_be_future=True)
    source = Line(longest=500)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        try:
            return {"asked": self.together(data)}
        except Invalid as refusal:
            raise ValidationError(list(refusal.faults), refusal.faults[0].field or "") from None

    def together(self, data: Mapping[str, Any]) -> SubstanceRequest:
        """The request of read fields; a rule is said whole or not at all."""
        own = {key: data.get(key) for key in ("code", "kind", "name", "active", "phi_days")}
        return SubstanceRequest(**own, rule=_rule(data))  # type: ignore[arg-type]


def _rule(data: Mapping[str, Any]) -> Rule | None:
    said = [name for name in ("market", "verdict", "from_on", "to_on", "source") if name in data]
    if not said:
        return None
    for name in ("market", "verdict", "from_on", "source"):
        if name not in data:
            raise Invalid("required", name)
    if "to_on" in data and data["to_on"] < data["from_on"]:
        raise Invalid("substance_rule_ends_before", "to_on", from_on=data["from_on"])
    verdict = Ruling(data["verdict"])
    return Rule(data["market"], verdict, data["from_on"], data.get("to_on"), data["source"])


def _no_guess(table: Table) -> tuple[str, ...]:
    """A list without headings is not guessed at: a verdict must not stand in the wrong column."""
    return ("",) * table.width


SUBSTANCES = Kind(
    schema=lambda: SubstanceSchema(spoken=True),
    columns=(
        Column("code", "Mã", ("Code",)),
        Column("kind", "Loại", ("Kind",)),
        Column("name", "Tên thương phẩm", ("Tên in trên bao bì", "Tên", "Name")),
        Column("active", "Hoạt chất", ("Thành phần", "Active")),
        Column("phi_days", "Cách ly (ngày)", ("Thời gian cách ly", "phi_days")),
        Column("market", "Thị trường", ("Market",)),
        Column("verdict", "Kết luận", ("Verdict",)),
        Column("from_on", "Từ ngày", ("from_on",)),
        Column("to_on", "Đến ngày", ("to_on",)),
        Column("source", "Nguồn", ("Căn cứ", "Source")),
    ),
    guess=_no_guess,
)


class RetractionSchema(RequestSchema):
    """Why a line is taken back."""

    reason = Passage(required=True)
