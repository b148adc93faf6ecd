"""Workbooks of many thousand rows, read a part at a time: a list that a job or an operator enters.

The reader makes room for a whole sheet before its first row. Here the rows of the first sheet are
cut from the archive as it unpacks, and each part goes to the reader as a small workbook of its own;
memory stays that of one part, whatever the sheet holds. Only the styles and shared texts are whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase, digits

from python_calamine import CalamineWorkbook

from traceability.domain.errors import Invalid
from traceability.sheets.shared_texts import SharedTexts
from traceability.sheets.tables import MOST_CELLS, Row
from traceability.sheets.workbooks import DOCTYPE, TROUBLES, cell_text

#: What is unpacked at once, and the most that styles and shared texts may be.
PART, MOST_SHARED = 256 * 1024, 16 * 1024 * 1024
MOST_ROWS = 100_000
#: No row of a list is longer, as XML.
_LONGEST_ROW = 256 * 1024
_ALWAYS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml"
)
_SHEET = re.compile(r"xl/worksheets/sheet[0-9]*\.xml")
_SHARED = "xl/sharedStrings.xml"
#: How the tag of a cell may go on after its name.
_CELLS = tuple(b"<c" + after for after in (b" ", b"\t", b"\n", b"\r", b"/", b">"))
_PLACES = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_LETTERS, _DIGITS = ascii_uppercase.encode(), digits.encode()
_ROW_ENDS = b"</row>"


def read_long(path: Path, at: str = "file") -> Iterator[list[Row]]:
    """The rows of the first sheet that hold anything, a part at a time, with their lines.

    Raises Invalid at ``at``: ``sheet_unreadable``, ``sheet_unsafe``, ``sheet_too_wide``,
    ``sheet_unpacks_too_large``, ``import_too_many_rows``.
    """
    try:
        with zipfile.ZipFile(path) as book:
            yield from _parts(book, at)
    except TROUBLES:
        raise Invalid("sheet_unreadable", at) from None


def _parts(book: zipfile.ZipFile, at: str) -> Iterator[list[Row]]:
    names = [each.filename for each in book.infolist()]
    sheets = sorted(filter(_SHEET.fullmatch, names), key=lambda name: (len(name), name))
    if not sheets or any(each.flag_bits & 1 for each in book.infolist()):
        raise Invalid("sheet_unreadable", at)
    kept = {name: _whole(book, name, at) for name in names if _ALWAYS.fullmatch(name)}
    shared = SharedTexts(kept.get(_SHARED, b""))
    for head, body in _cut(book, sheets[0], at):
        _check(body, at)
        if _SHARED in kept:
            kept[_SHARED] = shared.named_in(body)
        rows = _read(kept, sheets[0], head + body + b"</sheetData></worksheet>")
        if rows and rows[-1].line > MOST_ROWS:
            raise Invalid("import_too_many_rows", at, rows=rows[-1].line, most=MOST_ROWS)
        yield rows


def _whole(book: zipfile.ZipFile, name: str, at: str) -> bytes:
    with book.open(name) as packed:
        body = packed.read(MOST_SHARED + 1)
    if len(body) > MOST_SHARED:
        raise Invalid("sheet_unpacks_too_large", at)
    if DOCTYPE.search(body):
        raise Invalid("sheet_unsafe", at)
    return body


def _cut(book: zipfile.ZipFile, name: str, at: str) -> Iterator[tuple[bytes, bytes]]:
    """What stands before the rows, and whole rows of about a part each."""
    with book.open(name) as packed:
        rest = packed.read(PART)
        if DOCTYPE.search(rest) or b"<sheetData>" not in rest:
            raise Invalid("sheet_unsafe", at)
        head, _mark, rest = rest.partition(b"<sheetData>")
        head = _bare(head)
        while True:
            end = rest.rfind(_ROW_ENDS) + len(_ROW_ENDS)
            if end >= len(_ROW_ENDS):
                yield head, rest[:end]
                rest = rest[end:]
            more = packed.read(PART)
            if not more or b"</sheetData>" in rest:
                return
            if len(rest) > _LONGEST_ROW:
                raise Invalid("sheet_unsafe", at)
            rest += more


def _bare(head: bytes) -> bytes:
    """The opening tag of the sheet alone: its dimension would not be that of a part."""
    opened = re.search(rb"<worksheet[^<>]*>", head)
    return (opened[0] if opened else b"<worksheet>") + b"<sheetData>"


def _check(body: bytes, at: str) -> None:
    """Refuse cells that do not say their place, or stand where the reader would make much room."""
    places = _PLACES.findall(body)
    if len(places) != sum(map(body.count, _CELLS)) or b"<!" in body:
        raise Invalid("sheet_unsafe", at)
    text = b" ".join(places)
    letters, lines = (set(text.translate(None, other).split()) for other in (_DIGITS, _LETTERS))
    if any(_column(each) > MOST_CELLS for each in letters):
        raise Invalid("sheet_too_wide", at, most=MOST_CELLS)
    numbers = [*map(int, lines)]
    if numbers and max(numbers) - min(numbers) > 32 * PART // 1024:
        raise Invalid("sheet_unsafe", at)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read(kept: dict[str, bytes], name: str, sheet: bytes) -> list[Row]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part, body in kept.items():
            made.writestr(part, body)
        made.writestr(name, sheet)
    out.seek(0)
    page = CalamineWorkbook.from_filelike(out).get_sheet_by_index(0)
    first = (page.start or (0, 0))[0] + 1
    offset = [""] * (page.start or (0, 0))[1]
    rows = enumerate(page.to_python(), start=first)
    texts = ((line, [*offset, *map(cell_text, row)]) for line, row in rows)
    return [Row(line, tuple(cells)) for line, cells in texts if any(cells)]
