"""An evening at the scale in a real browser: sixty slips by keyboard, sixty by thumb, one planted.

An interaction is a value typed into a field, a key that is not part of one (Tab, Enter), or a tap.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_workspace_forms import PHONE, served
from tests.browsing import assert_no_fault
from tests.people import PASSWORD, World
from tests.services.weigh_days import number_of, opened, seller, works
from traceability.store import models

pytestmark = pytest.mark.browser

SLIPS, MOST = 60, 8
#: The slip that is typed ten times too heavy, and what the scale really said.
PLANTED = 41


@dataclasses.dataclass
class Hand:
    """Somebody at the scale, and how often something was touched."""

    page: Page
    touched: int = 0

    def type(self, text: str) -> None:
        """A value, into where the cursor is."""
        self.page.keyboard.insert_text(text)
        self.touched += 1

    def press(self, key: str) -> None:
        """A key that is no part of a value."""
        self.page.keyboard.press(key)
        self.touched += 1

    def save_by_key(self) -> None:
        """Enter, and the next form stands there."""
        with self.page.expect_navigation(wait_until="commit"):
            self.press("Enter")

    def tap(self, selector: str) -> None:
        """A thumb on something."""
        self.page.locator(selector).tap()
        self.touched += 1


@pytest.fixture
def at_the_scale(world: World, tmp_path: Path, browser: Browser) -> Iterator[tuple[Page, str]]:
    with served(world, tmp_path) as url:
        size = {"width": PHONE[0], "height": PHONE[1]}
        context = browser.new_context(
            viewport=size, locale="vi-VN", has_touch=True, java_script_enabled=True
        )
        page = context.new_page()
        page.goto(f"{url}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("recorder")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_label("Mật khẩu").press("Enter")
        page.wait_for_url("**/coop/")
        yield page, url
        context.close()


def sellers(world: World) -> list[str]:
    """Members of one garden, and one who stands outside; by the numbers on their cards."""
    works(world, world.who.household)
    names = ("Hoàng Văn Tý", "Lý Thị Hoa")
    codes = [world.who.household, *(seller(world, name, "member") for name in names)]
    for code in codes[1:]:
        works(world, code)
    codes.append(seller(world, "Sùng Mí Chá"))
    return [str(number_of(world, code)) for code in codes]


def grams(number: int) -> int:
    """What the scale really said of a slip, bags and all: no two alike, to 100 g."""
    return 15_000 + number * 37 % 121 * 100


def typed(amount: int) -> str:
    return f"{amount // 1000},{amount % 1000 // 100}"


def keyed(hand: Hand, who: str, gross: str) -> None:
    """The first slips wake the defaults; after that a number, Tab, a weight, Enter."""
    hand.page.wait_for_selector("#seller:focus")
    hand.type(who)
    hand.press("Tab")
    hand.type(gross)
    hand.save_by_key()


def thumbed(hand: Hand, who: str, gross: str) -> None:
    hand.tap("#seller")
    hand.page.wait_for_selector("#seller:focus")
    hand.type(who)
    hand.tap("#gross")
    hand.page.wait_for_selector("#gross:focus")
    hand.type(gross)
    with hand.page.expect_navigation(wait_until="commit"):
        hand.tap(".slip-save button")


def test_an_evening_of_slips_closes_to_the_gram(
    world: World, at_the_scale: tuple[Page, str]
) -> None:
    page, url = at_the_scale
    who, day = sellers(world), opened(world)
    page.goto(f"{url}/coop/can/{day}")
    assert_no_fault(page)
    page.locator("#bags").fill("2")
    page.locator("#tare").fill("0,3")
    page.locator("#deduction").fill("5")
    page.locator("#grade").select_option("first")
    page.locator("#seller").focus()
    real = 0
    for number in range(1, 2 * SLIPS + 1):
        hand, said = Hand(page), grams(number)
        real += said - 600
        shown = typed(said * 10 if number == PLANTED else said)
        (keyed if number <= SLIPS else thumbed)(hand, who[number % len(who)], shown)
        assert hand.touched <= MOST
    expect(page.locator("#seller")).to_be_focused()
    expect(page.locator("h1")).to_have_text(f"Phiếu cân {2 * SLIPS + 1}")
    save = page.locator(".slip-save button").bounding_box()
    assert save is not None
    assert save["y"] + save["height"] <= PHONE[1]  # nothing to scroll between two sellers
    with world.view() as view:
        assert view.db.query(models.WeighSlip).count() == 2 * SLIPS
    _close(page, f"{url}/coop/can/{day}/dong", typed(real))
    assert world.differences() == []


def _close(page: Page, url: str, total: str) -> None:
    page.goto(url)
    page.locator("#scale_total").fill(total)
    page.locator("main form .button").first.click()
    named = page.locator(".suspects li")
    expect(named).to_have_count(1)
    expect(named).to_contain_text(f"Phiếu {PLANTED} đang ghi")
    expect(named).to_contain_text("gõ gấp mười lần")
    assert_no_fault(page)
    page.locator("#reason").fill("gõ nhầm phiếu 41")
    page.get_by_role("button", name="Đóng phiên").click()
    expect(page.locator("main")).to_contain_text("Đã đóng phiên, gộp thành 2 lô.")
    assert_no_fault(page)
    expect(page.locator("main")).to_contain_text("lý do đã ghi")


def test_the_next_seller_typed_blindly_answers_nothing(
    world: World, at_the_scale: tuple[Page, str]
) -> None:
    page, url = at_the_scale
    who, day = sellers(world), opened(world)
    page.goto(f"{url}/coop/can/{day}")
    page.locator("#seller").fill(who[0])
    page.locator("#gross").fill("5001")
    page.locator("#gross").press("Enter")
    expect(page.get_by_role("button", name="Đã cân lại, số đúng")).to_be_visible()
    expect(page.locator("fieldset.slip-pick")).to_be_focused()
    page.keyboard.type(who[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Đã cân lại, số đúng")).to_be_visible()
    expect(page.locator("#gross")).to_have_value("5001")
    with world.view() as view:
        assert view.db.query(models.WeighSlip).count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # looked at and chosen
    expect(page.locator("#seller")).to_be_focused()
    with world.view() as view:
        assert view.db.query(models.WeighSlip).count() == 1
