"""Applying for a code: filled in, submitted, returned with reasons, mended, granted, cancelled."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from tests.applicants import (
    ISSUED,
    asked_for,
    begun,
    filed,
    filed_in_quan_ba,
    granted,
    orchard,
    status,
    step,
)
from tests.people import QUAN_BA, TODAY, VINH_TUY, World
from tests.registers import with_communes
from tests.services.test_files import PDF
from traceability.domain import growing_area
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.growing_area import CodeStep, Status
from traceability.services import (
    applications,
    area_codes,
    code_decisions,
    file_page,
    files,
    internal_codes,
)
from traceability.store.models import Alert
from traceability.store.queries import areas

BOTH = (VINH_TUY, QUAN_BA)

DAY = dt.timedelta(days=1)


def told(world: World, party: int | None) -> list[str]:
    with world.view() as view:
        rows = view.db.query(Alert).filter(Alert.party_id == party).order_by(Alert.id)
        return [row.kind for row in rows]


def test_a_file_is_known_by_its_number_until_a_code_is_issued(world: World) -> None:
    code = begun(world)
    with world.view() as view:
        area = area_codes.known(view, code)
        assert (area.raw, area.norm) == (growing_area.file_number(code), area.raw)
        assert area_codes.status_on(view, area, view.today) is Status.DRAFT
        assert areas.varieties_of(view.db, area.id) == {"sanh_orange": "cam sành Hàm Yên"}
    assert world.differences() == []


def test_from_draft_to_a_code(world: World) -> None:
    code = filed(world)
    assert status(world, code) is Status.SUBMITTED
    step(world, code, CodeStep.CHECK)
    assert status(world, code) is Status.UNDER_CHECK
    until = TODAY + 365 * DAY
    done = step(world, code, CodeStep.GRANT, valid_until=until)
    assert (done.proposed, done.conflict) == (False, False)
    assert [status(world, code, day) for day in (TODAY, until, until + DAY)] == [
        "active",
        "active",
        "expired",
    ]
    with world.view() as view:
        assert area_codes.known(view, code).raw == ISSUED
    assert world.harvest(area_code=code, day=TODAY).held == ()
    assert told(world, world.who.manager.party)[-2:] == ["file_checked", "code_granted"]
    assert "file_submitted" in told(world, world.who.registrar.party)
    assert world.differences() == []


def test_a_string_that_is_taken_becomes_a_conflict(world: World) -> None:
    code = filed(world)
    step(world, code, CodeStep.CHECK)
    assert step(world, code, CodeStep.GRANT, raw="vn-hgor-0128").conflict is True
    with world.view() as view:
        assert area_codes.known(view, code).claim_no == 2
        assert areas.conflicted(view.db, area_codes.known(view, world.who.area))
    assert world.differences() == []


def test_a_file_is_returned_with_a_reason_for_each_field_and_mended(
    world: World, tmp_path: Path
) -> None:
    code = filed(world)
    reasons = {"papers": "thiếu giấy đất của hộ 11", "area": "đo lại, thấy 2,9 ha"}
    step(world, code, CodeStep.RETURN, reasons=reasons, reason="")
    with world.view() as view:
        page = file_page.own(view, world.who.manager, code)
        assert page.returned is not None
        assert page.returned.reasons == reasons
        assert page.returned.signed.person == "Nguyễn Thị Lan"
        seen = page.seen
    paper = files.prepare(PDF, tmp_path)
    with world.by(world.who.manager) as work:
        place = orchard_of(world, code)
        applications.amend(work, code, seen, asked_for(place, papers=(paper,)))
    with world.by(world.who.manager) as work:
        applications.submit(work, code)
    with world.view() as view:
        page = file_page.page(view, world.who.registrar, code)
        assert (page.line.times, len(page.papers), page.returned) == (2, 1, None)
        event, number = page.papers[0].event, page.papers[0].file.number
        found = file_page.paper(view, area_codes.known(view, code), event, number)
        assert files.read(tmp_path, found.name) == PDF
    assert world.differences() == []


def orchard_of(world: World, code: str) -> str:
    with world.view() as view:
        area = area_codes.known(view, code)
        return areas.places_of(view.db, area.id)[0].code


def test_a_return_says_why(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        step(world, filed(world), CodeStep.RETURN, reason="")
    assert refused.value.faults[0].field == "reason"


def test_what_an_office_has_is_not_changed(world: World) -> None:
    code = filed(world)
    for act in (
        lambda work: applications.amend(work, code, "", asked_for(orchard_of(world, code))),
        lambda work: applications.add_papers(work, code, ()),
    ):
        with world.by(world.who.manager) as work, pytest.raises(RuleBroken) as refused:
            act(work)
        assert refused.value.code == "file_with_office"


def test_a_change_on_two_screens_at_once_is_refused(world: World) -> None:
    code = begun(world)
    with world.by(world.who.manager) as work, pytest.raises(Conflict) as refused:
        applications.amend(work, code, "7.1.1", asked_for(orchard_of(world, code)))
    assert refused.value.code == "code_changed"


REFUSED = {
    "no place": ({"places": ()}, "required", "places"),
    "somebody else's place": ({"places": ("0000000000",)}, "place_unknown", "places"),
    "another kind": ({"scheme": "apiary"}, "place_not_of_scheme", "places"),
    "no crop": ({"crops": ()}, "required", "crops"),
    "an unknown crop": ({"crops": ("durian",)}, "crop_unknown", "crops"),
    "a crop of elsewhere": ({"crops": ("mint_honey",)}, "crop_not_of_kind", "crops"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_applied_for(world: World, name: str) -> None:
    changed, code, field = REFUSED[name]
    asked = dataclasses.replace(asked_for(orchard(world)), **changed)  # type: ignore[arg-type]
    with world.by(world.who.manager) as work, pytest.raises(Invalid) as refused:
        applications.begin(work, asked)
    assert [(each.code, each.field) for each in refused.value.faults] == [(code, field)]


def test_only_a_manager_applies_and_only_for_its_own(world: World) -> None:
    code = begun(world)
    with world.by(world.who.recorder) as work, pytest.raises(Denied):
        applications.submit(work, code)
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        applications.submit(work, code)
    with world.view() as view, pytest.raises(NotFound):
        file_page.own(view, world.who.stranger, code)


def test_an_office_does_not_see_a_draft(world: World) -> None:
    code = begun(world)
    with world.view() as view, pytest.raises(NotFound):
        file_page.page(view, world.who.registrar, code)


def test_an_application_is_no_code_yet(world: World) -> None:
    """It stands in no list of codes, and its place may be corrected."""
    code = filed(world)
    place = orchard_of(world, code)
    with world.view() as view:
        holder = world.who.manager.party or 0
        assert code not in [row.code for row in areas.codes_of_holder(view.db, holder)]
        assert (
            internal_codes.standing(
                view, internal_codes.own_place(view, world.who.manager, place)
            ).area_m2
            == 32_000
        )
        assert areas.codes_over(view.db, areas.places_by_ids(view.db, [1])[1].id)
    assert world.differences() == []


@pytest.mark.parametrize("after", [(), (CodeStep.CHECK,), (CodeStep.RETURN,)])
def test_a_holder_cancels_what_was_not_decided(world: World, after: tuple[CodeStep, ...]) -> None:
    code = filed(world)
    for each in after:
        step(world, code, each)
    with world.by(world.who.manager) as work:
        assert applications.cancel(work, code, "không làm nữa") == []
    assert status(world, code) is Status.CANCELLED
    assert told(world, world.who.registrar.party)[-1] == "code_cancelled"
    assert world.differences() == []


def test_giving_a_code_back_holds_what_was_picked_today(world: World) -> None:
    code = granted(world)
    lot = world.harvest(area_code=code, day=TODAY).lot_code
    with world.by(world.who.manager) as work, pytest.raises(Conflict) as refused:
        applications.cancel(work, code, "bán vườn")
    assert refused.value.facts["lots"] == [lot]
    with world.by(world.who.manager) as work:
        assert applications.cancel(work, code, "bán vườn", [lot]) == [lot]
    assert world.differences() == []


def test_a_renewal_ends_no_code_in_the_past(world: World) -> None:
    since, over = dt.date(2026, 1, 2), TODAY - dt.timedelta(1)
    for kin in (True, False):
        with pytest.raises(Invalid, match="renewal_already_over") as refused:
            step(world, world.who.area, CodeStep.RENEW, on=since, valid_until=over, kin=kin)
        assert refused.value.faults[0].field == "valid_until"
    step(world, world.who.area, CodeStep.RENEW, on=since, valid_until=TODAY)
    assert status(world, world.who.area) is Status.ACTIVE


def test_without_a_commune_in_common_the_province_has_it(world: World) -> None:
    near, far = orchard(world), orchard(world, commune=QUAN_BA)
    with world.by(world.who.manager) as work:
        code = applications.begin(work, asked_for(near, far))
        alone = applications.begin(work, asked_for(far))
    with world.view() as view:
        offices = [area_codes.known(view, each).register_id for each in (code, alone)]
    assert offices == [world.who.registrar.party, world.who.commune_registrar.party]


def test_a_file_over_two_communes_is_seen_by_each_and_decided_by_the_province(
    world: World,
) -> None:
    near, far = orchard(world), orchard(world, commune=QUAN_BA)
    with world.by(world.who.manager) as work:
        code = applications.begin(work, asked_for(near, far))
        applications.submit(work, code)
    commune, both = world.who.commune_registrar, with_communes(world.who.commune_registrar, *BOTH)
    with world.view() as view:
        shown = [file_page.page(view, who, code) for who in (commune, both)]
    assert [(each.elsewhere, bool(each.can)) for each in shown] == [(True, False), (False, True)]
    with pytest.raises(Denied, match="partly_outside"):
        step(world, code, CodeStep.CHECK, commune)
    with world.by(commune) as work:
        assert code_decisions.take_in_hand(work, [code]) == []
    step(world, code, CodeStep.CHECK, both)
    for what in (CodeStep.RETURN, CodeStep.REJECT, CodeStep.GRANT):
        with pytest.raises(Denied, match="partly_outside"):
            step(world, code, what, commune, reason="thiếu sơ đồ")
    step(world, code, CodeStep.GRANT)
    for what in (CodeStep.SUSPEND, CodeStep.REVOKE, CodeStep.RENEW):
        with pytest.raises(Denied, match="partly_outside"):
            step(world, code, what, commune)
    assert status(world, code) is Status.ACTIVE


def test_of_several_files_those_of_another_territory_are_passed_over(world: World) -> None:
    ours, theirs = filed_in_quan_ba(world), filed(world)
    with world.by(world.who.commune_registrar) as work:
        begun_now = code_decisions.take_in_hand(work, [theirs, "0000000000", ours])
    assert begun_now == [ours]
    assert status(world, theirs) is Status.SUBMITTED
