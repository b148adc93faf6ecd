"""One press writes scanned goods out, once, and closes the question."""

from __future__ import annotations

import re

import pytest

from tests.blank_labels import blank, link
from tests.people import TODAY, World
from tests.web.lot_visits import Page, Visitor
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor, looked_at, presses
from tests.web.scan_presses import (
    RUN,
    STOPS,
    WALK_IN,
    drafts,
    lot_code,
    notes,
    press,
    scans_of,
    told,
)
from traceability.domain.deliveries import To
from traceability.domain.quantity import Quantity
from traceability.services import deliveries
from traceability.services.deliveries import DeliveryRequest, Send


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(door: CountingDoor, world: World) -> Visitor:
    return Visitor(door.app, world, "manager")


def test_one_press_records_on_the_day_of_the_first_scan(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=3)
    manager = Visitor(door.app, world, "manager")
    page = manager.get(scans_of(made))
    assert "6 tem của lô đã được quét: ghi xuất kho?" in page.text
    assert "Ngày ghi trên phiếu: 20/01/2026." in page.text
    assert presses(page) == [("6", "Ghi bán lẻ 6 gói đã quét"), ("", "Ghi bán lẻ cả lô: 40 gói")]
    sent = press(manager, page, made)
    assert sent.status == 303
    (note,) = notes(world)
    assert (note.sent_on, world.on_hand(made)) == (TODAY, (34 * 2_000, "open"))
    shown = manager.get(sent.place)
    assert "Đã ghi bán lẻ." in shown.text
    assert "In phiếu rồi" not in shown.text
    assert "đã bán lẻ" in shown.text
    assert drafts(world) == 0
    assert world.differences() == []


def test_the_whole_lot_goes_with_one_press_and_its_labels_with_it(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door)
    fields = manager.get(scans_of(made)).form(f"{made}/ghi") | {"packages": "", "labels": ""}
    sent = manager.post(f"{scans_of(made)}/ghi", fields)
    assert world.on_hand(made) == (0, "closed")
    assert "6 lượt người xem; 6 trong 6 tem đã được quét" in manager.get("/coop/luot-quet").text
    note = manager.get(sent.place)
    code = sent.place.split("?")[0].rsplit("/", 1)[-1]
    assert "6 trong 6 tem" in note.text
    assert f'href="/coop/luot-quet#phieu-{code}"' in note.source
    world.clock.pass_by(days=100)
    later = Visitor(door.app, world, "manager").get("/coop/luot-quet")
    assert f'id="phieu-{code}"' in later.source
    assert "6 trong 6 tem đã được quét" in later.text


