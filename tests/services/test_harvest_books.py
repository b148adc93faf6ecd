"""A harvest book: plain rows at one stroke, the rest as the form records them; taken back whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from tests.people import PICKED_ON, TODAY, VINH_TUY, World
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import books, harvest_books, harvests, harvests_at_once, parties, places
from traceability.services.harvest_book_rows import Entry, Words, Written
from traceability.services.harvest_books import BOOK, Result
from traceability.services.harvests import HarvestRequest
from traceability.services.places import PlaceRequest
from traceability.store.models import (
    AreaCode,
    AreaCodePlace,
    Batch,
    BatchOrigin,
    BatchStock,
    Event,
    SeasonUse,
)
from traceability.store.unit import Reading, rehearsing

DAYS = [dt.date(2026, 1, 12), dt.date(2026, 1, 13), dt.date(2026, 1, 13), dt.date(2026, 1, 14)]


def book(world: World, *more: HarvestRequest) -> list[Entry]:
    """Four plain rows, one with a household and one that waits for the scale, and ``more``."""
    rows = [HarvestRequest(world.who.area, day, Quantity(100_000, "g")) for day in DAYS]
    rows[1] = dataclasses.replace(rows[1], household=world.who.household, lot_code="VUON-07")
    rows[2] = dataclasses.replace(rows[2], estimated=True, place=world.who.place)
    return [Entry(line, each) for line, each in enumerate((*rows, *more), start=2)]


def look(world: World, entries: Sequence[Entry]) -> tuple[list[Result], str]:
    with rehearsing(world.store, world.who.manager) as work:
        results = harvest_books.enter(work, entries)
    return results, books.digest(entries, (), results)


def stored(world: World, entries: Sequence[Entry]) -> str:
    shown = look(world, entries)[1]
    with world.by(world.who.manager) as work:
        return books.confirm(work, BOOK, entries, (), shown).import_id


def projections(view: Reading) -> list[object]:
    """What the record says of the harvests, but for the codes and keys that are drawn."""
    rows = view.db.execute(
        select(Batch, BatchStock, BatchOrigin, Event)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(BatchOrigin, BatchOrigin.batch_id == Batch.id)
        .join(Event, Event.seq == Batch.event_seq)
        .order_by(Batch.lot_code)
    )
    found: list[object] = [
        (
            *(batch.lot_code, batch.made_on, batch.place_id, batch.area_code_id),
            *(batch.household_id, batch.crop_code, batch.unit, batch.stage, batch.gtin),
            *(stock.made, stock.on_hand, stock.state, stock.rev, stock.estimated),
            *(origin.place_id, origin.area_code_id, origin.ppm),
            *(event.kind, event.action, event.step, event.disposition, event.place_id),
            *(event.occurred_on, event.owner_id, event.actor_id, _facts(event)),
        )
        for batch, stock, origin, event in rows
    ]
    uses = view.db.scalars(select(SeasonUse).order_by(SeasonUse.subject_kind))
    return [*found, *((use.subject_kind, use.subject_id, use.used) for use in uses)]


def _facts(event: Event) -> object:
    """What the leaf says but for what is drawn: codes, nonces, salts and the chain's hashes."""
    leaf = json.loads(event.leaf)
    subjects = [(s["role"], s["amount"], s["unit"], s["chain_no"]) for s in leaf["subjects"]]
    return leaf["facts"], leaf["place"], leaf["files"], sorted(leaf["private"]), subjects


def test_plain_rows_leave_what_the_form_leaves(world: World) -> None:
    entries = book(world)
    with rehearsing(world.store, world.who.manager) as work:
        made, rest = harvests_at_once.register(work, entries)
    assert (len(made), rest) == (4, [])
    import_id = stored(world, entries)
    assert world.differences() == []
    with world.view() as view:
        page = books.page(view, world.who.manager, BOOK, import_id)
    assert [line.title for line in page.lines][:2] == ["CAM-260112-01", "VUON-07"]


def test_both_ways_give_the_same_projections(world: World) -> None:
    odd = HarvestRequest(world.who.area, dt.date(2025, 10, 20), Quantity(7_000, "g"))
    late = dataclasses.replace(odd, late_reason="sổ giấy")
    entries = book(world, late)
    with rehearsing(world.store, world.who.manager) as work:
        for entry in entries:
            harvests.register(work, entry.asked)
        one_by_one = projections(work)
    with rehearsing(world.store, world.who.manager) as work:
        made, _rest = harvests_at_once.register(work, entries)
        assert len(made) == len(entries)
        assert projections(work) == one_by_one


def test_rows_near_the_ceiling_are_judged_one_by_one(world: World) -> None:
    much = HarvestRequest(world.who.area, PICKED_ON, Quantity(900_000_000, "g"))
    entries = book(world, much, much)
    with rehearsing(world.store, world.who.manager) as work:
        made, rest = harvests_at_once.register(work, entries)
    assert made == []
    assert rest == entries
    results, _digest = look(world, entries)
    assert str(results[0].season) == "accept"
    assert results[-1].held
    stored(world, entries)
    assert world.differences() == []


