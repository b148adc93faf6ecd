"""Labels as phones see them: every design on every stock, out of focus, askew and dirty.

Each symbol is rasterised at 203 or 300 dots an inch, and 5 % of it is made dirty, dark or light, in
one of two ways. *Stain*: one round spot where no finder pattern is (a reader looks for those); one
picture is taken, turned by up to 5° and blurred by up to a third of a module, and must do. *Dust*:
specks of a tenth to a third of a module all over it, finder patterns and all; a phone takes picture
after picture while its focus runs from sharp to half a module, and one of eight must do. Of each,
at least 99 % must be read right, and none wrong in any picture.

Specks from half a module on are beyond level M, at whatever focus: 5 % of the modules wrong, each
in a codeword of its own, are more codewords than it mends.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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
PHONE_DPI = 600
"""On the paper, of a phone that films 1,920 dots wide from 8 cm away."""
SHARE = 0.05
"""Of the symbol that is dirty."""
SPECK = (0.1, 0.35)
"""Of dust, across, in modules."""
PICTURES = 8
"""That a phone takes while its focus runs once."""


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


Dirt = Callable[[Image.Image, Plan, random.Random], Image.Image]


def stained(image: Image.Image, plan: Plan, chance: random.Random) -> Image.Image:
    """One spot, away from the corners that a reader looks for."""
    count = plan.symbol.modules
    reach = math.sqrt(SHARE * count * count / math.pi)
    while True:
        x, y = (chance.uniform(reach, count - reach) for _ in range(2))
        corners = ((0, 0), (0, count), (count, 0))
        if all(max(abs(x - i), abs(y - j)) > reach + 8 for i, j in corners):
            return spotted(image, plan, chance, [(x, y, reach)])


def dusty(image: Image.Image, plan: Plan, chance: random.Random) -> Image.Image:
    """Specks anywhere, until they have the same share of the symbol."""
    count, spots, left = plan.symbol.modules, [], SHARE * plan.symbol.modules**2
    while left > 0:
        reach = chance.uniform(*SPECK) / 2
        spots.append((chance.uniform(0, count), chance.uniform(0, count), reach))
        left -= math.pi * reach * reach
    return spotted(image, plan, chance, spots)


def spotted(
    image: Image.Image, plan: Plan, chance: random.Random, spots: list[tuple[float, float, float]]
) -> Image.Image:
    """Round spots, dark or light, by their middle and reach in modules."""
    dirty, quiet = image.copy(), plan.symbol.quiet_um / plan.symbol.module_um
    pen, module = ImageDraw.Draw(dirty), module_of(plan)
    for x, y, reach in spots:
        edges = (x - reach, y - reach, x + reach, y + reach)
        pen.ellipse([(edge + quiet) * module for edge in edges], fill=chance.choice((0, 255)))
    return dirty


def module_of(plan: Plan) -> float:
    """Dots of the phone's picture along a module."""
    return PHONE_DPI * plan.symbol.module_um / 25_400


def pictures(
    dirty: Image.Image, plan: Plan, chance: random.Random, blurs: Iterable[float]
) -> Iterator[set[str]]:
    """What is read in each picture of a label, turned anew and blurred by so many modules."""
    for blur in blurs:
        turned = dirty.rotate(chance.uniform(-5, 5), Image.Resampling.BICUBIC, True, fillcolor=255)
        seen = turned.filter(ImageFilter.GaussianBlur(blur * module_of(plan)))
        yield {
            each.text
            for each in zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)
        }


def read(
    image: Image.Image, plan: Plan, chance: random.Random, dirt: Dirt, url: str
) -> tuple[bool, bool]:
    """Whether a dirty label is read right in the end, and whether it ever is read wrongly."""
    blurs = [chance.uniform(0, 1 / 3)]
    if dirt is dusty:
        blurs = [(at + chance.random()) / PICTURES / 2 for at in range(PICTURES)]
    for texts in pictures(dirt(image, plan, chance), plan, chance, blurs):
        if texts:
            return texts == {url}, texts != {url}
    return False, False


def soak(count: int, seed: int) -> int:
    """Try all and tell; 1 where fewer than 99 % were read, or one was read wrongly."""
    chance, told = random.Random(seed), Counter[str]()
    for name, stock in stocks().items():
        for kind, design in designs(STAMP).items():
            try:
                plan = plan_on(stock.label, design, label(0), modules_of(label(0).url), stock.dpi)
            except DoesNotFit:
                continue
            told["tried"] += count
            good = dict.fromkeys(DIRTS, 0)
            for number in range(count):
                one = label(number)
                dpi = stock.dpi or chance.choice((203, 300))
                image = printed(stock, plan, one, design, dpi)
                for dirt, spoil in DIRTS.items():
                    right, wrong = read(image, plan, chance, spoil, one.url)
                    good[dirt] += right
                    told["wrong"] += wrong
            told.update(good)
            shares = "  ".join(f"{dirt} {found}/{count}" for dirt, found in good.items())
            print(f"{name:>16} {kind:>7}  {shares}", flush=True)
    lowest = min(told[dirt] for dirt in DIRTS) / told["tried"]
    for dirt in DIRTS:
        print(f"{dirt}: {told[dirt]} of {told['tried']} read ({told[dirt] / told['tried']:.2%})")
    print(f"{told['wrong']} read wrongly")
    return int(lowest < WANTED or told["wrong"] > 0)


DIRTS: dict[str, Dirt] = {"stain": stained, "dust": dusty}
