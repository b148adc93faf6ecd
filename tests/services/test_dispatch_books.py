"""Books of dispatches: rows of a number are one note, as the form makes it, whole or not at all."""

from __future__ import annotations

import pytest

from tests.book_lists import codes, looked, stored
from tests.people import TODAY, World
from traceability.domain.errors import Conflict, RuleBroken
from traceability.services import books, buyers, delivery_answers, delivery_views, dispatch_books
from traceability.services.buyers import BuyerRequest
from traceability.services.delivery_answers import AnswerRequest
from traceability.store import models

BOOK = dispatch_books.BOOK
HEADS = "Mã lô;Ngày giao;Số phiếu;Giao cho;Người nhận;Khối lượng;Số gói;Số điện thoại;Biển số xe"


def book(*rows: str) -> str:
    return "\n".join((HEADS, *rows))


def lot(world: World, kg: int = 100) -> str:
    return world.harvest(kg, TODAY).lot_code


def notes(world: World) -> list[models.DeliveryNote]:
    with world.view() as view:
        found = list(view.db.query(models.DeliveryNote).order_by(models.DeliveryNote.id))
        view.db.expunge_all()
    return found


def test_rows_of_one_number_are_one_note(world: World) -> None:
    first, second, third = (lot(world) for _number in range(3))
    packed = world.packed(20)
    text = book(
        f"{first};20/01/2026;15;thương lái tại vườn;;30;;912345678;23C-123.45",
        f"{second.lower()};;;;;2 tạ;;;",
        f"{third};20/01/2026;16;khách lẻ;;hết;;;",
        f"{packed.lot_code};20/01/2026;15;;;;3;;",
    )
    results, unread, _digest = looked(world, "dispatches", text)
    assert unread == []
    assert codes(results) == {
        2: [("note_row_wrong", "note")],
        3: [("more_than_on_hand", "weight")],
        5: [("note_row_wrong", "note")],
    }
    done = stored(world, "dispatches", text.replace("2 tạ", "20"))
    assert [each.rows for each in done.results] == [(2, 3, 5), (2, 3, 5), (4,), (2, 3, 5)]
    one, other = notes(world)
    assert (one.kind, one.number, other.kind, other.number) == ("field_trader", 1, "walk_in", 2)
    with world.view() as view:
        note = delivery_views.shown(view, world.who.manager, one.code)
        page = books.page(view, world.who.manager, BOOK, done.import_id)
    assert [(each.amount, each.packages) for each in note.lines] == [
        (30_000, None),
        (20_000, None),
        (6_000, 3),
    ]
    assert (note.private["phone"], note.private["vehicle"]) == ("0912345678", "23C-123.45")
    assert note.private["remark"] == "Phiếu giấy số 15"
    assert [(each.place, each.title) for each in page.lines] == [
        ("2, 3, 5", "1/2026"),
        ("4", "2/2026"),
    ]
    assert world.differences() == []


def test_the_day_of_a_number_is_told_once(world: World) -> None:
    """The number may stand on every row; a wrong row leaves no half of its note behind."""
    first, second, third = (lot(world) for _number in range(3))
    rows = (
        f"{first};20/01/2026;1;khách lẻ;;30;;;",
        f"{third};20/01/2026;2;khách lẻ;;5;;;",
        f"{second};;1;;;2 tạ;;;",
    )
    results = looked(world, "dispatches", book(*rows))[0]
    assert codes(results) == {2: [("note_row_wrong", "note")], 4: [("more_than_on_hand", "weight")]}
    stored(world, "dispatches", book(*rows).replace("2 tạ", "20"))
    with world.view() as view:
        shown = [delivery_views.shown(view, world.who.manager, each.code) for each in notes(world)]
    assert [len(each.lines) for each in shown] == [2, 1]


def test_whom_it_goes_to_is_found_by_name(world: World) -> None:
    with world.by(world.who.manager) as work:
        known = buyers.add(work, BuyerRequest("Chợ đầu mối Hà Giang")).code
    rows = (
        f"{lot(world)};20/01/2026;;;cho dau moi ha giang;1;;;",
        f"{lot(world)};20/01/2026;;Chợ đầu mối Hà Giang;;1;;;",
        f"{lot(world)};20/01/2026;;htx khác;HTX Hồng Quản Bạ;1;;;",
        f"{lot(world)};20/01/2026;;khách quen;HTX Hồng Quản Bạ;1;;;",
        f"{lot(world)};20/01/2026;;khách lẻ;Chị Lan;1;;;",
        f"{lot(world)};20/01/2026;;;;1;;;",
        f"{lot(world)};20/01/2026;;thương lái;;1;;;29A-1",
    )
    results, unread, _digest = looked(world, "dispatches", book(*rows))
    assert [each.to for each in results[:3]] == [known, known, world.who.foreign]
    assert codes(unread) == {5: [("receiver_unknown", "to")]}
    assert codes(results) == {
        6: [("receiver_not_named", "to")],
        7: [("required", "to_kind")],
        8: [("required", "phone")],
    }


