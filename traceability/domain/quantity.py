"""Amounts: whole grams or millilitres; reading what people type, refusing what has two readings.

Nothing here is a float. Vietnamese writes a decimal comma and dot thousands; machines and imported
sheets write it the other way round, so "1.234" and "1,234" are never guessed at, unit or not.
"""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from traceability.domain.errors import Invalid
from traceability.domain.text import nfc, shown

Unit = Literal["g", "ml"]

MAX_AMOUNT = 1_000_000_000
"""The most one entry may hold: 1,000,000 kg in grams, or 1,000,000 litres in millilitres."""


# What a unit is worth in grams or millilitres. With its own marks or with none (phones), but never
# with others: "tá" is a dozen, not a tạ.
_UNITS: dict[str, tuple[int, Unit]] = {
    **dict.fromkeys(("g", "gr", "gam", "gram"), (1, "g")),
    **dict.fromkeys(("lạng", "lang"), (100, "g")),
    **dict.fromkeys(("kg", "ký", "kí", "ky", "ki", "kilô", "kilo", "kilogam"), (1_000, "g")),
    **dict.fromkeys(("yến", "yen"), (10_000, "g")),
    **dict.fromkeys(("tạ", "ta"), (100_000, "g")),
    **dict.fromkeys(("tấn", "tan", "tonne"), (1_000_000, "g")),
    **dict.fromkeys(("ml", "mililít", "mililit"), (1, "ml")),
    **dict.fromkeys(("l", "lít", "lit", "litre"), (1_000, "ml")),
}
# Possessive, so that a long line of digits with one bad sign behind it is refused in linear time.
_PART = r"(?P<number>[0-9][0-9.,]*+) ?+(?P<unit>[^\W\d_]*+) ?+"
_PARTS = re.compile(re.sub(r"\?P<\w+>", "?:", _PART).join(("(?:", ")++")))
#: Thousands that are parted by spaces: "1 200" is one number, "24 25" are two.
_SPACED = re.compile(r"(?<![0-9.,])(?<![0-9.,] )[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])(?! [0-9])")
_SCIENTIFIC = re.compile(r"[0-9]e[-+]?[0-9]")
_HUGE = re.compile(r"[-+−]?\s*(inf|infinity|nan|∞|[0-9]+([.,][0-9]+)?e\+?0*[1-9][0-9]+)\b.*|.*∞.*")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}((?P=mark)[0-9]{3})*")
_DECIMAL = re.compile(r"(?P<whole>[0-9]+)([.,](?P<fraction>[0-9]+))?")
_MIXED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}((?P=mark)[0-9]{3})*)"
    r"(?!(?P=mark))[.,](?P<fraction>[0-9]+)"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in whole grams (``g``) or millilitres (``ml``), never below nothing.

    Raises TypeError for anything but an int, ValueError below 0 or for another unit.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TypeError("an amount is a whole number of grams or millilitres")
        if self.amount < 0 or self.unit not in ("g", "ml"):
            raise ValueError("an amount is at least 0, in g or ml")


# --- reading ------------------------------------------------------------------------------------


def parse(
    text: str, field: str, *, default_unit: str | None = None, only: Unit | None = None
) -> Quantity:
    """Read what was typed into ``field``: "1.234,5 kg", "1 234 kg", "2 tạ 5 yến", "250 g".

    ``default_unit`` ("kg", "lít", …) is what a bare number means there; ``only`` refuses the other
    dimension. Units are read with or without their marks: g, lạng (100 g), kg, yến (10 kg), tạ
    (100 kg), tấn (1000 kg), ml, lít. Raises Invalid: ``required``, ``number_digits`` (not 0-9),
    ``number_ambiguous`` (``typed, readings, unit``), ``number_unreadable``, ``unit_missing``,
    ``unit_unknown``, ``units_mixed``, ``must_be_positive``, ``too_fine`` (below 1 g or 1 ml),
    ``out_of_range`` (``highest`` in g or ml, ``unit``).
    """
    line = " ".join(nfc(text).lower().split())
    line = _SPACED.sub(lambda found: found[0].replace(" ", ""), line)
    if not line:
        raise Invalid("required", field)
    typed = shown(text)
    _refuse_at_sight(line, field, typed)
    negative = line[0] in "-−"
    tokens = _tokens(line.lstrip("-− "), field, typed, default_unit)
    parts = [(_number(number, field, typed, unit), *_unit(unit, field)) for number, unit in tokens]
    dimension = _one_dimension(parts, field, typed, only)
    if negative:
        raise Invalid("must_be_positive", field)
    return _checked(
        sum((number * worth for number, worth, _ in parts), Fraction(0)), dimension, field
    )


