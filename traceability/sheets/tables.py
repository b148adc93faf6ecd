"""What is read of a file or of what was pasted: rows of plain text, by the line they stood on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traceability.domain.errors import Invalid

LARGEST_BYTES = 2 * 1024 * 1024
MOST_CELLS = 64


@dataclass(frozen=True)
class Row:
    """One row: its line (from 1, as Excel or an editor counts) and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows that hold anything, and how they were read.

    ``encoding`` is named where it had to be guessed, ``sheet`` where a workbook had several.
    """

    rows: tuple[Row, ...]
    encoding: str | None = None
    sheet: str | None = None

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(row.cells) for row in self.rows), default=0)


def table(rows: Iterable[tuple[int, Sequence[str]]], at: str, **how: str | None) -> Table:
    """A table of what is not blank; raises Invalid ``sheet_empty``, ``sheet_too_wide``."""
    kept = [Row(line, _trimmed(cells)) for line, cells in rows]
    found = Table(tuple(row for row in kept if row.cells), **how)
    if not found.rows:
        raise Invalid("sheet_empty", at)
    if found.width > MOST_CELLS:
        raise Invalid("sheet_too_wide", at, most=MOST_CELLS)
    return found


def as_tabs(found: Table) -> str:
    """A table as one would paste it: tabs between cells, every row on the line it stood on."""
    lines: list[str] = []
    for row in found.rows:
        lines += [""] * (row.line - 1 - len(lines))
        lines.append("\t".join(map(_pasted, row.cells)))
    return "\n".join(lines)


def _pasted(cell: str) -> str:
    """A cell on one line; one that begins with a quote is quoted, or it would be read as such."""
    bare = " ".join(cell.split())
    quoted = bare.replace('"', '""')
    return f'"{quoted}"' if bare.startswith('"') else bare


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    bare = [cell.strip() for cell in cells]
    while bare and not bare[-1]:
        bare.pop()
    return tuple(bare)
