"""What the parts of the registry ask of each other: codes, ground, lists and permissions."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from tests import registers
from tests.applicants import begun, filed, granted, step
from tests.people import PICKED_ON, QUAN_BA, TODAY, World, decision, orange_grant
from tests.plots import declare, plot, square
from traceability.domain.growing_area import CodeStep
from traceability.domain.holds import HoldReason
from traceability.domain.months import Month
from traceability.domain.quantity import Quantity
from traceability.services import (
    applications,
    area_codes,
    area_pages,
    batches,
    code_authorizations,
    code_claims,
    code_contests,
    code_strings,
    harvests,
    internal_codes,
    open_data,
    overlaps,
    public_figures,
    recalls,
    register_imports,
)
from traceability.services.register_then import Register
from traceability.store import models
from traceability.store.queries import areas
from traceability.store.queries import recalls as recall_queries

RAW = "VN-HGOR-0128"


def case_about(world: World, code: str) -> str | None:
    with world.view() as view:
        case = code_contests.open_about(view, area_codes.known(view, code))
        return None if case is None else case.code


def told(world: World, party: int | None) -> list[str]:
    with world.view() as view:
        return [row.kind for row in view.db.query(models.Alert).filter_by(party_id=party)]


# --- one string, several claims ------------------------------------------------------------------


def test_a_file_granted_a_taken_string_opens_the_case_and_tells_both(world: World) -> None:
    code = filed(world, world.who.stranger)
    step(world, code, CodeStep.CHECK)
    assert step(world, code, CodeStep.GRANT, raw=RAW).conflict
    assert case_about(world, code) is not None
    for party in (world.who.manager.party, world.who.stranger.party):
        assert "code_claimed_twice" in told(world, party)
    assert world.differences() == []


def test_a_string_whose_claim_has_ended_is_free(world: World) -> None:
    with world.by(world.who.registrar) as work:
        area = area_codes.known(work, world.who.area)
        office = work.db.get_one(models.Party, area.register_id)
        area_codes.stop(work, office, area, CodeStep.REVOKE, decision(TODAY), [])
    code = filed(world, world.who.stranger)
    step(world, code, CodeStep.CHECK)
    assert not step(world, code, CodeStep.GRANT, raw=RAW).conflict


def test_another_office_s_grant_of_the_string_is_a_claim_on_the_same(world: World) -> None:
    asked = orange_grant(world.who.foreign, RAW, QUAN_BA)
    with world.by(world.who.commune_registrar) as work:
        theirs = area_codes.grant(work, asked)
    assert theirs.conflict
    with world.view() as view:
        for code in (world.who.area, theirs.code):
            assert areas.conflicted(view.db, area_codes.known(view, code))
    assert world.differences() == []


def test_a_claim_that_ends_leaves_nothing_to_decide(world: World) -> None:
    with world.by(world.who.commune_registrar) as work:
        theirs = area_codes.grant(work, orange_grant(world.who.foreign, RAW, QUAN_BA)).code
    harvest = world.harvest(50, TODAY)
    assert harvest.held == (HoldReason.CONFLICT_OPEN,)
    with world.by(world.who.stranger) as work:
        applications.cancel(work, theirs, "cấp nhầm số")
    assert case_about(world, world.who.area) is None
    assert disputed(world) == {False}
    assert "code_claim_kept" in told(world, world.who.manager.party)
    with world.view() as view:
        recalls.refuse_held(view, batches.known(view, harvest.code))
    assert world.differences() == []


def test_a_revoked_claim_frees_the_other(world: World) -> None:
    with world.by(world.who.commune_registrar) as work:
        theirs = area_codes.grant(work, orange_grant(world.who.foreign, RAW, QUAN_BA)).code
    step(world, theirs, CodeStep.REVOKE)
    assert case_about(world, world.who.area) is None
    assert world.harvest(50, TODAY).held == ()
    assert world.differences() == []


def test_of_three_claims_two_are_left_to_decide(world: World) -> None:
    for holder in (world.who.foreign, world.who.cooperative):
        with world.by(world.who.commune_registrar) as work:
            last = area_codes.grant(work, orange_grant(holder, RAW, QUAN_BA)).code
    step(world, last, CodeStep.REVOKE)
    assert case_about(world, world.who.area) is not None
    assert disputed(world) == {True, False}


def test_what_is_decided_is_disputed_no_more(world: World) -> None:
    registers.imported(world, [registers.row(Mã_số=RAW, Đơn_vị_được_cấp="HTX Khác")])
    case = case_about(world, world.who.area)
    assert case is not None
    assert disputed(world) == {True}
    asked = code_claims.ClaimDecision(case, world.who.area, "31/QĐ", "đã đối chiếu")
    with world.by(world.who.registrar) as work:
        code_claims.decide(work, asked)
    assert disputed(world) == {False}


def disputed(world: World) -> set[bool]:
    with world.view() as view:
        return {code.disputed for code in Register(view, TODAY).codes if code.row.raw == RAW}


def test_a_decision_on_the_code_leaves_the_ground_in_question(world: World) -> None:
    theirs = plot(world, world.who.stranger)
    declare(world, world.who.stranger, theirs, square(0.0014))
    world.clock.pass_by(minutes=5)
    declare(world, world.who.manager, world.who.place, square())
    registers.imported(world, [registers.row(Mã_số=RAW, Đơn_vị_được_cấp="HTX Khác")])
    harvest = world.harvest(50, TODAY)
    assert harvest.held == (HoldReason.CONFLICT_OPEN,)
    case = case_about(world, world.who.area)
    assert case is not None
    asked = code_claims.ClaimDecision(case, world.who.area, "31/QĐ", "đã đối chiếu")
    with world.by(world.who.registrar) as work:
        code_claims.decide(work, asked)
    with world.view() as view:
        place = areas.place_by_code(view.db, world.who.place)
        assert place is not None
        assert overlaps.contested(view, place)
        lifts = view.db.query(models.RecallLift).count()
    assert lifts == 0
    assert world.differences() == []


def test_goods_outside_a_permission_wait_for_their_ground_too(world: World) -> None:
    theirs = plot(world, world.who.stranger)
    declare(world, world.who.stranger, theirs, square(0.0014))
    world.clock.pass_by(minutes=5)
    declare(world, world.who.manager, world.who.place, square())
    cap = Quantity(1_000, "g")
    asked = code_authorizations.AuthorizationRequest(
        world.who.area, world.who.foreign, cap, TODAY, TODAY + dt.timedelta(days=9)
    )
    with world.by(world.who.manager) as work:
        code_authorizations.give(work, asked)
    harvest = harvests.HarvestRequest(world.who.area, TODAY, Quantity(5_000, "g"))
    with world.by(world.who.stranger) as work:
        made = harvests.register(work, harvest)
    assert made.outside is not None
    assert made.held == (HoldReason.CONFLICT_OPEN,)


def test_a_string_whose_claim_was_revoked_draws_nobody_into_its_register(world: World) -> None:
    with world.by(world.who.commune_registrar) as work:
        theirs = area_codes.grant(work, orange_grant(world.who.foreign, "VN-HG-77", QUAN_BA)).code
    step(world, theirs, CodeStep.REVOKE)
    with world.by(world.who.registrar) as work:
        ours = area_codes.grant(work, orange_grant(world.who.cooperative, "VN-HG-77")).code
    with world.view() as view:
        register = area_codes.known(view, ours).register_id
        assert register == world.who.registrar.party


def test_a_claim_disputes_from_the_day_it_was_granted(world: World) -> None:
    """A month that is over does not turn disputed because of a later grant."""
    code = filed(world, world.who.stranger)
    step(world, code, CodeStep.CHECK)
    last = dt.date(2026, 1, 31)
    world.clock.pass_by(days=30)
    step(world, code, CodeStep.GRANT, raw=RAW)
    with world.view() as view:
        told = {each.row.code: each.disputed for each in Register(view, last).codes}
        now = {each.row.code: each.disputed for each in Register(view, view.today).codes}
    assert told[world.who.area] is False
    assert now[world.who.area] is True


def test_goods_of_a_file_that_led_to_no_code_stand_under_none(world: World) -> None:
    code = filed(world)
    with world.by(world.who.manager) as work:
        harvest = harvests.HarvestRequest(code, TODAY, Quantity(100_000, "g"))
        made = harvests.register(work, harvest)
    assert made.held == (HoldReason.CODE_NOT_ACTIVE,)
    packed = world.pack(made.code, 20, TODAY)
    with world.by(world.who.registrar) as work:
        hold = recall_queries.open_over(work.db, [batches.known(work, made.code).id])[0]
        recalls.lift(work, hold.code, "đã xem vườn")
    world.publish(packed.code)
    (origin,) = world.page(packed.code).origins
    assert (origin.area_code, origin.seen) == (None, False)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE case_file SET key = key || 'x' WHERE closed_at IS NULL",
        "UPDATE register_import SET state = 'undone'",
        "UPDATE step_proposal SET why = 'member'",
        "UPDATE place_geometry SET geojson = '{'",
    ],
)
def test_what_was_changed_behind_the_service_is_named(world: World, change: str) -> None:
    registers.imported(world, [registers.row(Mã_số=RAW, Đơn_vị_được_cấp="HTX Khác")])
    declare(world, world.who.manager, world.who.place, square())
    code = filed(world)
    step(world, code, CodeStep.CHECK)
    step(world, code, CodeStep.REJECT, kin=True, reason="sai ranh giới")
    assert world.differences() == []
    with world.store.writer.begin() as connection:
        connection.execute(text(change))
    world.tampered = True
    assert world.differences()


def test_a_grantee_s_kilograms_are_not_the_holder_s_to_open(world: World) -> None:
    asked = code_authorizations.AuthorizationRequest(
        world.who.area, world.who.foreign, Quantity(9_000_000, "g"), TODAY, TODAY
    )
    with world.by(world.who.manager) as work:
        code_authorizations.give(work, asked)
        public_figures.choose(work, world.who.area, opened=True)
    with world.by(world.who.stranger) as work:
        harvests.register(
            work, harvests.HarvestRequest(world.who.area, TODAY, Quantity(1_234_000, "g"))
        )
    assert month_lines(world) == [(1, ())]
    world.harvest(50, TODAY)
    assert month_lines(world) == [(2, ((50_000, "g"),))]


def month_lines(world: World) -> list[tuple[int, tuple[tuple[int, str], ...]]]:
    with world.view() as view:
        page = area_pages.find(view, world.who.area)
    return [(line.batches, line.amounts) for line in page.months]


def test_a_near_string_leads_to_the_claim_that_stands(world: World) -> None:
    with world.by(world.who.commune_registrar) as work:
        other = area_codes.grant(work, orange_grant(world.who.foreign, RAW, QUAN_BA)).code
    case = case_about(world, other)
    assert case is not None
    asked = code_claims.ClaimDecision(case, other, "31/QĐ", "đã đối chiếu")
    with world.by(world.who.registrar) as work:
        code_claims.decide(work, asked)
    with world.view() as view:
        (near,) = code_strings.near(view, ["VNHGOR0128"]).values()
    assert near.code == other


# --- lists that were read in, and what the month says --------------------------------------------


def test_a_renewal_that_is_read_in_says_until_when(world: World) -> None:
    old = {"Ngày cấp": "01/02/2020", "Hiệu lực đến": "01/02/2023", "Gia hạn từ": "02/02/2023"}
    _made, (row,) = registers.imported(world, [{**registers.row(), **old}], skip=True)
    assert row.code is None
    assert "renewed_until" in {fault.field for fault in row.faults}


def test_an_import_that_was_undone_counts_in_no_month(world: World) -> None:
    made, _rows = registers.imported(world, [registers.row(Mã_số="VN-SAI-1")])
    assert "VN-SAI-1" in published(world, Month(2023, 3))
    with world.by(world.who.registrar) as work:
        register_imports.undo(work, made)
    assert "VN-SAI-1" not in published(world, Month(2023, 3))
    with world.view() as view:
        assert "VN-SAI-1" not in {code.row.raw for code in Register(view, TODAY).codes}


def published(world: World, month: Month) -> set[str]:
    with world.view() as view:
        file = open_data.month_file(view, month)
        return set() if file is None else {change.code for change in file.changes}


def test_an_application_that_was_taken_back_is_nobody_s_business(world: World) -> None:
    code = filed(world)
    with world.by(world.who.manager) as work:
        applications.cancel(work, code, "không xin nữa")
    world.clock.pass_by(days=40)
    with world.view() as view:
        number = area_codes.known(view, code).raw
    assert number not in published(world, Month(TODAY.year, TODAY.month))


# --- varieties stand in every leaf that states a code --------------------------------------------


def test_a_place_linked_to_a_code_with_a_variety_leaves_the_record_whole(world: World) -> None:
    code = granted(world)
    with world.by(world.who.manager) as work:
        place = orange_grant("").place
        opened = internal_codes.open_area(work, internal_codes.AreaRequest(place, ("sanh_orange",)))
        internal_codes.link(work, opened.place, code)
    assert world.differences() == []


def test_a_list_that_names_varieties_leaves_the_record_whole(world: World) -> None:
    registers.imported(world, [{**registers.row(), "Giống": "cam sành Hàm Yên"}])
    assert world.differences() == []


@pytest.mark.parametrize("day", [PICKED_ON, TODAY])
def test_a_draft_is_in_no_month(world: World, day: dt.date) -> None:
    begun(world)
    with world.view() as view:
        (found,) = [c for c in Register(view, day).codes if c.row.raw.startswith("HS-")]
        assert not found.disputed
