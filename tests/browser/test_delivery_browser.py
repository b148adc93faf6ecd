"""A note printed, its QR read, a difference stated on a phone without scripts, and seen."""

from __future__ import annotations

import contextlib
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser


def test_a_note_goes_with_the_goods_and_comes_back(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    packed = world.packed(40)
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as site:
        sender = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        sender.add_cookies([{"name": COOKIE, "value": token_of(world, "recorder"), "url": site}])
        page = sender.new_page()
        page.goto(f"{site}/coop/lo/{packed.code}")
        follow(page, page.get_by_role("link", name="Giao hàng", exact=True))
        follow(page, page.get_by_role("link", name="Khách lẻ"))
        page.get_by_label("Số gói của").fill("12")
        follow(page, page.get_by_role("button", name="Xem lại"))
        follow(page, page.get_by_role("button", name="Ghi và lập phiếu"))
        assert_no_fault(page)
        note = page.url
        paper = page.get_by_role("link", name="In phiếu (A5)").get_attribute("href")
        body = sender.request.get(f"{site}{paper}").body()
        with contextlib.closing(pypdfium2.PdfDocument(body)) as drawn:
            picture = drawn[0].render(scale=300 / 72).to_pil()
        (read,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)

        receiver = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="vi-VN", java_script_enabled=False
        )
        phone = receiver.new_page()
        phone.goto(site + urlsplit(read.text).path)
        expect(phone.get_by_role("heading", name="Không có cảnh báo cho lô nào")).to_be_visible()
        phone.get_by_text("Có lô khác với phiếu").click()
        phone.get_by_label("Nhận được của lô").fill("22,5")
        phone.get_by_label("Tên người nhận").fill("Chị Lan")
        follow(phone, phone.get_by_role("button", name="Gửi số đã nhận"))
        expect(phone.get_by_text("Đã gửi. Bên giao thấy ngay.")).to_be_visible()
        receiver.close()

        page.goto(note)
        expect(page.get_by_text("giao 24 kg, nhận 22,5 kg")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.goto(site + urlsplit(read.text).path)
        assert_no_fault(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        sender.close()
