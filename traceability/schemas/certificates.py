"""A certificate as it is asked for: by the form or as JSON; and what an officer says of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from traceability.domain.certificates import (
    STARS,
    CertificateKind,
    Grade,
    OcopGroup,
    OrganicStandard,
    ResultVerdict,
)
from traceability.domain.errors import Invalid
from traceability.domain.measured_results import differs
from traceability.schemas.fields import Choice, Count, Day, Flag, Line, Many, RequestSchema, Rows
from traceability.services.certificate_checks import OFFICIAL, CheckRequest
from traceability.services.certificates import CertificateRequest, ResultRequest

LONGEST_NUMBER, LONGEST_RESULT, LONGEST_UNIT = 64, 64, 32
MOST_RESULTS, MOST_COVERED = 60, 100


class Stars(Count):
    """Stars of the OCOP programme: 3, 4 or 5."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        stars = super()._read(value, name, data)
        if stars not in STARS:
            raise Invalid("choice_unknown", name)
        return stars


class Covered(Many):
    """Short codes of what a paper names."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> list[str]:
        codes = super()._read(value, name, data)
        if len(codes) > MOST_COVERED:
            raise Invalid("out_of_range", name, highest=MOST_COVERED)
        return codes


class ResultSchema(RequestSchema):
    """A line of a test report: limit and result as they are printed there."""

    parameter = Line(required=True, longest=120)
    result = Line(required=True, longest=LONGEST_RESULT)
    limit = Line(longest=LONGEST_RESULT)
    unit = Line(longest=LONGEST_UNIT)
    verdict = Choice(tuple(str(each) for each in ResultVerdict))
    as_printed = Flag()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``.

        ``result_differs``: the two numbers say another thing than the paper's word, and nobody
        has said that it is printed so (``as_printed``).
        """
        printed = data.pop("as_printed", False)
        asked = ResultRequest(**data)
        stated = None if asked.verdict is None else ResultVerdict(asked.verdict)
        if not printed and differs(asked.result, asked.limit, stated):
            raise Invalid("result_differs", "verdict", result=asked.result, limit=asked.limit)
        return {"asked": asked}


class NewCertificateSchema(RequestSchema):
    """A certificate as it stands on paper, and the short codes of what it covers."""

    kind = Choice(tuple(str(each) for each in CertificateKind), required=True)
    standard = Choice(tuple(str(each) for each in OrganicStandard))
    gi = Line(longest=32)
    number = Line(required=True, longest=LONGEST_NUMBER)
    issuer = Line(required=True, longest=200)
    named = Line(longest=200)
    stars = Stars()
    ocop_group = Choice(tuple(str(each) for each in OcopGroup))
    sampled_on = Day()
    method = Line(longest=200)
    valid_from = Day(required=True, may_be_future=True)
    valid_to = Day(may_be_future=True)
    covers = Covered(required=True)
    results = Rows(ResultSchema, most=MOST_RESULTS)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        lists = {name: tuple(data.pop(name, ())) for name in ("covers", "results")}
        asked = {**data, **lists, "kind": CertificateKind(data["kind"])}
        return {"asked": CertificateRequest(**asked)}


class CertificateSchema(NewCertificateSchema):
    """The same, or a correction, which names the ``revision`` that it was typed over."""

    revision = Count()
    reason = Line(longest=200)


class WithdrawalSchema(RequestSchema):
    """Why a certificate shall not count any more."""

    withdraw_reason = Line(required=True, longest=200)


class CheckSchema(RequestSchema):
    """What an officer did with a paper, and how."""

    grade = Choice(tuple(str(each) for each in OFFICIAL), required=True)
    revision = Count(required=True)
    reason = Line(required=True, longest=200)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data["grade"] = Grade(data["grade"])
        return {"asked": CheckRequest(**data)}