def test_a_late_row_needs_its_reason_and_a_manager(world: World) -> None:
    late = HarvestRequest(world.who.area, dt.date(2025, 11, 1), Quantity(1_000, "g"))
    told = dataclasses.replace(late, late_reason="sổ giấy")
    results, _digest = look(world, book(world, late, told))
    assert [fault.code for fault in results[-2].faults] == ["late_reason_needed"]
    assert not results[-1].faults
    with rehearsing(world.store, world.who.recorder) as work:
        refused = harvest_books.enter(work, book(world, told))[-1]
    assert [fault.code for fault in refused.faults] == ["late_needs_manager"]


def test_wrong_rows_keep_the_list_out_unless_they_are_left_out(world: World) -> None:
    wrong = HarvestRequest(world.who.area, TODAY, Quantity(1_000, "ml"))
    entries = book(world, wrong)
    results, shown = look(world, entries)
    assert [fault.code for fault in results[-1].faults] == ["unit_not_of_crop"]
    with pytest.raises(Invalid, match="import_has_faults"), world.by(world.who.manager) as work:
        books.confirm(work, BOOK, entries, (), shown)
    assert world.differences() == []
    with world.by(world.who.manager) as work:
        done = books.confirm(work, BOOK, entries, (), shown, skip_bad=True).import_id
    with world.view() as view:
        assert len(books.page(view, world.who.manager, BOOK, done).lines) == 4


def test_what_changed_since_the_look_is_looked_at_again(world: World) -> None:
    entries = book(world)
    shown = look(world, entries)[1]
    world.harvest(10, DAYS[0])
    with pytest.raises(Conflict, match="import_changed"), world.by(world.who.manager) as work:
        books.confirm(work, BOOK, entries, (), shown)


def test_a_list_is_taken_back_whole(world: World) -> None:
    import_id = stored(world, book(world))
    with world.by(world.who.manager) as work:
        assert books.undo(work, BOOK, import_id, "nhập nhầm tệp") == 4
    assert world.differences() == []
    with world.view() as view:
        page = books.page(view, world.who.manager, BOOK, import_id)
        uses = [use.used for use in view.db.scalars(select(SeasonUse))]
    assert {line.retracted for line in page.lines} == {True}
    assert page.listed.undone_at is not None
    assert set(uses) == {0}
    with pytest.raises(Conflict, match="import_undone"), world.by(world.who.manager) as work:
        books.undo(work, BOOK, import_id, "lần nữa")


def test_a_list_that_was_used_is_not_taken_back(world: World) -> None:
    import_id = stored(world, book(world))
    with world.view() as view:
        lines = books.page(view, world.who.manager, BOOK, import_id).lines
    world.pack(lines[1].code, 5)
    with (
        pytest.raises(RuleBroken, match="import_used") as refused,
        world.by(world.who.manager) as work,
    ):
        books.undo(work, BOOK, import_id, "nhập nhầm")
    assert refused.value.facts["lots"] == ["3: VUON-07"]
    assert world.on_hand(lines[0].code) == (100_000, "open")


def test_the_list_of_another_is_not_found(world: World) -> None:
    import_id = stored(world, book(world))
    with pytest.raises(NotFound), world.view() as view:
        books.page(view, world.who.stranger, BOOK, import_id)
    with pytest.raises((NotFound, Denied)), world.by(world.who.inspector) as work:
        books.undo(work, BOOK, import_id, "x")


def test_words_of_a_row_are_those_of_its_day(world: World) -> None:
    """A garden that left the code, and another that came since, under one name."""
    gone_on = dt.date(2026, 1, 13)
    with world.by(world.who.manager) as work:
        area = work.db.scalars(select(AreaCode).where(AreaCode.code == world.who.area)).one()
        link = work.db.scalars(select(AreaCodePlace)).one()
        coop = parties.known(work, world.who.manager.party or 0)
        asked = PlaceRequest("orchard", VINH_TUY, None, 90_000, private={"name": "Vườn mới"})
        moved_in = places.register(work, coop, asked)
        other = moved_in.code
        link.to_on = gone_on
        since = gone_on + dt.timedelta(days=1)
        work.add(AreaCodePlace(area_code_id=area.id, place_id=moved_in.id, from_on=since))
        raw = area.raw
    world.tampered = True
    with world.view() as view:
        words = Words(view, world.who.manager)

        def found(day: int, place: str) -> str | None:
            row = Written(raw, dt.date(2026, 1, day), Quantity(1_000, "g"), place=place)
            return words.found(row).place

        assert found(12, world.who.place) == world.who.place
        assert found(16, "vuon moi") == other
        assert found(16, world.who.place) == world.who.place
