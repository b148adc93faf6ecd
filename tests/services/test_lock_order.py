"""The order of locks is watched, and what is checked is checked under its lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from tests import blank_labels
from tests.people import PICKED_ON, TODAY, VINH_TUY, World
from tests.services.test_deliveries import answer, secret_of, send
from tests.services.test_lent_code_races import lend
from traceability.domain.errors import RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    corrections,
    deliveries,
    harvest_books,
    harvest_claims,
    harvests,
    internal_codes,
    label_acts,
    label_links,
    places,
)
from traceability.services.corrections import Retraction
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvests import HarvestRequest
from traceability.services.harvests_at_once import Stroke
from traceability.store.lock_order import OrderBrokenError
from traceability.store.queries import authorizations, events, seasons

ONE_KG = Quantity(1_000, "g")

pytestmark = pytest.mark.usefixtures("ordered_locks")


def test_what_is_locked_out_of_order_is_told(world: World) -> None:
    code = world.harvest(100).code
    with world.by(world.who.recorder) as work:
        found = batches.known(work, code)
        work.lock_chains([code])
        with pytest.raises(OrderBrokenError, match="STOCK is locked after CHAIN"):
            work.lock_stock([found.id])


def test_grounds_are_locked_in_one_order(world: World) -> None:
    with world.by(world.who.recorder) as work:
        work.lock_grounds([7, 5])
        work.lock_grounds([5])
        with pytest.raises(OrderBrokenError, match="GROUNDS are locked out of their order"):
            work.lock_grounds([6])
    with world.by(world.who.recorder) as work:
        work.lock_party(1)
        work.lock_chains([world.who.area])
        with pytest.raises(OrderBrokenError, match="GROUNDS is locked after CHAIN"):
            work.lock_grounds([1])
        with pytest.raises(OrderBrokenError, match="PLACE is locked after CHAIN"):
            seasons.lock_place(work.db, 1)


def waits(world: World) -> bool:
    """Whether somebody waits for a lock (PostgreSQL)."""
    with world.store.reader.connect() as connection:
        wanted = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.execute(text(wanted)).scalar_one())


def until(true: Callable[[], bool], patience: float = 10) -> None:
    """Look again and again; an AssertionError where it is never so."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("late", ["code_not_active", None])
def test_a_lender_s_book_and_a_grantee_s_harvest_take_turns(world: World, late: str | None) -> None:
    """The book holds the chain of the code when the grantee comes for the other garden.

    Its second row is on that garden, plain or judged by itself.
    """
    who = world.who
    place = places.PlaceRequest("orchard", VINH_TUY, private={"name": "Vườn dưới"})
    with world.by(who.manager) as work:
        asked = internal_codes.AreaRequest(replace(place, area_m2=10_000), ("sanh_orange",))
        other = internal_codes.open_area(work, replace(asked, area_code=who.area)).place
    lend(world, 100_000)
    day = TODAY
    if late:
        world.suspend(TODAY)
    entries = [
        Entry(2, HarvestRequest(who.area, PICKED_ON, ONE_KG, place=who.place)),
        Entry(3, HarvestRequest(who.area, day, ONE_KG, place=other)),
    ]
    said: list[object] = []

    def grantee() -> None:
        with world.by(who.stranger) as work:
            harvest = HarvestRequest(who.area, PICKED_ON, ONE_KG, place=other)
            said.append(harvests.register(work, harvest).outside)

    thread = threading.Thread(target=grantee)
    with world.by(who.recorder) as work:
        stroke = Stroke(work)
        first = harvest_books.enter(work, entries[:1], stroke)
        thread.start()
        until(lambda: waits(world))
        second = harvest_books.enter(work, entries[1:], stroke)
    thread.join()
    assert [each.faults for each in (*first, *second)] == [(), ()]
    assert len(said) == 1


def test_what_a_cooperative_may_pick_on_is_held_before_its_first_row(world: World) -> None:
    """Who lent it a code is in it, and one that lent it back meets nobody in a circle."""
    lend(world, 100_000)
    with world.by(world.who.stranger) as work:
        work.share_judgement()
        holder = work.actor.party or 0
        harvest_claims.hold_every_ground(work, holder)
        assert authorizations.lenders_to(work.db, holder) == [world.who.recorder.party]
        asked = HarvestRequest(world.who.area, PICKED_ON, ONE_KG, place=world.who.place)
        for _twice in range(2):
            assert harvests.register(work, asked).outside is None


@pytest.mark.parametrize("backend", ["postgresql"])
def test_who_answers_waits_for_a_correction_of_the_note(world: World) -> None:
    """Taken back but not committed: the answer waits, and is refused."""
    note = send(world, world.harvest(100).code).code
    secret, said = secret_of(world, note), []
    with world.view() as view:
        seq = deliveries.known(view, note).event_seq
        event = events.by_seq(view.db, [seq])[seq].event_id

    def receiver() -> None:
        try:
            said.append(str(answer(world, secret)))
        except RuleBroken as refusal:
            said.append(refusal.code)

    thread = threading.Thread(target=receiver)
    with world.by(world.who.manager) as work:
        corrections.correct(work, [Retraction(event)], "nhầm")
        thread.start()
        thread.join(0.5)
        assert said == []
    thread.join()
    assert said == ["delivery_retracted"]


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_ledger_holds_the_lots_that_it_names_once_it_was_waited_for(world: World) -> None:
    """A blank roll is linked to a lot while somebody else waits for its ledger."""
    lot, run = world.packed(40).code, blank_labels.blank(world, 20)
    held: list[bool] = []

    def spoils() -> None:
        with world.by(world.who.recorder) as work:
            label_acts.spoil(work, run, [(20, 20)], "rách")
            held.append(not is_free(world, lot))

    thread = threading.Thread(target=spoils)
    with world.by(world.who.manager) as work:
        label_links.link_all(work, run, [(1, 5)], lot)
        thread.start()
        until(lambda: waits(world))
    thread.join()
    assert held == [True]
    assert blank_labels.states(world, run) == [
        (1, 5, "linked"),
        (6, 19, "unused"),
        (20, 20, "spoiled"),
    ]


def is_free(world: World, lot: str) -> bool:
    """Whether nobody holds the stock of a lot (PostgreSQL)."""
    wanted = """SELECT batch_id FROM batch_stock JOIN batch ON batch.id = batch_id
        WHERE code = :lot FOR UPDATE OF batch_stock SKIP LOCKED"""
    with world.store.writer.connect() as connection:
        return connection.execute(text(wanted), {"lot": lot}).first() is not None
