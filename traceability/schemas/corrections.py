"""A correction as it is asked for: entries told anew or taken back, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import post_load

from traceability.domain.corrections import Why
from traceability.domain.errors import Invalid
from traceability.domain.events import Mistake
from traceability.domain.weigh_slips import Reading
from traceability.schemas.fields import (
    Amount,
    Choice,
    Count,
    Line,
    One,
    Passage,
    RequestSchema,
    Rows,
)
from traceability.schemas.receptions import ReadingSchema
from traceability.services.corrections import MOST_TOGETHER, Amendment, Change, Retraction
from traceability.services.runs import MOST_MADE, MOST_TAKEN


class NewAmountSchema(RequestSchema):
    """What an entry should have said of ``batch``: ``weight`` in ``unit``."""

    batch = Line(required=True, longest=16)
    weight = Amount(required=True)
    unit = Line(longest=8)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The pair under ``asked``."""
        return {"asked": (data["batch"], data["weight"])}


class ChangeSchema(RequestSchema):
    """What becomes of one entry (``event`` is its id): ``amend`` it, or ``retract`` it.

    Bought goods are told anew by their ``slip`` or by their net amount, not by both.
    """

    event = Line(required=True, longest=36)
    how = Choice(("amend", "retract"), required=True)
    amounts = Rows(NewAmountSchema, most=MOST_TAKEN + MOST_MADE)
    packages = Count()
    slip = One(ReadingSchema)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The change under ``asked``."""
        return {"asked": _change(data)}


def _change(data: dict[str, Any]) -> Change:
    amounts, slip = dict(data.get("amounts", ())), data.get("slip")
    if data["how"] == "amend":
        if amounts and slip is not None:
            raise Invalid("slip_or_amounts", "slip")
        return Amendment(data["event"], amounts, data.get("packages"), slip)
    if amounts or slip is not None or "packages" in data:
        raise Invalid("retraction_has_no_amounts", "how")
    return Retraction(data["event"])


class WhySchema(RequestSchema):
    """Why entries are corrected: the kind is everybody's to read, the words are not.

    A form names the kind; a program may leave it out, as it could before there was one.
    """

    reason_kind = Choice(tuple(Mistake))
    reason = Passage()

    def __init__(self, *, spoken: bool = False, **options: Any) -> None:
        """``spoken`` says that the values were typed into a form."""
        super().__init__(spoken=spoken, **options)
        self.fields["reason_kind"].required = spoken

    @staticmethod
    def why(data: Mapping[str, Any]) -> Why:
        """Why, of the values that were read; Invalid ``required`` where nothing is said."""
        kind = data.get("reason_kind")
        said = Why(data.get("reason", ""), None if kind is None else Mistake(kind))
        said.check()
        return said


class CorrectionSchema(WhySchema):
    """All ``changes`` or none, with one reason."""

    changes = Rows(ChangeSchema, most=MOST_TOGETHER, required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The changes and why under ``asked``."""
        return {"asked": (list(data["changes"]), self.why(data))}


def meaning(changes: Sequence[Change], why: Why) -> dict[str, object]:
    """A correction as the same request means it again."""
    kind = {} if why.kind is None else {"reason_kind": str(why.kind)}
    changed = [_meaning(each) for each in changes]
    return {"correction": {"changes": changed, "reason": why.text, **kind}}


def _meaning(change: Change) -> dict[str, object]:
    if isinstance(change, Retraction):
        return {"event": change.event}
    amounts = {code: [each.amount, each.unit] for code, each in change.amounts.items()}
    slip = {} if change.slip is None else {"slip": _read(change.slip)}
    return {"event": change.event, "amounts": amounts, "packages": change.packages, **slip}


def _read(slip: Reading) -> list[object]:
    return [slip.gross, slip.unit, slip.bags, slip.tare, slip.deduction_ppm]
