"""The public pages in a real Chromium: no script, small screens, dark and light, axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.public_door import application, states
from traceability.web.limits import limiter

pytestmark = pytest.mark.browser
HIGH = 740


@pytest.fixture
def site(world: World) -> Iterator[str]:
    """The address of a running service on the world of the test."""
    app = application(world, public_url="http://127.0.0.1:8000", development="yes")
    limiter.reset()
    with listening(app) as url:
        yield url


@contextmanager
def screen(browser: Browser, width: int, **more: object) -> Iterator[Page]:
    """A page of a new visitor with a screen of that width."""
    wanted = {"viewport": {"width": width, "height": HIGH}, "locale": "vi-VN"} | more
    context = browser.new_context(**wanted)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def paths(world: World) -> list[str]:
    """Every state of a page, the first page, and the one for what nobody has."""
    return ["/", "/KHONGCOMA", *(f"/{code}" for code in states(world).values())]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    world: World, site: str, browser: Browser, width: int, scheme: str
) -> None:
    with screen(browser, width, color_scheme=scheme) as page:
        for path in paths(world):
            page.goto(site + path)
            assert_no_fault(page)


def test_nothing_scrolls_sideways_on_the_smallest_screen(
    world: World, site: str, browser: Browser
) -> None:
    with screen(browser, 320) as page:
        for path in paths(world):
            for lang in ("vi", "en"):
                page.goto(f"{site}{path}?lang={lang}")
                assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_a_buyer_without_scripts_types_a_code_and_reads_the_page(
    world: World, site: str, browser: Browser
) -> None:
    code = world.packed().code
    with screen(browser, 360, java_script_enabled=False) as page:
        page.goto(site)
        page.get_by_label("Mã trên tem").fill(f"{code[:4].lower()}-{code[4:8]} {code[8]}")
        follow(page, page.get_by_role("button", name="Xem nguồn gốc"))
        assert urlsplit(page.url).path == f"/{code}"
        verdict = page.get_by_role("region", name="Không có cảnh báo cho lô này")
        assert verdict.bounding_box()["y"] < HIGH / 2  # type: ignore[index]
        follow(page, page.get_by_role("link", name="EN – English"))
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("heading", level=1).inner_text() == (
            "Hà Giang Sành oranges, 2 kg net"
        )


def test_one_request_is_all_and_the_style_is_allowed(
    world: World, site: str, browser: Browser
) -> None:
    said: list[str] = []
    with screen(browser, 360) as page:
        page.on("console", lambda message: said.append(message.text))
        for path in paths(world):
            asked: list[str] = []
            page.on("request", lambda request, into=asked: into.append(request.url))
            page.goto(site + path)
            assert [url for url in asked if not url.startswith("data:")] == [site + path]
            assert page.locator("body").evaluate("e => getComputedStyle(e).margin") == "0px"
            assert page.context.cookies() == []
    assert [line for line in said if "404" not in line] == []


def test_the_keyboard_reaches_the_content_and_every_link(
    world: World, site: str, browser: Browser
) -> None:
    code = world.packed().code
    with screen(browser, 360) as page:
        page.goto(f"{site}/{code}")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Tới nội dung chính"
        links = page.get_by_role("link").count()
        for _ in range(links):
            page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("e => e.closest('details, footer') !== null")


def test_the_page_can_be_read_at_twice_the_size(world: World, site: str, browser: Browser) -> None:
    code = world.packed().code
    with screen(browser, 360) as page:
        page.goto(f"{site}/{code}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_has_a_small_map_and_what_is_folded_on_the_screen(
    world: World, site: str, browser: Browser
) -> None:
    code = world.packed().code
    with screen(browser, 800) as page:
        page.goto(f"{site}/{code}")
        wide = page.locator(".map svg").bounding_box()
        page.emulate_media(media="print")
        narrow = page.locator(".map svg").bounding_box()
        assert wide is not None
        assert narrow is not None
        assert narrow["width"] <= 303 < wide["width"]  # 80 mm
        assert page.locator("details:not([open]) li").first.bounding_box()["height"] > 10  # type: ignore[index]
