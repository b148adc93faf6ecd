"""The pictures of the documentation: ``python -m tests.browser.take_pictures [NAME…]``.

Names are the pictures to take; without any, all of them. They go to ``docs/images``. Each is a page
of the demonstration, which is made anew in a temporary folder, at a fixed day.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browsing import FLAGS, listening
from tests.people import KEYRING
from tests.run_rules import found_chromium
from traceability.app import build
from traceability.services import demo, seeding, sign_in, startup
from traceability.services.press import Press
from traceability.settings import Settings
from traceability.store.engine import Store, open_store
from traceability.store.unit import reading, writing
from traceability.web.guards import COOKIE

IMAGES = Path(__file__).parents[2] / "docs/images"
PHONE, DESK = (360, 740), (1280, 800)
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
HOST = "http://127.0.0.1"
LARGEST = 60_000  # bytes of a picture
_COLOURS = 48


@dataclasses.dataclass(frozen=True)
class Picture:
    """A page as somebody of the demonstration sees it; ``name`` is the name of its file."""

    name: str
    login: str
    path: str
    size: tuple[int, int] = PHONE


MANAGER, BEGINNER, REGISTRAR = "0900000011", "0900000061", "dangky"
PICTURES = (
    Picture("checklist", BEGINNER, "/coop/"),
    Picture("organisation", BEGINNER, "/coop/don-vi"),
    Picture("growing-area", BEGINNER, "/coop/vung-trong/moi?loai=tea_plantation"),
    Picture("product", BEGINNER, "/coop/san-pham/moi"),
    Picture("printer-test", BEGINNER, "/coop/in-thu"),
    Picture("first-label", BEGINNER, "/coop/tem-dau-tien"),
    Picture("households", MANAGER, "/coop/ho"),
    Picture("import", MANAGER, "/coop/ho/nhap"),
    Picture("consent", MANAGER, "/coop/dong-y"),
    Picture("invite", MANAGER, "/nguoi-dung/moi"),
    Picture("invite-organisation", REGISTRAR, "/registry/moi"),
    Picture("remember-a-phone", MANAGER, "/tai-khoan/nho-may"),
    Picture("api-keys", MANAGER, "/coop/khoa/moi"),
    Picture("cases", REGISTRAR, "/registry/vu-viec", DESK),
    Picture("hand-over", REGISTRAR, "/registry/ban-giao", DESK),
    Picture("search", MANAGER, "/tim?q=2602"),
    Picture("guides", MANAGER, "/huong-dan"),
    Picture("who-sees-what", MANAGER, "/ai-xem-duoc-gi", DESK),
    Picture("search-office", REGISTRAR, "/tim?q=hgor", DESK),
)


def main(names: Sequence[str]) -> None:
    """Take the pictures that are named, or all."""
    wanted = [each for each in PICTURES if not names or each.name in names]
    unknown = set(names) - {each.name for each in PICTURES}
    program = found_chromium()
    if unknown or program is None:
        raise SystemExit(f"no such picture: {sorted(unknown)}" if unknown else "no Chromium found")
    with demonstration() as (app, store), listening(app) as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        for picture in wanted:
            kept = IMAGES / f"{picture.name}.png"
            kept.write_bytes(taken(browser, url, store, picture))
            sys.stdout.write(f"docs/images/{kept.name}: {kept.stat().st_size:,} bytes\n")
        browser.close()


@contextmanager
def demonstration() -> Iterator[tuple[Flask, Store]]:
    """The application on a demonstration that was just made."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/pictures.sqlite3")
        store = dataclasses.replace(store, clock=lambda: NOW)
        try:
            startup.bring_up(store)
            with reading(store) as view:
                operator = seeding.operator(view)
            with writing(store, operator) as work:
                demo.load(work, Press(KEYRING, HOST, True), Path(folder))
            yield build(_settings(Path(folder)), store), store
        finally:
            store.close()


def _settings(folder: Path) -> Settings:
    return Settings(
        database_url="sqlite:///unused",
        public_url=HOST,
        secret_key="s" * 32,
        label_keys=KEYRING,
        files=folder,
        development=True,
    )


def taken(browser: Browser, url: str, store: Store, picture: Picture) -> bytes:
    """A picture as PNG of few colours; one that is still too large is an error."""
    width, height = picture.size
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": COOKIE, "value": token(store, picture.login), "url": url}])
    page = context.new_page()
    answer = page.goto(url + picture.path)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{picture.name}: {picture.path} does not open")
    small = few_colours(page.screenshot())
    context.close()
    if len(small) > LARGEST:
        raise SystemExit(f"{picture.name}: {len(small):,} bytes are too many")
    return small


def token(store: Store, login: str) -> str:
    with reading(store) as view:
        user = sign_in.account_of(view, login)
    if user is None:
        raise SystemExit(f"nobody signs in as {login}")
    with writing(store, seeding.BOOT) as work:
        return sign_in.open_session(work, user)


def few_colours(png: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
