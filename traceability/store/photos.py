"""Photographs and other files: bytes on disk under random names, reached through their rows."""

from __future__ import annotations

import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from traceability.domain.errors import Invalid

LARGEST_BYTES = 16 * 1024 * 1024
#: A JPEG as cameras write it is read at a fraction of its size; whatever else is sent stands whole
#: in memory, at four bytes a pixel and more.
LARGEST_PIXELS = 40_000_000
LARGEST_WHOLE = 12_500_000
LONGEST_SIDE = 1_600
_FORMATS = ("JPEG", "PNG", "WEBP")
#: A blank picture of a few kilobytes fills as much memory as a real one: so many stand there at
#: once in a process, and the others wait for a second.
_DECODING = threading.BoundedSemaphore(1)


def re_encode(data: bytes, at: str = "photo", longest: int = LONGEST_SIDE) -> bytes:
    """A photograph as a fresh JPEG: turned upright, at most ``longest`` px, without any metadata.

    Refuses what is empty, too large, not a JPEG, PNG or WebP, or of more pixels than may stand in
    memory, which its header tells. One is decoded at a time.
    """
    if not data:
        raise Invalid("photo_empty", at)
    if len(data) > LARGEST_BYTES:
        raise Invalid("photo_too_large", at, largest_mb=LARGEST_BYTES // 1_048_576)
    # In a thread of its own: each thread keeps for itself what it has given back, and those that
    # answer requests are many.
    with _DECODING, ThreadPoolExecutor(1) as alone:
        return alone.submit(_decoded, data, at, longest).result()


def _decoded(data: bytes, at: str, longest: int) -> bytes:
    """What ``re_encode`` gives; the picture is gone from memory once this returns."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            most = _most_pixels(picture)
            if picture.width * picture.height > most:
                raise _too_many(at, most)
            return _jpeg(picture, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(at, LARGEST_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Invalid("photo_unreadable", at) from None


def _most_pixels(picture: Image.Image) -> int:
    whole = picture.format != "JPEG" or "progressive" in picture.info
    return LARGEST_WHOLE if whole else LARGEST_PIXELS


def _too_many(at: str, most: int) -> Invalid:
    return Invalid("photo_too_many_pixels", at, largest_megapixels=most // 1_000_000)


def thumbnail(data: bytes, side: int, most: int) -> bytes | None:
    """A photograph of ours as a square of ``side`` px, at most ``most`` bytes of WebP."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        picture.draft("RGB", (2 * side, 2 * side))
        square = ImageOps.fit(picture.convert("RGB"), (side, side))
    for quality in (75, 60, 45, 30, 15, 5):
        out = io.BytesIO()
        square.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= most:
            return out.getvalue()
    return None


def _jpeg(picture: Image.Image, longest: int) -> bytes:
    # Small first, then turned and copied: each of these makes the picture anew.
    part = longest / max(picture.size)
    picture.draft("RGB", (int(picture.width * part) or 1, int(picture.height * part) or 1))
    small = picture if picture.mode == "RGB" else picture.convert("RGB")
    small.thumbnail((longest, longest))
    upright = ImageOps.exif_transpose(small)
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def write(folder: Path, name: str, data: bytes) -> None:
    """Put bytes under a random name, and wait until the disk has them; the name is ours."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if os.name != "nt":  # there, a folder cannot be opened
        _sync_folder(folder)


def read(folder: Path, name: str) -> bytes | None:
    """The bytes under a name of ours; ``None`` where they were erased."""
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


def remove(folder: Path, name: str) -> None:
    """Erase the bytes under a name of ours; nothing is said where they are gone already."""
    (folder / name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """A new file's name is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
