"""Excel as it is sent: values only, counted before they are unpacked, nothing followed."""

from __future__ import annotations

import datetime as dt
import io
import resource
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from traceability.domain.errors import Invalid
from traceability.sheets.reading import read_file
from traceability.sheets.writing import Head, workbook

SHEET = "xl/worksheets/sheet1.xml"


def written(fill: Callable[[Workbook, Any], None]) -> bytes:
    """A workbook as Excel would write it."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Hộ"))
    return out.getvalue()


def plain() -> bytes:
    return workbook("Hộ", [Head("Tên"), Head("SĐT")], [["Giàng A Pháo", "0912345678"]])


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as kept:
        for each in given.infolist():
            body = given.read(each)
            kept.writestr(each.filename, change(body) if each.filename == part else body)
    return out.getvalue()


def code_of(data: bytes, name: str = "ho.xlsx") -> str:
    with pytest.raises(Invalid) as refused:
        read_file(data, name)
    return refused.value.code


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_file(data, "ho.xlsx").rows]


def test_values_are_read_as_they_are_seen() -> None:
    def fill(book: Workbook, page: Any) -> None:
        page.write_row(0, 0, ["Tên", "SĐT", "Ngày", "Có", "Lẻ"])
        page.write_string(1, 0, "NULL")
        page.write_number(1, 1, 912345678)
        page.write_datetime(
            1, 2, dt.date(2026, 1, 2), book.add_format({"num_format": "dd/mm/yyyy"})
        )
        page.write_boolean(1, 3, True)
        page.write_number(1, 4, 2.5)

    assert cells(written(fill))[1] == ("NULL", "912345678", "02/01/2026", "TRUE", "2.5")


def test_a_formula_is_its_last_value_and_is_never_calculated() -> None:
    def fill(_book: Workbook, page: Any) -> None:
        page.write_formula(0, 0, "=1+1", None, "hai")
        page.write_formula(1, 0, "=cmd|'/C calc'!A0", None, "sách")

    assert cells(written(fill)) == [("hai",), ("sách",)]


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    def fill(_book: Workbook, page: Any) -> None:
        page.write_string(3, 1, "Tên")
        page.write_string(6, 1, "Mỷ")

    table = read_file(written(fill), "ho.xlsx")
    assert [(row.line, row.cells) for row in table.rows] == [(4, ("", "Tên")), (7, ("", "Mỷ"))]


def test_the_first_sheet_with_anything_in_it_is_read() -> None:
    def fill(book: Workbook, _page: Any) -> None:
        book.add_worksheet("Danh sách").write_string(0, 0, "Tên")

    table = read_file(written(fill), "ho.xlsx")
    assert (table.sheet, table.rows[0].cells) == ("Danh sách", ("Tên",))


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    """import-01: by what it declares."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        kept.writestr("xl/workbook.xml", "<workbook/>")
        with kept.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(400):
                part.write(b"\0" * 1_048_576)
    assert len(out.getvalue()) < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert code_of(out.getvalue()) == "sheet_unpacks_too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_bomb_that_lies_about_its_size_is_refused_too() -> None:
    big = changed(plain(), "xl/sharedStrings.xml", lambda body: body + b" " * 40_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(big)) as given, zipfile.ZipFile(packed, "w", 8) as kept:
        for each in given.infolist():
            kept.writestr(each.filename, given.read(each))
    data = bytearray(packed.getvalue())
    whole = 40_000_000 + len(zipfile.ZipFile(io.BytesIO(plain())).read("xl/sharedStrings.xml"))
    size = whole.to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    assert code_of(bytes(data)) in {"sheet_unreadable", "sheet_unpacks_too_large"}


@pytest.mark.parametrize(
    "hostile",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>',
        b'<?xml version="1.0"?>\n<! doctype x SYSTEM "http://evil/">\n<worksheet/>',
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>',
        b'<worksheet><sheetData><row><c r="&#65;1"><v>1</v></c></row></sheetData></worksheet>',
    ],
)
def test_documents_with_a_type_or_another_alphabet_are_refused(hostile: bytes) -> None:
    assert code_of(changed(plain(), SHEET, lambda _: hostile)) == "sheet_unsafe"


