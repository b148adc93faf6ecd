"""Cases, alerts and hand-overs in a real browser: at a desk and on a phone, by keyboard alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import assert_no_fault, listening, press_enter
from tests.offices import contested_in_quan_ba, member
from tests.people import World
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser

MOST_TABS = 80


@dataclasses.dataclass(frozen=True)
class Office:
    """A page of an officer's browser, and where the service listens."""

    page: Page
    url: str

    def go(self, path: str) -> None:
        """Open a page, and check it."""
        self.page.goto(self.url + path)
        self.check()

    def check(self) -> None:
        """No fault that axe knows, one h1, nothing wider than the screen."""
        expect(self.page.locator("h1")).to_have_count(1)
        assert_no_fault(self.page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), self.page.url

    def tab_to(self, wanted: Locator) -> None:
        """Press Tab until the focus stands there."""
        handle = wanted.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if handle.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("the keyboard does not get there")

    def press(self, name: str) -> None:
        """A button of the page by keyboard alone; what comes is checked."""
        self.tab_to(self.page.locator("main").get_by_role("button", name=name))
        press_enter(self.page)
        self.check()


@pytest.fixture(params=[(360, 740), (320, 640), (1280, 800)], ids=["phone", "small", "desk"])
def office(world: World, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The province's registrar, who has a colleague and a case of a commune before them."""
    member(world, world.who.registrar, "hoa", "Lý Thị Hoa")
    contested_in_quan_ba(world)
    width, height = request.param
    with listening(app_of(world, public_url="http://127.0.0.1", development=True)) as url:
        context = browser.new_context(viewport={"width": width, "height": height})
        context.add_cookies([{"name": COOKIE, "value": token_of(world, "registrar"), "url": url}])
        yield Office(context.new_page(), url)
        context.close()


def test_a_case_is_taken_handed_over_and_decided_by_keyboard_alone(office: Office) -> None:
    page = office.page
    office.go("/registry/vu-viec")
    office.tab_to(page.locator(".case-row"))
    press_enter(page)
    office.check()
    office.press("Tôi nhận vụ này")
    address = page.url
    office.go("/registry/ban-giao")
    office.tab_to(page.get_by_label("Người nhận"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    office.press("Xem danh sách")
    office.press("Bàn giao một việc")
    expect(page.locator("h1")).to_have_text("Biên bản bàn giao công việc")
    page.goto(address)
    office.press("Xem lại trước khi quyết")
    expect(page.locator("#winner-1")).to_be_focused()
    page.keyboard.press("Space")
    for label, text in (("Lý do", "đã xem giấy GS1"), ("Lý do cấp tỉnh quyết thay", "xã nhờ")):
        office.tab_to(page.get_by_label(label, exact=True))
        page.keyboard.insert_text(text)
    office.press("Xem lại trước khi quyết")
    office.press("Quyết và báo các bên")
    expect(page.locator("main")).to_contain_text("Người quyết")


def test_the_other_pages_are_whole(office: Office) -> None:
    for path in ("/thong-bao", "/registry/dia-ban", "/registry/gtin", "/registry/ban-giao"):
        office.go(path)
