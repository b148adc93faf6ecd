"""How large a photograph may be: what phones make, and not more, however many are sent at once."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.people import photograph
from traceability.app import LARGEST_BODY
from traceability.domain.errors import Invalid
from traceability.store.photos import LARGEST_BYTES, LARGEST_PIXELS, LARGEST_WHOLE, re_encode

MEGABYTE = 1024 * 1024
#: Four threads of one process are sent a picture each; by how many MB its memory grew at most.
AT_ONCE = """
import re, sys
from concurrent.futures import ThreadPoolExecutor
from traceability.store.photos import re_encode
def highest():
    return int(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])
small, large = (open(each, "rb").read() for each in sys.argv[1:])
re_encode(small)
before = highest()
with ThreadPoolExecutor(4) as pool:
    made = list(pool.map(re_encode, [large] * 4))
print((highest() - before) // 1024)
"""


def padded(size: int) -> bytes:
    """A photograph of ``size`` bytes: readers stop at the end marker."""
    return photograph().ljust(size, b"\0")


def blank(kind: str, size: tuple[int, int], mode: str = "RGB", **more: object) -> bytes:
    """A picture of one colour: next to no bytes, however many pixels."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def grown(folder: Path, large: bytes) -> int:
    """By how many MB a process grows that is sent a picture four times at once.

    A pixel takes four bytes; WebP stands there three times while it is unpacked.
    """
    files = [folder / "small", folder / "large"]
    for file, data in zip(files, (photograph(), large), strict=True):
        file.write_bytes(data)
    asked = [sys.executable, "-c", AT_ONCE, *map(str, files)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_a_large_photograph_of_a_phone_is_taken() -> None:
    assert len(re_encode(padded(12 * MEGABYTE))) < MEGABYTE


def test_a_photograph_at_the_limit_is_taken_and_one_above_refused() -> None:
    assert re_encode(padded(LARGEST_BYTES))
    with pytest.raises(Invalid) as refused:
        re_encode(padded(LARGEST_BYTES + 1))
    assert refused.value.code == "photo_too_large"
    assert refused.value.facts == {"largest_mb": 16}


def test_a_form_with_the_largest_photograph_comes_through() -> None:
    assert LARGEST_BODY - LARGEST_BYTES > MEGABYTE


ABOVE = {
    "PNG": (blank("PNG", (LARGEST_WHOLE // 1_000 + 1, 1_000), "P"), 12),
    "WebP": (blank("WEBP", (LARGEST_WHOLE // 1_000 + 1, 1_000)), 12),
    "progressive": (blank("JPEG", (LARGEST_WHOLE // 1_000 + 1, 1_000), progressive=True), 12),
    "JPEG": (blank("JPEG", (LARGEST_PIXELS // 1_000 + 1, 1_000), "L"), 40),
}


@pytest.mark.parametrize("name", ABOVE)
def test_a_picture_of_too_many_pixels_is_refused_and_told_how_many_may_be(name: str) -> None:
    data, megapixels = ABOVE[name]
    assert len(data) < MEGABYTE
    with pytest.raises(Invalid) as refused:
        re_encode(data)
    assert refused.value.code == "photo_too_many_pixels"
    assert refused.value.facts == {"largest_megapixels": megapixels}


LARGE = {
    "PNG": (blank("PNG", (4_166, 3_000), "RGBA"), 220),
    "WebP": (blank("WEBP", (4_166, 3_000), "RGBA"), 300),
    "JPEG": (blank("JPEG", (7_302, 5_477)), 110),
}


@pytest.mark.parametrize("name", LARGE)
def test_pictures_sent_at_once_stand_in_memory_one_by_one(name: str, tmp_path: Path) -> None:
    data, most = LARGE[name]
    assert grown(tmp_path, data) < most


def test_a_photograph_lies_as_it_was_taken() -> None:
    """The left half is red; the camera says that it was held on its side."""
    taken = Image.new("RGB", (4_000, 3_000), "blue")
    taken.paste((255, 0, 0), (0, 0, 2_000, 3_000))
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    taken.save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(re_encode(out.getvalue()))) as kept:
        assert kept.size == (1_200, 1_600)
        above, below = (kept.getpixel((600, y)) for y in (300, 1_300))
    assert above[0] > 200 > below[0]
    assert below[2] > 200 > above[2]
