"""Who releases what waits after farm work: a report that was seen, or an office."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.certificate_papers import enter
from tests.people import PICKED_ON, TODAY, World
from tests.services.test_diary import ON_SQLITE, PHI, hold_of, holds, plus, sprayed
from traceability.domain.errors import Conflict, Denied, NotFound, RuleBroken
from traceability.services import (
    batches,
    certificate_checks,
    diary_corrections,
    phi_release,
    phi_views,
    recalls,
)
from traceability.store import models

# --- releasing -----------------------------------------------------------------------------------


def report(world: World, batch: str, grade: str | None = "seen_by_officer", **more: Any) -> str:
    """A test report of a lot that passes, seen by an officer."""
    from traceability.domain.certificates import Grade, ResultVerdict
    from traceability.services.certificates import ResultRequest

    lines = (ResultRequest("dư lượng thuốc", "KPH", "không phát hiện", None,
                           more.pop("verdict", ResultVerdict.WITHIN)),)  # fmt: skip
    given = {
        "number": f"KN-{batch}",
        "covers": (batch,),
        "sampled_on": PICKED_ON,
        "valid_from": TODAY,
        "method": None,
        "results": lines,
    } | more
    code = enter(world, "test_report", **given)
    if grade is not None:
        with world.by(world.who.registrar) as work:
            asked = certificate_checks.CheckRequest(Grade(grade), 1, "đã xem bản giấy")
            certificate_checks.raise_grade(work, code, asked)
    return code


def release(world: World, hold: str, paper: str, by: Any = None) -> None:
    with world.by(by or world.who.manager) as work:
        phi_release.release(work, hold, paper)


def test_a_manager_releases_on_a_report_that_was_seen(world: World) -> None:
    sprayed(world)
    lot = world.harvest(100).code
    packed = world.pack(lot, 40).code
    release(world, hold_of(world, lot), report(world, lot))
    assert holds(world, lot) == holds(world, packed) == []
    world.publish(packed)
    with world.view() as view:
        lifted = view.db.query(models.Event).filter_by(step="lifted").all()[-1]
        assert "report" in json.loads(lifted.leaf)["facts"]
    assert world.differences() == []


@ON_SQLITE
def test_nobody_else_releases_by_a_report(world: World) -> None:
    sprayed(world)
    lot = world.harvest(100).code
    hold, paper = hold_of(world, lot), report(world, lot)
    people = (world.who.recorder, world.who.stranger, world.who.inspector, world.who.registrar)
    for somebody in people:
        with pytest.raises((Denied, NotFound)):
            release(world, hold, paper, somebody)
    for somebody in (world.who.manager, world.who.recorder, world.who.inspector):
        with pytest.raises((Denied, NotFound)), world.by(somebody) as work:
            recalls.lift(work, hold, "không sao")
    assert holds(world, lot) == [PHI]
    with world.by(world.who.registrar) as work:
        recalls.lift(work, hold, "đã kiểm tra lại")
    assert holds(world, lot) == []
    with pytest.raises(RuleBroken, match="already_lifted"):
        release(world, hold, paper)


@ON_SQLITE
def test_a_report_must_be_of_this_lot_pass_and_be_seen(world: World) -> None:
    from traceability.domain.certificates import ResultVerdict

    sprayed(world)
    lot, other = world.harvest(100).code, world.harvest(50).code
    hold = hold_of(world, lot)
    packed = world.pack(lot, 10).code
    papers = {
        "report_not_seen": report(world, lot, None, number="1"),
        "report_not_of_batch": report(world, other, number="2"),
        "report_not_passed": report(world, lot, number="3", verdict=ResultVerdict.ABOVE),
        "report_sampled_before": report(
            world, lot, number="4", sampled_on=plus(PICKED_ON, -1), valid_from=PICKED_ON
        ),
    }
    papers["report_not_of_batch "] = report(world, packed, number="5")
    for code, paper in papers.items():
        with pytest.raises(RuleBroken) as refused:
            release(world, hold, paper)
        assert refused.value.code == code.strip(), paper
    with world.view() as view:
        shown = phi_release.to_release(view, world.who.manager, hold)
        assert shown.fitting == ()
        assert {str(each.lacks) for each in shown.reports} == {
            "report_not_seen", "report_not_passed", "report_sampled_before",
        }  # fmt: skip
    assert holds(world, lot) == [PHI]


@ON_SQLITE
def test_another_hold_is_not_released_by_a_report(world: World) -> None:
    lot = world.harvest(100).code
    with world.by(world.who.registrar) as work:
        ordered = recalls.order_hold(work, lot, "chờ kiểm tra").code
    with pytest.raises(NotFound):
        release(world, ordered, report(world, lot))


@ON_SQLITE
def test_the_product_is_named_to_whom_the_diary_is(world: World) -> None:
    sprayed(world)
    lot = world.harvest(100).code

    def told(somebody: Any) -> phi_views.Interval:
        with world.view() as view:
            (found,) = phi_views.of_batch(view, somebody, batches.known(view, lot))
            return found

    seen = told(world.who.recorder)
    assert (seen.product, seen.done_on, seen.days, seen.lot_code is not None) == (
        "Thuốc A 50EC", PICKED_ON, 7, True,
    )  # fmt: skip
    assert told(world.who.registrar).product == "Thuốc A 50EC"
    for somebody in (world.who.stranger, world.who.inspector):
        assert told(somebody).product is None


def take_back(world: World, event_id: str, by: Any = None) -> None:
    with world.by(by or world.who.manager) as work:
        diary_corrections.retract(work, event_id, "ghi nhầm vườn")


def test_a_line_taken_back_still_holds_what_is_picked_inside_it(world: World) -> None:
    line = sprayed(world)
    early = world.harvest(10, PICKED_ON).code
    take_back(world, line.event_id)
    later = world.harvest(10, PICKED_ON).code
    assert holds(world, early) == holds(world, later) == [PHI]
    assert world.harvest(10, plus(PICKED_ON, -1)).held == ()
    release(world, hold_of(world, later), report(world, later))
    assert holds(world, later) == []
    assert world.differences() == []


@ON_SQLITE
def test_a_manager_takes_a_line_back_that_waits_or_holds(world: World) -> None:
    waiting = sprayed(world, TODAY, 7)
    over, holding = (sprayed(world, plus(PICKED_ON, days), 2) for days in (-9, -1))
    lot = world.harvest(10, PICKED_ON).code
    for line in (waiting, holding):
        with pytest.raises(Denied, match="wait_needs_manager"):
            take_back(world, line.event_id, world.who.recorder)
    take_back(world, over.event_id, world.who.recorder)
    with world.by(world.who.registrar) as work:
        recalls.lift(work, hold_of(world, lot), "đã kiểm tra lại")
    take_back(world, holding.event_id, world.who.recorder)
    take_back(world, waiting.event_id)


@ON_SQLITE
def test_a_line_is_taken_back_once_and_by_its_own_people(world: World) -> None:
    line = sprayed(world)
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        diary_corrections.retract(work, line.event_id, "của nhà khác")
    take_back(world, line.event_id)
    with pytest.raises(Conflict):
        take_back(world, line.event_id)
    with pytest.raises(NotFound):
        take_back(world, world.entry(world.harvest(5).code))
