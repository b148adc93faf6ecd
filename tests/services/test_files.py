"""Attached papers: what the bytes are decides, and only the event that names one leads to it."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.people import World, photograph
from tests.web.bad_inputs import BAD
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Invalid, NotFound
from traceability.services import files
from traceability.store import attachments
from traceability.store.models import File

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCRIPTED = PDF.replace(
    b"<</Type/Catalog>>", b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        summed = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + summed

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


REFUSED = {
    "upload-01": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_kind_unknown"),
    "upload-05": (png_header(30_000, 30_000), "photo_too_many_pixels"),
    "upload-07": (b"", "file_empty"),
    "upload-11": (b"%PDF-" + bytes(attachments.LARGEST_BYTES), "file_too_large"),
    "upload-15": (EICAR, "file_kind_unknown"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "file_kind_unknown"),
    "an office file": (b"PK\x03\x04word/document.xml", "file_kind_unknown"),
    "half a PDF": (PDF[:40], "file_unreadable"),
    "half a picture": (b"\xff\xd8\xff\xe0garbage", "photo_unreadable"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_paper_is_refused_at_its_field(name: str, tmp_path: Path) -> None:
    assert not name.startswith("upload") or name in BAD
    data, code = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        files.prepare(data, tmp_path, "paper")
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [(code, "paper")]
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_made_anew(tmp_path: Path) -> None:
    """upload-03: what hides behind or beside the picture is gone, and so is where it was taken."""
    hiding = photograph() + b"<html><script>alert(1)</script></html>"
    prepared = files.prepare(hiding, tmp_path)
    assert prepared.content_type == "image/jpeg"
    assert b"script" not in prepared.data
    with Image.open(io.BytesIO(prepared.data)) as picture:
        assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("data", [PDF, SCRIPTED, PDF[:9] + EICAR + PDF[9:]])
def test_a_pdf_is_stored_as_it_came(world: World, tmp_path: Path, data: bytes) -> None:
    """upload-13, upload-15: it is not touched, and lies under a name that nobody chose."""
    prepared = files.prepare(data, tmp_path)
    with world.by(world.who.manager) as work:
        sha256 = files.store(work, world.who.manager.party or 0, prepared)
        row = work.db.get(File, sha256)
        assert row is not None
        name, kind = row.storage_name, row.content_type
    assert (sha256, kind) == (sha256_b64(data), "application/pdf")
    assert len(name) == 32
    assert files.read(tmp_path, name) == data


def test_the_same_file_twice_is_one(world: World, tmp_path: Path) -> None:
    prepared = files.prepare(PDF, tmp_path)
    for _time in range(2):
        with world.by(world.who.manager) as work:
            files.store_all(work, world.who.manager.party or 0, [prepared, prepared])
    assert len(list(tmp_path.iterdir())) == 1


def test_bytes_that_went_come_back_with_the_next_who_sends_them(
    world: World, tmp_path: Path
) -> None:
    prepared = files.prepare(PDF, tmp_path)
    for _time in range(2):
        with world.by(world.who.manager) as work:
            files.store(work, world.who.manager.party or 0, prepared)
        (kept,) = tmp_path.iterdir()
        assert kept.read_bytes() == PDF
        kept.unlink()
    with pytest.raises(NotFound):
        files.read(tmp_path, kept.name)


def test_an_event_without_files_has_none(world: World) -> None:
    with world.view() as view:
        assert files.of_event(view, 1) == ()
        with pytest.raises(NotFound):
            files.attached(view, 1, 1)
