"""Lists of codes that exist already: which heading is which column, and what the template holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from traceability.domain.text import fold
from traceability.schemas.imports import Column, Kind, RowRead
from traceability.schemas.register_rows import TIMES, CodeRowSchema
from traceability.services.list_rows import Unread
from traceability.services.register_rows import Entry
from traceability.sheets.tables import Table

_FIRST = (
    Column("raw", "Mã số", ("Mã số vùng trồng", "Mã vùng trồng", "Mã", "MSVT", "PUC", "Code")),
    Column("scheme", "Loại mã", ("Hệ mã",)),
    Column("market", "Thị trường", ("Thị trường xuất khẩu", "Nước nhập khẩu")),
    Column(
        "holder",
        "Đơn vị được cấp",
        (
            "Đơn vị",
            "Tên đơn vị",
            "Tên tổ chức, cá nhân",
            "Chủ sở hữu",
            "Tổ chức",
            "Đơn vị đứng tên",
        ),
    ),
    Column("holder_kind", "Loại đơn vị", ("Hình thức tổ chức",)),
    Column("kind", "Loại vùng", ("Loại hình", "Loại cơ sở")),
    Column("crops", "Cây trồng", ("Loại cây", "Loại cây trồng", "Sản phẩm", "Nông sản")),
    Column("variety", "Giống", ("Tên giống",)),
    Column("name", "Tên vùng", ("Tên vùng trồng", "Tên cơ sở", "Khu vực")),
    Column("commune", "Xã", ("Xã, phường", "Xã theo giấy", "Xã cũ", "Xã trước 1/7/2025")),
    Column("new_commune", "Xã mới", ("Xã hiện nay", "Xã sau 1/7/2025", "Xã sau sáp nhập")),
    Column("address", "Địa chỉ theo giấy", ("Địa chỉ", "Thôn, bản", "Thôn")),
    Column("area", "Diện tích (ha)", ("Diện tích", "DT", "DT (ha)", "Tổng diện tích (ha)")),
    Column("productive_area", "Diện tích cho thu hoạch (ha)", ("Diện tích cho thu hoạch",)),
    Column("trees", "Số cây", ("Số gốc",)),
    Column("colonies", "Số đàn ong", ("Số đàn", "Số đõ")),
    Column("planted", "Năm trồng", ()),
    Column("parcels", "Số thửa", ("Thửa đất", "Mã thửa", "Mã định danh thửa đất", "Số thửa đất")),
    Column("households", "Số hộ", ("Số hộ tham gia", "Số nông hộ")),
    Column("decision_no", "Số quyết định", ("Quyết định", "Số QĐ", "QĐ số", "QĐ cấp mã")),
    Column("authority", "Cơ quan cấp", ("Đơn vị cấp", "Nơi cấp")),
    Column("granted_on", "Ngày cấp", ("Ngày cấp mã", "Ngày quyết định")),
    Column("valid_until", "Hiệu lực đến", ("Ngày hết hạn", "Có giá trị đến", "Hết hạn")),
)
_REVOKED = (
    Column("revoked_on", "Thu hồi từ", ("Ngày thu hồi", "Thu hồi mã từ")),
    Column("revoked_by", "QĐ thu hồi", ("Số QĐ thu hồi",)),
    Column("note", "Ghi chú", ("Note",)),
)
_AGAIN = (
    ("suspended_on", "Tạm dừng từ", "Ngày tạm dừng"),
    ("suspended_by", "QĐ tạm dừng", "Số QĐ tạm dừng"),
    ("restored_on", "Khôi phục từ", "Ngày khôi phục"),
    ("restored_by", "QĐ khôi phục", "Số QĐ khôi phục"),
    ("renewed_on", "Gia hạn từ", "Ngày gia hạn"),
    ("renewed_until", "Gia hạn đến", "Hạn mới"),
    ("renewed_by", "QĐ gia hạn", "Số QĐ gia hạn"),
)


def _times() -> Iterator[Column]:
    """The first of each step by its bare heading, the second and third with their number."""
    for time in range(1, TIMES + 1):
        for name, heading, other in _AGAIN:
            if time == 1:
                more = (other, f"{heading} 1", f"{heading} (lần 1)")
                yield Column(name, heading, more)
            else:
                more = (f"{heading} (lần {time})", f"{other} {time}", f"{other} (lần {time})")
                yield Column(f"{name}_{time}", f"{heading} {time}", more)


COLUMNS: tuple[Column, ...] = (*_FIRST, *_times(), *_REVOKED)
#: The columns of the template: the second and third of a step are added by who needs them.
IN_TEMPLATE = tuple(each for each in COLUMNS if not each.name.endswith(("_2", "_3")))


def code_list(today: dt.date, crops: Mapping[str, str]) -> Kind:
    """The kind of list that codes come in, as it is read on a day."""
    return Kind(
        schema=lambda: CodeRowSchema(today=today, spoken=True, crops=crops),
        columns=COLUMNS,
        guess=_nothing,
    )


def by_name(crops: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Crops (code, and its names) by all that a list may call them, folded."""
    found: dict[str, str] = {}
    for code, *names in crops:
        for name in (code, *names, *(each.split(" (")[0] for each in names)):
            found.setdefault(fold(name), code)
    return found


def parted(rows: Sequence[RowRead]) -> tuple[list[Entry], list[Unread]]:
    """Rows that can be read, and those that cannot."""
    entries = [Entry(row.line, row.asked) for row in rows if not row.faults]
    return entries, [Unread(row.line, row.faults) for row in rows if row.faults]


def _nothing(table: Table) -> tuple[str, ...]:
    """A register of many columns is never guessed: it needs its headings."""
    return ("",) * table.width
