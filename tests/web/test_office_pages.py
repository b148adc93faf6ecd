"""The territory of an office and handing work over, page by page, and the paper."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.offices import contested, member
from tests.people import World
from tests.web.lot_visits import HOST, Visitor
from tests.web.registry_visits import officer
from traceability.services import accounts, alerts, case_desk, parties

TERRITORY = "/registry/dia-ban"
HAND_OVER = "/registry/ban-giao"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def with_work(world: World) -> tuple[str, str, str]:
    """A colleague with a case in hand; the case, her code, the registrar's."""
    hoa = member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    case, _ours, _theirs = contested(world)
    with world.by(world.who.registrar) as work:
        case_desk.give(work, case, hoa.code)
    return case, hoa.code, world.who.registrar.code


def handed(desk: Visitor, giver: str, taker: str) -> str:
    """Handed over through the forms; where that leads."""
    page = desk.send(HAND_OVER, HAND_OVER, giver=giver, taker=taker)
    done = desk.post(HAND_OVER, page.form(HAND_OVER))
    assert done.status == 303, done.text
    return done.place


def test_the_territory_shows_communes_new_and_old_and_colleagues(world: World) -> None:
    text = officer(world, "commune_registrar").get(TERRITORY).text
    for shown in ("UBND xã Quản Bạ", "Trước 1/7/2025:", "thị trấn Tam Sơn", "Sùng Mí Chá (bạn)"):
        assert shown in text
    assert "Vĩnh Tuy" not in text
    province = officer(world).get(TERRITORY).text
    assert "73 xã, phường" in province
    assert "· UBND xã Quản Bạ" in province
    assert "Nguyễn Thị Lan (bạn)" in province


def test_a_cooperative_finds_neither(world: World) -> None:
    for path in (TERRITORY, HAND_OVER):
        assert officer(world, "manager").get(path).status == 404


def test_who_only_inspects_sees_the_territory_and_hands_nothing_over(world: World) -> None:
    desk = officer(world, "inspector")
    assert desk.get(TERRITORY).status == 200
    assert HAND_OVER not in desk.get(TERRITORY).source
    assert desk.get(HAND_OVER).status == 403


def test_nothing_in_hand_is_said(world: World) -> None:
    assert "Chưa ai trong cơ quan đang giữ việc gì" in officer(world).get(HAND_OVER).text


def test_the_whole_list_is_shown_before_and_kept_after(world: World) -> None:
    case, giver, taker = with_work(world)
    desk = officer(world, "hoa")
    assert desk.get(HAND_OVER).form(HAND_OVER)["giver"] == giver
    page = desk.send(HAND_OVER, HAND_OVER, taker=taker)
    assert page.status == 200
    assert "Lý Thị Hoa bàn giao cho Nguyễn Thị Lan" in page.text
    assert "Bàn giao 2 việc" in page.text
    assert "Đồng nghiệp giao cho bạn vụ việc" in page.text
    assert "Bạn đang giữ" in desk.get(f"/registry/vu-viec/{case}").text
    back = desk.post(HAND_OVER, {**page.form(HAND_OVER), "edit": "yes"})
    assert back.form(HAND_OVER)["taker"] == taker
    done = desk.post(HAND_OVER, page.form(HAND_OVER))
    again = desk.post(HAND_OVER, page.form(HAND_OVER))
    assert (done.status, again.status, again.place) == (303, 303, done.place)
    paper = desk.get(done.place)
    for shown in ("Biên bản bàn giao công việc", "Tranh chấp GTIN", "09521234567899"):
        assert shown in paper.text
    assert done.place in desk.get(HAND_OVER).source
    assert "Đang giữ: Nguyễn Thị Lan" in desk.get(f"/registry/vu-viec/{case}").text


def test_a_list_that_changed_is_shown_again(world: World) -> None:
    _case, giver, taker = with_work(world)
    desk = officer(world, "hoa")
    page = desk.send(HAND_OVER, HAND_OVER, giver=giver, taker=taker)
    with world.by(world.who.operator) as work:
        facts = {"case_kind": "gtin", "key": "1"}
        member_id = case_desk.queries.busy_members(work.db, world.who.registrar.party or 0).pop()
        alerts.tell(work, world.who.registrar.party or 0, "case_taken", None, facts, member_id)
    late = desk.post(HAND_OVER, page.form(HAND_OVER))
    assert late.status == 409
    assert "Danh sách vừa thay đổi" in late.text
    assert "Bàn giao 3 việc" in late.text
    assert desk.post(HAND_OVER, late.form(HAND_OVER)).status == 303


def test_what_is_left_out_or_not_there_is_asked_for_at_its_field(world: World) -> None:
    _case, giver, taker = with_work(world)
    desk = officer(world)
    page = desk.send(HAND_OVER, HAND_OVER, giver="", taker="")
    assert page.status == 422
    assert page.error_at("giver")
    assert page.error_at("taker")
    for wrong in ("x", world.who.inspector.code, world.who.manager.code, "' OR 1=1"):
        assert desk.send(HAND_OVER, HAND_OVER, giver=giver, taker=wrong).error_at("taker")
    assert desk.send(HAND_OVER, HAND_OVER, giver=giver, taker=giver).error_at("taker")
    assert desk.send(HAND_OVER, HAND_OVER, giver=taker, taker=giver).error_at("giver")


def test_the_work_of_one_who_is_gone_is_handed_over_by_a_colleague(world: World) -> None:
    case, giver, taker = with_work(world)
    with world.by(world.who.operator) as work:
        accounts.leave(work, "hoa", parties.known(work, world.who.registrar.party or 0))
    desk = officer(world)
    assert "Lý Thị Hoa · đã rời cơ quan" in desk.get(HAND_OVER).text
    handed(desk, giver, taker)
    assert "Bạn đang giữ" in desk.get(f"/registry/vu-viec/{case}").text


def test_the_paper_is_a_pdf_with_places_to_sign(world: World) -> None:
    _case, giver, taker = with_work(world)
    desk = officer(world)
    place = handed(desk, giver, taker)
    answer = desk.client.get(f"{place}/bien-ban.pdf", base_url=HOST)
    assert answer.content_type == "application/pdf"
    text = " ".join(
        " ".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages
        ).split()
    )
    for said in (
        *("Biên bản bàn giao công việc", "Lý Thị Hoa", "Nguyễn Thị Lan", "09521234567899"),
        *("tranh chấp GTIN", "20/01/2026", "Thủ trưởng cơ quan", "Trang 1"),
    ):
        assert said in text
    again = desk.client.get(f"{place}/bien-ban.pdf", base_url=HOST)
    assert again.data == answer.data


def test_a_name_that_no_paper_can_show_is_said(world: World) -> None:
    hoa = member(world, world.who.registrar, "hoa", "李花")
    case, _ours, _theirs = contested(world)
    with world.by(world.who.registrar) as work:
        case_desk.give(work, case, hoa.code)
    desk = officer(world)
    place = handed(desk, hoa.code, world.who.registrar.code)
    assert desk.get(place).status == 200
    page = desk.get(f"{place}/bien-ban.pdf")
    assert page.status == 422
    assert "李" in page.text


def test_another_office_finds_no_paper(world: World) -> None:
    _case, giver, taker = with_work(world)
    place = handed(officer(world), giver, taker)
    stranger = officer(world, "commune_registrar")
    for path in (place, f"{place}/bien-ban.pdf"):
        assert stranger.get(path).status == 404
        assert officer(world, "manager").get(path).status == 404
    assert officer(world, "inspector").get(place).status == 200
