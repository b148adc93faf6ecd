"""Papers: every part is on the page, in its own letters, and a page turns where it is full."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from labels.errors import DoesNotFit, MissingGlyph
from labels.papers import (
    Beside,
    Facts,
    Grid,
    Heading,
    Keep,
    Paper,
    Part,
    Picture,
    Signatures,
    Steps,
    Text,
    draw,
    qr_picture,
)


def paper(*parts: Part) -> Paper:
    return Paper("Phiếu", parts, "HTX Cam sành Vĩnh Hảo", "Trang {page}")


def pages(pdf: bytes) -> list[str]:
    """The words of each page, white space folded."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def dot() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "black").save(out, "PNG")
    return out.getvalue()


def test_every_part_is_on_the_page() -> None:
    (text,) = pages(
        draw(
            paper(
                Heading("Phiếu đồng ý", 1),
                Text("Hộ ký tên <b>& điểm chỉ", strong=True),
                Facts([("Chủ hộ", "Giàng Thị Mỷ"), ("Ngày", "")]),
                Steps(["Hiện tên đầy đủ"], boxes=True),
                Steps(["Đọc cho người ký nghe", "Ký"]),
                Grid(["Hộ", "kg"], [["07", "1.234,5"]], [3, 1], frozenset({1})),
                Picture(dot(), 20_000),
                Keep([Signatures(["Người đồng ý", "Người làm chứng"])]),
            )
        )
    )
    for said in (
        *("Phiếu đồng ý", "<b>& điểm chỉ", "Giàng Thị Mỷ", "Hiện tên đầy đủ", "2. Ký", "1.234,5"),
        *("Người làm chứng", "HTX Cam sành Vĩnh Hảo", "Trang 1"),
    ):
        assert said in text


def test_a_long_table_goes_on_with_its_head() -> None:
    rows = [[f"{number:03}", "Vàng Thị Mỷ"] for number in range(1, 121)]
    found = pages(draw(paper(Grid(["Số hộ", "Tên"], rows, [1, 3]))))
    assert len(found) > 2
    assert all("Số hộ" in each for each in found)
    assert "Trang 2" in found[1]
    assert "120" in found[-1]


def test_what_belongs_together_stays_on_one_page() -> None:
    filler = [Text(f"dòng {number}") for number in range(34)]
    found = pages(draw(paper(*filler, Keep([Text("Đã đọc"), Signatures(["Ký tên"], 60_000)]))))
    (last,) = (each for each in found if "Ký tên" in each)
    assert "Đã đọc" in last


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert draw(paper(Text("Hoàng Su Phì"))) == draw(paper(Text("Hoàng Su Phì")))


def test_a_letter_that_the_typeface_lacks_is_refused() -> None:
    with pytest.raises(MissingGlyph) as refusal:
        draw(paper(Text("掸雪茶")))
    assert refusal.value.facts["characters"] == "掸雪茶"


def test_columns_stand_beside_each_other() -> None:
    """Every kind of part in a column, none wider than it: the page stays one."""
    column = [
        Heading("Việc hằng ngày"),
        Steps(["Ghi thu hoạch", "Đóng gói"], gap_um=1_000),
        Facts([("Điện thoại", "")]),
        Grid([], [["chờ đóng gói", "Đã hái, còn hàng"]], [1, 2]),
        Signatures(["Người ký"], 10_000),
    ]
    (text,) = pages(draw(paper(Beside([column, column], [2, 3]))))
    for said in ("Việc hằng ngày", "2. Đóng gói", "chờ đóng gói", "Người ký"):
        assert text.count(said) == 2


def test_room_below_steps_is_room() -> None:
    steps = [f"bước {number}" for number in range(30)]
    assert len(pages(draw(paper(Steps(steps))))) == 1
    assert len(pages(draw(paper(Steps(steps, gap_um=8_000))))) == 2


def test_a_symbol_is_read_as_its_address() -> None:
    url = "https://tem.hagiang.vn/dang-nhap"
    picture = qr_picture(url, 26_000)
    with Image.open(io.BytesIO(picture.data)) as image:
        (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == url
    with pytest.raises(DoesNotFit):
        qr_picture(url, 8_000)
