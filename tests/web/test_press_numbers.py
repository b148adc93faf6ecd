"""One press writes the scanned labels on the note by their numbers; the others go on asking."""

from __future__ import annotations

import re

import pytest

from tests.blank_labels import cartons, spoil
from tests.blank_labels import states as states_of
from tests.families import extracted, hives, jars, pack
from tests.people import World
from tests.services.test_deliveries import secret_of
from tests.web.lot_visits import Visitor
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor, looked_at, presses
from tests.web.scan_presses import RUN, notes, press, scans_of, told
from traceability.domain.deliveries import To
from traceability.services import deliveries, label_dispatch
from traceability.services.deliveries import DeliveryRequest, Send


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(door: CountingDoor, world: World) -> Visitor:
    return Visitor(door.app, world, "manager")


def look(world: World, door: CountingDoor, *numbers: int, address: str = "") -> None:
    with world.view() as view:
        run = view.db.execute(RUN).scalar_one()
    for number in numbers:
        door.look(f"/{item_code(world, run, number)}", address=address or f"14.161.3.{number}")
    door.flush()


def test_labels_on_no_note_go_on_asking(world: World, door: CountingDoor, manager: Visitor) -> None:
    made = looked_at(world, door, 20, looks=7)
    told(world, door)
    page = manager.get("/coop/")
    assert "Phiếu ghi kèm tem số 1–7." in page.text
    sent = press(manager, page, made)
    assert "7 trong 7 tem đã được quét" in manager.get(sent.place).text
    shown = manager.get(scans_of(made))
    assert "ghi xuất kho?" not in shown.text
    assert "Đã ghi ở phiếu 1/2026" in shown.text
    assert world.differences() == []
    look(world, door, 8, 9, 10, 12)
    told(world, door)
    assert "ghi xuất kho?" not in manager.get("/coop/").text, "fewer than tell"
    look(world, door, 3, 13)
    told(world, door)
    page = manager.get("/coop/")
    assert presses(page) == [("5", "Ghi bán lẻ 5 gói đã quét")]
    assert "Phiếu ghi kèm tem số 8–10, 12–13." in page.text
    noticed = manager.get(scans_of(made)).text
    assert "tem số 8–10, 12–13 Hàng đã đi thì ghi xuất kho" in noticed
    assert "tem số 1–7 Đã ghi ở phiếu 1/2026" in noticed
    assert press(manager, page, made).status == 303
    assert world.on_hand(made) == (28 * 2_000, "open")
    assert [note.number for note in notes(world)] == [1, 2]
    assert "ghi xuất kho?" not in manager.get("/coop/").text
    assert world.differences() == []


def test_a_page_from_before_writes_the_labels_that_it_named(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door, 20, looks=3)
    page = manager.get(scans_of(made))
    world.clock.pass_by(minutes=1)
    look(world, door, 1, 9)
    assert press(manager, page, made).status == 303
    after = manager.get(scans_of(made))
    assert "1 tem của lô đã được quét" in after.text
    assert "Phiếu ghi kèm tem số 9." in after.text


