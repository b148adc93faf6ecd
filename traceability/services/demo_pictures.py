"""Pictures of the demonstration's products, drawn by this program: no photograph is anybody else's.

They stand where a cooperative's own photograph would, and say on themselves that they are drawn.
"""

from __future__ import annotations

import functools
import io
import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from labels.fonts import FOLDER, Weight

#: Pixels of a side; drawn at twice that, so that edges are smooth.
SIDE = 1_000
_DRAWN = 2 * SIDE
_CAPTION = "Hình vẽ, dữ liệu mẫu"

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

_GREEN, _DARK_GREEN = (74, 124, 62), (38, 74, 44)


def drawn(name: str) -> bytes:
    """The picture of a product by its name in ``NAMES``, as PNG of ``SIDE`` px; always the same."""
    canvas = Image.new("RGB", (_DRAWN, _DRAWN), (236, 229, 214))
    ImageDraw.Draw(canvas).rectangle(_scaled((0, 0.62, 1, 1)), (205, 187, 156))
    _SCENES[name](canvas)
    _caption(canvas)
    out = io.BytesIO()
    canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _scaled(box: Box) -> tuple[int, int, int, int]:
    """A box of parts of the side as pixels."""
    left, top, right, bottom = (round(each * _DRAWN) for each in box)
    return left, top, right, bottom


def _caption(canvas: Image.Image) -> None:
    font = ImageFont.truetype(str(FOLDER / Weight.REGULAR.value), round(0.034 * _DRAWN))
    at = round(0.5 * _DRAWN), round(0.955 * _DRAWN)
    ImageDraw.Draw(canvas).text(at, _CAPTION, (92, 78, 54), font, anchor="mm")


# --- shapes --------------------------------------------------------------------------------------


def _shadow(canvas: Image.Image, box: Box) -> None:
    """A soft shadow on the table."""
    mask = Image.new("L", canvas.size)
    ImageDraw.Draw(mask).ellipse(_scaled(box), 110)
    soft = mask.filter(ImageFilter.GaussianBlur(0.014 * _DRAWN))
    canvas.paste((108, 88, 58), (0, 0), soft)


def _round(canvas: Image.Image, box: Box, light: Colour, dark: Colour) -> None:
    """A round thing, lit from above on the left."""
    left, top, right, bottom = _scaled(box)
    width, height = right - left, bottom - top
    glow = Image.radial_gradient("L").resize((2 * width, 2 * height))
    at = round(0.66 * width), round(0.7 * height)
    shade = glow.crop((*at, at[0] + width, at[1] + height)).point(lambda each: min(255, 2 * each))
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).ellipse((0, 0, width - 1, height - 1), 255)
    body = Image.composite(
        Image.new("RGB", (width, height), dark), Image.new("RGB", (width, height), light), shade
    )
    canvas.paste(body, (left, top), mask)


def _leaf(
    canvas: Image.Image,
    at: tuple[float, float],
    length: float,
    turned: float,
    broad: float = 0.24,
) -> None:
    """A leaf with its rib, from its stalk at ``at``; ``turned`` in degrees, 0 to the right.

    ``broad`` is half its breadth, as a part of its length.
    """
    steps, angle = 24, math.radians(turned)
    edge = [(k / steps, broad * math.sin(math.pi * (k / steps) ** 0.8)) for k in range(steps + 1)]
    outline = [*edge, *((along, -across) for along, across in reversed(edge))]

    def placed(along: float, across: float) -> tuple[float, float]:
        x = at[0] + length * (along * math.cos(angle) - across * math.sin(angle))
        y = at[1] + length * (along * math.sin(angle) + across * math.cos(angle))
        return x * _DRAWN, y * _DRAWN

    pen = ImageDraw.Draw(canvas)
    pen.polygon([placed(*point) for point in outline], _GREEN)
    pen.line([placed(0, 0), placed(0.95, 0)], _DARK_GREEN, round(0.006 * _DRAWN))


