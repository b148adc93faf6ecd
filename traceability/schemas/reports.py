"""A report as it is sent from a public page, and what an office or a holder writes about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, pre_load, validates_schema

from traceability.domain.errors import Fault
from traceability.domain.reports import OUTSIDE, PROVINCE, Outcome, ReportKind, SentTo
from traceability.domain.text import without_format
from traceability.schemas.fields import Choice, Line, Passage, RequestSchema
from traceability.services.report_desk import Forward
from traceability.services.reports import ReportRequest

#: Characters of a field that are looked at for hidden signs.
_TYPED_LONGEST = 10_000
SAID_LONGEST, NAME_LONGEST, CONTACT_LONGEST, PRINTED_LONGEST = 2_000, 120, 120, 120


class ReportSchema(RequestSchema):
    """What was said, about what, to whom; a contact only with consent to be reached by it.

    Signs that nobody sees are dropped: keyboards put them there, and a buyer on a telephone can
    neither find nor delete them.
    """

    kind = Choice(tuple(map(str, ReportKind)), required=True)
    said = Passage(required=True, longest=SAID_LONGEST)
    printed = Line(longest=PRINTED_LONGEST)
    sent_to = Choice(tuple(map(str, SentTo)))
    name = Line(longest=NAME_LONGEST)
    contact = Line(longest=CONTACT_LONGEST)
    consent = Choice(("yes",))

    def __init__(self, *, language: str, **options: Any) -> None:
        """``language`` is the one that the form was read in: ``vi``, ``en`` or ``zh``."""
        super().__init__(**options)
        self.language = language

    @pre_load
    def see(self, data: Mapping[str, Any], **_options: Any) -> dict[str, Any]:
        """What was typed, without hidden signs; fields that hold nothing else are left out.

        What is far too long is refused as it is.
        """
        seen = {
            name: without_format(value) if len(value) <= _TYPED_LONGEST else value
            for name, value in data.items()
        }
        return {name: value for name, value in seen.items() if value.strip()}

    @validates_schema(skip_on_field_errors=False)
    def agree(self, data: Mapping[str, Any], **_options: Any) -> None:
        """A name or a contact is kept only where the reporter agrees, and the office reads it."""
        left = [field for field in ("name", "contact") if data.get(field)]
        if left and _is_direct(data):
            raise ValidationError({each: [Fault("contact_not_sent", each)] for each in left})
        if left and not data.get("consent"):
            raise ValidationError({"consent": [Fault("consent_needed", "consent")]})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {
            "asked": ReportRequest(
                kind=ReportKind(data["kind"]),
                sent_to=SentTo(data.get("sent_to", SentTo.OFFICE)),
                said=data["said"],
                language=self.language,
                name=data.get("name"),
                contact=data.get("contact"),
                printed=data.get("printed"),
            )
        }


def _is_direct(data: Mapping[str, Any]) -> bool:
    """Whether it goes to the holder alone; of another kind it is refused there, and may not."""
    return (data.get("kind"), data.get("sent_to")) == (ReportKind.QUALITY, SentTo.HOLDER)


class ReportAnswerSchema(RequestSchema):
    """What is answered."""

    answer = Passage(required=True, longest=SAID_LONGEST)


class ReportCloseSchema(RequestSchema):
    """How a report ends, and the last word to the reporter."""

    outcome = Choice(tuple(map(str, Outcome)), required=True)
    closing = Passage(longest=SAID_LONGEST)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The outcome and the text."""
        return {"outcome": Outcome(data["outcome"]), "text": data.get("closing")}


class ReportForwardSchema(RequestSchema):
    """Where a report goes, and why."""

    to = Choice(("commune", PROVINCE, OUTSIDE), required=True)
    commune = Line(longest=8)
    outside = Line(longest=200)
    note = Line(longest=500)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": Forward(**data)}
