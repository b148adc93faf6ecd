"""A real Chromium, and a service that it can reach: one browser for all tests of a process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from flask import Flask
from playwright.sync_api import Browser, Error, Locator, Page, expect, sync_playwright
from werkzeug.serving import make_server

# As root it needs --no-sandbox; the others keep it from asking for anything outside.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: All rules; what they find is sent over, and not each of the many that were kept.
_FAULTS = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"

# A busy machine may take long: what is awaited comes, or the test fails once, late.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A real Chromium; each test opens contexts of its own."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@contextlib.contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The address at which an application listens until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def follow(page: Page, target: Locator) -> None:
    """Click what leads to another page, and wait until that page is whole."""
    with page.expect_navigation():
        target.click()


def press_enter(page: Page) -> None:
    """Press Enter on what leads to another page, and wait until that page is whole."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def assert_no_fault(page: Page) -> None:
    """axe finds nothing on the page; one that turns by itself meanwhile is looked at again."""
    for _ in range(5):
        page.wait_for_load_state()
        try:
            page.evaluate(AXE_SCRIPT)
            found = AxeResults(page.evaluate(_FAULTS))
        except Error as gone:
            if "context was destroyed" not in str(gone):
                raise
            continue
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        return
    raise AssertionError(f"{page.url} never stands still")
