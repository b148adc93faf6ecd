"""A QR symbol as a picture on a paper: quiet zone and all, as a label has it."""

from __future__ import annotations

import io

from labels.papers.flow import Picture
from labels.pictures import bitmap
from labels.symbol import encode

_DOTS = 8  # a module; whole, so that no edge is grey


def qr_picture(url: str, width_um: int) -> Picture:
    """The symbol of ``url``, ``width_um`` wide with its quiet zone.

    Raises LabelRefused as ``encode`` does, and DoesNotFit where modules would be too fine.
    """
    symbol = encode(url)
    symbol.module_um(width_um)
    out = io.BytesIO()
    bitmap(symbol, _DOTS).save(out, "PNG")
    return Picture(out.getvalue(), width_um)
