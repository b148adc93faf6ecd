"""Small words on the pages of labels: what a number is, where a list breaks off, how large."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.blank_labels import blank, give, link, spoil
from tests.people import STOCK, World
from tests.web.lot_visits import Visitor, app_of, confirm, draw_jobs
from traceability.domain.label_designs import LabelDesign
from traceability.services.label_hands import Hands

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
LINK = "/coop/tem/kich-hoat"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_a_number_behind_the_last_label_is_none_of_the_run(world: World, recorder: Visitor) -> None:
    run = blank(world, 30)
    path = f"/coop/tem/{run}/ghi/in-tiep"
    refused = recorder.send(path, "", last_good="31")
    assert refused.status == 422
    assert "tem cuối" not in refused.error_at("last_good")
    assert "31" in refused.error_at("last_good")
    assert "Tem số 30 là tem cuối" in recorder.send(path, "", last_good="30").error_at("last_good")


def test_a_part_that_is_printed_again_names_what_is_in_it(world: World, recorder: Visitor) -> None:
    run = blank(world, 30)
    spoil(world, run, "20")
    assert (
        recorder.send(f"/coop/tem/{run}/ghi/in-tiep", "", last_good="14", start="1").status == 303
    )
    assert "Tải tờ tem số 15–19, 21–30 (PDF)" in recorder.get(f"/coop/tem/{run}/so").text


def test_parts_of_one_name_are_told_apart_by_their_time(world: World, recorder: Visitor) -> None:
    run = blank(world, 30)
    path = f"/coop/tem/{run}/ghi/in-tiep"
    assert recorder.send(path, "", last_good="14", start="1").status == 303
    again = recorder.send(path, "", last_good="14", start="1", reason="kẹt giấy")
    assert again.status == 303, again.text
    parts = recorder.get(f"/coop/tem/{run}/so").source.split('id="again"')[1].split("</ul>")[0]
    assert len(re.findall(r"\(PDF\)</a> <span class=\"soft\">[0-9:]{5} [0-9/]{10}<", parts)) == 2


def test_once_there_is_paper_reading_it_is_the_first_button(
    world: World, recorder: Visitor
) -> None:
    run = blank(world, 30, seen=False)
    page, reading = f"/coop/tem/{run}", f'<a class="button big" href="/coop/tem/{run}/doc-thu">'
    assert reading not in recorder.get(page).source
    sent = recorder.send(page, f"{page}/lay-in")
    assert sent.status == 303
    taken = recorder.get(page).source
    assert taken.count("/doc-thu") == taken.count(reading) == 1
    assert f'<a class="button outlined" href="{page}/tem.pdf">' in taken
    world.see_paper(run)
    assert f'<a class="button big" href="{page}/tem.pdf">' in recorder.get(page).source


def test_a_roll_has_no_sheets(world: World, recorder: Visitor) -> None:
    run = blank(world, 6, stock="34×22, 3 tem", design=LabelDesign.FRUIT_STICKER)
    text = recorder.get(f"/coop/tem/{run}").text
    assert "Tải tệp tem cuộn (PDF)" in text
    assert "Tải tờ tem" not in text


def test_a_linking_is_told_in_one_stretch_whoever_held_which(
    world: World, recorder: Visitor
) -> None:
    run, lot = blank(world, 20, per_roll=20), world.packed(40).code
    give(world, run, 5, 9, Hands.TEAM, "Tổ Vĩnh Sơn")
    page = recorder.get(f"/coop/tem/{run}/so").source
    roll = page.split('<strong class="code">')[1].split("<")[0]
    asked = recorder.send(LINK, batch=lot, roll=roll)
    assert confirm(recorder, LINK, asked).status == 303
    assert "Kích hoạt 20 tem: 1–20" in recorder.get(f"/coop/tem/{run}/so").text


def test_a_house_is_advised_by_size_and_told_that_parts_are_left_out(
    world: World, recorder: Visitor, tmp_path: Path
) -> None:
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")
    order = f"/coop/lo/{world.packed(40).code}/xuong-in"
    small = {"count": "30", "stock": STOCK, "waste": "0", "per_roll": "30"}
    refused = manager.send(order, "", **small, design="hang_tag")
    assert "Cỡ nhỏ nhất vừa chữ này: " in refused.error_at("stock")
    assert "tem ·" not in refused.error_at("stock")
    sent = manager.send(order, "", **small)
    draw_jobs(world)
    run = sent.place.split("/")[3]
    page = manager.get(f"/coop/tem/{run}/xuong-in").source
    receiving = page.split(f"/coop/tem/{run}/nhan/")[1].split('"')[0]
    path = f"/coop/tem/{run}/nhan/{receiving}"
    few = recorder.send(path, "", scans=world.item_codes(run)[0])
    assert few.error_at("scans").endswith(" …")


def test_symbols_of_nearly_one_size_are_not_praised_and_blamed(
    world: World, recorder: Visitor
) -> None:
    path = f"/coop/lo/{world.packed(40).code}/in-tem"
    text = recorder.send(path, count="3", stock="50×30", preview="yes").text
    assert "Ô mã QR 0,375 mm" in text
    assert "vừa đủ, in rõ nét thì quét tốt" in text
    assert "dễ quét" not in text.replace("mã QR thưa, dễ quét", "")


def test_names_that_hold_commas_are_told_apart(world: World, recorder: Visitor) -> None:
    path = f"/coop/lo/{world.packed(40).code}/in-tem"
    said = recorder.send(path, count="3", stock="L0000").error_at("stock")
    assert "L7163; L7651." in said
    assert "34×22, 3 tem; " in said


OF_FRUIT = {
    "vi": "tem dán trên từng quả, của lô đóng gói 2 kg",
    "en": "a sticker on a single fruit, of a lot packed by 2 kg",
    "zh": "贴在单果上的标签，所属批次按 2 kg 包装",
}


@pytest.mark.parametrize(("language", "said"), OF_FRUIT.items())
def test_a_sticker_on_one_orange_is_no_pack(
    world: World, recorder: Visitor, language: str, said: str
) -> None:
    lot, run = world.packed(40).code, blank(world, 5, design=LabelDesign.FRUIT_STICKER)
    bags = blank(world, 5)
    link(world, run, 1, 5, lot)
    link(world, bags, 1, 5, lot)
    for _again in range(2):  # the second comes from memory
        page = recorder.get(f"/{world.item_codes(run)[0]}?lang={language}").source
        assert f"<p>{said} · " in page
        assert "<p>2 kg · " not in page
        assert "<p>2 kg · " in recorder.get(f"/{world.item_codes(bags)[0]}?lang={language}").source
