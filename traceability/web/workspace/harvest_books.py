"""Harvest books in: a template, a look at what would come of a list, storing it, taking it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Denied, Fault, Invalid, Refusal, RuleBroken
from traceability.schemas import harvest_books as books
from traceability.schemas import imports
from traceability.schemas.imports import RowRead, Understood
from traceability.services import harvest_books, request_keys
from traceability.services.harvest_book_rows import Entry, Unread, Words
from traceability.services.harvest_books import BookPage, Result
from traceability.services.harvest_views import choices
from traceability.sheets.tables import Table
from traceability.sheets.writing import Head, Lines, workbook
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.lists import chosen_columns, sent, workbook_file
from traceability.web.messages import sentence
from traceability.web.workspace import book_words as words
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

#: As many rows as the look shows of each sort; the list itself stands below it.
SHOWN = 100
_WIDTHS = {"area_code": 20, "place": 26, "household_name": 26, "late_reason": 34}


@dataclass(frozen=True)
class Trouble:
    """A row that is wrong at a column: what was typed there, and what to do."""

    line: int
    column: str
    typed: str
    text: str


@dataclass(frozen=True)
class Look:
    """A book as it was read: its rows, what would come of each, and what stands for this."""

    understood: Understood
    rows: tuple[RowRead, ...]
    results: tuple[Result, ...]
    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]
    digest: str
    troubles: tuple[Trouble, ...]

    @property
    def good(self) -> list[tuple[RowRead, Result]]:
        """The rows that would be stored, each with its lot."""
        by_line = {row.line: row for row in self.rows}
        return [(by_line[each.line], each) for each in self.results if not each.faults]

    @property
    def bad(self) -> int:
        """How many rows have something wrong."""
        return len({each.line for each in self.troubles})

    @property
    def held(self) -> Counter[str]:
        """How many rows would be held, by reason."""
        return Counter(str(reason) for each in self.results for reason in each.held)

    @property
    def near(self) -> int:
        """How many rows would bring a season near its ceiling."""
        return sum(each.season == "warn" for each in self.results)

    @property
    def sums(self) -> list[tuple[int, str]]:
        """How much all of it is, in each unit."""
        found: Counter[str] = Counter()
        for row, _result in self.good:
            found[row.asked.quantity.unit] += row.asked.quantity.amount
        return [(amount, unit) for unit, amount in sorted(found.items())]


@workspace.route("/so-thu-hoach", methods=["GET", "POST"], endpoint="harvest_book")
def enter() -> ResponseReturnValue:
    """The field for a book; then what would come of it; with ``confirm=yes`` that is stored."""
    with looking() as view:
        harvest_books.check_may(view, actor())
    if request.method == "GET":
        return _page({"pasted": ""})
    values = forms.typed(("pasted",))
    try:
        values["pasted"], table = sent(values["pasted"])
    except Invalid as refusal:
        return _page(values, refusal)
    try:
        look = _look(table)
    except Invalid as refusal:
        return _page(values, refusal, table=table)
    if request.form.get("confirm") != "yes":
        return _page(values, look=look, table=table)
    try:
        return _store(look)
    except (Invalid, Conflict) as refusal:
        return _page(values, refusal, look=look, table=table)


@workspace.get("/so-thu-hoach/mau.xlsx")
def harvest_book_template() -> Response:
    """An empty book with our headings, drop-downs of one's own gardens, an example and notes."""
    with looking() as view:
        chosen = choices(view, actor())
        day = format_day(view.today)
    first = chosen.usual
    offered = {
        "area_code": tuple(dict.fromkeys(each.raw for each in chosen.grounds)),
        "place": tuple(dict.fromkeys(each.place for each in chosen.grounds if each.place)),
        "crop": tuple(dict.fromkeys(each.crop for each in chosen.grounds)),
        "unit": ("kg", "tạ", "tấn", "yến", "lít"),
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
        "late_reason": "dòng mẫu, xóa đi trước khi gửi",
    }
    heads = [
        Head(each.heading, _WIDTHS.get(each.name, 14), offered.get(each.name, ()))
        for each in books.COLUMNS
    ]
    row = ["1", *(example.get(each.name, "") for each in books.COLUMNS)]
    notes = Lines("Hướng dẫn", words.NOTES)
    made = workbook("Sổ thu hoạch", [Head("STT", 6), *heads], [row], notes)
    return workbook_file(made, "so-thu-hoach-mau.xlsx")


