"""The workspace in a real browser: on a phone and at a desk, with and without JavaScript."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import assert_no_fault, follow, listening, press_enter
from tests.people import KEYRING, PASSWORD, World
from tests.serving import app_on
from traceability.settings import Settings
from traceability.store.models import Batch

pytestmark = pytest.mark.browser

PHONE, DESK = (360, 740), (1280, 800)
#: The screens on which the page for signing in was looked at: it is the same before every test.
_looked_at: set[object] = set()


@dataclasses.dataclass(frozen=True)
class Site:
    """A service that listens, and a browser page that is signed in to it."""

    page: Page
    url: str
    scripts: bool

    def go(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(self.url + path)

    def send(self) -> None:
        """Press the one primary action, and wait for what it leads to."""
        self.follow(self.page.locator("main form .button").first)

    def follow(self, target: Locator) -> None:
        """Click what leads to another page, and wait for it."""
        follow(self.page, target)

    def check(self) -> None:
        """No fault that axe knows, one h1, a way past the header, nothing wider than the screen."""
        page = self.page
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("main#main")).to_have_count(1)
        expect(page.locator(".skip")).to_have_count(1)
        if self.scripts:
            assert_no_fault(page)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide)


@contextlib.contextmanager
def served(world: World, files: Path) -> Iterator[str]:
    settings = Settings("sqlite://", "http://127.0.0.1", "s" * 32, KEYRING, files, True)
    with listening(app_on(world, settings)) as url:
        yield url


@pytest.fixture(
    params=[(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)],
    ids=["phone", "phone-without-scripts", "desk", "desk-without-scripts"],
)
def site(
    request: pytest.FixtureRequest, world: World, tmp_path: Path, browser: Browser
) -> Iterator[Site]:
    (width, height), scripts = request.param
    with served(world, tmp_path) as url:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", java_script_enabled=scripts
        )
        site = Site(context.new_page(), url, scripts)
        site.go("/dang-nhap")
        if request.param not in _looked_at:
            site.check()
            _looked_at.add(request.param)
        site.page.get_by_label("Tên đăng nhập").fill("recorder")
        site.page.get_by_label("Mật khẩu").fill(PASSWORD)
        site.page.get_by_label("Mật khẩu").press("Enter")
        site.page.wait_for_url("**/coop/")
        yield site
        context.close()


def test_a_day_from_the_garden_to_the_packed_lot(site: Site, world: World) -> None:
    page = site.page
    site.check()
    site.follow(page.get_by_role("link", name="+ Ghi thu hoạch"))
    site.check()
    page.get_by_label("Khối lượng").fill("2 tạ 5 yến")
    page.get_by_label("Ngày thu hoạch").fill("12/1/2026")
    site.send()
    site.check()
    expect(page.locator("main")).to_contain_text("250 kg")
    expect(page.locator("main")).to_contain_text("12 tháng 1, 2026")
    site.follow(page.get_by_role("button", name="Lưu lô"))
    expect(page).to_have_url(f"{site.url}/coop/lo/{only_code(world, 'harvest')}")
    site.go("/coop/")
    site.follow(page.get_by_role("link", name="lô chờ đóng gói"))
    site.check()
    page.get_by_label("Số gói đóng được").fill("110")
    site.send()
    site.check()
    expect(page.locator("main")).to_contain_text("hao hụt 30 kg (12 %)")
    site.follow(page.get_by_role("button", name="Lưu lô đóng gói"))
    expect(page).to_have_url(f"{site.url}/coop/lo/{only_code(world, 'packed')}")


def only_code(world: World, stage: str) -> str:
    with world.view() as view:
        return view.db.query(Batch).filter_by(stage=stage).one().code


def test_what_is_wrong_is_said_where_it_is_and_has_the_focus(site: Site) -> None:
    page = site.page
    site.go("/coop/thu-hoach/moi")
    page.get_by_label("Khối lượng").fill("1.234")
    page.get_by_label("Ngày thu hoạch").fill("31/02/2026")
    site.send()
    site.check()
    weight = page.get_by_label("Khối lượng")
    expect(weight).to_be_focused()
    expect(weight).to_have_value("1.234")
    expect(weight).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#weight-error")).to_contain_text("“1234 kg” hoặc “1234 g”")
    page.get_by_role("link", name="Không có ngày").click()
    expect(page.get_by_label("Ngày thu hoạch")).to_be_focused()


def test_a_form_is_filled_with_the_keyboard_alone(site: Site, world: World) -> None:
    page = site.page
    site.go("/coop/thu-hoach/moi")
    page.get_by_label("Khối lượng").focus()
    page.keyboard.type("120")
    page.keyboard.press("Tab")  # the unit
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ngày thu hoạch")).to_be_focused()
    press_enter(page)
    button = page.get_by_role("button", name="Lưu lô")
    button.focus()
    press_enter(page)
    expect(page).to_have_url(f"{site.url}/coop/lo/{only_code(world, 'harvest')}")


def test_every_target_is_large_enough_for_a_thumb(site: Site, world: World) -> None:
    world.harvest(100)
    for path in ("/coop/", "/coop/thu-hoach/moi"):
        site.go(path)
        for target in site.page.locator("a:visible, button:visible, summary, input:visible").all():
            box = target.bounding_box()
            assert box is not None
            inline = target.evaluate("e => getComputedStyle(e).display === 'inline'")
            assert inline or box["height"] >= 44 or "skip" in (target.get_attribute("class") or "")


def test_a_narrow_or_zoomed_page_never_scrolls_sideways(site: Site, world: World) -> None:
    world.harvest(1_840)
    for width, height in ((320, 640), (640, 400)):
        site.page.set_viewport_size({"width": width, "height": height})
        for path in ("/coop/", "/coop/thu-hoach/moi"):
            site.go(path)
            site.check()


def test_signing_out_is_a_button_away_without_scripts_too(site: Site) -> None:
    page = site.page
    page.locator(".account > summary").click()
    site.follow(page.get_by_role("button", name="Đăng xuất"))
    expect(page).to_have_url(f"{site.url}/dang-nhap")
    site.go("/coop/")
    expect(page).to_have_url(f"{site.url}/dang-nhap?next=/coop/")


def test_the_pages_read_in_english_too(site: Site) -> None:
    page = site.page
    page.locator(".account > summary").click()
    site.follow(page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{site.url}/coop/")
