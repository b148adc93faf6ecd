"""Who has a case in hand: every change is a row, and the last one counts."""

from __future__ import annotations

import pytest

from tests.offices import contested, contested_in_quan_ba, member
from tests.people import World
from traceability.domain.access import Actor
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.services import accounts, alerts, case_decisions, case_desk, case_views
from traceability.services.case_decisions import DecisionRequest
from traceability.store.queries import cases as queries


def take(world: World, actor: Actor, case: str) -> None:
    with world.by(actor) as work:
        case_desk.take(work, case)


def give(world: World, actor: Actor, case: str, to: str) -> None:
    with world.by(actor) as work:
        case_desk.give(work, case, to)


def hands(world: World, case: str) -> list[str]:
    """The names of who had it, first one first."""
    with world.view() as view:
        return [each.name for each in case_views.page(view, world.who.registrar, case).hands]


def test_a_case_goes_from_hand_to_hand_and_every_hand_stays(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, _ours, _theirs = contested(world)
    take(world, world.who.registrar, case)
    give(world, world.who.registrar, case, hoa.code)
    take(world, world.who.registrar, case)
    assert hands(world, case) == ["Nguyễn Thị Lan", "Lý Thị Hoa", "Nguyễn Thị Lan"]
    with world.view() as view:
        mine = case_views.queue(view, world.who.registrar)
        theirs = case_views.queue(view, hoa)
        assert [(line.in_hand, line.mine) for line in mine] == [("Nguyễn Thị Lan", True)]
        assert [line.mine for line in theirs] == [False]
        kinds = [str(each.kind) for each in alerts.listed(view, hoa).lines]
        assert kinds == ["case_taken", "case_given", "case_opened"]


def test_taking_what_one_has_adds_no_row(world: World) -> None:
    case, _ours, _theirs = contested(world)
    for _ in range(2):
        take(world, world.who.registrar, case)
    give(world, world.who.registrar, case, world.who.registrar.code)
    assert hands(world, case) == ["Nguyễn Thị Lan"]


def test_a_case_goes_to_no_inspector_no_other_office_and_nobody_who_left(world: World) -> None:
    gone = member(world, world.who.registrar, "minh", "Nguyễn Văn Minh")
    case, _ours, _theirs = contested(world)
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "minh")
    for code in (world.who.inspector.code, world.who.commune_registrar.code, gone.code, "x"):
        with pytest.raises(Invalid, match="colleague_unknown"):
            give(world, world.who.registrar, case, code)
    assert hands(world, case) == []


def test_only_who_decides_in_the_territory_takes(world: World) -> None:
    case, _ours, _theirs = contested(world)
    for stranger in (world.who.commune_registrar, world.who.manager, world.who.stranger):
        with pytest.raises(NotFound):
            take(world, stranger, case)
    with pytest.raises(Denied):
        take(world, world.who.inspector, case)


def test_a_decided_case_is_in_nobodys_way(world: World) -> None:
    case, ours, _theirs = contested(world)
    with world.by(world.who.registrar) as work:
        case_decisions.decide(work, DecisionRequest(case, ours, "đã xem giấy"))
    with pytest.raises(RuleBroken, match="case_closed"):
        take(world, world.who.registrar, case)


def test_the_province_and_the_commune_see_a_case_of_the_commune(world: World) -> None:
    case, _ours, _theirs = contested_in_quan_ba(world)
    for officer in (world.who.registrar, world.who.commune_registrar, world.who.inspector):
        with world.view() as view:
            assert [line.code for line in case_views.queue(view, officer)] == [case]
            assert case_views.count_open(view, officer) == 1
    take(world, world.who.commune_registrar, case)
    take(world, world.who.registrar, case)
    with world.view() as view:
        told = alerts.listed(view, world.who.commune_registrar).lines
        assert [str(each.kind) for each in told] == ["case_taken", "case_opened"]


def test_the_queue_is_of_cases_by_age(world: World) -> None:
    first, _ours, _theirs = contested(world)
    world.clock.pass_by(days=3)
    with world.view() as view:
        (line,) = case_views.queue(view, world.who.registrar)
    assert (line.code, line.days, line.commune, line.in_hand) == (first, 3, None, None)


def test_a_member_of_two_organisations_has_two_hands(world: World) -> None:
    """What an officer takes at one office is not in the hand of the same person elsewhere."""
    case, _ours, _theirs = contested_in_quan_ba(world)
    take(world, world.who.commune_registrar, case)
    with world.view() as view:
        row = queries.by_code(view.db, case)
        assert row is not None
        hand = queries.in_hand(view.db, [row.id])[row.id]
        assert hand.actor_id == world.who.commune_registrar.id
        assert case_views.queue(view, world.who.registrar)[0].mine is False
