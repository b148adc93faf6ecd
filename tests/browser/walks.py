"""Somebody who walks through the workspace on a phone, and reads the numbers of each page."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page
from pypdf import PdfReader

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.lot_visits import app_of, token_of
from traceability.web.guards import COOKIE

PHONE = {"width": 360, "height": 740}
#: How many headings a page has, whether it is wider than the phone, and what it says.
LOOK = """() => [
  document.querySelectorAll("h1").length,
  document.documentElement.scrollWidth > document.documentElement.clientWidth,
  document.querySelector("main").innerText,
]"""
#: The kinds of page that axe has looked at in this process, forms and what they say back apart.
_looked: set[tuple[str, bool]] = set()


@dataclasses.dataclass
class Walk:
    """A phone in which somebody of the world is signed in."""

    page: Page
    url: str

    def go(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(self.url + path)
        self.arrive()

    def tap(self, words: str, *, exact: bool = False) -> None:
        """Press the first button or link of these words, which leads to another page."""
        role = self.page.locator("main").get_by_role
        found = role("button", name=words, exact=exact).or_(role("link", name=words, exact=exact))
        self._follow(found.first)

    def row(self, words: str) -> None:
        """Go where the first row of a list leads that says ``words``."""
        self._follow(self.page.locator("main a.row", has_text=words).first)

    def fill(self, **typed: str) -> None:
        """Type into fields by their names, or choose the option that says so."""
        for name, text in typed.items():
            field = self.page.locator(f'main [name="{name}"]').first
            if field.evaluate("each => each.tagName") == "SELECT":
                words = field.locator("option", has_text=text).first
                field.select_option(words.get_attribute("value"))
            else:
                field.fill(text)

    def fold(self, words: str) -> None:
        """Unfold what stands behind these words, unless it is open."""
        fold = self.page.locator("main details", has_text=words).first
        if not fold.evaluate("each => each.open"):
            fold.locator("summary").click()

    def tick(self, words: str) -> None:
        """Tick the box of these words."""
        self.page.locator("main label", has_text=words).locator("input").first.check()

    def send(self, **typed: str) -> None:
        """Fill in a form and press its one big button."""
        self.fill(**typed)
        self._follow(self.page.locator("main form .button.big:visible").first)

    @property
    def path(self) -> str:
        """Where one is."""
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        return " ".join(self.page.locator("main").inner_text().split())

    def says(self, *words: str) -> None:
        """Every one of these stands on the page."""
        said = self.text
        missing = [each for each in words if each not in said]
        assert not missing, f"{self.page.url} lacks {missing}\n{said}"

    def tallies(self) -> tuple[str, ...]:
        """What came in, went out and is left of the lot of this page."""
        numbers = self.page.locator("section[aria-labelledby=stock] .tallies dd").all_inner_texts()
        return tuple(" ".join(each.split()) for each in numbers)

    def fetch(self, words: str) -> str:
        """The words of the paper behind a link."""
        link = self.page.locator("main").get_by_role("link", name=words)
        answer = self.page.request.get(self.url + (link.get_attribute("href") or ""))
        paper = PdfReader(io.BytesIO(answer.body()))
        return " ".join(page.extract_text() for page in paper.pages)

    def arrive(self) -> None:
        """One heading, nothing wider than the phone, nothing that axe knows."""
        headings, wide, said = self.page.evaluate(LOOK)
        assert headings == 1, self.page.url
        assert not wide, f"{self.page.url} is wider than the phone"
        kind = (re.sub(r"[0-9A-Z]{9}|(?<=/lam/)\w+", "*", self.path), "Sửa lại" in said)
        if kind not in _looked:
            _looked.add(kind)
            assert_no_fault(self.page)

    def _follow(self, target: Locator) -> None:
        follow(self.page, target)
        self.arrive()


@contextlib.contextmanager
def walking(world: World, browser: Browser, files: Path, login: str = "recorder") -> Iterator[Walk]:
    """The service on a world's database, and a phone in which an account is signed in."""
    app = app_of(world, files=files, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as url:
        context = browser.new_context(viewport=PHONE, locale="vi-VN", has_touch=True)
        context.add_cookies([{"name": COOKIE, "value": token_of(world, login), "url": url}])
        try:
            context.set_default_timeout(8_000)
            yield Walk(context.new_page(), url)
        finally:
            context.close()