def _cylinder(canvas: Image.Image, box: Box, light: Colour, dark: Colour, corner: float) -> None:
    """An upright round vessel: lighter in the middle than at its sides."""
    left, top, right, bottom = _scaled(box)
    width, height = right - left, bottom - top
    across = Image.new("L", (width, 1))
    across.putdata([min(255, round(255 * abs(2 * x / width - 0.8) ** 1.6)) for x in range(width)])
    shade = across.resize((width, height))
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, width - 1, height - 1), round(corner * _DRAWN), 255
    )
    body = Image.composite(
        Image.new("RGB", (width, height), dark), Image.new("RGB", (width, height), light), shade
    )
    canvas.paste(body, (left, top), mask)


# --- scenes --------------------------------------------------------------------------------------


def _oranges(canvas: Image.Image) -> None:
    light, dark = (250, 178, 62), (196, 104, 16)
    _shadow(canvas, (0.1, 0.72, 0.92, 0.86))
    for box in ((0.3, 0.24, 0.7, 0.62), (0.09, 0.42, 0.51, 0.82), (0.49, 0.42, 0.91, 0.82)):
        _round(canvas, box, light, dark)
    _leaf(canvas, (0.5, 0.27), 0.26, -22)
    _leaf(canvas, (0.5, 0.27), 0.2, 205)


def _tea(canvas: Image.Image) -> None:
    _shadow(canvas, (0.08, 0.76, 0.94, 0.88))
    _cylinder(canvas, (0.14, 0.16, 0.54, 0.82), (86, 134, 90), (34, 66, 44), 0.03)
    _cylinder(canvas, (0.12, 0.12, 0.56, 0.24), (196, 168, 104), (120, 92, 46), 0.02)
    _cylinder(canvas, (0.14, 0.4, 0.54, 0.66), (246, 239, 220), (188, 174, 140), 0)
    _leaf(canvas, (0.34, 0.62), 0.18, -58)
    _leaf(canvas, (0.34, 0.62), 0.18, -122)
    _cylinder(canvas, (0.6, 0.54, 0.9, 0.82), (244, 246, 244), (170, 178, 176), 0.07)
    _round(canvas, (0.61, 0.5, 0.89, 0.6), (214, 150, 62), (150, 84, 22))


def _honey(canvas: Image.Image) -> None:
    _shadow(canvas, (0.18, 0.78, 0.86, 0.9))
    _cylinder(canvas, (0.26, 0.26, 0.74, 0.84), (252, 190, 70), (168, 86, 8), 0.07)
    _cylinder(canvas, (0.29, 0.13, 0.71, 0.27), (222, 196, 128), (132, 98, 40), 0.02)
    _cylinder(canvas, (0.26, 0.44, 0.74, 0.7), (250, 244, 228), (206, 190, 156), 0)
    pen = ImageDraw.Draw(canvas)
    for column, row in ((0, 0), (1, 0), (2, 0), (0.5, 1), (1.5, 1)):
        at = (0.42 + 0.08 * column) * _DRAWN, (0.535 + 0.07 * row) * _DRAWN
        pen.regular_polygon((*at, 0.042 * _DRAWN), 6, 30, (240, 172, 44), (176, 108, 14), 6)


def _herb(canvas: Image.Image) -> None:
    _shadow(canvas, (0.08, 0.7, 0.94, 0.86))
    light, dark = (226, 196, 146), (146, 104, 58)
    places = ((0.1, 0.5), (0.36, 0.52), (0.62, 0.5), (0.22, 0.34), (0.5, 0.34), (0.36, 0.2))
    pen = ImageDraw.Draw(canvas)
    for left, top in places:
        _round(canvas, (left, top, left + 0.29, top + 0.24), dark, (104, 70, 36))
        _round(canvas, (left + 0.02, top + 0.015, left + 0.27, top + 0.2), light, (206, 168, 112))
        ring = _scaled((left + 0.09, top + 0.065, left + 0.2, top + 0.145))
        pen.ellipse(ring, outline=(168, 124, 72), width=round(0.008 * _DRAWN))


