"""Growing-area codes: granted by whom the land lies with, suspended and restored in order."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.people import (
    GRANTED_ON,
    PICKED_ON,
    QUAN_BA,
    TODAY,
    VINH_TUY,
    World,
    decision,
    orange_grant,
    restore_code,
    suspend_code,
)
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.growing_area import CodeStep, Status
from traceability.services import area_codes, area_views, code_decisions
from traceability.services.area_codes import Granted, GrantRequest
from traceability.store.queries import areas

DAY = dt.timedelta(days=1)


def grant(world: World, asked: GrantRequest, by: str = "registrar") -> Granted:
    with world.by(getattr(world.who, by)) as work:
        return area_codes.grant(work, asked)


def status(world: World, day: dt.date, code: str | None = None) -> Status:
    with world.view() as view:
        area = area_codes.known(view, code or world.who.area)
        return area_codes.status_on(view, area, day)


def test_a_code_is_active_from_the_day_of_its_grant(world: World) -> None:
    assert status(world, GRANTED_ON - DAY) is Status.DRAFT
    assert status(world, GRANTED_ON) is Status.ACTIVE
    assert status(world, dt.date(2050, 1, 1)) is Status.ACTIVE


def test_a_code_expires_after_its_last_day_without_any_row(world: World) -> None:
    until = dataclasses.replace(decision(GRANTED_ON), valid_until=PICKED_ON)
    asked = dataclasses.replace(orange_grant(world.who.cooperative, "VN-2"), decision=until)
    made = grant(world, asked)
    assert status(world, PICKED_ON, made.code) is Status.ACTIVE
    assert status(world, PICKED_ON + DAY, made.code) is Status.EXPIRED
    assert world.harvest(area_code=made.code, day=PICKED_ON).held == ()
    assert world.harvest(area_code=made.code, day=PICKED_ON + DAY).held == ("code_not_active",)


def test_a_renewal_without_an_end_takes_the_end_away_from_what_the_holder_reads(
    world: World,
) -> None:
    until = dataclasses.replace(decision(GRANTED_ON), valid_until=PICKED_ON)
    asked = dataclasses.replace(orange_grant(world.who.cooperative, "VN-2"), decision=until)
    code = grant(world, asked).code
    assert told_until(world, code) == PICKED_ON
    with world.by(world.who.registrar) as work:
        renewed = code_decisions.StepRequest(code, CodeStep.RENEW, decision(TODAY, "18/QĐ"))
        code_decisions.decide(work, renewed)
    assert told_until(world, code) is None


def told_until(world: World, code: str) -> dt.date | None:
    with world.view() as view:
        lines = area_views.listed(view, world.who.manager)
    return next(line.valid_until for line in lines if line.code == code)


@pytest.mark.parametrize("raw", ["vn - hgor - 0128", "VN-HGOR-0128", " VN-HGOR-0128 "])
def test_a_second_claim_on_a_code_is_stored_beside_the_first(world: World, raw: str) -> None:
    made = grant(world, orange_grant(world.who.foreign, raw))
    assert made.conflict is True
    with world.view() as view:
        rows = [area_codes.known(view, code) for code in (world.who.area, made.code)]
        assert [row.raw for row in rows] == ["VN-HGOR-0128", raw]
        assert [row.claim_no for row in rows] == [1, 2]
        assert all(areas.conflicted(view.db, row) for row in rows)


def test_the_same_code_in_another_scheme_is_another_code(world: World) -> None:
    other = dataclasses.replace(orange_grant(world.who.foreign), scheme="vn_export_cn")
    assert grant(world, other).conflict is False


def test_the_same_code_from_another_office_is_the_same_code(world: World) -> None:
    theirs = orange_grant(world.who.foreign, commune=QUAN_BA)
    assert grant(world, theirs, "commune_registrar").conflict is True


def test_an_officer_grants_within_the_territory(world: World) -> None:
    theirs = orange_grant(world.who.foreign, "VN-HGOR-0300", QUAN_BA)
    assert grant(world, theirs, "commune_registrar").conflict is False
    with pytest.raises(NotFound):
        grant(world, orange_grant(world.who.foreign, "VN-HGOR-0301", VINH_TUY), "commune_registrar")


@pytest.mark.parametrize("who", ["inspector", "manager", "recorder", "stranger"])
def test_nobody_but_a_registrar_grants_suspends_or_restores(world: World, who: str) -> None:
    with pytest.raises((Denied, NotFound)):
        grant(world, orange_grant(world.who.cooperative, "VN-HGOR-0400"), who)
    for verb in (suspend_code, restore_code):
        with pytest.raises((Denied, NotFound)), world.by(getattr(world.who, who)) as work:
            verb(work, world.who.area, decision(TODAY))
    assert status(world, TODAY) is Status.ACTIVE


def test_an_officer_of_another_commune_does_not_know_the_code(world: World) -> None:
    said = []
    for code in (world.who.area, "0000000000"):
        with pytest.raises(NotFound) as refused, world.by(world.who.commune_registrar) as work:
            suspend_code(work, code, decision(TODAY))
        said.append((refused.value.code, refused.value.facts))
    assert said[0] == said[1]


def test_what_a_grant_must_say(world: World, subtests: pytest.Subtests) -> None:
    asked = orange_grant(world.who.cooperative, "VN-HGOR-0500")
    ended = dataclasses.replace(decision(GRANTED_ON), valid_until=GRANTED_ON - DAY)
    for change, code in (
        ({"crops": ()}, "required"),
        ({"crops": ("cam_vinh",)}, "crop_unknown"),
        ({"holder": world.who.household}, "holder_unknown"),
        ({"holder": "0000000000"}, "holder_unknown"),
        ({"decision": ended}, "valid_until_before_start"),
        ({"place": dataclasses.replace(asked.place, commune="99999")}, "commune_unknown"),
    ):
        with subtests.test(code), pytest.raises(Invalid, match=code):
            grant(world, dataclasses.replace(asked, **change))  # type: ignore[arg-type]


def test_a_suspension_is_ended_by_a_restoration(world: World) -> None:
    assert world.suspend(PICKED_ON) == []
    with world.by(world.who.registrar) as work:
        restore_code(work, world.who.area, decision(PICKED_ON + 3 * DAY))
    days = [PICKED_ON + each * DAY for each in (-1, 0, 2, 3)]
    assert [status(world, day) for day in days] == [
        Status.ACTIVE,
        Status.SUSPENDED,
        Status.SUSPENDED,
        Status.ACTIVE,
    ]


def test_steps_come_in_order(world: World) -> None:
    with (
        pytest.raises(RuleBroken, match="step_not_possible"),
        world.by(world.who.registrar) as work,
    ):
        restore_code(work, world.who.area, decision(TODAY))
    world.suspend(TODAY)
    with pytest.raises(RuleBroken, match="step_not_possible"):
        world.suspend(TODAY)
    with pytest.raises(RuleBroken, match="step_before_last"), world.by(world.who.registrar) as work:
        restore_code(work, world.who.area, decision(TODAY - DAY))


def test_a_backdated_suspension_names_the_lots_before_it_holds_them(world: World) -> None:
    before = world.harvest(100, day=PICKED_ON - DAY)
    lots = [world.harvest(100, day=day).lot_code for day in (PICKED_ON, TODAY)]
    for confirmed in (None, [], lots[:1], [*lots, before.lot_code]):
        with pytest.raises(Conflict) as refused:
            world.suspend(PICKED_ON, confirmed)
        assert refused.value.code == "suspension_holds_batches"
        assert refused.value.facts["lots"] == lots
        assert status(world, TODAY) is Status.ACTIVE
    assert world.suspend(PICKED_ON, lots[::-1]) == lots
    assert status(world, TODAY) is Status.SUSPENDED


def test_a_refused_suspension_is_a_refusal_like_any_other(world: World) -> None:
    with pytest.raises(Refusal) as refused, world.by(world.who.registrar) as work:
        suspend_code(work, "0000000000", decision(TODAY))
    assert refused.value.kind == "not_found"
