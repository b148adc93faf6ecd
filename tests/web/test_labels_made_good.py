"""Spoiled labels on pages: made good once, told in both ledgers, taken out of their carton."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, cartons, spoil
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from traceability.services import label_links
from traceability.services.label_links import LabelSpan

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder")}


def leading(page: str, words: str) -> str:
    """Where the link with these words leads."""
    before = page.split(words)[0]
    return before.rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")


def test_spoiled_labels_are_made_good_from_their_ledger(
    world: World, visitors: dict[str, Visitor]
) -> None:
    recorder, lot = visitors["recorder"], world.packed(60, 200).code
    run = world.print_labels(lot, 40)
    spoil(world, run, "17, 23, 31-36")
    ledger = f"/coop/tem/{run}/so"
    order = leading(recorder.get(ledger).source, "In bù 8 tem hỏng")
    form = recorder.get(order).form()
    assert (form["count"], form["replaces"], form["replaced"]) == ("8", run, "17, 23, 31–36")
    looked = recorder.send(order, "", preview="yes")
    assert looked.status == 200
    assert "replaced" not in leading(looked.source, "Tải tờ in thử")
    few = recorder.send(order, "", count="7")
    assert few.error_at("count").startswith("Bù cho 8 tem hỏng thì in ít nhất 8 tem")
    sent = recorder.send(order)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    new = sent.place.rsplit("/", 1)[1]
    mine = recorder.get(ledger)
    assert f"Đã in bù 8 tem hỏng ở đợt in {new}: số 17, 23, 31–36." in mine.text
    assert f"In bù 8 tem: 17, 23, 31–36 · đợt in {new}" in mine.text
    told = f"Đã in bù 8 tem hỏng ở đợt in {new}: số 17, 23, 31–36."
    assert told in recorder.get(f"/coop/tem/{run}").text
    assert "In bù 8 tem hỏng" not in mine.text
    page = recorder.get(f"/coop/tem/{new}").text
    assert f"In bù cho 8 tem hỏng của đợt in {run}: số 17, 23, 31–36." in page
    assert f"Tem truy xuất, in bù cho đợt {run}" in recorder.get("/coop/tem").text
    code = world.item_codes(new)[2]
    found = recorder.get(f"/coop/tem/tim?q={code}").text
    assert f"In bù cho tem số 31 · đợt in {run}" in found
    assert f"In bù cho số 17, 23, 31–36 của đợt in {run} 8 tem: 1–8" in found
    old = recorder.get(f"/coop/tem/tim?q={world.item_codes(run)[30]}").text
    assert f"Đã in bù bằng tem số 3 · đợt in {new}" in old
    other = recorder.get(f"/coop/tem/{new}/so").text
    assert f"In bù cho 8 tem hỏng của đợt in {run}: số 17, 23, 31–36." in other
    again = recorder.send(order, "", count="8")
    assert f"Tem số 17 đã in bù ở đợt in {new}" in again.error_at("replaced")


def test_the_ledger_of_a_void_replacement_says_that_it_makes_nothing_good(
    world: World, visitors: dict[str, Visitor]
) -> None:
    recorder, lot = visitors["recorder"], world.packed(60, 200).code
    run = world.print_labels(lot, 40)
    spoil(world, run, "17-18")
    made = []
    for _time in range(2):
        order = leading(recorder.get(f"/coop/tem/{run}/so").source, "In bù 2 tem hỏng")
        made.append(recorder.send(order).place.rsplit("/", 1)[1])
        draw_jobs(world)
        if len(made) == 1:
            with world.by(world.who.manager) as work:
                label_links.void(work, LabelSpan(made[0], 1, 2), "in nhầm giấy")
            before = recorder.get(f"/coop/tem/{made[0]}/so").text
            assert "nay in bù ở đợt in" not in before
    text = recorder.get(f"/coop/tem/{made[0]}/so").text
    gone = f"Đặt in bù cho tem hỏng số 17–18 của đợt in {run}, nhưng tem của đợt này đã hủy hết"
    assert gone in text
    assert f"Số 17–18 nay in bù ở đợt in {made[1]}." in text
    assert gone in recorder.get(f"/coop/tem/{made[0]}").text
    first = recorder.get(f"/coop/tem/tim?q={world.item_codes(made[0])[0]}").text
    assert "In bù cho tem số" not in first
    assert f"In bù cho 2 tem hỏng của đợt in {run}" not in text
    assert f"In bù cho 2 tem hỏng của đợt in {run}" in recorder.get(f"/coop/tem/{made[1]}/so").text


def test_blank_labels_are_made_good_from_their_ledger(
    world: World, visitors: dict[str, Visitor]
) -> None:
    recorder, run = visitors["recorder"], blank(world, 40)
    spoil(world, run, "3-4")
    order = leading(recorder.get(f"/coop/tem/{run}/so").source, "In bù 2 tem hỏng")
    assert order.startswith("/coop/tem/in-truoc?")
    sent = recorder.send(order)
    assert sent.status == 303, sent.text
    assert "Đã in bù 2 tem hỏng" in recorder.get(f"/coop/tem/{run}/so").text


@pytest.fixture
def packed(world: World) -> tuple[str, str]:
    """A run of 40 packs in two cartons of 20, and the run of the cartons' labels."""
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    box = cartons(world, lot, run, 20)
    world.link(box, 1, 2)
    return run, box