def test_looks_between_page_and_press_change_nothing_that_was_named(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    """Labels that were only tried are named while nobody else looked; then somebody else looks."""
    made = looked_at(world, door, 20, looks=0)
    look(world, door, *range(1, 8), address="14.161.3.1")
    page = manager.get(scans_of(made))
    assert "Phiếu ghi kèm tem số 1–7." in page.text
    look(world, door, 15)
    assert press(manager, page, made).status == 303
    assert states(world) == [(1, 7, "dispatched"), (8, 20, "linked")]
    assert "Phiếu ghi kèm tem số 15." in manager.get(scans_of(made)).text
    assert world.differences() == []


def test_labels_that_left_the_goods_meanwhile_are_written_on_no_note(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door, 20, looks=3)
    page = manager.get(scans_of(made))
    with world.view() as view:
        run = view.db.execute(RUN).scalar_one()
    spoil(world, run, "2")
    assert "lô này đã khác" in manager.get(press(manager, page, made).place).text
    assert notes(world) == []


@pytest.mark.parametrize(
    "labels", ["1-4", "1-2", "1-2 2-3", "3-1", "1-7 9-5", "1-3 4", "", "0-2", "18-21"]
)
def test_a_form_that_names_other_labels_than_packs_records_nothing(
    world: World, door: CountingDoor, manager: Visitor, labels: str
) -> None:
    made = looked_at(world, door, 20, looks=3)
    page = manager.get(scans_of(made))
    form = page.form(f"{made}/ghi")
    run = str(form["labels"]).partition(" ")[0]
    answer = manager.post(f"{scans_of(made)}/ghi", {**form, "labels": f"{run} {labels}"})
    assert (answer.status, answer.place) == (303, scans_of(made))
    assert notes(world) == []


def test_a_carton_whose_packs_left_asks_no_more(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door, 20, looks=10)
    with world.view() as view:
        run = view.db.execute(RUN).scalar_one()
    box = cartons(world, made, run, 10)
    world.link(box, 1, 2)
    for number in (1, 2):
        door.look(f"/{item_code(world, box, number)}", address=f"14.161.4.{number}")
    door.flush()
    page = manager.get(scans_of(made))
    assert "12 tem của lô đã được quét" in page.text
    assert press(manager, page, made).status == 303
    after = manager.get(scans_of(made))
    assert "1 tem của lô đã được quét" in after.text, "the box of packs that are here still"
    assert world.differences() == []


def test_each_button_names_the_labels_of_its_own_packs(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door, 20, looks=3)
    named = re.findall(r"<form.*?</form>", manager.get(scans_of(made)).source, re.DOTALL)
    told = [re.findall(r"kèm tem số ([^.<]*)\.", each) for each in named if "Ghi bán lẻ" in each]
    assert told == [["1–3"], ["1–20"], []]


def states(world: World) -> list[tuple[int, int, str]]:
    with world.view() as view:
        run = view.db.execute(RUN).scalar_one()
    return states_of(world, run)


def test_packs_that_nobody_named_silence_the_lot(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door, 20, looks=3)
    with world.by(world.who.manager) as work:
        asked = DeliveryRequest(To.WALK_IN, (Send(made, packages=2),), work.today)
        note = deliveries.register(work, asked).code
    look(world, door, 9)
    assert "ghi xuất kho?" not in manager.get(scans_of(made)).text
    with world.view() as view:
        run = view.db.execute(RUN).scalar_one()
    with world.by(world.who.manager) as work:
        label_dispatch.state(work, run, [(1, 2)], note)
    page = manager.get(scans_of(made))
    assert "Phiếu ghi kèm tem số 3, 9." in page.text


def test_who_tries_many_labels_may_be_of_the_house(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door, 20, looks=0)
    look(world, door, *range(1, 8), address="14.161.3.1")
    told(world, door)
    assert "ghi xuất kho?" not in manager.get("/coop/").text
    page = manager.get(scans_of(made))
    assert "Có thể là người của mình quét thử" in page.text
    assert 'class="button outlined">Ghi bán lẻ 7 gói đã quét' in page.source
    assert "button big" not in page.source
    look(world, door, 2, 9)
    page = manager.get(scans_of(made))
    assert "Có thể là người của mình" not in page.text
    assert (
        "Không tính 6 tem được quét cùng nhiều tem khác từ một mạng, bằng một loại máy."
        in page.text
    )
    assert 'class="button big">Ghi bán lẻ 2 gói đã quét' in page.source


def test_an_alert_of_goods_that_were_recalled_since_asks_where_they_are(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    made = looked_at(world, door)
    told(world, door)
    assert "Ghi xuất kho?" in manager.get("/thong-bao").text
    world.recall(made)
    page = manager.get("/thong-bao").text
    assert "Ghi xuất kho?" not in page
    assert "đang thu hồi sản phẩm mà 6 tem đã có người quét: hàng còn trong kho không?" in page


def test_honey_goes_in_jars_and_was_extracted(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    area, _place = hives(world)
    made = pack(world, extracted(world, area).code, jars(world), 139).code
    world.publish(made)
    looked_at(world, door, 20, made=made, looks=3)
    page = manager.get(scans_of(made))
    assert presses(page)[0] == ("3", "Ghi bán lẻ 3 chai, hũ đã quét")
    note = manager.get(press(manager, page, made).place).text
    assert "3 chai, hũ" in note
    code = notes(world)[0].code
    client = door.app.test_client()
    public = client.get(f"/phieu/{secret_of(world, code)}")
    assert "3 chai, hũ" in public.text
    assert "Quay mật" in public.text
    assert "Thu hoạch" not in public.text
    english = client.get(f"/phieu/{secret_of(world, code)}?lang=en").text
    assert "Honey extracted" in english
    assert "Harvested" not in english
