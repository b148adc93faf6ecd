"""Tables as CSV for everybody: RFC 4180, UTF-8 with its mark; no cell is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: What spreadsheets take for the beginning of a formula (OWASP, CSV injection).
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTED = frozenset(',"\r\n')


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with its head; equal rows give equal bytes.

    A cell that a spreadsheet would calculate begins with an apostrophe, as one would type it there.
    """
    lines = [heads, *rows]
    text = "".join(f"{','.join(map(_cell, line))}\r\n" for line in lines)
    return b"\xef\xbb\xbf" + text.encode()


def _cell(text: str) -> str:
    safe = f"'{text}" if text.startswith(LIKE_A_FORMULA) else text
    if _QUOTED.isdisjoint(safe):
        return safe
    escaped = safe.replace('"', '""')
    return f'"{escaped}"'
