"""The desk of books of weigh slips: their columns, their template, how a row is shown."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from traceability.data.slip_grades import slip_grades
from traceability.domain.days import format_day
from traceability.schemas import slip_books as schema
from traceability.schemas.imports import RowRead, Understood
from traceability.services import (
    harvest_views,
    households,
    reception_choices,
    reception_views,
    slip_books,
)
from traceability.services.slip_book_rows import Words
from traceability.services.slip_books import Result
from traceability.sheets.writing import Head, Lines, workbook
from traceability.store.unit import Work
from traceability.web.filters import amount
from traceability.web.house import actor, looking, working
from traceability.web.lists import workbook_file
from traceability.web.workspace import book_words as words
from traceability.web.workspace import books
from traceability.web.workspace.books import Desk, Shown

_WIDTHS = {"seller": 30, "new_name": 26, "new_commune": 22, "area_code": 22, "place": 26}
_OUTSIDE = "ngoài vùng mã"


def _read(work: Work, understood: Understood) -> Iterable[RowRead]:
    return schema.read_book(work.today, Words(work, work.actor), understood)


def _shown(row: RowRead, result: Result) -> Shown:
    unit = result.unit
    name = result.name or row.typed.get("new_name", "")
    return Shown(
        line=row.line,
        day=row.asked.day,
        what=name if result.new else f"{result.number:02} · {name}",
        amount=result.net,
        unit=unit,
        more=amount(result.payable, unit),
        held=tuple(map(str, result.held)),
    )


def _template() -> Response:
    """With the names of one's sellers: that somebody took it is on record first."""
    with working() as work:
        households.note_read(work, "slip_template_taken")
    with looking() as view:
        desk, chosen = reception_views.desk(view, actor()), reception_choices.choices(view, actor())
        grounds = harvest_views.choices(view, actor()).grounds
        granted = set(Words(view, actor()).granted)
        day = format_day(view.today)
    own = [crop for crop in chosen.crops if crop.code in granted] or list(chosen.crops)
    grades = [grade.words.vi for crop in own for grade in slip_grades(crop.family)]
    codes = (each.raw for each in grounds if each.lent is None)
    offered = {
        "crop": tuple(crop.vi for crop in own),
        "seller": tuple(each.shown for each in desk.sellers),
        "area_code": (*dict.fromkeys(codes), _OUTSIDE),
        "place": tuple(dict.fromkeys(each.place for each in grounds if each.place)),
        "grade": tuple(dict.fromkeys(grades)),
        "unit": ("kg", "tạ", "yến", *(("lít",) if any(each.unit == "ml" for each in own) else ())),
        "building": tuple(name for _code, name in chosen.buildings),
    }
    example = {
        "day": day,
        "crop": own[0].vi if own else "",
        "seller": desk.sellers[0].shown if desk.sellers else "",
        "gross": "24,6",
        "bags": "2",
        "tare": "0,3",
        "deduction": "5",
        "late_reason": words.EXAMPLE,
    }
    heads = [
        Head(each.heading, _WIDTHS.get(each.name, 14), offered.get(each.name, ()))
        for each in schema.COLUMNS
    ]
    row = [words.EXAMPLE_MARK, *(example.get(each.name, "") for each in schema.COLUMNS)]
    notes = Lines("Hướng dẫn", words.SLIP_NOTES)
    made = workbook("Sổ phiếu cân", [Head("STT", 10), *heads], [row], notes)
    return workbook_file(made, "so-phieu-can-mau.xlsx")


DESK = Desk(
    kind=slip_books.BOOK,
    path="so-phieu-can",
    endpoint="slip_book",
    item="weigh_slip",
    words=words.SLIPS,
    columns=schema.COLUMNS,
    list_kind=schema.slip_book,
    read=_read,
    parted=schema.parted,
    template=_template,
    shown=_shown,
    about=slip_books.sellers_of,
    private=True,
)
books.mount(DESK)
