"""The pages of looks at goods: what a cooperative sees, writes out with one press, and sets."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.blank_labels import blank, link
from tests.people import TODAY, World
from tests.web.lot_visits import Page, Visitor, app_of
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor, counting_door
from traceability.jobs.work import Worker
from traceability.services import alerts, batches, label_links, recalls, scan_views
from traceability.services.label_links import LabelSpan
from traceability.store.models import DeliveryNote


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def door(world: World) -> CountingDoor:
    return counting_door(world)


@pytest.fixture
def manager(door: CountingDoor, world: World) -> Visitor:
    return Visitor(door.app, world, "manager")


def looked_at(world: World, door: CountingDoor, labels: int = 6) -> str:
    """A lot on hand, every label of which was scanned once; its code."""
    made = world.packed().code
    run = world.print_labels(made, labels)
    world.link(run, 1, labels)
    for number in range(1, labels + 1):
        door.look(f"/{item_code(world, run, number)}")
    door.flush()
    return made


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
    assert "ngày nhiều nhất 1" in page.source
    assert f"/coop/luot-quet/lo/{made}" in page.source
    for span in ("90", "365", "31", "x"):
        assert manager.get(f"/coop/luot-quet?ngay={span}").status == 200
    fields = page.form("/xuat/luot-quet")
    sent = manager.post("/coop/xuat/luot-quet", {**fields, "format": "csv"})
    lines = sent.answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Ngày,Lô,Sản phẩm,Lượt người xem,Lần mở trang"
    assert lines[1].startswith(f"{TODAY.isoformat()},")
    assert lines[1].endswith(",1,6")


def test_a_scanned_lot_is_written_out_on_the_day_of_its_first_scan(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=3)
    manager = Visitor(door.app, world, "manager")
    page = manager.get(f"/coop/luot-quet/lo/{made}")
    assert "6 tem của lô đã được quét: ghi xuất kho?" in page.text
    assert presses(page) == [("6", "Ghi bán lẻ 6 gói đã quét"), ("", "Cả lô: 40 gói")]
    said = manager.post("/coop/giao-hang/moi/walk_in", page.form("/giao-hang/moi/walk_in"))
    assert said.status == 200
    assert "Xem lại rồi ghi" in said.text
    sent = manager.post(
        "/coop/giao-hang/moi/walk_in", said.form("/giao-hang/moi/walk_in") | {"confirm": "yes"}
    )
    assert sent.status == 303
    with world.view() as view:
        (note,) = view.db.query(DeliveryNote).all()
        code, day = note.code, note.sent_on
    assert day == TODAY
    assert "ghi xuất kho?" not in manager.get(f"/coop/luot-quet/lo/{made}").text
    dashboard = manager.get("/coop/luot-quet").text
    assert "6 lượt người xem; 6 trong 6 tem đã được quét" in dashboard
    note = manager.get(f"/coop/giao-hang/{code}")
    assert "6 trong 6 tem" in note.text
    assert f'href="/coop/luot-quet#phieu-{code}"' in note.source
    world.clock.pass_by(days=100)
    later = Visitor(door.app, world, "manager").get("/coop/luot-quet")
    assert f'id="phieu-{code}"' in later.source
    assert "6 trong 6 tem đã được quét" in later.text


def test_goods_scanned_on_the_books_are_written_out_from_the_first_page(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    assert "ghi xuất kho?" not in Visitor(door.app, world, "manager").get("/coop/").text
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    world.clock.pass_by(days=3)
    manager = Visitor(door.app, world, "manager")
    home = manager.get("/coop/")
    lot = manager_lot(world, made)
    assert f"1 lô đã quét mà chưa ghi xuất kho {lot}. Người mua không thấy dòng này." in home.text
    whole = lot.replace("-", "\u2011")
    assert f"6 tem của lô {whole} đã được quét: ghi xuất kho?" in home.text
    assert presses(home) == [("6", "Ghi bán lẻ 6 gói đã quét")]
    at = "/coop/giao-hang/moi/walk_in"
    said = manager.post(at, home.form(at) | {f"much_{made}": "6"})
    assert "Xem lại rồi ghi" in said.text
    assert "Ngày giao 20 tháng 1, 2026" in said.text
    assert manager.post(at, said.form(at) | {"confirm": "yes"}).status == 303
    assert world.on_hand(made) == (34 * 2_000, "open")
    assert "đã quét mà chưa ghi" not in manager.get("/coop/").text
    assert world.differences() == []


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
    assert presses(manager.get("/coop/")) == []


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
    with world.by(world.who.manager) as work:
        alerts.mark_all_read(work)
    assert title not in manager.get("/coop/").text


def void(world: World, run: str) -> None:
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "rách")


def manager_lot(world: World, code: str) -> str:
    with world.view() as view:
        return batches.known(view, code).lot_code


def presses(page: Page) -> list[tuple[str, str]]:
    """What one press writes out, each with its words."""
    return re.findall(r'name="much_\w+" value="(\d*)">([^<]+)<', page.source)


def test_long_after_one_press_writes_out_the_scanned_packs_with_its_reason(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=80)
    recorder = Visitor(door.app, world, "recorder").get(f"/coop/luot-quet/lo/{made}")
    assert "người quản lý ghi, nêu lý do" in recorder.text
    assert presses(recorder) == []
    manager = Visitor(door.app, world, "manager")
    page = manager.get(f"/coop/luot-quet/lo/{made}")
    fields = page.form("/giao-hang/moi/walk_in") | {f"much_{made}": presses(page)[0][0]}
    said = manager.post("/coop/giao-hang/moi/walk_in", fields)
    assert said.status == 200
    assert "theo lượt quét: 6 tem, lần đầu ngày 20/01/2026" in said.text
    sent = manager.post(
        "/coop/giao-hang/moi/walk_in", said.form("/giao-hang/moi/walk_in") | {"confirm": "yes"}
    )
    assert sent.status == 303
    assert world.on_hand(made) == (34 * 2_000, "open")


def test_two_pages_write_the_same_scanned_packs_out_once(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    """Home stands open in two tabs, or on two telephones; both are pressed, and both confirmed."""
    made = looked_at(world, door)
    path = "/coop/giao-hang/moi/walk_in"
    pages = [manager.get(f"/coop/luot-quet/lo/{made}") for _tab in range(2)]
    said = [
        manager.post(path, page.form(path) | {f"much_{made}": presses(page)[0][0]})
        for page in pages
    ]
    sent = [manager.post(path, each.form(path) | {"confirm": "yes"}) for each in said]
    assert {each.status for each in sent} == {303}
    assert sent[0].place == sent[1].place
    assert world.on_hand(made) == (34 * 2_000, "open")


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
    assert "mà tem đã có người quét: hàng còn trong kho không? Số tem: 6" in told
    assert "Ghi xuất kho?" not in told
    office = Visitor(door.app, world, "registrar").get("/thong-bao").text
    assert "trong địa bàn đã có người quét, mà lô" in office


def test_looks_at_blank_labels_are_not_of_the_lot_that_they_came_to_stand_for(
    world: World, door: CountingDoor
) -> None:
    run = blank(world, 20)
    for number in range(1, 7):
        door.look(f"/{item_code(world, run, number)}")
    door.flush()
    world.clock.pass_by(days=3)
    today = world.clock.now.date()
    made = world.pack(world.harvest(100).code, 40, today).code
    world.publish(made)
    link(world, run, 1, 12, made)
    page = f"/coop/luot-quet/lo/{made}"
    assert "ghi xuất kho?" not in Visitor(door.app, world, "manager").get(page).text
    seen = door.look(f"/{item_code(world, run, 1)}", address="113.160.1.9").text
    assert "Lần quét đầu là trước ngày đóng gói" in seen
    door.flush()
    manager = Visitor(door.app, world, "manager")
    asked = manager.get(page)
    assert "1 tem của lô đã được quét: ghi xuất kho?" in asked.text
    said = manager.post("/coop/giao-hang/moi/walk_in", asked.form("/giao-hang/moi/walk_in"))
    assert said.status == 200
    fields = said.form("/giao-hang/moi/walk_in") | {"confirm": "yes"}
    assert manager.post("/coop/giao-hang/moi/walk_in", fields).status == 303
    with world.view() as view:
        assert [note.sent_on for note in view.db.query(DeliveryNote)] == [today]


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
