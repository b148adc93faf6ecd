"""The registrar's desk in a real browser: at a desk and on a phone, with and without JavaScript."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import assert_no_fault, follow, listening, press_enter
from tests.people import World
from tests.web.lot_visits import app_of, token_of
from tests.web.registry_visits import VINH_HAO, granted, status_of, suspended
from traceability.domain.growing_area import Status
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser

PHONE, DESK = (360, 740), (1280, 800)
MOST_TABS = 120


@dataclasses.dataclass(frozen=True)
class Site:
    """A register that listens, and a page of the registrar's browser."""

    page: Page
    url: str
    scripts: bool
    phone: bool

    def go(self, path: str) -> None:
        """Open a page, and check it."""
        self.page.goto(self.url + path)
        self.check()

    def check(self) -> None:
        """No fault that axe knows, one h1, landmarks, nothing wider than the screen."""
        page = self.page
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("main#main")).to_have_count(1)
        if self.scripts:
            assert_no_fault(page)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide)

    def tab_to(self, wanted: Locator) -> None:
        """Press Tab until the focus stands there."""
        handle = wanted.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if handle.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("the keyboard does not get there")

    def type_into(self, label: str, text: str) -> None:
        """Fill a field by keyboard alone."""
        field = self.page.get_by_label(label, exact=True)
        self.tab_to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def press(self, name: str) -> None:
        """A button by keyboard alone."""
        self.tab_to(self.page.locator("main").get_by_role("button", name=name))
        press_enter(self.page)


@contextlib.contextmanager
def served(world: World) -> Iterator[str]:
    app = app_of(world, public_url="http://127.0.0.1", development=True)
    with listening(app) as url:
        yield url


@contextlib.contextmanager
def opened(
    browser: Browser, world: World, url: str, size: tuple[int, int], *, scripts: bool
) -> Iterator[Site]:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", java_script_enabled=scripts
    )
    token = token_of(world, "registrar")
    context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    yield Site(context.new_page(), url, scripts, size == PHONE)
    context.close()


@pytest.fixture(
    params=[(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)],
    ids=["phone", "phone-without-scripts", "desk", "desk-without-scripts"],
)
def site(request: pytest.FixtureRequest, world: World, browser: Browser) -> Iterator[Site]:
    size, scripts = request.param
    with served(world) as url, opened(browser, world, url, size, scripts=scripts) as site:
        yield site


def test_a_paper_file_becomes_a_code(site: Site, world: World) -> None:
    site.go("/registry/cap-ma")
    page = site.page
    page.get_by_label("Mã số", exact=True).fill("VN-HGOR-0777")
    follow(page, page.get_by_role("button", name="Xem lại trước khi ghi"))
    site.check()
    expect(page.get_by_label("Ngày cấp")).to_be_focused()
    expect(page.get_by_label("Mã số", exact=True)).to_have_value("VN-HGOR-0777")
    page.get_by_label("Ngày cấp").fill("1/12/2025")
    page.get_by_label("Số quyết định").fill("45/QĐ-SNN")
    page.get_by_label("Hợp tác xã, tổ hợp tác hoặc công ty").select_option(world.who.cooperative)
    page.get_by_label("Cam sành").check()
    page.get_by_label("Tên vùng").fill("Vườn cam Khuổi Phạt")
    page.get_by_label("Xã trước 1/7/2025").select_option(VINH_HAO)
    follow(page, page.get_by_role("button", name="Xem lại trước khi ghi"))
    site.check()
    expect(page.get_by_text("1 tháng 12, 2025")).to_be_visible()
    follow(page, page.get_by_role("button", name="Cấp mã VN-HGOR-0777"))
    site.check()
    expect(page.get_by_role("status")).to_contain_text("Đã cấp mã.")
    expect(page.get_by_role("heading", level=1)).to_have_text("VN-HGOR-0777")


def test_a_search_leads_to_a_code_and_back(site: Site, world: World) -> None:
    granted(world, "VN-HGOR-0301", old=VINH_HAO)
    site.go("/registry/")
    page = site.page
    page.get_by_label("Tìm mã, đơn vị hoặc xã").fill("vinh hao bac quang")
    follow(page, page.get_by_role("button", name="Tìm"))
    site.check()
    follow(page, page.locator(".code-list a").filter(has_text="VN-HGOR-0301"))
    site.check()
    expect(page.get_by_role("heading", level=1)).to_have_text("VN-HGOR-0301")
    if site.phone:
        expect(page.locator(".queue")).to_be_hidden()
        follow(page, page.get_by_role("link", name="Danh sách mã"))
    expect(page.get_by_label("Tìm mã, đơn vị hoặc xã")).to_have_value("vinh hao bac quang")


def test_a_suspension_shows_its_lots_before_it_is_recorded(site: Site, world: World) -> None:
    lot = world.harvest().lot_code
    site.go(f"/registry/ma/{world.who.area}")
    page = site.page
    follow(page, page.get_by_role("link", name="Tạm dừng mã"))
    site.check()
    page.get_by_label("Ngày hiệu lực").fill("10/1/2026")
    page.get_by_label("Số quyết định").fill("7/QĐ")
    page.get_by_label("Lý do").fill("trộn hàng ngoài vùng")
    follow(page, page.get_by_role("button", name="Tạm dừng mã"))
    site.check()
    expect(page.get_by_role("rowheader", name=lot)).to_be_visible()
    follow(page, page.get_by_role("button", name="Tạm dừng mã, tạm ngừng xuất một lô"))
    site.check()
    expect(page.get_by_role("status")).to_contain_text("tạm ngừng xuất một lô")
    site.go("/registry/lo")
    follow(page, page.get_by_role("link", name=f"Gỡ cho lô {lot}"))
    site.check()
    page.get_by_label("Lý do").fill("đã kiểm tra lại tại vườn")
    follow(page, page.get_by_role("button", name="Gỡ cho một lô"))
    site.check()
    expect(page.get_by_text("Không có lô nào đang tạm ngừng xuất")).to_be_visible()


