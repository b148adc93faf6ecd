"""Printing and linking labels, as they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from traceability.domain.errors import Fault, Invalid
from traceability.domain.label_designs import WITHOUT_LOT, LabelDesign
from traceability.domain.label_numbers import LONGEST
from traceability.schemas.fields import MOST_COUNTED, Choice, Count, Line, Passage, RequestSchema
from traceability.services.blank_runs import BlankRequest
from traceability.services.carton_runs import CartonRequest
from traceability.services.label_doing import Doing, DoingRequest
from traceability.services.label_leaving import FILES
from traceability.services.label_links import LabelSpan
from traceability.services.label_replacements import Replaces
from traceability.services.print_runs import PrintRequest
from traceability.services.stationery import LONGEST_NAME

#: What a QR symbol leads by: our short address, or a GS1 Digital Link.
ADDRESSES = ("short", "gs1")


class DesignChoice(Choice):
    """One of the designs that labels of goods are ordered in; the trace stamp where none is."""

    def __init__(self, designs: tuple[LabelDesign, ...] = tuple(LabelDesign)) -> None:
        """``designs`` are those that are taken."""
        super().__init__(tuple(map(str, designs)), load_default=LabelDesign.TRACE_STAMP)

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> LabelDesign:
        return LabelDesign(super()._read(value, name, data))


class LabelCount(Count):
    """How many labels are ordered: what is out of all bounds is refused by the service alone.

    It knows what there is room for, and names that: fewer than none are read as none, and more than
    anybody counts as the most that one counts.
    """

    def __init__(self, **options: Any) -> None:
        """Nobody orders without saying how many."""
        super().__init__(required=True, **options)

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        try:
            return super()._read(value, name, data)
        except Invalid as refused:
            if refused.code not in _BEYOND:
                raise
            return _BEYOND[refused.code]


#: As what a count is read that is out of all bounds.
_BEYOND: Mapping[str, int] = {"below_zero": 0, "out_of_range": MOST_COUNTED}


class OrderSchema(RequestSchema):
    """What every order of labels may say: which spoiled labels of which run it makes good.

    Where no number is said it is all of that run that were not made good yet.
    """

    replaces = Line(
        longest=16, metadata={"description": "The run whose spoiled labels these make good."}
    )
    replaced = Passage(
        longest=LONGEST, metadata={"description": "Which of them; all that wait where none is."}
    )

    @validates_schema(skip_on_field_errors=False)
    def numbers_are_of_a_run(self, data: dict[str, Any], **_options: Any) -> None:
        """Numbers alone name no label."""
        if data.get("replaced") and not data.get("replaces"):
            raise ValidationError("required", "replaces")


def replacing(data: dict[str, Any]) -> dict[str, Any]:
    """An order's values with what it makes good as one, where it does."""
    run, numbers = data.pop("replaces", None), data.pop("replaced", None)
    return data if run is None else {**data, "replaces": Replaces(run, numbers or "")}


class PrintSchema(OrderSchema):
    """How many labels on which stock; ``start`` is the first place on the sheet, from 1."""

    batch = Line(required=True, longest=16)
    count = LabelCount()
    stock = Line(required=True, longest=LONGEST_NAME)
    start = Count()
    address = Choice(ADDRESSES)
    printer = Line(longest=36)
    design = DesignChoice()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; places are counted from 0 inside."""
        start, gs1 = data.pop("start", 1) - 1, data.pop("address", ADDRESSES[0]) == "gs1"
        return {"asked": PrintRequest(start=start, gs1=gs1, **replacing(data))}


class CartonSchema(OrderSchema):
    """Labels for cartons of a lot: so many labels of which run to a carton, on which stock.

    Those that make others good have what these had: then neither is said.
    """

    batch = Line(required=True, longest=16)
    run = Line(longest=16, metadata={"description": "The run of the packs; not with `replaces`."})
    per_carton = Count(metadata={"description": "How many packs to each; not with `replaces`."})
    stock = Line(required=True, longest=LONGEST_NAME)
    start = Count()
    printer = Line(longest=36)

    @validates_schema(skip_on_field_errors=False)
    def filled_or_taken_over(self, data: dict[str, Any], **_options: Any) -> None:
        """New cartons want packs; those in place of others have theirs."""
        said = [name for name in ("run", "per_carton") if name in data]
        lacking = [name for name in ("run", "per_carton") if name not in data]
        if said and data.get("replaces"):
            raise ValidationError({said[-1]: [Fault("carton_takes_over", said[-1])]})
        if lacking and not data.get("replaces"):
            raise ValidationError({name: ["required"] for name in lacking})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; places are counted from 0 inside."""
        start = data.pop("start", 1) - 1
        packs = {"run": data.pop("run", ""), "per_carton": data.pop("per_carton", 0)}
        return {"asked": CartonRequest(start=start, **packs, **replacing(data))}


