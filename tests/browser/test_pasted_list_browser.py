"""Several codes typed at once, and a list out of a sheet, on a telephone of 360 px."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests import certificate_papers as papers
from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.public_door import application
from traceability.domain import ids
from traceability.services.certificates import ResultRequest
from traceability.web.limits import limiter

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
BAD = (ResultRequest("Chì (Pb)", "9", "5", "mg/kg"), ResultRequest("Fipronil", "2", "1", "mg/kg"))


@pytest.fixture
def app(world: World) -> Iterator[Flask]:
    built = application(world, public_url="http://127.0.0.1:8000", development="yes")
    limiter.reset()
    yield built
    limiter.reset()


@pytest.fixture
def phone(browser: Browser, app: Flask) -> Iterator[Page]:
    """A telephone at the first page of the service."""
    with listening(app) as url:
        context = browser.new_context(viewport=PHONE, locale="vi-VN", base_url=url)
        page = context.new_page()
        page.goto("/")
        yield page
        context.close()


def whole(page: Page, name: str) -> None:
    """Nothing goes beyond the screen, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_no_fault(page)
    if "SHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)


def test_two_codes_lead_to_one_table(world: World, phone: Page) -> None:
    first, second = world.packed().code, world.packed().code
    papers.enter(world, "test_report", covers=(second,), results=BAD)
    phone.get_by_role("searchbox").or_(phone.locator("#code")).first.fill(f"{first} và {second}")
    follow(phone, phone.get_by_role("button").first)
    assert phone.get_by_role("heading", name="Vừa gõ 2 mã").is_visible()
    assert phone.get_by_role("link", name=second).is_visible()
    whole(phone, "several")
    follow(phone, phone.get_by_role("button", name="Kiểm cả trong một bảng"))
    assert "1 trong 2 mã không có cảnh báo" in phone.content()
    follow(phone, phone.get_by_role("link", name=ids.grouped(second)))
    told = phone.locator(".verdict").inner_text()
    assert "Có kết quả kiểm nghiệm ngoài giới hạn" in told
    assert "Chì (Pb) 9 mg/kg, giới hạn 5; Fipronil 2 mg/kg, giới hạn 1." in told
    whole(phone, "verdict")


def test_a_table_out_of_a_sheet_fits_the_screen(world: World, phone: Page) -> None:
    made = world.packed().code
    wrong = made[:-1] + ("0" if made[-1] != "0" else "1")
    phone.goto("/danh-sach")
    rows = [
        "STT\tMã\tTên hàng\tSố lượng",
        f"1\t{made}\tCam sành Vĩnh Hảo, hộp quà\t12",
        f"2\t{wrong}\tChè",
    ]
    phone.locator("#codes").fill("\n".join([*rows, f"{world.who.area}", "Tổng cộng\t\t\t24"]))
    follow(phone, phone.get_by_role("button", name="Kiểm danh sách"))
    assert "2 dòng không có mã" in phone.content()
    assert phone.get_by_text("STT · Mã · Tên hàng · S").is_visible()
    phone.get_by_text("1 mã không có cảnh báo").or_(phone.locator("summary")).first.click()
    whole(phone, "list")
