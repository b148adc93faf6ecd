"""One label as a printing house gets it, to look at: its page, with the boxes drawn on it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from labels import pdfium
from labels.design import Design, StampLabel
from labels.sheet_pdf import Look, write_sheets
from labels.stock import Size
from labels.symbol import modules_of
from labels.trial import trial_symbol
from labels.trim import Trim

BLEED_BOX, TRIM_BOX = (0, 130, 200), (214, 0, 110)
"""Colours of the two boxes' lines; nothing on the page itself has one."""
_UM_AN_INCH = 25_400
_AROUND_UM = 2_000


def draw_trim_look(
    label: Size, design: Design, sticker: StampLabel, trim: Trim, *, dpi: int = 300
) -> bytes:
    """The page as PNG, its symbol dead, with some room around; raises as ``draw_trimmed`` does.

    The outer line is the BleedBox, which is the MediaBox; the inner one the TrimBox.
    """
    page = trim.page("", label)
    version = (modules_of(sticker.url) - 17) // 4
    file = BytesIO()
    look = Look(trim=trim, symbol_of=lambda _url: trial_symbol(version))
    write_sheets(file, page, design, [sticker], look=look)
    with pdfium.opened(file.getvalue()) as document:
        drawn = pdfium.grey(document, 0, dpi / 72)
    around, bleed = (um * dpi // _UM_AN_INCH for um in (_AROUND_UM, trim.bleed_um))
    width, height = drawn.size
    seen = Image.new("RGB", (width + 2 * around, height + 2 * around), "white")
    seen.paste(drawn.convert("RGB"), (around, around))
    lines = ImageDraw.Draw(seen)
    for colour, inset in ((BLEED_BOX, 0), (TRIM_BOX, bleed)):
        low = around + inset
        box = (low, low, around + width - 1 - inset, around + height - 1 - inset)
        lines.rectangle(box, outline=colour, width=2)
    out = BytesIO()
    seen.save(out, "PNG", optimize=True)
    return out.getvalue()