class SpanSchema(RequestSchema):
    """Labels of a run by the small numbers printed on them, both included."""

    run = Line(required=True, longest=16)
    first = Count(required=True)
    last = Count(required=True)
    reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The span under ``span``, and the reason if one was given."""
        span = LabelSpan(data["run"], data["first"], data["last"])
        return {"span": span, "reason": data.get("reason")}


class BlankSchema(OrderSchema):
    """Blank labels of a product: ``pack`` is product and pack format joined by a colon."""

    pack = Line(required=True, longest=24)
    count = LabelCount()
    stock = Line(required=True, longest=LONGEST_NAME)
    start = Count()
    per_roll = Count()
    printer = Line(longest=36)
    design = DesignChoice(WITHOUT_LOT)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; places are counted from 0 inside."""
        product, _colon, number = data.pop("pack").partition(":")
        pack = int(number) if number.isascii() and number.isdigit() else 0
        start, asked = data.pop("start", 1) - 1, replacing(data)
        return {"asked": BlankRequest(product=product, pack_format=pack, start=start, **asked)}


class NumbersSchema(RequestSchema):
    """Labels of a run by their small numbers, or by codes that were scanned."""

    numbers = Passage(required=True, longest=LONGEST)


class ReasonedSchema(NumbersSchema):
    """The same, with the reason that the act asks for."""

    reason = Line(required=True)


class HandOutSchema(NumbersSchema):
    """Labels and whom they go to: a kind and a code joined by a colon, or a kind and a name."""

    to = Line(required=True, longest=40)
    name = Line(longest=120)


class NoteSchema(NumbersSchema):
    """Labels and the delivery note that they went with."""

    note = Line(required=True, longest=16)


class RestSchema(RequestSchema):
    """The last good label, and where on its sheet what comes after it begins (from 1).

    ``reason`` says why what was printed on before is printed on once more.
    """

    last_good = Line(required=True)
    start = Count()
    reason = Line()


class ExportSchema(RequestSchema):
    """A stretch of labels that leaves as files."""

    first = Count(required=True)
    last = Count(required=True)
    form = Choice(tuple(map(str, FILES)), required=True)
    reason = Line()


class AgainSchema(RequestSchema):
    """Why a run is printed once more; the first time nothing is said."""

    reason = Line()


class PaperSchema(RequestSchema):
    """Three labels read from paper, as they were scanned or typed."""

    seen_first = Line(required=True)
    seen_middle = Line(required=True)
    seen_last = Line(required=True)


class LinkSchema(RequestSchema):
    """A lot, and the first and last label that stand on it; or the code of one roll."""

    batch = Line(required=True, longest=16)
    first = Line()
    last = Line()
    roll = Line(longest=40)


class LiftSchema(RequestSchema):
    """The code of a void label in hand, and why it counts again."""

    code = Line(required=True)
    reason = Line(required=True)


class BlankRunSchema(OrderSchema):
    """Blank labels as software orders them: a product and the number of its pack format."""

    product = Line(required=True, longest=16)
    pack_format = Count()
    count = LabelCount()
    stock = Line(required=True, longest=LONGEST_NAME)
    start = Count()
    per_roll = Count()
    design = DesignChoice(WITHOUT_LOT)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; places are counted from 0 inside."""
        start = data.pop("start", 1) - 1
        return {"asked": BlankRequest(start=start, **replacing(data))}


class DoingSchema(RequestSchema):
    """An act on labels of a run, by their small numbers or their codes."""

    act = Choice(tuple(map(str, Doing)), required=True)
    numbers = Passage(required=True, longest=LONGEST)
    batch = Line(longest=16)
    reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": DoingRequest(act=Doing(data.pop("act")), **data)}
