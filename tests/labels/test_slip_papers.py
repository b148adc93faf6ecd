"""Weigh slips and cards on paper: one page, every word there, and the symbol can be read."""

from __future__ import annotations

import dataclasses
import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from labels.errors import DoesNotFit, MissingGlyph
from labels.papers import NumberCard, SlipPaper, draw_cards, draw_slip, slip_picture

URL = "https://tem.hagiang.vn/9P1WZZ7QY"
SLIP = SlipPaper(
    title="PHIẾU CÂN SỐ 42",
    holder="HTX Chè Shan Cao Bồ",
    seller="Hộ 18 · Lù Thị Mẩy",
    main=("Thực cân", "24 kg"),
    pairs=[("Ngày", "23/11/2026"), ("Cân cả bì", "24,6 kg"), ("Tính tiền", "22,8 kg")],
    url=URL,
    scan="Quét để xem hàng này đã thành gói nào",
    foot=["Mã phiếu 9P1WZZ7QY"],
)
NAME = "Hợp tác xã Dịch vụ Nông nghiệp tổng hợp Chè Shan tuyết cổ thụ hữu cơ Hoàng Su Phì"


def read(image: Image.Image) -> list[str]:
    found = [
        each.text for each in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    ]
    return [text.replace("TEM.HAGIANG.VN", "tem.hagiang.vn") for text in found]


def drawn(pdf: bytes) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=203 / 72).to_pil()  # type: ignore[no-any-return]


@pytest.mark.parametrize(("size", "wide"), [("58mm", 58), ("a6", 105)])
def test_a_slip_is_one_page_and_can_be_scanned(size: str, wide: int) -> None:
    full = dataclasses.replace(SLIP, holder=NAME, seller=f"Hộ 18 · {NAME}")
    for slip in (SLIP, full):
        pdf = draw_slip(slip, size)  # type: ignore[arg-type]
        (page,) = PdfReader(io.BytesIO(pdf)).pages
        assert round(float(page.mediabox[2]) / 72 * 25.4) == wide
        text = " ".join(page.extract_text().split())
        for said in (
            slip.title,
            *slip.main,
            slip.scan,
            *(each for pair in slip.pairs for each in pair),
        ):
            assert said in text
        assert read(drawn(pdf)) == [URL]


def test_the_picture_can_be_scanned_and_is_small_enough_to_send() -> None:
    picture = slip_picture(SLIP)
    assert len(picture) < 120_000
    assert read(Image.open(io.BytesIO(picture))) == [URL]


def test_the_same_slip_gives_the_same_bytes() -> None:
    assert draw_slip(SLIP, "58mm") == draw_slip(dataclasses.replace(SLIP), "58mm")


def test_what_cannot_be_drawn_whole_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        draw_slip(dataclasses.replace(SLIP, foot=[NAME] * 30), "a6")
    with pytest.raises(MissingGlyph):
        draw_slip(dataclasses.replace(SLIP, seller="数字"), "58mm")


def test_cards_stand_eight_a_page_each_with_its_own_symbol() -> None:
    base = "https://tem.hagiang.vn/coop/nguoi-ban"
    cards = [NumberCard(f"{n:02}", ["Giàng Thị Mỷ", NAME], f"{base}/AAAA{n:04}0") for n in range(9)]
    pdf = draw_cards("Thẻ hộ", cards)
    first, second = PdfReader(io.BytesIO(pdf)).pages
    assert "08" in second.extract_text()
    assert "07" in first.extract_text()
    assert sorted(read(drawn(pdf))) == sorted(each.url for each in cards[:8])
    with pytest.raises(DoesNotFit):
        draw_cards("Thẻ hộ", [NumberCard("9999", [NAME * 4], base)])
