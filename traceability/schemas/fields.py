"""Fields that read as people type and refuse with a code; a schema gathers all of them at once.

``schema.spoken`` tells how a value came: typed into a form ("2 tạ 5 yến") or as JSON, where a
weight is a number and never a sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from marshmallow import RAISE, Schema, ValidationError, fields

from traceability.domain import days, quantity, text
from traceability.domain.errors import Fault, Invalid
from traceability.domain.quantity import Quantity

#: More than this is no count of anything.
MOST_COUNTED = 999_999_999_999
_WHOLE = re.compile(r"[0-9]{1,12}")


class RequestSchema(Schema):
    """A schema that knows today and how the values came; unknown fields are refused."""

    class Meta:
        """Nothing unknown is passed over in silence."""

        unknown = RAISE

    error_messages = {  # noqa: RUF012 - marshmallow's own declaration
        "unknown": "field_unknown",
        "type": "body_not_object",
    }

    def __init__(
        self, *, today: dt.date | None = None, spoken: bool = False, **options: Any
    ) -> None:
        """``today`` is the day in Việt Nam; ``spoken`` says that the values were typed."""
        super().__init__(**options)
        self.today, self.spoken = today or dt.date.max, spoken

    def read(self, data: object) -> dict[str, Any]:
        """The loaded values, or ``Invalid`` with every fault in the order of the fields."""
        values = _typed(data) if self.spoken and isinstance(data, Mapping) else data
        try:
            return cast(dict[str, Any], self.load(cast(Mapping[str, Any], values)))
        except ValidationError as error:
            raise Invalid.of(self._faults(error)) from None

    def _faults(self, error: ValidationError) -> tuple[Fault, ...]:
        messages = cast(dict[str, Any], error.normalized_messages())  # type: ignore[no-untyped-call]
        names = [*self.fields, *(name for name in messages if name not in self.fields)]
        return tuple(
            fault for name in names if name in messages for fault in _told(name, messages[name])
        )


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A form's values without what was left empty."""
    return {name: value for name, value in data.items() if not _blank(value)}


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _told(name: str, message: Any) -> list[Fault]:
    """The faults of a field: those of its rows each in its place, else the first."""
    all_of_it = message if isinstance(message, list) else []
    faults = (each for each in all_of_it if isinstance(each, Fault))
    deeper = [each for each in faults if (each.field or "").startswith(f"{name}.")]
    return deeper or [fault_of(name, message)]


def fault_of(name: str, message: Any) -> Fault:
    """The first fault that marshmallow gathered for a field."""
    first = message[0] if isinstance(message, list) else next(iter(message.values()))
    if isinstance(first, list):
        first = first[0]
    at = None if name == "_schema" else name
    if isinstance(first, Fault):
        return Fault(first.code, at, first.facts)
    return Fault(str(first), at)


class Coded(fields.Field[Any]):
    """A field whose faults are codes."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own declaration
        "required": "required",
        "null": "required",
        "invalid": "value_type",
    }

    def _schema(self) -> RequestSchema:
        return cast(RequestSchema, self.root)

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return value

    def _seen(self, value: Any, name: str) -> Any:
        """What was typed where a number, a day or a code is meant, without what nobody sees.

        Full-width digits are read as digits.
        """
        if not isinstance(value, str):
            return value
        text.refuse_unseen(value, name, allowed="\t\r\n")
        return text.half_width(value)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        del kwargs
        try:
            return self._read(self._seen(value, attr or ""), attr or "", data or {})
        except Invalid as refusal:
            raise ValidationError(list(refusal.faults)) from None

    @abstractmethod
    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Any:
        """What the value means; ``Invalid`` where it cannot be read."""


class Line(Coded):
    """One clean line of text (NFC, no hidden characters)."""

    def __init__(self, *, longest: int = text.LINE_LONGEST, **options: Any) -> None:
        """``longest`` counts characters."""
        super().__init__(**options)
        self.longest = longest

    def _seen(self, value: Any, name: str) -> Any:
        """Text refuses by itself, once it is known not to be absurdly long."""
        del name
        return value

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        del data
        return text.clean_line(self._text(value), name, longest=self.longest)


class Passage(Line):
    """Several lines of clean text."""

    def __init__(self, *, longest: int = text.TEXT_LONGEST, **options: Any) -> None:
        """``longest`` counts characters."""
        super().__init__(longest=longest, **options)

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        del data
        return text.clean_text(self._text(value), name, longest=self.longest)


class Day(Coded):
    """A day: dd/mm/yyyy as typed, or ISO 8601; never in the future unless ``may_be_future``."""

    def __init__(self, *, may_be_future: bool = False, **options: Any) -> None:
        """Days in the future are for what will end, not for what happened."""
        super().__init__(**options)
        self._future = may_be_future

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> dt.date:
        del data
        return days.parse_day(
            self._text(value), name, today=self._schema().today, may_be_future=self._future
        )


class Moment(Coded):
    """A moment as a device's clock said it: ISO 8601 with its offset; evidence, never judged."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> dt.datetime:
        del data
        try:
            at = dt.datetime.fromisoformat(self._text(value))
            moment = None if at.tzinfo is None else at.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            raise Invalid("moment_unreadable", name)
        return moment


