"""A symbol as a file of its own: read back, measured, and without seams."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from labels import DoesNotFit, draw_svg, encode, read_symbol
from labels.pictures import bitmap, draw_pdf, draw_png, module_dots
from labels.symbol import QUIET_MODULES, encode_text

URL = "https://tem.hagiang.vn/4YWW79G1TG05K"
SIDE_UM = 37 * 400


def test_a_png_says_its_size_and_reads_back() -> None:
    png = Image.open(io.BytesIO(draw_png(encode(URL), 300)))
    assert (png.mode, png.size) == ("1", (37 * 4, 37 * 4))
    assert round(png.info["dpi"][0]) == 300
    assert (
        zxingcpp.read_barcodes(png.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)[0].text
        == URL
    )
    assert draw_png(encode(URL), 300) == draw_png(encode(URL), 300)


@pytest.mark.parametrize(("dpi", "dots"), [(203, 3), (300, 4), (600, 8)])
def test_modules_are_whole_dots_of_a_third_of_a_millimetre(dpi: int, dots: int) -> None:
    assert module_dots(dpi) == dots
    with pytest.raises(DoesNotFit) as caught:
        draw_png(encode(URL), dpi, dots - 1)
    assert caught.value.facts["dots"] == dots
    assert caught.value.facts["needed_um"] > caught.value.facts["room_um"]


def test_the_quiet_zone_is_four_modules() -> None:
    matrix = bitmap(encode(URL))
    ink = matrix.point(lambda light: not light)
    assert ink.getbbox() == (4, 4, 33, 33)
    assert matrix.size == (29 + 2 * QUIET_MODULES,) * 2


def test_a_pdf_is_one_path_in_black_alone() -> None:
    pdf = draw_pdf(encode(URL), SIDE_UM)
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    stream = page.get_contents().get_data()
    assert b"0 0 0 1 k" in stream
    assert stream.count(b"\nf") + stream.count(b" f") == 1
    assert "/Font" not in page["/Resources"] or not page["/Resources"]["/Font"]
    assert abs(float(page.mediabox.width) * 25_400 / 72 - SIDE_UM) < 10
    assert draw_pdf(encode(URL), SIDE_UM) == pdf


def test_a_pdf_too_small_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        draw_pdf(encode(URL), 37 * 329)


def finder_bar(image: Image.Image) -> int:
    """The lightest grey inside the left bar of the top left finder pattern."""
    module = image.width / 37
    left, top, bottom = (round(module * at) for at in (4, 4, 11))
    bar = image.crop((left + 2, top + 2, left + round(module) - 2, bottom - 2))
    lightest = bar.getextrema()[1]
    assert isinstance(lightest, int)
    return lightest


@pytest.mark.parametrize("dpi", [300, 600])
def test_a_pdf_has_no_seams_in_pdfium(dpi: int) -> None:
    document = pypdfium2.PdfDocument(draw_pdf(encode(URL), SIDE_UM))
    image = document[0].render(scale=dpi / 72, grayscale=True).to_pil().copy()
    document.close()
    assert finder_bar(image) <= 32
    assert zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)[0].text == URL


@pytest.mark.poppler
@pytest.mark.parametrize("dpi", [300, 600])
def test_a_pdf_has_no_seams_in_poppler(dpi: int, tmp_path: Path) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(draw_pdf(encode(URL), SIDE_UM))
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", file, tmp_path / "one"], check=True
    )
    image = Image.open(tmp_path / "one.pgm")
    assert finder_bar(image) <= 32


def test_any_text_in_a_chosen_version() -> None:
    symbol = encode_text("Tạm biệt 你好", 5)
    assert symbol.version == 5
    assert (
        zxingcpp.read_barcodes(
            bitmap(symbol, 4).convert("L"), formats=zxingcpp.BarcodeFormat.QRCode
        )[0].text
        == "Tạm biệt 你好"
    )


def test_a_file_of_a_symbol_is_read_as_what_it_says() -> None:
    svg = draw_svg(URL)
    assert read_symbol(svg.encode()) == read_symbol(draw_png(encode(URL), 600)) == URL
    runs = svg.split("z")
    for broken in (
        svg.replace("h7v1h-7z", "h7v1h-6z"),  # a run that does not close
        svg.replace("h7v1h-7z", "h7v2h-7z"),  # nothing that we draw
        svg.replace("viewBox", "viewbox"),
        svg.replace("#000", "#333"),
        "z".join(runs[:3] + runs[90:]),  # the upper half is white
    ):
        assert read_symbol(broken.encode()) == ""
