"""Lists that leave the house: as their page is filtered, real days and numbers, on record first."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.people import QUAN_BA, TODAY, World
from tests.services.weigh_days import line, opened, seller, weigh
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.domain.deliveries import To
from traceability.domain.diary import FarmWork
from traceability.services import buyers, deliveries, diary
from traceability.services.buyers import BuyerRequest
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.sheets.reading import read_file
from traceability.store.models import AuditEntry


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def taken(visitor: Visitor, page: str, what: str, form: str) -> Page:
    """The file that the button on a page gives."""
    fields = visitor.get(page).form(f"/xuat/{what}")
    return visitor.post(f"/coop/xuat/{what}", {**fields, "format": form})


def text(page: Page) -> list[str]:
    assert page.status == 200, page.text
    assert page.answer.data.startswith(b"\xef\xbb\xbf")
    return page.answer.data.decode("utf-8-sig").splitlines()[1:]


def cells(page: Page) -> list[list[object]]:
    assert page.status == 200, page.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.answer.data))
    return book.get_sheet_by_index(0).to_python()[4:]


def noted(world: World) -> list[str]:
    with world.view() as view:
        return [row.action for row in view.db.scalars(select(AuditEntry))]


def test_notes_and_buyers_go_out_as_they_are_filtered(world: World, manager: Visitor) -> None:
    with world.by(world.who.manager) as work:
        known = buyers.add(work, BuyerRequest("=Chợ Hà Giang", "0912345678", "phường 1")).code
    for kind, to in ((To.BUYER, known), (To.WALK_IN, None)):
        lot = world.harvest(50, TODAY).code
        with world.by(world.who.manager) as work:
            deliveries.register(work, DeliveryRequest(kind, (Send(lot),), TODAY, to=to))
    assert len(text(taken(manager, "/coop/giao-hang", "phieu-giao", "csv"))) == 2
    to_one = f"/coop/giao-hang?nguoi-nhan={known}&tinh-trang=open"
    assert text(taken(manager, to_one, "phieu-giao", "csv")) == [
        "1/2026,2026-01-20,Khách quen,'=Chợ Hà Giang,1,50,,chưa trả lời"
    ]
    (row,) = cells(taken(manager, to_one, "phieu-giao", "xlsx"))
    assert row[1:2] + row[3:6] == [dt.date(2026, 1, 20), "=Chợ Hà Giang", 1.0, 50.0]
    page = "/coop/giao-hang/nguoi-mua"
    assert text(taken(manager, page, "nguoi-mua", "csv")) == [
        "'=Chợ Hà Giang,0912 345 678,phường 1"
    ]
    assert noted(world)[-1] == "buyers_exported"


def test_slips_and_days_of_buying_go_out(world: World, manager: Visitor) -> None:
    day, other = opened(world), opened(world, "persimmon")
    home = seller(world, "Lù Thị Sen", commune=QUAN_BA)
    weigh(world, day, line(20, home, bags=2, tare=300, price=9_000))
    weigh(world, other, line(30, home))
    days = text(taken(manager, "/coop/can", "phien-can", "csv"))
    assert [each.split(",")[3:5] for each in days] == [["1", "30"], ["1", "19.4"]]
    rows = cells(taken(manager, "/coop/can", "phieu-can", "xlsx"))
    assert len(rows) == 2
    assert (rows[1][0], rows[1][4], rows[1][11]) == (dt.date(2026, 1, 20), "Lù Thị Sen", 19.4)
    assert rows[1][14:16] == [9000.0, 174_600.0]
    form = manager.get("/coop/can").form("phieu-can") | {"phien": other, "format": "csv"}
    assert len(text(manager.post("/coop/xuat/phieu-can", form))) == 1
    stranger = manager.post("/coop/xuat/phieu-can", form | {"phien": "KHONGCO"})
    assert stranger.status == 404
    assert noted(world).count("slips_exported") == 2


def test_a_list_opens_right_in_a_vietnamese_excel(world: World, manager: Visitor) -> None:
    day = opened(world)
    weigh(world, day, line(20, seller(world, "Lù Thị Sen", commune=QUAN_BA), bags=2, tare=300))
    page = taken(manager, "/coop/can", "phieu-can", "csv_excel")
    assert page.answer.data.startswith(b"\xff\xfe")
    rows = [each.split("\t") for each in page.answer.data.decode("utf-16").splitlines()]
    head, slip = rows
    told = dict(zip(head, slip, strict=True))
    assert told["Ngày"] == "20/01/2026"
    assert "19,4" in slip
    assert "Lù Thị Sen" in slip
    table = read_file(page.answer.data, "phieu.csv")
    assert [row.cells[0] for row in table.rows] == ["Ngày", "20/01/2026"]
    ledger = manager.get(f"/coop/can/{day}").form() | {"as": "csv_excel"}
    bought = manager.post(f"/coop/can/{day}/bang-ke", ledger)
    assert "\t19,4\t" in bought.answer.data.decode("utf-16")


def test_the_diary_goes_out_as_it_is_filtered(world: World, manager: Visitor) -> None:
    for kind, day in ((FarmWork.IRRIGATION, TODAY), (FarmWork.PEST_TRAP, TODAY)):
        asked = diary.FarmWorkRequest(world.who.place, kind, day, remark=f"@{kind}")
        with world.by(world.who.manager) as work:
            diary.register(work, asked)
    assert len(text(taken(manager, "/coop/nhat-ky", "nhat-ky", "csv"))) == 2
    (row,) = text(taken(manager, "/coop/nhat-ky?viec=irrigation", "nhat-ky", "csv"))
    assert row.startswith("2026-01-20,")
    assert row.endswith("'@irrigation")


def test_label_runs_go_out(world: World, manager: Visitor) -> None:
    run = world.print_labels(world.packed().code, 12)
    (row,) = cells(taken(manager, "/coop/tem", "tem", "xlsx"))
    assert (row[0], row[1], row[7]) == (dt.date(2026, 1, 20), run, 12.0)


def test_households_go_out_as_they_are_found_and_come_back_from_csv(
    world: World, manager: Visitor
) -> None:
    seller(world, "=1+1", commune=QUAN_BA)
    page = manager.get("/coop/ho?q=1%2B1")
    form = page.form("/ho/xuat") | {"format": "csv"}
    assert form["q"] == "1+1"
    data = manager.post("/coop/ho/xuat", form).answer.data
    table = read_file(data, "ho.csv")
    assert [row.cells[0] for row in table.rows[1:]] == ["=1+1"]
    assert b"'=1+1" in data
    everyone = manager.post("/coop/ho/xuat", form | {"q": ""}).answer.data
    assert len(read_file(everyone, "ho.csv").rows) == 3


def test_no_list_goes_to_a_stranger_or_in_another_form(world: World, manager: Visitor) -> None:
    form = manager.get("/coop/ho").form("/ho/xuat")
    for what in ("nguoi-mua", "phieu-can", "phien-can", "hang-den", "tem"):
        assert manager.post(f"/coop/xuat/{what}", form | {"format": "pdf"}).status == 422
        assert manager.post(f"/coop/xuat/{what}", form | {"format": "csv"}).status == 200
    assert noted(world).count("label_runs_exported") == 1
