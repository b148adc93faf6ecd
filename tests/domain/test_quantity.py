"""Amounts: what people type, what has two readings, what is shown."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid
from traceability.domain.quantity import (
    MAX_AMOUNT,
    Quantity,
    format_mass,
    format_number,
    format_quantity,
    from_number,
    input_form,
    parse,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/bad_inputs.json").read_bytes())
BAD = {vector["id"]: vector["input"] for vector in VECTORS}

amounts = st.integers(1, MAX_AMOUNT)
units = st.sampled_from(["g", "ml"])
quantities = st.builds(Quantity, amounts, units)


def weight(text: str) -> int:
    read = parse(text, "weight", default_unit="kg", only="g")
    return read.amount


def refusal(text: str, **options: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        parse(text, "weight", **{"default_unit": "kg", **options})
    assert caught.value.faults[0].field == "weight"
    return caught.value


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("1.234,5 kg", 1_234_500),
        ("1,234.5 kg", 1_234_500),
        ("1234,5", 1_234_500),
        ("1234.5 kg", 1_234_500),
        ("1234,567", 1_234_567),
        ("1.234,567 kg", 1_234_567),
        ("1.234.567 g", 1_234_567),
        ("0,250", 250),
        ("0.250 kg", 250),
        ("12", 12_000),
        ("012 kg", 12_000),
        ("12kg", 12_000),
        ("12 KG", 12_000),
        ("250 g", 250),
        ("250 gam", 250),
        ("3 lạng", 300),
        ("1,5 tạ", 150_000),
        ("1.5 ta", 150_000),
        ("5 yến", 50_000),
        ("2 tạ 5 yến", 250_000),
        ("2tạ5yến", 250_000),
        ("1 tấn 2 tạ", 1_200_000),
        ("1 tan 2 ta 5 kg 3 lang", 1_205_300),
        ("1,2345 tấn", 1_234_500),
        ("0,000001 tấn", 1),
        ("1,50000 kg", 1_500),
        ("1000000", MAX_AMOUNT),
        ("1.000.000 kg", MAX_AMOUNT),
    ],
)
def test_what_people_type_for_a_weight(typed, grams):
    assert weight(typed) == grams


@pytest.mark.parametrize(
    ("typed", "millilitres"), [("3 lít", 3000), ("3 lit", 3000), ("1,5 l", 1500), ("500 ml", 500)]
)
def test_what_people_type_for_honey(typed, millilitres):
    assert parse(typed, "volume") == Quantity(millilitres, "ml")


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1.234", ("1234 kg", "1234 g")),
        ("1,234", ("1234 kg", "1234 g")),
        ("1.234 kg", ("1234 kg", "1234 g")),
        ("1,234 kg", ("1234 kg", "1234 g")),
        ("12.345 tạ", ("12345 tạ", "1234,5 kg")),
        ("123.000", ("123000 kg", "123 kg")),
        ("1.234 g", ("1234 g",)),
    ],
)
def test_one_mark_before_three_digits_has_two_readings(typed, readings):
    found = refusal(typed)
    assert found.code == "number_ambiguous"
    assert found.facts["typed"] == typed
    assert found.facts["readings"] == readings


@pytest.mark.parametrize("typed", ["1.234", "1,345 tạ", "123.000", "9.999 lít"])
def test_every_reading_that_is_offered_can_be_typed(typed):
    amounts = [parse(each, "weight").amount for each in refusal(typed).facts["readings"]]
    assert amounts[0] == 1000 * amounts[1]


def test_an_ambiguous_number_names_the_unit_it_would_have():
    assert refusal("1.234").facts["unit"] == "kg"
    assert refusal("1.234 tạ").facts["unit"] == "tạ"
    with pytest.raises(Invalid) as caught:
        parse("1.234", "weight")
    assert (caught.value.code, caught.value.facts["unit"]) == ("number_ambiguous", None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        (" \u00a0", "required"),
        ("0", "must_be_positive"),
        ("0,0 kg", "must_be_positive"),
        ("-5", "must_be_positive"),
        ("−5 kg", "must_be_positive"),
        ("1e309", "out_of_range"),
        ("Infinity", "out_of_range"),
        ("-inf", "out_of_range"),
        ("∞", "out_of_range"),
        ("NaN", "out_of_range"),
        ("1000000,001", "out_of_range"),
        ("1001 tấn", "out_of_range"),
        ("0,0001", "too_fine"),
        ("0,5 g", "too_fine"),
        ("1," + "0" * 40 + "1", "too_fine"),
        ("3 lít 2 kg", "units_mixed"),
        ("2 kg 3 ml", "units_mixed"),
        ("2 tạ 5", "unit_missing"),
        ("12 bao", "unit_unknown"),
        ("1 tá", "unit_unknown"),
        ("½ kg", "number_digits"),
        ("１２ kg", "number_digits"),
        ("5 yến 2 tạ", "number_unreadable"),
        ("1 tạ 1 tạ", "number_unreadable"),
        ("1e5", "number_unreadable"),
        ("5-6", "number_unreadable"),
        ("12 + 5", "number_unreadable"),
        (".5", "number_unreadable"),
        ("5,", "number_unreadable"),
        ("1.23.4", "number_unreadable"),
        ("1.234,567.8", "number_unreadable"),
        ("1,234,5", "number_unreadable"),
        ("0.123.456", "number_unreadable"),
        ("mười hai", "number_unreadable"),
        ("kg", "number_unreadable"),
        ("-", "number_unreadable"),
        ("12\u200bkg", "number_unreadable"),
        ("12 \ud800", "number_unreadable"),
    ],
)
def test_what_is_refused(typed, code):
    assert refusal(typed).code == code


def test_a_million_digits_are_judged_as_text():
    assert refusal("9" * 1_000_000).code == "out_of_range"
    assert refusal("0," + "1" * 1_000_000).code == "too_fine"
    assert refusal("1" * 100_000 + "!").code == "number_unreadable"
    assert refusal("1.234" * 20_000).code == "number_unreadable"


def test_a_bare_number_without_a_unit_to_stand_for_is_refused():
    with pytest.raises(Invalid) as caught:
        parse("12", "weight")
    assert caught.value.code == "unit_missing"


def test_a_field_of_one_dimension_refuses_the_other():
    assert refusal("3 lít", only="g").code == "units_mixed"
    assert refusal("3 kg", only="ml").code == "units_mixed"


def outcome(text: str) -> Quantity | Invalid:
    try:
        return parse(text, "weight", default_unit="kg")
    except Invalid as refused:
        return refused


@given(st.text(max_size=20) | st.text("0123456789.,- ekgtạnlí", max_size=20))
def test_anything_typed_is_a_quantity_in_range_or_a_refusal_of_its_field(text):
    read = outcome(text)
    if isinstance(read, Invalid):
        assert read.faults[0].field == "weight"
    else:
        assert 0 < read.amount <= MAX_AMOUNT


# --- bad inputs, by their id ---


def test_weight_01_decimal_comma_and_dot_thousands():
    typed = BAD["weight-01"].split()[0]
    assert weight(typed) == 1_234_500
    assert format_quantity(Quantity(weight(typed), "g")) == "1.234,5 kg"


def test_weight_03_the_form_never_guesses():
    typed = BAD["weight-03"].split()[0]
    assert refusal(typed).facts["readings"] == ("1234 kg", "1234 g")
    assert from_number(Decimal(typed), "kg", "weight") == Quantity(1234, "g")


def test_weight_05_nothing_is_no_weight():
    assert refusal(BAD["weight-05"]).code == "must_be_positive"


def test_weight_07_numbers_that_are_none():
    for typed in BAD["weight-07"].split(" / "):
        assert refusal(typed).code == "out_of_range"
        with pytest.raises(Invalid) as caught:
            from_number(Decimal(typed), "kg", "weight")
        assert caught.value.code == "out_of_range"


def test_weight_09_more_than_a_million_kilograms():
    assert refusal(BAD["weight-09"]).facts == {"highest": MAX_AMOUNT, "unit": "g"}


def test_weight_11_spoken_units():
    assert weight(BAD["weight-11"].strip('"')) == 250_000


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", ""])
def test_weight_13_spaces_that_do_not_break(space):
    assert "U+00A0 or U+202F" in BAD["weight-13"]
    assert weight(f"12{space}kg") == 12_000


def test_weight_15_digits_of_other_scripts():
    assert refusal(BAD["weight-15"].split()[-1]).code == "number_digits"


# --- numbers that came as numbers ---


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [
        (12, "kg", 12_000),
        (Decimal("1234.5"), "kg", 1_234_500),
        (Decimal("1E+3"), "g", 1_000),
        (Decimal("2.5"), "tạ", 250_000),
        (Decimal("0.5"), "l", 500),
        (Decimal("1.5000"), "kg", 1_500),
    ],
)
def test_a_number_has_one_reading(value, unit, amount):
    assert from_number(value, unit, "weight").amount == amount


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "number_unreadable"),
        (0, "must_be_positive"),
        (Decimal("0E+999999"), "must_be_positive"),
        (-1, "must_be_positive"),
        (10**30, "out_of_range"),
        (Decimal("1E+400000"), "out_of_range"),
        (Decimal("sNaN"), "out_of_range"),
        (Decimal("-Infinity"), "out_of_range"),
        (Decimal("1E-400000"), "too_fine"),
        (Decimal("0.0005"), "too_fine"),
    ],
)
def test_a_number_is_judged_as_typing_is(value, code):
    with pytest.raises(Invalid) as caught:
        from_number(value, "kg", "weight")
    assert (caught.value.code, caught.value.faults[0].field) == (code, "weight")


def test_a_float_never_becomes_an_amount():
    with pytest.raises(TypeError):
        from_number(1.5, "kg", "weight")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Quantity(1.5, "g")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        format_number(1.5)  # type: ignore[arg-type]


def test_an_unknown_unit_of_a_number_is_refused():
    with pytest.raises(Invalid) as caught:
        from_number(5, "bao", "weight")
    assert (caught.value.code, caught.value.facts["unit"]) == ("unit_unknown", "bao")


@pytest.mark.parametrize(("amount", "unit"), [(-1, "g"), (1, "kg")])
def test_a_quantity_is_at_least_nothing_in_grams_or_millilitres(amount, unit):
    with pytest.raises(ValueError, match="at least 0"):
        Quantity(amount, unit)


# --- what is shown ---


@pytest.mark.parametrize(
    ("quantity", "vi", "en"),
    [
        (Quantity(1_234_500, "g"), "1.234,5 kg", "1,234.5 kg"),
        (Quantity(1_234_000, "g"), "1.234 kg", "1,234 kg"),
        (Quantity(1_234, "g"), "1,234 kg", "1.234 kg"),
        (Quantity(250, "g"), "250 g", "250 g"),
        (Quantity(1_000, "g"), "1 kg", "1 kg"),
        (Quantity(0, "g"), "0 kg", "0 kg"),
        (Quantity(1_500, "ml"), "1,5 lít", "1.5 l"),
        (Quantity(500, "ml"), "500 ml", "500 ml"),
        (Quantity(MAX_AMOUNT, "g"), "1.000.000 kg", "1,000,000 kg"),
    ],
)
def test_amounts_as_people_read_them(quantity, vi, en):
    assert format_quantity(quantity) == vi
    assert format_quantity(quantity, "en") == en


def test_differences_and_numbers():
    assert format_mass(-1_500) == "-1,5 kg"
    assert format_mass(-5, "en") == "-5 g"
    assert format_number(1_234_567) == "1.234.567"
    assert format_number(Decimal("1234.50"), "en") == "1,234.50"
    assert format_number(Decimal("1E+3")) == "1.000"
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal("NaN"))


@pytest.mark.parametrize(
    ("quantity", "typed"),
    [
        (Quantity(1_234_000, "g"), "1234 kg"),
        (Quantity(1_234_500, "g"), "1234,5 kg"),
        (Quantity(1_234, "g"), "1234 g"),
        (Quantity(250, "g"), "250 g"),
        (Quantity(1_500, "ml"), "1,5 lít"),
    ],
)
def test_what_fills_a_field(quantity, typed):
    assert input_form(quantity) == typed


@given(quantities)
def test_what_fills_a_field_is_read_back_as_the_same(quantity):
    assert parse(input_form(quantity), "weight") == quantity


@given(quantities, st.sampled_from(["vi", "en"]))
def test_what_is_shown_is_read_back_or_refused_as_ambiguous_never_read_as_another(quantity, lang):
    read = outcome(format_quantity(quantity, lang))
    if isinstance(read, Invalid):
        # Only forms with a single mark before exactly three digits have two readings.
        assert read.code == "number_ambiguous"
        assert 1_000 < quantity.amount < 1_000_000 or quantity.amount % 1_000 == 0
    else:
        assert read == quantity


@given(st.integers(0, 10**12), st.integers(0, 9))
def test_a_shown_number_holds_every_digit(whole, tenth):
    value = Decimal(f"{whole}.{tenth}")
    assert Decimal(format_number(value, "en").replace(",", "")) == value
    assert Decimal(format_number(value).replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("1 200", 1_200_000),
        ("1 200 kg", 1_200_000),
        ("1\u00a0234\u202f567 g", 1_234_567),
        ("12 000,5 kg", 12_000_500),
        ("2 tạ 5 yến", 250_000),
    ],
)
def test_thousands_may_be_parted_by_spaces(typed: str, grams: int) -> None:
    assert parse(typed, "weight", default_unit="kg") == Quantity(grams, "g")


@pytest.mark.parametrize(
    "typed", ["12 34", "1200 300", "0 200", "1 20", "1,5 200", "1 2000", "1 200 30"]
)
def test_other_spaces_make_two_numbers(typed: str) -> None:
    with pytest.raises(Invalid):
        parse(typed, "weight", default_unit="kg")
