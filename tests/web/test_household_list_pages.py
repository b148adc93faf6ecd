"""Lists of households by the page: looked at, mended, stored exactly so, and taken out again."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pytest

from tests.people import World
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.services import household_views
from traceability.sheets.reading import read_file
from traceability.sheets.writing import Head, workbook
from traceability.store.models import AuditEntry, Event

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
PATH = "/coop/ho/nhap"
GOOD = "Họ và tên\tSĐT\tThôn\nNguyễn Văn Hùng\t912345678\tVĩnh Sơn\nVàng Thị Dính\t0987 654 321\t"
BAD = "Họ và tên\tSĐT\nNguyễn Văn Hùng\t09123\n\t0987654321\nLù Thị Sen\t0900000001"


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


def names(world: World) -> set[str | None]:
    with world.view() as view:
        lines = household_views.all_lines(view, world.who.recorder)
    return {line.name for line in lines} - {"Giàng Thị Mỷ"}


def fields(page: Page) -> dict[str, str]:
    """The form of a look: what is hidden, the columns, and the list as it stands in the field."""
    text = page.source.split('<textarea id="pasted"', 1)[1].split(">\n", 1)[1]
    form = page.form("nhap") | {"pasted": html.unescape(text.split("</textarea>")[0])}
    form.pop("skip_bad", None)
    return form | {"existing": "skip"}


def look(visitor: Visitor, pasted: str, **more: str) -> Page:
    form = visitor.get(PATH).form("nhap")
    return visitor.post(PATH, {**form, "pasted": pasted, "existing": "skip", **more})


def upload(visitor: Visitor, data: bytes, name: str) -> Page:
    form = visitor.get(PATH).form("nhap")
    sent = {**form, "existing": "skip", "pasted": "", "file": (io.BytesIO(data), name)}
    answer = visitor.client.post(PATH, data=sent, base_url=HOST, headers={"Referer": HOST + PATH})
    return Page(answer)


def test_nothing_is_stored_by_looking(world: World, visitors: dict[str, Visitor]) -> None:
    page = look(visitors["recorder"], GOOD)
    assert page.status == 200
    assert "Cột 2: “SĐT” → Số điện thoại" in page.text
    assert "Dòng 2: 912345678 → 0912 345 678" in page.text
    assert "Lưu 2 hộ" in page.text
    assert names(world) == set()


def test_confirming_stores_exactly_what_was_shown(
    world: World, visitors: dict[str, Visitor]
) -> None:
    form = fields(look(visitors["recorder"], GOOD)) | {"confirm": "yes"}
    for _ in range(2):
        sent = visitors["recorder"].post(PATH, form)
        assert (sent.status, sent.place) == (303, "/coop/ho")
    assert names(world) == {"Nguyễn Văn Hùng", "Vàng Thị Dính"}
    page = look(visitors["recorder"], GOOD)
    assert "hộ đã có, bỏ qua 2" in page.text
    assert "không có gì để lưu" in page.text


def test_a_list_that_was_changed_is_shown_again(world: World, visitors: dict[str, Visitor]) -> None:
    form = fields(look(visitors["recorder"], GOOD)) | {"confirm": "yes"}
    page = visitors["recorder"].post(PATH, form | {"pasted": GOOD + "\nAi khác\t0900000009"})
    assert page.status == 409
    assert "Danh sách đã khác lúc xem trước" in page.error_at("pasted")
    assert names(world) == set()
    assert visitors["recorder"].post(PATH, fields(page) | {"confirm": "yes"}).status == 303
    assert len(names(world)) == 3


def test_rows_that_are_wrong_are_named_and_nothing_is_lost(
    world: World, visitors: dict[str, Visitor]
) -> None:
    page = look(visitors["recorder"], BAD)
    assert "2 dòng cần sửa" in page.text
    assert "Dòng 2, Số điện thoại: “09123”" in page.text
    assert "Dòng 3, Họ và tên" in page.text
    assert "Lù Thị Sen" in fields(page)["pasted"]
    refused = visitors["recorder"].post(PATH, fields(page) | {"confirm": "yes"})
    assert refused.status == 422
    assert "Còn dòng lỗi" in refused.error_at("skip_bad")
    assert names(world) == set()
    mended = (
        fields(page)["pasted"].replace("09123", "0912 333 444").replace("\n\t", "\nVàng A Lử\t")
    )
    again = visitors["recorder"].post(PATH, fields(page) | {"pasted": mended})
    assert visitors["recorder"].post(PATH, fields(again) | {"confirm": "yes"}).status == 303
    assert len(names(world)) == 3


def test_bad_rows_are_left_out_only_where_that_is_chosen(
    world: World, visitors: dict[str, Visitor]
) -> None:
    """import-15."""
    form = fields(look(visitors["recorder"], BAD)) | {"confirm": "yes", "skip_bad": "yes"}
    assert visitors["recorder"].post(PATH, form).status == 303
    assert names(world) == {"Lù Thị Sen"}


def test_a_workbook_is_read_and_goes_into_the_field(
    world: World, visitors: dict[str, Visitor]
) -> None:
    heads = [Head("Tên"), Head("SĐT")]
    data = workbook("Hộ", heads, [["=cmd|' /C calc'!A0", "0912345678"]])
    page = upload(visitors["recorder"], data, "ho.xlsx")
    assert "=cmd|" in fields(page)["pasted"]
    assert visitors["recorder"].post(PATH, fields(page) | {"confirm": "yes"}).status == 303
    assert names(world) == {"=cmd|' /C calc'!A0"}


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "ho.csv", "Danh sách trống"),
        ("Tên;SĐT".encode(), "ho.xlsx", "bên trong là CSV"),
        (b"PK\x03\x04 broken", "ho.xlsx", "Tệp hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ho.xls", "đời cũ"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    world: World, visitors: dict[str, Visitor], data: bytes, name: str, says: str
) -> None:
    page = upload(visitors["recorder"], data, name)
    assert page.status == 422
    assert says in page.error_at("file")


def test_too_much_at_once_is_told(world: World, visitors: dict[str, Visitor]) -> None:
    page = look(visitors["recorder"], "x" * 2_100_000)
    assert "nhiều nhất 2 MB" in page.error_at("pasted")


def test_columns_can_be_told(world: World, visitors: dict[str, Visitor]) -> None:
    page = look(visitors["recorder"], "Ghi chú\tThôn\nLù Thị Sen\tVĩnh Sơn")
    assert page.status == 422
    assert "Chưa biết cột nào" in page.error_at("pasted")
    told = {"column-0": "name", "column-1": "address"}
    again = visitors["recorder"].post(PATH, fields(page) | told)
    assert visitors["recorder"].post(PATH, fields(again) | {"confirm": "yes"} | told).status == 303
    assert names(world) == {"Lù Thị Sen"}


def test_two_thousand_rows_come_back_in_the_form(
    world: World, visitors: dict[str, Visitor]
) -> None:
    rows = [f"Nguyễn Thị Hường {n}\t0912{n:06}\t{'thôn Vĩnh Chính ' * 12}" for n in range(2000)]
    page = look(visitors["recorder"], "\n".join(rows))
    assert page.status == 200
    assert "Lưu 2.000 hộ" in page.text
    over = look(visitors["recorder"], "\n".join([*rows, "Một hộ nữa"]))
    assert "nhiều nhất 2.000 dòng" in over.error_at("pasted")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "NULL", "0", "true", "</textarea>"])
def test_rows_are_shown_as_they_were_typed(
    world: World, visitors: dict[str, Visitor], name: str
) -> None:
    """text-01, text-13: the list gives the verdict that the form gives."""
    page = look(visitors["recorder"], f"Tên\tSĐT\n{name}\t0912345678")
    assert "<script>alert" not in page.source
    visitors["recorder"].post(
        PATH, fields(page) | {"pasted": f"Tên\tSĐT\n{name}\t0912345678", "confirm": "yes"}
    )
    assert names(world) == {name}


def test_the_template_is_understood(visitors: dict[str, Visitor], world: World) -> None:
    answer = visitors["recorder"].get("/coop/ho/mau.xlsx").answer
    assert answer.status_code == 200
    page = upload(visitors["recorder"], answer.data, "mau.xlsx")
    assert "không dùng" not in page.text.split("Hệ thống hiểu", 1)[1].split("Đổi lại", 1)[0]
    assert "Dòng 2: dòng mẫu, bỏ qua" in page.text
    assert 'name="confirm"' not in page.source


def test_what_is_taken_out_comes_back_in_as_the_same(
    world: World, visitors: dict[str, Visitor]
) -> None:
    hostile = "Tên\tSĐT\tXã\n=1+1\t0912345678\tVĩnh Hảo\n@SUM(A1)\t\t\n-Mỷ\t+84987654321\t"
    visitors["recorder"].post(
        PATH, fields(look(visitors["recorder"], hostile)) | {"confirm": "yes"}
    )
    form = {"csrf_token": visitors["recorder"].token()}
    taken = visitors["recorder"].post("/coop/ho/xuat", form).answer
    assert taken.status_code == 200
    table = read_file(taken.data, "ho.xlsx")
    assert {row.cells[0] for row in table.rows[1:]} == {"=1+1", "@SUM(A1)", "-Mỷ", "Giàng Thị Mỷ"}
    again = upload(visitors["recorder"], taken.data, "ho.xlsx")
    assert "hộ đã có, bỏ qua 4" in again.text
    update = visitors["recorder"].post(PATH, fields(again) | {"existing": "update"})
    assert "hộ sửa lại 0" in update.text


def test_taking_the_list_is_on_record_and_asking_for_it_is_not_enough(
    world: World, visitors: dict[str, Visitor]
) -> None:
    with world.view() as view:
        before = view.db.query(AuditEntry).count(), view.db.query(Event).count()
    assert visitors["recorder"].get("/coop/ho/xuat").status in (404, 405)
    form = {"csrf_token": visitors["recorder"].token()}
    data = visitors["recorder"].post("/coop/ho/xuat", form).answer.data
    assert data[:2] == b"PK"
    with world.view() as view:
        assert view.db.query(AuditEntry).count() == before[0] + 1
        assert view.db.query(Event).count() == before[1]
    stranger = visitors["stranger"].post(
        "/coop/ho/xuat", {"csrf_token": visitors["stranger"].token()}
    )
    assert b"Gi\xc3\xa0ng" not in stranger.answer.data
