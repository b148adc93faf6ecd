"""Drawing a boundary in a real browser, with a mouse at a desk and with a finger on a phone."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.plots import declare, square
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

pytestmark = pytest.mark.browser

#: A bow: its second and fourth edge cross.
BOW = ((0.25, 0.3), (0.75, 0.3), (0.25, 0.75), (0.75, 0.75))


@pytest.fixture
def backend() -> str:
    return "sqlite"


@dataclasses.dataclass(frozen=True)
class Drawing:
    """The drawing tab of the orchard, whose boundary stands already."""

    page: Page
    touch: bool

    def tap(self, across: float, down: float) -> None:
        """Put a corner at a part of the map's width and height."""
        box = self.page.locator("#editor-map").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * down
        (self.page.touchscreen.tap if self.touch else self.page.mouse.click)(x, y)

    def draw(self, *spots: tuple[float, float]) -> None:
        """Put corners one after the other."""
        before = self.corners
        for number, spot in enumerate(spots, start=before + 1):
            self.tap(*spot)
            expect(self.page.locator(".editor-corner")).to_have_count(number)

    @property
    def corners(self) -> int:
        """How many corners are drawn."""
        return self.page.locator(".editor-corner").count()

    @property
    def sent(self) -> list[list[list[list[float]]]]:
        """What the form would send."""
        text = self.page.locator("#boundary").input_value()
        return json.loads(text)["coordinates"] if text else []

    def press(self, name: str) -> None:
        """One of the tools below the map."""
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(params=[False, True], ids=["mouse", "touch"])
def drawing(request: pytest.FixtureRequest, world: World, browser: Browser) -> Iterator[Drawing]:
    touch = request.param
    declare(world, world.who.manager, world.who.place, square())
    with listening(app_of(world, public_url="http://127.0.0.1", development=True)) as url:
        context = browser.new_context(
            viewport={"width": 360, "height": 740} if touch else {"width": 1280, "height": 900},
            locale="vi-VN",
            has_touch=touch,
            is_mobile=touch,
        )
        token = token_of(world, "manager")
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/coop/vung-trong/{world.who.place}/ranh-gioi?cach=ve")
        page.locator("#editor-map").scroll_into_view_if_needed()
        yield Drawing(page, touch)
        context.close()


def test_drawing_again_starts_empty_and_each_step_can_be_undone(drawing: Drawing) -> None:
    page = drawing.page
    assert (drawing.corners, drawing.sent) == (0, [])
    expect(page.get_by_role("button", name="Lùi một bước")).to_be_disabled()
    drawing.draw((0.2, 0.2), (0.8, 0.2), (0.5, 0.8))
    assert len(drawing.sent[0][0]) == 4
    drawing.press("Xóa hết, vẽ lại")
    assert (drawing.corners, drawing.sent) == (0, [])
    drawing.press("Lùi một bước")
    assert drawing.corners == 3
    drawing.press("Lùi một bước")
    assert drawing.corners == 2
    drawing.press("Sửa từ đường đang có")
    assert drawing.corners == 4
    assert_no_fault(page)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    drawing.press("Lùi một bước")
    assert drawing.corners == 2


def test_an_edge_that_crosses_another_is_told_while_drawing(drawing: Drawing) -> None:
    page = drawing.page
    warning = page.locator("#editor-crosses")
    drawing.draw(*BOW[:3])
    expect(warning).to_be_hidden()
    drawing.draw(BOW[3])
    expect(warning).to_contain_text("Cạnh 2–3 cắt cạnh 4–1")
    expect(warning.locator("svg")).to_be_visible()
    expect(page.locator(".editor-fault")).to_have_text("cắt cạnh khác")
    expect(page.locator("#editor-state")).not_to_contain_text("ha")
    assert_no_fault(page)
    drawing.press("Lùi một bước")
    expect(warning).to_be_hidden()
    expect(page.locator(".editor-fault")).to_have_count(0)
    drawing.draw((0.2, 0.9))
    follow(page, page.get_by_role("button", name="Xem lại"))


def test_the_neighbouring_communes_are_named(drawing: Drawing) -> None:
    names = drawing.page.locator(".editor-name.near").all_inner_texts()
    assert "Xã Hùng An" in names
    assert "Xã Vĩnh Tuy" not in names
