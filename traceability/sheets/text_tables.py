"""Tables as text: CSV for everybody, and as Excel opens it by itself; no cell is ever a formula.

CSV is RFC 4180 in UTF-8 with its mark. What parts cells an Excel takes from the settings of its
computer, but tabs in UTF-16 it reads everywhere: they are its "Unicode Text" (decision 0037).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

#: What spreadsheets take for the beginning of a formula (OWASP, CSV injection).
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTED = frozenset(',"\r\n')
_TAB = "\t"
_TABBED = frozenset('\t"\r\n')
Cell = str | int | Decimal | dt.date | None


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with its head; equal rows give equal bytes.

    A cell that a spreadsheet would calculate begins with an apostrophe, as one would type it there.
    """
    lines = [heads, *rows]
    text = "".join(f"{','.join(map(_cell, line))}\r\n" for line in lines)
    return b"\xef\xbb\xbf" + text.encode()


def excel_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same for a double click in Excel: tabs, UTF-16 with its mark, numbers and days as here.

    A number is written with a decimal comma and without dots, a day as 31/12/2026.
    """
    lines = [heads, *([_as_here(cell) for cell in row] for row in rows)]
    text = "".join(_TAB.join(_cell(each, _TABBED) for each in line) + "\r\n" for line in lines)
    return b"\xff\xfe" + text.encode("utf-16-le")


def _as_here(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell)


def _cell(text: str, quoted: frozenset[str] = _QUOTED) -> str:
    safe = f"'{text}" if text.startswith(LIKE_A_FORMULA) else text
    if quoted.isdisjoint(safe):
        return safe
    escaped = safe.replace('"', '""')
    return f'"{escaped}"'
