"""Books of the three kinds that were read in, and taken back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.people import TODAY, World
from traceability.domain.quantity import Quantity
from traceability.schemas import dispatch_books as dispatch_schema
from traceability.schemas import imports
from traceability.schemas import slip_books as slip_schema
from traceability.services import books, dispatch_books, harvest_books, slip_books
from traceability.services import dispatch_book_rows as dispatch_rows
from traceability.services import slip_book_rows as slip_rows
from traceability.services.books import Kind
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvests import HarvestRequest
from traceability.services.list_rows import Unread
from traceability.sheets.delimited import read_text
from traceability.store.unit import Work, rehearsing

Read = Callable[[Work, str], tuple[Sequence[Any], list[Unread]]]


def slips_read(work: Work, text: str) -> tuple[Sequence[Any], list[Unread]]:
    """The rows of a book of slips."""
    understood = imports.understand(slip_schema.slip_book(work.today), read_text(text, "pasted"))
    words = slip_rows.Words(work, work.actor)
    return slip_schema.parted(list(slip_schema.read_book(work.today, words, understood)))


def dispatches_read(work: Work, text: str) -> tuple[Sequence[Any], list[Unread]]:
    """The rows of a book of dispatches."""
    kind = dispatch_schema.dispatch_book(work.today)
    understood = imports.understand(kind, read_text(text, "pasted"))
    words = dispatch_rows.Words(work, work.actor)
    return dispatch_schema.parted(list(dispatch_schema.read_book(work.today, words, understood)))


READS: dict[str, tuple[Kind, Read]] = {
    "slips": (slip_books.BOOK, slips_read),
    "dispatches": (dispatch_books.BOOK, dispatches_read),
}


def looked(world: World, kind: str, text: str) -> tuple[list[Any], list[Unread], str]:
    """What would come of a list, its rows that cannot be read, and its digest."""
    book, read = READS[kind]
    with rehearsing(world.store, world.who.manager) as work:
        entries, unread = read(work, text)
        results = list(book.enter(work, entries))
        return results, unread, books.digest(entries, unread, results)


def stored(world: World, kind: str, text: str, *, skip_bad: bool = False) -> books.Stored:
    """A list looked at, and stored as the manager does."""
    book, read = READS[kind]
    shown = looked(world, kind, text)[2]
    with world.by(world.who.manager) as work:
        entries, unread = read(work, text)
        return books.confirm(work, book, entries, unread, shown, skip_bad=skip_bad)


def codes(found: Iterable[Any]) -> dict[int, list[tuple[str, str | None]]]:
    """What is wrong with which row, at which column."""
    return {each.line: [(f.code, f.field) for f in each.faults] for each in found if each.faults}


def read_in_book(world: World) -> str:
    """A harvest book of two rows, looked at and stored; its UUID."""
    asked = HarvestRequest(world.who.area, TODAY, Quantity(2_000, "g"), place=world.who.place)
    entries = [Entry(line, asked) for line in (2, 3)]
    book = harvest_books.BOOK
    with rehearsing(world.store, world.who.manager) as work:
        shown = books.digest(entries, (), book.enter(work, entries))
    with world.by(world.who.manager) as work:
        return books.confirm(work, book, entries, (), shown).import_id


def read_in_slips(world: World) -> str:
    """A book of two slips of somebody new, of goods from outside every code; its UUID."""
    rows = "\n".join(f"18/01/2026;cam sành;Lò Thị Sổ;Quản Bạ;{kg}" for kg in (21, 22))
    text = f"Ngày;Loại cây;Người bán;Xã;Cân cả bì\n{rows}"
    return stored(world, "slips", text).import_id


def read_in_dispatches(world: World) -> str:
    """A book of one note of two lots for anybody; its UUID."""
    lots = [world.harvest(30, TODAY).lot_code for _number in range(2)]
    rows = "\n".join(f"{lot};20/01/2026;7;khách lẻ;10" for lot in lots)
    text = f"Mã lô;Ngày giao;Số phiếu;Giao cho;Khối lượng\n{rows}"
    return stored(world, "dispatches", text).import_id


def take_back_book(world: World, import_id: str, kind: Kind = harvest_books.BOOK) -> None:
    """All of it retracted."""
    with world.by(world.who.manager) as work:
        books.undo(work, kind, import_id, "nhập nhầm")
