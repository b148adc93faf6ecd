"""Excel workbooks (.xlsx), read as values: no formula is calculated, no link followed.

What the reader is given is a fresh archive of the few parts that hold cells, each unpacked, counted
and scanned here first, for the reader makes room for every cell before the last: a file of 67 kB
once grew a process to 239 MB, one of 1.4 kB to 213 MB, and a sheet with one cell at its far corner
asks for 17 thousand million. A text that stands once may be shown by every cell, so cells times
text is bounded too. XML with a document type is refused.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from traceability.domain.errors import Invalid
from traceability.sheets.tables import MOST_CELLS, Table, table

MOST_UNPACKED = 6 * 1024 * 1024
MOST_PARTS, MOST_SHEETS = 500, 50
#: A list has 2,000 rows at most; a title and gaps may stand above.
MOST_ROWS, MOST_COLUMNS = 2_500, MOST_CELLS
#: In all sheets that are looked at, blank cells between others included.
MOST_PLACES = MOST_ROWS * MOST_COLUMNS
#: The longest shared text times the cells that show one.
MOST_SHARED = 16 * 1024 * 1024
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml"
)
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: Where tags could hide from a scan: comments, tags in tags, and angle brackets in quotes.
_HIDDEN = re.compile(rb"""<!|<[^<>]*<|<[^<>]*=\s*(?:"[^"<>]*[<>]|'[^'<>]*[<>])""")
_CELL = re.compile(rb"<(?:[^\s<>:]*:)?c(?=[\s/>])([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""\s+([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ATTRIBUTES = re.compile(rb"(?:%b)*\s*" % _ATTRIBUTE.pattern)
_LONGEST_TAG = 500
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_SHARED = re.compile(rb"</?(?:[^\s<>:]*:)?si(?=[\s/>])")
TROUBLES = (
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
    ``sheet_protected``, ``sheet_other_kind``, ``sheet_too_wide``, and as ``tables.table`` does.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_rebuilt(data, at)))
        return _first_sheet(book, at)
    except TROUBLES:
        raise Invalid("sheet_unreadable", at) from None


def _first_sheet(book: CalamineWorkbook, at: str) -> Table:
    names = book.sheet_names
    if len(names) > MOST_SHEETS:
        raise Invalid("sheet_unpacks_too_large", at)
    room = MOST_PLACES
    for name in names:
        sheet = book.get_sheet_by_name(name)
        room -= sheet.total_height * sheet.total_width
        if room < 0:
            raise Invalid("sheet_unpacks_too_large", at)
        cells = sheet.to_python(skip_empty_area=False)
        rows = [[cell_text(cell) for cell in row] for row in cells]
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
        wanted = [part for part in parts if _PARTS.fullmatch(part.filename)]
        declared = sum(part.file_size for part in wanted)
        if len(parts) > MOST_PARTS or declared > MOST_UNPACKED:
            raise Invalid("sheet_unpacks_too_large", at)
        if any(part.flag_bits & 1 for part in parts):
            raise Invalid("sheet_protected", at)
        scan = _Scan(at)
        for part in wanted:
            body = _unpacked(given, part, room, at)
            room -= len(body)
            scan.check(part.filename, body)
            kept.writestr(part.filename, body)
    return out.getvalue()


def _unpacked(given: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, at: str) -> bytes:
    """One part, counted while it unpacks: what an archive declares of itself may be a lie."""
    with given.open(part) as packed:
        body = packed.read(room + 1)
    if len(body) > room:
        raise Invalid("sheet_unpacks_too_large", at)
    return body


class _Scan:
    """Looks through the parts before the reader does, and keeps count of what it would make."""

    def __init__(self, at: str) -> None:
        """Refusals are told at ``at``."""
        self.at = at
        self.longest = 0
        self.showing = 0

    def check(self, name: str, body: bytes) -> None:
        """Refuse a part that is unsafe to read, or more than a list can be."""
        if DOCTYPE.search(body) or not _is_utf8(body):
            raise Invalid("sheet_unsafe", self.at)
        # In every part: a sheet may be said to stand in any of them.
        self._check_cells(body)
        if name == "xl/sharedStrings.xml":
            self.longest = max(self.longest, _longest(body))
        if self.longest * self.showing > MOST_SHARED:
            raise Invalid("sheet_unpacks_too_large", self.at)

    def _check_cells(self, body: bytes) -> None:
        if _HIDDEN.search(body) or body.find(b"<?", 5) >= 0:
            raise Invalid("sheet_unsafe", self.at)
        for cell in _CELL.finditer(body):
            if cell[1].endswith(b"/"):
                continue  # a border around nothing: the reader leaves it out
            said = _attributes(cell[1])
            _check_place(said.get(b"r", b""), self.at)
            self.showing += said.get(b"t") == b"s"


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    """What a tag says of itself; nothing where it is not written as tags are."""
    if len(tag) > _LONGEST_TAG or _ATTRIBUTES.fullmatch(tag) is None:
        return {}
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _longest(body: bytes) -> int:
    """How long the longest of the shared texts is at most, in bytes."""
    longest, begin = 0, 0
    for edge in _SHARED.finditer(body):
        longest, begin = max(longest, edge.start() - begin), edge.end()
    return max(longest, len(body) - begin)


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
    """A cell's place within what a list can be; a cell must say it, or it could be anywhere."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise Invalid("sheet_unsafe", at)
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    if int(found[2]) > MOST_ROWS or column > MOST_COLUMNS:
        raise Invalid("sheet_too_wide", at, most=MOST_COLUMNS)


def cell_text(cell: object) -> str:
    """A cell as it is read on the screen: whole numbers without a point, days as dd/mm/yyyy."""
    if type(cell) is str:
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Fifteen digits, as Excel itself shows: 0.1 + 0.2 is 0.3 there.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)
