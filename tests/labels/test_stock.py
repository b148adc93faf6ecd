from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import DoesNotFit, LabelRefused
from labels.stock import A4, STOCKS, Point, Sheet, Size, how_many

SHEETS = pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("L7160", 3, 7),
        ("L7161", 3, 6),
        ("L7163", 2, 7),
        ("L7651", 5, 13),
        ("4780", 4, 10),
        ("3474", 3, 8),
    ],
)
def test_no_row_or_column_is_lost(name: str, columns: int, rows: int) -> None:
    sheet = STOCKS[name]
    assert (sheet.columns, sheet.rows) == (columns, rows)
    assert sheet.capacity == columns * rows


@SHEETS
def test_margins_are_even(sheet: Sheet) -> None:
    assert abs(sheet.first.x - sheet.right_margin) <= 300
    assert abs(sheet.first.y - sheet.bottom_margin) <= 300


@SHEETS
def test_labels_lie_on_the_page_and_apart(sheet: Sheet) -> None:
    corners = list(sheet.positions())
    assert len(set(corners)) == sheet.capacity
    assert max(corner.x for corner in corners) + sheet.label.width <= sheet.page.width
    assert max(corner.y for corner in corners) + sheet.label.height <= sheet.page.height
    assert sheet.pitch.width >= sheet.label.width
    assert corners[1] == Point(sheet.first.x + sheet.pitch.width, sheet.first.y)


def test_start_skips_the_used_labels() -> None:
    sheet = STOCKS["L7160"]
    assert list(sheet.positions(4)) == list(sheet.positions())[4:]
    assert next(sheet.positions(4)) == Point(7_250 + 66_000, 15_150 + 38_100)


@pytest.mark.parametrize("start", [-1, 21, 1_000])
def test_a_start_off_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(LabelRefused) as caught:
        STOCKS["L7160"].positions(start)
    assert (caught.value.code, caught.value.facts["capacity"]) == ("start_off_sheet", 21)


def test_a_column_too_many_is_refused() -> None:
    with pytest.raises(DoesNotFit) as caught:
        dataclasses.replace(STOCKS["3474"], columns=4)
    assert caught.value.facts == {"needed_um": 280_000, "room_um": 210_000}


def test_a_row_too_many_is_refused() -> None:
    with pytest.raises(DoesNotFit) as caught:
        dataclasses.replace(STOCKS["L7161"], rows=7)
    assert caught.value.field == "rows"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pitch", Size(63_000, 38_100)),
        ("pitch", Size(66_000, 38_099)),
        ("first", Point(-1, 0)),
        ("label", Size(0, 38_100)),
    ],
)
def test_a_faulty_sheet_is_refused(field: str, value: Size | Point) -> None:
    with pytest.raises(LabelRefused) as caught:
        dataclasses.replace(STOCKS["L7160"], **{field: value})
    assert (caught.value.code, caught.value.field) == ("sheet_faulty", field)


@given(
    first=st.integers(0, 30_000),
    label=st.integers(10_000, 100_000),
    gap=st.integers(0, 10_000),
)
def test_as_many_as_fit_and_not_one_more(first: int, label: int, gap: int) -> None:
    count = how_many(A4.width, first, label, label + gap)
    assert first + count * (label + gap) - gap <= A4.width
    assert first + (count + 1) * (label + gap) - gap > A4.width
