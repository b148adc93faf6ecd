"""Scanned packs written out and taken back with one press each, with a script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.lot_visits import token_of
from tests.web.scan_doors import counting_door, looked_at
from traceability.jobs.work import Worker
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_press_writes_scanned_packs_out_and_one_takes_them_back(
    world: World, browser: Browser, script: bool
) -> None:
    door = counting_door(world)
    made = looked_at(world, door)
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    shown = counting_door(world, door, public_url="http://127.0.0.1:8000", development="yes")
    with listening(shown.app) as site:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="vi-VN", java_script_enabled=script
        )
        context.add_cookies([{"name": COOKIE, "value": token_of(world, "manager"), "url": site}])
        other, page = context.new_page(), context.new_page()
        for each in (other, page):
            each.goto(f"{site}/coop/")
        follow(page, page.get_by_role("button", name="Ghi bán lẻ 6 gói đã quét"))
        expect(page.get_by_text("Đã ghi bán lẻ.")).to_be_visible()
        assert world.on_hand(made) == (34 * 2_000, "open")
        follow(other, other.get_by_role("button", name="Ghi bán lẻ 6 gói đã quét"))
        expect(other.get_by_text("không ghi thêm")).to_be_visible()
        assert world.on_hand(made) == (34 * 2_000, "open")
        if script:
            assert_no_fault(page)
            assert page.evaluate("document.documentElement.scrollWidth") == 360
        follow(page, page.get_by_role("button", name="Ghi nhầm? Rút lại phiếu"))
        expect(page.get_by_text("phiếu đã rút lại").first).to_be_visible()
        assert world.on_hand(made) == (40 * 2_000, "open")
        page.goto(f"{site}/coop/")
        expect(page.get_by_role("button", name="Ghi bán lẻ 6 gói đã quét")).to_be_visible()
        context.close()
