"""Tables as text: what is pasted from Excel or Zalo, and CSV in the encodings met here."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid
from traceability.sheets.delimited import read_bytes, read_text
from traceability.sheets.reading import read_file
from traceability.sheets.tables import Table, as_tabs
from traceability.sheets.text_tables import Cell, excel_table

ROWS = [("Giàng A Pháo", "0912"), ("Vàng Thị Mỷ", "0987")]
TONES = "\u0300\u0309\u0303\u0301\u0323"


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def windows_1258(text: str) -> bytes:
    """As a Vietnamese Windows of before Unicode saved it: letters, then their tones."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES)
        bare = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
        out += (bare + tone).encode("cp1258")
    return out


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", ", ", "; "])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_usual_delimiters_and_line_ends(delimiter: str, ending: str) -> None:
    text = ending.join(delimiter.join(row) for row in ROWS)
    assert cells(read_text(text, "pasted")) == ROWS


def test_commas_within_a_cell_are_no_columns_where_tabs_or_semicolons_are() -> None:
    assert cells(read_text("A\tthôn Vĩnh Sơn, xã Vĩnh Tuy", "p"))[0][1].endswith("xã Vĩnh Tuy")
    text = "A; thôn Vĩnh Sơn, xã Vĩnh Tuy\nB; thôn Vĩnh Chính"
    assert cells(read_text(text, "p"))[0] == ("A", "thôn Vĩnh Sơn, xã Vĩnh Tuy")


def test_quoted_cells_hold_breaks_quotes_and_delimiters() -> None:
    table = read_text('"Giàng\nA, ""Pháo""",0912\nMỷ,0987', "p")
    assert cells(table) == [('Giàng\nA, "Pháo"', "0912"), ("Mỷ", "0987")]
    assert [row.line for row in table.rows] == [1, 3]


def test_a_quote_within_a_name_is_part_of_it() -> None:
    assert cells(read_text('Giàng "Pháo" A,0912', "p")) == [('Giàng "Pháo" A', "0912")]


def test_a_quote_that_never_closes_is_told_by_its_line() -> None:
    """import-11: it must not swallow the rows below."""
    rows = [f"Hộ {number},0912" for number in range(600)]
    rows[99] = '"Hộ 99,0912'
    with pytest.raises(Invalid) as refused:
        read_text("\n".join(rows), "pasted")
    fault = refused.value.faults[0]
    assert (fault.code, fault.field, fault.facts["line"]) == ("sheet_quote_open", "pasted", 100)


ENCODED = {
    "utf-8": ("\n".join(map(";".join, ROWS)).encode(), None),
    "utf-8 with a mark": (b"\xef\xbb\xbf" + "\n".join(map(";".join, ROWS)).encode(), None),
    "utf-16 le": (
        "\ufeff".encode("utf-16-le") + "\n".join(map(";".join, ROWS)).encode("utf-16-le"),
        None,
    ),
    "utf-16 be": (
        "\ufeff".encode("utf-16-be") + "\n".join(map(";".join, ROWS)).encode("utf-16-be"),
        None,
    ),
    "utf-16 without a mark": ("\n".join(map(";".join, ROWS)).encode("utf-16-le"), "UTF-16"),
    "windows-1258": (windows_1258("\n".join(map(";".join, ROWS))), "Windows-1258"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_are_told_apart(name: str) -> None:
    """import-09 among them."""
    data, guessed = ENCODED[name]
    table = read_file(data, "ho.csv")
    assert cells(table) == ROWS
    assert table.encoding == guessed


@pytest.mark.parametrize(
    "data",
    [
        "NguyÔn V¨n Hïng;0912".encode("latin-1"),  # TCVN3
        b"Nguye\xe3n Va\xecn Hu\xf8ng\x9d;0912",
        b"\xff\xfea",
    ],
)
def test_what_cannot_be_read_is_refused_and_not_guessed(data: bytes) -> None:
    with pytest.raises(Invalid, match="sheet_encoding"):
        read_bytes(data, "file")


def test_an_empty_list_is_told() -> None:
    for text in ("", " \n\t\n;;;\n"):
        with pytest.raises(Invalid, match="sheet_empty"):
            read_text(text, "pasted")


def test_csv_under_the_name_of_a_workbook_is_refused_by_its_content() -> None:
    """import-05."""
    with pytest.raises(Invalid, match="sheet_is_text"):
        read_file("Tên;SĐT".encode(), "danh-sach.xlsx")


def test_a_file_is_at_most_two_megabytes() -> None:
    with pytest.raises(Invalid) as refused:
        read_file(b"a" * (2 * 1024 * 1024 + 1), "ho.csv")
    assert (refused.value.code, refused.value.facts) == ("sheet_too_large", {"most_mb": 2})


CELL = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], exclude_characters="\x85"),
    max_size=12,
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_what_was_read_is_read_the_same_from_the_field(rows: list[list[str]]) -> None:
    """A file's rows go into the field for mending; from there they must mean the same."""
    text = "\n".join("\t".join(row) for row in rows)
    try:
        table = read_text(text + "\t", "pasted")
    except Invalid:
        return
    again = read_text(as_tabs(table) + "\t", "pasted")
    bare = [tuple(" ".join(cell.split()) for cell in row) for row in cells(table)]
    assert cells(again) == bare
    assert [row.line for row in again.rows] == [row.line for row in table.rows]


def refused_as(read: Callable[[], Table]) -> str:
    """The code that reading was refused with; empty where it was read."""
    try:
        assert read().rows
    except Invalid as refusal:
        return refusal.code
    return ""


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    told = {"", "sheet_empty", "sheet_quote_open", "sheet_too_wide"}
    assert refused_as(lambda: read_text(text, "pasted")) in told


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    code = refused_as(lambda: read_file(data, "ho.csv"))
    assert code == "" or code.startswith("sheet_")


