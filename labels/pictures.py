"""A symbol alone, as a file of its own: PNG, PDF, or the bare 1-bit matrix with its quiet zone.

Every one has four clear modules on each side and modules of 0.33 mm or more, or is refused with
the size that would do. Equal input gives equal bytes.
"""

from __future__ import annotations

import io

from PIL import Image

from labels.bare_canvas import BareCanvas
from labels.errors import DoesNotFit
from labels.svg import runs_of
from labels.symbol import QUIET_MODULES, SMALLEST_MODULE_UM, Symbol

_UM_AN_INCH = 25_400


def bitmap(symbol: Symbol, dots: int = 1) -> Image.Image:
    """The symbol and its quiet zone, ``dots`` a module, as a picture of mode "1"; dark is 0."""
    across = symbol.modules + 2 * QUIET_MODULES
    square = Image.frombytes("1", (symbol.modules, symbol.modules), symbol.octets, "raw", "1;I")
    whole = Image.new("1", (across, across), 1)
    whole.paste(square, (QUIET_MODULES, QUIET_MODULES))
    return whole.resize((across * dots, across * dots), Image.Resampling.NEAREST)


def module_dots(dpi: int) -> int:
    """The fewest whole dots of a module at ``dpi``: 3 at 203 (0.375 mm), 4 at 300 (0.339 mm)."""
    return -(-SMALLEST_MODULE_UM * dpi // _UM_AN_INCH)


def draw_png(symbol: Symbol, dpi: int = 300, dots: int | None = None) -> bytes:
    """A 1-bit PNG that says its resolution; DoesNotFit at ``qr`` where ``dots`` are too few."""
    least = module_dots(dpi)
    chosen = least if dots is None else dots
    if chosen < least:
        across = symbol.modules + 2 * QUIET_MODULES
        needed, room = (across * each * _UM_AN_INCH // dpi for each in (least, chosen))
        raise DoesNotFit("qr", needed, room, dots=least)
    out = io.BytesIO()
    bitmap(symbol, chosen).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def draw_pdf(symbol: Symbol, side_um: int) -> bytes:
    """A page of ``side_um`` with the symbol, quiet zone included, as one filled path in K-100.

    Raises DoesNotFit at ``qr`` where its modules would be finer than 0.33 mm.
    """
    symbol.module_um(side_um)
    out = io.BytesIO()
    points = side_um * 72 / _UM_AN_INCH
    canvas = BareCanvas(out, pagesize=(points, points), invariant=1)
    canvas.setViewerPreference("PrintScaling", "None")
    across = symbol.modules + 2 * QUIET_MODULES
    canvas.scale(points / across, points / across)
    canvas.setFillColorCMYK(0, 0, 0, 1)
    path = canvas.beginPath()
    for top, left, count in runs_of(symbol):
        path.rect(left + QUIET_MODULES, across - QUIET_MODULES - top - 1, count, 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return out.getvalue()
