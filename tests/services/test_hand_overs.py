"""Handing over: everything in one act, exactly what was looked at, and a list that stays."""

from __future__ import annotations

import pytest

from tests.offices import GTIN, WHY, case_of, contested, contested_in_quan_ba, member, product
from tests.people import World
from traceability.domain.access import Actor
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.services import (
    accounts,
    alerts,
    case_decisions,
    case_desk,
    case_views,
    hand_overs,
    officers,
    parties,
)
from traceability.services.case_decisions import DecisionRequest
from traceability.services.hand_overs import HandOverPaper, HandOverRequest
from traceability.store.unit import rehearsing

OTHER = "09520123456788"


def hand_over(world: World, by: Actor, giver: Actor, taker: Actor) -> str:
    """The whole of what the giver has, as it is now."""
    asked = HandOverRequest(giver.code, taker.code)
    with world.by(by) as work:
        return hand_overs.give(work, asked, hand_overs.confirmation(work, asked))


def paper(world: World, reader: Actor, code: str) -> HandOverPaper:
    with world.view() as view:
        return hand_overs.paper(view, reader, code)


def busy_hoa(world: World) -> tuple[Actor, list[str]]:
    """A colleague with two cases in hand and one alert of her own; she and the cases."""
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    first, _ours, _theirs = contested(world)
    for manager in (world.who.manager, world.who.stranger):
        product(world, manager, OTHER)
    second = case_of(world, OTHER)
    with world.by(hoa) as work:
        case_desk.take(work, first)
    with world.by(world.who.registrar) as work:
        case_desk.give(work, second, hoa.code)
    return hoa, [first, second]


def mine(world: World, actor: Actor) -> set[str]:
    with world.view() as view:
        return {line.code for line in case_views.queue(view, actor) if line.mine}


def test_cases_and_alerts_go_in_one_act(world: World) -> None:
    hoa, codes = busy_hoa(world)
    code = hand_over(world, hoa, hoa, world.who.registrar)
    assert mine(world, hoa) == set()
    assert mine(world, world.who.registrar) == set(codes)
    found = paper(world, hoa, code)
    assert (found.giver, found.taker, found.by) == ("Lý Thị Hoa", "Nguyễn Thị Lan", "Lý Thị Hoa")
    assert sorted(each.code for each in found.contents.cases) == sorted(codes)
    assert {each.key for each in found.contents.cases} == {GTIN, OTHER}
    assert [str(each.kind) for each in found.contents.alerts] == ["case_given"]
    with world.view() as view:
        told = alerts.listed(view, world.who.registrar).lines
        assert [str(each.kind) for each in told if each.mine] == ["handed_over", "case_given"]
        assert told[0].facts == {"cases": 2, "alerts": 1}
        assert [each.unread for each in alerts.listed(view, hoa).lines if each.mine] == [False]


def test_a_colleague_hands_over_for_one_who_is_gone(world: World) -> None:
    hoa, codes = busy_hoa(world)
    minh = member(world, world.who.registrar, "minh", "Nguyễn Văn Minh")
    with world.by(world.who.operator) as work:
        accounts.leave(work, "hoa", parties.known(work, hoa.party or 0))
    with world.view() as view:
        choices = hand_overs.choices(view, world.who.registrar)
        assert [(each.name, each.here) for each in choices.givers] == [("Lý Thị Hoa", False)]
        assert hoa.code not in [each.code for each in choices.takers]
    code = hand_over(world, world.who.registrar, hoa, minh)
    assert mine(world, minh) == set(codes)
    assert paper(world, minh, code).by == "Nguyễn Thị Lan"


def test_what_was_decided_is_not_handed_over_and_keeps_its_name(world: World) -> None:
    hoa, (first, second) = busy_hoa(world)
    with world.by(hoa) as work:
        case_decisions.decide(work, DecisionRequest(first, None, WHY))
    code = hand_over(world, hoa, hoa, world.who.registrar)
    assert [each.code for each in paper(world, hoa, code).contents.cases] == [second]
    with world.by(world.who.operator) as work:
        office = parties.known(work, hoa.party or 0)
        accounts.leave(work, "hoa", office)
        parties.revise(work, office, {"name": "Chi cục mới"})
    with world.view() as view:
        found = case_views.page(view, world.who.registrar, first).ruling
    assert found is not None
    assert found.signature.person == "Lý Thị Hoa"
    assert found.signature.office == "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"


