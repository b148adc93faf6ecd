"""A report from a telephone that runs no script: with a photograph, without one, and put right."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browsing import assert_no_fault, follow, listening
from tests.people import World
from tests.web.public_door import application, item_code
from traceability.store import models
from traceability.web.limits import limiter

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
SAID = "Mua ở chợ Hà Giang sáng 3/2, tem mờ, bóc ra dán lại được."


@pytest.fixture
def app(world: World, tmp_path: Path) -> Iterator[Flask]:
    built = application(
        world, public_url="http://127.0.0.1:8000", development="yes", files=str(tmp_path)
    )
    limiter.reset()
    yield built
    limiter.reset()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the running service."""
    with listening(app) as url:
        yield url


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A telephone of 360 px without scripts; it asked nobody but us, and kept nothing."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    yield page
    assert len(set(asked) - {""}) == 1, "somebody else was asked"
    assert context.cookies() == []
    context.close()


def label(world: World) -> str:
    made = world.packed().code
    run = world.print_labels(made, 2)
    world.link(run, 1, 2)
    return item_code(world, run, 1)


def photograph() -> bytes:
    """A picture as a telephone takes it, with the place where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Samsung"
    exif.get_ifd(0x8825)[1] = "N"
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(out, "JPEG", exif=exif, quality=70)
    return out.getvalue()


def opened(phone: Page, site: str, code: str) -> None:
    """From the page of the label to the form."""
    phone.goto(f"{site}/{code}")
    follow(phone, phone.get_by_role("link", name="Gửi phản ánh"))
    narrow(phone)


def narrow(page: Page) -> None:
    """Nothing goes beyond the screen (the browser measures from outside)."""
    wide = page.locator("h1, label, input:visible, textarea, button, fieldset, p").all()
    for each in wide:
        box = each.bounding_box()
        assert box is None or box["x"] + box["width"] <= PHONE["width"], each.inner_text()


def send(phone: Page) -> None:
    button = phone.get_by_role("button", name="Gửi phản ánh")
    size = button.bounding_box()
    assert size is not None
    assert size["height"] >= 48
    follow(phone, button)


def test_a_report_without_a_photograph(world: World, site: str, phone: Page) -> None:
    opened(phone, site, label(world))
    phone.get_by_role("radio").first.check()
    phone.get_by_label("Kể rõ hơn").fill(SAID)
    send(phone)
    assert urlsplit(phone.url).path.startswith("/phan-anh/")
    assert phone.get_by_role("heading", level=1).is_visible()
    narrow(phone)
    number = urlsplit(phone.url).path
    for lang, words in (("vi", "Đã nhận"), ("en", "We have your report"), ("zh", "已收到")):
        phone.goto(f"{site}{number}?da=1&lang={lang}")
        assert words in phone.content()
        narrow(phone)


def test_a_report_with_a_photograph_keeps_no_place(
    world: World, site: str, phone: Page, tmp_path: Path
) -> None:
    opened(phone, site, label(world))
    phone.get_by_role("radio").first.check()
    phone.get_by_label("Kể rõ hơn").fill(SAID)
    taken = photograph()
    assert b"Samsung" in taken
    phone.get_by_label("Một tấm ảnh").set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    send(phone)
    assert urlsplit(phone.url).path.startswith("/phan-anh/")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1
    with Image.open(kept[0]) as image:
        assert max(image.size) == 1600
        assert not image.getexif()
    with world.view() as view:
        assert view.db.query(models.File).count() == 1


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, site: str, phone: Page, browser: Browser
) -> None:
    code = label(world)
    opened(phone, site, code)
    phone.get_by_label("Kể rõ hơn").fill(SAID)
    phone.get_by_text("Muốn được gọi lại?").click()
    phone.get_by_label("Số điện thoại hoặc e-mail").fill("0912 345 678")
    send(phone)
    assert phone.get_by_label("Kể rõ hơn").input_value() == SAID
    assert phone.get_by_label("Số điện thoại hoặc e-mail").is_visible()
    narrow(phone)
    phone.get_by_role("radio").first.check()
    phone.get_by_label("Tôi đồng ý để cơ quan").check()
    send(phone)
    assert urlsplit(phone.url).path.startswith("/phan-anh/")
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    seen = context.new_page()
    for path in (f"/phan-anh?ma={code}", "/phan-anh?ma=KHONGCO", urlsplit(phone.url).path):
        seen.goto(site + path)
        assert_no_fault(seen)
    context.close()


def test_the_form_sent_again_after_going_back_is_the_same_report(
    world: World, site: str, phone: Page
) -> None:
    opened(phone, site, label(world))
    phone.get_by_role("radio").first.check()
    phone.get_by_label("Kể rõ hơn").fill(SAID)
    send(phone)
    first = urlsplit(phone.url).path
    phone.go_back()
    phone.get_by_role("radio").first.check()
    phone.get_by_label("Kể rõ hơn").fill(SAID)
    send(phone)
    assert urlsplit(phone.url).path == first
    with world.view() as view:
        assert view.db.query(models.DoubtReport).count() == 1
    # Gone to anew, it is another form, for another report.
    opened(phone, site, label(world))
    phone.get_by_role("radio").first.check()
    phone.get_by_label("Kể rõ hơn").fill(SAID)
    send(phone)
    assert urlsplit(phone.url).path != first
