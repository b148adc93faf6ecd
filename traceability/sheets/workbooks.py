"""Excel workbooks (.xlsx), read as values: no formula is calculated, no link followed.

What the reader is given is a fresh archive of the few parts that hold cells, each unpacked and
counted here first: a file of 67 kB once grew a process to 239 MB, and a sheet with one cell at its
far corner asks for 17 thousand million. XML with a document type is refused.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from traceability.domain.errors import Invalid
from traceability.sheets.tables import Table, table

MOST_UNPACKED = 32 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS, MOST_COLUMNS = 20_000, 256
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml"
)
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PLACE = re.compile(rb"""(?<![:\w])r\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
_TROUBLES = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    NotImplementedError,
    EOFError,
    KeyError,
    ValueError,
    OSError,
)


def read_workbook(data: bytes, at: str) -> Table:
    """The cells of the first sheet that has any.

    Raises Invalid at ``at``: ``sheet_unpacks_too_large``, ``sheet_unsafe``, ``sheet_unreadable``,
    ``sheet_other_kind``, ``sheet_too_wide``, and as ``tables.table`` does.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_rebuilt(data, at)))
        return _first_sheet(book, at)
    except _TROUBLES:
        raise Invalid("sheet_unreadable", at) from None


def _first_sheet(book: CalamineWorkbook, at: str) -> Table:
    names = book.sheet_names
    for name in names:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        rows = [[_text(cell) for cell in row] for row in cells]
        if any(map(any, rows)):
            chosen = name if len(names) > 1 else None
            return table(enumerate(rows, start=1), at, sheet=chosen)
    raise Invalid("sheet_empty", at)


def _rebuilt(data: bytes, at: str) -> bytes:
    """The archive again, with the parts that hold cells and nothing else, stored plainly."""
    out, room = io.BytesIO(), MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as kept:
        parts = given.infolist()
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            raise Invalid("sheet_other_kind", at)
        declared = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or declared > MOST_UNPACKED:
            raise Invalid("sheet_unpacks_too_large", at)
        if any(part.flag_bits & 1 for part in parts):
            raise Invalid("sheet_protected", at)
        for part in parts:
            if _PARTS.fullmatch(part.filename):
                body = _unpacked(given, part, room, at)
                room -= len(body)
                _check(part.filename, body, at)
                kept.writestr(part.filename, body)
    return out.getvalue()


def _unpacked(given: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, at: str) -> bytes:
    """One part, counted while it unpacks: what an archive declares of itself may be a lie."""
    with given.open(part) as packed:
        body = packed.read(room + 1)
    if len(body) > room:
        raise Invalid("sheet_unpacks_too_large", at)
    return body


def _check(name: str, body: bytes, at: str) -> None:
    if _DOCTYPE.search(body) or not _is_utf8(body):
        raise Invalid("sheet_unsafe", at)
    if name.startswith("xl/worksheets/"):
        for double, single in _PLACE.findall(body):
            _check_place(double or single, at)


def _is_utf8(body: bytes) -> bool:
    """Whether the part says and means UTF-8: in UTF-16 a document type would not be seen."""
    declared = re.match(rb"""[^>]{0,100}encoding\s*=\s*["']([^"']*)""", body)
    if declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in body


def _check_place(place: bytes, at: str) -> None:
    """A cell's or row's place within what a list can be: the reader makes room for all before."""
    found = _CELL.fullmatch(place)
    if found is None:
        raise Invalid("sheet_unsafe", at)
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    if int(found[2]) > MOST_ROWS or column > MOST_COLUMNS:
        raise Invalid("sheet_too_wide", at, most=MOST_COLUMNS)


def _text(cell: object) -> str:
    """A cell as it is read on the screen: whole numbers without a point, days as dd/mm/yyyy."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)
