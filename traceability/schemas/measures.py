"""What is measured of goods: numbers by code, a density, and the weights of a packing list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import post_load

from traceability.domain import density, process, quantity, sacks, text
from traceability.domain.errors import Fault, Invalid
from traceability.schemas.fields import Coded, Line, RequestSchema
from traceability.services.lot_facts import FactsRequest
from traceability.services.packing_lists import MOST_WEIGHTS


class Measures(Coded):
    """What was measured, by code: numbers, typed with a decimal comma or as JSON numbers."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> dict[str, Decimal]:
        del data
        if not isinstance(value, Mapping):
            raise self.make_error("invalid")
        found, faults = {}, []
        for code, each in value.items():
            try:
                found[str(code)] = self._number(each, str(code))
            except Invalid as refusal:
                at = f"{name}.{code}"
                faults += [Fault(fault.code, at, fault.facts) for fault in refusal.faults]
        if faults:
            raise Invalid.of(tuple(faults))
        return found

    def _number(self, value: Any, code: str) -> Decimal:
        if self._schema().spoken and isinstance(value, str):
            return process.parse_measure(value, code)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Invalid("value_type", code)
        return Decimal(value)


class Measured(Coded):
    """One measured number, as a cell of a book has it: "18,5", "18,5 %"."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Decimal:
        del data
        return process.parse_measure(self._text(value).strip().removesuffix("%"), name)


class DensityField(Coded):
    """Kilograms a litre, typed with a decimal comma or as a JSON number; whole grams a litre."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        del data
        if self._schema().spoken and isinstance(value, str):
            return density.checked(process.parse_measure(value, name), name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.make_error("invalid")
        return density.checked(Decimal(value), name)


class Weights(Coded):
    """The weight of each package in their order, in grams: a list of JSON numbers of kilograms.

    In a form they stand on lines of their own or side by side: "24,8 25,1" or "24,8 kg"; of equal
    ones the first and how many, "25,1 ×2".
    """

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> tuple[int, ...]:
        del data
        if self._schema().spoken:
            typed = _apart(self._text(value))
            self._refuse_many(typed, name)
            return tuple(self._typed(each, name) for each in typed)
        if not isinstance(value, list) or any(
            isinstance(each, bool) or not isinstance(each, int | Decimal) for each in value
        ):
            raise self.make_error("invalid")
        self._refuse_many(value, name)
        return tuple(quantity.from_number(each, "kg", name).amount for each in value)

    def _typed(self, typed: str, name: str) -> int:
        return quantity.parse(typed, name, default_unit="kg", only="g").amount

    def _refuse_many(self, value: list[Any], name: str) -> None:
        if len(value) > MOST_WEIGHTS:
            raise Invalid("out_of_range", name, highest=MOST_WEIGHTS)


class Sacks(Coded):
    """Numbers of a packing list: "1–3, 7", "1 đến 3 và 7"."""

    #: So long a list of numbers may be.
    longest = 4_000

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> tuple[int, ...]:
        del data
        found = sacks.read(text.clean_line(self._text(value), name, longest=self.longest))
        if found is None:
            raise Invalid("sacks_unreadable", name)
        return found


#: "25,1 ×2" and "25 kg x2". Not "2 x 25", which may be two of 25 kg as well as 25 of 2 kg.
_TIMES = re.compile(r"(\d+,\d+|\d[\d.,]* ?kg)\s*[x×*]\s*([1-9]\d{0,3})(?![\d.,])", re.IGNORECASE)


def _repeated(found: re.Match[str]) -> str:
    # One more than may be is as much too many as a million.
    weight = re.sub(r"\s*kg$", "", found[1], flags=re.IGNORECASE)
    return " ".join([weight] * min(int(found[2]), MOST_WEIGHTS + 1))


def _apart(typed: str) -> list[str]:
    """Each weight as it was typed: a line of bare numbers is several, any other line is one."""
    found: list[str] = []
    for line in _TIMES.sub(_repeated, typed).replace(";", "\n").splitlines():
        words = line.split()
        bare = all(word[0].isdecimal() and word[-1].isdecimal() for word in words)
        found += words if bare else [line.strip()]
    return [each for each in found if each]


class LotFactsSchema(RequestSchema):
    """What is told of a lot later."""

    batch = Line(required=True, longest=16)
    measures = Measures()
    part = Line(longest=32)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": FactsRequest(**data)}
