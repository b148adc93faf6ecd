"""Digits as keyboards for Chinese and Japanese write them are read wherever a number is meant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from traceability.domain import label_numbers
from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity
from traceability.schemas.fields import Amount, Count, Day, Line, RequestSchema
from traceability.schemas.measures import Sacks
from traceability.schemas.stationery import Length


class Typed(RequestSchema):
    count = Count()
    weight = Amount()
    day = Day()
    sacks = Sacks()
    length = Length()
    name = Line()


def read(**typed: str) -> dict[str, Any]:
    return Typed(spoken=True, today=dt.date(2026, 11, 27)).read(typed)


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("count", "１２", 12),
        ("count", "１．２００", 1_200),
        ("weight", "１２，５ｋｇ", Quantity(12_500, "g")),
        ("weight", "２ tạ　５ yến", Quantity(250_000, "g")),
        ("day", "２７／１１／２０２６", dt.date(2026, 11, 27)),
        ("sacks", "１－３，７", (1, 2, 3, 7)),
        ("name", "Cam １２", "Cam １２"),
    ],
)
def test_they_are_read_and_a_name_keeps_them(name: str, typed: str, meant: object) -> None:
    assert read(**{name: typed}) == {name: meant}


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("count", "2 trăm", "number_not_whole"),
        ("count", "１０²", "number_not_whole"),
        ("count", "١٢", "number_not_whole"),
        ("count", "－５", "below_zero"),
        ("weight", "١٢", "number_digits"),
        ("weight", "½ kg", "number_digits"),
        ("day", "３１／０２／２０２６", "no_such_day"),
    ],
)
def test_what_is_no_digit_is_refused_as_before(name: str, typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(**{name: typed})
    assert (refused.value.code, refused.value.faults[0].field) == (code, name)


def test_small_numbers_of_labels_are_read_so_too() -> None:
    assert label_numbers.read("１７, ２３－２５").stretches == ((17, 17), (23, 25))
