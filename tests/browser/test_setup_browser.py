"""The first day in a real browser: on a phone and at a desk, by hand and by keyboard alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.beginners import Beginners, begin
from tests.browsing import assert_no_fault, follow, listening, press_enter
from tests.people import KEYRING, PASSWORD, World
from tests.serving import app_on
from tests.web.lot_visits import draw_jobs
from traceability.services.setup import State, Step
from traceability.settings import Settings

pytestmark = pytest.mark.browser

PHONE, DESK = (360, 740), (1280, 800)
TARGETS = "a, button, summary, input, select"
PATHS = (
    "/coop/bat-dau",
    "/coop/don-vi",
    "/coop/vung-trong/moi",
    "/coop/vung-trong/moi?loai=tea_plantation",
    "/coop/in-thu",
    "/coop/tem-dau-tien",
    "/coop/vung-trong",
    "/coop/hom-nay",
)


@dataclasses.dataclass(frozen=True)
class Site:
    """A service that listens, a browser page that is signed in, and who begins."""

    page: Page
    url: str
    new: Beginners

    def go(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        """Follow a button or link by its words."""
        named = self.page.get_by_role("button", name=name, exact=True)
        linked = self.page.get_by_role("link", name=name, exact=True)
        follow(self.page, named.or_(linked).first)

    def check(self) -> None:
        """One h1, no fault that axe knows, nothing wider than the screen."""
        expect(self.page.locator("h1")).to_have_count(1)
        assert_no_fault(self.page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), self.page.url


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def site(
    request: pytest.FixtureRequest, world: World, tmp_path: Path, browser: Browser
) -> Iterator[Site]:
    width, height = request.param
    settings = Settings("sqlite://", "http://127.0.0.1", "s" * 32, KEYRING, tmp_path, True)
    with listening(app_on(world, settings)) as url:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        site = Site(context.new_page(), url, begin(world))
        site.go("/dang-nhap")
        site.page.get_by_label("Tên đăng nhập").fill("beginner")
        site.page.get_by_label("Mật khẩu").fill(PASSWORD)
        press_enter(site.page)
        yield site
        context.close()


def test_every_page_of_the_first_day_is_without_fault(site: Site) -> None:
    for path in PATHS:
        site.go(path)
        site.check()
        for target in site.page.locator(
            "main :is(a, button, summary, input, select):visible"
        ).all():
            assert is_large_enough(target), f"{path}: {target}"


def is_large_enough(target: Locator) -> bool:
    box = target.bounding_box()
    assert box is not None
    inline = target.evaluate(
        "e => ['inline', 'inline-block'].includes(getComputedStyle(e).display)"
    )
    ticked = target.evaluate("e => ['checkbox', 'radio'].includes(e.type)")
    return inline or ticked or box["height"] >= 44


def test_refused_forms_are_without_fault_and_focus_the_first_error(site: Site) -> None:
    site.go("/coop/don-vi")
    site.page.get_by_label("Xã, phường").fill("Yên Định")
    site.press("Xem lại")
    site.check()
    expect(site.page.locator("#address")).to_be_focused()
    expect(site.page.locator("#commune")).to_have_value("Yên Định")
    expect(site.page.get_by_role("radio")).to_have_count(2)
    site.go("/coop/vung-trong/moi?loai=apiary")
    site.press("Xem lại")
    site.check()
    expect(site.page.locator("#name")).to_be_focused()


def test_from_the_details_to_a_label_that_opens(site: Site) -> None:
    page, new = site.page, site.new
    site.press("Điền thông tin đơn vị")
    page.get_by_label("Thôn, bản, số nhà").fill("Thôn Tham Vè")
    page.get_by_label("Xã, phường").fill("cao bo, vi xuyen")
    page.get_by_label("Người đại diện").fill("Giàng A Pháo")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    site.press("Xem lại")
    site.check()
    expect(page.locator("main")).to_contain_text("Xã Cao Bồ, tỉnh Tuyên Quang (trước 1/7/2025")
    site.press("Lưu thông tin đơn vị")
    expect(page.locator(".step.done h2")).to_have_text(["Đơn vị"])
    for step in ("Hộ thành viên", "Phiếu đồng ý"):
        site.press(f"Bỏ qua bước {step}")
        site.check()
    site.press("Thêm vùng trồng")
    follow(page, page.get_by_role("link", name="Nương chè"))
    page.get_by_label("Tên vùng").fill("Nương nhà ông Páo")
    page.get_by_label("Diện tích (ha)").fill("1,5")
    page.get_by_label("Chè Shan tuyết (búp tươi)").check()
    site.press("Xem lại")
    site.check()
    site.press("Lưu vùng trồng")
    expect(page.locator(".box.done")).to_contain_text("mã NB-")
    new.add_product()
    site.go("/coop/")
    site.press("In thử một tờ")
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Tải tờ in thử (PDF)").click()
    assert sheet.value.suggested_filename.startswith("in-thu-")
    site.press("Cả hai đều đúng")
    site.press("Làm tem đầu tiên")
    site.press("Ghi thu hoạch")
    page.get_by_label("Khối lượng").fill("20")
    site.press("Xem lại")
    site.press("Lưu lô")
    site.check()
    follow(page, page.get_by_role("link", name="Đóng gói lô"))
    page.get_by_label("Số gói, hộp đóng được").fill("10")
    site.press("Xem lại")
    site.press("Lưu lô đóng gói")
    site.press("Công bố và tạo tờ tem")
    draw_jobs(new.world)
    site.go("/coop/tem-dau-tien")
    site.check()
    site.press("Kích hoạt tem đầu tiên")
    site.check()
    assert new.state(Step.FIRST_LABEL) is State.DONE
    site.press("Mở trang của tem")
    expect(page.locator("main")).to_contain_text("Thôn Tham Vè")
    site.go("/coop/")
    expect(page.locator("h1")).to_have_text("Việc hôm nay")


def test_the_details_by_keyboard_alone(site: Site) -> None:
    page = site.page
    due = page.get_by_role("link", name="Điền thông tin đơn vị")
    due.focus()
    press_enter(page)
    page.get_by_label("Thôn, bản, số nhà").focus()
    page.keyboard.type("Thôn Tham Vè")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Xã, phường")).to_be_focused()
    page.keyboard.type("Cao Bồ, huyện Vị Xuyên")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Người đại diện")).to_be_focused()
    page.keyboard.type("Giàng A Pháo")
    page.keyboard.press("Tab")
    page.keyboard.type("0912 345 678")
    press_enter(page)
    page.get_by_role("button", name="Lưu thông tin đơn vị").focus()
    press_enter(page)
    assert site.new.state(Step.ORGANISATION) is State.DONE


def test_narrow_and_zoomed_pages_never_scroll_sideways(site: Site) -> None:
    for width, height in ((320, 640), (640, 400)):
        site.page.set_viewport_size({"width": width, "height": height})
        for path in PATHS:
            site.go(path)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not site.page.evaluate(wide), path
