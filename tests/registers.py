"""An existing register of codes as an office has it in Excel, and lists made of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from traceability.domain.access import Actor
from traceability.jobs import importing
from traceability.jobs.work import Worker
from traceability.schemas import imports
from traceability.schemas.code_lists import by_name, code_list
from traceability.services import jobs, register_imports
from traceability.services.register_imports import Asked, RowResult
from traceability.services.register_judging import crops_by_name
from traceability.services.register_sheets import Sheet
from traceability.sheets.delimited import read_text
from traceability.sheets.writing import Head, workbook
from traceability.store.models import RegisterImport

if TYPE_CHECKING:
    from tests.people import World

HEADINGS = (
    *("Mã số", "Loại mã", "Đơn vị được cấp", "Loại vùng", "Cây trồng", "Xã", "Xã mới"),
    *("Diện tích (ha)", "Số thửa", "Số hộ", "Số quyết định", "Cơ quan cấp", "Ngày cấp"),
    *("Hiệu lực đến", "Tạm dừng từ", "QĐ tạm dừng", "Khôi phục từ", "QĐ khôi phục"),
    *("Gia hạn từ", "Gia hạn đến", "QĐ gia hạn", "Thu hồi từ", "QĐ thu hồi", "Ghi chú", "Giống"),
)
GOOD: Mapping[str, str] = {
    "Mã số": "VN-HGOR-0001",
    "Loại mã": "mã trong nước",
    "Đơn vị được cấp": "HTX Cam Vĩnh Phúc",
    "Loại vùng": "vườn cây ăn quả",
    "Cây trồng": "Cam sành",
    "Xã": "Vĩnh Hảo",
    "Diện tích (ha)": "12,4",
    "Số thửa": "Tờ 12, thửa 45",
    "Số hộ": "14",
    "Số quyết định": "12/QĐ-SNN",
    "Cơ quan cấp": "Sở Nông nghiệp và Phát triển nông thôn tỉnh Hà Giang",
    "Ngày cấp": "12/03/2023",
}


def row(**changed: str) -> dict[str, str]:
    """A row that is right, some of it as told (``Mã_số`` for the column "Mã số")."""
    return {**GOOD, **{name.replace("_", " "): value for name, value in changed.items()}}


def pasted(rows: Iterable[Mapping[str, str]], headings: Sequence[str] = HEADINGS) -> str:
    """Rows as they are pasted out of Excel."""
    lines = ["\t".join(headings)]
    lines += ["\t".join(each.get(name, "") for name in headings) for each in rows]
    return "\n".join(lines)


def as_workbook(rows: Iterable[Mapping[str, str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The same as an .xlsx file."""
    cells = [[each.get(name, "") for name in headings] for each in rows]
    return workbook("Mã", [Head(name) for name in headings], cells)


def sheet_of(world: World, text: str) -> Sheet:
    """A pasted list as it waits for its job."""
    with world.view() as view:
        kind = code_list(view.today, by_name(crops_by_name(view)))
    understood = imports.understand(kind, read_text(text, "pasted"))
    rows = tuple((each.line, each.cells) for each in understood.rows)
    return Sheet(understood.columns, understood.headings, rows)


def queued(
    world: World,
    rows: Iterable[Mapping[str, str]],
    actor: Actor | None = None,
    *,
    skip: bool = False,
) -> str:
    """An import that waits for the job process; its UUID."""
    sheet = sheet_of(world, pasted(rows))
    with world.by(actor or world.who.registrar) as work:
        return register_imports.queue(work, Asked(sheet, len(sheet.rows), skip))


def worker(world: World) -> Worker:
    """A job process on the world's database."""
    return Worker(world.store, world.press.keyring)


def imported(
    world: World,
    rows: Iterable[Mapping[str, str]],
    actor: Actor | None = None,
    *,
    skip: bool = False,
) -> tuple[str, list[RowResult]]:
    """A list entered by the job process: the import's UUID, and what became of each row."""
    made = queued(world, rows, actor, skip=skip)
    with world.by(world.who.operator) as work:
        key = work.db.query(RegisterImport).filter_by(import_id=made).one().id
        claimed = jobs.take(work, register_imports.JOB, key, "tests")
    importing.enter(world.store, world.who.operator, claimed)
    return made, results(world, made)


def results(world: World, import_id: str) -> list[RowResult]:
    """What became of each row of an import."""
    with world.view() as view:
        found = view.db.query(RegisterImport).filter_by(import_id=import_id).one()
        return register_imports.results_of(view, found)


def with_communes(actor: Actor, *communes: str) -> Actor:
    """An officer whose office answers for these communes."""
    return dataclasses.replace(actor, communes=frozenset(communes))


def state(world: World, import_id: str) -> str:
    """The state of an import."""
    with world.view() as view:
        return view.db.query(RegisterImport).filter_by(import_id=import_id).one().state


def many(count: int) -> list[dict[str, str]]:
    """So many rows that are right: ten holders, six communes, some with a history."""
    communes = ("Vĩnh Hảo", "Tiên Kiều", "Cao Bồ", "Thượng Sơn", "Lũng Phìn", "Nghĩa Thuận")
    found = []
    for number in range(1, count + 1):
        day = dt.date(2021, 1, 4) + dt.timedelta(days=number)
        more = row(
            Mã_số=f"VN-HGOR-{number:04}",
            Đơn_vị_được_cấp=f"HTX Số {number % 10}",
            Xã=communes[number % 6],
            Ngày_cấp=f"{day:%d/%m/%Y}",
            Số_quyết_định=f"{number}/QĐ-SNN",
        )
        if number % 5 == 0:
            more |= {"Tạm dừng từ": "03/02/2024", "QĐ tạm dừng": "7/QĐ", "Khôi phục từ": "9/4/2024"}
        found.append(more)
    return found
