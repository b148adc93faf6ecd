"""Pictures of the page behind a code: ``python -m tests.browser.take_page_pictures [FOLDER]``.

One of each thing that a page can have to say, at 360 px, of the demonstration on a fixed day, with
the scans that it holds. They go to ``docs/images/pages`` unless a folder is named.
"""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from labels.fonts import HAN_FOLDER
from tests.browser.take_pictures import IMAGES, demonstration
from tests.browsing import FLAGS, listening
from tests.people import KEYRING
from tests.run_rules import found_chromium
from traceability.services import demo_codes, demo_scans, pages
from traceability.services.pages import Page
from traceability.services.scan_counting import ScanCounter
from traceability.store.telemetry import open_telemetry
from traceability.store.unit import Reading, reading
from traceability.web.house import house_of, install

WIDTH, HIGHEST = 360, 1_600
#: Bytes of one picture, and of all.
LARGEST, ALL = 60_000, 400_000
#: A code as codes are made, which nobody has.
UNKNOWN = "4YWW79G1T"


def _valid(family: str) -> Callable[[Page], bool]:
    return lambda page: page.family == family and _says("valid")(page) and page.label is None


def _says(state: str) -> Callable[[Page], bool]:
    return lambda page: demo_codes.state(page) == state


def _blend(page: Page) -> bool:
    return _valid("tea")(page) and len({each.area_code for each in page.origins}) > 1


def _blank(page: Page) -> bool:
    return page.label is not None and page.label.blank


#: What a picture is of; of several pages the one with most to say.
WANTED: Mapping[str, Callable[[Page], bool]] = {
    "orange": lambda page: (
        page.family == "orange" and page.label is not None and _says("valid")(page)
    ),
    "blend": _blend,
    "honey": _valid("honey"),
    "herb": _valid("herb"),
    "held": _says("held"),
    "suspended": _says("code_suspended"),
    "recalled": _says("recalled"),
    "void": _says("void"),
    "blank": _blank,
}


def main(folder: Path) -> None:
    """Take them all."""
    program = found_chromium()
    if program is None:
        raise SystemExit("no Chromium found")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own, demonstration() as (app, store):
        telemetry = open_telemetry(f"sqlite:///{own}/traceability.sqlite3")
        with reading(store) as view:
            demo_scans.load(view, telemetry)
            codes = dict(chosen(view)) | {"unknown": UNKNOWN}
        install(app, dataclasses.replace(house_of(app), scans=ScanCounter(telemetry)))
        with listening(app) as url, sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=program, args=FLAGS, env=reading_chinese(Path(own))
            )
            sizes = [
                _write(folder / f"{name}.webp", taken(browser, f"{url}/{code}"))
                for name, code in codes.items()
            ]
            browser.close()
        house_of(app).scans.close()  # type: ignore[union-attr]
        telemetry.close()
    if sum(sizes) > ALL:
        raise SystemExit(f"{sum(sizes):,} bytes are too many")


def reading_chinese(folder: Path) -> dict[str, str | float | bool]:
    """The environment of a browser that has a Chinese font, whatever the system has."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for each in HAN_FOLDER.glob("*.ttf"):
        shutil.copyfile(each, fonts / each.name)
    return {**os.environ, "XDG_DATA_HOME": str(folder)}


def chosen(view: Reading) -> Iterator[tuple[str, str]]:
    """A code for each picture; one that the demonstration does not show is an error."""
    found = [pages.find(view, KEYRING, each.code) for each in demo_codes.codes(view, KEYRING)]
    for name, fits in WANTED.items():
        fitting = [page for page in found if fits(page)]
        if not fitting:
            raise SystemExit(f"{name}: the demonstration has no such page")
        yield name, max(fitting, key=_says_much).code


def _says_much(page: Page) -> tuple[int, int, int]:
    return len(page.certificates), len(page.steps), len(page.filled)


def taken(browser: Browser, url: str) -> bytes:
    """A page from its top, as WebP."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 740}, locale="vi-VN", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(url)
    png = page.screenshot(full_page=True)
    context.close()
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        top = image.convert("RGB").crop((0, 0, WIDTH, min(image.height, HIGHEST)))
        top.save(out, "WEBP", quality=40, method=6)
    return out.getvalue()


def _write(kept: Path, picture: bytes) -> int:
    if len(picture) > LARGEST:
        raise SystemExit(f"{kept.name}: {len(picture):,} bytes are too many")
    kept.write_bytes(picture)
    sys.stdout.write(f"{kept.name}: {len(picture):,} bytes\n")
    return len(picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES / "pages")
