"""Every code of the demonstration in a real Chromium: a small screen, no script, nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import assert_no_fault, listening
from tests.web.demonstration import Demonstration, shown
from traceability.services.demo_codes import Shown

pytestmark = pytest.mark.browser
__all__ = ["shown"]

WIDTH = 360
#: What a telephone asks for by itself, and the language of the page that it gets.
TONGUES = [("vi-VN", "vi"), ("en-GB", "en"), ("zh-CN", "zh-Hans")]
#: The page's language, its width, what it says first, and its headings.
LOOK = """() => [
  document.documentElement.lang,
  document.documentElement.scrollWidth,
  (document.querySelector("#ket-luan") || {innerText: ""}).innerText,
  document.querySelectorAll("h1").length,
]"""


@pytest.fixture(scope="module")
def site(shown: Demonstration) -> Iterator[str]:
    """The address of the running service."""
    with listening(shown.door.app) as url:
        shown.stand_at(url)
        yield url


@contextmanager
def phone(browser: Browser, locale: str, *, scripts: bool) -> Iterator[tuple[Page, list[str]]]:
    """A new visitor's telephone, and all that it asks of anybody."""
    size = {"width": WIDTH, "height": 740}
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        locale=locale,
        java_script_enabled=scripts,
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page(), asked
    context.close()


def whole(log: list[str]) -> list[str]:
    """What went over the line: pictures within a page are no request."""
    return [url for url in log if not url.startswith("data:")]


@pytest.mark.parametrize(("locale", "language"), TONGUES)
def test_every_code_opens_without_scripts_and_asks_nobody_else(
    shown: Demonstration, site: str, browser: Browser, locale: str, language: str
) -> None:
    known = {each.code for each in shown.pages}
    with phone(browser, locale, scripts=False) as (page, asked):
        for each in shown.codes:
            asked.clear()
            answer = page.goto(f"{site}/{each.code}")
            assert answer is not None
            assert answer.status == 200, each
            tongue, width, verdict, headings = page.evaluate(LOOK)
            assert (tongue, headings) == (language, 1), each
            assert width <= WIDTH, each
            assert verdict.strip(), each
            assert leads_to_its_page(each, page.url, known), page.url
            ways = [f"{site}/{each.code}", *([page.url] if each.kind == "gs1" else [])]
            assert whole(asked) == ways, each
        assert page.context.cookies() == []


def leads_to_its_page(shown: Shown, url: str, known: set[str]) -> bool:
    """Whether a browser ended where it should: a link of GS1 at the page of a code."""
    at = urlsplit(url).path.removeprefix("/")
    if shown.kind != "gs1":
        return at == shown.code
    return at in known and ("/21/" not in shown.code or shown.code.endswith(at))


def test_every_kind_of_code_is_among_them(shown: Demonstration) -> None:
    kinds = {each.kind for each in shown.codes}
    assert kinds == {"batch", "item", "area", "gs1"}
    assert len(shown.pages) > 100
    # Labels that are on no goods yet are the blank ones.
    assert {"not_linked", "void"} <= {each.state for each in shown.pages if each.kind == "item"}


@pytest.mark.parametrize(("locale", "language"), TONGUES)
def test_axe_finds_nothing_on_a_page_of_every_kind_and_state(
    shown: Demonstration, site: str, browser: Browser, locale: str, language: str
) -> None:
    others = ["", "KHONGCOMA", "tra-lo", "danh-sach", "du-lieu-mo", "phan-anh"]
    link = next(each.code for each in shown.codes if each.kind == "gs1")
    gtin = link.split("/")[1]
    codes = [each.code for each in shown.one_of_each]
    with phone(browser, locale, scripts=True) as (page, asked):
        for path in [*codes, link, f"gtin/{gtin}", f"phan-anh?ma={codes[0]}", *others]:
            page.goto(f"{site}/{path}")
            assert_no_fault(page)
            tongue, width, _verdict, headings = page.evaluate(LOOK)
            assert (tongue, headings) == (language, 1), path
            assert width <= WIDTH, path
        assert [url for url in whole(asked) if not url.startswith(f"{site}/")] == []
