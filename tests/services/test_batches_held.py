"""Holds: what a code does not cover is stored and held, and nothing of it leaves meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.people import PICKED_ON, STOCK, TODAY, World, decision, orange_grant, restore_code
from traceability.domain.errors import Denied, NotFound, RuleBroken
from traceability.services import area_codes, batches, label_links, print_runs, recalls
from traceability.services.label_links import LabelSpan
from traceability.store.queries import recalls as queries

DAY = dt.timedelta(days=1)


def holds(world: World, code: str) -> list[tuple[str, str]]:
    """The open holds over a batch: their codes and reasons."""
    with world.view() as view:
        found = queries.open_over(view.db, [batches.known(view, code).id])
        return [(each.code, each.reason) for each in found]


def reasons(world: World, code: str) -> list[str]:
    return [reason for _code, reason in holds(world, code)]


def lift_all(world: World, code: str) -> None:
    for hold, _reason in holds(world, code):
        with world.by(world.who.registrar) as work:
            recalls.lift(work, hold, "đã kiểm tra tại vườn")


def test_the_harvest_day_decides(world: World) -> None:
    world.clock.now -= 4 * DAY
    assert world.harvest(day=TODAY - 4 * DAY).held == ()
    world.clock.now += 4 * DAY
    world.suspend(TODAY)
    on_day = world.harvest(day=TODAY)
    assert on_day.held == ("code_not_active",)
    assert reasons(world, on_day.code) == ["code_not_active"]


def test_a_harvest_written_down_after_a_suspension_waits_for_the_registrar(world: World) -> None:
    world.suspend(TODAY)
    made = world.harvest(day=TODAY - DAY)
    assert made.held == ("recorded_after_suspension",)
    assert reasons(world, made.code) == ["recorded_after_suspension"]


def test_a_suspension_to_come_holds_nothing_yet(world: World) -> None:
    world.suspend(TODAY + DAY)
    assert world.harvest(day=TODAY).held == ()
    world.clock.pass_by(days=1)
    assert world.harvest(day=TODAY + DAY).held == ("code_not_active",)


def test_once_restored_a_code_covers_new_harvests_and_old_holds_stay(world: World) -> None:
    world.suspend(PICKED_ON)
    held = world.harvest(day=PICKED_ON)
    with world.by(world.who.registrar) as work:
        restore_code(work, world.who.area, decision(PICKED_ON + DAY))
    assert reasons(world, held.code) == ["code_not_active"]
    assert world.harvest(day=PICKED_ON + DAY).held == ()


def test_a_crop_that_the_code_was_not_granted_for_is_held(world: World) -> None:
    assert world.harvest(crop="persimmon").held == ("variety_not_granted",)


def test_several_reasons_are_several_holds(world: World) -> None:
    world.suspend(PICKED_ON)
    made = world.harvest(crop="persimmon")
    assert made.held == ("code_not_active", "variety_not_granted")
    assert sorted(reasons(world, made.code)) == sorted(made.held)


def test_both_claims_on_one_code_are_held_until_it_is_decided(world: World) -> None:
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.foreign))
    made = world.harvest()
    assert made.held == ("conflict_open",)


def test_what_was_packed_before_a_second_claim_prints_no_more_until_it_is_decided(
    world: World,
) -> None:
    packed = world.packed()
    world.publish(packed.code)
    run = world.print_labels(packed.code, 5)
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.foreign))
    with pytest.raises(RuleBroken, match="code_conflict_open"):
        world.print_labels(packed.code, 5)
    with pytest.raises(RuleBroken, match="code_conflict_open"):
        world.link(run, 1, 5)


def test_a_backdated_suspension_holds_what_was_made_of_its_harvests_too(world: World) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 20)
    world.suspend(PICKED_ON, [harvest.lot_code])
    assert reasons(world, harvest.code) == ["code_not_active"]
    assert reasons(world, packed.code) == ["code_not_active"]


def test_a_harvest_held_for_the_code_already_is_not_held_twice(world: World) -> None:
    world.suspend(PICKED_ON + 2 * DAY)
    with world.by(world.who.registrar) as work:
        restore_code(work, world.who.area, decision(PICKED_ON + 3 * DAY))
    held = world.harvest(day=PICKED_ON + 2 * DAY)
    later = world.harvest(day=PICKED_ON + 4 * DAY)
    assert (held.held, later.held) == (("code_not_active",), ())
    assert world.suspend(PICKED_ON + 3 * DAY, [later.lot_code]) == [later.lot_code]
    assert len(holds(world, held.code)) == 1


def test_a_new_descendant_joins_the_open_holds_of_what_it_is_made_of(world: World) -> None:
    world.suspend(PICKED_ON)
    harvest = world.harvest()
    packed = world.pack(harvest.code, 20)
    assert holds(world, packed.code) == holds(world, harvest.code)
    lift_all(world, harvest.code)
    assert holds(world, packed.code) == []


def test_what_is_made_after_the_lift_is_free(world: World) -> None:
    world.suspend(PICKED_ON)
    harvest = world.harvest(100)
    lift_all(world, harvest.code)
    packed = world.pack(harvest.code, 20)
    assert holds(world, packed.code) == []
    world.publish(packed.code)


def test_nothing_held_is_published_printed_or_linked(world: World) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    unpublished = world.pack(world.harvest(100).code, 40)
    world.publish(packed.code)
    run = world.print_labels(packed.code, 10)
    world.link(run, 1, 4)
    lots = [harvest.lot_code, "CAM-260112-02"]
    world.suspend(PICKED_ON, lots)
    with pytest.raises(RuleBroken) as refused:
        world.publish(unpublished.code)
    assert (refused.value.code, refused.value.facts["reason"]) == ("batch_held", "code_not_active")
    with pytest.raises(RuleBroken, match="batch_held"), world.by(world.who.recorder) as work:
        print_runs.order(work, world.press, print_runs.PrintRequest(packed.code, 1, STOCK))
    with pytest.raises(RuleBroken, match="batch_held"):
        world.link(run, 5, 6)
    lift_all(world, packed.code)
    assert world.link(run, 5, 6) == packed.code


@pytest.mark.parametrize("who", ["manager", "recorder", "stranger", "commune_registrar"])
def test_a_hold_is_lifted_by_the_registrar_alone(world: World, who: str) -> None:
    world.suspend(PICKED_ON)
    ((hold, _reason),) = holds(world, world.harvest().code)
    with pytest.raises((Denied, NotFound)), world.by(getattr(world.who, who)) as work:
        recalls.lift(work, hold, "xin bỏ qua")
    with world.by(world.who.registrar) as work:
        recalls.lift(work, hold, "đã kiểm tra")
    with pytest.raises(RuleBroken, match="already_lifted"), world.by(world.who.registrar) as work:
        recalls.lift(work, hold, "lần nữa")


def test_a_held_page_says_so_and_why(world: World) -> None:
    packed = world.packed()
    world.suspend(PICKED_ON, ["CAM-260112-01"])
    page = world.page(packed.code)
    assert page.verdict == "held"
    assert [(n.kind, n.reason, n.lifted_on) for n in page.notices] == [
        ("hold", "code_not_active", None)
    ]


def test_labels_of_held_goods_may_still_be_voided(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 5)
    world.suspend(PICKED_ON, ["CAM-260112-01"])
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 5), "tem in hỏng")
    assert world.page(world.item_codes(run)[0]).verdict == "void"
