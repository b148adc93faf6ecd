"""Which column of a list is what: by headings as people write them, else by what stands below."""

from __future__ import annotations

import pytest

from traceability.domain.errors import Invalid
from traceability.schemas.imports import HOUSEHOLDS, Understood, read_rows, understand
from traceability.sheets.delimited import read_text


def read(text: str, *chosen: str) -> Understood:
    return understand(HOUSEHOLDS, read_text(text, "pasted"), chosen)


@pytest.mark.parametrize(
    "heading",
    ["Họ và tên\tSố điện thoại", "HO VA TEN:\tSĐT", "họ tên\tđiện thoại", "Chủ hộ\tDi động"],
)
def test_headings_are_matched_without_accents_and_signs(heading: str) -> None:
    understood = read(f"{heading}\nMỷ\t0912345678")
    assert understood.columns == ("name", "phone")
    assert [row.cells for row in understood.rows] == [("Mỷ", "0912345678")]


def test_our_own_headings_are_understood() -> None:
    heading = "\t".join(column.heading for column in HOUSEHOLDS.columns)
    names = tuple(column.name for column in HOUSEHOLDS.columns)
    assert read(f"{heading}\nMỷ").columns == names


def test_a_title_above_the_headings_is_passed_over() -> None:
    text = "HTX CAM SÀNH\nDanh sách hộ 2026\n\nTT\tHọ và tên\tThôn\n1\tMỷ\tVĩnh Sơn"
    understood = read(text)
    assert understood.columns == ("", "name", "address")
    assert understood.rows[0].line == 5


LISTS = [
    ("Mỷ\t0912345678\tVĩnh Sơn", ("name", "phone", "address")),
    ("1\tMỷ\t0912345678", ("", "name", "phone")),
    ("0912345678;Mỷ", ("phone", "name")),
    ("Mỷ", ("name",)),
    ("Mỷ, 912345678, Vĩnh Sơn", ("name", "phone", "address")),
]


@pytest.mark.parametrize(("text", "columns"), LISTS)
def test_without_headings_the_columns_are_told_by_their_cells(
    text: str, columns: tuple[str, ...]
) -> None:
    assert read(text).columns == columns


def test_what_a_person_sets_counts() -> None:
    assert read("A\tB\nMỷ\tx", "name", "note").columns == ("name", "note")
    assert read("Tên\tSĐT\nMỷ\tx", "name", "").columns == ("name", "")


REFUSED = [
    ("Tên\tTên\nA\tB", (), "import_heading_twice"),
    ("SĐT\tĐiện thoại\tTên\n1\t2\tA", (), "import_column_twice"),
    ("Thôn\tGhi chú\nA\tB", (), "import_no_name"),
    ("A\tB", ("phone", "note"), "import_no_name"),
    ("A\tB", ("name", "name"), "import_column_twice"),
    ("Tên\tSĐT", (), "sheet_empty"),
    ("\n".join(f"Hộ {number}" for number in range(2001)), (), "import_too_many_rows"),
]


@pytest.mark.parametrize(("text", "chosen", "code"), REFUSED)
def test_what_cannot_be_meant_is_refused(text: str, chosen: tuple[str, ...], code: str) -> None:
    """import-13 among them."""
    with pytest.raises(Invalid) as refused:
        read(text, *chosen)
    assert refused.value.code == code


def test_one_bad_row_in_a_thousand_is_named() -> None:
    """import-15: its row, its column, what was typed and why."""
    lines = [f"Hộ {number}\t0912{number:06}" for number in range(1000)]
    lines[616] = "Hộ lỗi\t0912"
    rows = read_rows(HOUSEHOLDS, read("Tên\tSĐT\n" + "\n".join(lines)))
    bad = [row for row in rows if row.faults]
    assert len(rows) == 1000
    assert [(row.line, row.typed["phone"], row.faults[0].code) for row in bad] == [
        (618, "0912", "phone_unreadable")
    ]


def test_a_lost_zero_is_put_back_and_told() -> None:
    """import-21, import-23: only where it can be nothing else."""
    rows = read_rows(HOUSEHOLDS, read("Tên\tSĐT\tGhi chú\nA\t912345678\t00123\nB\t0912345678"))
    assert [(row.asked.phone, row.mended) for row in rows] == [
        ("0912345678", ("phone",)),
        ("0912345678", ()),
    ]
    assert rows[0].asked.note == "00123"
    (row,) = read_rows(HOUSEHOLDS, read("Tên\tSĐT\nA\t12345678"))
    assert row.faults[0].code == "phone_unreadable"


def test_what_stood_above_the_headings_is_told() -> None:
    """Left out, and said so: a list that was pasted twice loses nobody in silence."""
    found = read("An A\t0913000001\nHọ tên\tSĐT\nAn C\t0913000003")
    assert [row.cells[0] for row in found.above] == ["An A"]
    assert [row.cells[0] for row in found.rows] == ["An C"]


@pytest.mark.parametrize(
    "line",
    ["1. Ly Thị Máy - 0977000333", "2) Ly Thị Máy: 0977 000 333", "Ly Thị Máy 0977.000.333"],
)
def test_a_list_from_a_message_is_read_in_columns(line: str) -> None:
    found = read(f"{line}\n3. Sùng Mí Páo – 0977000444")
    assert found.columns == ("name", "phone")
    (first, second) = read_rows(HOUSEHOLDS, found)
    assert (first.asked.name, first.asked.phone) == ("Ly Thị Máy", "0977000333")
    assert (second.asked.name, second.asked.phone) == ("Sùng Mí Páo", "0977000444")
