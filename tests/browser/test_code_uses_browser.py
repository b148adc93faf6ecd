"""Lending and using a code in a real browser: nothing wider than the screen, no fault of axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.services.test_code_authorizations import borrow, lend
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser

SIZES = [(360, 740), (1280, 800)]


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def url(world: World, tmp_path: Path) -> Iterator[str]:
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1", development=True)
    with listening(app) as address:
        yield address


def signed_in(browser: Browser, world: World, url: str, login: str, size: tuple[int, int]) -> Page:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    context.add_cookies([{"name": COOKIE, "value": token_of(world, login), "url": url}])
    return context.new_page()


def check(page: Page) -> None:
    expect(page.locator("h1")).to_have_count(1)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url
    assert_no_fault(page)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_code_is_lent_and_taken_back(
    browser: Browser, world: World, url: str, size: tuple[int, int]
) -> None:
    page = signed_in(browser, world, url, "manager", size)
    page.goto(f"{url}/coop/vung-trong")
    follow(page, page.get_by_role("link", name="Ai dùng mã này"))
    check(page)
    follow(page, page.get_by_role("link", name="Cho đơn vị khác dùng mã"))
    check(page)
    page.get_by_label("Đơn vị được dùng").fill("HTX Hồng Quản Bạ")
    page.get_by_label("Được dùng nhiều nhất").fill("1,5")
    page.get_by_label("Đến hết ngày").fill("31/03/2026")
    follow(page, page.get_by_role("button", name="Xem lại"))
    check(page)
    follow(page, page.get_by_role("button", name="Cho dùng mã"))
    borrow(world, 420, world.clock.now.date())
    borrow(world, 77, world.clock.now.date())
    page.reload()
    check(page)
    expect(page.get_by_text("1.003 kg").first).to_be_visible()
    follow(page, page.get_by_role("link", name="Rút ủy quyền"))
    check(page)
    follow(page, page.get_by_role("button", name="Rút ủy quyền"))
    expect(page.get_by_role("status")).to_contain_text("Đã rút ủy quyền")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_grantee_uses_what_it_was_lent(
    browser: Browser, world: World, url: str, size: tuple[int, int]
) -> None:
    lend(world, 500)
    page = signed_in(browser, world, url, "stranger", size)
    page.goto(f"{url}/coop/ma-duoc-dung")
    check(page)
    follow(page, page.get_by_role("link", name="Ghi thu hoạch").first)
    check(page)
    page.get_by_label("Khối lượng", exact=True).fill("600")
    follow(page, page.get_by_role("button", name="Xem lại"))
    expect(page.get_by_role("heading", name="Lô sẽ ghi là ngoài vùng mã")).to_be_visible()
    check(page)
    follow(page, page.get_by_role("button", name="Sửa lại"))
    page.get_by_label("Khối lượng", exact=True).fill("300")
    follow(page, page.get_by_role("button", name="Xem lại"))
    check(page)
    follow(page, page.get_by_role("button", name="Lưu lô"))
    check(page)
    page.goto(f"{url}/coop/lo")
    check(page)
    office = signed_in(browser, world, url, "registrar", size)
    office.goto(f"{url}/registry/ma/{world.who.area}")
    check(office)
