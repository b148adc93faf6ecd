"""Who is near to a holder decides nothing of its matters, by whichever door the decision comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import certificate_papers as papers
from tests import offices, plots
from tests.applicants import filed, orchard, step
from tests.people import World, orange_grant
from tests.registers import imported, row
from tests.services import test_code_claims as claims
from tests.services.season_worlds import harvested, one_hectare
from traceability.domain.access import Actor, Role
from traceability.domain.certificates import Grade
from traceability.domain.errors import Denied
from traceability.domain.growing_area import CodeStep
from traceability.services import (
    area_codes,
    batches,
    case_decisions,
    case_views,
    certificate_checks,
    certificate_views,
    code_claim_views,
    code_claims,
    place_files,
    recalls,
    second_hand,
    sign_in,
)
from traceability.services.case_decisions import DecisionRequest
from traceability.services.certificate_checks import CheckRequest
from traceability.services.code_claims import ClaimDecision
from traceability.services.register_judging import Outcome
from traceability.store.queries import filing
from traceability.store.queries import recalls as recall_queries

HOLDER = "HTX Cam Sành Vĩnh Hảo"
WHY = "đã xem giấy tờ"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def become_kin(world: World) -> None:
    """The registrar declares kin in the cooperative, and takes the proposal back."""
    code = filed(world)
    step(world, code, CodeStep.CHECK, kin=True)
    with world.by(world.who.registrar) as work:
        proposal = filing.open_proposal(work.db, area_codes.known(work, code).id)
        assert proposal is not None
        second_hand.withdraw(work, proposal.proposal_id)


def become_member(world: World) -> None:
    """The registrar is a member of the cooperative, too."""
    with world.by(world.who.operator) as work:
        user = sign_in.account_of(work, "registrar")
        assert user is not None
        offices.join(work, user, world.who.manager.party or 0, Role.RECORDER)


NEAR = pytest.mark.parametrize("become", [become_kin, become_member])


Act = Callable[[World, Actor], object]


def by_paper(_world: World) -> Act:
    def act(world: World, by: Actor) -> None:
        with world.by(by) as work:
            area_codes.grant(work, orange_grant(world.who.cooperative, "VN-HGOR-0901"))

    return act


def rival_claim(world: World) -> Act:
    case, _other = claims.contested(world)

    def act(world: World, by: Actor) -> None:
        with world.view() as view:
            assert code_claim_views.page(view, by, case).case.own_matter is (
                by == world.who.registrar
            )
        with world.by(by) as work:
            code_claims.decide(work, ClaimDecision(case, world.who.area, "31/QĐ", WHY))

    return act


def hold_over_ceiling(world: World) -> Act:
    place, area = one_hectare(world)
    lot = harvested(world, area, place, 26)
    with world.view() as view:
        (found,) = recall_queries.open_over(view.db, [batches.known(view, lot.code).id])
        hold = found.code

    def act(world: World, by: Actor) -> None:
        with world.by(by) as work:
            recalls.lift(work, hold, WHY)

    return act


def shared_ground(world: World) -> Act:
    plots.declare(world, world.who.manager, world.who.place, plots.square())
    other = plots.plot(world, world.who.stranger)
    plots.declare(world, world.who.stranger, other, plots.square(0.0014))
    case = plots.the_case(world).code

    def act(world: World, by: Actor) -> None:
        with world.view() as view:
            assert case_views.page(view, by, case).own_matter is (by == world.who.registrar)
        with world.by(by) as work:
            case_decisions.decide(work, DecisionRequest(case, None, WHY))

    return act


def yield_of_a_place(world: World) -> Act:
    place = orchard(world)

    def act(world: World, by: Actor) -> None:
        with world.by(by) as work:
            place_files.set_yield(work, place, 1, 7_000_000, WHY)

    return act


def two_gtins(world: World) -> Act:
    case, ours, _theirs = offices.contested(world)

    def act(world: World, by: Actor) -> None:
        with world.by(by) as work:
            case_decisions.decide(work, DecisionRequest(case, ours, WHY))

    return act


def certificate(world: World) -> Act:
    paper = papers.enter(world)

    def act(world: World, by: Actor) -> None:
        with world.view() as view:
            shown = certificate_views.page(view, by, paper)
            assert shown.checks is (by != world.who.registrar)
        with world.by(by) as work:
            certificate_checks.raise_grade(work, paper, CheckRequest(Grade.SEEN, 1, WHY))

    return act


@NEAR
@pytest.mark.parametrize(
    "matter",
    [
        *(by_paper, rival_claim, hold_over_ceiling, shared_ground, yield_of_a_place),
        *(two_gtins, certificate),
    ],
)
def test_a_colleague_decides_and_who_is_near_does_not(
    world: World, matter: Callable[[World], Act], become: Callable[[World], None]
) -> None:
    act = matter(world)
    become(world)
    with pytest.raises(Denied) as refused:
        act(world, world.who.registrar)
    assert refused.value.code == "own_matter"
    act(world, offices.member(world, world.who.registrar, "hoa", "Lý Thị Hoa"))
    assert world.differences() == []


@NEAR
def test_a_list_enters_no_code_of_ones_own(world: World, become: Callable[[World], None]) -> None:
    become(world)
    rows = [row(Mã_số="VN-HGOR-0902", Đơn_vị_được_cấp=HOLDER), row(Mã_số="VN-HGOR-0903")]
    _made, (own,) = imported(world, rows)
    assert [(fault.code, fault.field) for fault in own.faults] == [("own_matter", "holder")]
    assert own.code is None
    _made, (own, other) = imported(world, rows, skip=True)
    assert (own.outcome, other.outcome) == (Outcome.REFUSED, Outcome.ENTERED)
    hoa = offices.member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    _made, (theirs,) = imported(world, rows[:1], hoa)
    assert theirs.outcome is Outcome.ENTERED
