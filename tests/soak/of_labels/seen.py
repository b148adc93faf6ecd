"""Labels as phones see them: every design on every stock, out of focus, askew and stained.

Each symbol is rasterised at 203 or 300 dots an inch; a stain, dark or light, covers 5 % of it where
no finder pattern is (a reader looks for those); it is turned by up to 5° and blurred by up to a
third of a module. At least 99 % must be read right, and none wrong. Dirt that is spread as finely
as modules is another matter: 5 % of all modules wrong is more than level M mends.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from labels import DoesNotFit, Look, StampLabel, TraceStamp, write_sheets
from labels.design import plan_on
from labels.plan import Plan
from labels.stock import Sheet
from labels.symbol import modules_of
from tests.labels.test_goods import designs, stocks

WANTED = 0.99
STAMP = TraceStamp(
    product="Cam sành Hà Giang",
    cooperative="HTX Cam Sành Vĩnh Hảo",
    domain="tem.hagiang.vn",
    lot_line="Lô CAM-251212-01",
    dates_line="Thu hoạch 12/12/2025",
)
PHONE_DPI = 400
"""A phone takes more dots than the printer burnt."""


def label(number: int) -> StampLabel:
    """The label of a number, with a code of its own."""
    code = f"4YWW79G1{number:05}"
    return StampLabel(code, f"Tem {number:04}", f"https://tem.hagiang.vn/{code}")


def printed(stock: Sheet, plan: Plan, one: StampLabel, design: object, dpi: int) -> Image.Image:
    """The symbol with its quiet zone as the printer puts it on paper."""
    out = BytesIO()
    write_sheets(out, stock, design, [one], look=Look(plan=plan))
    document = pypdfium2.PdfDocument(out.getvalue())
    raster = document[0].render(scale=dpi / 72, grayscale=True).to_pil().copy()
    document.close()
    square, corner = plan.symbol, stock.first
    x, y = corner.x + square.corner.x, corner.y + square.corner.y
    clear, side = square.quiet_um, square.side_um
    edges = (x - clear, y - clear, x + side + clear, y + side + clear)
    cell = raster.crop(tuple(round(edge * dpi / 25_400) for edge in edges))
    burnt = cell.point(lambda grey: 255 * (grey >= 128))
    return burnt.resize((burnt.width * PHONE_DPI // dpi,) * 2, Image.Resampling.BICUBIC)


def spoilt(image: Image.Image, plan: Plan, chance: random.Random) -> Image.Image:
    """Stained, then turned, then out of focus."""
    dirty = image.copy()
    pen, module = ImageDraw.Draw(dirty), PHONE_DPI * plan.symbol.module_um / 25_400
    count, quiet = plan.symbol.modules, plan.symbol.quiet_um / plan.symbol.module_um
    reach = math.sqrt(0.05 * count * count / math.pi)
    while True:
        x, y = (chance.uniform(reach, count - reach) for _ in range(2))
        corners = ((0, 0), (0, count), (count, 0))
        if all(max(abs(x - i), abs(y - j)) > reach + 8 for i, j in corners):
            break
    edges = (x - reach, y - reach, x + reach, y + reach)
    pen.ellipse([(edge + quiet) * module for edge in edges], fill=chance.choice((0, 255)))
    turned = dirty.rotate(chance.uniform(-5, 5), Image.Resampling.BICUBIC, True, fillcolor=255)
    return turned.filter(ImageFilter.GaussianBlur(chance.uniform(0, module / 3)))


def soak(count: int, seed: int) -> int:
    """Try all and tell; 1 where fewer than 99 % were read, or one was read wrongly."""
    chance, told = random.Random(seed), Counter[str]()
    for name, stock in stocks().items():
        for kind, design in designs(STAMP).items():
            try:
                plan = plan_on(stock.label, design, label(0), modules_of(label(0).url), stock.dpi)
            except DoesNotFit:
                continue
            good = 0
            for number in range(count):
                one = label(number)
                dpi = stock.dpi or chance.choice((203, 300))
                seen = zxingcpp.read_barcodes(
                    spoilt(printed(stock, plan, one, design, dpi), plan, chance)
                )
                texts = {each.text for each in seen}
                told["wrong"] += bool(texts - {one.url})
                good += texts == {one.url}
            told["read"] += good
            told["tried"] += count
            print(f"{name:>16} {kind:>7}  {good}/{count}", flush=True)
    share = told["read"] / told["tried"]
    print(f"{told['read']} of {told['tried']} read ({share:.2%}), {told['wrong']} wrongly")
    return int(share < WANTED or told["wrong"] > 0)
