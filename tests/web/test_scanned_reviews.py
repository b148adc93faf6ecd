"""Scanned goods of which somebody has to look at the note first: the review, and its drafts."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.people import TODAY, World
from tests.web.lot_visits import Page, Visitor
from tests.web.public_door import item_code, with_shelf_life
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
from traceability.domain.days import LATE_DAYS
from traceability.domain.deliveries import To
from traceability.domain.quantity import Quantity
from traceability.services import batches, deliveries, label_acts
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.store.models import DeliveryNote


@pytest.fixture
def backend() -> str:
    return "sqlite"


def test_long_after_the_button_opens_the_review_with_the_reason(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=80)
    recorder = Visitor(door.app, world, "recorder").get(scans_of(made))
    assert "người quản lý ghi, nêu lý do" in recorder.text
    assert presses(recorder) == []
    manager = Visitor(door.app, world, "manager")
    page = manager.get(scans_of(made))
    assert presses(page)[0] == ("6", "Xem lại phiếu bán lẻ 6 gói đã quét")
    said = manager.post(WALK_IN, page.form(WALK_IN))
    assert said.status == 200
    assert "Giao một lô, 12\u00a0kg" in said.text.replace("12 kg", "12\u00a0kg")
    assert "theo lượt quét: 6 tem, lần đầu ngày 20/01/2026" in said.text
    assert drafts(world) == 0
    assert manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"}).status == 303
    assert world.on_hand(made) == (34 * 2_000, "open")


def reviewed(world: World, door: CountingDoor, made: str) -> tuple[Visitor, Page]:
    """The review that a manager's press opens, long after the labels of a lot were scanned."""
    world.clock.pass_by(days=80)
    manager = Visitor(door.app, world, "manager")
    return manager, manager.post(WALK_IN, manager.get(scans_of(made)).form(WALK_IN))


def test_a_review_and_its_note_name_the_labels_that_were_scanned(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door, 8, looks=6)
    manager, said = reviewed(world, door, made)
    assert "Tem đi kèm tem số 1–6" in said.text
    form = manager.post(WALK_IN, said.form(WALK_IN) | {"edit": "yes"})
    again = manager.post(WALK_IN, form.form(WALK_IN) | {"seal": "NP-7"})
    assert "Tem đi kèm tem số 1–6" in again.text
    sent = manager.post(WALK_IN, again.form(WALK_IN) | {"confirm": "yes"})
    assert "Tem đi kèm tem số 1–6" in manager.get(sent.place).text
    door.look(f"/{item_code(world, run_of(world), 7)}", address="113.160.3.7")
    door.flush()
    (ask, *_more) = presses(manager.get(scans_of(made)))
    assert ask == ("1", "Ghi bán lẻ 1 gói đã quét")
    assert world.differences() == []


