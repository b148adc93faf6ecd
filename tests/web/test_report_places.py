"""Where reported goods come from, at the desks that read of them; what may harm stands first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.people import QUAN_BA, TODAY, World
from tests.senders import code_of, send_report
from tests.services.weigh_days import closed, line, opened, seller, weigh, works
from tests.web.lot_visits import Visitor
from tests.web.test_report_pages import app, backend
from traceability.domain.accepting import FORESEEN
from traceability.domain.quantity import Quantity
from traceability.domain.reports import ReportKind, SentTo
from traceability.services import batches, lot_desk, recalls, report_views, runs
from traceability.web import boundary_words

__all__ = ["app", "backend"]


def mixed(world: World) -> str:
    """Packs of 230 kg: 200 kg under the code, 30 kg of another commune under none."""
    works(world, world.who.household)
    other = seller(world, "Hầu Thị Súa", commune=QUAN_BA)
    day = opened(world)
    weigh(world, day, line(200, world.who.household))
    weigh(world, day, line(30, other))
    lots = closed(world, day).lots
    with world.by(world.who.recorder) as work:
        takes = tuple(runs.Take(code) for code, _lot in lots)
        out = (runs.Make(Quantity(230_000, "g")),)
        asked = runs.RunRequest(runs.MERGE, takes, out, TODAY, accepts=FORESEEN)
        (made,) = runs.register(work, asked).made
    packed = world.pack(made.code, 100, day=TODAY).code
    world.publish(packed)
    return packed


def test_the_office_reads_where_the_goods_come_from(world: World, app: Flask) -> None:
    lot = mixed(world)
    number = send_report(world, lot)
    desk = Visitor(app, world, "registrar")
    listed = desk.get("/registry/phan-anh").text
    assert "Xã Vĩnh Tuy · hàng từ xã Quản Bạ, xã Vĩnh Tuy" in listed
    from_where = "Hàng từ Xã Vĩnh Tuy 87 %, Xã Quản Bạ 13 % · 13 % ngoài vùng mã"
    for page in (f"/registry/phan-anh/{code_of(number)}", f"/registry/lo/{lot}"):
        assert from_where in desk.get(page).text.replace("\u00a0", " "), page


def test_a_longer_queue_asks_no_more_of_the_record(world: World) -> None:
    lot = mixed(world)

    def cost() -> int:
        with world.view() as view:
            asked = listened(world, lambda: report_views.queue(view, world.who.registrar))
        return len(asked)

    send_report(world, lot)
    one = cost()
    for _each in range(3):
        send_report(world, lot)
    assert cost() == one


def test_where_a_lot_comes_from_is_asked_once_for_all_its_places(world: World) -> None:
    costs = []
    for code in (world.packed().code, mixed(world)):
        with world.view() as view:
            lot = batches.known(view, code)
            costs.append(len(listened(world, lambda: lot_desk.origins(view, lot))))  # noqa: B023
    assert costs[0] == costs[1]


def test_the_reports_of_one_lot_are_found_without_those_of_all(world: World, app: Flask) -> None:
    lot = world.packed().code
    send_report(world, lot, ReportKind.QUALITY, SentTo.HOLDER)
    coop = Visitor(app, world, "recorder")
    for page in (f"/coop/lo/{lot}/phan-anh", "/coop/nguoi-mua", "/coop/"):
        asked = listened(world, lambda: coop.get(page))  # noqa: B023
        about = [each for each in asked if "doubt_report_step" in each[0]]
        assert about, page
        for said, given in about:
            assert "SCAN doubt_report" not in plan(world, said, given), said


def test_goods_of_one_commune_are_told_without_parts(world: World, app: Flask) -> None:
    lot = world.packed().code
    number = send_report(world, lot)
    desk = Visitor(app, world, "registrar")
    assert "hàng từ" not in desk.get("/registry/phan-anh").text
    page = desk.get(f"/registry/phan-anh/{code_of(number)}").text
    assert "Hàng từ Xã Vĩnh Tuy Người phản ánh" in page
    assert "ngoài vùng mã" not in page


def test_the_office_reads_how_the_lot_stands(world: World, app: Flask) -> None:
    lot = world.packed().code
    path = f"/registry/phan-anh/{code_of(send_report(world, lot))}"
    desk = Visitor(app, world, "registrar")
    assert "Mở lô để tạm ngừng xuất hoặc thu hồi." in desk.get(path).text
    with world.by(world.who.registrar) as work:
        recalls.order_hold(work, lot, "chờ kết quả kiểm nghiệm")
    world.clock.pass_by(days=2)
    desk = Visitor(app, world, "registrar")
    told = desk.get(path).text
    assert "đang tạm ngừng xuất từ 20/01/2026 Mở lô để thu hồi." in told
    world.recall(lot)
    told = desk.get(path).text
    assert "đang bị thu hồi từ 22/01/2026 " in told
    assert "Mở lô để" not in told


def test_a_share_has_no_decimal_that_says_nothing(app: Flask) -> None:
    with app.test_request_context("/?lang=vi"):
        told = [boundary_words.percent(each) for each in (920_000, 80_000, 76_400, 4)]
    assert told == ["92\u00a0%", "8\u00a0%", "7,6\u00a0%", "0\u00a0%"]


def test_a_cooperative_finds_first_what_may_harm_and_waits(world: World, app: Flask) -> None:
    lot = world.packed().code
    harm = send_report(world, lot, ReportKind.SAFETY)
    desk, coop = Visitor(app, world, "registrar"), Visitor(app, world, "recorder")
    page = f"/registry/phan-anh/{code_of(harm)}"
    told = desk.send(page, f"{page}/chuyen-don-vi")
    assert "Từ giờ đơn vị đọc được lời phản ánh và ảnh" in desk.get(told.place).text
    send_report(world, lot, ReportKind.QUALITY, SentTo.HOLDER)
    newest = send_report(world, lot, ReportKind.QUALITY, SentTo.HOLDER)
    for listed in ("/coop/nguoi-mua", f"/coop/lo/{lot}/phan-anh"):
        assert order(coop.get(listed).source, harm, newest) == [harm, newest], listed
    coop.send(f"/coop/nguoi-mua/{code_of(harm)}", answer="Mời mang lại để đổi")
    answered = coop.get("/coop/nguoi-mua").source
    assert order(answered, harm, newest) == [newest, harm]


def order(source: str, *numbers: str) -> list[str]:
    """Some reports in the order in which a page lists them."""
    return sorted(numbers, key=lambda each: source.index(f"/coop/nguoi-mua/{code_of(each)}"))


def listened(world: World, act: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements, with what they are given, by which the record is read to answer."""
    asked: list[tuple[str, Any]] = []

    def listen(*told: Any) -> None:
        asked.append((told[2], told[3]))

    event.listen(world.store.reader, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(world.store.reader, "before_cursor_execute", listen)
    return asked


def plan(world: World, said: str, given: Any) -> str:
    """How SQLite would answer a statement."""
    with world.store.reader.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given)
        return "\n".join(str(row[-1]) for row in rows)
