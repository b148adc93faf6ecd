"""The other side of sheets: where it is printed, what stands there, and that none is too long."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ImageOps
from pypdf import PdfReader

from labels import (
    STOCKS,
    Back,
    DoesNotFit,
    Flip,
    MissingGlyph,
    Point,
    Sheet,
    Size,
    draw_backs,
    pdfium,
)
from labels.backs import behind

#: Card of one's own, printed across.
ACROSS = Sheet(
    "ngang",
    Size(297_000, 210_000),
    Size(80_000, 60_000),
    Point(10_000, 12_000),
    Size(85_000, 62_000),
    3,
    3,
)
SHEETS = pytest.mark.parametrize(
    "sheet", [*STOCKS.values(), ACROSS], ids=[*STOCKS.keys(), ACROSS.name]
)


def is_upright(sheet: Sheet, flip: Flip) -> bool:
    """Whether one turns the sheet over an edge that stands upright."""
    edges = {"left": sheet.page.height, "top": sheet.page.width}
    over = (
        max(edges, key=edges.__getitem__)
        if flip is Flip.LONG_EDGE
        else min(edges, key=edges.__getitem__)
    )
    return over == "left"


@SHEETS
@pytest.mark.parametrize("flip", Flip)
def test_backs_lie_behind_their_labels(sheet: Sheet, flip: Flip) -> None:
    for place, corner in enumerate(sheet.positions()):
        back = behind(sheet, place, flip)
        if is_upright(sheet, flip):
            seen_through = (sheet.page.width - back.x - sheet.label.width, back.y)
        else:
            seen_through = (back.x, sheet.page.height - back.y - sheet.label.height)
        assert seen_through == (corner.x, corner.y)


@SHEETS
@pytest.mark.parametrize("flip", Flip)
def test_what_is_behind_a_label_is_printed_there(sheet: Sheet, flip: Flip) -> None:
    """The ink of a back, seen through its sheet from the front, lies within its label alone."""
    back, place = Back(("Bảo quản: nơi khô ráo",), flip=flip), sheet.capacity - 1
    ink = ink_of(draw_backs(sheet, back, 1, start=place))
    if is_upright(sheet, flip):
        seen = sheet.page.width - ink[2], ink[1], sheet.page.width - ink[0], ink[3]
    else:
        seen = ink[0], sheet.page.height - ink[3], ink[2], sheet.page.height - ink[1]
    corner = sheet.corner(place)
    assert corner.x < seen[0] < seen[2] < corner.x + sheet.label.width
    assert corner.y < seen[1] < seen[3] < corner.y + sheet.label.height


def ink_of(pdf: bytes) -> tuple[int, int, int, int]:
    """Where the first page has ink, µm from its upper left corner."""
    with pdfium.opened(pdf) as document:
        box = ImageOps.invert(pdfium.grey(document, 0, 300 / 72)).getbbox()
    assert box is not None
    left, top, right, bottom = (each * 25_400 // 300 for each in box)
    return left, top, right, bottom


@pytest.mark.parametrize("flip", Flip)
def test_every_page_has_its_back(flip: Flip) -> None:
    sheet = STOCKS["L7163"]
    back = Back(("Cách bảo quản: nơi khô ráo", "Hỏi: 0000 000 000"), "香橙", flip)
    pages = PdfReader(BytesIO(draw_backs(sheet, back, 15, start=1))).pages
    texts = [page.extract_text() for page in pages]
    assert [text.count("khô ráo") for text in texts] == [13, 2]
    assert [text.count("香橙") for text in texts] == [13, 2]
    operators = pages[0].get_contents().get_data().decode()
    turned = operators.count("q -1 0 0 -1 ")
    assert turned == (13 if flip is Flip.SHORT_EDGE else 0)


def test_a_back_too_long_or_in_no_letters_is_refused() -> None:
    with pytest.raises(DoesNotFit) as caught:
        draw_backs(STOCKS["L7651"], Back(("bảo quản " * 60,)), 1)
    assert caught.value.field == "story"
    with pytest.raises(MissingGlyph):
        Back(("ไทย",))
