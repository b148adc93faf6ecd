"""A harvest book that was read in, and taken back again."""

from __future__ import annotations

from tests.people import TODAY, World
from traceability.domain.quantity import Quantity
from traceability.services import books
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvest_books import BOOK
from traceability.services.harvests import HarvestRequest
from traceability.store.unit import rehearsing


def read_in_book(world: World) -> str:
    """A book of two rows, looked at and stored; its UUID."""
    asked = HarvestRequest(world.who.area, TODAY, Quantity(2_000, "g"), place=world.who.place)
    entries = [Entry(line, asked) for line in (2, 3)]
    with rehearsing(world.store, world.who.manager) as work:
        shown = books.digest(entries, (), BOOK.enter(work, entries))
    with world.by(world.who.manager) as work:
        return books.confirm(work, BOOK, entries, (), shown)


def take_back_book(world: World, import_id: str) -> None:
    """All of it retracted."""
    with world.by(world.who.manager) as work:
        books.undo(work, BOOK, import_id, "nhập nhầm")
