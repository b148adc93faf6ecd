"""A QR symbol as a picture on a paper: quiet zone and all, as a label has it."""

from __future__ import annotations

import io

from PIL import Image

from labels.papers.flow import Picture
from labels.symbol import QUIET_MODULES, encode

_DOTS = 8  # a module; whole, so that no edge is grey


def qr_picture(url: str, width_um: int) -> Picture:
    """The symbol of ``url``, ``width_um`` wide with its quiet zone.

    Raises LabelRefused as ``encode`` does, and DoesNotFit where modules would be too fine.
    """
    symbol = encode(url)
    symbol.module_um(width_um)
    across = symbol.modules + 2 * QUIET_MODULES
    image = Image.new("1", (across, across), 1)
    for y, row in enumerate(symbol.rows):
        for x in range(symbol.modules):
            if row >> (symbol.modules - 1 - x) & 1:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), 0)
    out = io.BytesIO()
    image.resize((across * _DOTS, across * _DOTS), Image.Resampling.NEAREST).save(out, "PNG")
    return Picture(out.getvalue(), width_um)
