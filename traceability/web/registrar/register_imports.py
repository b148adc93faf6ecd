"""An existing register read in: looked at row by row, left to a job, watched, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas import imports
from traceability.schemas.code_lists import COLUMNS, by_name, code_list, parted
from traceability.schemas.imports import Understood
from traceability.services import register_import_views, register_imports, registry_choices
from traceability.services.register_imports import Asked, RowResult
from traceability.services.register_judging import Outcome, crops_by_name
from traceability.services.register_sheets import Sheet
from traceability.services.request_keys import once
from traceability.sheets.tables import Table
from traceability.web import communes, forms, lists
from traceability.web.errors import status_of
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.list_troubles import Trouble
from traceability.web.lists import chosen_columns, workbook_file
from traceability.web.registrar import import_files, import_words
from traceability.web.registrar.blueprint import registrar
from traceability.web.thousands import ngettext

#: As many rows as a page shows of each sort.
SHOWN = 100
#: Seconds after which the page of an import that is at work looks again.
AGAIN = 2


@dataclass(frozen=True)
class Look:
    """A list as it was read, what would become of each row, and what stands for exactly this."""

    understood: Understood
    sheet: Sheet
    results: tuple[RowResult, ...]
    troubles: tuple[Trouble, ...]

    @property
    def digest(self) -> str:
        """The hash of the list that was looked at."""
        return sha256_b64(self.sheet.as_text().encode())

    @property
    def bad(self) -> int:
        """How many rows have something wrong."""
        return self.count(Outcome.REFUSED)

    @property
    def raws(self) -> dict[int, str]:
        """The strings of the codes by line."""
        return {line: self.sheet.typed(line, "raw") for line, _cells in self.sheet.rows}

    def count(self, *outcomes: str) -> int:
        """How many rows have one of some outcomes."""
        return sum(each.outcome in outcomes for each in self.results)

    def lacking(self, name: str) -> int:
        """How many rows lack something."""
        code = f"import_lacks_{name}"
        return sum(code in {note.code for note in each.notes} for each in self.results)

    def told(self, *codes: str) -> list[import_words.Told]:
        """The notes of some kinds."""
        return import_words.told(self.results, self.raws, codes)


@registrar.route("/nhap-ma", methods=["GET", "POST"], endpoint="import_codes")
def enter() -> ResponseReturnValue:
    """The field for a list; then what would come of it; with ``confirm=yes`` a job enters it."""
    register_imports.check_may(actor())
    return lists.enter(
        _page,
        lambda table, _values: _look(table),
        lambda _values, look: _queue(look),
        instead=lambda look: (
            _faulty(look.sheet, look.results) if "faulty" in request.form else None
        ),
    )


@registrar.get("/nhap-ma/mau.xlsx")
def import_template() -> Response:
    """An empty list with our headings, drop-downs, an example and notes."""
    with looking() as view:
        choices = registry_choices.grant_choices(view, actor())
    crops = [each.names["vi"] for each in choices.crops]
    return workbook_file(import_files.template(communes.offered(), crops), "so-ma-mau.xlsx")


@registrar.get("/nhap-ma/<import_id>")
def imported(import_id: str) -> str:
    """One import: how far it is, what became of each row, taking it back."""
    with looking() as view:
        page = register_import_views.page(view, actor(), import_id)
    return _shown(page, forms.fresh({}))


@registrar.get("/nhap-ma/<import_id>/dong-loi.xlsx")
def import_refused(import_id: str) -> Response:
    """The rows that an import refused, with why, while they are kept."""
    with looking() as view:
        sheet, results = register_imports.refused_rows(view, actor(), import_id)
    return _faulty(sheet, results)


@registrar.post("/nhap-ma/<import_id>/rut-lai")
def undo_import(import_id: str) -> ResponseReturnValue:
    """Take an import back, where nothing rests on it yet; its codes are listed first."""
    with looking() as view:
        register_imports.own(view, actor(), import_id)
        page = register_import_views.page(view, actor(), import_id)
    if request.form.get("confirm") != "yes":
        entered = [each for each in page.results if each.code]
        return render_template(
            "registrar/import_undo.html", page=page, entered=entered, key=forms.new_key()
        )

    def act() -> dict[str, str]:
        return {"count": str(register_imports.undo(work, import_id))}

    try:
        with working() as work:
            key = request.form.get("request_key", "")
            outcome = once(work, key, {"undo_import": import_id}, act)
    except (RuleBroken, Conflict, Invalid) as refusal:
        with looking() as view:
            page = register_import_views.page(view, actor(), import_id)
        return _shown(page, forms.refused({}, refusal)), status_of(refusal)
    count = int(outcome.result["count"])
    flash(ngettext("Đã rút lại %(num)s mã.", "Đã rút lại %(num)s mã.", count), "done")
    return redirect(url_for(".imported", import_id=import_id), 303)


def _shown(page: register_import_views.ImportPage, form: forms.Form) -> str:
    sheet = page.sheet or Sheet((), (), ())
    return render_template(
        "registrar/imported.html",
        page=page,
        form=form,
        troubles=import_words.troubles(page.results, sheet),
        told=import_words,
        shown=SHOWN,
        again=AGAIN,
    )


def _look(table: Table) -> Look:
    """The list judged and entered as it would be, and taken back."""
    with foreseeing() as work:
        kind = code_list(work.today, by_name(crops_by_name(work)))
        understood = imports.understand(kind, table, chosen_columns(table))
        entries, unread = parted(imports.read_rows(kind, understood))
        results = register_imports.enter_list(work, entries, unread, skip_faulty=True)
    rows = tuple((row.line, row.cells) for row in understood.rows)
    sheet = Sheet(understood.columns, understood.headings, rows)
    troubles = import_words.troubles(results, sheet)
    return Look(understood, sheet, tuple(results), tuple(troubles))


def _queue(look: Look) -> ResponseReturnValue:
    """Leave the list that was shown to the job process; a repeated sending leaves no second."""
    skips = "skip_bad" in request.form
    if request.form.get("digest", "") != look.digest:
        raise Conflict("import_changed", "pasted")
    if look.bad and not skips:
        raise Invalid("import_has_faults", "skip_bad")
    asked = Asked(look.sheet, len(look.sheet.rows), skips)

    def act() -> dict[str, str]:
        return {"import": register_imports.queue(work, asked)}

    with working() as work:
        key = request.form.get("request_key", "")
        body = {"register_import": look.digest, "skip": skips}
        outcome = once(work, key, body, act)
    return redirect(url_for(".imported", import_id=outcome.result["import"]), 303)


def _faulty(sheet: Sheet, results: list[RowResult] | tuple[RowResult, ...]) -> Response:
    with looking() as view:
        name = import_files.file_name("dong-loi", view.today)
    return workbook_file(import_files.refused_rows(sheet, results), name)


def _page(
    values: dict[str, str],
    refusal: Refusal | None = None,
    *,
    look: Look | None = None,
    table: Table | None = None,
) -> ResponseReturnValue:
    with looking() as view:
        before = register_import_views.listed(view, actor())
    return lists.shown(
        "registrar/import.html",
        values,
        refusal,
        look=look,
        table=table,
        columns=COLUMNS,
        most=imports.MOST_ROWS,
        shown=SHOWN,
        told=import_words,
        before=before,
    )
