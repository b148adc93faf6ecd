"""Torn labels of cartons and of packs in them, from the forms: what buyers read stays true."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, in_cartons, link, spoil
from tests.people import STOCK, World
from tests.services.test_carton_takeovers import anew
from tests.services.test_deliveries import hand_over
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from tests.web.test_labels_made_good import leading
from traceability.domain.label_designs import LabelDesign

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


@pytest.fixture
def boxed(world: World) -> tuple[str, str, str]:
    return in_cartons(world)


def test_a_torn_carton_label_is_made_good_by_one_of_the_very_carton(
    world: World, recorder: Visitor, manager: Visitor, boxed: tuple[str, str, str]
) -> None:
    _lot, run, box = boxed
    spoil(world, run, "50")
    spoil(world, box, "5, 7")
    order = leading(recorder.get(f"/coop/tem/{box}/so").source, "In bù 2 tem hỏng")
    page = recorder.get(order)
    assert ("per_carton" in page.form(), "run" in page.form()) == (False, False)
    five, seven = "Thùng 5 tem số 49–58, trừ số 50 đã hỏng hoặc hủy", "Thùng 7 tem số 69–78"
    assert five in page.text
    assert seven in page.text
    looked = recorder.send(order, "", preview="yes")
    assert looked.status == 200, looked.text
    assert five in looked.text
    for words in ("to.png", "tem.png", "thu.pdf"):
        address = looked.source.split(words)[0].rsplit('"', 1)[1] + words
        rest = looked.source.split(words)[1].split('"')[0].replace("&amp;", "&")
        assert recorder.get(address + rest).status == 200, words
    other = recorder.send(order, "", replaced="6")
    assert "Tem số 6 chưa ghi hỏng" in other.error_at("replaced")
    sent = recorder.send(order)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    new = sent.place.rsplit("/", 1)[1]
    ledger = recorder.get(f"/coop/tem/{new}/so").text
    assert f"In bù cho 2 tem hỏng của đợt in {box}: số 5, 7." in ledger
    assert five in ledger
    assert "2 tem đang ở đâu" in ledger
    void = {"void_first": "5", "void_last": "7", "reason": "in lệch"}
    asks = manager.send(f"/coop/tem/{new}", f"/coop/tem/{new}/huy", **void)
    assert "Sẽ hủy 2 tem: số 5, 7." in asks.text
    world.see_paper(new)
    world.link(new, 5, 7)
    public = recorder.get(f"/{world.item_codes(new)[1]}").text
    assert "Thùng số 7 trong 9." in public
    assert "Trong thùng: tem số 69–78." in public
    assert world.differences() == []


def test_a_pack_that_got_a_new_label_is_told_on_the_page_of_its_carton(
    world: World, recorder: Visitor, boxed: tuple[str, str, str]
) -> None:
    lot, run, box = boxed
    spoil(world, run, "50")
    order = leading(recorder.get(f"/coop/tem/{run}/so").source, "In bù 9 tem hỏng")
    sent = recorder.send(order, "", replaced="50", count="1", stock=STOCK)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    new = sent.place.rsplit("/", 1)[1]
    world.see_paper(new)
    carton = world.item_codes(box)[4]
    before = "Trong thùng: tem số 49–58, trừ số 50 đã hỏng hoặc hủy."
    assert before in recorder.get(f"/{carton}").text
    world.link(new, 1, 1)
    said = "Trong thùng: tem số 49–58. Tem số 50 đã thay bằng tem mới, số 1."
    assert said in recorder.get(f"/{carton}").text
    english = recorder.get(f"/{carton}?lang=en").text
    assert "Inside: labels 49–58. Label no. 50 was replaced by a new one, no. 1." in english
    assert "已换成新标签" in recorder.get(f"/{carton}?lang=zh").text
    assert new not in recorder.get(f"/{carton}").text
    facts = recorder.get(f"/id/item/{carton}.json").answer.json
    label = (facts or {})["label"]
    assert (label["dead_inside"], label["renewed_inside"]) == (None, [{"old": "50", "new": "1"}])
    told = f"tem số 49–58; tem số 50 thay bằng tem số 1 đợt {new}"
    assert told in recorder.get(f"/coop/tem/{box}/so").text
    assert told in recorder.get(f"/coop/tem/tim?q={carton}").text
    pack = recorder.get(f"/coop/tem/tim?q={world.item_codes(new)[0]}").text
    assert "Nằm trong thùng số 5" in pack
    form = recorder.get(f"/coop/lo/{lot}/in-tem-thung").text
    assert ("99–100" in form, new in form) == (True, False)


def test_a_preview_tells_what_is_in_each_carton(world: World, recorder: Visitor) -> None:
    lot = world.packed(90, 300).code
    run = world.print_labels(lot, 90)
    world.link(run, 1, 90)
    path = f"/coop/lo/{lot}/in-tem-thung"
    assert "Thùng 2 tem số 13–24" in recorder.send(path, "", per_carton="12", preview="yes").text
    many = recorder.send(path, "", per_carton="4", preview="yes").text
    assert ("Thùng 20 tem số" in many, "Thùng 21" in many) == (True, False)
    assert "Và 2 thùng nữa." in many


def test_what_left_with_its_goods_is_not_offered_for_cartons(
    world: World, recorder: Visitor
) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    path = f"/coop/lo/{lot}/in-tem-thung"
    form = recorder.get(path).form() | {"per_carton": "20"}
    hand_over(world, lot)
    assert "Chưa có tem nào đã kích hoạt mà còn ngoài thùng" in recorder.get(path).text
    refused = recorder.post(path, form)
    assert refused.status == 422
    assert "40 tem của đợt này đã đi cùng hàng" in refused.text


def test_the_sheet_shows_a_place_for_every_carton_that_is_made_good(
    world: World, recorder: Visitor, boxed: tuple[str, str, str]
) -> None:
    lot, _run, box = boxed
    spoil(world, box, "2-6")
    order = f"/coop/lo/{lot}/in-tem-thung?replaces={box}&replaced=2-6"
    for page in (recorder.get(order), recorder.send(order, "", preview="yes")):
        drawn = page.source.split('class="to-scale', 1)[1].split("</svg>")[0]
        assert drawn.count('class="printed"') == 5


def test_what_lies_between_cartons_made_good_is_told_as_no_dead_label(
    world: World, recorder: Visitor, boxed: tuple[str, str, str]
) -> None:
    lot, _run, box = boxed
    spoil(world, box, "2, 8")
    page = f"/coop/tem/{anew(world, lot, box)}"
    asked = recorder.send(page, f"{page}/kich-hoat", first="2", last="8")
    assert "Sẽ kích hoạt 2 tem thùng, số 2, 8," in asked.text
    sent = recorder.post(f"{page}/kich-hoat", asked.form(f"{page}/kich-hoat"))
    done = recorder.get(sent.place).text
    assert "Đã kích hoạt 2 tem, số 2, 8." in done
    sent = recorder.send(f"{page}/ghi/xuat-tep", "", first="2", last="8", form="csv")
    taken = recorder.get(sent.place).text
    assert "Đã xuất 2 tem: số 2, 8." in taken
    assert "Bỏ qua" not in asked.text + done + taken
    refused = recorder.send(f"{page}/ghi/hong", "", numbers="3", reason="rách")
    assert "Đợt in này chỉ có tem số 2, 8, không có số 3." in refused.error_at("numbers")


def test_sentences_of_a_run_with_gaps_name_its_own_numbers(
    world: World, recorder: Visitor, manager: Visitor, boxed: tuple[str, str, str]
) -> None:
    """Paper that is read, and labels that are voided."""
    lot, _run, box = boxed
    spoil(world, box, "2, 3, 8")
    new = anew(world, lot, box)
    codes, page = world.item_codes(new), f"/coop/tem/{new}"
    seen = {"seen_first": codes[0], "seen_middle": codes[2], "seen_last": codes[2]}
    refused = recorder.send(f"{page}/doc-thu", "", **seen)
    assert "Tem số 8: quét" in refused.text
    assert "cần một tem trong các số 3." in refused.error_at("seen_middle")
    void = {"void_first": "3", "void_last": "8", "reason": "in lệch"}
    asked = manager.send(page, f"{page}/huy", **void)
    assert "Sẽ hủy 2 tem: số 3, 8." in asked.text
    sent = manager.post(f"{page}/huy", asked.form(f"{page}/huy"))
    assert "Đã hủy 2 tem, số 3, 8." in manager.get(sent.place).text


def test_stickers_on_fruit_are_not_offered_and_refused_by_a_sentence(
    world: World, recorder: Visitor
) -> None:
    lot = world.packed(40).code
    run = blank(world, 100, design=LabelDesign.FRUIT_STICKER)
    bags = blank(world, 40)
    link(world, run, 1, 100, lot)
    link(world, bags, 1, 40, lot)
    path = f"/coop/lo/{lot}/in-tem-thung"
    page = recorder.get(path)
    assert (bags in page.source, run in page.source) == (True, False)
    refused = recorder.send(path, run=run, per_carton="50")
    assert refused.status == 422
    assert "dán từng quả, không đếm gói" in refused.error_at("run")
