"""The white frame around every symbol, measured on paper: four modules (ISO/IEC 18004, 9.1).

Nothing here asks the plan: the symbol is found by a reader, its module by a finder pattern.
"""

from __future__ import annotations

import dataclasses

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from labels import STOCKS, Sheet, StampLabel, TraceStamp, draw_sheets

DARK = 200
STOCK = pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
HOST = pytest.mark.parametrize("host", ["https://tem.hagiang.vn", "http://127.0.0.1:8000"])


def first_cell(pdf: bytes, sheet: Sheet, dpi: int) -> Image.Image:
    """The page's first label as a printer of ``dpi`` sees it."""
    document = pypdfium2.PdfDocument(pdf)
    raster: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    corner, size = sheet.first, sheet.label
    edges = (corner.x, corner.y, corner.x + size.width, corner.y + size.height)
    left, top, right, bottom = (round(edge * dpi / 25_400) for edge in edges)
    cell = raster.crop((left, top, right, bottom))
    document.close()
    return cell


def dark_square(cell: Image.Image, ink: Image.Image) -> tuple[int, int, int, int]:
    """The symbol's outermost dark pixels, near where a reader reports its corners."""
    (found,) = zxingcpp.read_barcodes(cell, formats=zxingcpp.BarcodeFormat.QRCode)
    at = found.position
    xs = [corner.x for corner in (at.top_left, at.top_right, at.bottom_left, at.bottom_right)]
    ys = [corner.y for corner in (at.top_left, at.top_right, at.bottom_left, at.bottom_right)]
    slack = (max(xs) - min(xs)) // 25
    near = (min(xs) - slack, min(ys) - slack, max(xs) + slack, max(ys) + slack)
    box = ink.crop(near).getbbox()
    assert box is not None
    return near[0] + box[0], near[1] + box[1], near[0] + box[2], near[1] + box[3]


def module(ink: Image.Image, square: tuple[int, int, int, int]) -> float:
    """The top left finder pattern's upper bar is seven modules long."""
    x, y = square[0], square[1] + (square[3] - square[1]) // 60
    run = 0
    while ink.getpixel((x + run, y)):
        run += 1
    return run / 7


def frame(ink: Image.Image, square: tuple[int, int, int, int], reach: int) -> dict[str, int]:
    """White pixels from each side of the square to the next ink or the label's edge."""
    x, y, past_x, past_y = square
    width, height = ink.size
    left, top = max(0, x - reach), max(0, y - reach)
    right, bottom = min(width, past_x + reach), min(height, past_y + reach)
    above = ink.crop((left, 0, right, y)).getbbox()
    below = ink.crop((left, past_y, right, height)).getbbox()
    before = ink.crop((0, top, x, bottom)).getbbox()
    after = ink.crop((past_x, top, width, bottom)).getbbox()
    return {
        "above": y - (above[3] if above else 0),
        "below": below[1] if below else height - past_y,
        "left": x - (before[2] if before else 0),
        "right": after[0] if after else width - past_x,
    }


@pytest.mark.parametrize("dpi", [300, 600])
@HOST
@STOCK
def test_four_modules_are_white_on_every_side(
    sheet: Sheet, host: str, dpi: int, stamp: TraceStamp, label: StampLabel
) -> None:
    stamp = dataclasses.replace(stamp, domain=host.partition("://")[2])
    label = dataclasses.replace(label, url=f"{host}/4YWW79G1TG05K")
    cell = first_cell(draw_sheets(sheet, stamp, [label]), sheet, dpi)
    ink = cell.point(lambda value: 255 if value < DARK else 0)
    square = dark_square(cell, ink)
    assert abs((square[2] - square[0]) - (square[3] - square[1])) <= 1
    wide = module(ink, square)
    white = {side: pixels / wide for side, pixels in frame(ink, square, int(4 * wide)).items()}
    assert min(white.values()) >= 4, white


def test_ink_too_near_would_be_measured() -> None:
    ink = Image.new("L", (100, 100), 0)
    ink.paste(255, (30, 30, 70, 70))
    ink.paste(255, (76, 20, 90, 24))
    assert frame(ink, (30, 30, 70, 70), 20) == {"above": 6, "below": 30, "left": 30, "right": 6}
