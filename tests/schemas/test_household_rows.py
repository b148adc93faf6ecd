"""One schema for the form and for a row of a list: whatever is typed, the verdict is the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from traceability.domain.errors import Fault, Invalid
from traceability.schemas.households import HouseholdSchema
from traceability.schemas.rows import RowChecks

FIELDS = ("name", "phone", "address", "commune", "old_commune", "standing", "note")
TYPED = {
    "name": [
        *("Giàng A Pháo", "Vàng Thị Mỷ", "NULL", "None", "true", "0", "=1+1", " ", "a" * 121),
        *("Tổng cộng", "Ly Thị Máy 0977000333"),
    ],
    "phone": ["0912 345 678", "912345678", "+84 912345678", "12", "không", " "],
    "commune": ["Vĩnh Tuy", "xã Vĩnh Hảo", "01156", "Yên Định", "Tả Lủng", "Nơi khác", "99999"],
    "old_commune": ["Vĩnh Hảo", "Vĩnh Hảo, huyện Bắc Quang", "Yên Định", "01210", "Ở đâu"],
    "standing": ["member", "Hộ liên kết", "hộ ngoài HTX", "bạn"],
    "note": ["trồng 2 ha", "b" * 501, "x\u202ey", "a" + "\u0301" * 8],
}
Outcome = tuple[Any, tuple[Fault, ...]]


def outcome(read: Any, row: dict[str, str]) -> Outcome:
    try:
        return read(row), ()
    except Invalid as refusal:
        return None, refusal.faults


def by_form(row: dict[str, str]) -> Outcome:
    return outcome(lambda each: HouseholdSchema(spoken=True).read(each)["asked"], row)


def cell(name: str) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(TYPED.get(name, [""])), st.just(""), st.text(max_size=30))


ROW = st.fixed_dictionaries({}, optional={name: cell(name) for name in FIELDS})


@given(st.lists(ROW, max_size=8))
@example([{"name": " ", "phone": "12"}])
@example([{"name": "A", "commune": "Yên Định"}, {"name": "B", "commune": "Yên Định"}])
@example([{"name": "A", "commune": "Quản Bạ", "old_commune": "Vĩnh Hảo"}])
def test_the_verdicts_are_equal(rows: list[dict[str, str]]) -> None:
    checks = RowChecks(HouseholdSchema(spoken=True))
    assert [outcome(checks.read, row) for row in rows] == [by_form(row) for row in rows]


def test_the_example_rows_meet_every_verdict() -> None:
    """So that the property speaks of refusals too: each code comes up."""
    rows = [{"name": "A", name: each} for name, values in TYPED.items() for each in values]
    codes = {fault.code for row in rows for fault in by_form(row)[1]}
    assert codes == {
        "commune_name_ambiguous",
        "commune_name_unknown",
        "commune_split",
        "name_holds_number",
        "name_is_sum",
        "phone_unreadable",
        "required",
        "standing_unknown",
        "text_control_character",
        "text_stacked_marks",
        "text_too_long",
    }


READ = [
    ({"commune": "Vĩnh Tuy"}, ("01156", None)),
    ({"commune": "xã Vĩnh Hảo"}, ("01156", "01210")),
    ({"commune": "vinh hao"}, ("01156", "01210")),
    ({"old_commune": "Vĩnh Hảo, huyện Bắc Quang"}, ("01156", "01210")),
    ({"commune": "Minh Ngọc", "old_commune": "Yên Định"}, ("00994", "00988")),
    ({"commune": "01156"}, ("01156", None)),
    ({}, (None, None)),
]


@pytest.mark.parametrize(("typed", "codes"), READ)
def test_communes_are_told_by_name(
    typed: dict[str, str], codes: tuple[str | None, str | None]
) -> None:
    asked, faults = by_form({"name": "A", **typed})
    assert faults == ()
    assert (asked.commune, asked.old_commune) == codes


@pytest.mark.parametrize("name", ["NULL", "None", "true", "0", "=1+1", "<script>alert(1)</script>"])
def test_names_are_what_was_typed(name: str) -> None:
    """text-01, text-13."""
    assert by_form({"name": name})[0].name == name
