"""Making something of lots: a step, a split, a merge; said back before it is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_runs import garden, leaf, picked, run
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.services.runs import SPLIT

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
WEIGHTS = [
    each
    for each in json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))
    if each["area"] == "weight"
]


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def path_of(code: str, step: str) -> str:
    return f"/coop/lo/{code}/lam/{step}"


def send(visitor: Visitor, code: str, step: str, /, **typed: str) -> Page:
    return visitor.send(path_of(code, step), path_of(code, step), **typed)


def lot_page(visitor: Visitor, done: Page) -> Page:
    assert done.status == 303, done.text
    return visitor.get(done.place)


def test_a_lot_offers_what_can_be_done_with_it(world: World, recorder: Visitor) -> None:
    code = leaf(world)
    page = recorder.get(f"/coop/lo/{code}/lam")
    for words in ("Làm héo", "Sấy, lấy hương", "Tách lô", "Đóng gói", "TCVN 13993:2024"):
        assert words in page.text
    assert "Gộp với lô khác" not in page.text
    assert "Vò" not in page.text.replace("Vò ra", "")
    assert f"/coop/lo/{code}/lam" in recorder.get(f"/coop/lo/{code}").source


def test_leaf_is_dried_and_the_lot_says_so(world: World, recorder: Visitor) -> None:
    code = leaf(world, 100)
    shown = send(recorder, code, "dry", out_1="28,5", measure_moisture="5,2")
    assert "Đem vào 100 kg, ra 28,5 kg, hao hụt 71,5 kg (71,5 %)." in shown.text
    assert "5,2 %" in shown.text
    page = lot_page(recorder, confirm(recorder, path_of(code, "dry"), shown))
    assert "Đã ghi một lô mới." in page.text
    assert world.on_hand(code) == (0, "closed")
    assert world.differences() == []


def test_more_than_the_leaf_can_give_is_refused_and_nothing_lost(
    world: World, recorder: Visitor
) -> None:
    shown = send(recorder, leaf(world, 100), "dry", out_1="34,5")
    assert shown.status == 422
    assert "34 kg" in shown.error_at("out_1")
    assert shown.form("lam")["out_1"] == "34,5"


def test_fruit_is_graded_on_one_form(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    shown = send(recorder, code, "sort", out_first="60", out_second="25")
    assert "Loại 1" in shown.text
    assert "Gộp" not in shown.text
    page = lot_page(recorder, confirm(recorder, path_of(code, "sort"), shown))
    assert "Đã ghi 2 lô mới." in page.text
    assert "sơ chế, chế biến: quả đã phân loại, loại 1 · đang làm" in page.text
    assert "Ngày làm" in page.text
    assert "Ngày thu hoạch" not in page.text
    listed = recorder.get("/coop/lo?kind=processed").text
    for lot in ("CAM-260120-01", "CAM-260120-02"):
        assert lot in listed
        assert lot in recorder.get("/coop/lo").text


def test_a_merge_says_what_it_ties_together(world: World, recorder: Visitor) -> None:
    here = world.harvest(62, household=world.who.household).code
    there = picked(world, garden(world), 38)
    asked = {f"take_{there}": "yes", f"weight_{there}": "38 kg"}
    shown = send(recorder, here, "merge", **asked)
    assert "Gộp 2 lần thu" in shown.text
    assert "phải thu hồi tất cả 100 kg" in shown.text.replace("\u00a0", " ")
    page = lot_page(recorder, confirm(recorder, path_of(here, "merge"), shown))
    assert "62 %" in page.text
    assert "38 %" in page.text


def test_a_split_must_be_whole(world: World, recorder: Visitor) -> None:
    code = world.harvest(100).code
    refused = send(recorder, code, SPLIT, out_1="40", out_2="50")
    assert "không thêm, không bớt" in refused.error_at("out_1")
    shown = send(recorder, code, SPLIT, out_1="40", out_2="60")
    assert confirm(recorder, path_of(code, SPLIT), shown).status == 303
    assert world.on_hand(code) == (0, "closed")


@pytest.mark.parametrize("case", WEIGHTS, ids=lambda each: each["id"])
def test_weights_of_the_worst_kind(world: World, recorder: Visitor, case: dict[str, str]) -> None:
    code = world.harvest(1).code
    typed = case["input"].strip('"')
    shown = send(recorder, code, "sort", out_first=typed)
    assert shown.status in (200, 422)
    if shown.status == 422:
        assert shown.error_at("out_first")
        assert shown.form("lam")["out_first"] == typed
    assert world.on_hand(code) == (1_000, "open")


def test_a_wrong_measure_stands_at_its_field(world: World, recorder: Visitor) -> None:
    shown = send(recorder, leaf(world), "dry", out_1="20", measure_moisture="500")
    assert "từ 0 đến 100 %" in shown.error_at("measure_moisture")
    shown = send(recorder, leaf_again(world), "dry", out_1="20", measure_hours="mười")
    assert shown.error_at("measure_hours")


def leaf_again(world: World) -> str:
    return picked(world, garden(world, "shan_tea", "VN-HGTE-0901"), 100)


def test_the_same_sending_makes_one_lot(world: World, recorder: Visitor) -> None:
    code = world.harvest(10).code
    shown = send(recorder, code, "sort", out_first="9")
    form = shown.form("lam") | {"confirm": "yes"}
    first, again = (recorder.post(path_of(code, "sort"), form) for _ in range(2))
    assert first.place == again.place


def test_nothing_is_made_of_what_is_not_there(world: World, recorder: Visitor) -> None:
    code = world.harvest(10).code
    assert recorder.get(path_of(code, "bake")).status == 404
    assert recorder.get(path_of(code, "merge")).status == 404
    run(world, SPLIT, [code], [10])
    assert "không còn hàng để làm" in recorder.get(f"/coop/lo/{code}/lam").text


def test_another_cooperatives_lot_is_not_there(world: World, tmp_path: Path) -> None:
    code = world.harvest(10).code
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    for path in (f"/coop/lo/{code}/lam", path_of(code, "sort")):
        assert stranger.get(path).status == 404
    assert world.on_hand(code) == (10_000, "open")


def test_a_buyer_reads_the_steps_in_between(world: World) -> None:
    from tests.services.test_packings import product_of

    dried = run(world, "dry", [leaf(world, 100)], [25]).made[0].code
    packed = world.pack(dried, 240, product=product_of(world, "shan_tea", 100)).code
    world.publish(packed)
    page = app_of(world).test_client().get(f"/{packed}?lang=en", base_url="https://tem.hagiang.vn")
    text = page.get_data(as_text=True).split('<ol class="journey">')[1]
    assert text.index("Picked") < text.index("Dried") < text.index("Packed")
    assert "Dry" not in text.replace("Drying", "")
    assert "25 kg" not in text
