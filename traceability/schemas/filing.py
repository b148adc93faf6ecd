"""Applications, the steps of offices and their inspections, as they are typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from traceability.domain.errors import Fault, Invalid
from traceability.domain.growing_area import CodeStep
from traceability.domain.text import clean_line
from traceability.schemas.area_codes import MARKETS, RAW_LONGEST, SCHEMES, Positive, RawCode
from traceability.schemas.fields import (
    Amount,
    Choice,
    Day,
    Line,
    Many,
    Passage,
    RequestSchema,
)
from traceability.services import inspections
from traceability.services.applications import ApplicationRequest
from traceability.services.area_codes import Decision
from traceability.services.code_decisions import RETURNABLE, StepRequest
from traceability.services.inspections import InspectionRequest

#: The field of a crop's variety, and of a returned field's reason, before its name.
VARIETY, REASON_AT = "variety_", "at_"
#: Older than any tree that is harvested; the ancient tea stands are some centuries old.
OLDEST_TREE = 2_000


class ApplicationSchema(RequestSchema):
    """What a holder applies for; ``varieties`` come in a field a crop, ``variety_<crop>``."""

    scheme = Choice(SCHEMES, required=True)
    market = Choice(MARKETS, required=True)
    places = Many(required=True)
    crops = Many(required=True)
    note = Passage()

    def __init__(self, *, varieties: Mapping[str, str], **options: Any) -> None:
        """``varieties`` is what was typed of each crop, by its code."""
        super().__init__(**options)
        self.varieties = varieties

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        crops = tuple(dict.fromkeys(data["crops"]))
        named = {crop: self._variety(crop) for crop in crops}
        asked = ApplicationRequest(
            scheme=data["scheme"],
            market=data["market"],
            places=tuple(dict.fromkeys(data["places"])),
            crops=crops,
            varieties={crop: text for crop, text in named.items() if text},
            note=data.get("note", ""),
        )
        return {"asked": asked}

    def _variety(self, crop: str) -> str:
        typed = self.varieties.get(crop, "")
        return clean_line(typed, f"{VARIETY}{crop}", longest=120) if typed.strip() else ""


class StepSchema(RequestSchema):
    """What every step of an office may say; which of it a step asks for is in ``NEEDS``."""

    effective_on = Day()
    decision_no = Line(longest=64)
    authority = Line()
    reason = Passage()
    raw = RawCode(longest=RAW_LONGEST)
    valid_until = Day(may_be_future=True)
    acting_reason = Line()
    kin = Choice(("yes",))
    confirmed = Line(longest=100_000)
    seen = Line(longest=64)

    def __init__(
        self, *, code: str, step: CodeStep, reasons: Mapping[str, str], **options: Any
    ) -> None:
        """``reasons`` is what was typed at each field of a file that is returned."""
        super().__init__(**options)
        self.code, self.step, self.reasons = code, step, reasons

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        missing = [name for name in NEEDS[self.step] if not data.get(name)]
        if missing:
            raise Invalid.of(tuple(Fault("required", name) for name in missing))
        said = {
            name: clean_line(text, f"{REASON_AT}{name}")
            for name, text in self.reasons.items()
            if name in RETURNABLE and text.strip()
        }
        confirmed = data.get("confirmed")
        asked = StepRequest(
            code=self.code,
            step=self.step,
            decision=self._decision(data),
            raw=data.get("raw"),
            reasons=said,
            confirmed=None if confirmed is None else tuple(confirmed.split()),
            kin=data.get("kin") == "yes",
        )
        return {"asked": asked}

    def _decision(self, data: Mapping[str, Any]) -> Decision:
        return Decision(
            effective_on=data.get("effective_on") or self.today,
            decision_no=data.get("decision_no", ""),
            authority=data.get("authority", ""),
            reason=data.get("reason", ""),
            valid_until=data.get("valid_until"),
            acting_reason=data.get("acting_reason", ""),
            seen=data.get("seen", ""),
        )


_DECISION = ("effective_on", "decision_no", "authority")
#: What must be said at each step.
NEEDS: Mapping[CodeStep, tuple[str, ...]] = {
    CodeStep.CHECK: (),
    CodeStep.RETURN: (),
    CodeStep.REJECT: (*_DECISION, "reason"),
    CodeStep.GRANT: ("raw", *_DECISION),
    CodeStep.RENEW: (*_DECISION, "valid_until"),
    CodeStep.SUSPEND: (*_DECISION, "reason"),
    CodeStep.RESTORE: (*_DECISION, "reason"),
    CodeStep.REVOKE: (*_DECISION, "reason"),
}


class InspectionSchema(RequestSchema):
    """The official form of a check."""

    inspected_on = Day(required=True)
    place = Line(longest=16)
    tree_age = Positive()
    stage = Choice(inspections.STAGES)
    variety = Line()
    expected = Amount()
    yield_ha = Amount()
    allowed_home = Passage()
    allowed_importer = Passage()
    other_pesticides = Passage()
    pests = Passage()
    samples = Passage()
    results = Passage()
    diary = Choice(inspections.DIARIES)
    hygiene = Choice(inspections.HYGIENES)
    position = Line(longest=64)
    remarks = Passage()
    conclusion = Choice(inspections.CONCLUSIONS, required=True)

    def __init__(self, *, code: str, **options: Any) -> None:
        """``code`` is the short code of what is checked."""
        super().__init__(**options)
        self.code = code

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        age = data.get("tree_age")
        if age is not None and age > OLDEST_TREE:
            raise Invalid("out_of_range", "tree_age", highest=OLDEST_TREE)
        asked = InspectionRequest(
            code=self.code,
            inspected_on=data["inspected_on"],
            conclusion=data["conclusion"],
            place=data.get("place"),
            tree_age=age,
            stage=data.get("stage"),
            expected_g=_amount(data, "expected"),
            yield_g_ha=_amount(data, "yield_ha"),
            variety=data.get("variety"),
            diary=data.get("diary"),
            hygiene=data.get("hygiene"),
            words={name: data[name] for name in inspections.WORDS if data.get(name)},
        )
        return {"asked": asked}


def _amount(data: Mapping[str, Any], name: str) -> int | None:
    found = data.get(name)
    if found is None:
        return None
    if found.unit != "g":
        raise Invalid("unit_unknown", name, unit=found.unit)
    return int(found.amount)


class CancelSchema(RequestSchema):
    """Why a holder withdraws a file or gives a code back."""

    reason = Line(required=True)
    confirmed = Line(longest=100_000)