def test_a_review_whose_number_of_packs_was_changed_names_none(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    manager, said = reviewed(world, door, made)
    form = manager.post(WALK_IN, said.form(WALK_IN) | {"edit": "yes"})
    changed = form.form(WALK_IN) | {f"much_{made}": "5"}
    fewer = manager.post(WALK_IN, changed)
    assert "Tem đi kèm" not in fewer.text
    form = manager.post(WALK_IN, fewer.form(WALK_IN) | {"edit": "yes"})
    as_before = manager.post(WALK_IN, form.form(WALK_IN) | {f"much_{made}": "6"})
    assert "Tem đi kèm tem số 1–6" in as_before.text
    sent = manager.post(WALK_IN, fewer.form(WALK_IN) | {"confirm": "yes"})
    assert "Tem đi kèm" not in manager.get(sent.place).text


def test_labels_that_died_after_the_review_do_not_go(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door)
    manager, said = reviewed(world, door, made)
    with world.by(world.who.manager) as work:
        label_acts.spoil(work, run_of(world), [(2, 2)], "rách")
    refused = manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"})
    assert refused.status == 409
    again = manager.post(WALK_IN, refused.form(WALK_IN))
    assert "Tem đi kèm" not in again.text
    sent = manager.post(WALK_IN, again.form(WALK_IN) | {"confirm": "yes"})
    assert sent.status == 303
    assert "Tem đi kèm" not in manager.get(sent.place).text
    assert world.differences() == []


def run_of(world: World) -> str:
    """The one run that was printed."""
    with world.view() as view:
        return view.db.scalars(RUN).one()


def test_goods_past_their_date_that_day_are_looked_over_first(
    world: World, door: CountingDoor
) -> None:
    made, last = scanned_after_its_date(world, door)
    manager = Visitor(door.app, world, "manager")
    page = manager.get(scans_of(made))
    assert presses(page)[0] == ("1", "Xem lại phiếu bán lẻ 1 gói đã quét")
    said = manager.post(WALK_IN, page.form(WALK_IN))
    assert "đã quá hạn sử dụng" in said.text
    assert drafts(world) == 0
    sent = manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"})
    assert notes(world)[0].sent_on > last
    assert "đã quá hạn sử dụng" in manager.get(sent.place).text


def scanned_after_its_date(world: World, door: CountingDoor) -> tuple[str, dt.date]:
    """A lot whose first scan was the day after its last one; and that last day."""
    made = packed_for(world, 10)
    run = world.print_labels(made, 2)
    world.link(run, 1, 2)
    last = last_day(world, made)
    world.clock.pass_by(days=(last - TODAY).days + 1)
    door.look(f"/{item_code(world, run, 1)}")
    door.flush()
    return made, last


def packed_for(world: World, days: int) -> str:
    """A published lot that is good for so many days from its packing."""
    made = world.pack(world.harvest(100).code, 40, product=with_shelf_life(world, days)).code
    world.publish(made)
    return made


def last_day(world: World, lot: str) -> dt.date:
    with world.view() as view:
        last = batches.known(view, lot).expires_on
    assert last is not None
    return last


@pytest.mark.parametrize("days", [20, 80])
def test_goods_that_were_good_on_the_day_of_the_note_are_told_so_later(
    world: World, door: CountingDoor, days: int
) -> None:
    made = looked_at(world, door, made=packed_for(world, days))
    last = last_day(world, made)
    world.clock.pass_by(days=days + 5)
    manager = Visitor(door.app, world, "manager")
    page = manager.get(scans_of(made))
    after = f"hết hạn ngày {last:%d/%m/%Y}, sau ngày giao"
    if days > LATE_DAYS:
        said = manager.post(WALK_IN, page.form(WALK_IN))
        assert after in said.text
        sent = manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"})
        assert f"Đã ghi phiếu cho ngày {TODAY:%d/%m/%Y}." in manager.get(sent.place).text
    else:
        sent = press(manager, page, made)
    note = manager.get(sent.place).text
    assert after in note
    for wrong in ("đã quá hạn sử dụng", "In phiếu rồi", "chưa trả lời", "Chưa ai trả lời"):
        assert wrong not in note


@pytest.mark.parametrize("stop", ["hold", "recall"])
def test_a_review_that_cannot_be_any_more_is_no_error_of_the_person(
    world: World, door: CountingDoor, stop: str
) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=80)
    manager = Visitor(door.app, world, "manager")
    page = manager.get(scans_of(made))
    with world.by(world.who.manager) as work:
        STOPS[stop](work, made)
    refused = manager.post(WALK_IN, page.form(WALK_IN))
    assert (refused.status, refused.place) == (303, scans_of(made))
    assert "mà tem đã có người quét" in manager.get(refused.place).text


