"""The desk of harvest books: their columns, their template, how a row is shown."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from traceability.domain.days import format_day
from traceability.schemas import harvest_books as schema
from traceability.schemas.imports import RowRead, Understood
from traceability.services import harvest_books
from traceability.services.harvest_book_rows import Words
from traceability.services.harvest_books import Result
from traceability.services.harvest_views import choices
from traceability.sheets.writing import Head, Lines, workbook
from traceability.store.unit import Work
from traceability.web.house import actor, looking
from traceability.web.lists import workbook_file
from traceability.web.workspace import book_words as words
from traceability.web.workspace import books
from traceability.web.workspace.books import Desk, Shown

_WIDTHS = {"area_code": 20, "place": 26, "household_name": 26, "late_reason": 34}


def _read(work: Work, understood: Understood) -> Iterable[RowRead]:
    return schema.read_book(work.today, Words(work, work.actor), understood)


def _shown(row: RowRead, result: Result) -> Shown:
    asked = row.asked
    return Shown(
        line=row.line,
        day=asked.harvested_on,
        what=row.typed.get("place") or row.typed.get("area_code", ""),
        amount=asked.quantity.amount,
        unit=asked.quantity.unit,
        more=result.lot_code,
        soft=str(words.HARVESTS.columns["estimated"]).lower() if asked.estimated else "",
        held=tuple(map(str, result.held)),
    )


def _template() -> Response:
    with looking() as view:
        chosen = choices(view, actor())
        day = format_day(view.today)
    first = chosen.usual
    offered = {
        "area_code": tuple(dict.fromkeys(each.raw for each in chosen.grounds)),
        "place": tuple(dict.fromkeys(each.place for each in chosen.grounds if each.place)),
        "crop": tuple(dict.fromkeys(each.crop for each in chosen.grounds)),
        "unit": ("kg", "tạ", "tấn", "yến", *(("lít",) if chosen.by_volume else ())),
        "part": tuple(str(each.words.vi) for each in chosen.parts),
        "estimated": ("có", "không"),
    }
    example = {
        "harvested_on": day,
        "area_code": "" if first is None else first.raw,
        "place": "" if first is None else first.place,
        "crop": "" if first is None else first.crop,
        "household": str(chosen.households[0].number) if chosen.households else "",
        "weight": "120,5",
        "unit": "kg",
        "late_reason": words.EXAMPLE,
    }
    heads = [
        Head(each.heading, _WIDTHS.get(each.name, 14), offered.get(each.name, ()))
        for each in schema.COLUMNS
    ]
    row = [words.EXAMPLE_MARK, *(example.get(each.name, "") for each in schema.COLUMNS)]
    notes = Lines("Hướng dẫn", words.HARVEST_NOTES)
    made = workbook("Sổ thu hoạch", [Head("STT", 10), *heads], [row], notes)
    return workbook_file(made, "so-thu-hoach-mau.xlsx")


DESK = Desk(
    kind=harvest_books.BOOK,
    path="so-thu-hoach",
    endpoint="harvest_book",
    item="batch",
    words=words.HARVESTS,
    columns=schema.COLUMNS,
    list_kind=schema.harvest_book,
    read=_read,
    parted=schema.parted,
    template=_template,
    shown=_shown,
)
books.mount(DESK)
