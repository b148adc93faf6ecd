"""The page of alerts: for both kinds of organisations, with a count in every header."""

from __future__ import annotations

import pytest

from tests.offices import contested
from tests.people import TODAY, World
from tests.rich_page import lift
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.services import recalls

ALERTS = "/thong-bao"
MARK = "/thong-bao/da-doc"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def browser(world: World, login: str | None) -> Visitor:
    return Visitor(app_of(world), world, login)


def mark(visitor: Visitor, page: Page, alert: str = "") -> Page:
    token = page.form(MARK)
    return visitor.post(MARK, {"csrf_token": token["csrf_token"], "alert": alert})


def test_an_alert_says_what_happened_and_opens_the_lot(world: World) -> None:
    made = world.harvest()
    world.suspend(TODAY.replace(day=10), confirmed=[made.lot_code])
    world.recall(made.code)
    page = browser(world, "manager").get(ALERTS)
    assert f"Thu hồi sản phẩm: lô {made.lot_code}." in page.text
    assert "Mã số vùng trồng VN-HGOR-0128 bị tạm dừng từ 10/01/2026" in page.text
    assert f'href="/coop/lo/{made.code}"' in page.source
    assert page.text.index("Thu hồi sản phẩm") < page.text.index("bị tạm dừng")
    assert "2 thông báo chưa đọc" in page.text


def test_a_recall_and_its_end_count_what_was_made_of_the_lot(world: World) -> None:
    raw = world.harvest(100).code
    world.pack(raw, 10)
    world.recall(raw)
    lift(world, raw)
    text = browser(world, "manager").get(ALERTS).text
    assert text.count("Số lô: 2.") == 2


def test_the_count_stands_in_the_menu_of_every_page_until_it_is_read(world: World) -> None:
    world.suspend(TODAY)
    visitor = browser(world, "recorder")
    assert "Thông báo (1)" in visitor.get("/coop/").text
    done = mark(visitor, visitor.get(ALERTS))
    assert (done.status, done.place) == (303, ALERTS)
    page = visitor.get(ALERTS)
    assert "Thông báo (1)" not in page.text
    assert "Đã đọc hết." in page.text
    assert "Chưa đọc" not in page.text


def test_what_was_done_is_said_once_on_whichever_page_comes_next(world: World) -> None:
    world.suspend(TODAY)
    visitor = browser(world, "recorder")
    mark(visitor, visitor.get(ALERTS))
    page = visitor.get("/coop/")
    assert page.source.count("Đã đánh dấu tất cả là đã đọc.") == 1
    assert "Đã đánh dấu" not in visitor.get("/coop/").text
    assert "Đã đánh dấu" not in visitor.get(ALERTS).text


def test_one_is_marked_and_the_others_stay(world: World) -> None:
    made = world.harvest()
    world.recall(made.code)
    world.suspend(TODAY)
    visitor = browser(world, "manager")
    page = visitor.get(ALERTS)
    newest = page.source.split('name="alert" value="')[1].split('"')[0]
    assert mark(visitor, page, newest).status == 303
    after = visitor.get(ALERTS)
    assert "Một thông báo chưa đọc." in after.text
    assert after.source.count('name="alert"') == 1


@pytest.mark.parametrize("alert", ["nothing", "\0", "' OR 1=1--", "a" * 4000, "\u202e"])
def test_what_is_no_alert_is_not_found(world: World, alert: str) -> None:
    world.suspend(TODAY)
    visitor = browser(world, "manager")
    assert mark(visitor, visitor.get(ALERTS), alert).status == 404


def test_anothers_alert_is_not_found(world: World) -> None:
    world.suspend(TODAY)
    page = browser(world, "manager").get(ALERTS)
    theirs = page.source.split('name="alert" value="')[1].split('"')[0]
    contested(world)
    stranger = browser(world, "stranger")
    assert mark(stranger, stranger.get(ALERTS), theirs).status == 404


def test_an_office_reads_its_own(world: World) -> None:
    case, _ours, _theirs = contested(world)
    page = browser(world, "registrar").get(ALERTS)
    assert "Vụ việc mới trong địa bàn: tranh chấp GTIN 09521234567899." in page.text
    assert f'href="/registry/vu-viec/{case}"' in page.source
    assert "Chưa có thông báo" in browser(world, "commune_registrar").get(ALERTS).text


def test_an_office_reads_that_a_cooperative_recalled(world: World) -> None:
    raw = world.harvest()
    with world.by(world.who.manager) as work:
        recalls.announce(work, [raw.code], "Trả lại nơi mua.", "HTX, 0900 000 011")
    visitor = browser(world, "registrar")
    page = visitor.get(ALERTS)
    assert f"đợt thu hồi sản phẩm: lô {raw.lot_code}. Số lô: 1." in page.text
    assert 'href="/registry/lo"' in page.source
    assert raw.lot_code in visitor.get("/registry/lo").text


def test_who_only_inspects_reads_and_has_no_button(world: World) -> None:
    contested(world)
    inspector = browser(world, "inspector")
    page = inspector.get(ALERTS)
    assert "Vụ việc mới trong địa bàn" in page.text
    assert MARK not in page.source


def test_an_empty_page_says_what_will_stand_there(world: World) -> None:
    assert "Chưa có thông báo" in browser(world, "manager").get(ALERTS).text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=9999999999", "page=x", "page=%00"])
def test_no_address_breaks_the_page(world: World, query: str) -> None:
    assert browser(world, "manager").get(f"{ALERTS}?{query}").status == 200


def test_nobody_is_sent_to_sign_in_and_back(world: World) -> None:
    page = browser(world, None).get(ALERTS)
    assert page.status == 302
    assert "/dang-nhap" in page.place
