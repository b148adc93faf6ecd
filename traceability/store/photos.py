"""Photographs and other files: bytes on disk under random names, reached through their rows."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from traceability.domain.errors import Invalid

LARGEST_BYTES = 16 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE = 1_600
_FORMATS = ("JPEG", "PNG", "WEBP")


def re_encode(data: bytes, at: str = "photo", longest: int = LONGEST_SIDE) -> bytes:
    """A photograph as a fresh JPEG: turned upright, at most ``longest`` px, without any metadata.

    Refuses what is empty, too large, not a JPEG, PNG or WebP, or a decompression bomb by header.
    """
    if not data:
        raise Invalid("photo_empty", at)
    if len(data) > LARGEST_BYTES:
        raise Invalid("photo_too_large", at, largest_mb=LARGEST_BYTES // 1_048_576)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise Invalid("photo_too_many_pixels", at)
            return _jpeg(picture, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid("photo_too_many_pixels", at) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Invalid("photo_unreadable", at) from None


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
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((longest, longest))
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
