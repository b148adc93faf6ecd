"""Reading back symbols that are files of their own: what a camera would see in them."""

from __future__ import annotations

import io
import re

import zxingcpp
from PIL import Image, ImageDraw

_DOTS = 4
"""Dots of a module in which an SVG is drawn for reading."""
_VIEW = re.compile(r'viewBox="0 0 (\d+) \1"')
_DARK = re.compile(r'<path fill="#000" d="([^"]*)"/></svg>')
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def read_symbol(data: bytes) -> str:
    """The text of the one symbol in a PNG, or in an SVG as ``draw_svg`` writes it.

    "" where none is read, or several are.
    """
    picture = _of_svg(data.decode()) if data.startswith(b"<svg") else Image.open(io.BytesIO(data))
    if picture is None:
        return ""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=_QR)
    return str(found[0].text) if len(found) == 1 else ""


def _of_svg(svg: str) -> Image.Image | None:
    """The picture of an SVG of squares, drawn from its text alone; ``None`` for any other."""
    view, dark = _VIEW.search(svg), _DARK.search(svg)
    if view is None or dark is None or _RUN.sub("", dark[1]):
        return None
    across = int(view[1]) * _DOTS
    picture = Image.new("1", (across, across), 1)
    pen = ImageDraw.Draw(picture)
    for each in _RUN.finditer(dark[1]):
        left, top, count, back = map(int, each.groups())
        if count != back:
            return None
        x, y = left * _DOTS, top * _DOTS
        pen.rectangle((x, y, x + count * _DOTS - 1, y + _DOTS - 1), fill=0)
    return picture
