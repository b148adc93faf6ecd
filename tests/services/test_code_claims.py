"""A code string that two files claim: nobody prints until it is decided, then the winner does."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests import offices
from tests.people import PACKED_ON, PICKED_ON, TODAY, World, decision, orange_grant
from tests.registers import imported, row
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.growing_area import CodeStep, Status
from traceability.services import (
    alerts,
    area_codes,
    case_views,
    code_claims,
    code_contests,
    code_decisions,
)
from traceability.services.code_claims import ClaimDecision
from traceability.services.code_decisions import StepRequest
from traceability.store import models
from traceability.store.queries import areas, filing

RAW = "VN-HGOR-0128"
WHY = "đã đối chiếu bản gốc quyết định"


def contested(world: World) -> tuple[str, str]:
    """A second claim on our code by a list; the case and the other claim."""
    imported(world, [row(Mã_số=RAW, Đơn_vị_được_cấp="HTX Khác")])
    with world.view() as view:
        ours = area_codes.known(view, world.who.area)
        case = code_contests.open_about(view, ours)
        assert case is not None
        (other,) = [
            each.code for each in areas.standing_claims(view.db, ours) if each.code != ours.code
        ]
        return case.code, other


def decide(world: World, case: str, winner: str | None, **more: str) -> None:
    asked = ClaimDecision(case, winner, "31/QĐ-SNN", WHY, **more)
    with world.by(world.who.registrar) as work:
        code_claims.decide(work, asked)


def status(world: World, code: str) -> Status:
    with world.view() as view:
        return area_codes.status_on(view, area_codes.known(view, code), view.today)


def kinds(world: World, party: int | None) -> list[str]:
    with world.view() as view:
        rows = view.db.query(models.Alert).filter_by(party_id=party).order_by(models.Alert.id)
        return [each.kind for each in rows]


def test_nobody_prints_until_it_is_decided_and_then_the_winner_does(world: World) -> None:
    before = world.pack(world.harvest(100).code, 20)
    case, other = contested(world)
    with pytest.raises(RuleBroken, match="code_conflict_open"):
        world.publish(before.code)
    during = world.harvest(50, PICKED_ON)
    assert during.held
    decide(world, case, world.who.area)
    assert status(world, world.who.area) is Status.ACTIVE
    assert status(world, other) is Status.CANCELLED
    world.publish(before.code)
    packed = world.pack(during.code, 10, PACKED_ON)  # the hold of the dispute is gone
    world.publish(packed.code)
    assert not world.harvest(10).held
    assert "code_claim_kept" in kinds(world, world.who.manager.party)


def test_the_loser_does_not_print(world: World) -> None:
    packed = world.pack(world.harvest(100).code, 20)
    case, other = contested(world)
    held = world.harvest(50)
    decide(world, case, other)
    assert status(world, world.who.area) is Status.CANCELLED
    assert status(world, other) is Status.ACTIVE
    for lot in (packed.code, world.pack(held.code, 10).code):  # picked before the dispute, or in it
        with pytest.raises(RuleBroken, match="batch_held"):
            world.publish(lot)
    assert "code_claim_refused" in kinds(world, world.who.manager.party)


def test_both_can_be_refused(world: World) -> None:
    case, other = contested(world)
    decide(world, case, None)
    assert {status(world, each) for each in (world.who.area, other)} == {Status.CANCELLED}


def test_the_decision_stands_with_the_names_of_its_day(world: World) -> None:
    case, _other = contested(world)
    decide(world, case, world.who.area)
    with world.view() as view:
        shown = case_views.frame(view, world.who.registrar, case, [])
    assert shown.ruling is not None
    assert (shown.ruling.kept, shown.ruling.reason) == (world.who.area, WHY)
    assert shown.ruling.signature.person == "Nguyễn Thị Lan"
    with pytest.raises(RuleBroken, match="case_closed"):
        decide(world, case, None)


def test_a_grant_of_a_string_that_stands_opens_a_case_too(world: World) -> None:
    with world.by(world.who.registrar) as work:
        made = area_codes.grant(work, orange_grant(world.who.foreign, "vn-hgor 0128"))
        other = area_codes.grant(work, orange_grant(world.who.foreign, RAW.lower()))
        assert not made.conflict
        assert other.conflict
        case = code_contests.open_about(work, area_codes.known(work, other.code))
        assert case is not None
        assert case.key == RAW
    assert "code_claimed_twice" in kinds(world, world.who.manager.party)


def test_a_third_claim_joins_the_case(world: World) -> None:
    case, other = contested(world)
    imported(world, [row(Mã_số=RAW, Đơn_vị_được_cấp="HTX Thứ Ba", Xã="Cao Bồ")])
    decide(world, case, other)
    with world.view() as view:
        ours = area_codes.known(view, world.who.area)
        assert [each.code for each in areas.standing_claims(view.db, ours)] == [other]


def test_who_may_not_decide(world: World) -> None:
    case, other = contested(world)
    asked = ClaimDecision(case, other, "", WHY)
    for actor, refusal in (
        (world.who.inspector, Denied),
        (world.who.commune_registrar, NotFound),
        (world.who.manager, NotFound),
    ):
        with world.by(actor) as work, pytest.raises(refusal):
            code_claims.decide(work, asked)
    with world.by(world.who.operator) as work:
        member = work.db.query(models.Membership).filter_by(actor_id=world.who.registrar.id).one()
        user = work.db.get_one(models.UserAccount, member.user_id)
        offices.join(work, user, world.who.manager.party or 0, world.who.manager.role)
    with pytest.raises(Denied, match="own_matter"):
        decide(world, case, other)


def test_what_was_proposed_for_a_loser_is_dropped(world: World) -> None:
    case, other = contested(world)
    with world.by(world.who.registrar) as work:
        renewed = StepRequest(world.who.area, CodeStep.RENEW, decision(TODAY), kin=True)
        assert code_decisions.decide(work, renewed).proposed
    hoa = offices.member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    with world.by(hoa) as work:
        code_claims.decide(work, ClaimDecision(case, other, "31/QĐ-SNN", WHY))
    with world.view() as view:
        assert filing.open_proposals(view.db) == {}
        (closed,) = view.db.query(models.StepProposal)
        assert closed.outcome == "withdrawn"
    assert world.differences() == []


def test_what_does_not_claim_cannot_win(world: World) -> None:
    case, _other = contested(world)
    with pytest.raises(Invalid, match="claim_unknown"):
        decide(world, case, world.who.place)
    gtin = offices.contested(world)[0]
    with world.by(world.who.registrar) as work, pytest.raises(Invalid, match="case_of_other_kind"):
        code_claims.decide(work, ClaimDecision(gtin, None, "", WHY))


def test_a_case_is_opened_for_what_stood_before(world: World) -> None:
    case, other = contested(world)
    with world.by(world.who.registrar) as work:
        assert code_claims.open_for(work, other) == case
    decide(world, case, other)
    with world.by(world.who.registrar) as work, pytest.raises(Invalid, match="code_not_contested"):
        code_claims.open_for(work, other)


def test_a_revocation_ends_a_claim_by_itself(world: World) -> None:
    """Where one side is gone for good, the other prints; the case waits to be closed."""
    _case, other = contested(world)
    with world.by(world.who.registrar) as work:
        area = area_codes.known(work, other)
        office = work.db.get_one(models.Party, world.who.registrar.party)
        step = area_codes.CodeStep.REVOKE
        area_codes.take_step(work, office, area, step, decision(dt.date(2026, 1, 15)))
    world.publish(world.pack(world.harvest(100).code, 20).code)


def test_alerts_say_only_the_string(world: World) -> None:
    contested(world)
    with world.view() as view:
        told = alerts.listed(view, world.who.manager).lines[0]
    assert dataclasses.asdict(told)["facts"] == {"raw": RAW}
