"""Labels read with a camera in a real Chromium: linked by their ends, found, told as spoiled."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browsing import follow, listening
from tests.camera import film, with_camera
from tests.people import KEYRING, World
from tests.print_houses import order_of_house
from tests.web.lot_visits import app_of, token_of
from traceability.services import label_checks, print_files
from traceability.store.queries import labels as queries
from traceability.web.guards import COOKIE

# The labels lead to another host than the service listens at here: an address stays whole.
_CODE = re.compile(r"^https://tem\.hagiang\.vn/[0-9A-Z]{13}$")

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


def urls_of(world: World, code: str) -> list[str]:
    """What the labels of a run say."""
    with world.view() as view:
        run = queries.run_by_code(view.db, code)
        assert run is not None
        return [f"{run.base_url}/{each}" for each in print_files.codes_of(KEYRING, run)]


# One browser a process holds playwright's loop; another one is opened in a process of its own.
def test_labels_are_read_with_the_camera(world: World, chromium: str, tmp_path: Path) -> None:
    lot = world.packed(90, 200)
    run = world.print_labels(lot.code, 30)
    urls = urls_of(world, run)
    with world.by(world.who.recorder) as work:
        label_checks.check(work, KEYRING, run, [urls[0], urls[15], urls[29]])
    film(tmp_path / "camera.y4m", [urls[2], urls[9]])
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as site:
        token = token_of(world, "manager")
        told = (chromium, str(tmp_path / "camera.y4m"), site, token, lot.code, run)
        _walked("labels", *told)
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        ranges = queries.ranges(view.db, [row.id])
        linked = [(each.first + 1, each.last + 1) for each in ranges if each.state == "linked"]
    assert linked == [(3, 10)]


def test_parts_of_a_roll_are_ticked_off_as_its_labels_are_read(
    world: World, chromium: str, tmp_path: Path
) -> None:
    order = order_of_house(world, world.packed(90, 200).code, 60, 60)
    urls = urls_of(world, order.run)
    film(tmp_path / "camera.y4m", [urls[0], urls[4]])
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as site:
        path = f"{site}/coop/tem/{order.run}/nhan/{order.rolls[0]}"
        _walked("roll", chromium, str(tmp_path / "camera.y4m"), path, token_of(world, "manager"))


def _walked(*told: str) -> None:
    """A walk in a process of its own; what it says where it fails."""
    script = [sys.executable, "-m", "tests.browser.test_scanning_browser", *told]
    done = subprocess.run(script, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _receive(chromium: str, camera: str, path: str, token: str) -> None:
    with with_camera(chromium, Path(camera)) as browser:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        context.add_cookies([{"name": COOKIE, "value": token, "url": path}])
        page = context.new_page()
        page.goto(path)
        page.get_by_role("button", name="Quét bằng máy ảnh").click()
        expect(page.locator("#parts")).to_contain_text("Còn 18 đoạn chưa quét.")
        expect(page.locator("#parts .read")).to_have_text(["1–3 ✓ đã quét", "4–6 ✓ đã quét"])


def _walk(chromium: str, camera: str, site: str, token: str, lot: str, run: str) -> None:
    with with_camera(chromium, Path(camera)) as browser:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda each: asked.append(each.url))
        page.goto(f"{site}/coop/tem/kich-hoat?lo={lot}")
        assert not any("vendor/qr-scanner" in each for each in asked)
        page.get_by_role("button", name="Quét bằng máy ảnh: Tem đầu").click()
        expect(page.get_by_role("button", name="Kích hoạt tem")).to_be_focused()
        for name in ("first", "last"):
            expect(page.locator(f"[name={name}]")).to_have_value(_CODE)
        assert all(each.startswith((site, "blob:", "data:")) for each in asked), asked
        follow(page, page.get_by_role("button", name="Kích hoạt tem"))
        follow(page, page.get_by_role("button", name="Kích hoạt 8 tem"))
        expect(page.get_by_role("status")).to_contain_text("Đã kích hoạt 8 tem, số 3–10")
        page.goto(f"{site}/coop/tem/tim")
        with page.expect_navigation():
            page.get_by_role("button", name="Quét bằng máy ảnh").click()
        expect(page.get_by_role("heading", level=2).first).to_contain_text("Tem số")
        page.goto(f"{site}/coop/tem/{run}/ghi/hong")
        page.get_by_role("button", name="Quét bằng máy ảnh").click()
        expect(page.get_by_role("status")).to_contain_text("Đã đọc 2 tem")


if __name__ == "__main__":
    {"labels": _walk, "roll": _receive}[sys.argv[1]](*sys.argv[2:])
