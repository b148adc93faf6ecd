"""Books of weigh slips and dispatches by the page: looked at, stored exactly so, taken back."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.people import TODAY, World
from tests.services.weigh_days import number_of, works
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.domain.errors import Invalid
from traceability.schemas.deliveries import DeliverySchema, SendSchema
from traceability.schemas.dispatch_books import DispatchRowSchema
from traceability.schemas.receptions import LineSchema
from traceability.schemas.rows import RowChecks
from traceability.schemas.slip_books import SlipRowSchema
from traceability.sheets.reading import read_file
from traceability.sheets.writing import Head, workbook
from traceability.store.models import AuditEntry, Batch, DeliveryNote, PrivateValue, WeighSlip

SLIPS, NOTES = "/coop/so-phieu-can", "/coop/so-giao-hang"
SLIP_HEADS = "Ngày\tSố hộ\tNgười bán\tXã\tCân cả bì\tSố bao\tBì mỗi bao\tTrừ ẩm (%)\tGiá\tGhi chú"
NOTE_HEADS = "Mã lô\tNgày giao\tSố phiếu\tGiao cho\tKhối lượng\tSố điện thoại\tBiển số xe\tGhi chú"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    works(world, world.who.household)
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def look(visitor: Visitor, path: str, pasted: str) -> Page:
    form = visitor.get(path).form(path)
    return visitor.post(path, {**form, "pasted": pasted})


def send_file(visitor: Visitor, path: str, data: bytes, name: str = "so.xlsx") -> Page:
    sent = {**visitor.get(path).form(path), "pasted": "", "file": (io.BytesIO(data), name)}
    answer = visitor.client.post(path, data=sent, base_url=HOST, headers={"Referer": HOST + path})
    return Page(answer)


def fields(page: Page, path: str) -> dict[str, str]:
    text = page.source.split('<textarea id="pasted"', 1)[1].split(">\n", 1)[1]
    form = page.form(path) | {"pasted": html.unescape(text.split("</textarea>")[0])}
    form.pop("skip_bad", None)
    return form


def count(world: World, model: type) -> int:
    with world.view() as view:
        return view.db.scalar(select(func.count()).select_from(model)) or 0


def test_slips_are_looked_at_stored_once_and_taken_back(world: World, manager: Visitor) -> None:
    number = number_of(world, world.who.household)
    rows = (
        f"20/01/2026\t{number}\t\t\t24,6\t2\t0,3\t5\t12.000",
        "20/01/2026\t\tLù Thị Sen\tQuản Bạ\t18 kg\t\t\t0,05",
        "31/02/2026\t\tLù Thị Sen\tQuản Bạ\t1.234",
    )
    shown = look(manager, SLIPS, "\n".join((SLIP_HEADS, *rows)))
    assert shown.status == 200, shown.text
    for said in ("Lưu 2 phiếu cân", "Giàng Thị Mỷ", "22,8 kg", "1 người bán mới", "dưới 1 %"):
        assert said in shown.text, said
    assert "Dòng 4, Ngày: “31/02/2026”" in shown.text
    assert "Dòng 4, Cân cả bì: “1.234”" in shown.text
    form = fields(shown, SLIPS) | {"confirm": "yes"}
    assert manager.post(SLIPS, form).status == 422
    assert count(world, WeighSlip) == 0
    for _twice in range(2):
        sent = manager.post(SLIPS, form | {"skip_bad": "yes"})
        assert sent.status == 303, sent.text
    assert count(world, WeighSlip) == 2
    page = manager.get(sent.place)
    assert "Sổ phiếu cân: 2 dòng đã lưu" in page.text
    assert "Nhập ngày 20/01/2026" in manager.get(SLIPS).text
    undo = page.form("rut-lai")
    assert manager.post(f"{sent.place}/rut-lai", undo | {"reason_kind": "other"}).status == 422
    assert manager.post(f"{sent.place}/rut-lai", undo | {"reason_kind": "told_twice"}).status == 303
    assert "đã rút lại" in manager.get(sent.place).text
    assert manager.get(sent.place.replace("phieu-can", "giao-hang")).status == 404
    assert world.differences() == []


def test_notes_are_looked_at_stored_once_and_taken_back(world: World, manager: Visitor) -> None:
    lots = [world.harvest(50, TODAY).lot_code for _number in range(3)]
    rows = (
        f"{lots[0]}\t20/01/2026\t7\tthương lái\t20\t912345678\t23C-123.45\tgiao sớm",
        f"{lots[1]}\t\t\t\thết\t\t",
        f"{lots[2]}\t20/01/2026\t8\tkhách lẻ\t51",
    )
    shown = look(manager, NOTES, "\n".join((NOTE_HEADS, *rows)))
    assert "Lưu 1 phiếu giao hàng" in shown.text, shown.text
    assert "912345678 → 0912 345 678" in shown.text
    assert "Dòng 4, Khối lượng: “51”" in shown.text
    form = fields(shown, NOTES) | {"confirm": "yes", "skip_bad": "yes"}
    for _twice in range(2):
        sent = manager.post(NOTES, form)
        assert sent.status == 303, sent.text
    assert count(world, DeliveryNote) == 1
    page = manager.get(sent.place)
    assert "1/2026" in page.text
    assert "70 kg" in page.text
    undo = page.form("rut-lai") | {"reason_kind": "other", "reason": "nhầm tệp"}
    assert manager.post(f"{sent.place}/rut-lai", undo).status == 303
    assert world.differences() == []


@pytest.mark.parametrize(("path", "stored"), [(SLIPS, "phiếu cân"), (NOTES, "phiếu giao hàng")])
def test_the_template_comes_back_as_a_book(
    world: World, manager: Visitor, path: str, stored: str
) -> None:
    """Its example is nobody's entry: it is left out, and the page says so."""
    world.harvest(50, TODAY)
    form = manager.get(path).form(path)
    made = manager.post(f"{path}/mau.xlsx", form).answer.data
    assert len(read_file(made, "mau.xlsx").rows[0].cells) > 10
    page = send_file(manager, path, made)
    assert "Dòng 2: dòng mẫu, bỏ qua" in page.text, page.text
    assert f"Lưu 1 {stored}" not in page.text
    assert 'name="confirm"' not in page.source
    with world.view() as view:
        noted = set(view.db.scalars(select(AuditEntry.action)))
    assert {"slip_template_taken", "dispatch_template_taken"} & noted


