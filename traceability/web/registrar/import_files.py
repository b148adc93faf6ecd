"""Files about a register that is read in: the empty template, and the rows that were refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from traceability.domain.days import format_day
from traceability.schemas.code_lists import COLUMNS, IN_TEMPLATE
from traceability.schemas.imports import SAMPLE
from traceability.schemas.register_rows import HOLDER_KINDS, KINDS, MARKETS, SCHEMES
from traceability.services.register_imports import RowResult
from traceability.services.register_sheets import Sheet
from traceability.sheets.writing import Head, Lines, workbook
from traceability.web.communes import with_names
from traceability.web.messages import sentence
from traceability.web.registrar.import_words import HEADINGS

_WIDTHS = {"raw": 18, "holder": 30, "address": 28, "authority": 34, "name": 24, "note": 30}
#: The last column of the file of refused rows; a list that comes back with it is read without.
REASONS = "Lý do bị trả lại"
# The file is Vietnamese whatever the page is: its headings and words are read back by the import.
_NOTES = (
    "Cách điền sổ mã số vùng trồng đã cấp",
    "Mỗi mã một dòng. Gõ mã đúng như trên giấy; hệ thống không tự sửa.",
    "Bắt buộc: Mã số, Loại mã, Đơn vị được cấp, Loại vùng, Cây trồng (trừ cơ sở, kho), Xã,"
    " Ngày cấp. Điểm đặt ong cần Số đàn ong; chè cổ thụ cần Số cây.",
    "Ngày viết ngày/tháng/năm, ví dụ 12/03/2023. Diện tích tính bằng ha, ví dụ 12,4.",
    "Xã: viết như trên giấy, tên cũ hay mới đều được, có hoặc không kèm huyện. Xã cũ bị chia về"
    " nhiều xã mới (Yên Định, Việt Lâm, phường Quang Trung) thì ghi thêm cột Xã mới.",
    "Đơn vị được cấp: tên hoặc mã tra cứu. Đơn vị chưa có trong hệ thống sẽ được lập theo tên; tên"
    " không bắt đầu bằng HTX, Tổ hợp tác, Công ty thì ghi cột Loại đơn vị.",
    "Cơ quan cấp: chép nguyên như trên quyết định, kể cả cơ quan nay không còn.",
    "Tạm dừng, khôi phục, gia hạn nhiều lần: thêm cột cùng tên kèm số, ví dụ “Tạm dừng từ 2”,"
    " “QĐ tạm dừng 2”, “Khôi phục từ 2”; nhiều nhất ba lần.",
    "Thiếu số thửa, số hộ, diện tích, số quyết định vẫn nhập được; mã đó nằm ở trang Còn thiếu.",
    "Hai hồ sơ cùng một mã: nhập cả hai. Mã vào danh sách tranh chấp, chưa in tem được cho đến khi"
    " cán bộ quyết.",
    "Dòng mẫu ở trang đầu chỉ để xem; dòng nào ghi “dòng mẫu” thì hệ thống bỏ qua.",
)
_EXAMPLE: Mapping[str, str] = {
    "raw": "VN-HGOR-0001",
    "scheme": "mã trong nước",
    "market": "trong nước",
    "holder": "HTX Cam Sành Vĩnh Hảo",
    "kind": "vườn cây ăn quả",
    "crops": "Cam sành",
    "commune": "Vĩnh Hảo, huyện Bắc Quang",
    "area": "12,4",
    "planted": "2015-2018",
    "parcels": "tờ 12 thửa 45; tờ 12 thửa 46",
    "households": "14",
    "decision_no": "45/QĐ-SNN",
    "authority": "Sở Nông nghiệp và Phát triển nông thôn tỉnh Hà Giang",
    "granted_on": "12/03/2023",
    "valid_until": "11/03/2028",
    "note": SAMPLE,
}


def template(communes: Sequence[str], crops: Sequence[str]) -> bytes:
    """An empty list with drop-downs, one example, and a sheet of notes."""
    choices = {
        "scheme": tuple(SCHEMES),
        "market": tuple(MARKETS),
        "kind": tuple(KINDS),
        "holder_kind": tuple(HOLDER_KINDS),
        "crops": tuple(crops),
        "commune": tuple(communes),
        "new_commune": tuple(each for each in communes if not each.endswith("(cũ)")),
    }
    heads = [
        Head(each.heading, _WIDTHS.get(each.name, 16), choices.get(each.name, ()))
        for each in IN_TEMPLATE
    ]
    example = [_EXAMPLE.get(each.name, "") for each in IN_TEMPLATE]
    return workbook("Mã số vùng trồng", heads, [example], Lines("Hướng dẫn", _NOTES))


def refused_rows(sheet: Sheet, results: Sequence[RowResult]) -> bytes:
    """The rows that were refused as they were typed, with every reason in the last column."""
    known = {each.name: each.heading for each in COLUMNS}
    heads = [
        Head(_heading(sheet, place, known.get(name, "")), _WIDTHS.get(name, 16))
        for place, name in enumerate(sheet.columns)
    ]
    faults = {each.line: each for each in results if each.faults}
    rows = [
        [*_padded(cells, len(heads)), _reasons(faults[line])]
        for line, cells in sheet.rows
        if line in faults
    ]
    return workbook("Dòng bị trả lại", [*heads, Head(REASONS, 60)], rows)


def file_name(what: str, day: dt.date) -> str:
    """The name of a file of a day."""
    return f"{what}-{format_day(day).replace('/', '-')}.xlsx"


def _heading(sheet: Sheet, place: int, ours: str) -> str:
    typed = sheet.headings[place] if place < len(sheet.headings) else ""
    return typed or ours or f"Cột {place + 1}"


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _reasons(result: RowResult) -> str:
    named = (
        f"{HEADINGS.get(fault.field or '', HEADINGS['raw'])}: {sentence(with_names(fault))}"
        for fault in result.faults
    )
    return f"Dòng {result.line}. " + " ".join(named)
