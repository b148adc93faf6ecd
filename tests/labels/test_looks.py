"""A sheet looked at: the file itself as a picture, nothing on it live; files for one printer."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from labels import (
    ROLLS,
    STOCKS,
    Calibration,
    DoesNotFit,
    PhoneWords,
    StampLabel,
    TraceStamp,
    decode_sheets,
    draw_look,
    draw_one_look,
    draw_phone_test,
    draw_sheets,
    look_at,
    proof,
)
from labels.__main__ import main
from labels.phone_test import MODULES_UM, code_url
from labels.stock import A4, Point, Sheet, Size
from labels.trial import DEAD_CODE, TRIAL

STAMP = TraceStamp(
    product="Cam sành Vĩnh Tuy đặc sản Hà Giang",
    cooperative="Hợp tác xã nông nghiệp Vĩnh Tuy",
    domain="tem.hagiang.vn",
    lot_line="Lô CAM-260103-01 · 1 kg",
    dates_line="Thu hoạch 02/01/2026",
)
URL = "https://tem.hagiang.vn"
SAMPLE = StampLabel(DEAD_CODE, "Tem 001", f"{URL}/{'W' * 13}")


def read(picture: bytes) -> list[str]:
    """Every symbol on a picture."""
    return [
        each.text
        for each in zxingcpp.read_barcodes(
            Image.open(io.BytesIO(picture)), formats=zxingcpp.BarcodeFormat.QRCode
        )
    ]


def test_a_look_is_the_page_and_its_symbols_are_dead() -> None:
    stock = STOCKS["L7160"]
    picture = draw_look(stock, STAMP, [SAMPLE] * 30, start=4, dpi=200)
    found = read(picture)
    assert len(found) == stock.capacity - 4
    assert all(each.startswith(TRIAL) for each in found)
    size = Image.open(io.BytesIO(picture)).size
    assert size == pytest.approx((1654, 2339), abs=2)


def test_one_label_is_cut_out_at_its_own_size() -> None:
    picture = draw_one_look(STOCKS["L7651"], STAMP, SAMPLE, dpi=300)
    assert Image.open(io.BytesIO(picture)).size == pytest.approx((450, 250), abs=2)
    assert [each[: len(TRIAL)] for each in read(picture)] == [TRIAL]


def test_what_was_made_smaller_is_named_with_both_sizes() -> None:
    small, large = (look_at(STOCKS[name], STAMP, SAMPLE) for name in ("L7651", "L7163"))
    names = {each.field for each in small.shrunk}
    assert {"product", "cooperative"} <= names
    assert all(each.size_um < each.usual_um for each in small.shrunk)
    assert small.module_um < 375 < large.module_um
    short = TraceStamp(product="Cam", cooperative="HTX", domain="a.vn", lot_line="Lô 1")
    assert not look_at(STOCKS["L7163"], short, SAMPLE).shrunk


def test_a_roll_is_looked_at_in_whole_dots() -> None:
    found = look_at(ROLLS["50×30"].page(), STAMP, SAMPLE)
    assert found.module_um == 375
    fine = look_at(ROLLS["50×30"].at(300).page(), STAMP, SAMPLE).module_um
    assert fine * 300 / 25_400 == pytest.approx(round(fine * 300 / 25_400), abs=0.01)
    with pytest.raises(DoesNotFit):
        look_at(ROLLS["34×22, 3 tem"].page(), STAMP, SAMPLE)


@pytest.mark.parametrize("name", ["L7651", "3474", "L7160"])
@pytest.mark.parametrize(
    "measured", [(99_400, 20_500, 19_300), (100_700, 18_200, 22_400), (100_000, 21_500, 21_500)]
)
def test_a_file_for_a_printer_is_read_where_its_labels_are(
    name: str, measured: tuple[int, int, int]
) -> None:
    stock, exact = STOCKS[name], Calibration.measured(*measured)
    urls = [f"{URL}/{at:013}" for at in range(stock.capacity)]
    stickers = [StampLabel("0000 0000 0000 0", f"Tem {at}", url) for at, url in enumerate(urls)]
    pdf = draw_sheets(stock, STAMP, stickers, calibration=exact)
    assert proof(pdf, exact.moved(stock), 0, urls).passed
    swapped = [urls[1], urls[0], *urls[2:]]
    assert not proof(pdf, exact.moved(stock), 0, swapped).passed


def test_the_sheet_for_phones_reads_and_holds_no_label() -> None:
    pdf = draw_phone_test(URL)
    page = Sheet("A4", A4, A4, Point(0, 0), A4, 1, 1)
    (found,) = decode_sheets(pdf, page, dpi=400)
    wanted = {code_url(URL, number) for number in range(1, len(MODULES_UM) + 1)}
    assert set(found.split("\n")) == wanted
    assert {len(each) for each in wanted} == {len(SAMPLE.url)}
    assert draw_phone_test(URL, PhoneWords()) == pdf


def test_the_sheet_for_phones_comes_from_the_command(tmp_path: Path) -> None:
    out = tmp_path / "phones.pdf"
    assert main(["phone-test", str(out), "--url", URL + "/"]) == 0
    assert out.read_bytes() == draw_phone_test(URL)
    for wrong in ("http://tem.hagiang.vn", "HTTPS://tem.hagiang.vn", "tem.hagiang.vn"):
        assert main(["phone-test", str(out), "--url", wrong]) == 1


def test_one_label_of_a_page_of_any_size_is_whole() -> None:
    """A page of more dots than a picture holds is drawn smaller; a label of it is not."""
    label = STOCKS["L7160"].label
    wide = Sheet("A2", Size(420_000, 594_000), label, Point(10_000, 10_000), label, 6, 15)
    assert draw_one_look(wide, STAMP, SAMPLE) == draw_one_look(
        dataclasses.replace(STOCKS["L7160"], name="A2", radius=0), STAMP, SAMPLE
    )


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (A4, "A4"),
        (Size(210_000, 148_000), "A5"),
        (Size(297_000, 420_000), "A3"),
        (Size(320_000, 240_500), "320 × 240,5 mm"),
    ],
)
def test_the_words_beside_the_ruler_name_the_page_that_it_is_on(page: Size, name: str) -> None:
    label = Size(63_000, 38_000)
    sheet = Sheet("own", page, label, Point(10_000, 10_000), label, 2, 2)
    text = PdfReader(io.BytesIO(draw_sheets(sheet, STAMP, [SAMPLE]))).pages[0].extract_text()
    assert f"In 100 %, khổ {name}, không co giãn" in text