def test_a_ledger_that_was_taken_out_comes_back(world: World, manager: Visitor) -> None:
    """The headings of the purchase ledger are those of the book."""
    number = number_of(world, world.who.household)
    look_at = look(manager, SLIPS, f"{SLIP_HEADS}\n20/01/2026\t{number}\t\t\t20\t1\t0,5\t3\t9000")
    manager.post(SLIPS, fields(look_at, SLIPS) | {"confirm": "yes"})
    with world.view() as view:
        code = view.db.scalars(select(WeighSlip.code)).one()
    day = manager.get(f"/coop/phieu-can/{code}").source.split("/coop/can/")[1].split('"')[0]
    form = manager.get(SLIPS).form(SLIPS)
    ledger = manager.post(f"/coop/can/{day}/bang-ke", form | {"as": "xlsx"}).answer.data
    page = send_file(manager, SLIPS, ledger)
    assert "Lưu 1 phiếu cân" in page.text, page.text
    assert "Giàng Thị Mỷ" in page.text


def test_what_looks_like_a_formula_is_kept_as_text(world: World, manager: Visitor) -> None:
    name = "=cmd|' /C calc'!A0"
    heads = [Head(each) for each in ("Ngày", "Người bán", "Xã", "Cân cả bì", "Loại cây")]
    made = workbook("Sổ", heads, [["20/01/2026", name, "Quản Bạ", "18", ""]])
    page = send_file(manager, SLIPS, made)
    assert html.unescape(page.source).count(name) > 1
    sent = manager.post(SLIPS, fields(page, SLIPS) | {"confirm": "yes"})
    assert sent.status == 303, sent.text
    with world.view() as view:
        kept = list(view.db.scalars(select(PrivateValue.value).where(PrivateValue.field == "name")))
    assert name in kept


@pytest.mark.parametrize(
    ("path", "heads", "row"),
    [
        (SLIPS, SLIP_HEADS, "20/01/2026\t{x}\t\t\t18"),
        (SLIPS, SLIP_HEADS, "20/01/2026\t\t{x}\tQuản Bạ\t18"),
        (SLIPS, SLIP_HEADS, "{x}\t\tLù Thị Sen\tQuản Bạ\t18"),
        (NOTES, NOTE_HEADS, "{x}\t20/01/2026\t1\tkhách lẻ\t1"),
        (NOTES, NOTE_HEADS, "L\t20/01/2026\t{x}\tkhách lẻ\t1"),
        (NOTES, NOTE_HEADS, "L\t20/01/2026\t1\t{x}\t1"),
    ],
)
def test_hostile_cells_are_told_and_store_nothing(
    world: World, manager: Visitor, path: str, heads: str, row: str
) -> None:
    for bad in ("x" * 4_000, "a\0b", "<script>alert(1)</script>", "\u202egpj", "9" * 400):
        page = look(manager, path, f"{heads}\n{row.format(x=bad)}")
        assert page.status in (200, 422)
        assert "<script>alert" not in page.source
    assert count(world, Batch) == 0


