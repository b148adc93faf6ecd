"""Harvest books by the page: the form's own verdicts, looked at, stored exactly so, taken back."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.people import TODAY, World
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.domain.errors import Invalid
from traceability.schemas.harvest_books import COLUMNS, BookChecks, HarvestRowSchema
from traceability.schemas.harvests import HarvestSchema
from traceability.services import area_codes
from traceability.sheets.reading import read_file
from traceability.sheets.writing import Head, workbook
from traceability.store.models import AuditEntry, Batch

PATH = "/coop/so-thu-hoach"
HEADS = "STT\tNgày thu hoạch\tMã vùng trồng\tVườn\tHộ\tKhối lượng\tĐơn vị\tMã lô\tChờ cân"
GOOD = f"""{HEADS}
1\t12/01/2026\tVN-HGOR-0123\t\tGiàng Thị Mỷ\t1.234,5\tkg\t\t
2\t13/01/2026\tvn-hgor-0123\t\t\t2 tạ 5 yến\t\tVUON-07\tx"""
#: What the agreed bad inputs type as a weight and as a day.
WEIGHTS = ("1.234,5", "1.234", "0", "1e309", "99999999999999999999", "2 tạ 5 yến", "12\u00a0kg")
MORE_WEIGHTS = ("١٢", "-5", "NaN", "12 kgg", "0,0001", "")
DAYS = ("01/01/2999", "03/04/2025", "31/02/2026", "29/02/2028", "15 tháng 9 âm lịch", "hôm qua", "")


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def raw_of(world: World) -> str:
    with world.view() as view:
        return area_codes.known(view, world.who.area).raw


def book(world: World, text: str = GOOD) -> str:
    raw = raw_of(world)
    return text.replace("VN-HGOR-0123", raw).replace("vn-hgor-0123", raw.lower())


def look(visitor: Visitor, pasted: str, **more: str) -> Page:
    form = visitor.get(PATH).form("so-thu-hoach")
    return visitor.post(PATH, {**form, "pasted": pasted, **more})


def fields(page: Page) -> dict[str, str]:
    text = page.source.split('<textarea id="pasted"', 1)[1].split(">\n", 1)[1]
    form = page.form("so-thu-hoach") | {"pasted": html.unescape(text.split("</textarea>")[0])}
    form.pop("skip_bad", None)
    return form


def harvested(world: World) -> int:
    with world.view() as view:
        return view.db.scalar(select(func.count()).select_from(Batch)) or 0


def test_a_book_is_looked_at_stored_once_and_taken_back(world: World, manager: Visitor) -> None:
    shown = look(manager, book(world))
    assert shown.status == 200, shown.text
    assert "Lưu 2 lần thu hoạch" in shown.text
    assert "1.234,5" in shown.text
    assert "250 kg" in shown.text
    assert harvested(world) == 0
    form = fields(shown) | {"confirm": "yes"}
    for _twice in range(2):
        sent = manager.post(PATH, form)
        assert sent.status == 303, sent.text
    assert harvested(world) == 2
    page = manager.get(sent.place)
    assert "VUON-07" in page.text
    assert "Lần nhập sổ" in manager.get(PATH).text or "Nhập ngày" in manager.get(PATH).text
    undo = page.form("rut-lai")
    assert manager.post(f"{sent.place}/rut-lai", undo | {"reason_kind": "other"}).status == 422
    assert manager.post(f"{sent.place}/rut-lai", undo | {"reason_kind": "told_twice"}).status == 303
    assert "đã rút lại" in manager.get(sent.place).text
    assert world.differences() == []


@pytest.mark.parametrize("form", ["semicolons", "unicode text"])
def test_a_book_as_a_vietnamese_excel_saves_it(world: World, manager: Visitor, form: str) -> None:
    text = book(world).replace("\n", "\r\n")
    data = b"\xff\xfe" + text.encode("utf-16-le")
    if form == "semicolons":
        data = b"\xef\xbb\xbf" + text.replace("\t", ";").encode()
    fields_of = manager.get(PATH).form("so-thu-hoach")
    sent = {**fields_of, "pasted": "", "file": (io.BytesIO(data), "so.csv")}
    shown = Page(
        manager.client.post(PATH, data=sent, base_url=HOST, headers={"Referer": HOST + PATH})
    )
    assert "Lưu 2 lần thu hoạch" in shown.text
    assert "1.234,5" in shown.text


def test_a_wrong_row_is_named_by_line_and_column(world: World, manager: Visitor) -> None:
    bad = book(world) + f"\n3\t31/02/2026\t{raw_of(world)}\t\t\t1.234\tkg\t\t"
    bad += "\n4\t12/01/2026\tVN-KHAC\t\tHộ lạ\t5\tkg\t\t"
    page = look(manager, bad)
    for words in ("Dòng 4, Ngày thu hoạch", "Dòng 4, Khối lượng", "Dòng 5, Mã vùng trồng"):
        assert words in page.text
    assert "Dòng 5, Số hộ" in page.text
    refused = manager.post(PATH, fields(page) | {"confirm": "yes"})
    assert refused.status == 422
    assert harvested(world) == 0
    sent = manager.post(PATH, fields(page) | {"confirm": "yes", "skip_bad": "yes"})
    assert sent.status == 303, sent.text
    assert harvested(world) == 2


def test_the_template_comes_back_as_a_book(world: World, manager: Visitor) -> None:
    made = manager.get(f"{PATH}/mau.xlsx").answer.data
    table = read_file(made, "mau.xlsx")
    assert len(table.rows[0].cells) == 1 + len(COLUMNS)
    form = manager.get(PATH).form("so-thu-hoach")
    sent = {**form, "pasted": "", "file": (io.BytesIO(made), "so.xlsx")}
    page = Page(
        manager.client.post(PATH, data=sent, base_url=HOST, headers={"Referer": HOST + PATH})
    )
    assert "Dòng 2: dòng mẫu, bỏ qua" in page.text, page.text
    assert 'name="confirm"' not in page.source


def test_a_sheet_of_real_days_and_formulas_is_text(world: World, manager: Visitor) -> None:
    heads = [Head(each) for each in ("Ngày hái", "Mã số", "Số lượng", "Hộ")]
    made = workbook("Sổ", heads, [["12/01/2026", raw_of(world), "5 kg", "=cmd|' /C calc'!A0"]])
    form = manager.get(PATH).form("so-thu-hoach")
    sent = {**form, "pasted": "", "file": (io.BytesIO(made), "so.xlsx")}
    page = Page(
        manager.client.post(PATH, data=sent, base_url=HOST, headers={"Referer": HOST + PATH})
    )
    assert "Dòng 2, Số hộ: “=cmd" in page.text


@pytest.mark.parametrize("field", ["weight", "harvested_on"])
def test_a_row_gets_the_verdict_of_the_form(field: str) -> None:
    for typed in (*WEIGHTS, *MORE_WEIGHTS) if field == "weight" else DAYS:
        row = {"area_code": "X", "harvested_on": "12/01/2026", "weight": "5"} | {field: typed}
        assert _verdict(lambda row=row: HarvestSchema(today=TODAY, spoken=True).read(row)) == (
            _verdict(lambda row=row: BookChecks(TODAY).read(row))
        ), typed


def _verdict(read: object) -> object:
    try:
        found = read()  # type: ignore[operator]
    except Invalid as refusal:
        return refusal.faults
    asked = found["asked"] if isinstance(found, dict) else found
    return (asked.quantity, asked.harvested_on)


def test_the_columns_are_the_fields_of_the_form() -> None:
    form, row = HarvestSchema().fields, HarvestRowSchema().fields
    assert set(form) <= set(row)
    other = {name for name in form if type(row[name]) is not type(form[name])}
    assert other == {"warn_reason"}  # a row says it in words


def test_lists_go_out_as_excel_and_csv(world: World, manager: Visitor) -> None:
    world.harvest(100)
    form = manager.get("/coop/lo").form("xuat")
    csv = manager.post("/coop/xuat/lo-hang", form | {"format": "csv"})
    assert csv.status == 200
    assert csv.answer.data.startswith(b"\xef\xbb\xbf")
    assert "CAM-260112-01,Thu hoạch,Cam sành,2026-01-12,100,100,kg" in csv.answer.data.decode()
    table = read_file(
        manager.post("/coop/xuat/lo-hang", form | {"format": "xlsx"}).answer.data, "lo.xlsx"
    )
    assert table.rows[-1].cells[3:7] == ("12/01/2026", "100", "100", "kg")
    for what in ("phieu-giao", "nhat-ky"):
        assert manager.post(f"/coop/xuat/{what}", form | {"format": "xlsx"}).status == 200
    assert manager.post("/coop/xuat/khac", form | {"format": "csv"}).status == 404
    with world.view() as view:
        noted = set(view.db.scalars(select(AuditEntry.action)))
    assert {"lots_exported", "deliveries_exported", "diary_exported"} <= noted