def test_from_the_first_page_it_is_one_press_and_the_question_is_gone(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    assert "ghi xuất kho?" not in Visitor(door.app, world, "manager").get("/coop/").text
    told(world, door)
    world.clock.pass_by(days=3)
    manager = Visitor(door.app, world, "manager")
    home = manager.get("/coop/")
    lot = lot_code(world, made)
    assert f"1 lô đã quét mà chưa ghi xuất kho {lot}. Người mua không thấy dòng này." in home.text
    whole = lot.replace("-", "\u2011")
    assert f"6 tem của lô {whole} đã được quét: ghi xuất kho?" in home.text
    assert presses(home) == [("6", "Ghi bán lẻ 6 gói đã quét")]
    assert press(manager, home, made).status == 303
    assert world.on_hand(made) == (34 * 2_000, "open")
    after = manager.get("/coop/").text
    for gone in ("đã quét mà chưa ghi", "lượt quét lạ", "nháp ghi dở"):
        assert gone not in after
    assert world.differences() == []


def test_what_was_written_out_is_read_and_names_its_note(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door)
    told(world, door)
    assert "Một thông báo chưa đọc" in manager.get("/thong-bao").text
    press(manager, manager.get("/coop/"), made)
    assert "Đã đọc hết" in manager.get("/thong-bao").text
    (note,) = notes(world)
    link_to = f'<a href="/coop/giao-hang/{note.code}">Đã ghi ở phiếu 1/2026</a>'
    for page in (scans_of(made), "/coop/luot-quet"):
        shown = manager.get(page)
        assert link_to in shown.source
        assert "ghi xuất kho?" not in shown.text
        assert "Hàng đã đi thì ghi xuất kho" not in shown.text


@pytest.mark.parametrize("door_of", ["form", "service"])
def test_any_note_of_the_lot_answers_the_question(
    world: World, door: CountingDoor, manager: Visitor, door_of: str
) -> None:
    made = looked_at(world, door)
    told(world, door)
    page = manager.get("/coop/")
    if door_of == "form":
        form = manager.get(f"{WALK_IN}?lo={made}").form(WALK_IN) | {f"much_{made}": "2"}
        said = manager.post(WALK_IN, form)
        assert manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"}).status == 303
    else:
        with world.by(world.who.manager) as work:
            line = Send(made, Quantity(4_000, "g"))
            deliveries.register(work, DeliveryRequest(To.WALK_IN, (line,), work.today))
    assert "Đã đọc hết" in manager.get("/thong-bao").text
    refused = press(manager, page, made)
    assert (refused.status, refused.place) == (303, scans_of(made))
    shown = manager.get(refused.place).text
    assert "Không ghi thêm gì" in shown
    assert "Đã ghi ở phiếu 1/2026" in shown
    assert len(notes(world)) == 1


def test_two_pages_write_the_same_packs_out_once(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    """Home stands open in two tabs; between them one more label is scanned."""
    made = looked_at(world, door, printed=8)
    told(world, door)
    first = manager.get("/coop/")
    with world.view() as view:
        run = view.db.execute(RUN).scalar_one()
    world.link(run, 7, 7)
    door.look(f"/{item_code(world, run, 7)}")
    door.flush()
    second = manager.get(scans_of(made))
    assert presses(second)[0] == ("7", "Ghi bán lẻ 7 gói đã quét")
    sent = [press(manager, page, made) for page in (first, first, second)]
    assert [each.status for each in sent] == [303] * 3
    assert sent[0].place == sent[1].place
    assert sent[2].place == scans_of(made)
    assert "Đã ghi ở lần bấm trước, không ghi thêm." in manager.get(sent[1].place).text
    assert world.on_hand(made) == (34 * 2_000, "open")


def test_a_press_is_taken_back_with_one_press_and_asked_again(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door)
    told(world, door)
    stale = manager.get("/coop/")
    note = manager.get(press(manager, stale, made).place)
    undone = manager.post(undo_of(note), note.form("/rut"))
    assert undone.status == 303
    after = manager.get(undone.place).text
    assert "phiếu đã rút lại" in after
    assert "Đã rút lại phiếu." in after
    assert "Đã đính chính" not in after
    assert world.on_hand(made) == (40 * 2_000, "open")
    home = manager.get("/coop/")
    assert presses(home) == [("6", "Ghi bán lẻ 6 gói đã quét")]
    # What stood open from before records nothing; what is asked anew does.
    again = press(manager, stale, made)
    assert world.on_hand(made) == (40 * 2_000, "open")
    assert "không ghi thêm" in manager.get(again.place).text
    assert press(manager, home, made).status == 303
    assert world.on_hand(made) == (34 * 2_000, "open")
    assert world.differences() == []


def undo_of(page: Page) -> str:
    found = re.search(r'action="(/coop/ghi-chep/[^"]+/rut)"', page.source)
    assert found is not None
    return found[1]


def test_a_note_that_is_opened_later_is_taken_back_by_the_usual_form(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door)
    place = press(manager, manager.get(scans_of(made)), made).place
    later = manager.get(place.split("?")[0])
    assert not re.search(r'action="/coop/ghi-chep/', later.source)
    assert "Ghi nhầm? Rút lại phiếu" in later.text


@pytest.mark.parametrize("stop", ["hold", "recall", "write_off", "unlink"])
def test_what_changed_meanwhile_records_nothing_and_says_how_things_stand(
    world: World, door: CountingDoor, manager: Visitor, stop: str
) -> None:
    made = looked_at(world, door)
    page = manager.get(scans_of(made))
    with world.by(world.who.manager) as work:
        STOPS[stop](work, made)
    refused = press(manager, page, made)
    assert (refused.status, refused.place) == (303, scans_of(made))
    shown = manager.get(refused.place)
    assert "Không ghi thêm gì" in shown.text
    assert "errors-title" not in shown.source
    assert notes(world) == []


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
    page = scans_of(made)
    assert "ghi xuất kho?" not in Visitor(door.app, world, "manager").get(page).text
    seen = door.look(f"/{item_code(world, run, 1)}", address="113.160.1.9").text
    assert "Lần quét đầu là trước ngày đóng gói" in seen
    door.flush()
    manager = Visitor(door.app, world, "manager")
    asked = manager.get(page)
    assert "1 tem của lô đã được quét: ghi xuất kho?" in asked.text
    assert press(manager, asked, made).status == 303
    assert [note.sent_on for note in notes(world)] == [today]
