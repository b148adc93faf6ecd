"""A sheet looked at before it is printed: the file itself as a picture, and what was made smaller.

The picture is that of the file which the same words would print, with symbols that read "IN THỬ";
so nothing that is only looked at can be scanned as a label.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from labels import pdfium
from labels.calibration import EXACT, Calibration
from labels.design import Design, StampLabel, arrange
from labels.goods import HangTag
from labels.heads import MARGIN_UM as HEAD_MARGIN_UM
from labels.heads import Cell, first_label
from labels.plan import Plan
from labels.sheet_pdf import draw_sheets
from labels.stock import Point, Sheet
from labels.symbol import modules_of
from labels.trial import trial_symbol

_Edges = tuple[int, int, int, int]
_SHORT = "A"
_FINE = 300
_UM_AN_INCH = 25_400
_WIDEST_PX = 4_000


@dataclasses.dataclass(frozen=True)
class Shrunk:
    """A field whose words are set smaller than the design sets short ones, µm."""

    field: str
    size_um: int
    usual_um: int


@dataclasses.dataclass(frozen=True)
class Looked:
    """What a design comes to on a stock: the side of a module (µm), and what was made smaller."""

    module_um: int
    modules: int
    shrunk: tuple[Shrunk, ...]


def look_at(stock: Sheet, design: Design, label: StampLabel) -> Looked:
    """Lay a label out; raises as ``arrange`` does where it does not fit."""
    plan = arrange(stock.label, design, label, stock.dpi)
    usual = _sizes(arrange(stock.label, _shortened(design), label, stock.dpi))
    found = (
        Shrunk(field, size, usual[field])
        for field, size in _sizes(plan).items()
        if size < usual.get(field, 0)
    )
    return Looked(plan.symbol.module_um, plan.symbol.modules, tuple(found))


def draw_look(
    stock: Sheet,
    design: Design,
    labels: Sequence[Cell],
    *,
    start: int = 0,
    dpi: int = 110,
    calibration: Calibration = EXACT,
) -> bytes:
    """The first page of a run as PNG, its symbols dead; raises as ``draw_sheets`` does."""
    out = BytesIO()
    _page(stock, design, labels, start, dpi, calibration).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_one_look(stock: Sheet, design: Design, label: StampLabel, *, dpi: int = 300) -> bytes:
    """One label of a run as PNG, in dots of ``dpi`` whatever the page that it is printed on."""
    alone = dataclasses.replace(
        stock,
        page=stock.label,
        first=Point(0, 0),
        pitch=stock.label,
        columns=1,
        rows=1,
        cut_marks=False,
    )
    return draw_look(alone, design, [label], dpi=dpi)


def overhang(
    stock: Sheet, design: Design, label: StampLabel, by: Calibration, *, headed: bool = False
) -> int:
    """How far what is printed leaves the paper in a file that a calibration has moved, µm.

    0 where all stays. Of a roll a page is a row: what leaves its label is cut off. Of a sheet words
    and half of the quiet zones may lie in the margins, and not beyond them: the file is read back
    so, and on paper, where the printer moves it the other way, the quiet zone is whole. On a roll,
    and where sheets are ``headed``, never more is moved than a head leaves free beside its words.
    """
    if stock.dpi is not None:
        left, top, right, bottom = _capped(_free(stock, design, label))
        return max(0, -by.dx_um - left, by.dx_um - right, -by.dy_um - top, by.dy_um - bottom)
    if by == EXACT or _beyond(stock, by, (0, 0, 0, 0)) == 0:
        return 0
    free = _clear(stock, design, label)
    return _beyond(stock, by, _capped(free) if headed else free)


def _beyond(stock: Sheet, by: Calibration, free: _Edges) -> int:
    """How far the labels of a moved sheet leave it, but for what is free at the edges of each."""
    moved, (left, top, right, bottom) = by.moved(stock), free
    return max(
        0,
        -moved.first.x - left,
        -moved.first.y - top,
        -moved.right_margin - right,
        -moved.bottom_margin - bottom,
    )


def _clear(stock: Sheet, design: Design, label: StampLabel) -> _Edges:
    """The same as ``_free``, the symbol with half of its quiet zone."""
    symbol = arrange(stock.label, design, label, stock.dpi).symbol
    size, quiet = stock.label, symbol.quiet_um // 2
    x, y, reach = symbol.corner.x, symbol.corner.y, symbol.side_um + quiet
    around = x - quiet, y - quiet, size.width - x - reach, size.height - y - reach
    left, top, right, bottom = map(min, _free(stock, design, label), around)
    return left, top, right, bottom


def _free(stock: Sheet, design: Design, label: StampLabel) -> _Edges:
    """How much is free of ink at the edges of a label, µm: left, top, right, bottom."""
    picture = Image.open(BytesIO(draw_one_look(stock, design, label, dpi=_FINE)))
    box = ImageOps.invert(picture.convert("L")).getbbox()
    left, top, right, bottom = (
        each * _UM_AN_INCH // _FINE for each in box or (0, 0, *picture.size)
    )
    width, height = (each * _UM_AN_INCH // _FINE for each in picture.size)
    return left, top, width - right, height - bottom


def _capped(free: _Edges) -> _Edges:
    """No more than what is free around the words of a head."""
    left, top, right, bottom = (min(HEAD_MARGIN_UM, each) for each in free)
    return left, top, right, bottom


def _page(
    stock: Sheet,
    design: Design,
    labels: Sequence[Cell],
    start: int,
    dpi: int,
    calibration: Calibration,
) -> Image.Image:
    first, _all = first_label(labels)
    # One page more: of a roll the first may be a head alone, and labels say how all are laid out.
    wanted = labels[: 2 * stock.capacity - start]
    version = (modules_of(first.url) - 17) // 4
    pdf = draw_sheets(
        stock,
        design,
        wanted,
        start=start,
        symbol_of=lambda _url: trial_symbol(version),
        calibration=calibration,
    )
    most = max(stock.page.width, stock.page.height) * dpi // _UM_AN_INCH
    scale = dpi / 72 * min(1.0, _WIDEST_PX / max(1, most))
    with pdfium.opened(pdf) as document:
        return pdfium.grey(document, 0, scale)


def _shortened(design: Design) -> Design:
    """The same design with the shortest words where there are any."""
    short: dict[str, Any] = {name: _SHORT for name, text in _words(design) if text}
    if isinstance(design, HangTag):
        short["stamp"] = _shortened(design.stamp)
        short["story"] = tuple(_SHORT for _line in design.story)
    made: Design = dataclasses.replace(design, **short)
    return made


def _words(design: Design) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(design):
        value = getattr(design, field.name)
        if isinstance(value, str):
            yield field.name, value


def _sizes(plan: Plan) -> dict[str, int]:
    """The smallest size that each field is set in."""
    found: dict[str, int] = {}
    for placed in plan.texts:
        found[placed.field] = min(placed.size_um, found.get(placed.field, placed.size_um))
    return found
