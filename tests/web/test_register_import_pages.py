"""A register of codes by the page: looked at, left to the job, watched, taken back."""

from __future__ import annotations

import html
import io
import zipfile
from pathlib import Path

import pytest

from tests import registers
from tests.people import QUAN_BA, World
from tests.registers import as_workbook, pasted, row, worker
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.services import registry_views
from traceability.sheets.reading import read_file
from traceability.store.models import AreaCode, RegisterImport

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
PATH = "/registry/nhap-ma"


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("registrar", "commune_registrar")}


def look(visitor: Visitor, text: str, **more: str) -> Page:
    form = visitor.get(PATH).form("nhap-ma")
    return visitor.post(PATH, {**form, "pasted": text, **more})


def fields(page: Page) -> dict[str, str]:
    """The form of a look: what is hidden, the columns, and the list as it stands in the field."""
    text = page.source.split('<textarea id="pasted"', 1)[1].split(">\n", 1)[1]
    form = page.form("nhap-ma") | {"pasted": html.unescape(text.split("</textarea>")[0])}
    form.pop("skip_bad", None)
    return form


def upload(visitor: Visitor, data: bytes, name: str, **more: str) -> Page:
    form = visitor.get(PATH).form("nhap-ma")
    sent = {**form, "pasted": "", "file": (io.BytesIO(data), name), **more}
    answer = visitor.client.post(PATH, data=sent, base_url=HOST, headers={"Referer": HOST + PATH})
    return Page(answer)


def strings(world: World) -> list[str]:
    with world.view() as view:
        return sorted(each.raw for each in view.db.query(AreaCode) if each.raw != "VN-HGOR-0128")


def shown(world: World) -> list[str]:
    """The strings that the registrar's list shows."""
    with world.view() as view:
        return [line.raw for line in registry_views.lines(view, world.who.registrar)]


def test_nothing_is_stored_by_looking(world: World, visitors: dict[str, Visitor]) -> None:
    page = look(visitors["registrar"], pasted([row()]))
    assert page.status == 200
    assert "Ghi 1 mã vào sổ" in page.text
    assert "Đơn vị chưa có trong hệ thống" in page.text
    assert "Xã này không còn, nay thuộc Xã Vĩnh Tuy" in page.text
    assert "Ranh giới: 1 mã" in page.text
    assert strings(world) == []
    with world.view() as view:
        assert view.db.query(RegisterImport).count() == 0


def test_a_list_is_left_to_the_job_and_watched(world: World, visitors: dict[str, Visitor]) -> None:
    visitor = visitors["registrar"]
    form = fields(look(visitor, pasted([row(), row(Mã_số="VN-2")]))) | {"confirm": "yes"}
    sent = visitor.post(PATH, form)
    assert sent.status == 303
    assert visitor.post(PATH, form).place == sent.place  # sent twice, entered once
    waiting = visitor.get(sent.place)
    assert 'http-equiv="refresh"' in waiting.source
    assert "Đã đọc 0 / 2 dòng" in waiting.text
    assert strings(world) == []
    assert worker(world).step()
    done = visitor.get(sent.place)
    assert 'http-equiv="refresh"' not in done.source
    assert "Đã ghi vào sổ" in done.text
    assert strings(world) == ["VN-2", "VN-HGOR-0001"]
    assert "VN-HGOR-0001" in visitor.get("/registry/").text
    assert sent.place in visitor.get(PATH).source


def test_a_bad_row_is_named_and_nothing_is_lost(world: World, visitors: dict[str, Visitor]) -> None:
    """import-15, date-05, text-07."""
    rows = [row(Mã_số=f"VN-{n}") for n in range(4)]
    rows[1] |= {"Ngày cấp": "31/02/2023"}
    rows[2] |= {"Đơn vị được cấp": "   "}
    page = look(visitors["registrar"], pasted(rows))
    assert "2 dòng cần sửa" in page.text
    assert "Dòng 3, Ngày cấp: “31/02/2023”" in page.text
    assert "Dòng 4, Đơn vị được cấp" in page.text
    refused = visitors["registrar"].post(PATH, fields(page) | {"confirm": "yes"})
    assert refused.status == 422
    assert "Còn dòng lỗi" in refused.error_at("skip_bad")
    chosen = fields(page) | {"confirm": "yes", "skip_bad": "yes"}
    sent = visitors["registrar"].post(PATH, chosen)
    assert sent.status == 303
    worker(world).step()
    assert strings(world) == ["VN-0", "VN-3"]
    done = visitors["registrar"].get(sent.place)
    assert "31/02/2023" in done.text
    file = visitors["registrar"].get(f"{sent.place}/dong-loi.xlsx").answer
    cells = read_file(file.data, "x.xlsx").rows
    assert [each.cells[0] for each in cells[1:]] == ["VN-1", "VN-2"]
    assert "Ngày cấp" in cells[1].cells[-1]


