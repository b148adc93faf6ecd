"""Back in a real browser: what was typed before a review is not lost, nor shown to others."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.lot_visits import app_of, token_of
from traceability.domain.labels import LabelState
from traceability.services import label_book
from traceability.web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]
#: Forms of two steps: where each is, and what is typed into it.
FORMS = {
    "/coop/thu-hoach/moi": {"weight": "2 tạ 5 yến"},
    "/coop/giao-hang/moi/field_trader?lo={lot}": {"phone": "0912 345 678", "vehicle": "22C-123.45"},
    "/coop/so-thu-hoach": {"pasted": "Ngày thu hoạch\tMã vùng trồng\tKhối lượng\n12/1/2026\tX\t5"},
}


@pytest.fixture
def url(world: World) -> Iterator[str]:
    app = app_of(world, public_url="http://127.0.0.1", development=True)
    with listening(app) as address:
        yield address


def opened(browser: Browser, url: str, world: World) -> Page:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": COOKIE, "value": token_of(world, "manager"), "url": url}])
    return context.new_page()


def test_back_keeps_what_was_typed_in_every_form_of_two_steps(
    browser: Browser, url: str, world: World
) -> None:
    lot = world.harvest(90).code
    page = opened(browser, url, world)
    for path, typed in FORMS.items():
        page.goto(url + path.format(lot=lot))
        for name, text in typed.items():
            page.fill(f"#{name}", text)
        follow(page, page.get_by_role("button", name="Xem", exact=False).first)
        page.go_back()
        first, told = next(iter(typed.items()))
        if page.input_value(f"#{first}") != told:
            follow(page, page.get_by_role("link", name="mở ra ghi tiếp").first)
        for name, text in typed.items():
            expect(page.locator(f"#{name}")).to_have_value(text)
        assert_no_fault(page)
    page.context.close()


def test_after_signing_out_back_shows_nothing_typed(
    browser: Browser, url: str, world: World
) -> None:
    page = opened(browser, url, world)
    page.goto(f"{url}/coop/thu-hoach/moi")
    page.fill("#weight", "777,7")
    follow(page, page.get_by_role("button", name="Xem lại"))
    assert "777,7" in page.content()
    page.locator("details.account summary").click()
    follow(page, page.get_by_role("button", name="Đăng xuất"))
    for _steps in range(2):
        # A page that the browser let go of cannot be shown again without sending its form.
        with contextlib.suppress(Error):
            page.go_back()
        expect(page.get_by_text("777,7")).to_have_count(0)
        expect(page.locator("#weight")).to_have_count(0)
    page.context.close()


def test_back_from_spoiled_labels_shows_the_question_again_and_counts_once(
    browser: Browser, url: str, world: World
) -> None:
    run = world.print_labels(world.packed(40).code, 20)
    page = opened(browser, url, world)
    page.goto(f"{url}/coop/tem/{run}/ghi/hong")
    page.fill("#numbers", "3, 5")
    page.fill("#reason", "rách khi bóc")
    follow(page, page.get_by_role("button", name="Tiếp tục"))
    follow(page, page.get_by_role("button", name="Ghi hỏng 2 tem"))
    page.go_back()
    expect(page.get_by_text("Sẽ ghi hỏng 2 tem: số 3, 5.")).to_be_visible()
    follow(page, page.get_by_role("button", name="Ghi hỏng 2 tem"))
    assert_no_fault(page)
    with world.view() as view:
        sums = label_book.of_run(view, world.who.manager, run).sums
    assert sums[LabelState.SPOILED] == 2
    page.context.close()