def from_number(value: Decimal | int, unit: str, field: str) -> Quantity:
    """A number that came as a number (JSON, a sheet's cell) in ``unit``; it has one reading.

    A float is a fault of the caller (TypeError): readers of JSON give Decimal. Raises Invalid as
    `parse` does, and ``number_unreadable`` for true and false.
    """
    if isinstance(value, bool):
        raise Invalid("number_unreadable", field, typed=str(value).lower())
    if not isinstance(value, int | Decimal):
        raise TypeError("a quantity is read from Decimal or int, never from float")
    worth, dimension = _unit(unit, field)
    if isinstance(value, Decimal):
        _refuse_wild(value, dimension, field)
    exact = Fraction(value) if value else Fraction(0)
    return _checked(exact * worth, dimension, field)


def _refuse_wild(value: Decimal, unit: Unit, field: str) -> None:
    """Before it becomes a fraction: 1e400000 would fill the memory with its digits."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or (value and value.adjusted() > 12):
        raise _out_of_range(unit, field)
    if value and exponent < -30:
        raise Invalid("too_fine", field)


def _refuse_at_sight(line: str, field: str, typed: str) -> None:
    if any(map(_is_foreign_digit, line)):
        raise Invalid("number_digits", field, typed=typed)
    if _HUGE.fullmatch(line):
        raise _out_of_range("g", field)
    if _SCIENTIFIC.search(line):
        raise Invalid("number_unreadable", field, typed=typed)


def _is_foreign_digit(character: str) -> bool:
    # 一 is numeric and a word at once; ½, Ⅻ and ١ are signs that stand where digits should.
    return character.isnumeric() and not character.isascii() and not character.isalpha()


def _tokens(line: str, field: str, typed: str, default_unit: str | None) -> list[tuple[str, str]]:
    """Each "number unit" of the line as text. The default unit is for one bare number only."""
    if not _PARTS.fullmatch(line):
        raise Invalid("number_unreadable", field, typed=typed)
    tokens = [(found["number"], found["unit"]) for found in re.finditer(_PART, line)]
    if len(tokens) == 1 and default_unit and not tokens[0][1]:
        return [(tokens[0][0], default_unit)]
    return tokens


def _unit(name: str, field: str) -> tuple[int, Unit]:
    if not name:
        raise Invalid("unit_missing", field)
    if name.lower() not in _UNITS:
        raise Invalid("unit_unknown", field, unit=shown(name))
    return _UNITS[name.lower()]


def _number(token: str, field: str, typed: str, unit: str) -> Fraction:
    """One number with its separators. Raises Invalid where they have two readings or none."""
    grouped = _GROUPED.fullmatch(token)
    if grouped and len(token) <= len("123.456"):
        facts = {"readings": _readings(token, unit), "unit": unit or None}
        raise Invalid("number_ambiguous", field, typed=typed, **facts)
    if grouped:
        return _exact(re.sub("[.,]", "", token), "", field)
    found = _DECIMAL.fullmatch(token) or _MIXED.fullmatch(token)
    if found is None:
        raise Invalid("number_unreadable", field, typed=typed)
    return _exact(re.sub("[.,]", "", found["whole"]), found["fraction"] or "", field)


def _readings(token: str, unit: str) -> tuple[str, ...]:
    """What a number may have meant, each as an input that has this one reading.

    Without a known unit only the numbers can be told; a part of a gram is no reading.
    """
    bare = re.sub("[.,]", "", token)
    if unit.lower() not in _UNITS:
        return bare, token.replace(".", ",")
    worth, dimension = _UNITS[unit.lower()]
    amount = Fraction(int(bare) * worth, 1000)
    if amount.denominator != 1:
        return (f"{bare} {unit}",)
    return f"{bare} {unit}", input_form(Quantity(int(amount), dimension))


def _exact(whole: str, fraction: str, field: str) -> Fraction:
    # Lengths are judged as text: turning a million digits into a number would take minutes.
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    if len(whole) > 12:
        raise _out_of_range("g", field)
    if len(fraction) > 12:
        raise Invalid("too_fine", field)
    return Fraction(int(f"0{whole}{fraction}"), 10 ** len(fraction))


def _one_dimension(
    parts: list[tuple[Fraction, int, Unit]], field: str, typed: str, only: Unit | None
) -> Unit:
    """The dimension all parts share; "2 tạ 5 yến" goes down, anything else is a slip."""
    dimensions = {dimension for _, _, dimension in parts} | ({only} if only else set())
    if len(dimensions) > 1:
        raise Invalid("units_mixed", field, typed=typed)
    worths = [worth for _, worth, _ in parts]
    if worths != sorted(set(worths), reverse=True):
        raise Invalid("number_unreadable", field, typed=typed)
    return parts[0][2]


def _checked(value: Fraction, unit: Unit, field: str) -> Quantity:
    if value <= 0:
        raise Invalid("must_be_positive", field)
    if value > MAX_AMOUNT:
        raise _out_of_range(unit, field)
    if value.denominator != 1:
        raise Invalid("too_fine", field)
    return Quantity(value.numerator, unit)


def _out_of_range(unit: Unit, field: str) -> Invalid:
    return Invalid("out_of_range", field, highest=MAX_AMOUNT, unit=unit)


# --- showing ------------------------------------------------------------------------------------


def format_number(value: Decimal | int, lang: str = "vi") -> str:
    """Every digit of ``value``, grouped by thousands: "1.234,5" in vi, "1,234.5" elsewhere.

    Raises TypeError for a float or bool, ValueError for what is not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("only Decimal and int are shown, never float")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("not a finite number")
    grouped = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    return grouped.translate(str.maketrans(",.", ".,")) if lang == "vi" else grouped