def test_refused_rows_come_back_as_a_file_that_is_read_again(
    world: World, visitors: dict[str, Visitor]
) -> None:
    rows = [row(), row(Mã_số="=1+1", Ngày_cấp="hôm qua")]
    page = look(visitors["registrar"], pasted(rows))
    taken = visitors["registrar"].post(PATH, fields(page) | {"faulty": "yes"}).answer
    assert taken.mimetype.endswith("spreadsheetml.sheet")
    cells = read_file(taken.data, "x.xlsx").rows
    assert cells[1].cells[0] == "=1+1"
    assert "Dòng 3. Ngày cấp" in cells[1].cells[-1]
    again = upload(visitors["registrar"], taken.data, "dong-loi.xlsx")
    assert "Lý do bị trả lại” → không dùng" in again.text
    assert "Dòng 2, Ngày cấp: “hôm qua”" in again.text


def test_the_template_is_understood_and_offers_words(
    world: World, visitors: dict[str, Visitor]
) -> None:
    data = visitors["registrar"].get(f"{PATH}/mau.xlsx").answer.data
    page = upload(visitors["registrar"], data, "mau.xlsx")
    assert "không dùng" not in page.text.split("Hệ thống hiểu", 1)[1].split("Đổi lại", 1)[0]
    assert "Dòng 2: dòng mẫu, bỏ qua" in page.text
    assert "Ghi 1 mã vào sổ" not in page.text
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        first = parts.read("xl/worksheets/sheet1.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
    assert first.count("<dataValidation ") == 7
    for word in ("mã xuất khẩu Trung Quốc", "Cam sành", "điểm đặt ong", "Cách điền sổ"):
        assert word in words


def test_a_list_that_was_changed_is_shown_again(world: World, visitors: dict[str, Visitor]) -> None:
    form = fields(look(visitors["registrar"], pasted([row()]))) | {"confirm": "yes"}
    page = visitors["registrar"].post(PATH, form | {"pasted": pasted([row(Mã_số="VN-9")])})
    assert page.status == 409
    assert "Danh sách đã khác" in page.error_at("pasted")


def test_an_office_enters_only_its_own_communes(world: World, visitors: dict[str, Visitor]) -> None:
    rows = [row(), row(Mã_số="VN-Q", Xã="Xã Quản Bạ", Ngày_cấp="01/08/2025")]
    page = look(visitors["commune_registrar"], pasted(rows))
    assert "Dòng 2, Xã: “Vĩnh Hảo” Xã Vĩnh Tuy không thuộc địa bàn" in page.text
    assert "Ghi 1 mã vào sổ" in page.text
    both = look(visitors["registrar"], pasted(rows))
    assert "Ghi 2 mã vào sổ" in both.text


def test_an_import_is_taken_back_and_entered_again(
    world: World, visitors: dict[str, Visitor]
) -> None:
    visitor = visitors["registrar"]
    made, _rows = registers.imported(world, [row()])
    form = visitor.get(f"{PATH}/{made}").form("rut-lai")
    asked = visitor.post(f"{PATH}/{made}/rut-lai", form)
    assert "Một mã bị gạch khỏi sổ" in asked.text
    assert "VN-HGOR-0001" in shown(world)
    form = asked.form("rut-lai") | {"confirm": "yes"}
    done = visitor.post(f"{PATH}/{made}/rut-lai", form)
    assert done.status == 303
    assert "Đã rút lại" in visitor.get(done.place).text
    assert "VN-HGOR-0001" not in shown(world)
    assert "Ghi 1 mã vào sổ" in look(visitor, pasted([row()])).text
    assert visitors["commune_registrar"].get(f"{PATH}/{made}").status == 404


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "ma.csv", "Danh sách trống"),
        ("Mã số;Xã".encode(), "ma.xlsx", "bên trong là CSV"),
        (b"PK\x03\x04 broken", "ma.xlsx", "Tệp hỏng"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "ma.xlsx", "Tệp"),
        (b"%PDF-1.7", "ma.xlsx", "không phải bảng Excel"),
        (b"<svg><script>alert(1)</script></svg>", "../../static/app.js", "Chưa biết cột nào"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    world: World, visitors: dict[str, Visitor], data: bytes, name: str, says: str
) -> None:
    """import-05, import-07, upload-01, upload-07, upload-09."""
    page = upload(visitors["registrar"], data, name)
    assert page.status == 422
    assert says in page.text