def _persimmons(canvas: Image.Image) -> None:
    light, dark = (246, 140, 60), (190, 66, 16)
    _shadow(canvas, (0.06, 0.7, 0.94, 0.88))
    for left, top in ((0.28, 0.24), (0.07, 0.46), (0.5, 0.46)):
        _round(canvas, (left, top, left + 0.43, top + 0.35), light, dark)
        for turned in (20, 110, 200, 290):
            _leaf(canvas, (left + 0.2, top + 0.08), 0.11, turned)


def _orange_box(canvas: Image.Image) -> None:
    light, dark = (250, 178, 62), (196, 104, 16)
    _shadow(canvas, (0.06, 0.78, 0.96, 0.92))
    pen = ImageDraw.Draw(canvas)
    pen.rectangle(_scaled((0.12, 0.34, 0.88, 0.6)), (140, 98, 54))
    for top, lefts in ((0.2, (0.2, 0.4, 0.6)), (0.3, (0.11, 0.31, 0.51, 0.67))):
        for left in lefts:
            _round(canvas, (left, top, left + 0.23, top + 0.23), light, dark)
    _leaf(canvas, (0.5, 0.22), 0.17, -30)
    _leaf(canvas, (0.5, 0.22), 0.14, 200)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle(_scaled((0.08, 0.46, 0.92, 0.86)), (206, 164, 108))
    pen.rectangle(_scaled((0.08, 0.46, 0.92, 0.5)), (176, 132, 78))
    pen.rounded_rectangle(_scaled((0.39, 0.56, 0.61, 0.62)), 0.03 * _DRAWN, (120, 82, 44))
    pen.rectangle(_scaled((0.26, 0.68, 0.74, 0.8)), (246, 239, 220))
    pen.rectangle(_scaled((0.26, 0.68, 0.74, 0.7)), (240, 150, 40))


def _old_tea(canvas: Image.Image) -> None:
    bark, moss = (112, 86, 60), (150, 150, 112)
    _shadow(canvas, (0.1, 0.78, 0.94, 0.9))
    pen = ImageDraw.Draw(canvas)
    limbs = (
        ((0.36, 0.84), (0.38, 0.6), (0.32, 0.42), (0.2, 0.3)),
        ((0.4, 0.84), (0.4, 0.56), (0.46, 0.4), (0.62, 0.28)),
        ((0.38, 0.84), (0.4, 0.5), (0.4, 0.3), (0.4, 0.2)),
    )
    for limb in limbs:
        points = [(x * _DRAWN, y * _DRAWN) for x, y in limb]
        for (start, end), width in zip(pairwise(points), (0.1, 0.06, 0.035), strict=True):
            pen.line([start, end], bark, round(width * _DRAWN))
            pen.circle(end, 0.45 * width * _DRAWN, bark)
    pen.line([(0.37 * _DRAWN, 0.8 * _DRAWN), (0.38 * _DRAWN, 0.6 * _DRAWN)], moss, 40)
    crown = ((0.08, 0.16), (0.5, 0.14), (0.28, 0.06), (0.2, 0.22), (0.42, 0.22))
    for left, top in crown:
        _round(canvas, (left, top, left + 0.3, top + 0.2), (118, 160, 92), (44, 88, 52))
    for x, y, turned in ((0.2, 0.2, -60), (0.46, 0.14, -110), (0.64, 0.2, -40), (0.36, 0.3, -80)):
        _leaf(canvas, (x, y), 0.12, turned)
    _cylinder(canvas, (0.6, 0.5, 0.88, 0.84), (176, 128, 74), (96, 58, 26), 0.02)
    _cylinder(canvas, (0.6, 0.58, 0.88, 0.76), (246, 239, 220), (188, 174, 140), 0)
    _leaf(canvas, (0.74, 0.74), 0.13, -60)
    _leaf(canvas, (0.74, 0.74), 0.13, -120)


def _cardamom(canvas: Image.Image) -> None:
    """Dried pods: long, ribbed, of a brown that is nearly red."""
    _shadow(canvas, (0.06, 0.7, 0.96, 0.88))
    heap = ((0.24, 0.7, 70), (0.76, 0.7, -66), (0.5, 0.72, 92), (0.36, 0.52, 28))
    for x, y, turned in (*heap, (0.64, 0.52, -30), (0.5, 0.36, 8)):
        _pod(canvas, (x, y), turned)


