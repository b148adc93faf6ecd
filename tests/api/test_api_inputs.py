"""Bad inputs by JSON get the verdict that the form gives, and never a fault of the service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.software import HARVEST, ON_SQLITE, Door
from tests.people import MORNING
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Invalid
from traceability.domain.quantity import MAX_AMOUNT, Quantity, input_form
from traceability.schemas.fields import RequestSchema
from traceability.schemas.harvests import HarvestSchema
from traceability.schemas.packings import PackingSchema
from traceability.store.models import Batch
from traceability.web.strict_json import StrictJson

TODAY = day_in_vietnam(MORNING)

#: Vector → the field, its JSON as text, and the code of the refusal.
REFUSED = {
    "weight-03": ("weight", '"1.234"', "value_type"),
    "weight-05": ("weight", "0", "must_be_positive"),
    "weight-05 negative": ("weight", "-1", "must_be_positive"),
    "weight-05 minus zero": ("weight", "-0.0", "must_be_positive"),
    "weight-07": ("weight", "1e309", "out_of_range"),
    "weight-07 huge": ("weight", "1e400000", "out_of_range"),
    "weight-07 tiny": ("weight", "1e-400000", "too_fine"),
    "weight-09": ("weight", "99999999999999999999", "out_of_range"),
    "weight-11": ("weight", '"2 tạ 5 yến"', "value_type"),
    "weight-13": ("weight", '"12\\u00a0kg"', "value_type"),
    "weight-15": ("weight", '"١٢"', "value_type"),
    "weight true": ("weight", "true", "value_type"),
    "weight null": ("weight", "null", "required"),
    "weight list": ("weight", "[1]", "value_type"),
    "weight below a gram": ("weight", "0.0001", "too_fine"),
    "unit": ("unit", '"pound"', "unit_unknown"),
    "date-01": ("harvested_on", '"2999-01-01"', "day_in_future"),
    "date-05": ("harvested_on", '"31/02/2026"', "no_such_day"),
    "date-07": ("harvested_on", '"29/02/2028"', "day_in_future"),
    "date-09": ("harvested_on", '"15 tháng 9 âm lịch"', "day_lunar"),
    "date number": ("harvested_on", "20260112", "value_type"),
    "date without offset": ("harvested_on", '"2026-01-12T08:30:00"', "day_unreadable"),
    "code-07": ("lot_code", '"CAM\\u202e1"', "text_control_character"),
    "code-19": ("lot_code", f'"{"A" * 4000}"', "text_too_long"),
    "text-07": ("lot_code", '" \\u3000 "', "required"),
    "text-01": ("lot_code", '"<script>alert(1)</script>"', "text_too_long"),
    "text-15": ("lot_code", '"A\\r\\n{}"', "text_control_character"),
    "text NUL": ("lot_code", '"A\\u0000"', "text_control_character"),
}


@ON_SQLITE
@pytest.mark.parametrize("vector", REFUSED)
def test_a_vector_is_refused_at_its_field(door: Door, vector: str) -> None:
    field, raw, code = REFUSED[vector]
    values = {"area_code": door.world.who.area, **HARVEST}
    values.pop(field, None)
    whole = json.dumps(values)[:-1] + f', "{field}": {raw}}}'
    answer = door.send("harvests", whole)
    assert answer.status_code == 422
    assert answer.json is not None
    at = "weight" if field == "unit" else field
    assert (at, code) in [(each["field"], each["code"]) for each in answer.json["errors"]]
    assert door.rows(Batch) == []


@ON_SQLITE
@pytest.mark.parametrize("name", ["code-17", "date-03", "text-13", "code-13"])
def test_a_vector_is_taken(door: Door, name: str) -> None:
    values: dict[str, dict[str, Any]] = {
        "date-03": {"harvested_on": "12/01/2026"},
        "text-13": {"lot_code": "NULL"},
        "code-13": {"lot_code": "CAM-1"},
        "code-17": {"lot_code": "OR-1-1"},
    }
    made = door.harvest(**values[name])
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["batch"]["made_on"] == "2026-01-12"
    assert made.json["lot_code"] == values[name].get("lot_code", "CAM-260112-01")


def test_decimals_are_exact(door: Door) -> None:
    made = door.send(
        "harvests",
        f'{{"area_code": "{door.world.who.area}", "harvested_on": "2026-01-12",'
        ' "weight": 1234.567}',
    )
    assert made.json is not None
    assert made.json["batch"]["made"]["amount"] == 1_234_567


def test_more_than_was_harvested_cannot_be_packed(door: Door) -> None:
    """weight-17: refused, and the balance stays as it was."""
    source = door.harvested()
    before = door.get(source).json
    answer = door.packing(source, packages=60)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "more_out_than_in"
    assert answer.json["errors"][0]["field"] == "packages"
    assert door.get(source).json == before


def test_packing_before_the_harvest_is_refused(door: Door) -> None:
    """date-15, as far as this door knows of days in an order."""
    answer = door.packing(door.harvested(), packed_on="2026-01-11")
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "packed_before_harvest"


def test_a_lot_code_that_is_in_use_is_a_conflict(door: Door) -> None:
    assert door.harvest(lot_code="CAM-1").status_code == 201
    again = door.harvest(lot_code="CAM-1")
    assert again.status_code == 409
    assert again.json is not None
    assert again.json["code"] == "lot_code_taken"


# --- one verdict for form and JSON ----------------------------------------------------------------


def verdict(schema: RequestSchema, values: Mapping[str, Any]) -> object:
    """What is asked, or the field and code of every fault."""
    try:
        return schema.read(values)["asked"]
    except Invalid as refusal:
        return [(fault.field, fault.code) for fault in refusal.faults]


def by_json(schema: type[RequestSchema], values: Mapping[str, Any]) -> object:
    text = ", ".join(f"{json.dumps(name)}: {_sent(value)}" for name, value in values.items())
    return verdict(schema(today=TODAY), StrictJson(Flask("traceability")).loads(f"{{{text}}}"))


def by_form(schema: type[RequestSchema], values: Mapping[str, Any]) -> object:
    typed = {name: _typed(value) for name, value in values.items()}
    return verdict(schema(today=TODAY, spoken=True), typed)


def _sent(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)


def _typed(value: Any) -> str:
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)


CHARACTERS = st.characters(exclude_categories=["Cs"])
LINES = st.text(CHARACTERS, min_size=1, max_size=25).filter(str.strip) | st.sampled_from(
    ["Hoàng Su Phì", "đ", "NULL", "true", "CAM-1", "<b>", "\u202eabc", "A\x00", "x" * 300]
)
DAYS = (
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)).map(dt.date.isoformat)
    | st.dates(dt.date(1999, 12, 30), dt.date(2027, 1, 1)).map(
        lambda day: f"{day.isoformat()}T23:30:00-08:00"
    )
    | st.sampled_from(["31/02/2026", "12/01/2026", "15 tháng 9 âm lịch", "mai", "2026-13-01"])
)
# Three decimals have two readings when typed and one as a number: input_form writes those in grams.
WEIGHTS = st.decimals(Decimal(-5), Decimal(2_000_000), places=2) | st.sampled_from(
    [Decimal(0), Decimal("1.25"), Decimal(10) ** 15, Decimal("0.00000001")]
)
HARVESTS = st.fixed_dictionaries(
    {},
    optional={
        "area_code": LINES,
        "harvested_on": DAYS,
        "weight": WEIGHTS,
        "unit": st.sampled_from(["kg", "g", "l", "ml", "tạ", "pound", "KG"]),
        "crop": LINES,
        "household": LINES,
        "lot_code": LINES,
        "wight": LINES,
    },
)
PACKINGS = st.fixed_dictionaries(
    {},
    optional={
        "batch": LINES,
        "product": LINES,
        "product_revision": st.integers(0, 10**9),
        "packages": st.integers(0, 10**9),
        "packed": WEIGHTS,
        "packed_on": DAYS,
        "weight": WEIGHTS,
        "loss": st.sampled_from(["spoiled", "sample", "Spoiled", "thối"]),
        "lot_code": LINES,
    },
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(HARVESTS)
def test_a_harvest_is_judged_alike(values: dict[str, Any]) -> None:
    assert by_json(HarvestSchema, values) == by_form(HarvestSchema, values)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PACKINGS)
def test_a_packing_is_judged_alike(values: dict[str, Any]) -> None:
    assert by_json(PackingSchema, values) == by_form(PackingSchema, values)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(1, MAX_AMOUNT))
def test_every_weight_is_the_same_typed_and_sent(grams: int) -> None:
    whole = {"area_code": "X", "harvested_on": "2026-01-12"}
    sent = by_json(HarvestSchema, {**whole, "weight": Decimal(grams) / 1000})
    typed = by_form(HarvestSchema, {**whole, "weight": input_form(Quantity(grams, "g"))})
    assert sent == typed


# Neither NaN nor infinity is JSON (RFC 8259 §6); what is refused for them is tried elsewhere.
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _FLOATS | st.text(CHARACTERS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(sorted({*HarvestSchema().fields, *PackingSchema().fields}))


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(["harvests", "packings"]), st.dictionaries(FIELDS, ANY_JSON, max_size=4))
def test_no_json_breaks_the_service(door: Door, what: str, values: dict[str, Any]) -> None:
    whole = {
        "harvests": {"area_code": door.world.who.area, **HARVEST},
        "packings": {"batch": "x", "product": "x", "packages": 1, "packed_on": "2026-01-14"},
    }
    answer = door.post(what, whole[what] | values)
    assert answer.status_code in (201, 404, 409, 422)
