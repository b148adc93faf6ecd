"""Lists on their way: pasted or sent as a file, columns that were set, files handed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, Refusal
from traceability.sheets.delimited import read_text
from traceability.sheets.reading import read_file
from traceability.sheets.tables import LARGEST_BYTES, Table, as_tabs
from traceability.sheets.text_tables import Cell, csv_table, excel_table
from traceability.web import forms
from traceability.web.errors import status_of

#: The kinds of text that a table goes out as.
AS_TEXT = ("csv", "csv_excel")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(pasted: str) -> tuple[str, Table]:
    """What was sent as text and as a table; a file counts before what is in the field."""
    file = request.files.get("file")
    if file is not None and file.filename:
        with file.stream as stream:
            data = stream.read(LARGEST_BYTES + 1)
        table = read_file(data, file.filename)
        return as_tabs(table), table
    if len(pasted.encode()) > LARGEST_BYTES:
        raise Invalid("sheet_too_large", "pasted", most_mb=LARGEST_BYTES // 1_048_576)
    return pasted, read_text(pasted, "pasted")


#: A page of a list: what was typed, then what is wrong, what would come of it, the table.
PageOf = Callable[..., ResponseReturnValue]
Look = TypeVar("Look")


def enter(
    page: PageOf,
    look_at: Callable[[Table, dict[str, str]], Look],
    store: Callable[[dict[str, str], Look], ResponseReturnValue],
    fields: tuple[str, ...] = ("pasted",),
    instead: Callable[[Look], ResponseReturnValue | None] = lambda _look: None,
) -> ResponseReturnValue:
    """The field for a list; then what would come of it; with ``confirm=yes`` that is stored.

    Whatever is refused is said on the page, over what was typed. ``instead`` may answer otherwise.
    """
    if request.method == "GET":
        return page(dict.fromkeys(fields, ""))
    values = forms.typed(fields)
    try:
        values["pasted"], table = sent(values["pasted"])
    except Invalid as refusal:
        return page(values, refusal)
    try:
        look = look_at(table, values)
    except Invalid as refusal:
        return page(values, refusal, table=table)
    other = instead(look)
    if other is not None:
        return other
    if request.form.get("confirm") != "yes":
        return page(values, look=look, table=table)
    try:
        return store(values, look)
    except (Invalid, Conflict) as refusal:
        return page(values, refusal, look=look, table=table)


def shown(
    template: str, values: dict[str, str], refusal: Refusal | None, **more: Any
) -> ResponseReturnValue:
    """The page of a list with what was typed in it, and what is wrong at its field."""
    places = {**values, "file": "", "skip_bad": ""}
    form = forms.fresh(places) if refusal is None else forms.refused(places, refusal)
    if refusal is None and request.method == "POST":
        form = forms.again(places)
    page = render_template(template, form=form, **more)
    return page, 200 if refusal is None else status_of(refusal)


def chosen_columns(table: Table) -> list[str]:
    """The columns that a person set, where the list still has as many."""
    given = [request.form.get(f"column-{place}") for place in range(table.width)]
    known = all(each is not None for each in given) and f"column-{table.width}" not in request.form
    return [each or "" for each in given] if known else []


def workbook_file(data: bytes, name: str) -> Response:
    """A workbook to be saved under a name."""
    response = Response(data, content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table_file(
    form: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], name: str
) -> Response:
    """A table as text: ``csv`` for other software, ``csv_excel`` for a double click in Excel."""
    if form == "csv_excel":
        return text_file(excel_table(heads, rows), name, "utf-16")
    plain = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return text_file(csv_table(heads, plain), name)


def text_file(data: bytes, name: str, charset: str = "utf-8") -> Response:
    """A table as text to be saved under a name."""
    response = Response(data, content_type=f"text/csv; charset={charset}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
