"""A book taken back at one stroke leaves what taking its rows back one by one leaves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

from sqlalchemy import select

from tests.people import TODAY, World
from tests.services.test_harvest_books import book, projections, stored
from tests.services.test_lists_at_scale import counted
from traceability.domain.quantity import Quantity
from traceability.services import books, corrections
from traceability.services.corrections import Retraction
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvest_books import BOOK
from traceability.services.harvests import HarvestRequest
from traceability.store.models import Event
from traceability.store.queries import books as queries
from traceability.store.unit import Reading, rehearsing

REASON = "nhập nhầm"


def retractions(view: Reading) -> list[object]:
    """What the leaves of the retractions say, but for what is drawn."""
    found: list[object] = []
    rows = view.db.scalars(select(Event).where(Event.how.is_not(None)).order_by(Event.corrects))
    for row in rows:
        leaf = json.loads(row.leaf)
        about = [
            (each["role"], each.get("code"), each["amount"], each["chain_no"])
            for each in leaf["subjects"]
        ]
        drawn = ("event_id", "id", "nonce", "private", "subjects", "commitments")
        said = {name: value for name, value in leaf.items() if name not in drawn}
        found.append((row.corrects, row.place_id, row.owner_id, str(said), sorted(map(str, about))))
    return found


def test_both_ways_leave_the_same(world: World) -> None:
    odd = HarvestRequest(world.who.area, dt.date(2025, 10, 20), Quantity(7_000, "g"))
    late = dataclasses.replace(odd, late_reason="sổ giấy")
    import_id = stored(world, book(world, late))
    with rehearsing(world.store, world.who.manager) as work:
        work.hold_judgement()
        row = books._known(work, work.actor, BOOK, import_id)
        told = queries.tellings(work.db, row.id)
        changes = [Retraction(event) for _seq, (event, _stands) in sorted(told.items())]
        corrections.correct(work, changes, REASON)
        one_by_one = projections(work), retractions(work)
    with rehearsing(world.store, world.who.manager) as work:
        assert books.undo(work, BOOK, import_id, REASON) == len(changes) == 5
        assert (projections(work), retractions(work)) == one_by_one
    with world.by(world.who.manager) as work:
        books.undo(work, BOOK, import_id, REASON)
    assert world.differences() == []


def test_taking_back_many_costs_what_taking_back_few_does(world: World) -> None:
    costs = []
    for count in (5, 60):
        asked = HarvestRequest(world.who.area, TODAY, Quantity(100, "g"), place=world.who.place)
        import_id = stored(world, [Entry(line, asked) for line in range(2, count + 2)])
        with world.by(world.who.manager) as work, counted(work.db.get_bind()) as cost:
            assert books.undo(work, BOOK, import_id, REASON) == count
        costs.append(cost.statements)
    assert costs[1] <= costs[0] + 5
    assert world.differences() == []