class Amount(Coded):
    """A weight or volume: typed with or beside its unit, or a JSON number with ``unit``."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Quantity:
        unit = data.get("unit") or "kg"
        if not isinstance(unit, str):
            raise Invalid("unit_unknown", name, unit=str(unit)[:20])
        if self._schema().spoken:
            return quantity.parse(self._text(value), name, default_unit=unit)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.make_error("invalid")
        return quantity.from_number(value, unit, name)


class Net(Coded):
    """A weight or volume that says its unit: in itself, or beside it as ``unit``."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Quantity:
        unit = data.get("unit")
        if unit is not None and not isinstance(unit, str):
            raise Invalid("unit_unknown", name, unit=str(unit)[:20])
        if self._schema().spoken:
            return quantity.parse(self._text(value), name, default_unit=unit)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.make_error("invalid")
        return quantity.from_number(value, unit or "", name)


class Count(Coded):
    """A whole number that is not negative."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        del data
        if isinstance(value, str) and self._schema().spoken:
            return self._typed_count(value, name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Invalid("number_not_whole", name)
        if value < 0:
            raise Invalid("below_zero", name)
        return value

    def _typed_count(self, value: str, name: str) -> int:
        typed = " ".join(value.split())
        typed = re.sub("[. ]", "", typed) if _GROUPED.fullmatch(typed) else value
        if re.fullmatch(r"[-−] ?[0-9]{1,12}", typed.strip()):
            raise Invalid("below_zero", name)
        if re.fullmatch(r"[0-9]{13,}", typed.strip()):
            raise Invalid("out_of_range", name, highest=MOST_COUNTED)
        if not _WHOLE.fullmatch(typed.strip()):
            raise Invalid("number_not_whole", name)
        return int(typed)


_GROUPED = re.compile(r"[1-9][0-9]{0,2}((\.[0-9]{3})+|( [0-9]{3})+)")


class Choice(Coded):
    """One of a closed list of words."""

    def __init__(self, choices: tuple[str, ...], **options: Any) -> None:
        """``choices`` are the words that are taken."""
        super().__init__(**options)
        self.choices = choices

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        del data
        if self._text(value) not in self.choices:
            raise Invalid("choice_unknown", name)
        return str(value)


class Flag(Coded):
    """Yes or no; a form sends ``yes`` or nothing."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> bool:
        del data
        if self._schema().spoken and value == "yes":
            return True
        if not isinstance(value, bool):
            raise Invalid("value_type", name)
        return value


class Many(Coded):
    """A list of short words; a form gives it as one text, separated by spaces."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> list[str]:
        del data
        words = value.split() if isinstance(value, str) and self._schema().spoken else value
        if not isinstance(words, list) or not words:
            raise Invalid("required", name)
        return [text.clean_line(self._text(word), name, longest=32) for word in words]


class Rows(Coded):
    """A list of things that a schema of their own reads; a fault stands at ``name.2.field``."""

    def __init__(self, schema: type[RequestSchema], *, most: int, **options: Any) -> None:
        """``schema`` reads each, of ``most`` at the most; its ``asked`` is what is given."""
        super().__init__(**options)
        self.schema, self.most = schema, most

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> list[Any]:
        del data
        if not isinstance(value, list):
            raise Invalid("value_type", name)
        if len(value) > self.most:
            raise Invalid("out_of_range", name, highest=self.most)
        found, faults = [], []
        for number, each in enumerate(value, start=1):
            try:
                found.append(self.schema(spoken=self._schema().spoken).read(each)["asked"])
            except Invalid as refusal:
                at = f"{name}.{number}"
                faults += [Fault(f.code, f"{at}.{f.field or ''}", f.facts) for f in refusal.faults]
        if faults:
            raise Invalid.of(tuple(faults))
        return found


class One(Coded):
    """A thing that a schema of its own reads; a fault stands at ``name.field``."""

    def __init__(self, schema: type[RequestSchema], **options: Any) -> None:
        """``schema`` reads it; its ``asked`` is what is given."""
        super().__init__(**options)
        self.schema = schema

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Any:
        del data
        if not isinstance(value, Mapping):
            raise Invalid("value_type", name)
        try:
            return self.schema(spoken=self._schema().spoken).read(value)["asked"]
        except Invalid as refusal:
            told = ((each.code, each.field or "", each.facts) for each in refusal.faults)
            raise Invalid.of(
                tuple(Fault(c, f"{name}.{at}", said) for c, at, said in told)
            ) from None


class Hectares(Coded):
    """An area typed in hectares, with a decimal comma; gives whole square metres.

    ``area_unreadable`` (``typed``), ``number_ambiguous`` ("1.234"), ``area_not_positive``,
    ``area_too_fine`` (below 1 m²), ``area_out_of_range`` (``most_ha``); its commune's own size is
    for the service to ask.
    """

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        del data
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            hectares = Decimal(value)
        else:
            hectares = self._decimal(self._text(value).strip(), name)
        if not hectares.is_finite() or hectares > MOST_HECTARES:
            raise Invalid("area_out_of_range", name, most_ha=MOST_HECTARES)
        if hectares <= 0:
            raise Invalid("area_not_positive", name)
        square_metres = hectares * 10_000
        if square_metres != square_metres.to_integral_value():
            raise Invalid("area_too_fine", name)
        return int(square_metres)

    def _decimal(self, typed: str, name: str) -> Decimal:
        if not _DECIMAL.fullmatch(typed):
            raise Invalid("area_unreadable", name, typed=text.shown(typed))
        if _THOUSANDS.fullmatch(typed):  # a thousand hectares, or one and a bit
            readings = (typed.replace(".", ""), typed.replace(".", ","))
            raise Invalid("number_ambiguous", name, typed=typed, readings=readings)
        return Decimal(typed.replace(",", ".").replace("−", "-"))


_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DECIMAL = re.compile(r"[-−]?[0-9]{1,12}([.,][0-9]{1,12})?")
MOST_HECTARES = 100_000