def test_two_claims_are_read_side_by_side(site: Site, world: World) -> None:
    granted(world, "VN-HGOR-0128", old=VINH_HAO)
    site.go(f"/registry/ma/{world.who.area}")
    boxes = [
        card.bounding_box() for card in site.page.locator(".columns").first.locator("> *").all()
    ]
    first, second = boxes
    assert first is not None
    assert second is not None
    if site.phone:
        assert second["y"] >= first["y"] + first["height"]
    else:
        assert second["x"] >= first["x"] + first["width"]
        assert second["y"] == first["y"]


def test_everything_is_done_by_keyboard_alone(world: World, browser: Browser) -> None:
    with served(world) as url, opened(browser, world, url, DESK, scripts=True) as site:
        site.go("/registry/")
        page = site.page
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        site.tab_to(page.locator(".code-list a").first)
        press_enter(page)
        page.wait_for_url(f"**/ma/{world.who.area}")
        site.tab_to(page.get_by_role("link", name="Tạm dừng mã"))
        press_enter(page)
        page.wait_for_url("**/tam-dung")
        site.type_into("Số quyết định", "7/QĐ")
        site.type_into("Lý do", "trộn hàng ngoài vùng")
        site.press("Tạm dừng mã")
        expect(page.get_by_role("status")).to_contain_text("Đã tạm dừng mã.")
        site.tab_to(page.get_by_role("link", name="Khôi phục mã"))
        press_enter(page)
        page.wait_for_url("**/khoi-phuc")
        site.type_into("Số quyết định", "8/QĐ")
        site.type_into("Lý do", "đã khắc phục")
        site.press("Khôi phục mã")
        expect(page.get_by_role("status")).to_contain_text("Đã khôi phục mã.")
    assert status_of(world, world.who.area) is Status.ACTIVE


def test_nothing_moves_sideways_on_the_narrowest_phone_or_at_double_zoom(
    world: World, browser: Browser
) -> None:
    made = world.harvest()
    long = "VN-" + "HGORHGORHGORHGOR" * 3
    other = granted(world, long, old=VINH_HAO, name="Vườn cam sành thôn Vĩnh Sơn xóm Khuổi Phạt")
    granted(world, long, old=VINH_HAO)
    suspended(world, other.code, dt.date(2026, 1, 15))
    world.suspend(dt.date(2026, 1, 10), confirmed=[made.lot_code])
    paths = ["/registry/", f"/registry/ma/{other.code}", "/registry/lo", "/registry/cap-ma"]
    paths += [f"/registry/ma/{other.code}/khoi-phuc", f"/registry/ma/{world.who.area}"]
    for size in ((320, 640), (640, 400)):
        with served(world) as url, opened(browser, world, url, size, scripts=True) as site:
            for path in paths:
                site.go(path)


def test_at_a_desk_all_stands_in_its_column(world: World, browser: Browser) -> None:
    picked = world.harvest(100)
    world.suspend(dt.date(2026, 1, 1), [picked.lot_code])
    with served(world) as url, opened(browser, world, url, DESK, scripts=True) as site:
        site.go(f"/registry/ma/{world.who.area}")
        back = site.page.get_by_role("link", name="Về danh sách mã").bounding_box()
        search = site.page.locator(".queue .search").bounding_box()
        assert back is not None
        assert search is not None
        assert back["x"] == search["x"] > 12
        decision = site.page.locator("#code-title").bounding_box()
        help_ = site.page.locator(".help").bounding_box()
        assert decision is not None
        assert help_ is not None
        assert help_["x"] == decision["x"]
        site.go("/registry/")
        newest = site.page.locator(".overview").get_by_role("link", name=picked.lot_code)
        expect(newest).to_have_attribute("href", f"/registry/lo/{picked.code}")
        rows = [row.bounding_box() for row in site.page.locator(".overview .row").all()]
        assert len(rows) == 2
        assert rows[0] is not None
        assert rows[1] is not None
        assert rows[0]["y"] == rows[1]["y"]


def test_a_recall_is_said_back_before_it_is_announced(site: Site, world: World) -> None:
    picked = world.harvest(100)
    world.pack(picked.code, 10)
    site.go(f"/registry/lo/{picked.code}")
    follow(
        site.page, site.page.get_by_role("link", name="Thu hồi lô này và mọi lô làm từ nó (2 lô)")
    )
    site.check()
    site.page.get_by_label("Lời báo cho người mua").fill("Có dư lượng thuốc. Mang trả nơi mua.")
    follow(site.page, site.page.locator("main").get_by_role("button", name="Xem lại", exact=True))
    site.check()
    expect(site.page.locator("#contact")).to_be_focused()
    site.page.get_by_label("Gọi cho ai").fill("Chi cục Trồng trọt, 0219 386 0000")
    follow(site.page, site.page.locator("main").get_by_role("button", name="Xem lại", exact=True))
    site.check()
    expect(site.page.locator("main")).to_contain_text("2 lô sẽ bị thu hồi")
    follow(site.page, site.page.get_by_role("button", name="Thu hồi 2 lô"))
    site.check()
    expect(site.page.locator("main")).to_contain_text("Đã thu hồi 2 lô.")
    expect(site.page.locator("main")).to_contain_text("Đang thu hồi sản phẩm")
    site.go(f"/registry/lo/{world.harvest(10).code}/tam-ngung")
