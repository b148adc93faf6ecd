"""The pictures of the tutorial: ``python -m tests.browser.take_tutorial_pictures``.

The steps of ``docs/tutorial/first-label.md`` are walked through on the demonstration, on a fixed
day, and a picture is taken where the text has one. They go to ``docs/images``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.take_page_pictures import reading_chinese
from tests.browser.take_pictures import (
    IMAGES,
    LARGEST,
    MANAGER,
    REGISTRAR,
    demonstration,
    few_colours,
    token,
)
from tests.browsing import FLAGS, follow, listening
from tests.people import KEYRING
from tests.run_rules import found_chromium
from tests.web.registry_visits import VINH_HAO
from traceability.jobs.work import Worker
from traceability.services import print_files
from traceability.store.engine import Store
from traceability.store.queries import labels as queries
from traceability.store.unit import reading
from traceability.web.guards import COOKIE

#: A telephone, and one on which the public page is to be read as far as its first boxes.
SMALL, TALL = (360, 740), (360, 1010)
CODE, GARDEN = "VN-HGOR-0777", "Vườn cam Khuổi Phạt"


def main() -> None:
    """Take them all, in the order of the tutorial."""
    program = found_chromium()
    if program is None:
        raise SystemExit("no Chromium found")
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration() as (app, store),
        listening(app) as url,
        sync_playwright() as play,
    ):
        own = reading_chinese(Path(folder))
        browser = play.chromium.launch(executable_path=program, args=FLAGS, env=own)
        for name, png in _taken(browser, url, store):
            small = few_colours(png)
            if len(small) > LARGEST:
                raise SystemExit(f"{name}: {len(small):,} bytes are too many")
            (IMAGES / f"{name}.png").write_bytes(small)
            sys.stdout.write(f"docs/images/{name}.png: {len(small):,} bytes\n")
        browser.close()


def _taken(browser: Browser, url: str, store: Store) -> Iterator[tuple[str, bytes]]:
    yield "grant", _granted(_opened(browser, url, store, REGISTRAR))
    page = _opened(browser, url, store, MANAGER, fine=2)
    yield "harvest", _harvested(page)
    yield "packing", _packed(page)
    run = _printed(page, store)
    plain = _opened(browser, url, store, MANAGER)
    plain.goto(f"{url}/coop/tem/{run}")
    yield "run", _whole(plain)
    yield "page", _scanned(browser, plain, url, store)


def _opened(browser: Browser, url: str, store: Store, login: str = "", *, fine: int = 1) -> Page:
    width, height = SMALL if login else TALL
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=fine, locale="vi-VN"
    )
    if login:
        context.add_cookies([{"name": COOKIE, "value": token(store, login), "url": url}])
    page = context.new_page()
    page.goto(url + ("/registry/cap-ma" if login == REGISTRAR else "/coop/" if login else "/"))
    return page


def _whole(page: Page) -> bytes:
    """A page from its top to its end, at which the tabs stand."""
    width, height = SMALL
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": whole})
    seen = page.screenshot()
    page.set_viewport_size({"width": width, "height": height})
    return seen


def _press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def _follow(page: Page, name: str) -> None:
    follow(page, page.get_by_role("main").get_by_role("link", name=name, exact=True).first)


def _granted(page: Page) -> bytes:
    page.get_by_label("Mã số", exact=True).fill(CODE)
    page.get_by_label("Ngày cấp").fill("1/10/2025")
    page.get_by_label("Số quyết định").fill("45/QĐ-SNNMT")
    house = page.get_by_label("Hợp tác xã, tổ hợp tác hoặc công ty")
    house.select_option(label="HTX Cam Sành Vĩnh Hảo")
    page.get_by_label("Cam sành", exact=True).check()
    page.get_by_label("Tên vùng").fill(GARDEN)
    page.get_by_label("Xã trước 1/7/2025").select_option(VINH_HAO)
    page.get_by_label("Diện tích (ha)").fill("12,5")
    page.get_by_label("Số cây").fill("6000")
    _press(page, "Xem lại trước khi ghi")
    seen = _whole(page)
    _press(page, f"Cấp mã {CODE}")
    return seen


def _harvested(page: Page) -> bytes:
    _follow(page, "+ Ghi thu hoạch")
    garden = page.locator("select option").filter(has_text=GARDEN).first
    page.locator("select").first.select_option(garden.get_attribute("value"))
    page.get_by_label("Khối lượng", exact=True).fill("2 tạ 5 yến")
    seen = _whole(page)
    _press(page, "Xem lại")
    _press(page, "Lưu lô")
    return seen


def _packed(page: Page) -> bytes:
    _follow(page, "Đóng gói lô này")
    page.locator("[name=packages]").fill("120")
    _press(page, "Xem lại")
    page.locator("select").first.select_option("sorted_out")
    seen = _whole(page)
    _press(page, "Lưu lô đóng gói")
    return seen


def _printed(page: Page, store: Store) -> str:
    """The code of a run of 21 labels that was drawn."""
    for _look_and_do in range(2):
        _press(page, "Công bố lô")
    _follow(page, "In tem")
    page.locator("[name=count]").fill("21")
    page.locator("[name=stock]").select_option("L7160")
    _press(page, "Tạo tờ tem")
    worker = Worker(store, KEYRING)
    while worker.step():
        pass
    return page.url.rstrip("/").rpartition("/")[2]


def _scanned(browser: Browser, page: Page, url: str, store: Store) -> bytes:
    """The page behind a label of the run that is open, once all are live."""
    with reading(store) as view:
        run = queries.run_by_code(view.db, page.url.rpartition("/")[2])
        codes = [] if run is None else print_files.codes_of(KEYRING, run)
    _follow(page, "Đọc thử ba tem")
    for name, at in (("seen_first", 0), ("seen_middle", len(codes) // 2), ("seen_last", -1)):
        page.locator(f"[name={name}]").fill(codes[at])
    _press(page, "Ghi đã đọc được")
    _press(page, "Kích hoạt tem")
    _press(page, f"Kích hoạt {len(codes)} tem")
    buyer = _opened(browser, url, store, fine=2)
    buyer.goto(f"{url}/{codes[0]}")
    return buyer.screenshot()


if __name__ == "__main__":
    main()
