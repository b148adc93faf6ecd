"""Two officers at one case, and a hand-over while a case is decided."""

from __future__ import annotations

import pytest

from tests.offices import WHY, contested, member
from tests.people import World
from tests.services.test_races import both
from traceability.services import case_decisions, case_desk, case_views, hand_overs
from traceability.services.case_decisions import DecisionRequest
from traceability.services.hand_overs import HandOverRequest
from traceability.store.unit import Work

pytestmark = pytest.mark.parametrize("backend", ["postgresql"])


def test_two_officers_decide_and_one_has_decided(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, ours, theirs = contested(world)

    def act(work: Work, number: int) -> None:
        acting = work.acting((world.who.registrar, hoa)[number])
        case_decisions.decide(acting, DecisionRequest(case, (ours, theirs)[number], WHY))

    assert both(world, world.who.registrar, act) == ["case_closed", "done"]
    with world.view() as view:
        ruling = case_views.page(view, hoa, case).ruling
        assert ruling is not None
        names = {ours: "Nguyễn Thị Lan", theirs: "Lý Thị Hoa"}
        assert ruling.signature.person == names[ruling.kept or ""]


def test_two_officers_take_and_the_last_one_has_it(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, _ours, _theirs = contested(world)

    def act(work: Work, number: int) -> None:
        case_desk.take(work.acting((world.who.registrar, hoa)[number]), case)

    assert both(world, world.who.registrar, act) == ["done", "done"]
    with world.view() as view:
        assert len(case_views.page(view, hoa, case).hands) == 2


def test_what_is_decided_meanwhile_is_not_handed_over(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, ours, _theirs = contested(world)
    with world.by(hoa) as work:
        case_desk.take(work, case)
    asked = HandOverRequest(hoa.code, world.who.registrar.code)
    with world.by(hoa) as work:
        confirmed = hand_overs.confirmation(work, asked)

    def act(work: Work, number: int) -> None:
        if number:
            hand_overs.give(work, asked, confirmed)
        else:
            case_decisions.decide(work, DecisionRequest(case, ours, WHY))

    said = both(world, hoa, act)
    with world.view() as view:
        page = case_views.page(view, hoa, case)
    assert page.ruling is not None
    # Whoever came first: a decided case is in no hand-over, and one handed over is decided after.
    if said == ["done", "done"]:
        assert [hand.handed_over for hand in page.hands] == [False, True]
    else:
        assert said == ["done", "nothing_to_hand_over"]
        assert [hand.handed_over for hand in page.hands] == [False]


def test_two_hand_overs_of_one_officer_are_one(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, _ours, _theirs = contested(world)
    with world.by(hoa) as work:
        case_desk.take(work, case)
    asked = HandOverRequest(hoa.code, world.who.registrar.code)
    with world.by(hoa) as work:
        confirmed = hand_overs.confirmation(work, asked)

    def act(work: Work, _number: int) -> None:
        hand_overs.give(work, asked, confirmed)

    assert both(world, hoa, act) == ["done", "nothing_to_hand_over"]
