"""Inside the bars of a finder pattern nothing is lighter than an eighth of grey, whoever draws it.

Looked at is every dot of every bar of the three patterns, but for those on a bar's edge: where an
edge falls between two dots, a program puts it on either.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

import labels.sheet_pdf
from labels import STOCKS, Sheet, StampLabel, TraceStamp, Trim, draw_sheets, draw_trimmed
from labels.design import arrange
from labels.square import Square
from labels.stock import Point
from labels.svg import runs_of
from labels.symbol import Symbol

DPIS = pytest.mark.parametrize("dpi", [203, 300, 600])
LIGHTEST = 32
BLEED_UM = 2_000
Draw = Callable[[bytes, int, Path], Image.Image]


def in_pdfium(pdf: bytes, dpi: int, _folder: Path) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    image: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil().copy()
    document.close()
    return image


def in_poppler(pdf: bytes, dpi: int, folder: Path) -> Image.Image:
    (folder / "one.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile"]
    subprocess.run([*command, folder / "one.pdf", folder / "one"], check=True)
    return Image.open(folder / "one.pgm")


DRAWN_BY = pytest.mark.parametrize(
    "draw", [in_pdfium, pytest.param(in_poppler, marks=pytest.mark.poppler)]
)


def bars(square: Square) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right and bottom of each bar and middle of the finder patterns, in modules."""
    far = square.modules - 7
    for x, y in ((0, 0), (far, 0), (0, far)):
        for left, top, right, bottom in (
            (0, 0, 1, 7),
            (6, 0, 7, 7),
            (0, 0, 7, 1),
            (0, 6, 7, 7),
            (2, 2, 5, 5),
        ):
            yield x + left, y + top, x + right, y + bottom


def lightest(image: Image.Image, square: Square, label: Point, dpi: int) -> int:
    """The lightest dot of all that lie within a bar, one from its edges."""
    found = []
    x, y = label.x + square.corner.x, label.y + square.corner.y
    for left, top, right, bottom in bars(square):
        first = [(at * square.module_um + by) * dpi / 25_400 for at, by in ((left, x), (top, y))]
        past = [(at * square.module_um + by) * dpi / 25_400 for at, by in ((right, x), (bottom, y))]
        edges = [*(math.ceil(edge) + 1 for edge in first), *(math.floor(edge) - 1 for edge in past)]
        if edges[0] < edges[2] and edges[1] < edges[3]:
            found.append(image.crop(tuple(edges)).getextrema()[1])
    assert len(found) >= 3
    return max(found)


@DPIS
@pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
def test_sheets_have_none_in_pdfium(
    sheet: Sheet, dpi: int, stamp: TraceStamp, label: StampLabel, tmp_path: Path
) -> None:
    last = sheet.capacity - 1
    image = in_pdfium(draw_sheets(sheet, stamp, [label], start=last), dpi, tmp_path)
    square = arrange(sheet.label, stamp, label).symbol
    assert lightest(image, square, sheet.corner(last), dpi) <= LIGHTEST


@DPIS
@pytest.mark.poppler
@pytest.mark.parametrize("name", ["L7160", "L7651"])
def test_sheets_have_none_in_poppler(
    name: str, dpi: int, stamp: TraceStamp, label: StampLabel, tmp_path: Path
) -> None:
    sheet = STOCKS[name]
    image = in_poppler(draw_sheets(sheet, stamp, [label]), dpi, tmp_path)
    square = arrange(sheet.label, stamp, label).symbol
    assert lightest(image, square, sheet.corner(0), dpi) <= LIGHTEST


@DPIS
@DRAWN_BY
def test_a_printing_house_s_page_has_none(
    draw: Draw, dpi: int, stamp: TraceStamp, label: StampLabel, tmp_path: Path
) -> None:
    size = STOCKS["L7160"].label
    image = draw(draw_trimmed(size, stamp, [label], Trim(BLEED_UM)), dpi, tmp_path)
    square = arrange(size, stamp, label).symbol
    assert lightest(image, square, Point(BLEED_UM, BLEED_UM), dpi) <= LIGHTEST


class Rows:
    """A symbol whose rows are painted one by one, as no label's is."""

    def __init__(self, square: Square, height: int) -> None:
        x, y, module = square.corner.x, height - square.corner.y, square.module_um
        self._head = f"{module} 0 0 {-module} {x} {y} cm "

    def paint(self, symbol: Symbol) -> str:
        runs = (self._run(left, top, left + many) for top, left, many in runs_of(symbol))
        return self._head + "".join(runs) + "Q\n"

    @staticmethod
    def _run(left: int, top: int, right: int) -> str:
        """Of five corners: a plain rectangle would be laid on whole dots."""
        last = f"{right} {top + 1} l {right - 0.5} {top + 1} l {left} {top + 1} l"
        return f"{left} {top} m {right} {top} l {last} h f "


@pytest.mark.poppler
def test_rows_painted_one_by_one_would_be_seen(
    stamp: TraceStamp, label: StampLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels.sheet_pdf, "SymbolMask", Rows)
    sheet = STOCKS["L7160"]
    image = in_poppler(draw_sheets(sheet, stamp, [label]), 300, tmp_path)
    square = arrange(sheet.label, stamp, label).symbol
    assert lightest(image, square, sheet.corner(0), 300) > LIGHTEST


def test_one_dot_too_light_is_seen(stamp: TraceStamp, label: StampLabel, tmp_path: Path) -> None:
    sheet = STOCKS["L7160"]
    image = in_pdfium(draw_sheets(sheet, stamp, [label]), 300, tmp_path)
    square = arrange(sheet.label, stamp, label).symbol
    corner, module = sheet.corner(0), square.module_um
    x, y = corner.x + square.corner.x + module // 2, corner.y + square.corner.y + 3 * module
    image.putpixel((x * 300 // 25_400, y * 300 // 25_400), LIGHTEST + 1)
    assert lightest(image, square, corner, 300) == LIGHTEST + 1