def test_a_heading_twice_is_refused(world: World, visitors: dict[str, Visitor]) -> None:
    """import-13."""
    headings = ("Mã số", "Xã", "Xã")
    page = look(visitors["registrar"], pasted([row()], headings))
    assert page.status == 422
    assert "Có hai cột cùng tên “Xã”" in page.error_at("pasted")


def test_an_open_quote_is_told_at_its_line(world: World, visitors: dict[str, Visitor]) -> None:
    """import-11."""
    text = pasted([row(), row(Mã_số='"VN-HGOR-0002'), *[row()] * 20])
    page = look(visitors["registrar"], text)
    assert "Dòng 3 mở dấu ngoặc kép" in page.error_at("pasted")


@pytest.mark.parametrize("name", ["<script>alert(1)</script> HTX", "HTX NULL", "HTX =cmd|'/C'!A0"])
def test_names_are_shown_as_they_were_typed(
    world: World, visitors: dict[str, Visitor], name: str
) -> None:
    """text-01, text-13, import-19."""
    rows = [row(Đơn_vị_được_cấp=name, Loại_đơn_vị="hợp tác xã")]
    headings = (*registers.HEADINGS, "Loại đơn vị")
    page = look(visitors["registrar"], pasted(rows, headings))
    assert "<script>alert" not in page.source
    sent = visitors["registrar"].post(PATH, fields(page) | {"confirm": "yes"})
    worker(world).step()
    assert "<script>alert" not in visitors["registrar"].get(sent.place).source
    with world.view() as view:
        holders = {line.holder for line in registry_views.lines(view, world.who.registrar)}
    assert name in holders


def test_numbers_as_text_keep_their_zeros(world: World, visitors: dict[str, Visitor]) -> None:
    """import-21."""
    page = upload(visitors["registrar"], as_workbook([row(Mã_số="00123")]), "ma.xlsx")
    visitors["registrar"].post(PATH, fields(page) | {"confirm": "yes"})
    worker(world).step()
    assert strings(world) == ["00123"]


def test_a_csv_in_utf_16_is_read(world: World, visitors: dict[str, Visitor]) -> None:
    """import-09."""
    data = b"\xff\xfe" + pasted([row()]).encode("utf-16-le")
    assert "Ghi 1 mã vào sổ" in upload(visitors["registrar"], data, "ma.csv").text


def test_what_is_missing_is_listed_by_commune(world: World, visitors: dict[str, Visitor]) -> None:
    rows = [
        row(Mã_số="VN-1", Số_thửa=""),
        row(Mã_số="VN-2", Số_hộ="", Xã="Quản Bạ", Ngày_cấp="01/08/2025"),
        row(Mã_số="VN-3", Số_quyết_định=""),
    ]
    registers.imported(world, rows)
    page = visitors["registrar"].get("/registry/con-thieu")
    assert "Số thửa 2" in page.text.replace("\xa0", " ")  # the orchard of the field lacks it too
    only = visitors["registrar"].get("/registry/con-thieu?thieu=decision")
    assert "VN-3" in only.text
    assert "VN-1" not in only.text
    theirs = visitors["registrar"].get(f"/registry/con-thieu?xa={QUAN_BA}&thieu=households")
    assert "VN-2" in theirs.text
    assert "VN-1" not in theirs.text
    of_commune = visitors["commune_registrar"].get("/registry/con-thieu")
    assert "VN-2" in of_commune.text
    assert "VN-1" not in of_commune.text
