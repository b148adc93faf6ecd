"""Figures of labels on the pages of a lot, a run and an order: one meaning, one bound, one way."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from tests.blank_labels import blank, spoil
from tests.people import STOCK, World, orange_revision
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from traceability.domain.balance import Basis
from traceability.services import label_links, parties, products
from traceability.services.label_links import LabelSpan
from traceability.services.products import FormatRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HOUSE = "/coop/tem/xuong-in"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def tallied(page: str, told: str) -> bool:
    """Whether figures stand on a page one after another, each behind its words."""
    return told in " ".join(page.split())


def test_three_pages_count_the_same_labels_of_a_lot(world: World, manager: Visitor) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 30)
    spoil(world, run, "3, 5-6")
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 10, 10), "mã bị chép")
    page = manager.get(f"/coop/lo/{lot}").text
    assert tallied(page, "đang có 26 đã kích hoạt 0 chưa kích hoạt 26 hỏng 3 đã hủy 1")
    assert "đang có 26, còn in được 14" in manager.get(f"/coop/lo/{lot}/in-tem").text
    assert tallied(manager.get(f"/coop/lo/{lot}/tem").text, "lô cần 40 đang có 26")


def test_what_a_house_still_has_is_told_on_the_page_of_its_lot(
    world: World, manager: Visitor
) -> None:
    lot = world.packed(40).code
    terms = {"count": "10", "stock": STOCK, "waste": "0"}
    sent = manager.send(f"/coop/lo/{lot}/xuong-in", "", **terms)
    assert sent.status == 303, sent.text
    page = manager.get(f"/coop/lo/{lot}").text
    assert tallied(page, "đang có 0")
    assert tallied(page, "ở xưởng in 10")


def test_labels_that_are_all_at_the_house_cannot_be_spoiled_here(
    world: World, manager: Visitor
) -> None:
    lot = world.packed(40).code
    sent = manager.send(f"/coop/lo/{lot}/xuong-in", "", count="10", stock=STOCK, waste="0")
    draw_jobs(world)
    run = sent.place.split("/")[3]
    for page in (f"/coop/tem/{run}/so", f"/coop/tem/{run}"):
        assert f"/coop/tem/{run}/ghi/hong" not in manager.get(page).source
    there = world.print_labels(lot, 5)
    for page in (f"/coop/tem/{there}/so", f"/coop/tem/{there}"):
        assert f"/coop/tem/{there}/ghi/hong" in manager.get(page).source


@pytest.mark.parametrize("where", ["in-tem", "xuong-in"])
def test_a_count_out_of_bounds_is_refused_by_the_room_of_the_lot(
    world: World, manager: Visitor, where: str
) -> None:
    small, large = world.packed(40).code, world.packed(7_000, 20_000).code
    path = f"/coop/lo/{small}/{where}"
    beyond = "Lô chỉ đủ cho 40 tem, đã có 0: không thêm được {} tem nữa."
    for count, told in (
        ("-5", "Ngoài khoảng cho phép: từ 1 đến 40."),
        ("0", "Ngoài khoảng cho phép: từ 1 đến 40."),
        ("10001", beyond.format("10.001")),
        ("30000", beyond.format("30.000")),
        ("9999999999999", beyond.format("999.999.999.999")),
    ):
        for more in ({}, {"preview": "yes"}):
            page = manager.send(path, "", count=count, stock=STOCK, **more)
            assert page.error_at("count") == told
    most = {"in-tem": "5.000", "xuong-in": "7.000"}[where]
    page = manager.send(f"/coop/lo/{large}/{where}", "", count="0", stock=STOCK)
    assert page.error_at("count") == f"Ngoài khoảng cho phép: từ 1 đến {most}."
    page = manager.send(f"/coop/lo/{large}/{where}", "", count="20001", stock=STOCK)
    least = {"in-tem": "từ 1 đến 5.000", "xuong-in": "Lô chỉ đủ cho 7.000 tem"}[where]
    assert least in page.error_at("count")


def test_a_pack_that_is_weighed_by_itself_says_what_its_labels_are_counted_by(
    world: World, manager: Visitor
) -> None:
    own = FormatRequest("túi cân riêng", basis=Basis.OWN_WEIGHT)
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = orange_revision()
        asked = dataclasses.replace(asked, formats=(*asked.formats, own))
        products.revise(work, coop, world.who.product, asked)
    page = manager.get("/coop/tem/in-truoc")
    assert re.search(r"túi cân riêng: [0-9.]+ \(tính mỗi gói ít nhất 80 g\)", page.text)
    english = manager.get("/coop/tem/in-truoc?lang=en").text
    assert re.search(r"túi cân riêng: [0-9,]+ \(each pack counted as 80 g at least\)", english)


def test_the_file_of_a_blank_run_is_named_by_the_run_alone(world: World, manager: Visitor) -> None:
    run, lot = blank(world, 5), world.packed(40)
    bound = world.print_labels(lot.code, 5)
    names = {run: f"tem-{run}.pdf", bound: f"tem-{lot.lot_code}-{bound}.pdf"}
    for each, name in names.items():
        got = manager.printed(f"/coop/tem/{each}").answer
        assert got.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_packs_without_labels_are_told_with_their_thousands(world: World, manager: Visitor) -> None:
    world.packed(1_500, 4_000)
    page = manager.get("/coop/tem/kich-hoat").text
    assert "1.500 gói chưa kích hoạt" in page
    english = manager.get("/coop/tem/kich-hoat?lang=en").text
    assert "1,500 packs" in english


def test_terms_of_a_house_take_decimals_and_say_what_the_last_roll_is(
    world: World, manager: Visitor
) -> None:
    lot = world.packed(100, 300).code
    path = f"/coop/lo/{lot}/xuong-in"
    asked = {"count": "60", "stock": STOCK, "waste": "5,5", "per_roll": "30", "bleed": "2,5 mm"}
    page = manager.send(path, "", preview="yes", **asked)
    assert page.status == 200, page.text
    assert "Cần 60 tem, đặt dư 4: xưởng in 64 tem, 3 cuộn." in page.text
    assert "Mỗi cuộn 30 tem, cuộn cuối 4 tem: tem dư ở cuối" in page.text
    assert (page.form()["waste"], page.form()["bleed"]) == ("5,5", "2,5 mm")
    full = manager.send(path, "", preview="yes", **asked | {"waste": "0"})
    assert "cuộn cuối" not in full.text
    pack = {"pack": f"{world.who.product}:1"}
    assert manager.send(HOUSE, "", preview="yes", **asked, **pack).status == 200
    for field, value in (("waste", "30,5"), ("bleed", "10,01"), ("bleed", "2,345")):
        assert manager.send(path, "", **asked | {field: value}).error_at(field), (field, value)
