"""Lists out of the house as Excel and as CSV, each as its page is filtered.

The file is Vietnamese whatever the page's language is. That somebody took it is on record before
the first byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, request

from traceability.domain.errors import Invalid, NotFound
from traceability.services import audit, parties
from traceability.sheets.ledgers import Ledger, ledger
from traceability.sheets.text_tables import Cell
from traceability.web.house import looking, working
from traceability.web.lists import AS_TEXT, table_file, workbook_file
from traceability.web.tongues import speaking
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.export_rows import EXPORTS

#: No list has more rows in one file: older ones are fetched by what the page filters by.
MOST_ROWS = 20_000


@workspace.post("/xuat/<what>")
def export_list(what: str) -> Response:
    """A whole list, newest first, as ``format`` asks: days as days, amounts as numbers."""
    chosen = EXPORTS.get(what)
    if chosen is None:
        raise NotFound
    form = format_asked()
    asked = {name: request.form.get(name, "") for name in chosen.filters}
    with looking() as view, speaking("vi"):
        rows = _most(chosen.rows(view, asked))
        day = view.today
    with working() as work:
        audit.note(work, chosen.action, parties.acting_party(work, work.actor).code)
    name = f"{what}-{day.isoformat()}"
    if form in AS_TEXT:
        return table_file(form, [head.heading for head in chosen.heads], rows, f"{name}.csv")
    above = [chosen.title, f"Ngày {day:%d/%m/%Y}"]
    page = Ledger(chosen.title, above, chosen.heads, rows, sums=())
    return workbook_file(ledger([page]), f"{name}.xlsx")


def format_asked() -> str:
    """The kind of file that a form asks for."""
    form = request.form.get("format", "")
    if form not in ("xlsx", *AS_TEXT):
        raise Invalid("choice_unknown", "format")
    return form


def _most(rows: Iterator[Sequence[Cell]]) -> list[Sequence[Cell]]:
    return [row for row, _number in zip(rows, range(MOST_ROWS), strict=False)]
