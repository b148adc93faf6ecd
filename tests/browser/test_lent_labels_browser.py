"""The pages of a borrower of labels in a real Chromium: axe, small and large screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import assert_no_fault, listening
from tests.people import World
from tests.services.test_lent_labels import lent_labels
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture
def site(world: World, tmp_path: Path) -> Iterator[str]:
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as url:
        yield url


@pytest.mark.parametrize("width", [320, 1280])
def test_a_borrower_s_pages_have_no_fault(
    world: World, site: str, browser: Browser, width: int
) -> None:
    run, lot = lent_labels(world)
    codes = world.item_codes(run)
    paths = ["/coop/tem", "/coop/tem/duoc-giao", f"/coop/lo/{lot}/tem"]
    paths += [f"/coop/tem/tim?q={codes[at]}" for at in (2, 14)]
    paths += [f"/coop/tem/{run}/ghi/hong?so=1", f"/coop/lo/{lot}/in-tem-thung"]
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="vi-VN")
    context.add_cookies([{"name": COOKIE, "value": token_of(world, "stranger"), "url": site}])
    page = context.new_page()
    for path in paths:
        page.goto(site + path)
        assert_no_fault(page)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
