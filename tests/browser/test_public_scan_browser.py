"""A buyer's label read with the camera, without an account, in a real Chromium."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browsing import listening
from tests.camera import film, with_camera
from tests.people import World
from tests.web.lot_visits import app_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"])]


# One browser a process holds playwright's loop; another one is opened in a process of its own.
def test_a_label_is_read_with_the_camera(world: World, chromium: str, tmp_path: Path) -> None:
    code = world.packed().code
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1:8000", development=True)
    with listening(app) as site:
        film(tmp_path / "camera.y4m", [f"{site}/{code}"])
        told = [chromium, str(tmp_path / "camera.y4m"), site, code]
        script = [sys.executable, "-m", "tests.browser.test_public_scan_browser", *told]
        done = subprocess.run(script, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _walk(chromium: str, camera: str, site: str, code: str) -> None:
    with with_camera(chromium, Path(camera)) as browser:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda each: asked.append(each.url))
        page.goto(site)
        page.get_by_role("link", name="Quét bằng máy ảnh").click()
        button = page.get_by_role("button", name="Quét bằng máy ảnh")
        expect(button).to_be_visible()
        assert not any("vendor/qr-scanner" in each for each in asked)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        with page.expect_navigation(url=f"{site}/{code}"):
            button.click()
        expect(page.get_by_role("heading", level=2).first).to_contain_text("Không có cảnh báo")
        assert all(each.startswith((site, "blob:", "data:")) for each in asked), asked
        context.close()


if __name__ == "__main__":
    _walk(*sys.argv[1:])
