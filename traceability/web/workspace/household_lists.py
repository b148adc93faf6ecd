"""Lists of households in and out: a look at what would come of one, storing exactly that, Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action
from traceability.domain.days import format_day
from traceability.domain.errors import Fault, Invalid, Refusal
from traceability.domain.phones import spaced_phone
from traceability.schemas import imports
from traceability.schemas.imports import HOUSEHOLDS, RowRead, Understood
from traceability.services import household_imports, household_views, households
from traceability.services.household_imports import Entry, Fate, Plan
from traceability.services.household_views import Answer
from traceability.services.request_keys import Sealed, once_sealed
from traceability.sheets.tables import Table
from traceability.sheets.writing import Head, workbook
from traceability.web import lists
from traceability.web.communes import with_names
from traceability.web.house import actor, looking, working
from traceability.web.list_troubles import Trouble
from traceability.web.lists import AS_TEXT, chosen_columns, table_file, workbook_file
from traceability.web.messages import sentence
from traceability.web.thousands import ngettext
from traceability.web.workspace import household_words as words
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.setup import settled_at

_FIELDS = ("pasted", "existing")
_WIDTHS = {"name": 28, "phone": 18, "address": 28, "note": 34}
#: As many rows as the look shows of each sort; the list itself stands below it.
SHOWN = 100


@dataclass(frozen=True)
class Look:
    """A list as it was read: the columns, each row with its verdict, what would come of it."""

    understood: Understood
    table: Table
    rows: tuple[RowRead, ...]
    plan: Plan
    troubles: tuple[Trouble, ...]

    @property
    def bad(self) -> int:
        """How many rows have something wrong."""
        return len({each.line for each in self.troubles})

    @property
    def mended(self) -> list[RowRead]:
        """Rows whose phone had lost its 0."""
        return [row for row in self.rows if row.mended]

    @property
    def near(self) -> list[household_imports.Planned]:
        """The rows that would add somebody who may be there already."""
        return [row for row in self.plan.rows if row.near is not None]

    def of(self, fate: str) -> list[household_imports.Planned]:
        """The rows of a fate."""
        return [row for row in self.plan.rows if row.fate == fate]


@workspace.route("/ho/nhap", methods=["GET", "POST"], endpoint="import_households")
def enter() -> ResponseReturnValue:
    """The field for a list; then what would come of it; with ``confirm=yes`` that is stored."""
    with looking() as view:
        households.tenant_of(view, actor(), Action.EDIT_HOUSEHOLD)
    return lists.enter(
        _page,
        lambda table, values: _look(
            table, chosen_columns(table), update=values["existing"] == "update"
        ),
        _store,
        _FIELDS,
    )


@workspace.get("/ho/mau.xlsx")
def household_template() -> Response:
    """An empty list with our headings, an example in it, and phones as text."""
    example = ["Nguyễn Văn Hùng", "0912 345 678", "thôn Vĩnh Sơn", "", "", "hộ thành viên", ""]
    example[-1] = imports.SAMPLE
    return workbook_file(workbook("Hộ", _heads(), [example]), "danh-sach-ho-mau.xlsx")


@workspace.post("/ho/xuat")
def export_households() -> Response:
    """The households that the page shows, as Excel or CSV; on record before the first byte."""
    query, asked = request.form.get("q", "")[:100], request.form.get("tra-loi")
    answer = asked if asked in set(Answer) else None
    with working() as work:
        households.note_read(work, "households_exported")
    with looking() as view:
        pages = household_views.whole(view, actor(), query, answer)
        name = f"ho-{format_day(view.today).replace('/', '-')}"
    heads = [*_heads(), Head("Số hộ", 10), Head("Đồng ý hiện tên", 20)]
    rows = [_exported(each) for each in pages]
    if (form := request.form.get("format", "")) in AS_TEXT:
        return table_file(form, [head.heading for head in heads], rows, f"{name}.csv")
    return workbook_file(workbook("Hộ", heads, rows), f"{name}.xlsx")


def _exported(page: household_views.Whole) -> list[str]:
    asked, where = page.asked, page.where
    old = "" if where is None or where.old_commune is None else where.old_commune
    district = "" if where is None or not where.old_district else f", {where.old_district}"
    return [
        asked.name,
        spaced_phone(asked.phone or ""),
        asked.address or "",
        "" if where is None else where.commune,
        old + district if old else "",
        _STANDINGS[asked.standing or "member"],
        asked.note or "",
        f"{page.line.number:02}",
        _ANSWERS.get(page.line.answer, ""),
    ]


# The file is Vietnamese whatever the page is: its headings and words are read back by the import.
_STANDINGS = {"member": "hộ thành viên", "linked": "hộ liên kết", "outside": "hộ ngoài HTX"}
_ANSWERS = {"full": "đủ tên", "short": "viết tắt", "no": "không", "unasked": "chưa hỏi"}


def _heads() -> list[Head]:
    return [Head(each.heading, _WIDTHS.get(each.name, 16)) for each in HOUSEHOLDS.columns]


def _look(table: Table, chosen: Sequence[str], *, update: bool) -> Look:
    understood = imports.understand(HOUSEHOLDS, table, chosen)
    rows = tuple(imports.read_rows(HOUSEHOLDS, understood))
    entries = [Entry(row.line, row.asked) for row in rows if not row.faults]
    with looking() as view:
        plan = household_imports.plan(view, actor(), entries, update=update)
    troubles = [_trouble(row, fault) for row in rows for fault in row.faults]
    by_line = {row.line: row for row in rows}
    for line, first in plan.twice:
        fault = Fault("import_row_twice", "name", {"first": str(first)})
        troubles.append(_trouble(by_line[line], fault))
    return Look(understood, table, rows, plan, tuple(sorted(troubles, key=lambda each: each.line)))


def _trouble(row: RowRead, fault: Fault) -> Trouble:
    name = fault.field or "name"
    text = sentence(with_names(fault))
    return Trouble(row.line, str(words.COLUMNS[name]), row.typed.get(name, ""), text)


def _store(values: dict[str, str], look: Look) -> ResponseReturnValue:
    """Store what was shown; a repeated sending stores nothing more."""
    skips = "skip_bad" in request.form
    if look.troubles and not skips:
        raise Invalid("import_has_faults", "skip_bad")
    entries = [Entry(row.line, row.asked) for row in look.rows if not row.faults]
    update = values["existing"] == "update"
    body = {"rows": [asdict(each.asked) for each in entries], "update": update}
    with working() as work:

        def act() -> Sealed:
            codes = household_imports.confirm(
                work,
                entries,
                request.form.get("digest", ""),
                update=update,
                skip_twice=skips,
            )
            return Sealed({"stored": str(len(codes))}, codes)

        outcome = once_sealed(work, request.form.get("request_key", ""), body, act)
    count = int(outcome.result["stored"])
    flash(ngettext("Đã lưu %(num)s hộ.", "Đã lưu %(num)s hộ.", count), "done")
    return redirect(settled_at("workspace.households"), 303)


def _page(
    values: dict[str, str],
    refusal: Refusal | None = None,
    *,
    look: Look | None = None,
    table: Table | None = None,
) -> ResponseReturnValue:
    return lists.shown(
        "workspace/household_import.html",
        values,
        refusal,
        look=look,
        table=table,
        columns=HOUSEHOLDS.columns,
        fate=Fate,
        most=imports.MOST_ROWS,
        shown=SHOWN,
        words=words,
    )
