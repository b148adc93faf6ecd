"""The A5 paper that goes with goods: one QR, every glyph, and pages that count themselves."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from labels.errors import LabelRefused
from labels.papers import Grid, HalfPaper, Heading, Part, Text, draw_half, qr_picture

URL = "https://tem.hagiang.vn/phieu/6wbkOK-opJnxbpKDk-rZK1je"


def paper(rows: int) -> HalfPaper:
    lines = [[f"CAM-26{number:04}-01", "Cam sành Hà Giang", "5.376 kg"] for number in range(rows)]
    top: list[Part] = [Heading("PHIẾU GIAO HÀNG", 1), qr_picture(URL, 32_000), Text("Quét để xem")]
    parts = [*top, Grid(("Lô", "Hàng", "Khối lượng"), lines, (3, 4, 2), frozenset({2}))]
    return HalfPaper("Phiếu giao hàng 1/2026", parts, "Phiếu số 1/2026")


def pages(body: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def test_one_page_counts_none_and_several_say_how_many() -> None:
    (only,) = pages(draw_half(paper(2)))
    assert "1/1" not in only
    many = pages(draw_half(paper(60)))
    assert len(many) > 1
    assert [f"{number}/{len(many)}" in text for number, text in enumerate(many, 1)] == [True] * len(
        many
    )
    assert "Khối lượng" in many[-1]


def test_it_is_a5_and_the_same_paper_gives_the_same_bytes() -> None:
    body = draw_half(paper(3))
    assert body == draw_half(paper(3))
    width, height = PdfReader(io.BytesIO(body)).pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (420, 595)


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(LabelRefused):
        draw_half(HalfPaper("Phiếu", [Text("中文")]))
