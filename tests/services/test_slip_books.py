"""Books of weigh slips: each row as the scale takes it, in the open day of its crop."""

from __future__ import annotations

import pytest

from tests.book_lists import codes, looked, stored
from tests.people import TODAY, World
from tests.services.weigh_days import closed, line, number_of, opened, seller, weigh, works
from traceability.domain.deliveries import To
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.services import books, deliveries, slip_books
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.store import models
from traceability.store.queries import receptions

BOOK = slip_books.BOOK
HEADS = "Ngày;Loại cây;Số hộ;Người bán;Nơi (xã);Mã số vùng trồng;Vườn;Loại;Cân cả bì"
HEADS += ";Số bao;Bì mỗi bao;Trừ ẩm (%);Giá (đồng/kg)"


def book(*rows: str) -> str:
    return "\n".join((HEADS, *rows))


def slips(world: World) -> list[models.WeighSlip]:
    with world.view() as view:
        found = list(view.db.query(models.WeighSlip).order_by(models.WeighSlip.id))
        view.db.expunge_all()
    return found


def test_a_row_is_the_slip_that_the_form_makes(world: World) -> None:
    works(world, world.who.household)
    number = number_of(world, world.who.household)
    row = f"20/01/2026;;{number};Giàng Thị Mỷ;;;;loại 1;24,6;2;0,3;5;12.000"
    text = book(row, "20/01/2026;cam sành;;giang thi my;;;;;31 kg;;;;")
    results, unread, _digest = looked(world, "slips", text)
    assert (codes(results), unread) == ({}, [])
    assert slips(world) == []
    done = stored(world, "slips", text)
    first, second = slips(world)
    assert (first.gross, first.bags, first.tare, first.deduction_ppm) == (24_600, 2, 300, 50_000)
    assert (first.net, first.payable, first.grade) == (24_000, 22_800, "first")
    assert (second.net, second.number, first.number) == (31_000, 2, 1)
    by_hand = weigh(world, opened(world), line(31, world.who.household))
    assert by_hand.number == 3
    assert world.differences() == []
    with world.view() as view:
        reception = view.db.get_one(models.Reception, first.reception_id)
        assert receptions.prices(view.db, reception.id) == {first.code: "12000"}
        page = books.page(view, world.who.manager, BOOK, done.import_id)
        area = view.db.query(models.Batch).filter_by(id=first.batch_id).one().area_code_id
    assert area is not None
    assert [(each.lines, each.amounts) for each in page.lines] == [
        ((2,), ((24_000, "g"),)),
        ((3,), ((31_000, "g"),)),
    ]


def test_somebody_new_comes_in_once_with_a_commune(world: World) -> None:
    rows = ["20/01/2026;;;Lù Thị Sen;Quản Bạ;;;;18;;;;"] * 2
    rows += ["20/01/2026;;;Lù Thị Sẹn;;;;;18;;;;", "20/01/2026;;;Lù Thị Sen;Đâu đó;;;;18;;;;"]
    results, unread, _digest = looked(world, "slips", book(*rows))
    assert [each.new for each in results] == [True, False]
    assert codes(unread) == {
        4: [("seller_needs_commune", "new_name")],
        5: [("commune_name_unknown", "new_commune")],
    }
    stored(world, "slips", book(*rows[:2]))
    with world.view() as view:
        (outside,) = [row.id for row in view.db.query(models.Party).filter_by(standing="outside")]
    assert {each.seller_id for each in slips(world)} == {outside}
    again = looked(world, "slips", book(rows[0]))[0]
    assert not again[0].new
    assert world.differences() == []