@pytest.mark.parametrize("place", [b"XFD1048576", b"A1048576", b"XFD2"])
def test_a_cell_at_the_far_corner_makes_no_room_for_all_before_it(place: bytes) -> None:
    far = changed(plain(), SHEET, lambda body: body.replace(b'r="B2"', b'r="%b"' % place))
    assert code_of(far) == "sheet_too_wide"


@pytest.mark.parametrize(
    "hidden",
    [
        b"<!-- <x> --><c><v>1</v></c>",
        b"<c><v>1</v></c>",
        b'<c x="<row>" r="A9"><v>1</v></c>',
        b"<c <d r='A9'><v>1</v></c>",
        b"""<c x='" r="A9'><v>1</v></c>""",
        b"""<c =' r="A9"'><v>1</v></c>""",
        b"<x:c><v>1</v></x:c>",
        b'<?x <c ?><c r="A9"><v>1</v></c>',
        b"<c" + b' a="b"' * 900 + b' r="A9"><v>1</v></c>',
    ],
)
def test_a_cell_that_does_not_say_where_it_stands_is_refused(hidden: bytes) -> None:
    wrong = changed(
        plain(),
        SHEET,
        lambda body: body.replace(b"<sheetData>", b"<sheetData><row>%b</row>" % hidden),
    )
    assert code_of(wrong) == "sheet_unsafe"


def test_borders_around_nothing_are_nothing() -> None:
    """Forms are often ruled far below what is written."""

    def fill(book: Workbook, page: Any) -> None:
        ruled = book.add_format({"border": 1})
        page.write_string(0, 0, "Tên")
        for line in range(1, 6_000):
            page.write_blank(line, 0, None, ruled)

    assert cells(written(fill)) == [("Tên",)]


def test_links_macros_and_pictures_are_left_out() -> None:
    """import-03: nothing but cells reaches the reader."""
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("xl/externalLinks/externalLink1.xml", "<!DOCTYPE x><externalLink/>")
        more.writestr("xl/vbaProject.bin", b"\0" * 100)
        more.writestr("xl/media/image1.png", b"\0" * 100)
    assert cells(out.getvalue())[1] == ("Giàng A Pháo", "0912345678")


def test_a_protected_workbook_says_so() -> None:
    """import-07."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert code_of(ole + "EncryptedPackage".encode("utf-16-le")) == "sheet_protected"
    assert code_of(ole, "ho.xls") == "sheet_old_excel"


def test_what_is_no_workbook_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as kept:
        kept.writestr("content.xml", "<office/>")
    assert code_of(out.getvalue()) == "sheet_other_kind"
    assert code_of(plain()[:400]) == "sheet_unreadable"
    assert code_of(written(lambda _book, _page: None)) == "sheet_empty"
    assert code_of(changed(plain(), SHEET, lambda _: b"<worksheet><sheetData><row>")) in {
        "sheet_unreadable",
        "sheet_empty",
    }


TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() == text)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_we_write_is_read_back_as_text(rows: list[list[str]]) -> None:
    """import-19: a name like a formula goes out and comes back as that name."""
    rows = [["=cmd|' /C calc'!A0", "+84", "-1", "@SUM(A1)"], *rows]
    heads = [Head(f"Cột {number}") for number in range(4)]
    assert cells(workbook("Hộ", heads, rows))[1:] == [tuple(row) for row in rows]


def test_no_cell_that_we_write_is_a_formula() -> None:
    data = workbook("Hộ", [Head("Tên")], [["=1+1"], ["http://x.vn"], ["0912"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read(SHEET)
    assert b"<f>" not in body
    assert b"hyperlink" not in body
    assert body.count(b't="s"') == 4
