"""Books in: a template, a look at what would come of a list, storing it, taking it back.

One door for harvests, weigh slips and dispatches; each has a desk that says what is its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial, wraps
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Denied, Fault, Invalid, Refusal, RuleBroken
from traceability.domain.events import Mistake
from traceability.domain.phones import parse_phone, spaced_phone
from traceability.schemas import imports
from traceability.schemas.harvest_books import UndoSchema
from traceability.schemas.imports import Column, RowRead, Understood
from traceability.services import book_twins, books
from traceability.services.book_twins import Twins
from traceability.services.books import BookPage, Kind
from traceability.services.list_rows import Unread
from traceability.services.request_keys import Sealed, once_sealed
from traceability.sheets.tables import Table
from traceability.store.unit import Work
from traceability.web import forms, lists, mistake_words
from traceability.web.communes import with_names
from traceability.web.errors import status_of
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.list_troubles import Trouble
from traceability.web.lists import chosen_columns
from traceability.web.messages import sentence
from traceability.web.thousands import ngettext
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.book_words import BookWords

#: As many rows as the look shows of each sort; the list itself stands below it.
SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """A row that would be stored: whom or where, how much, and what stands last."""

    line: int
    day: dt.date
    what: str
    amount: int
    unit: str
    more: str
    soft: str = ""
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What is a kind of book's own: its addresses, words and columns, how its rows are read.

    ``endpoint`` is the list's, those of its template, its page and its undoing are made of it.
    ``private`` says that the template holds names, so that it is asked for as lists are.
    """

    kind: Kind
    path: str
    endpoint: str
    item: str
    words: BookWords
    columns: tuple[Column, ...]
    list_kind: Callable[[dt.date], imports.Kind]
    read: Callable[[Work, Understood], Iterable[RowRead]]
    parted: Callable[[Sequence[RowRead]], tuple[Sequence[Any], list[Unread]]]
    template: Callable[[], Response]
    shown: Callable[[RowRead, Any], Shown]
    count: Callable[[Sequence[Any]], int] = len
    about: Callable[[Sequence[Any]], Sequence[str]] = lambda _results: ()
    private: bool = False

    @property
    def url(self) -> str:
        """Where the book is entered."""
        return url_for(f"workspace.{self.endpoint}")

    @property
    def template_url(self) -> str:
        """Where the template is."""
        return url_for(f"workspace.{self.endpoint}_template")

    def page_url(self, import_id: str) -> str:
        """Where a stored list is."""
        return url_for(f"workspace.{self.endpoint}_page", import_id=import_id)

    def undo_url(self, import_id: str) -> str:
        """Where it is taken back."""
        return url_for(f"workspace.undo_{self.endpoint}", import_id=import_id)


@dataclass(frozen=True)
class Look:
    """A book as it was read: its rows, what would come of each, and what stands for this."""

    understood: Understood
    rows: tuple[RowRead, ...]
    results: tuple[Any, ...]
    entries: tuple[Any, ...]
    unread: tuple[Unread, ...]
    digest: str
    troubles: tuple[Trouble, ...]
    show: Callable[[RowRead, Any], Shown]
    by_line: Mapping[int, RowRead] = field(default_factory=dict)
    twins: tuple[Twins, ...] = ()

    @cached_property
    def good(self) -> list[Any]:
        """What would be stored."""
        return [each for each in self.results if not each.faults]

    @cached_property
    def shown(self) -> list[Shown]:
        """The same as rows of a table."""
        return [self.show(self.by_line[each.line], each) for each in self.good]

    @property
    def bad(self) -> int:
        """How many rows have something wrong."""
        return len({each.line for each in self.troubles})

    @property
    def held(self) -> Counter[str]:
        """How many rows would be held, by reason."""
        return Counter(reason for each in self.shown for reason in each.held)

    @property
    def near(self) -> int:
        """How many rows would bring a season near its ceiling."""
        return sum(getattr(each, "season", "") == "warn" for each in self.results)

    @property
    def new(self) -> list[str]:
        """The names of those who would be entered as sellers."""
        return [each.name for each in self.good if getattr(each, "new", False)]

    @property
    def fine_deductions(self) -> int:
        """How many deductions are below one percent: a cell of 5 % is 0.05 to a workbook."""
        lines = (getattr(row.asked, "line", None) for row in self.rows)
        return sum(0 < each.scale.deduction_ppm < 10_000 for each in lines if each is not None)

    @property
    def mended(self) -> list[tuple[int, str, str]]:
        """The phones that had lost their 0: line, as typed, as read."""
        return [
            (
                row.line,
                row.typed["phone"],
                spaced_phone(parse_phone(row.typed["phone"], "phone").number),
            )
            for row in self.rows
            if row.mended
        ]

    @property
    def sums(self) -> list[tuple[int, str]]:
        """How much all of it is, in each unit."""
        found: Counter[str] = Counter()
        for each in self.shown:
            found[each.unit] += each.amount
        return [(amount, unit) for unit, amount in sorted(found.items())]


def mount(desk: Desk) -> None:
    """Give a desk its addresses."""
    rules: Sequence[tuple[str, str, Callable[..., Any], list[str]]] = (
        ("", desk.endpoint, _enter, ["GET", "POST"]),
        ("/mau.xlsx", f"{desk.endpoint}_template", _template, ["POST" if desk.private else "GET"]),
        ("/<import_id>", f"{desk.endpoint}_page", _stored, ["GET"]),
        ("/<import_id>/rut-lai", f"undo_{desk.endpoint}", _undo, ["POST"]),
    )
    for rule, endpoint, view, methods in rules:
        address = f"/{desk.path}{rule}"
        workspace.add_url_rule(address, endpoint, _at(desk, view), methods=methods)


