"""The page that tells members who sees which of their data, as the rules themselves answer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from traceability.domain import sights
from traceability.domain.access import Action
from traceability.domain.sights import Extent, Reader
from traceability.web.account.blueprint import account
from traceability.web.account.sight_words import (
    DATA,
    EXTENTS,
    LATER,
    NO_PAGE_YET,
    NOTES,
    READERS,
)
from traceability.web.house import actor


@dataclass(frozen=True)
class CellShown:
    """What one reader sees of one class of data, in words; ``own`` marks the reader of the page.

    ``today`` tells that some page shows it.
    """

    reader: str
    extent: Extent
    today: bool
    word: str
    note: str
    own: bool


@dataclass(frozen=True)
class RowShown:
    """A class of data, what is meant by it, whether it is held at all, and who sees it."""

    data: Action
    name: str
    meaning: str
    held: bool
    cells: tuple[CellShown, ...]


@account.get("/ai-xem-duoc-gi")
def who_sees() -> ResponseReturnValue:
    """The table, with the reader's own column marked."""
    own = sights.reader_of(actor().role)
    rows = [_row(row, own) for row in sights.table()]
    return render_template(
        "account/who_sees.html",
        rows=rows,
        readers=[(str(READERS[reader]), reader is own) for reader in Reader],
        office=own in (Reader.INSPECTOR, Reader.REGISTRAR),
    )


def _row(row: sights.Row, own: Reader | None) -> RowShown:
    name, meaning = DATA[row.data]
    cells = (_cell(row, each, extent, own=each is own) for each, extent in row.cells.items())
    return RowShown(row.data, str(name), str(meaning), row.held, tuple(cells))


def _cell(row: sights.Row, reader: Reader, extent: Extent, *, own: bool) -> CellShown:
    note = str(NOTES.get((row.data, reader, extent), ""))
    if row.data is Action.SEE_STEP_KG and reader is Reader.PUBLIC:
        note %= {"count": sights.HOUSEHOLDS_TO_SHOW_WEIGHTS}
    seen = sights.seen_today(row.data, reader)
    return CellShown(str(READERS[reader]), extent, seen, _word(row, reader, extent), note, own)


def _word(row: sights.Row, reader: Reader, extent: Extent) -> str:
    if not row.held:
        return str(LATER[extent])
    return str(NO_PAGE_YET if (row.data, reader) in sights.NO_PAGE else EXTENTS[extent])