def test_words_that_name_nothing_stand_at_their_column(world: World) -> None:
    seller(world, "Giàng Văn Mẩy")
    rows = (
        "20/01/2026;bưởi lạ;999;;;;;;18;;;;",
        "20/01/2026;;gm;;;;;hạng lạ;18;;;;",
        "20/01/2026;;;;;;;;18;;;;",
        "20/01/2026;;;Giàng Văn Mẩy;;;;;1.234;;;;",
        "20/01/2026;;;Giàng Văn Mẩy;;;;;2;3;1;;",
        "20/01/2026;;;Giàng Văn Mẩy;;VN-LẠ;;;20;;;;",
        "20/01/2026;;;Giàng Văn Mẩy;;;;;20;;;100;",
    )
    results, unread, _digest = looked(world, "slips", book(*rows))
    assert codes(unread) == {
        2: [("crop_unknown", "crop"), ("seller_unknown", "seller")],
        3: [("seller_several", "seller"), ("grade_unknown", "grade")],
        4: [("required", "seller")],
        5: [("number_ambiguous", "gross")],
        8: [("deduction_out_of_range", "deduction")],
    }
    assert codes(results) == {
        6: [("tare_above_gross", "tare")],
        7: [("ground_unknown", "area_code")],
    }


def test_a_number_with_another_name_is_told_so(world: World) -> None:
    """Both are known, and are not one household: nobody is missing."""
    number = number_of(world, world.who.household)
    unread = looked(world, "slips", book(f"20/01/2026;;{number};Lù Thị Sen;;;;;18;;;;"))[1]
    assert codes(unread) == {2: [("seller_named_otherwise", "seller")]}


def test_several_gardens_are_told_by_their_words(world: World) -> None:
    there = number_of(world, seller(world, "Hoàng Văn Tý", "member"))
    with world.view() as view:
        raw = view.db.query(models.AreaCode).filter_by(code=world.who.area).one().raw
    rows = [f"20/01/2026;;{there};;;{area};;;20;;;;" for area in ("", raw, "ngoài vùng mã")]
    results = looked(world, "slips", book(*rows))[0]
    assert codes(results) == {2: [("ground_needed", "area_code")]}
    assert results[1].ground.startswith(world.who.area)
    assert results[2].ground == "outside"


def test_a_closed_day_takes_no_row_and_a_new_day_is_opened(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    weigh(world, day, line(20, world.who.household))
    closed(world, day, scale_total=20_000)
    number = number_of(world, world.who.household)
    rows = [f"{when};;{number};;;;;;20;;;;" for when in ("20/01/2026", "19/01/2026")]
    results = looked(world, "slips", book(*rows))[0]
    assert codes(results) == {2: [("reception_closed", "day")]}
    with pytest.raises(Invalid, match="import_has_faults"):
        stored(world, "slips", book(*rows))
    done = stored(world, "slips", book(*rows), skip_bad=True)
    assert len(done.results) == 1
    assert world.differences() == []


def test_a_list_is_taken_back_whole_or_not_at_all(world: World) -> None:
    works(world, world.who.household)
    number = number_of(world, world.who.household)
    text = book(*[f"20/01/2026;;{number};;;;;;{kg};;;;" for kg in (20, 21)])
    done = stored(world, "slips", text)
    with world.view() as view, pytest.raises(NotFound):
        books.page(view, world.who.stranger, BOOK, done.import_id)
    with world.by(world.who.manager) as work:
        assert books.undo(work, BOOK, done.import_id, "nhập nhầm") == 2
    with pytest.raises(Conflict, match="import_undone"), world.by(world.who.manager) as work:
        books.undo(work, BOOK, done.import_id, "nữa")
    assert world.differences() == []
    again = stored(world, "slips", text)
    with world.view() as view:
        lines = books.page(view, world.who.manager, BOOK, again.import_id).lines
        lot = view.db.query(models.Batch).filter_by(lot_code=lines[1].title).one().code
    with world.by(world.who.manager) as work:
        asked = DeliveryRequest(To.WALK_IN, (Send(lot),), TODAY)
        deliveries.register(work, asked)
    with pytest.raises(RuleBroken, match="import_used"), world.by(world.who.manager) as work:
        books.undo(work, BOOK, again.import_id, "nhập nhầm")
    assert world.differences() == []


def test_somebody_else_s_slip_meanwhile_changes_nothing(world: World) -> None:
    """Numbers and lots are drawn as the rows are stored; what was shown is the same."""
    works(world, world.who.household)
    number = number_of(world, world.who.household)
    text = book(f"20/01/2026;;{number};;;;;;20;;;;")
    shown = looked(world, "slips", text)[2]
    weigh(world, opened(world), line(25, world.who.household))
    assert looked(world, "slips", text)[2] == shown