@pytest.mark.parametrize("path", [SLIPS, NOTES])
def test_agreed_bad_files_get_one_verdict(world: World, manager: Visitor, path: str) -> None:
    """import-05, -11 and -13 of the agreed bad inputs, as at the harvest book."""
    heads = SLIP_HEADS if path == SLIPS else NOTE_HEADS
    csv = heads.replace("\t", ";").encode()
    wrong = {
        "so.xlsx": (csv, "đuôi"),
        "a.csv": (csv + b'\n"x;1\n' + b"y;2\n" * 500, "ngoặc kép"),
        "b.csv": (csv.replace(b"\xc4\x90\xc3\xb3ng", b"") + b";" + csv, "hai cột cùng tên"),
    }
    for name, (data, _said) in wrong.items():
        page = send_file(manager, path, data, name)
        assert page.status == 422, name
        assert page.source.count('aria-invalid="true"') == 1
    assert count(world, Batch) == 0


def test_the_columns_are_the_fields_of_the_forms() -> None:
    slip, row = LineSchema().fields, SlipRowSchema().fields
    # A cell holds the name of a usual reason or words of one's own; a form has a field for each.
    alike = set(slip) - {"warn_reason", "warn_words"}
    assert alike <= set(row)
    assert all(type(row[name]) is type(slip[name]) for name in alike)
    note, line, sent = DeliverySchema().fields, SendSchema().fields, DispatchRowSchema().fields
    kept = {**note, **line}.keys() & sent.keys()
    assert {"weight", "packages", "phone", "vehicle", "seal", "driver", "sent_on"} <= kept
    told = {**note, **line}
    own_words = {"to_kind"}  # a closed list at the form, words in a sheet
    assert all(type(sent[name]) is type(told[name]) for name in kept - own_words)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(
            ("gross", each)
            for each in ("1.234,5", "1.234", "0", "-5", "1e309", "NaN", "١٢", "5 kgg")
        ),
        *(("tare", each) for each in ("0", "0,3", "x", "-1")),
        *(("bags", each) for each in ("2", "1,5", "-3", "9" * 30)),
        *(("deduction", each) for each in ("5", "100", "-1", "5,12345", "x")),
        *(("price", each) for each in ("12.000", "12,5", "x")),
    ],
)
def test_a_row_gets_the_verdict_of_the_form(name: str, typed: str) -> None:
    form = {"seller": "1", "gross": "20", "unit": "kg"} | {name: typed}
    asked = _verdict(lambda: LineSchema(spoken=True).read(form)["asked"])
    row = form | {"day": "20/01/2026"}
    checks = RowChecks(SlipRowSchema(today=TODAY, spoken=True))
    assert asked == _verdict(lambda: checks.read(row).line)


def _verdict(read: object) -> object:
    try:
        return read()  # type: ignore[operator]
    except Invalid as refusal:
        return refusal.faults


def test_a_dispatch_without_amount_is_asked_for_it(world: World, manager: Visitor) -> None:
    """A cell that was left empty never means all of a lot: that is said with a word."""
    lots = [world.harvest(50, TODAY).lot_code for _number in range(2)]
    rows = (f"{lots[0]}\t20/01/2026\t1\tkhách lẻ", f"{lots[1]}\t20/01/2026\t2\tkhách lẻ\tHết")
    shown = look(manager, NOTES, "\n".join((NOTE_HEADS, *rows)))
    assert "Dòng 2, Khối lượng" in shown.text
    assert "Ghi khối lượng hoặc số gói" in shown.text
    assert "Lưu 1 phiếu giao hàng" in shown.text
    assert "50 kg" in shown.text


def test_rows_that_are_alike_are_named_and_can_be_stored(world: World, manager: Visitor) -> None:
    number = number_of(world, world.who.household)
    row = f"20/01/2026\t{number}\t\t\t24,6"
    other = f"20/01/2026\t{number}\t\t\t24,7"
    shown = look(manager, SLIPS, "\n".join((SLIP_HEADS, row, other, row)))
    assert "Có dòng giống nhau" in shown.text
    assert "Dòng 2, 4" in shown.text
    sent = manager.post(SLIPS, fields(shown, SLIPS) | {"confirm": "yes"})
    assert sent.status == 303, sent.text
    again = look(manager, SLIPS, f"{SLIP_HEADS}\n{other}")
    assert "Dòng 2: trong sổ đã có" in again.text
    fresh = look(manager, SLIPS, f"{SLIP_HEADS}\n{other.replace('24,7', '24,8')}")
    assert "Có dòng giống nhau" not in fresh.text
    lot = world.harvest(50, TODAY).lot_code
    sold = f"{NOTE_HEADS}\n{lot}\t20/01/2026\t1\tkhách lẻ\t7\n{lot}\t20/01/2026\t2\tkhách lẻ\t7"
    assert "Dòng 2, 3" in look(manager, NOTES, sold).text
