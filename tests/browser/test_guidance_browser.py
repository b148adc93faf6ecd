"""Searching and being told, in a real browser: on a telephone, at a desk, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import assert_no_fault, listening, press_enter
from tests.people import World
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser

PHONE, DESK = (360, 740), (1280, 800)
PATHS = ("/tim", "/tim?q=cam", "/tim?q=zzzz", "/ai-xem-duoc-gi", "/huong-dan")
_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def url(world: World) -> Iterator[str]:
    world.packed()
    app = app_of(world, public_url="http://127.0.0.1", development=True)
    with listening(app) as address:
        yield address


def opened(browser: Browser, url: str, world: World, login: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_cookies([{"name": COOKIE, "value": token_of(world, login), "url": url}])
    return context.new_page()


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("login", ["manager", "registrar"])
def test_no_page_has_a_fault(
    browser: Browser, url: str, world: World, login: str, size: tuple[int, int]
) -> None:
    page = opened(browser, url, world, login, size)
    for path in PATHS:
        page.goto(url + path)
        expect(page.locator("h1")).to_have_count(1)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_no_fault(page)
        assert not page.evaluate(_WIDE), path
    page.context.close()


@pytest.mark.parametrize("width", [320, 820, 960, 1100, 1440])
def test_the_header_fits_every_screen(browser: Browser, url: str, world: World, width: int) -> None:
    """One way to the box at a time: the field where there is room, else the link."""
    for login, home in (("manager", "/coop/"), ("registrar", "/registry/")):
        page = opened(browser, url, world, login, (width, 800))
        page.goto(url + home)
        assert not page.evaluate(_WIDE)
        shown = [page.locator(each).is_visible() for each in (".finder", ".finder-link")]
        assert shown == [width >= 1100, width < 1100]
        page.context.close()


def test_a_lot_is_found_and_opened_by_keyboard_alone(
    browser: Browser, url: str, world: World
) -> None:
    page = opened(browser, url, world, "recorder", DESK)
    page.goto(f"{url}/coop/")
    field = page.get_by_role("searchbox", name="Tìm khắp nơi")
    _tab_to(page, field)
    page.keyboard.insert_text("cam 260112")
    press_enter(page)
    expect(page.locator("h1")).to_have_text("Tìm")
    _tab_to(page, page.locator(".hits a").first)
    press_enter(page)
    expect(page.locator("h1")).to_have_text("Cam sành")
    expect(page.locator("main")).to_contain_text("CAM-260112-01")
    page.context.close()


def _tab_to(page: Page, wanted: object) -> None:
    handle = wanted.element_handle()  # type: ignore[attr-defined]
    for _ in range(40):
        page.keyboard.press("Tab")
        if handle.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")