def test_rows_that_disagree_or_repeat_are_named(world: World) -> None:
    first, second = lot(world), lot(world)
    rows = (
        f"{first};20/01/2026;1;khách lẻ;;1;;;29A-1",
        f"{second};20/01/2026;1;khách lẻ;;1;;;29A-2",
        f"{first};20/01/2026;2;khách lẻ;;1;;;",
        f"{first};19/01/2026;2;khách lẻ;;1;;;",
        "LÔ-LẠ;20/01/2026;3;khách lẻ;;1;;;",
        f"{first};31/02/2026;3;khách lẻ;;1;;;",
        f"{second};;3;;;1;;;",
    )
    results, unread, _digest = looked(world, "dispatches", book(*rows))
    assert codes(results) == {
        2: [("note_row_wrong", "note")],
        3: [("note_rows_differ", "vehicle")],
        4: [("note_row_wrong", "note")],
        5: [("note_rows_differ", "sent_on"), ("batch_named_twice", "lot")],
    }
    wrong = codes(unread)
    assert wrong[6] == [("lot_unknown", "lot")]
    assert wrong[7][0][1] == "sent_on"


def test_what_is_held_does_not_leave_by_a_list(world: World) -> None:
    made, free = world.harvest(50, TODAY), lot(world)
    world.recall(made.code)
    rows = (
        f"{free};20/01/2026;1;khách lẻ;;1;;;",
        f"{made.lot_code};20/01/2026;1;;;1;;;",
    )
    results = looked(world, "dispatches", book(*rows))[0]
    assert codes(results) == {2: [("note_row_wrong", "note")], 3: [("batch_recalled", "lot")]}


def test_a_list_is_taken_back_until_somebody_has_answered(world: World) -> None:
    made = world.harvest(100, TODAY)
    text = book(f"{made.lot_code};20/01/2026;1;khách lẻ;;40;;;")
    done = stored(world, "dispatches", text)
    assert world.on_hand(made.code) == (60_000, "open")
    with world.by(world.who.manager) as work:
        assert books.undo(work, BOOK, done.import_id, "nhập nhầm") == 1
    assert world.on_hand(made.code) == (100_000, "open")
    with world.view() as view:
        (line,) = books.page(view, world.who.manager, BOOK, done.import_id).lines
    assert line.retracted
    with pytest.raises(Conflict, match="import_undone"), world.by(world.who.manager) as work:
        books.undo(work, BOOK, done.import_id, "nữa")
    again = stored(world, "dispatches", text)
    with world.view() as view:
        secret = delivery_views.shown(view, world.who.manager, again.results[0].code).secret
    with world.by(world.who.operator) as work:
        delivery_answers.answer(work, secret, AnswerRequest({}))
    with pytest.raises(RuleBroken, match="import_answered"), world.by(world.who.manager) as work:
        books.undo(work, BOOK, again.import_id, "nhập nhầm")
    assert world.differences() == []


@pytest.mark.parametrize("first", ["", "20/01/2026"])
def test_a_number_repeated_without_its_day_is_the_same_note(world: World, first: str) -> None:
    one, other = lot(world), lot(world)
    second = "" if first else "20/01/2026"
    rows = (f"{one};{first};15;khách lẻ;;30;;;", f"{other};{second};15;;;20;;;")
    results, unread, _digest = looked(world, "dispatches", book(*rows))
    assert (unread, codes(results)) == ([], {})
    assert len({each.code for each in stored(world, "dispatches", book(*rows)).results}) == 1


@pytest.mark.parametrize("wrong", ["", "hôm qua"])
def test_no_row_of_a_note_with_a_wrong_row_is_stored(world: World, wrong: str) -> None:
    one, other = lot(world), lot(world)
    rows = (f"{one};20/01/2026;15;khách lẻ;;30;;;", f"{other};{wrong};15;;;1.234;;;")
    results, unread, _digest = looked(world, "dispatches", book(*rows))
    assert results == []
    assert {each.line for each in unread} == {2, 3}