@workspace.get("/so-thu-hoach/<import_id>")
def harvest_book_page(import_id: str) -> str:
    """One book that was stored: its lots as they stand today, and taking it back."""
    return _shown(_known(import_id), forms.fresh({"reason": ""}))


@workspace.post("/so-thu-hoach/<import_id>/rut-lai")
def undo_harvest_book(import_id: str) -> ResponseReturnValue:
    """Take every entry of a book back, where nothing was made of any of them."""
    page = _known(import_id)
    values = forms.typed(("reason",))
    try:
        reason = books.UndoSchema(spoken=True).read(values)["reason"]

        def act() -> dict[str, str]:
            return {"count": str(harvest_books.undo(work, import_id, reason))}

        with working() as work:
            key = request.form.get("request_key", "")
            outcome = request_keys.once(work, key, {"undo": import_id, **values}, act)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _shown(page, forms.refused(values, refusal)), status_of(refusal)
    count = int(outcome.result["count"])
    flash(ngettext("Đã rút lại %(num)s dòng.", "Đã rút lại %(num)s dòng.", count), "done")
    return redirect(url_for(".harvest_book_page", import_id=import_id), 303)


def _known(import_id: str) -> BookPage:
    with looking() as view:
        return harvest_books.page(view, actor(), import_id)


def _shown(page: BookPage, form: forms.Form) -> str:
    return render_template(
        "workspace/harvest_book_page.html", page=page, form=form, shown=SHOWN, words=wording
    )


def _look(table: Table) -> Look:
    """The book entered as it would be, and taken back."""
    with foreseeing() as work:
        kind = books.harvest_book(work.today)
        understood = imports.understand(kind, table, chosen_columns(table))
        read = books.read_book(work.today, Words(work, work.actor), understood)
        rows = tuple(read)
        entries, unread = books.parted(rows)
        results = harvest_books.enter(work, entries)
    shown = harvest_books.digest(entries, unread, results)
    troubles = _troubles(rows, results)
    return Look(
        understood, rows, tuple(results), tuple(entries), tuple(unread), shown, tuple(troubles)
    )


def _troubles(rows: Sequence[RowRead], results: Sequence[Result]) -> list[Trouble]:
    by_line = {row.line: row for row in rows}
    found = [(row, fault) for row in rows for fault in row.faults]
    found += [(by_line[each.line], fault) for each in results for fault in each.faults]
    return sorted((_trouble(*each) for each in found), key=lambda each: each.line)


def _trouble(row: RowRead, fault: Fault) -> Trouble:
    at = fault.field or ""
    name = at if at in words.COLUMNS else "harvested_on"
    typed = row.typed.get(name, "")
    return Trouble(row.line, str(words.COLUMNS[name]), typed, sentence(fault))


def _store(look: Look) -> ResponseReturnValue:
    """Store what was shown; a repeated sending stores nothing more."""
    skips = "skip_bad" in request.form
    shown = request.form.get("digest", "")
    body = {"harvest_book": shown, "skip": skips}

    def act() -> dict[str, str]:
        made = harvest_books.confirm(work, look.entries, look.unread, shown, skip_bad=skips)
        return {"import": made}

    with working() as work:
        outcome = request_keys.once(work, request.form.get("request_key", ""), body, act)
    if not outcome.replayed:
        count = len(look.good)
        flash(ngettext("Đã lưu %(num)s dòng.", "Đã lưu %(num)s dòng.", count), "done")
    return redirect(url_for(".harvest_book_page", import_id=outcome.result["import"]), 303)


def _page(
    values: dict[str, str],
    refusal: Refusal | None = None,
    *,
    look: Look | None = None,
    table: Table | None = None,
) -> ResponseReturnValue:
    places = {**values, "file": "", "skip_bad": ""}
    form = forms.fresh(places) if refusal is None else forms.refused(places, refusal)
    if refusal is None and request.method == "POST":
        form = forms.again(places)
    with looking() as view:
        before = harvest_books.listed(view, actor())
    page = render_template(
        "workspace/harvest_book.html",
        form=form,
        look=look,
        table=table,
        columns=books.COLUMNS,
        names=words.COLUMNS,
        most=imports.MOST_ROWS,
        shown=SHOWN,
        before=before,
    )
    return page, 200 if refusal is None else status_of(refusal)
