"""Reading a printing house's proof: any PDF, PNG or JPEG, whatever stands where on it.

Every QR symbol on a page is looked for, turned or not. Of each it is told what it says and how wide
its modules are on paper; symbols that no reader takes are told too.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

from labels import pdfium
from labels.errors import LabelRefused
from labels.symbol import modules_of

DPI = 300
"""At which pages of a PDF are drawn; a module of 0.33 mm is then four dots."""
MOST_DOTS = 120_000_000
"""A larger page is refused: A2 at 600 dots an inch."""
_UM_AN_INCH = 25_400
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_PDF = b"%PDF-"


@dataclasses.dataclass(frozen=True)
class Seen:
    """A symbol on page ``page`` (from 1): its text, or "" where it was not read.

    ``module_um`` is ``None`` where the picture does not say its resolution, or was not read.
    """

    page: int
    text: str
    module_um: int | None = None


@dataclasses.dataclass(frozen=True)
class PageSeen:
    """What stands on a page: every symbol, read or not; none at all is told by the caller."""

    number: int
    symbols: tuple[Seen, ...]


def read_proof(file: Path, dpi: int | None = None) -> Iterator[PageSeen]:
    """Each page of a proof, in order; ``dpi`` is a picture's where it does not say it itself.

    Raises LabelRefused at ``file``: ``proof_unreadable`` for what is no PDF, PNG or JPEG or is
    broken, ``proof_too_large``.
    """
    with _told_plainly(file):
        pages = _pdf(file) if _is_pdf(file) else _picture(file, dpi)
        for number, (image, resolution) in enumerate(pages, 1):
            yield PageSeen(number, tuple(_symbols(image, number, resolution)))


@contextlib.contextmanager
def _told_plainly(file: Path) -> Iterator[None]:
    """Whatever a broken file does to its reader is one refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise LabelRefused("proof_too_large", "file", file=file.name) from None
    except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, EOFError):
        raise LabelRefused("proof_unreadable", "file", file=file.name) from None


def _is_pdf(file: Path) -> bool:
    with file.open("rb") as opened:
        return _PDF in opened.read(1_024)


def _pdf(file: Path) -> Iterator[tuple[Image.Image, float | None]]:
    with pdfium.opened(file) as document:
        for number, (width, height) in enumerate(pdfium.sizes(document)):
            _hold(file, width * DPI / 72 * height * DPI / 72)
            yield pdfium.grey(document, number, DPI / 72), DPI


def _picture(file: Path, dpi: int | None) -> Iterator[tuple[Image.Image, float | None]]:
    with Image.open(file, formats=("PNG", "JPEG")) as image:
        _hold(file, image.width * image.height)
        told = image.info.get("dpi", (None,))[0] if dpi is None else dpi
        # What programs write that know of no resolution is no measure.
        yield image.convert("L"), float(told) if told and told > 72 else None


def _hold(file: Path, dots: float) -> None:
    if dots > MOST_DOTS:
        raise LabelRefused("proof_too_large", "file", file=file.name)


def _symbols(image: Image.Image, page: int, dpi: float | None) -> Iterator[Seen]:
    found = zxingcpp.read_barcodes(
        image, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain, return_errors=True
    )
    read = [each for each in found if each.valid]
    for each in read:
        yield Seen(page, each.text, _module_um(each, dpi))
    there = list(read)
    for each in sorted(found, key=_side, reverse=True):
        # A reader tries a symbol in more ways than one, and tells of each that failed.
        if not each.valid and not any(_same(each, other) for other in there):
            there.append(each)
            yield Seen(page, "")


def _same(one: zxingcpp.Barcode, other: zxingcpp.Barcode) -> bool:
    """Whether two findings are of one symbol: the middle of one lies within the other."""
    return math.dist(_middle(one), _middle(other)) < max(_side(one), _side(other)) * 0.7


def _corners(found: zxingcpp.Barcode) -> list[tuple[int, int]]:
    at = found.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    return [(corner.x, corner.y) for corner in corners]


def _middle(found: zxingcpp.Barcode) -> tuple[float, float]:
    across, down = zip(*_corners(found), strict=True)
    return sum(across) / 4, sum(down) / 4


def _side(found: zxingcpp.Barcode) -> float:
    """The mean side, in dots."""
    corners = _corners(found)
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return sum(math.dist(a, b) for a, b in pairs) / 4


def _module_um(found: zxingcpp.Barcode, dpi: float | None) -> int | None:
    """The width of a module, from the mean side of the symbol; to the nearest µm."""
    if dpi is None:
        return None
    try:
        modules = modules_of(found.text)
    except LabelRefused:  # no address: it is foreign anyhow
        return None
    return round(_side(found) / modules * _UM_AN_INCH / dpi)
