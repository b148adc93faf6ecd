from __future__ import annotations

import dataclasses
import unicodedata
from io import BytesIO
from itertools import islice, pairwise

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from labels import (
    STOCKS,
    DoesNotFit,
    LabelRefused,
    MissingGlyph,
    Sheet,
    StampLabel,
    TraceStamp,
    decode_sheets,
    draw_sheets,
    encode,
)
from labels.sheet_pdf import SCALE_NOTE, UNPRINTABLE_UM

SHEETS = pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
DPI = 300
UM_A_POINT = 25_400 / 72


def raster(pdf: bytes, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    image = document[page].render(scale=DPI / 72, grayscale=True).to_pil().copy()
    document.close()
    return image


def dots(um: int) -> int:
    return round(um * DPI / 25_400)


def dark(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Bounds of the ink within ``box``, all in µm of the page."""
    left, top, right, bottom = map(dots, box)
    found = image.crop((left, top, right, bottom)).point(lambda grey: 255 * (grey < 200)).getbbox()
    if found is None:
        return None
    at = (left + found[0], top + found[1], left + found[2], top + found[3])
    west, north, east, south = (round(dot * 25_400 / DPI) for dot in at)
    return west, north, east, south


def margin_of(sheet: Sheet) -> tuple[int, int, int, int]:
    return 0, sheet.page.height - sheet.bottom_margin, sheet.page.width, sheet.page.height


@SHEETS
def test_the_page_is_a4_and_told_not_to_scale(
    sheet: Sheet, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    reader = PdfReader(BytesIO(draw_sheets(sheet, stamp, run)))
    assert len(reader.pages) == -(-len(run) // sheet.capacity)
    for page in reader.pages:
        assert round(float(page.mediabox.width) * UM_A_POINT) == 210_000
        assert round(float(page.mediabox.height) * UM_A_POINT) == 297_000
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"


@SHEETS
def test_ink_stays_two_millimetres_inside_each_label(
    sheet: Sheet, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    stamp = dataclasses.replace(stamp, product="CHÈ ẴẶ SHAN")
    image = raster(draw_sheets(sheet, stamp, islice(run, sheet.capacity)))
    for corner in sheet.positions():
        x, y = corner.x, corner.y
        ink = dark(image, (x, y, x + sheet.label.width, y + sheet.label.height))
        assert ink is not None
        slack = 130  # a dot and a half of 300 dpi
        assert ink[0] >= x + 2_000 - slack
        assert ink[1] >= y + 2_000 - slack
        assert ink[2] <= x + sheet.label.width - 2_000 + slack
        assert ink[3] <= y + sheet.label.height - 2_000 + slack


@SHEETS
def test_the_ruler_measures_100_mm_outside_the_labels(
    sheet: Sheet, stamp: TraceStamp, label: StampLabel
) -> None:
    pdf = draw_sheets(sheet, stamp, [label])
    ink = dark(raster(pdf), margin_of(sheet))
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    if sheet.name == "3474":
        assert ink is None
        assert SCALE_NOTE not in text
        return
    assert ink is not None
    assert ink[3] <= sheet.page.height - UNPRINTABLE_UM
    assert f"{SCALE_NOTE} · {sheet.name}" in text
    assert abs(longest_line(raster(pdf), margin_of(sheet)) - 100_000) <= 200


def longest_line(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Length in µm of the longest unbroken dark row in ``box``."""
    left, top, right, bottom = map(dots, box)
    most = 0
    for y in range(top, min(bottom, image.height)):
        row = image.crop((left, y, right, y + 1)).tobytes()
        ends = [-1, *(x for x, grey in enumerate(row) if grey > 200), len(row)]
        most = max(most, max(later - sooner - 1 for sooner, later in pairwise(ends)))
    return round(most * 25_400 / DPI)


def test_labels_stand_where_the_stock_has_them(stamp: TraceStamp, run: list[StampLabel]) -> None:
    sheet = STOCKS["L7160"]
    image = raster(draw_sheets(sheet, stamp, run[:21]))
    insets = set()
    for corner in sheet.positions():
        box = (corner.x, corner.y, corner.x + sheet.label.width, corner.y + sheet.label.height)
        ink = dark(image, box)
        assert ink is not None
        insets.add(round((ink[0] - corner.x) / 200))
    assert len(insets) == 1


@pytest.mark.parametrize("start", [0, 1, 20])
def test_the_start_position_is_respected(
    start: int, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    sheet = STOCKS["L7160"]
    read = decode_sheets(draw_sheets(sheet, stamp, run[:5], start=start), sheet)
    assert read[:start] == [""] * start
    assert read[start : start + 5] == [label.url for label in run[:5]]
    assert not any(read[start + 5 :])
    assert len(read) == 21 * (2 if start == 20 else 1)


def test_the_same_input_gives_the_same_bytes(stamp: TraceStamp, run: list[StampLabel]) -> None:
    sheet = STOCKS["L7651"]
    once = draw_sheets(sheet, stamp, run)
    assert draw_sheets(sheet, stamp, iter(run)) == once
    assert draw_sheets(sheet, stamp, reversed(run)) != once


def test_fonts_are_embedded_and_nothing_else_is_named(stamp: TraceStamp, label: StampLabel) -> None:
    page = PdfReader(BytesIO(draw_sheets(STOCKS["L7160"], stamp, [label]))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    names = sorted(font["/BaseFont"].partition("+")[2] for font in fonts)
    assert names == ["BeVietnamPro-Bold", "BeVietnamPro-Regular"]
    assert all(len(font["/FontDescriptor"]["/FontFile2"].get_data()) > 2_000 for font in fonts)


def test_the_shared_part_is_drawn_once(stamp: TraceStamp, run: list[StampLabel]) -> None:
    sheet = STOCKS["L7651"]
    page = PdfReader(BytesIO(draw_sheets(sheet, stamp, run[:65]))).pages[0]
    stream = page.get_contents().get_data().decode("latin-1")
    assert len(page["/Resources"]["/XObject"]) == 2
    assert stream.count(" Do") == 66
    assert stream.count("BI/W 29/H 29") == 65


def test_all_146_letters_are_drawn_and_embedded(label: StampLabel) -> None:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    lower = "".join(v + tone for v in "aăâeêioôơuưy" for tone in tones) + "đ"
    letters = unicodedata.normalize("NFC", lower + lower.upper())
    assert len(letters) == 146
    parts = [letters[at : at + 25] for at in range(0, 146, 25)]
    stamp = TraceStamp(*(" · ".join(part) for part in parts), scan_hint="")
    pdf = draw_sheets(STOCKS["L7163"], stamp, [label])
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert set(letters) <= set(page.extract_text())
    for font in page["/Resources"]["/Font"].get_object().values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    document = pypdfium2.PdfDocument(pdf)
    drawn = document[0].get_textpage().get_text_bounded()
    document.close()
    assert set(letters) <= set(unicodedata.normalize("NFC", drawn))


def test_each_label_says_its_code_number_and_domain(
    stamp: TraceStamp, run: list[StampLabel]
) -> None:
    text = PdfReader(BytesIO(draw_sheets(STOCKS["L7160"], stamp, run[:21]))).pages[0].extract_text()
    assert text.count(stamp.domain) == 21
    for label in run[:21]:
        assert label.code in text
        assert label.number_text in text


def test_a_dead_sheet_cannot_be_scanned(stamp: TraceStamp, run: list[StampLabel]) -> None:
    sheet = STOCKS["L7160"]
    pdf = draw_sheets(sheet, stamp, run[:21], dead=True)
    assert decode_sheets(pdf, sheet) == [""] * 21
    assert PdfReader(BytesIO(pdf)).pages[0].extract_text().count("MẪU") == 21


def test_ordinary_sheets_do_not_say_specimen(stamp: TraceStamp, label: StampLabel) -> None:
    pdf = draw_sheets(STOCKS["L7160"], stamp, [label])
    assert "MẪU" not in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_what_does_not_fit_is_refused(stamp: TraceStamp, label: StampLabel) -> None:
    with pytest.raises(DoesNotFit):
        draw_sheets(STOCKS["L7651"], dataclasses.replace(stamp, cooperative="HTX " * 60), [label])


@pytest.mark.parametrize(
    ("field", "value"),
    [("number_text", "Tem 01234567890123456789012345"), ("code", "4YWW 79G1 TG05 K " * 4)],
)
def test_a_later_label_that_does_not_fit_is_refused(
    field: str, value: str, stamp: TraceStamp, label: StampLabel
) -> None:
    odd = dataclasses.replace(label, **{field: value})
    with pytest.raises(DoesNotFit) as caught:
        draw_sheets(STOCKS["L7651"], stamp, [label, odd])
    assert caught.value.field == field


def test_a_glyph_missing_in_a_code_is_refused(stamp: TraceStamp, label: StampLabel) -> None:
    with pytest.raises(MissingGlyph) as caught:
        draw_sheets(STOCKS["L7160"], stamp, [label, dataclasses.replace(label, code="柑柑")])
    assert (caught.value.field, caught.value.facts) == ("code", {"characters": "柑"})


def test_symbols_of_one_run_are_of_one_size(stamp: TraceStamp, label: StampLabel) -> None:
    other = dataclasses.replace(label, url="https://t.vn/4YWW79G1TG05K")
    with pytest.raises(LabelRefused) as caught:
        draw_sheets(STOCKS["L7160"], stamp, [label, other])
    assert caught.value.code == "symbols_differ"


@pytest.mark.parametrize("start", [-1, 21])
def test_a_start_off_the_sheet_is_refused(start: int, stamp: TraceStamp, label: StampLabel) -> None:
    with pytest.raises(LabelRefused) as caught:
        draw_sheets(STOCKS["L7160"], stamp, [label], start=start)
    assert caught.value.code == "start_off_sheet"


def test_an_empty_run_is_refused(stamp: TraceStamp) -> None:
    with pytest.raises(LabelRefused) as caught:
        draw_sheets(STOCKS["L7160"], stamp, [])
    assert caught.value.code == "no_labels"


def test_the_symbol_s_maker_can_be_changed(stamp: TraceStamp, run: list[StampLabel]) -> None:
    one = encode(run[0].url)
    pdf = draw_sheets(STOCKS["L7160"], stamp, run[:3], symbol_of=lambda _url: one)
    assert decode_sheets(pdf, STOCKS["L7160"])[:4] == [run[0].url] * 3 + [""]