def test_a_changed_review_is_a_draft_that_names_its_goods_and_goes_with_the_question(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    told(world, door)
    world.clock.pass_by(days=80)
    manager = Visitor(door.app, world, "manager")
    page = manager.get(scans_of(made))
    said = manager.post(WALK_IN, page.form(WALK_IN))
    form = manager.post(WALK_IN, said.form(WALK_IN) | {"edit": "yes"})
    typed = form.form(WALK_IN) | {f"much_{made}": "5", "seal": "NP-7"}
    assert manager.post(WALK_IN, typed).status == 200
    assert drafts(world) == 1
    lot = lot_code(world, made)
    assert f"{lot}, 5 gói" in manager.get("/coop/nhap").text
    assert f"1 nháp ghi dở Giao hàng {lot}" in manager.get("/coop/").text
    with world.by(world.who.manager) as work:
        deliveries.register(work, DeliveryRequest(To.WALK_IN, (Send(made),), work.today))
    assert drafts(world) == 0


def test_a_review_that_was_answered_meanwhile_names_the_note_and_asks_no_more(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    manager, said = reviewed(world, door, made)
    note = answered(world, made)
    refused = manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"})
    assert_names(world, manager, refused, made, note)


def test_a_press_in_a_second_page_opens_no_review_of_what_was_recorded(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=80)
    manager = Visitor(door.app, world, "manager")
    first, second = (manager.get(scans_of(made)) for _tab in range(2))
    said = manager.post(WALK_IN, first.form(WALK_IN))
    assert manager.post(WALK_IN, said.form(WALK_IN) | {"confirm": "yes"}).status == 303
    (note,) = notes(world)
    again = manager.post(WALK_IN, second.form(WALK_IN))
    assert_names(world, manager, again, made, note)


def test_a_changed_review_keeps_the_other_goods_and_leaves_out_what_was_recorded(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door)
    other = packed_for(world, 400)
    manager, said = reviewed(world, door, made)
    form = manager.post(WALK_IN, said.form(WALK_IN) | {"edit": "yes"})
    typed = form.form(WALK_IN) | {f"take_{other}": "yes", f"much_{other}": "2", "seal": "NP-7"}
    note = answered(world, made)
    refused = manager.post(WALK_IN, typed)
    assert refused.status == 409
    assert f"/coop/giao-hang/{note.code}" in refused.source
    kept = refused.form(WALK_IN)
    assert (kept[f"take_{other}"], kept["seal"]) == ("yes", "NP-7")
    assert f"take_{made}" not in kept


def answered(world: World, made: str) -> DeliveryNote:
    """A part of a lot is written out by a note of its own."""
    with world.by(world.who.manager) as work:
        line = Send(made, Quantity(4_000, "g"))
        deliveries.register(work, DeliveryRequest(To.WALK_IN, (line,), work.today))
    (note,) = notes(world)
    return note


def assert_names(
    world: World, manager: Visitor, refused: Page, made: str, note: DeliveryNote
) -> None:
    """Nothing was recorded, nothing is ready to be: the lot's scans name the note."""
    assert (refused.status, refused.place) == (303, scans_of(made))
    page = manager.get(refused.place)
    assert "Không ghi thêm gì" in page.text
    assert f'<a href="/coop/giao-hang/{note.code}">Đã ghi ở phiếu' in page.source
    assert WALK_IN not in page.source
    assert len(notes(world)) == 1


def test_reviews_of_two_pages_record_once(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door)
    world.clock.pass_by(days=80)
    manager = Visitor(door.app, world, "manager")
    pages = [manager.get(scans_of(made)) for _tab in range(2)]
    said = [manager.post(WALK_IN, page.form(WALK_IN)) for page in pages]
    sent = [manager.post(WALK_IN, each.form(WALK_IN) | {"confirm": "yes"}) for each in said]
    assert {each.status for each in sent} == {303}
    assert sent[0].place == sent[1].place
    assert world.on_hand(made) == (34 * 2_000, "open")


def test_the_hidden_fields_alone_say_how_many(world: World, door: CountingDoor) -> None:
    """A press that lost the name of its button still writes out what the button said."""
    made = looked_at(world, door)
    world.clock.pass_by(days=80)
    manager = Visitor(door.app, world, "manager")
    fields = manager.get(scans_of(made)).form(WALK_IN)
    assert fields[f"much_{made}"] == "6"