@pytest.mark.parametrize("begins", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"])
def test_a_picture_or_a_pdf_is_called_no_table(begins: bytes) -> None:
    for name in ("ho.xlsx", "ho.csv", "ho.pdf"):
        with pytest.raises(Invalid, match="sheet_other_kind"):
            read_file(begins + b"\x00" * 40, name)


# --- as Excel here writes and opens it -----------------------------------------------------------

HERE = "Ngày;Mã lô;Khối lượng\r\n12/1/2026;CAM-01;120,5\r\n13/1/2026;CAM-02;1.234,5\r\n"
READ = [
    ("Ngày", "Mã lô", "Khối lượng"),
    ("12/1/2026", "CAM-01", "120,5"),
    ("13/1/2026", "CAM-02", "1.234,5"),
]


@pytest.mark.parametrize(
    "data",
    [
        HERE.encode(),
        b"\xef\xbb\xbf" + HERE.encode(),
        b"\xff\xfe" + HERE.replace(";", "\t").encode("utf-16-le"),
        windows_1258(HERE),
        f"sep=;\r\n{HERE}".encode(),
        f"\ufeffsep=;\r\n{HERE}".encode(),
    ],
)
def test_what_a_vietnamese_excel_saves_is_read(data: bytes) -> None:
    assert cells(read_file(data, "so.csv")) == READ


def test_a_line_that_names_the_mark_counts_as_a_line() -> None:
    table = read_text("sep=,\nA,B\n1,2", "p")
    assert [row.line for row in table.rows] == [2, 3]
    assert cells(read_text("sep=\t\nA\tB; C", "p")) == [("A", "B; C")]


def test_a_comma_that_may_be_a_decimal_or_a_border_is_not_guessed_at() -> None:
    with pytest.raises(Invalid) as refused:
        read_file("Mã lô,Khối lượng,Ghi chú\nCAM-01,120,5,ngon\n".encode(), "so.csv")
    fault = refused.value.faults[0]
    assert (fault.code, fault.facts["line"], fault.facts["typed"]) == (
        *("sheet_commas_unclear", 2),
        "120,5",
    )
    quoted = read_file('Mã lô,Khối lượng,Ghi chú\nCAM-01,"120,5",ngon\n'.encode(), "so.csv")
    assert cells(quoted)[1] == ("CAM-01", "120,5", "ngon")
    # What is longer than its head and holds no such pair is what it was: cells without a heading.
    assert cells(read_text("A,0912\nB,0987,thôn X", "p"))[1] == ("B", "0987", "thôn X")


@pytest.mark.parametrize(
    "text",
    [
        "Người bán,Cân cả bao,Số bao,Trừ bì\nAn,120,5\nBa,80,2,1\n",
        "Ngày,Mã vùng,Số kg,Ghi chú,Lô\n12/01/2026,VN-1,120,5\n",
    ],
)
def test_a_short_row_may_hold_a_cut_number_as_a_long_one(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_file(text.encode(), "so.csv")
    assert (refused.value.code, refused.value.facts["typed"]) == ("sheet_commas_unclear", "120,5")


def test_a_tab_within_a_remark_is_no_border() -> None:
    text = "Ngày;Số kg;Ghi chú\n12/01/2026;120,5;đổ\tbao\n13/01/2026;80;\n"
    assert cells(read_file(text.encode(), "so.csv"))[1] == ("12/01/2026", "120,5", "đổ\tbao")


def test_names_that_lost_their_letters_are_no_names() -> None:
    with pytest.raises(Invalid) as refused:
        read_file(b"Ten;Xa;Nguon\nAn;B;http://a?b\nNguy?n V?n An;V?nh Tuy;\n", "so.csv")
    assert (refused.value.code, refused.value.facts) == (
        "sheet_letters_lost",
        {"line": 3, "typed": "Nguy?n"},
    )
    asked = "Tên;Ghi chú\nAn;bao nhiêu? không rõ\n".encode()
    assert cells(read_file(asked, "so.csv"))[1] == ("An", "bao nhiêu? không rõ")


def test_a_file_of_two_marks_is_refused_by_its_line() -> None:
    with pytest.raises(Invalid) as refused:
        read_file("Mã lô;Ngày\nCAM-01;12/1\nCAM-02,13/1\n".encode(), "so.csv")
    fault = refused.value.faults[0]
    assert (fault.code, fault.facts["line"]) == ("sheet_marks_mixed", 3)
    within = "Tên;Nơi\nA;thôn X, xã Y\nB;thôn Z\n".encode()
    assert cells(read_file(within, "so.csv"))[1] == ("A", "thôn X, xã Y")


def test_a_list_for_excel_is_tabs_in_utf_16_with_decimal_commas() -> None:
    rows: list[list[Cell]] = [
        ["Giàng\tA", Decimal("120.50"), dt.date(2026, 1, 12), 7, None],
        ["=1+1", Decimal("1000"), None, 0, 'nói "ngon"'],
    ]
    heads = ["Tên", "Khối lượng", "Ngày", "Số", "Ghi chú"]
    data = excel_table(heads, rows)
    assert data.startswith(b"\xff\xfe")
    text = data[2:].decode("utf-16-le")
    assert text.split("\r\n")[1:3] == [
        '"Giàng\tA"\t120,50\t12/01/2026\t7\t',
        '\'=1+1\t1000\t\t0\t"nói ""ngon"""',
    ]
    assert cells(read_file(data, "x.csv"))[1:] == [
        ("Giàng\tA", "120,50", "12/01/2026", "7"),
        ("=1+1", "1000", "", "0", 'nói "ngon"'),
    ]