def test_a_pack_that_dies_is_said_to_be_in_its_carton(
    world: World, visitors: dict[str, Visitor], packed: tuple[str, str]
) -> None:
    manager, (run, box) = visitors["manager"], packed
    act = f"/coop/tem/{run}/ghi/hong"
    asks = manager.send(act, "", numbers="12, 25-26", reason="rách")
    assert f"Tem số 12 nằm trong thùng số 1 (đợt in {box})" in asks.text
    assert f"Tem số 25–26 nằm trong thùng số 2 (đợt in {box})" in asks.text
    assert manager.post(act, asks.form()).status == 303
    span = {"void_first": "13", "void_last": "13", "reason": "nghi giả"}
    asks = manager.send(f"/coop/tem/{run}", f"/coop/tem/{run}/huy", **span)
    assert f"Tem số 13 nằm trong thùng số 1 (đợt in {box})" in asks.text
    assert manager.post(f"/coop/tem/{run}/huy", asks.form(f"/coop/tem/{run}/huy")).status == 303
    carton = world.item_codes(box)[0]
    said = "tem số 1–20, trừ số 12–13 đã hỏng hoặc hủy"
    assert f"Trong thùng: {said}." in manager.get(f"/{carton}").text
    assert f"Trong thùng này: {said}." in manager.get(f"/coop/tem/tim?q={carton}").text
    assert said in manager.get(f"/coop/tem/{box}/so").text
    facts = manager.get(f"/id/item/{carton}.json").answer.json
    assert (facts or {})["label"]["dead_inside"] == "12–13"


def test_a_carton_that_is_void_says_so_beside_its_packs(
    world: World, visitors: dict[str, Visitor], packed: tuple[str, str]
) -> None:
    """Two cartons of a lot may have one number once the packs of one went into another."""
    _run, box = packed
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(box, 1, 1), "thùng bể")
    text = visitors["recorder"].get(f"/coop/tem/{box}/so").text
    assert "Thùng 1 tem số 1–20 đã hủy" in text
    assert "Thùng 2 tem số 21–40 đã hủy" not in text
    carton = world.item_codes(box)[0]
    public = visitors["recorder"].get(f"/{carton}").text
    assert ("Thùng số 1 trong 2" in public, "Trong thùng: tem số" in public) == (True, False)
    found = visitors["recorder"].get(f"/coop/tem/tim?q={carton}").text
    assert "Trong thùng này, trước khi hủy: tem số 1–20." in found


def test_a_preview_says_how_many_cartons_there_will_be(
    world: World, visitors: dict[str, Visitor]
) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    path = f"/coop/lo/{lot}/in-tem-thung"
    page = visitors["recorder"].send(path, "", per_carton="12", preview="yes")
    assert "Đóng được 3 thùng. Còn lẻ 4 gói để ngoài." in page.text


def test_unlinking_opens_for_who_may_do_it(world: World, visitors: dict[str, Visitor]) -> None:
    path = f"/coop/tem/{world.print_labels(world.packed().code, 5)}/ghi/go-kich-hoat"
    assert visitors["recorder"].get(path).status == 403
    assert visitors["manager"].get(path).status == 200


def test_linking_says_that_labels_are_of_cartons(
    world: World, visitors: dict[str, Visitor]
) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    box = cartons(world, lot, run, 20)
    page = visitors["recorder"].get(f"/coop/tem/{box}")
    typed = page.form(f"/{box}/kich-hoat") | {"first": "1", "last": "2"}
    asked = visitors["recorder"].post(f"/coop/tem/{box}/kich-hoat", typed)
    assert "Sẽ kích hoạt 2 tem thùng, số 1–2" in asked.text
    assert "Tem thùng không tính vào số tem của lô." in asked.text
    assert "Sau đó lô" not in asked.text


def test_a_spoiled_pack_is_not_told_to_be_in_its_carton_still(
    world: World, visitors: dict[str, Visitor], packed: tuple[str, str]
) -> None:
    run, _box = packed
    spoil(world, run, "12")
    codes = world.item_codes(run)
    told = [visitors["recorder"].get(f"/coop/tem/tim?q={codes[n]}").text for n in (11, 12)]
    assert "Trước khi hỏng hoặc hủy, nằm trong thùng số 1" in told[0]
    assert "Nằm trong thùng số 1" in told[1]