def _at(desk: Desk, view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of one desk, under the name of what it does."""

    @wraps(view)
    def here(**named: str) -> Any:
        return view(desk, **named)

    return here


def _template(desk: Desk) -> Response:
    """An empty book with our headings, drop-downs of one's own, an example and notes."""
    with looking() as view:
        books.check_may(view, actor(), desk.kind)
    return desk.template()


def _enter(desk: Desk) -> ResponseReturnValue:
    """The field for a book; then what would come of it; with ``confirm=yes`` that is stored."""
    with looking() as view:
        books.check_may(view, actor(), desk.kind)
    return lists.enter(
        partial(_page, desk),
        lambda table, _values: _look(desk, table),
        lambda _values, look: _store(desk, look),
    )


def _stored(desk: Desk, import_id: str) -> str:
    """One book that was stored: its entries as they stand today, and taking it back."""
    return _shown(desk, _known(desk, import_id), forms.fresh({"reason_kind": "", "reason": ""}))


def _undo(desk: Desk, import_id: str) -> ResponseReturnValue:
    """Take every entry of a book back, where none of them was used."""
    page = _known(desk, import_id)
    values = forms.typed(("reason_kind", "reason"))
    try:
        why = UndoSchema(spoken=True).read(values)["why"]

        def act() -> Sealed:
            done = books.undo(work, desk.kind, import_id, why.text, why.kind)
            return Sealed({"count": str(done)}, ())

        with working() as work:
            key = request.form.get("request_key", "")
            outcome = once_sealed(work, key, {"undo": import_id, **values}, act)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _shown(desk, page, forms.refused(values, refusal)), status_of(refusal)
    flash(desk.words.undone(int(outcome.result["count"])), "done")
    return redirect(desk.page_url(import_id), 303)


def _known(desk: Desk, import_id: str) -> BookPage:
    with looking() as view:
        return books.page(view, actor(), desk.kind, import_id)


def _shown(desk: Desk, page: BookPage, form: forms.Form) -> str:
    return render_template(
        "workspace/book_page.html",
        desk=desk,
        page=page,
        form=form,
        shown=SHOWN,
        words=desk.words,
        mistakes=mistake_words.named(Mistake),
    )


def _look(desk: Desk, table: Table) -> Look:
    """The book entered as it would be, and taken back."""
    with foreseeing() as work:
        kind = desk.list_kind(work.today)
        understood = imports.understand(kind, table, chosen_columns(table))
        rows = tuple(desk.read(work, understood))
        entries, unread = desk.parted(rows)
        results = desk.kind.enter(work, entries)
        by_line = {row.line: row for row in rows}
        twins = _twins(work, desk, by_line, [each for each in results if not each.faults])
    return Look(
        understood,
        rows,
        tuple(results),
        tuple(entries),
        tuple(unread),
        books.digest(entries, unread, results),
        tuple(_troubles(desk, by_line, results)),
        desk.shown,
        by_line,
        twins,
    )


def _twins(
    work: Work, desk: Desk, by_line: Mapping[int, RowRead], good: Sequence[Any]
) -> tuple[Twins, ...]:
    lots = {line: getattr(row.asked, "send", None) for line, row in by_line.items()}
    made = [
        (line, event, getattr(lots[line], "batch", ""))
        for line, event in desk.kind.events(work, good)
    ]
    days = {desk.shown(by_line[each.line], each).day for each in good}
    return book_twins.found(work, desk.kind, made, days)


def _troubles(desk: Desk, by_line: Mapping[int, RowRead], results: Sequence[Any]) -> list[Trouble]:
    found = [(row, fault) for row in by_line.values() for fault in row.faults]
    found += [(by_line[each.line], fault) for each in results for fault in each.faults]
    return sorted((_trouble(desk, *each) for each in found), key=lambda each: each.line)


def _trouble(desk: Desk, row: RowRead, fault: Fault) -> Trouble:
    at, names = fault.field or "", desk.words.columns
    name = at if at in names else desk.columns[0].name
    return Trouble(row.line, str(names[name]), row.typed.get(name, ""), sentence(with_names(fault)))


def _store(desk: Desk, look: Look) -> ResponseReturnValue:
    """Store what was shown; a repeated sending stores nothing more."""
    skips = "skip_bad" in request.form
    shown = request.form.get("digest", "")
    body = {desk.endpoint: shown, "skip": skips}

    def act() -> Sealed:
        made = books.confirm(work, desk.kind, look.entries, look.unread, shown, skip_bad=skips)
        return Sealed({"import": made.import_id}, desk.about(made.results))

    with working() as work:
        outcome = once_sealed(work, request.form.get("request_key", ""), body, act)
    if not outcome.replayed:
        count = len(look.good)
        flash(ngettext("Đã lưu %(num)s dòng.", "Đã lưu %(num)s dòng.", count), "done")
    return redirect(desk.page_url(outcome.result["import"]), 303)


def _page(
    desk: Desk,
    values: dict[str, str],
    refusal: Refusal | None = None,
    *,
    look: Look | None = None,
    table: Table | None = None,
) -> ResponseReturnValue:
    with looking() as view:
        before = books.listed(view, actor(), desk.kind)
        most = desk.list_kind(view.today).most
    return lists.shown(
        "workspace/book.html",
        values,
        refusal,
        desk=desk,
        words=desk.words,
        look=look,
        table=table,
        most=most,
        shown=SHOWN,
        before=before,
    )
