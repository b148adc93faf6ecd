"""Harvest books: plain rows at one stroke, the rest as the form records them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor
from traceability.domain.capacity import Balance
from traceability.domain.errors import Fault, Refusal
from traceability.domain.holds import HoldReason
from traceability.services import books, harvests, harvests_at_once
from traceability.services.books import Kind, Line, stock_of_lots
from traceability.services.harvest_book_rows import Entry
from traceability.store.models import Party
from traceability.store.queries import batches
from traceability.store.queries import books as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Result:
    """What became of a row: its lot, why that is held, how its season stands; or what is wrong."""

    line: int
    code: str | None = None
    key: int | None = None
    lot_code: str = ""
    held: tuple[HoldReason, ...] = ()
    season: Balance = Balance.ACCEPT
    outside: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def told(self) -> Sequence[object]:
        """The lot, its season and why it is held."""
        return self.lot_code, str(self.season), [*map(str, self.held)]


def check_may(view: Reading, actor: Actor) -> Party:
    """The actor's cooperative; refused who records no harvests."""
    return books.check_may(view, actor, BOOK)


def enter(
    work: Work, entries: Sequence[Entry], stroke: harvests_at_once.Stroke | None = None
) -> list[Result]:
    """Record each row that can be; of one that is refused the result says why. In line order.

    Parts of one list share a ``stroke``.
    """
    work.share_judgement()
    made, rest = (stroke or harvests_at_once.Stroke(work)).register(entries)
    results = [
        Result(each.line, each.code, each.key, each.lot_code, outside=each.outside_months)
        for each in made
    ]
    results += [_one(work, entry) for entry in rest]
    return sorted(results, key=lambda each: each.line)


def _one(work: Work, entry: Entry) -> Result:
    try:
        with work.part():
            made = harvests.register(work, entry.asked)
    except Refusal as refusal:
        return Result(entry.line, faults=tuple(map(_placed, refusal.faults)))
    batch = batches.by_code(work.db, made.code)
    return Result(
        entry.line,
        made.code,
        None if batch is None else batch.id,
        made.lot_code,
        made.held,
        made.season.verdict,
        made.season.outside_months,
    )


def _placed(fault: Fault) -> Fault:
    """A fault at the column where it was written."""
    at = {"measures": "moisture", "measures.moisture": "moisture"}.get(fault.field or "")
    return fault if at is None else Fault(fault.code, at, fault.facts)


def keep_pairs(work: Work, holder: Party, pairs: Sequence[int]) -> str:
    """Write down which lots a list made, as lines and keys of lots in turn; the list's UUID."""
    told = iter(pairs)
    return books.keep(
        work, holder, BOOK, _of_lots(work, zip(told, told, strict=True)), len(pairs) // 2
    )


def _events(work: Work, made: Sequence[Result]) -> Iterator[tuple[int, int]]:
    return _of_lots(work, ((each.line, each.key or 0) for each in made))


def _of_lots(work: Work, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines and keys of lots as lines and the numbers of their events."""
    for some in books.portions(pairs):
        events = queries.events_of(work.db, [key for _line, key in some])
        yield from ((line, events[key]) for line, key in some)


def _lines(view: Reading, key: int) -> list[Line]:
    used = queries.used_lots(view.db, key)
    return [
        Line(
            (line,),
            batch.code,
            batch.lot_code,
            batch.made_on,
            ((stock.made, batch.unit),),
            stock.state == "retracted",
            batch.id in used,
        )
        for line, batch, stock in queries.lots(view.db, key)
    ]


BOOK = Kind("harvests", Action.RECORD_HARVEST, enter, _events, _lines, stock_of_lots)
