"""Closing a day of buying: lots by grade and code, gaps named, once and as it was seen."""

from __future__ import annotations

import pytest

from tests.people import QUAN_BA, TODAY, World

#: What does not depend on the database is asked of one.
from tests.services.test_receptions import ON_SQLITE, origins, refused, row
from tests.services.weigh_days import closed, line, opened, seller, weigh, works
from traceability.domain.access import Action
from traceability.domain.errors import Conflict
from traceability.domain.quantity import Quantity
from traceability.domain.slip_gaps import Mistake
from traceability.services import (
    batches,
    recalls,
    reception_closing,
    receptions,
    runs,
    weigh_slips,
)
from traceability.services.reception_closing import CloseRequest
from traceability.services.weigh_slips import SlipRequest
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Work

# --- closing -------------------------------------------------------------------------------------


def test_closing_joins_by_grade_and_keeps_outside_apart(world: World) -> None:
    works(world, world.who.household)
    outside = seller(world, "Lý Thị Hoa", commune=QUAN_BA)
    day = opened(world)
    for kg, who, grade in (
        (20, world.who.household, "first"),
        (30, world.who.household, "second"),
        (7, outside, "first"),
        (5, world.who.household, "first"),
    ):
        weigh(world, day, line(kg, who, grade=grade))
    done = closed(world, day, scale_total=62_000)
    assert done.gap == 0
    lots = [
        (row(world, code).grade, world.on_hand(code)[0], origins(world, code))
        for code, _lot in done.lots
    ]
    assert lots == [
        ("first", 25_000, {("orchard", "VN-HGOR-0128"): 1_000_000}),
        ("second", 30_000, {("orchard", "VN-HGOR-0128"): 1_000_000}),
        ("first", 7_000, {("outside_ground", None): 1_000_000}),
    ]
    assert row(world, done.lots[0][0]).stage == "received"
    assert world.differences() == []


@ON_SQLITE
def test_all_together_shows_the_share_from_outside(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    weigh(world, day, line(92, world.who.household))
    weigh(world, day, line(8, seller(world, "Lý Thị Hoa", commune=QUAN_BA)))
    ((code, _lot),) = closed(world, day, together=True).lots
    assert origins(world, code) == {
        ("orchard", "VN-HGOR-0128"): 920_000,
        ("outside_ground", None): 80_000,
    }
    made = world.pack(code, 50, day=TODAY)
    world.publish(made.code)
    page = world.page(made.code)
    assert [each.area_code for each in page.origins] == ["VN-HGOR-0128", None]
    assert page.harvests is not None
    assert (page.harvests.count, page.harvests.households) == (2, 2)
    assert "receiving" not in [str(step.step) for step in page.steps]


def test_what_was_used_before_is_not_joined(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    whole, part = (weigh(world, day, line(40, world.who.household)) for _twice in range(2))
    with world.by(world.who.recorder) as work:
        taken = (runs.Take(whole.batch), runs.Take(part.batch, Quantity(15_000, "g")))
        runs.register(
            work,
            runs.RunRequest("sort", taken, (runs.Make(Quantity(50_000, "g"), "first"),), TODAY),
        )
    ((code, _lot),) = closed(world, day).lots
    assert world.on_hand(code) == (25_000, "open")
    assert world.on_hand(part.batch) == (0, "closed")
    assert world.differences() == []


def test_what_is_held_becomes_a_lot_of_its_own_that_is_held(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    sound = weigh(world, day, line(40, world.who.household))
    with world.by(world.who.manager) as work:
        bad = weigh_in(work, day, world)
        recalls.order_hold(work, bad, "mùi lạ")
    done = closed(world, day)
    held = [code for code, _lot in done.lots if _held(world, code)]
    assert [world.on_hand(code)[0] for code in held] == [9_000]
    assert sound.batch not in held
    assert len(done.lots) == 2


@ON_SQLITE
def test_what_is_held_for_different_reasons_stays_apart(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    world.suspend(TODAY)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, weigh_in(work, day, world), "mùi lạ")
    weigh(world, day, line(20, world.who.household))
    with world.view() as view:
        found = receptions.known(view, world.who.recorder, day, Action.SEE_BATCH)
        seen = reception_closing.foresee(view, found, CloseRequest(day, 2))
    assert {each.held: each.amount for each in seen.groups} == {
        ("code_not_active", "ordered"): 9_000,
        ("code_not_active",): 20_000,
    }
    assert [world.on_hand(code)[0] for code, _lot in closed(world, day).lots] == [9_000, 20_000]


def weigh_in(work: Work, day: str, world: World) -> str:
    return weigh_slips.record(work, SlipRequest(day, line(9, world.who.household))).batch


def _held(world: World, code: str) -> bool:
    with world.view() as view:
        return bool(recall_queries.open_over(view.db, [batches.known(view, code).id]))


@ON_SQLITE
def test_the_slip_that_explains_the_gap_is_named_and_a_gap_wants_a_reason(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    for kg in (24, 31, 190, 22):
        weigh(world, day, line(kg, world.who.household))
    real = 24_000 + 31_000 + 19_000 + 22_000
    with world.view() as view:
        found = receptions.known(view, world.who.recorder, day, Action.SEE_BATCH)
        seen = reception_closing.foresee(view, found, CloseRequest(day, 5, real))
    assert (seen.gap, [(each.number, each.mistake) for each in seen.suspects]) == (
        171_000,
        [(3, Mistake.TENFOLD)],
    )
    needed = refused(world, day, scale_total=real, act=closed)
    assert (needed.code, needed.faults[0].field) == ("gap_reason_needed", "reason")
    assert closed(world, day, scale_total=real, reason="gõ nhầm phiếu 3").gap == 171_000
    assert world.differences() == []


def test_a_day_closes_once_and_as_it_was_seen(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    weigh(world, day, line(24, world.who.household))
    assert isinstance(refused(world, day, version=1, act=closed), Conflict)
    closed(world, day)
    assert refused(world, day, act=closed).code == "reception_closed"
    assert refused(world, day, line(1, world.who.household)).code == "reception_closed"
    assert opened(world) != day


@ON_SQLITE
def test_a_day_without_slips_can_be_closed(world: World) -> None:
    assert closed(world, opened(world)).lots == ()
    assert world.differences() == []


@ON_SQLITE
def test_more_slips_than_one_event_names_become_two_lots(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception_closing, "MOST_TAKEN", 3)
    works(world, world.who.household)
    day = opened(world)
    for _each in range(5):
        weigh(world, day, line(10, world.who.household))
    assert [world.on_hand(code)[0] for code, _lot in closed(world, day).lots] == [30_000, 20_000]
    assert world.differences() == []
