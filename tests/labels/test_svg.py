"""The symbol for a screen: it reads as its URL, keeps its quiet zone, and carries no style."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from labels import LabelRefused, draw_svg

LINK = "https://tem.hagiang.vn/moi/aXJk-_3JpZ2luYWwtdGV4dC1vZi00My1jaGFyYWN0ZXJz"
_SCALE = 4


def decoded(svg: str) -> str:
    """What is read off an SVG of squares as all of the service reads: as a QR code.

    Asked for whatever it knows, the reader takes rows of modules for a bar code of four digits in
    one of some two thousand links.
    """
    root = ET.fromstring(svg)
    across = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (across * _SCALE, across * _SCALE), 255)
    pen = ImageDraw.Draw(image)
    dark = next(each.attrib["d"] for each in root if each.attrib["fill"] == "#000")
    for left, top, count in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", dark):
        x, y = int(left) * _SCALE, int(top) * _SCALE
        end = x + int(count) * _SCALE - 1
        pen.rectangle((x, y, end, y + _SCALE - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)


def test_it_reads_as_the_link() -> None:
    assert decoded(draw_svg(LINK)) == LINK


@example("b09s_xoDswKvCKC_fwGfbng9daow7Jm85inhghw3htDLhDjgoaq9")  # an ITF bar code, of 0967
@given(st.text("abcdefghijkmnopqrstuvwxyzABCDEFGHIJKL0123456789-_", min_size=1, max_size=120))
def test_every_link_reads(token: str) -> None:
    url = f"https://tem.hagiang.vn/moi/{token}"
    assert decoded(draw_svg(url)).casefold() == url.casefold()


def test_four_clear_modules_stand_around_it() -> None:
    svg = draw_svg(LINK)
    across = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    dark = svg.split('fill="#000"')[1]
    runs = [tuple(map(int, each)) for each in re.findall(r"M(\d+) (\d+)h(\d+)", dark)]
    assert min(left for left, _, _ in runs) == min(top for _, top, _ in runs) == 4
    assert max(left + count for left, _, count in runs) == across - 4
    assert max(top + 1 for _, top, _ in runs) == across - 4


def test_it_is_the_same_each_time_and_has_no_style() -> None:
    assert draw_svg(LINK) == draw_svg(LINK)
    assert "style" not in draw_svg(LINK)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://x.vn/<script>ă", "x" * 400])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(LabelRefused):
        draw_svg(url)
