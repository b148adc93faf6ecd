"""Where goods grew, on every page that tells of them: each code, and how much is outside of all."""

from __future__ import annotations

import dataclasses
import io
import re

import pypdfium2
import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from tests.people import TODAY, VINH_TUY, World, orange_grant
from tests.services.test_deliveries import arrive, hand_over, secret_of, send
from tests.services.test_runs import kg
from tests.services.weigh_days import closed, line, opened, seller, weigh, works
from tests.web.lot_visits import HOST, Visitor
from traceability.services import area_codes
from traceability.services.arrivals import Arrived
from traceability.services.places import PlaceRequest

SHARES = "VN-HGOR-0128 92 %, ngoài vùng mã 8 %"
#: To whoever has the note's address, so that no weight of a household is read from it.
ABOUT = "VN-HGOR-0128 khoảng 90 %, ngoài vùng mã khoảng 10 %"
QUAN_BA = "00892"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "recorder")


def bought(world: World) -> tuple[str, tuple[str, str]]:
    """A lot of a day of buying, 8 % of it from outside every code; and the two slips of it."""
    works(world, world.who.household)
    day = opened(world)
    within = weigh(world, day, line(92, world.who.household))
    outside = weigh(world, day, line(8, seller(world, "Lý Thị Hoa", commune=QUAN_BA)))
    ((code, _lot),) = closed(world, day, together=True).lots
    return code, (within.batch, outside.batch)


def told(text: str) -> str:
    """Words as one reads them, whatever space is between them."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def words_of(drawn: bytes) -> str:
    """What stands on a drawn paper."""
    document = pypdfium2.PdfDocument(drawn)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return told(text)


def test_a_handover_tells_the_shares_before_and_after(
    world: World, app: Flask, recorder: Visitor
) -> None:
    lot, _slips = bought(world)
    form = "/coop/giao-hang/moi/cooperative"
    typed = recorder.get(f"{form}?lo={lot}").form("moi/") | {"to": world.who.foreign}
    assert SHARES in told(recorder.post(form, typed).text)
    note = hand_over(world, lot)
    assert SHARES in told(recorder.get(f"/coop/giao-hang/{note.code}").text)
    stranger, path = Visitor(app, world, "stranger"), f"/coop/hang-den/{note.code}"
    asked = stranger.get(path)
    assert SHARES in told(asked.text)
    assert SHARES in told(stranger.post(path, asked.form("hang-den")).text)


def test_the_paper_and_the_notes_page_tell_the_shares(world: World, recorder: Visitor) -> None:
    lot, _slips = bought(world)
    note = send(world, lot)
    drawn = recorder.client.get(f"/coop/giao-hang/{note.code}/phieu.pdf", base_url=HOST).data
    for words in ("VN-HGOR-0128 92 %", "ngoài vùng", "8 %"):
        assert words in words_of(drawn)
    page = f"/phieu/{secret_of(world, note.code)}"
    nobody = Visitor(recorder.client.application, world, None)
    assert ABOUT in told(nobody.get(page).text)
    sheet = nobody.client.get(f"{page}/lo-hang.xlsx", base_url=HOST)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert ABOUT in [told(str(cell)) for row in rows for cell in row]


def test_a_call_tells_each_harvest_once_and_what_was_taken(world: World, recorder: Visitor) -> None:
    lot, slips = bought(world)
    made = world.pack(lot, 20, day=TODAY, quantity=kg(40)).code
    page = recorder.get(f"/coop/lo/{made}/phan-anh")
    inputs = page.source.split('id="inputs"')[1].split("</section>")[0]
    steps = told(page.source.split('id="steps"')[1].split("</section>")[0])
    assert "Từ 2 lô đầu vào" in told(inputs)
    assert [code for code in (*slips, lot) if f"/coop/lo/{code}" in inputs] == [*slips]
    assert told(inputs).count("ngoài vùng mã") == 1
    assert told(inputs).count("VN-HGOR-0128") == 1
    assert "Lý Thị Hoa · ngoài vùng mã" in told(inputs)  # her ground has no name, only a commune
    assert "Gộp lô" in steps
    assert "Đóng gói" in steps
    assert steps.count(SHARES) == 2
    packing = steps.split("Đóng gói")[1].split("</li>")[0]
    assert re.search(r"Đem vào: CAM-\S+ 40 kg", told(re.sub(r"<[^>]+>", "", packing)))


def test_packs_of_another_offer_no_labels_and_no_publishing(
    world: World, app: Flask, recorder: Visitor
) -> None:
    packed = world.packed(40).code
    world.publish(packed)
    own = recorder.get(f"/coop/lo/{packed}").text
    assert "Kích hoạt tem in trước vụ" in own
    assert "Đủ bảy mục bắt buộc để công bố" in own
    (came,) = arrive(world, hand_over(world, packed).code, Arrived(packed, None)).codes
    for path in (f"/coop/lo/{came}", f"/coop/lo/{came}/phan-anh"):
        page = Visitor(app, world, "stranger").get(path)
        assert page.status == 200
        assert "tem và trang người mua là của nơi đóng gói" in page.text
        for words in ("Kích hoạt tem", "Còn in thêm được", "để công bố", "Chưa in tem nào"):
            assert words not in page.text, words


def test_what_is_counted_is_not_asked_for_by_sack(world: World, recorder: Visitor) -> None:
    packed = world.packed(40).code
    form = "/coop/giao-hang/moi/walk_in"
    asked = recorder.get(f"{form}?lo={packed}")
    assert "bao 1–3" not in asked.text
    assert "ghi số gói" in asked.text
    for much in ("bao 1–3", "1–3, 7"):
        answer = recorder.post(form, asked.form("moi/") | {f"much_{packed}": much})
        assert "đếm gói, không cân riêng từng bao" in answer.error_at(f"much_{packed}")


def test_packs_leave_under_the_code_of_the_only_packing_house(
    world: World, recorder: Visitor
) -> None:
    packed, fresh = world.packed(40).code, world.harvest(30).code
    house = PlaceRequest("packing_house", VINH_TUY, private={"name": "Xưởng Vĩnh Sơn"})
    asked = dataclasses.replace(orange_grant(world.who.cooperative, "VN-HGPH-0007"), place=house)
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, asked)
    for lot, there in ((packed, True), (fresh, False)):
        page = f"/coop/giao-hang/{send(world, lot).code}"
        drawn = recorder.client.get(f"{page}/phieu.pdf", base_url=HOST).data
        assert ("VN-HGPH-0007" in words_of(drawn)) is there
        assert ("VN-HGPH-0007" in recorder.get(page).text) is there