def _pod(canvas: Image.Image, at: tuple[float, float], turned: float) -> None:
    """A pod about ``at``; upright at 0 degrees."""
    body, mask = (each.rotate(turned, Image.Resampling.BICUBIC) for each in _pod_alone())
    corner = round((at[0] - 0.25) * _DRAWN), round((at[1] - 0.25) * _DRAWN)
    canvas.paste(body, corner, mask)


@functools.cache
def _pod_alone() -> tuple[Image.Image, Image.Image]:
    """A pod with its ribs and its tip, and what of the picture it covers; half a side large."""
    box = (0.39, 0.33, 0.61, 0.67)
    body = Image.new("RGB", (_DRAWN, _DRAWN), (98, 56, 34))
    _round(body, box, (156, 96, 60), (78, 42, 26))
    for part in (0.2, 0.55, 0.85):
        rib = _scaled((0.5 - 0.11 * part, 0.335, 0.5 + 0.11 * part, 0.665))
        ImageDraw.Draw(body).ellipse(rib, outline=(66, 34, 20), width=round(0.005 * _DRAWN))
    mask = Image.new("L", body.size)
    shape = ImageDraw.Draw(mask)
    shape.ellipse(_scaled(box), 255)
    tip = ((0.475, 0.35), (0.5, 0.29), (0.525, 0.35))
    shape.polygon([(x * _DRAWN, y * _DRAWN) for x, y in tip], 255)
    middle = _scaled((0.25, 0.25, 0.75, 0.75))
    return body.crop(middle), mask.crop(middle)


def _jiaogulan(canvas: Image.Image) -> None:
    """A vine with leaves of five, as it is cut: no root of it is used."""
    _shadow(canvas, (0.1, 0.78, 0.92, 0.88))
    pen = ImageDraw.Draw(canvas)
    vine = [
        (0.1 + 0.76 * k / 40, 0.52 - 0.13 * math.sin(2 * math.pi * k / 40) - 0.04 * k / 40)
        for k in range(41)
    ]
    pen.line([(x * _DRAWN, y * _DRAWN) for x, y in vine], (96, 134, 70), 36, "curve")
    for place, upwards, length in ((7, -92, 0.26), (14, 84, 0.25), (24, -96, 0.25), (33, 80, 0.2)):
        _palm(canvas, vine[place], upwards, length)
    _palm(canvas, vine[40], -70, 0.13)
    for place, turned in ((11, 1), (28, -1)):
        x, y = vine[place]
        curl = [
            (x + 0.1 * t * math.cos(7 * t), y + turned * 0.14 * t + 0.04 * math.sin(9 * t))
            for t in (k / 30 for k in range(31))
        ]
        pen.line([(a * _DRAWN, b * _DRAWN) for a, b in curl], (120, 158, 88), 12, "curve")


def _palm(canvas: Image.Image, at: tuple[float, float], turned: float, length: float) -> None:
    """A leaf of five leaflets on a short stalk, the middle one longest."""
    angle = math.radians(turned)
    foot = (at[0] + 0.06 * math.cos(angle), at[1] + 0.06 * math.sin(angle))
    ends = [(x * _DRAWN, y * _DRAWN) for x, y in (at, foot)]
    ImageDraw.Draw(canvas).line(ends, (96, 134, 70), 24)
    for aside, part in ((-80, 0.6), (80, 0.6), (-40, 0.85), (40, 0.85), (0, 1.0)):
        _leaf(canvas, foot, part * length, turned + aside, 0.17)


_SCENES: Mapping[str, Callable[[Image.Image], None]] = {
    "orange": _oranges,
    "orange_box": _orange_box,
    "tea": _tea,
    "old_tea": _old_tea,
    "honey": _honey,
    "herb": _herb,
    "cardamom": _cardamom,
    "jiaogulan": _jiaogulan,
    "persimmon": _persimmons,
}
#: What can be drawn.
NAMES = tuple(_SCENES)
