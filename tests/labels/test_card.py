"""The card "Không cho mượn mã": one page A5 whatever stands on it, and its symbol can be read."""

from __future__ import annotations

import dataclasses
import io

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from labels.errors import DoesNotFit, MissingGlyph
from labels.papers import Card, draw_card

URL = "https://tem.hagiang.vn/9P1WZZ7QY"
CARD = Card(
    title="KHÔNG CHO MƯỢN MÃ",
    code="VN-HGOR-0128",
    holder="HTX Cam Sành Vĩnh Hảo",
    facts=[("Tình trạng ngày 20/01/2026", "Đang hiệu lực"), ("Hạn mức vụ còn lại", "")],
    warnings_title="Cho mượn mã thì mất gì?",
    warnings=["Người trồng mất mã, không phải thương lái."],
    url=URL,
    scan="Quét để xem mã còn hiệu lực không",
    foot="In ngày 20/01/2026.",
)
NAME = "Hợp tác xã Dịch vụ Nông nghiệp tổng hợp Chè Shan tuyết cổ thụ hữu cơ Hoàng Su Phì"
FULL = dataclasses.replace(
    CARD,
    code="VN-BTPH-" + "W" * 56,
    holder=NAME * 2,
    facts=[(f"Đơn vị khác {n}", f"{NAME}: còn 1.234,5 kg, đến hết 31/03/2027") for n in range(6)],
    warnings=[NAME * 2 for _ in range(4)],
)


def decoded(pdf: bytes) -> list[str]:
    page = pypdfium2.PdfDocument(pdf)[0]
    return [
        each.text
        for each in zxingcpp.read_barcodes(
            page.render(scale=300 / 72).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode
        )
    ]


@pytest.mark.parametrize("card", [CARD, FULL], ids=["short", "full"])
def test_it_is_one_page_of_a5_and_can_be_scanned(card: Card) -> None:
    pdf = draw_card(card)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert [round(float(each) / 72 * 25.4) for each in page.mediabox[2:]] == [148, 210]
    text = " ".join(page.extract_text().split())
    for said in (card.title, card.code, *(value for _word, value in card.facts), *card.warnings):
        assert said in text
    # The host is written in capitals where that saves modules: names fold case (RFC 3986).
    (text,) = decoded(pdf)
    assert text.replace("TEM.HAGIANG.VN", "tem.hagiang.vn") == URL


def test_the_same_card_gives_the_same_bytes() -> None:
    assert draw_card(CARD) == draw_card(dataclasses.replace(CARD))


def test_what_cannot_be_drawn_whole_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        draw_card(dataclasses.replace(FULL, warnings=[NAME * 4] * 8))
    with pytest.raises(MissingGlyph):
        draw_card(dataclasses.replace(CARD, holder="HTX 数字"))
