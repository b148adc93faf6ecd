"""The photograph of a harvest: kept with the lot as a picture alone, or refused at its field."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.people import World
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from tests.web.test_harvest_form import FORM, count, filled, send
from traceability.store.models import Batch, File


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path / "files"), world, "recorder")


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#e08a00").save(out, kind)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def vast_png(side: int) -> bytes:
    """A whole PNG of a few bytes whose header claims ``side`` × ``side`` pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def with_photo(visitor: Visitor, data: bytes, name: str = "anh.jpg") -> Page:
    form = send(visitor, filled(visitor)).form(FORM)
    return send(visitor, {**form, "confirm": "yes", "photo": (io.BytesIO(data), name)})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "Chỉ nhận"),
        (vast_png(30_000), "quá nhiều điểm ảnh"),
        (vast_png(10_000), "quá nhiều điểm ảnh"),
        (vast_png(8_000), "quá nhiều điểm ảnh"),
        (b"", "Tệp ảnh trống"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "Chỉ nhận"),
    ],
    ids=["upload-01", "upload-05", "100 megapixels", "64 megapixels", "upload-07", "no picture"],
)
def test_what_is_no_photograph_is_refused_on_the_same_screen(
    recorder: Visitor, world: World, tmp_path: Path, data: bytes, said: str
) -> None:
    page = with_photo(recorder, data)
    assert (page.status, count(world, Batch)) == (422, 0)
    assert said in page.error_at("photo")
    assert page.form(FORM)["weight"] == "120"
    assert not list(tmp_path.glob("files/*"))
    assert send(recorder, {**page.form(FORM), "confirm": "yes", "photo": ""}).status == 303


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_kept_with_the_lot(recorder: Visitor, world: World, kind: str) -> None:
    assert with_photo(recorder, picture(kind)).status == 303
    assert count(world, File) == 1


def test_a_picture_that_is_also_a_page_is_only_a_picture(recorder: Visitor, tmp_path: Path) -> None:
    """upload-03."""
    assert with_photo(recorder, picture() + b"<html><script>alert(1)</script>").status == 303
    (stored,) = (tmp_path / "files").iterdir()
    assert stored.read_bytes().startswith(b"\xff\xd8")
    assert b"script" not in stored.read_bytes()


def test_the_senders_file_name_goes_nowhere(recorder: Visitor, tmp_path: Path) -> None:
    """upload-09."""
    assert with_photo(recorder, picture(), "../../static/app.js").status == 303
    (stored,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stored.parent == tmp_path / "files"
    assert "app" not in stored.name


def test_a_vast_upload_is_refused_unread(recorder: Visitor, world: World) -> None:
    """upload-11: by its stated length."""
    answer = recorder.client.post(
        FORM,
        base_url=HOST,
        input_stream=io.BytesIO(b"--x\r\n"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(60 * 1024 * 1024)},
    )
    assert (answer.status_code, count(world, Batch)) == (413, 0)
