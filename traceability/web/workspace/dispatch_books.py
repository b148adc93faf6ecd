"""The desk of books of dispatches: their columns, their template, how a row is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from traceability.domain.days import format_day
from traceability.schemas import dispatch_books as schema
from traceability.schemas.imports import RowRead, Understood
from traceability.services import audit, delivery_choices, dispatch_books, parties
from traceability.services.dispatch_book_rows import Words
from traceability.services.dispatch_books import Result
from traceability.sheets.writing import Head, Lines, workbook
from traceability.store.unit import Work
from traceability.web import delivery_words
from traceability.web.house import actor, looking, working
from traceability.web.lists import workbook_file
from traceability.web.workspace import book_words as words
from traceability.web.workspace import books
from traceability.web.workspace.books import Desk, Shown

_WIDTHS = {"lot": 22, "to_kind": 22, "to": 30, "building": 24, "remark": 34, "late_reason": 30}
#: As the import reads them back: the file is Vietnamese whatever the page is.
_KINDS = ("Khách quen", "Khách lẻ", "Thương lái tại vườn", "Hợp tác xã khác")


def _read(work: Work, understood: Understood) -> Iterable[RowRead]:
    return schema.read_book(work.today, Words(work, work.actor), understood)


def _shown(row: RowRead, result: Result) -> Shown:
    kind = "" if result.kind is None else str(delivery_words.KINDS[result.kind])
    name = row.typed.get("to", "")
    number = row.asked.number
    return Shown(
        line=row.line,
        day=row.asked.sent_on,
        what=f"{kind}, {name}" if name else kind,
        amount=result.taken,
        unit=result.unit,
        more=row.asked.lot_code,
        soft=f"{words.DISPATCHES.columns['note']} {number}" if number else "",
    )


def _count(results: Sequence[Result]) -> int:
    return len({each.code for each in results})


def _template() -> Response:
    """With the names of one's buyers: that somebody took it is on record first."""
    with working() as work:
        holder = parties.acting_party(work, work.actor)
        audit.note(work, "dispatch_template_taken", holder.code)
    with looking() as view:
        found = delivery_choices.choices(view, actor())
        day = format_day(view.today)
    offered = {
        "lot": tuple(each.lot_code for each in found.lots),
        "to_kind": _KINDS,
        "to": tuple(name for _code, name in (*found.buyers, *found.cooperatives)),
        "unit": ("kg", "tạ", "yến", "lít"),
        "building": tuple(name for _code, name in found.buildings),
    }
    example = {
        "lot": found.lots[0].lot_code if found.lots else "",
        "sent_on": day,
        "note": "1",
        "to_kind": "Khách lẻ",
        "remark": words.EXAMPLE,
    }
    heads = [
        Head(each.heading, _WIDTHS.get(each.name, 14), offered.get(each.name, ()))
        for each in schema.COLUMNS
    ]
    row = [words.EXAMPLE_MARK, *(example.get(each.name, "") for each in schema.COLUMNS)]
    notes = Lines("Hướng dẫn", words.DISPATCH_NOTES)
    made = workbook("Sổ giao hàng", [Head("STT", 10), *heads], [row], notes)
    return workbook_file(made, "so-giao-hang-mau.xlsx")


DESK = Desk(
    kind=dispatch_books.BOOK,
    path="so-giao-hang",
    endpoint="dispatch_book",
    item="delivery",
    words=words.DISPATCHES,
    columns=schema.COLUMNS,
    list_kind=schema.dispatch_book,
    read=_read,
    parted=schema.parted,
    template=_template,
    shown=_shown,
    count=_count,
    private=True,
)
books.mount(DESK)
