"""An officer who is too near proposes; a second one takes it or not, and both are named."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.applicants import ISSUED, asked_for, filed, filed_in_quan_ba, granted, status, step
from tests.offices import join, member
from tests.people import TODAY, VINH_TUY, World
from traceability.domain.access import Actor, Role
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.growing_area import CodeStep, Status
from traceability.services import (
    accounts,
    applications,
    code_decisions,
    file_page,
    file_views,
    files,
    inspections,
    internal_codes,
    officers,
    second_hand,
    sign_in,
)
from traceability.services.differences import facts
from traceability.services.inspections import InspectionRequest
from traceability.services.internal_codes import AreaRequest
from traceability.services.places import PlaceRequest
from traceability.services.second_hand import TakeRequest
from traceability.store.queries import events


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def colleague(world: World) -> Actor:
    """A second registrar of the province."""
    return member(world, world.who.registrar, "hoa", "Lý Thị Hoa")


def proposal_of(world: World, code: str, actor: Actor) -> file_page.ProposalShown:
    with world.view() as view:
        found = file_page.page(view, actor, code).proposal
    assert found is not None
    return found


def checked(world: World) -> str:
    code = filed(world)
    step(world, code, CodeStep.CHECK)
    return code


def join_cooperative(world: World) -> None:
    """The registrar becomes a member of the cooperative, too."""
    with world.by(world.who.operator) as work:
        user = sign_in.account_of(work, "registrar")
        assert user is not None
        join(work, user, world.who.manager.party or 0, Role.RECORDER)


def test_kin_proposes_and_a_colleague_takes_it(world: World, colleague: Actor) -> None:
    code = checked(world)
    done = step(world, code, CodeStep.GRANT, kin=True, valid_until=TODAY + dt.timedelta(300))
    assert done.proposed
    assert status(world, code) is Status.UNDER_CHECK
    mine = proposal_of(world, code, world.who.registrar)
    assert (mine.mine, mine.may_settle, mine.why, mine.raw) == (True, False, "kin", ISSUED)
    shown = proposal_of(world, code, colleague)
    assert (shown.mine, shown.may_settle, shown.by) == (False, True, "Nguyễn Thị Lan")
    with world.by(colleague) as work:
        second_hand.take(work, TakeRequest(shown.id))
    assert status(world, code) is Status.ACTIVE
    with world.view() as view:
        last = file_page.page(view, colleague, code).steps[-1]
    assert (last.signed.person, last.proposed_by) == ("Lý Thị Hoa", "Nguyễn Thị Lan")
    assert world.differences() == []


def test_a_member_of_the_cooperative_never_takes_a_step(world: World) -> None:
    code = checked(world)
    join_cooperative(world)
    assert step(world, code, CodeStep.GRANT).proposed
    shown = proposal_of(world, code, world.who.registrar)
    assert shown.why == "member"
    with world.by(world.who.registrar) as work, pytest.raises(Denied) as refused:
        second_hand.take(work, TakeRequest(shown.id))
    assert refused.value.code == "own_matter"
    assert step(world, world.who.area, CodeStep.SUSPEND).proposed
    with world.by(world.who.registrar) as work, pytest.raises(Denied):
        inspections.register(work, InspectionRequest(code, TODAY, "passed"))
    another = filed(world)
    with world.by(world.who.registrar) as work:
        assert code_decisions.take_in_hand(work, [another, code]) == []


def test_who_was_kin_once_stays_near(world: World) -> None:
    code = checked(world)
    step(world, code, CodeStep.RETURN, kin=True)
    shown = proposal_of(world, code, world.who.registrar)
    with world.by(world.who.registrar) as work:
        second_hand.withdraw(work, shown.id)
    assert step(world, code, CodeStep.GRANT).proposed


def test_while_one_waits_nothing_else_is_decided(world: World, colleague: Actor) -> None:
    code = checked(world)
    step(world, code, CodeStep.GRANT, kin=True)
    with pytest.raises(RuleBroken) as refused:
        step(world, code, CodeStep.REJECT, colleague)
    assert refused.value.code == "proposal_open"
    with world.by(colleague) as work:
        second_hand.refuse(work, proposal_of(world, code, colleague).id)
    step(world, code, CodeStep.REJECT, colleague)
    assert status(world, code) is Status.REJECTED
    assert world.differences() == []


def test_a_proposal_is_settled_once(world: World, colleague: Actor) -> None:
    code = checked(world)
    step(world, code, CodeStep.GRANT, kin=True)
    shown = proposal_of(world, code, colleague)
    with world.by(colleague) as work:
        second_hand.take(work, TakeRequest(shown.id))
    with world.by(colleague) as work, pytest.raises(RuleBroken) as refused:
        second_hand.refuse(work, shown.id)
    assert refused.value.code == "proposal_closed"


def test_the_province_is_a_second_hand_to_a_commune_and_says_why(world: World) -> None:
    code = filed_in_quan_ba(world)
    step(world, code, CodeStep.CHECK, world.who.commune_registrar)
    step(world, code, CodeStep.GRANT, world.who.commune_registrar, kin=True, acting_reason="")
    shown = proposal_of(world, code, world.who.registrar)
    with world.by(world.who.registrar) as work, pytest.raises(Invalid) as refused:
        second_hand.take(work, TakeRequest(shown.id))
    assert refused.value.code == "acting_reason_needed"
    with world.by(world.who.registrar) as work:
        second_hand.take(work, TakeRequest(shown.id, acting_reason="cán bộ xã là người nhà"))
    assert status(world, code) is Status.ACTIVE
    assert world.differences() == []


def test_only_its_own_office_or_the_province_is_a_second_hand(world: World) -> None:
    code = filed_in_quan_ba(world)
    step(world, code, CodeStep.CHECK, kin=True, acting_reason="xã nhờ")
    shown = proposal_of(world, code, world.who.commune_registrar)
    assert shown.may_settle is False
    with world.by(world.who.commune_registrar) as work, pytest.raises(Denied) as refused:
        second_hand.take(work, TakeRequest(shown.id))
    assert refused.value.code == "other_office"


def test_a_proposed_suspension_still_lists_what_it_holds(world: World, colleague: Actor) -> None:
    code = granted(world)
    lot = world.harvest(area_code=code, day=TODAY).lot_code
    assert step(world, code, CodeStep.SUSPEND, kin=True).proposed
    shown = proposal_of(world, code, colleague)
    with world.by(colleague) as work, pytest.raises(Conflict):
        second_hand.take(work, TakeRequest(shown.id))
    with world.by(colleague) as work:
        done = second_hand.take(work, TakeRequest(shown.id, (lot,)))
    assert done.held == (lot,)
    assert world.differences() == []


def test_an_officer_outside_the_territory_finds_no_file(world: World) -> None:
    code = checked(world)
    outside = world.who.commune_registrar
    step(world, code, CodeStep.GRANT, kin=True)
    shown = proposal_of(world, code, world.who.registrar)
    with world.view() as view:
        assert code not in [line.code for line in file_views.queue(view, outside)]
        assert file_views.count_waiting(view, outside) == 0
        assert file_views.count_waiting(view, world.who.registrar) == 1
        with pytest.raises(NotFound):
            file_page.page(view, outside, code)
    with world.by(outside) as work, pytest.raises(NotFound):
        second_hand.take(work, TakeRequest(shown.id))
    with pytest.raises(NotFound):
        step(world, code, CodeStep.REJECT, outside)


def test_a_forgotten_proposer_is_named_no_more(world: World, colleague: Actor) -> None:
    code = checked(world)
    step(world, code, CodeStep.GRANT, kin=True)
    with world.by(colleague) as work:
        second_hand.take(work, TakeRequest(proposal_of(world, code, colleague).id))
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "registrar")
        officers.forget(work, "registrar")
    with world.view() as view:
        last = file_page.page(view, colleague, code).steps[-1]
    assert (last.signed.person, last.proposed_by) == ("Lý Thị Hoa", None)
    assert world.differences() == []


def test_a_step_is_not_taken_of_what_changed_behind_the_page(
    world: World, colleague: Actor
) -> None:
    with world.by(world.who.manager) as work:
        asked = AreaRequest(orchard_of(32_000), ("sanh_orange",))
        place = internal_codes.open_area(work, asked).place
        code = applications.begin(work, asked_for(place))
        applications.submit(work, code)
    step(world, code, CodeStep.CHECK)
    step(world, code, CodeStep.GRANT, kin=True)
    with world.view() as view:
        looked = file_page.page(view, colleague, code)
    assert looked.proposal is not None
    assert not looked.proposal.changed
    with world.by(world.who.manager) as work:
        grown = AreaRequest(orchard_of(9_000_000), ("sanh_orange",))
        internal_codes.revise(work, place, 1, grown)
    with world.by(colleague) as work, pytest.raises(Conflict, match="code_changed"):
        second_hand.take(work, TakeRequest(looked.proposal.id, seen=looked.seen))
    assert status(world, code) is Status.UNDER_CHECK
    with world.view() as view:
        again = file_page.page(view, colleague, code)
    assert again.proposal is not None
    assert again.proposal.changed
    with world.by(colleague) as work:
        second_hand.take(work, TakeRequest(again.proposal.id, seen=again.seen))
    assert status(world, code) is Status.ACTIVE
    assert world.differences() == []


def orchard_of(area_m2: int) -> PlaceRequest:
    return PlaceRequest("orchard", VINH_TUY, None, area_m2, private={"name": "Vườn trên đồi"})


# --- what the record says ------------------------------------------------------------------------


def events_of(world: World, code: str, what: EventStep) -> list[dict[str, object]]:
    with world.view() as view:
        return [facts(each) for each in events.of_step(view.db, code, what)]


def test_the_paper_given_with_a_proposal_goes_with_the_step(
    world: World, colleague: Actor, tmp_path: Path
) -> None:
    code = checked(world)
    paper = files.prepare(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", tmp_path)
    step(world, code, CodeStep.GRANT, kin=True, files=(paper,))
    shown = proposal_of(world, code, colleague)
    assert [each.file.size for each in shown.papers] == [len(paper.data)]
    with world.by(colleague) as work:
        second_hand.take(work, TakeRequest(shown.id))
    with world.view() as view:
        steps = file_page.page(view, colleague, code).steps
    assert [len(each.papers) for each in steps] == [0, 0, 1]


def test_what_is_proposed_and_dropped_stands_in_the_record(world: World, colleague: Actor) -> None:
    code = checked(world)
    for drop, who in ((second_hand.withdraw, world.who.registrar), (second_hand.refuse, colleague)):
        step(world, code, CodeStep.REJECT, kin=True, reason="sai ranh giới")
        proposal = proposal_of(world, code, colleague).id
        with world.by(who) as work:
            drop(work, proposal)
    told = events_of(world, code, EventStep.STEP_PROPOSED)
    assert [each["step"] for each in told] == ["reject", "reject"]
    assert "sai ranh giới" not in json.dumps(told, ensure_ascii=False)
    assert "kin" not in json.dumps(told)
    closed = events_of(world, code, EventStep.PROPOSAL_CLOSED)
    assert [each["outcome"] for each in closed] == ["refused", "withdrawn"]
    assert world.differences() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("UPDATE step_proposal SET step = 'grant'", "step"),
        ("UPDATE step_proposal SET proposed_by = proposed_by + 1", "by"),
        ("UPDATE step_proposal SET outcome = 'withdrawn'", "dropped"),
        ("DELETE FROM step_proposal", "row"),
        ("UPDATE private_value SET value = 'x' WHERE owner_kind = 'proposal'", "reason"),
    ],
)
def test_a_proposal_that_was_changed_is_named(
    world: World, colleague: Actor, change: str, field: str
) -> None:
    code = checked(world)
    step(world, code, CodeStep.REJECT, kin=True, reason="sai ranh giới")
    proposal = proposal_of(world, code, colleague).id
    with world.by(colleague) as work:
        second_hand.refuse(work, proposal)
    with world.store.writer.begin() as connection:
        connection.execute(text(change))
    world.tampered = True
    assert field in {each.field for each in world.differences()}


def test_after_a_decision_comes_the_next_below_it_then_the_top(world: World) -> None:
    codes = [filed(world) for _ in range(4)]
    with world.view() as view:
        order = [line.code for line in file_views.queue(view, world.who.registrar)]
    assert sorted(order) == sorted(codes)
    second, last = order[1], order[3]
    for each in (second, last):
        step(world, each, CodeStep.CHECK)
    step(world, second, CodeStep.REJECT, reason="sai ranh giới")
    with world.view() as view:
        assert file_views.next_file(view, world.who.registrar, second) == order[2]
    step(world, last, CodeStep.RETURN, reason="thiếu sơ đồ")
    with world.view() as view:
        assert file_views.next_file(view, world.who.registrar, last) == order[0]
