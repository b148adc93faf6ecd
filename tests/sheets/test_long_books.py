"""Long workbooks, read a part at a time: the rows that ``read_file`` reads; nothing hostile."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from tests.sheets.test_workbooks_read import SHEET, changed, plain, written
from traceability.domain.errors import Invalid
from traceability.sheets import long_books
from traceability.sheets.reading import read_file
from traceability.sheets.shared_texts import SharedTexts
from traceability.sheets.tables import Row


def kept(path: Path, data: bytes) -> Path:
    file = path / "so.xlsx"
    file.write_bytes(data)
    return file


def code_of(path: Path, data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        list(long_books.read_long(kept(path, data), "tệp"))
    assert refused.value.faults[0].field == "tệp"
    return refused.value.code


def with_rows(rows: str) -> bytes:
    """A sheet of these rows, as XML."""

    def change(body: bytes) -> bytes:
        head, _mark, rest = body.partition(b"<sheetData>")
        return head + b"<sheetData>" + rows.encode() + b"</sheetData>" + rest.split(b"Data>")[-1]

    return changed(plain(), SHEET, change)


def book(rows: int) -> bytes:
    def fill(_book: Workbook, page: Any) -> None:
        page.write_row(0, 0, ["Ngày", "Mã", "Khối lượng", "Ghi chú"])
        for n in range(rows):
            if n % 7:  # lines that are left free keep their numbers
                page.write_row(
                    n + 1, 0, ["12/01/2026", f"VN-{n}", n + 0.5, "sổ giấy, " * 5 + "chép"]
                )

    return written(fill)


def test_the_parts_are_the_rows_of_the_file(tmp_path: Path) -> None:
    data = book(2_400)
    parts = list(long_books.read_long(kept(tmp_path, data)))
    assert len(parts) > 1
    rows = [row for part in parts for row in part]
    whole = read_file(data, "so.xlsx").rows
    assert [Row(row.line, row.cells) for row in rows] == list(whole)
    assert rows[-1].line == 2_401
    assert rows[1].cells[1:3] == ("VN-1", "1.5")


def test_a_first_column_that_is_free_stays_free(tmp_path: Path) -> None:
    data = written(lambda _book, page: page.write_row(2, 3, ["Ngày", "Mã"]))
    ((row,),) = long_books.read_long(kept(tmp_path, data))
    assert (row.line, row.cells) == (3, ("", "", "", "Ngày", "Mã"))


def cell(place: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>x</t></is></c>'


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (f'<row r="1">{cell("XFD1")}</row>', "sheet_too_wide"),
        ('<row r="1"><c><v>1</v></c></row>', "sheet_unsafe"),
        (f'<row r="1">{cell("A1")}</row><row r="9">{cell("A900000")}</row>', "sheet_unsafe"),
        (f'<row r="1">{cell("A1")}<!-- --></row>', "sheet_unsafe"),
        (f'<row r="200000">{cell("A200000")}</row>', "import_too_many_rows"),
        (f'<row r="1">{cell("A1") * 20_000}', "sheet_unsafe"),
    ],
)
def test_a_sheet_that_is_no_list_is_refused(tmp_path: Path, rows: str, code: str) -> None:
    assert code_of(tmp_path, with_rows(rows)) == code


@pytest.mark.parametrize(
    "change",
    [
        lambda body: b"<!DOCTYPE x>" + body,
        lambda body: body.replace(b"<sheetData>", b"<other>"),
    ],
)
def test_a_document_type_and_a_sheet_without_rows_are_refused(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    assert code_of(tmp_path, changed(plain(), SHEET, change)) == "sheet_unsafe"


def test_shared_texts_that_unpack_too_large_are_refused(tmp_path: Path) -> None:
    large = b"<sst>" + b" " * long_books.MOST_SHARED + b"</sst>"
    data = changed(book(10), "xl/sharedStrings.xml", lambda _body: large)
    with zipfile.ZipFile(kept(tmp_path, data), "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(SHEET, "<worksheet><sheetData></sheetData></worksheet>")
        packed.writestr("xl/sharedStrings.xml", large)
    with pytest.raises(Invalid, match="sheet_unpacks_too_large"):
        list(long_books.read_long(tmp_path / "so.xlsx"))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Ng\xc3\xa0y;M\xc3\xa3\n", plain()[:-200]])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    assert code_of(tmp_path, data) == "sheet_unreadable"


def test_each_part_gets_the_shared_texts_that_it_names() -> None:
    texts = [f'<si><t xml:space="preserve">chữ {n} </t></si>' for n in range(50)]
    body = f'<sst count="50">{"".join(texts)}</sst>'.encode()
    narrow = SharedTexts(body).named_in(b'<c r="A1" t="s"><v>7</v></c><c r="B1" t="s"><v>9</v></c>')
    kept = [text.encode() if n in {7, 9} else b"<si><t/></si>" for n, text in enumerate(texts[:10])]
    assert narrow == b'<sst count="50">' + b"".join(kept) + b"</sst>"


@pytest.mark.parametrize(
    "body",
    [
        b"<sst><si><t>a</t></si><si/></sst>",
        b"<sst><si><t>a</t><!-- <si> --></si></sst>",
        b"<sst><x:si><t>a</t></x:si><si><t>b</t></si></sst>",
        b"<sst><si xml:id='1'><t>a</t></si></sst>",
        b"",
    ],
)
def test_shared_texts_that_cannot_be_told_apart_stay_whole(body: bytes) -> None:
    assert SharedTexts(body).named_in(b"<v>0</v>") == body


def test_numbers_written_otherwise_leave_all_texts() -> None:
    body = b"<sst><si><t>a</t></si><si><t>b</t></si></sst>"
    assert SharedTexts(body).named_in(b"<v>&#49;</v>") == body
    assert SharedTexts(body).named_in(b"<v> +1 </v>").endswith(b"<si><t>b</t></si></sst>")
