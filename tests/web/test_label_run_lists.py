"""Lists and forms of labels say what one decides by: what runs are, where labels are, the room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.blank_labels import blank, cartons, link, spoil
from tests.people import STOCK, TODAY, World
from tests.print_houses import order_of_house
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_home import tasks
from tests.web.test_list_exports import cells, taken
from traceability.services import label_hands, recalls

RUNS, BLANK, HOUSE = "/coop/tem", "/coop/tem/in-truoc", "/coop/tem/xuong-in"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def row_of(page: str, run: str) -> str:
    """The words of a run's row in the list."""
    (row,) = [each for each in re.findall(r"<tr>.*?</tr>", page, re.S) if f"/tem/{run}" in each]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def test_the_list_tells_runs_apart(world: World, manager: Visitor) -> None:
    lot = world.packed(90, 200).code
    run, house = world.print_labels(lot, 30), order_of_house(world, lot)
    world.link(run, 1, 20)
    box = cartons(world, lot, run, 10)
    spoil(world, run, "21-23")
    page = manager.get(RUNS).source
    ours = row_of(page, run)
    assert f"Tem truy xuất · {STOCK}" in ours
    assert f"đợt in {run}" in ours
    assert "sẵn sàng" in ours
    assert "hỏng 3 · hủy 0" in ours
    assert "ở xưởng in" in row_of(page, house.run)
    assert "sẵn sàng" not in row_of(page, house.run)
    assert "Tem thùng · L7163" in row_of(page, box)
    by_run = {row[1]: row for row in cells(taken(manager, RUNS, "tem", "xlsx"))}
    assert by_run[run][4:12] == ["Tem truy xuất", STOCK, "sẵn sàng", 30.0, 20.0, 3.0, 0.0, 0.0]
    assert (by_run[house.run][6], by_run[house.run][11]) == ("ở xưởng in", 6.0)


def test_the_page_of_a_lot_names_cartons_and_blank_runs(world: World, manager: Visitor) -> None:
    lot = world.packed(40).code
    run = blank(world)
    link(world, run, 1, 20, lot)
    box = cartons(world, lot, run, 10)
    page = manager.get(f"/coop/lo/{lot}").source
    assert re.search(rf"/tem/{box}\"[^<]*>[^<]*</a> · tem thùng", page)
    assert re.search(rf"/tem/{run}\"[^<]*>[^<]*</a> · tem in trước", page)


@pytest.mark.parametrize("path", [BLANK, HOUSE])
def test_the_quota_under_the_field_is_the_season_s(
    world: World, manager: Visitor, path: str
) -> None:
    """More than one run holds: each label less is one less in the figure."""
    before = quota(manager, path)
    assert before > 5_000
    blank(world, 600)
    assert quota(manager, path) == before - 600


def quota(visitor: Visitor, path: str) -> int:
    found = re.search(r"<li>[^<]*: <strong>([0-9.]+)</strong>", visitor.get(path).source)
    assert found
    return int(found[1].replace(".", ""))


@pytest.mark.parametrize("count", ["0", "5.001"])
def test_a_preview_refuses_the_count_that_the_order_would(
    world: World, manager: Visitor, count: str
) -> None:
    typed = {"pack": f"{world.who.product}:1", "count": count, "stock": STOCK, "start": "1"}
    page = manager.send(BLANK, preview="yes", **typed)
    assert page.status == 422
    assert "từ 1 đến 5.000" in page.error_at("count")


def test_spoiled_labels_are_printed_anew_from_a_form_that_is_filled_in(
    world: World, manager: Visitor
) -> None:
    run = blank(world, 40)
    spoil(world, run, "1-13")
    book = manager.get(f"/coop/tem/{run}/so").source
    (href,) = re.findall(r'href="([^"]+)">In bù 13 tem hỏng', book)
    form = manager.get(href.replace("&amp;", "&")).form()
    told = {name: form[name] for name in ("pack", "count", "stock", "design")}
    pack = f"{world.who.product}:1"
    assert told == {"pack": pack, "count": "13", "stock": STOCK, "design": "trace_stamp"}


def test_figures_of_a_run_add_up_and_say_who_and_when(world: World, manager: Visitor) -> None:
    run = blank(world, 40)
    spoil(world, run, "1-3")
    with world.by(world.who.manager) as work:
        label_hands.report_lost(work, run, [(10, 14)], "rơi dọc đường")
    for path in (f"/coop/tem/{run}/so", f"/coop/tem/{run}"):
        page = manager.get(path)
        assert sum(figures(page.source)) == (40 if path.endswith("/so") else 80), path
        assert "báo mất" in page.text
    history = manager.get(f"/coop/tem/{run}/so").text
    assert re.search(r"09:00 20/01/2026 Báo mất 5 tem: 10–14 · [^·]+ · rơi dọc đường", history)


def figures(page: str) -> list[int]:
    """The figures at the head of a page, in order."""
    found = re.search(r'<(\w+) class="tallies".*?</\1>', page, re.S)
    assert found
    return [int(each) for each in re.findall(r">(\d+)<", found[0])]


def test_lots_of_today_come_first_and_stopped_ones_are_not_lacking(
    world: World, manager: Visitor
) -> None:
    old = world.packed(40).code
    fresh = world.pack(world.harvest(100).code, 40, TODAY).code
    world.publish(fresh)
    page = manager.get("/coop/tem/kich-hoat").source
    today, before = page.split('<optgroup label="Trước đó">')
    assert "Đóng gói hôm nay" in today
    assert (f'value="{fresh}"' in today, f'value="{old}"' in before) == (True, True)
    code = world.item_codes(blank(world, 20))[0]
    said = manager.get(f"/coop/tem/tim?q={code}").text
    assert (lot_code(world, fresh) in said, lot_code(world, old) in said) == (True, False)
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, fresh, "nghi mốc")
    said = manager.get(f"/coop/tem/tim?q={code}").text
    assert (lot_code(world, fresh) in said, lot_code(world, old) in said) == (False, True)


def lot_code(world: World, code: str) -> str:
    found = world.page(code).lot_code
    assert found
    return found


def test_blank_labels_in_a_drawer_are_no_task(world: World, manager: Visitor) -> None:
    blank(world, 40)
    assert "tem chưa kích hoạt" not in tasks(manager)
    world.print_labels(world.packed().code, 7)
    assert tasks(manager)["tem chưa kích hoạt"][0] == "7"