def test_the_list_is_confirmed_as_it_was_looked_at(world: World) -> None:
    hoa, _codes = busy_hoa(world)
    asked = HandOverRequest(hoa.code, world.who.registrar.code)
    with rehearsing(world.store, hoa) as work:
        seen, confirmed = hand_overs.foresee(work, asked)
    assert len(seen.contents.cases) == 2
    assert mine(world, world.who.registrar) == set()
    with world.by(hoa) as work:
        alerts.mark_all_read(work)
    with world.by(hoa) as work, pytest.raises(Conflict, match="hand_over_changed"):
        hand_overs.give(work, asked, confirmed)
    assert mine(world, world.who.registrar) == set()


def test_nothing_is_not_handed_over(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    with pytest.raises(RuleBroken, match="nothing_to_hand_over"):
        hand_over(world, hoa, hoa, world.who.registrar)


def test_it_goes_to_a_registrar_of_the_same_office_who_is_somebody_else(world: World) -> None:
    hoa, _codes = busy_hoa(world)
    for taker in (world.who.inspector, world.who.commune_registrar, world.who.manager):
        with pytest.raises(Invalid, match="colleague_unknown"):
            hand_over(world, hoa, hoa, taker)
    with pytest.raises(Invalid, match="hand_over_to_oneself"):
        hand_over(world, hoa, hoa, hoa)
    for giver in (world.who.commune_registrar, world.who.manager):
        with pytest.raises(Invalid, match="colleague_unknown"):
            hand_over(world, hoa, giver, world.who.registrar)


def test_who_only_inspects_hands_nothing_over(world: World) -> None:
    hoa, _codes = busy_hoa(world)
    with pytest.raises(Denied):
        hand_over(world, world.who.inspector, hoa, world.who.registrar)
    code = hand_over(world, hoa, hoa, world.who.registrar)
    assert paper(world, world.who.inspector, code).giver == "Lý Thị Hoa"


def test_another_office_does_not_know_of_it(world: World) -> None:
    hoa, _codes = busy_hoa(world)
    code = hand_over(world, hoa, hoa, world.who.registrar)
    for stranger in (world.who.commune_registrar, world.who.manager):
        with world.view() as view, pytest.raises((NotFound, Denied)):
            hand_overs.paper(view, stranger, code)
    with world.view() as view:
        assert hand_overs.choices(view, world.who.commune_registrar).done == ()


def test_the_list_stays_as_it_was_when_all_is_handed_on_again(world: World) -> None:
    hoa, _codes = busy_hoa(world)
    first = hand_over(world, hoa, hoa, world.who.registrar)
    before = paper(world, hoa, first)
    minh = member(world, world.who.registrar, "minh", "Nguyễn Văn Minh")
    second = hand_over(world, minh, world.who.registrar, minh)
    with world.by(world.who.operator) as work:
        parties.revise(work, parties.known(work, hoa.party or 0), {"name": "Chi cục mới"})
    after = paper(world, hoa, first)
    unread = [alert.alert_id for alert in before.contents.alerts]
    assert [alert.alert_id for alert in after.contents.alerts] == unread
    assert (after.contents.cases, after.giver, after.taker, after.office) == (
        before.contents.cases,
        before.giver,
        before.taker,
        before.office,
    )
    # The case given, and that there was a hand-over: the second list holds both.
    assert len(paper(world, minh, second).contents.alerts) == 2


def test_an_erased_name_goes_from_the_list_and_from_no_other_field(world: World) -> None:
    hoa, _codes = busy_hoa(world)
    code = hand_over(world, world.who.registrar, hoa, world.who.registrar)
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "hoa")
        officers.forget(work, "hoa")
    found = paper(world, world.who.registrar, code)
    assert (found.giver, found.taker, found.by) == (None, "Nguyễn Thị Lan", "Nguyễn Thị Lan")
    assert found.office is not None


def test_a_case_of_a_commune_is_handed_over_within_its_office(world: World) -> None:
    case, _ours, _theirs = contested_in_quan_ba(world)
    successor = member(world, world.who.commune_registrar, "sua", "Hạng Thị Súa")
    with world.by(world.who.commune_registrar) as work:
        case_desk.take(work, case)
    hand_over(world, successor, world.who.commune_registrar, successor)
    assert mine(world, successor) == {case}
