"""Tables as text: pasted from Excel or Zalo, or a CSV file in one of the encodings met here.

A Vietnamese Excel writes semicolons between cells and commas in numbers, an English one commas
between cells, "Unicode Text" tabs in UTF-16; a first line ``sep=;`` says it outright. Where a comma
could be either, nothing is guessed.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from traceability.domain.errors import Invalid
from traceability.domain.text import nfc
from traceability.sheets.tables import Table, table
from traceability.sheets.text_tables import LIKE_A_FORMULA

_DELIMITERS = ("\t", ";", ",")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: The line by which Excel is told what stands between cells.
_SAID = re.compile(r"sep=([;,\t])[;,\t]*(?:\n|$)", re.IGNORECASE)
#: Two cells that may be one number with a decimal comma: "120" and "5".
_WHOLE, _PART = re.compile(r"\s*-?[0-9]{1,6}"), re.compile(r"[0-9]{1,3}\s*")
#: A word with a question mark amid its letters, as "Nguy?n"; no part of an address.
_LOST = re.compile(r"(?<![^\s;,\t\"])[^\W\d_]+\?[^\W\d_]+")
#: All letters that Vietnamese writes, beside ASCII.
_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_LETTERS = frozenset(_MARKED + _MARKED.upper())


def read_text(text: str, at: str) -> Table:
    """The rows of a table that was pasted: by tabs where there is any, as spreadsheets copy cells.

    Raises Invalid at ``at``: ``sheet_quote_open`` (``line``), ``sheet_commas_unclear`` (``line``,
    ``typed``: what may be a number with a decimal comma or two cells), and as ``tables.table``.
    """
    return _read(text, at, tabs=0)


def _read(text: str, at: str, *, tabs: float, encoding: str | None = None) -> Table:
    """The rows, by tabs where more than a part of the lines have one, else by what most have."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    said = _SAID.match(lines)
    delimiter = said[1] if said else _delimiter(lines, tabs)
    # Lines are counted as the file has them, the one that names the mark too.
    lines = "\n" + lines[said.end() :] if said else lines
    rows = _rows(lines, delimiter, at)
    return table(_clear(rows, at) if delimiter == "," else rows, at, encoding=encoding)


def read_bytes(data: bytes, at: str) -> Table:
    """The rows of a CSV file in UTF-8, UTF-16 or Windows-1258.

    Raises Invalid at ``at``: ``sheet_encoding``, ``sheet_marks_mixed`` (``line``: the first with
    another mark between its cells than the first line), ``sheet_letters_lost`` (``line``), and as
    ``read_text`` does.
    """
    text, guessed = _decoded(data, at)
    _refuse_lost_letters(text, at)
    _refuse_mixed(text, at)
    return _read(text, at, tabs=0.5, encoding=guessed)


def _decoded(data: bytes, at: str) -> tuple[str, str | None]:
    """The text, and its encoding where no mark and no proof told it."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, at), None
    if b"\0" in data:
        even, odd = data[::2].count(0), data[1::2].count(0)
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be", at), "UTF-16"
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return _windows(data, at), "Windows-1258"


def _strict(data: bytes, encoding: str, at: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid("sheet_encoding", at) from None


def _windows(data: bytes, at: str) -> str:
    """Windows-1258, where what comes out is Vietnamese: TCVN3 and VNI read so are not."""
    text = nfc(_strict(data, "cp1258", at))
    strange = (letter for letter in text if not letter.isascii() and letter not in _LETTERS)
    if any(letter.isalpha() or unicodedata.combining(letter) for letter in strange):
        raise Invalid("sheet_encoding", at)
    return text


def _refuse_lost_letters(text: str, at: str) -> None:
    """Refuse names whose letters a program could not write and put question marks for."""
    for number, line in enumerate(text.splitlines(), start=1):
        lost = _LOST.search(line)
        if lost is not None:
            raise Invalid("sheet_letters_lost", at, line=number, typed=lost[0])


def _delimiter(text: str, tabs: float) -> str:
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    if sum("\t" in line for line in lines) > tabs * len(lines):
        return "\t"
    return max(_DELIMITERS[1:], key=lambda each: (sum(each in line for line in lines), each == ";"))


def _refuse_mixed(text: str, at: str) -> None:
    """A file whose lines are parted now by semicolons, now by commas, was put together of two."""
    if '"' in text or "\t" in text or text[:4].lower() == "sep=":
        return
    marked = [
        (number, frozenset(mark for mark in ";," if mark in line))
        for number, line in enumerate(text.splitlines()[:200], start=1)
        if line.strip()
    ]
    first = marked[0][1] if marked else frozenset()
    for number, marks in marked[1:]:
        if len(first) == len(marks) == 1 and marks != first:
            raise Invalid("sheet_marks_mixed", at, line=number)


def _clear(rows: Iterator[tuple[int, list[str]]], at: str) -> Iterator[tuple[int, list[str]]]:
    """Rows as they are; refused where one has not as many cells as the first and a cut number."""
    width = 0
    for line, cells in rows:
        width = width or len(cells)
        pair = _cut_number(cells) if 1 < width != len(cells) else None
        if pair is not None:
            raise Invalid("sheet_commas_unclear", at, line=line, typed=",".join(pair))
        yield line, cells


def _cut_number(cells: list[str]) -> tuple[str, str] | None:
    pairs = itertools.pairwise(cells)
    return next((p for p in pairs if _WHOLE.fullmatch(p[0]) and _PART.fullmatch(p[1])), None)


def _rows(text: str, delimiter: str, at: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line that each begins on; a quoted cell may hold breaks and delimiters."""
    place, line = 0, 1
    while place < len(text):
        cells, begins = [], line
        while True:
            cell, place, breaks = _cell(text, place, delimiter, line, at)
            cells.append(_unguarded(cell))
            line += breaks
            if place >= len(text) or text[place] == "\n":
                break
            place += 1
        yield begins, cells
        place, line = place + 1, line + 1


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe by which a spreadsheet, and our CSV, keeps it from counting."""
    guarded = cell.startswith("'") and cell[1:].startswith(LIKE_A_FORMULA)
    return cell[1:] if guarded else cell


def _cell(text: str, start: int, delimiter: str, line: int, at: str) -> tuple[str, int, int]:
    """A cell, where it ends, and how many breaks it holds.

    A quote counts at a cell's beginning only, and only where a cell ends behind its partner: a
    name with a quote in it is a name.
    """
    if text.startswith('"', start):
        return _quoted(text, start, delimiter, line, at)
    return _plain(text, start, delimiter)


def _plain(text: str, start: int, delimiter: str) -> tuple[str, int, int]:
    ends = [text.find(delimiter, start), text.find("\n", start)]
    end = min((each for each in ends if each >= 0), default=len(text))
    return text[start:end], end, 0


def _quoted(text: str, start: int, delimiter: str, line: int, at: str) -> tuple[str, int, int]:
    place = start + 1
    while (place := text.find('"', place)) >= 0:
        if text.startswith('""', place):
            place += 2
            continue
        end = place + 1
        if end >= len(text) or text[end] in (delimiter, "\n"):
            inner = text[start + 1 : place]
            return inner.replace('""', '"'), end, inner.count("\n")
        place += 1
    raise Invalid("sheet_quote_open", at, line=line)
