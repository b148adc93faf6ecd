"""The pages of looks at goods: what a cooperative sees of them, and what it sets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.people import TODAY, World
from tests.web.lot_visits import Visitor, app_of
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor, looked_at, presses
from traceability.jobs.work import Worker
from traceability.services import alerts, label_links, recalls, scan_views
from traceability.services.label_links import LabelSpan


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(door: CountingDoor, world: World) -> Visitor:
    return Visitor(door.app, world, "manager")


def test_where_nothing_was_counted_the_page_teaches(
    world: World, manager: Visitor, tmp_path: Path
) -> None:
    assert "Chưa có ai quét trong những ngày này" in manager.get("/coop/luot-quet").text
    uncounted = Visitor(app_of(world, files=tmp_path), world, "manager")
    assert "Chưa có ai quét trong những ngày này" in uncounted.get("/coop/luot-quet").text


def test_the_picture_has_its_numbers_and_its_file(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door)
    page = manager.get("/coop/luot-quet")
    assert page.status == 200
    assert page.source.count("<rect") == 1
    assert "ngày nhiều nhất 6" in page.source
    assert f"/coop/luot-quet/lo/{made}" in page.source
    for span in ("90", "365", "31", "x"):
        assert manager.get(f"/coop/luot-quet?ngay={span}").status == 200
    fields = page.form("/xuat/luot-quet")
    sent = manager.post("/coop/xuat/luot-quet", {**fields, "format": "csv"})
    lines = sent.answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Ngày,Lô,Sản phẩm,Lượt người xem,Lần mở trang"
    assert lines[1].startswith(f"{TODAY.isoformat()},")
    assert lines[1].endswith(",6,6")


@pytest.mark.parametrize("end", ["read", "held"])
def test_what_was_read_or_may_not_leave_has_no_press(
    world: World, door: CountingDoor, manager: Visitor, end: str
) -> None:
    made = looked_at(world, door)
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    assert presses(manager.get("/coop/"))
    with world.by(world.who.manager) as work:
        if end == "read":
            alerts.mark_all_read(work)
        else:
            recalls.order_hold(work, made, "nghi mốc")
    page = manager.get("/coop/")
    assert presses(page) == []
    assert "đã quét mà chưa ghi" not in page.text


def test_what_is_told_of_scans_is_a_task_until_it_was_read(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 2)
    world.link(run, 1, 2)
    void(world, run)
    door.look(f"/{item_code(world, run, 1)}")
    door.flush()
    title = "lô, đợt tem có lượt quét lạ"
    assert title not in manager.get("/coop/").text
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    assert f"1 {title}" in manager.get("/coop/").text
    assert f"hệ thống thấy ngày {TODAY:%d/%m/%Y}" in manager.get("/coop/luot-quet").text
    with world.by(world.who.manager) as work:
        alerts.mark_all_read(work)
    assert title not in manager.get("/coop/").text


def void(world: World, run: str) -> None:
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "rách")


@pytest.mark.parametrize(
    ("stop", "words"),
    [("held", "Lô đang tạm ngừng xuất"), ("recalled", "Lô đang thu hồi sản phẩm")],
)
def test_goods_that_may_not_leave_are_asked_for_and_not_written_out(
    world: World, door: CountingDoor, stop: str, words: str
) -> None:
    made = looked_at(world, door)
    with world.by(world.who.manager) as work:
        if stop == "held":
            recalls.order_hold(work, made, "nghi mốc")
        else:
            recalls.announce(work, [made], "Không ăn, trả lại nơi mua.", "0219 386 0000")
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    manager = Visitor(door.app, world, "manager")
    page = manager.get(f"/coop/luot-quet/lo/{made}")
    assert f"{words} mà tem đã có người quét" in page.text
    assert "6 tem đã được quét, lần đầu ngày 20/01/2026" in page.text
    assert "ghi xuất kho?" not in page.text
    assert presses(page) == []
    told = manager.get("/thong-bao").text
    assert "mà 6 tem đã có người quét: hàng còn trong kho không?" in told
    assert "Ghi xuất kho?" not in told
    office = Visitor(door.app, world, "registrar").get("/thong-bao").text
    assert "đã có người quét, mà lô" in office


def test_the_names_of_products_are_asked_for_once(world: World, door: CountingDoor) -> None:
    lots = [world.packed().code for _ in range(3)]
    for _day in range(3):
        for each in lots:
            door.look(f"/{each}")
        door.flush()
        world.clock.pass_by(days=1)
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    with world.view() as view:
        event.listen(world.store.reader, "before_cursor_execute", note)
        found = list(scan_views.rows(view, door.telemetry, world.who.manager, 30))
        of_rows = sum("FROM product_revision" in each for each in asked)
        shown = scan_views.dashboard(view, door.telemetry, world.who.manager, 30)
        event.remove(world.store.reader, "before_cursor_execute", note)
    assert len(found) == 9
    assert all(name for _day, _lot, name, *_counts in found)
    assert all(line.product for line in shown.lots)
    assert of_rows == 1
    assert sum("FROM product_revision" in each for each in asked) == 2


def test_it_can_go_to_somebody_else_on_that_day(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=1)
    manager = Visitor(door.app, world, "manager")
    day = f"{TODAY:%d/%m/%Y}".replace("/", "%2F")
    kinds = manager.get(f"/coop/giao-hang/cho-ai?lo={made}&ngay={day}").source
    assert f"field_trader?lo={made}&amp;ngay={TODAY.day}/" in kinds.replace("%2F", "/")
    form = manager.get(f"/coop/giao-hang/moi/field_trader?lo={made}&ngay={day}")
    fields = form.form("/giao-hang/moi/field_trader")
    assert fields["sent_on"] == f"{TODAY:%d/%m/%Y}"
    assert fields[f"take_{made}"] == "yes"


def test_limits_are_set_by_a_manager_and_faults_stand_at_their_field(
    world: World, manager: Visitor, door: CountingDoor
) -> None:
    path = f"/coop/san-pham/{world.who.product}/nguong-quet"
    fields = manager.get(path).form("nguong-quet")
    assert (fields["visitors"], fields["late_days"], fields["early"]) == ("6", "45", "5")
    for typed in ("0", "sáu", "-1", "10001", "9" * 40, ""):
        refused = manager.post(path, fields | {"visitors": typed})
        assert refused.status == 422, typed
        assert 'id="visitors-error"' in refused.source
    assert manager.post(path, fields | {"visitors": "20"}).status == 303
    assert manager.get(path).form("nguong-quet")["visitors"] == "20"
    recorder = Visitor(door.app, world, "recorder")
    assert recorder.get(path).status == 403


def test_another_cooperatives_scans_are_not_there(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door)
    stranger = Visitor(door.app, world, "stranger")
    assert stranger.get(f"/coop/luot-quet/lo/{made}").status == 404
    assert made not in stranger.get("/coop/luot-quet").source


def test_a_year_of_days_is_drawn(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door, 1)
    for _ in range(3):
        world.clock.now += dt.timedelta(days=100)
        door.look(f"/{made}")
        door.flush()
    manager = Visitor(door.app, world, "manager")
    page = manager.get("/coop/luot-quet?ngay=365").source
    assert page.count("<rect") == 4
    assert 'viewBox="0 0 3650 100"' in page


def test_the_figures_of_a_lot_are_those_of_its_days(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    """One telephone that looks at three labels is one look at the lot on that day."""
    made = world.packed().code
    run = world.print_labels(made, 4)
    world.link(run, 1, 4)
    for number in (1, 2, 3):
        door.look(f"/{item_code(world, run, number)}")
    door.look(f"/{item_code(world, run, 3)}", address="113.160.9.9")
    door.flush()
    page = manager.get(f"/coop/luot-quet/lo/{made}").text
    assert "tem của lô 4 tem đã được quét 3 lượt người xem, 90 ngày 2" in page
    assert "nhiều nhất một ngày: 2" in page
    assert "tính riêng từng tem" in page


def test_days_on_which_nobody_looked_are_no_picture(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = world.packed().code
    page = manager.get(f"/coop/luot-quet/lo/{made}")
    assert "Không ai xem trong 90 ngày này." in page.text
    assert "nhiều nhất một ngày" not in page.text
    assert "Số từng ngày" not in page.text
    assert "<figure" not in page.source
