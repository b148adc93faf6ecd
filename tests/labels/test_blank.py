"""Blank sheets: A5, every letter in them, room to write, and a symbol that poppler's eye reads."""

from __future__ import annotations

import dataclasses
import io
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from labels.errors import DoesNotFit, MissingGlyph
from labels.papers import BlankSlips, BlankTable, draw_slips, draw_tables

URL = "https://tem.hagiang.vn/coop/nhat-ky/ghi?vuon=9P1WZZ7QY&viec=pesticide"
TABLE = BlankTable(
    title="Nhật ký phun thuốc",
    facts=[("Nơi", "Vườn cam thôn Vĩnh Sơn"), ("Trang số", "")],
    head=["Ngày", "Tên thuốc, hoạt chất", "Liều lượng", "Cách ly (ngày)", "Ghi chú"],
    shares=[18, 40, 24, 16, 34],
    url=URL,
    scan="Quét để nhập vào máy",
    foot="In ngày 20/01/2026.",
)
SLIPS = BlankSlips(
    title="Phiếu cân",
    holder="Hợp tác xã Dịch vụ Nông nghiệp tổng hợp Chè Shan tuyết cổ thụ Hoàng Su Phì",
    lines=[("Ngày", "Mã vườn"), ("Người bán",), ("Cân cả bì (kg)", "Số bao × bì (kg)")],
    url="https://tem.hagiang.vn/coop/can",
    scan="Quét để nhập phiếu",
    foot="In ngày 20/01/2026.",
)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages)


def seen_by_poppler(pdf: bytes, folder: Path) -> list[str]:
    (folder / "blank.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-png", "blank.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    found = [
        zxingcpp.read_barcodes(Image.open(each), formats=zxingcpp.BarcodeFormat.QRCode)
        for each in sorted(folder.glob("page*.png"))
    ]
    return [each.text for page in found for each in page]


@pytest.mark.poppler
def test_sheets_are_a5_and_their_symbols_read(tmp_path: Path) -> None:
    pdf = draw_tables([TABLE, dataclasses.replace(TABLE, title="Nhật ký bón phân")])
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert [[round(float(e) / 72 * 25.4) for e in p.mediabox[2:]] for p in pages] == [
        [148, 210]
    ] * 2
    assert seen_by_poppler(pdf, tmp_path) == [URL, URL]
    for said in (*TABLE.head, TABLE.title, "Vườn cam thôn Vĩnh Sơn", TABLE.scan, TABLE.foot):
        assert said in words(pdf)
    assert draw_tables([TABLE]) == draw_tables([TABLE])


@pytest.mark.poppler
def test_two_slips_stand_on_a_page(tmp_path: Path) -> None:
    pdf = draw_slips(SLIPS)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert words(pdf).count("Phiếu cân") == 2
    assert words(pdf).count("Số bao × bì (kg)") == 2
    found = [each.lower() for each in seen_by_poppler(pdf, tmp_path)]
    assert found == [SLIPS.url] * 2


def test_a_long_name_takes_lines_from_the_table_and_never_all(tmp_path: Path) -> None:
    long = dataclasses.replace(TABLE, facts=[("Nơi", "Vườn cam thôn Vĩnh Sơn " * 8)] * 2)
    assert words(draw_tables([long])).count("Vườn cam thôn") == 16
    with pytest.raises(DoesNotFit):
        draw_tables([dataclasses.replace(TABLE, facts=[("Nơi", "Vườn cam " * 40)] * 5)])
    with pytest.raises(DoesNotFit):
        draw_slips(dataclasses.replace(SLIPS, lines=[("x",)] * 40))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        draw_tables([dataclasses.replace(TABLE, title="数字")])