#: How a millilitre and a litre are written where it is not "ml" and "l".
_VOLUMES = {"vi": ("ml", "lít"), "zh": ("mL", "L")}


def format_quantity(quantity: Quantity, lang: str = "vi") -> str:
    """As people read it: "1.234,5 kg" in vi, "1,234.5 kg" in en; "250 g" below a kilogram.

    Volumes: "1,5 lít" / "1.5 l" / "1.5 L", "500 ml". A shown form is no input form: "1.234 kg" is
    plain on a page and has two readings when typed. What fills a field is `input_form`.
    """
    if quantity.unit == "g":
        return format_mass(quantity.amount, lang)
    small, large = _VOLUMES.get(lang[:2], ("ml", "l"))
    return _in_thousands(quantity.amount, small, large, lang)


def format_mass(grams: int, lang: str = "vi") -> str:
    """Grams as "250 g" or "1.234,5 kg"; differences may be negative, nothing at all is "0 kg"."""
    return _in_thousands(grams, "g", "kg", lang)


def _in_thousands(amount: int, small: str, large: str, lang: str) -> str:
    if 0 < abs(amount) < 1000:
        return f"{format_number(amount, lang)} {small}"
    whole, rest = divmod(abs(amount), 1000)
    digits = f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    return f"{'-' if amount < 0 else ''}{format_number(Decimal(digits), lang)} {large}"


def input_form(quantity: Quantity) -> str:
    """What stands in a form's field: `parse` always reads it back as the same quantity.

    No thousands marks, a decimal comma, and grams where three decimals could be taken for a
    thousands mark: "1234 kg", "1234,5 kg", "1234 g". An amount of 0 gives "0 kg", which `parse`
    refuses like every 0.
    """
    small, large = ("g", "kg") if quantity.unit == "g" else ("ml", "lít")
    whole, rest = divmod(quantity.amount, 1000)
    if rest == 0:
        return f"{whole} {large}"
    decimals = f"{rest:03d}".rstrip("0")
    if whole == 0 or len(decimals) == 3:
        return f"{quantity.amount} {small}"
    return f"{whole},{decimals} {large}"
