"""One label a page for a printing house: boxes, one ink, crisp symbols, every code read back."""

from __future__ import annotations

import io
import re
import zlib

import pypdf
import pypdfium2
import pytest

import labels
from labels import StampLabel, TraceStamp, Trim, arrange, draw_trimmed, proof
from labels.errors import LabelRefused

STAMP = TraceStamp(
    product="Cam sành Hà Giang, túi 2 kg",
    cooperative="HTX Cam Sành Vĩnh Hảo",
    domain="tem.hagiang.vn",
    lot_line="Lô CS-260114 · 2 kg",
    dates_line="Thu hoạch 12/01/2026",
)
RUN = [
    StampLabel(f"0123 4567 89A{n} B", f"Tem {n:03}", f"https://tem.hagiang.vn/0123456789A{n}B")
    for n in range(1, 10)
]
SIZE = labels.STOCKS["L7651"].label
#: K-100 as a screen shows it.
INK = 35
MODULE_UM = arrange(SIZE, STAMP, RUN[0]).symbol.module_um


def drawn(trim: Trim) -> bytes:
    return draw_trimmed(SIZE, STAMP, RUN, trim)


def points(um: int) -> float:
    return um * 72 / 25_400


@pytest.mark.parametrize("bleed", [0, 2_000, 3_500])
def test_the_boxes_say_where_a_label_is_cut(bleed: int) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn(Trim(bleed))))
    assert len(reader.pages) == len(RUN)
    for page in reader.pages:
        trim, bled, media = page.trimbox, page.bleedbox, page.mediabox
        assert float(trim.width) == pytest.approx(points(SIZE.width), abs=0.001)
        assert float(trim.height) == pytest.approx(points(SIZE.height), abs=0.001)
        assert float(trim.left) == pytest.approx(points(bleed), abs=0.001)
        assert float(trim.bottom) == pytest.approx(points(bleed), abs=0.001)
        assert [float(n) for n in bled] == pytest.approx([float(n) for n in media], abs=0.001)
        assert float(media.width) == pytest.approx(points(SIZE.width + 2 * bleed), abs=0.001)


def test_black_is_the_only_ink() -> None:
    pdf = drawn(Trim())
    streams = [zlib.decompress(each) for each in _deflated(pdf)]
    pages = [each for each in streams if b"/face Do" in each]
    assert len(pages) == len(RUN)
    assert all(b" 0 0 0 1 k 0 0 0 1 K\n" in each for each in pages)
    for stream in (each for each in streams if b" Do" in each or b"Tj" in each):
        other = re.search(rb"[\d.] (rg|RG|g|G|cs|CS|sc|SC|scn|SCN)\s", stream)
        assert other is None, stream[:200]
        assert len(re.findall(rb" k\s", stream)) <= 1
    assert b"/Subtype /Image" not in pdf
    assert b"DeviceRGB" not in pdf


def _deflated(pdf: bytes) -> list[bytes]:
    found = re.findall(rb"/FlateDecode/Length \d+>>stream\n(.*?)\nendstream", pdf, re.S)
    return [each for each in found if each[:1] == b"\x78"]


def test_every_code_is_read_back_and_equal_input_gives_equal_bytes() -> None:
    trim = Trim()
    pdf = drawn(trim)
    square = arrange(SIZE, STAMP, RUN[0]).symbol
    read = proof(pdf, trim.page("", SIZE), 0, [each.url for each in RUN], square=square)
    assert (read.decoded, read.passed) == (len(RUN), True)
    assert drawn(trim) == pdf


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_inside_a_finder_bar_nothing_is_light(dpi: int) -> None:
    square = arrange(SIZE, STAMP, RUN[0]).symbol
    document = pypdfium2.PdfDocument(drawn(Trim()))
    picture = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    module = square.module_um * dpi / 25_400
    x, y = ((2_000 + at) * dpi / 25_400 for at in (square.corner.x, square.corner.y))
    # The left bar of the upper left finder, half a module from its edges.
    middle = round(x + module / 2)
    ends = round(y + module / 2), round(y + 6 * module)
    bar = [picture.getpixel((middle, at)) for at in range(*ends)]
    assert max(bar) <= INK + 32, bar


def test_no_bleed_beyond_what_a_press_runs() -> None:
    for bad in (-1, 10_001):
        with pytest.raises(LabelRefused, match="bleed_faulty"):
            Trim(bad)
