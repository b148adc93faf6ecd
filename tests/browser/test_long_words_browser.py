"""Words without a break, as long as a field takes them: no page becomes wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import listening
from tests.people import World
from tests.services.test_deliveries import secret_of, send
from tests.web.lot_visits import app_of, token_of
from traceability.services import delivery_answers
from traceability.services.delivery_answers import AnswerRequest
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser
ENDLESS = "x" * 1000


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def url(world: World, tmp_path: Path) -> Iterator[str]:
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1", development=True)
    with listening(app) as address:
        yield address


def test_a_remark_never_widens_a_page(world: World, browser: Browser, url: str) -> None:
    note = send(world, world.harvest(10).code, remark=ENDLESS, seal=ENDLESS).code
    secret = secret_of(world, note)
    with world.by(world.who.operator) as work:
        delivery_answers.answer(work, secret, AnswerRequest({}, ENDLESS, ENDLESS))
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": COOKIE, "value": token_of(world, "recorder"), "url": url}])
    page = context.new_page()
    wide = "document.documentElement.scrollWidth"
    page.goto(f"{url}/coop/giao-hang/{note}")
    assert ENDLESS in page.content()
    assert page.evaluate(wide) <= 360
    # The words that people typed stand in these on the other pages, at both doors.
    for path, holders in (
        (f"/coop/giao-hang/{note}", ("card", "row-body", "row-head", "quoted")),
        (f"/phieu/{secret}", ("card", "say")),
    ):
        for holder in holders:
            page.goto(url + path)
            page.evaluate(
                "([name, text]) => { const box = document.createElement('div');"
                " box.className = name; const words = document.createElement('strong');"
                " words.textContent = text; box.append(words);"
                " document.querySelector('main').append(box); }",
                [holder, ENDLESS],
            )
            assert page.evaluate(wide) <= 360, (path, holder)
    context.close()
