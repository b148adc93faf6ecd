"""The field of the import benchmark: a cooperative with gardens and households, and its book."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xlsxwriter import Workbook

from benchmarks.import_ import A_DAY, FIRST, GARDENS, HOUSEHOLDS
from traceability.domain.access import Role
from traceability.services import (
    accounts,
    area_codes,
    parties,
    places,
    seeding,
    sign_in,
)
from traceability.store import migrate
from traceability.store.engine import open_store
from traceability.store.unit import reading, writing

COMMUNE = "01156"
LOGIN = "0900000001"
HEADS = (
    *("STT", "Ngày thu hoạch", "Mã vùng trồng", "Vườn", "Loại cây", "Số hộ", "Tên hộ"),
    *("Khối lượng", "Đơn vị", "Mã lô", "Chờ cân", "Lý do ghi muộn"),
)


def settle(folder: Path, rows: int) -> None:
    """A database with an office, a cooperative, its gardens and households; and the book."""
    store = open_store(f"sqlite:///{folder}/record.sqlite3")
    migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        asked = parties.OrganisationRequest("authority", None, {"name": "Chi cục"}, province=True)
        office = parties.register_organisation(work, asked)
        asked = parties.OrganisationRequest("cooperative", COMMUNE, {"name": "HTX Cam Sành"})
        holder = parties.register_organisation(work, asked)
        users = [
            accounts.create_user(work, login, "Lý Thị Hoa", "cam sành Bắc Quang 2026")
            for login in (LOGIN, "0900000002")
        ]
        accounts.add_member(work, users[0], holder, Role.MANAGER)
        accounts.add_member(work, users[1], office, Role.REGISTRAR)
        manager, officer = (
            sign_in.who(work, sign_in.open_session(work, user)).actor for user in users
        )
        code, login = holder.code, users[0].id
    (folder / "manager").write_text(str(login))
    with writing(store, officer) as work:
        decided = area_codes.Decision(FIRST - dt.timedelta(days=90), "12/QĐ", "Chi cục")
        for number in range(GARDENS):
            place = places.PlaceRequest(
                "orchard", COMMUNE, None, 20_000_000, private={"name": f"Vườn {number:02}"}
            )
            request = area_codes.GrantRequest(
                *(f"VN-HGOR-{number:04}", "vn_domestic", "domestic"),
                *(code, ("sanh_orange",), place, decided),
            )
            area_codes.grant(work, request)
    with writing(store, manager) as work:
        tenant = parties.known(work, manager.party or 0)
        facts = parties.HouseholdFacts()
        names = [({"name": f"Hộ Nguyễn Văn {n:02}"}, facts) for n in range(HOUSEHOLDS)]
        made = parties.register_households(work, tenant, names)
        numbers = [each.number or 0 for each in made]
    store.close()
    _book(folder / "book.xlsx", numbers, rows)


def _book(path: Path, numbers: list[int], rows: int) -> None:
    with Workbook(path, {"constant_memory": False}) as book:
        page = book.add_worksheet("Sổ thu hoạch")
        page.write_row(0, 0, HEADS)
        for n in range(rows):
            day = FIRST + dt.timedelta(days=n // A_DAY)
            household = n % HOUSEHOLDS
            page.write_row(
                n + 1,
                0,
                (
                    n + 1,
                    f"{day:%d/%m/%Y}",
                    f"VN-HGOR-{n % GARDENS:04}",
                    f"Vườn {n % GARDENS:02}",
                    "Cam sành",
                    str(numbers[household]),
                    f"Hộ Nguyễn Văn {household:02}",
                    f"{n % 400 + 20},5",
                    "kg",
                    f"SO-{n + 1:07}",
                    "không",
                    "chép từ sổ giấy",
                ),
            )
