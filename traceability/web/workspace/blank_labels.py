"""Blank labels: ordered before the harvest within the season's quota; parts and codes as files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from labels import EXACT, Calibration
from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.labels import BlankSchema
from traceability.services import (
    blank_runs,
    label_choices,
    label_exports,
    label_previews,
    label_views,
    parties,
    print_files,
    print_layout,
    printers,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_leaving import ExportForm
from traceability.services.label_papers import USUAL_DESIGN
from traceability.services.label_previews import Preview
from traceability.services.print_files import Part
from traceability.services.request_keys import once
from traceability.services.stationery import Paper
from traceability.services.stock_views import stock_lines
from traceability.store.models import PrintRun
from traceability.store.unit import Reading
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.workspace import print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.labels import with_size
from traceability.web.workspace.print_looks import PrintLook

_FIELDS = (
    *("pack", "count", "replaces", "replaced", "stock", "design", "start", "per_roll", "printer"),
)


@workspace.route("/tem/in-truoc", methods=["GET", "POST"])
def blank_labels() -> ResponseReturnValue:
    """The form of a blank run; sent, it orders labels within the quota."""
    if request.method == "GET":
        return _page(None)
    values, unseen = forms.typed(_FIELDS), False
    with looking() as view:
        if print_looks.paper_left(values):
            packs = label_choices.packs(view, actor())
            paper = print_looks.blank_paper(view, packs, values)
            unseen = print_looks.onto_paper(values, paper)
        _place_picked(view, values)
    if unseen or "preview" in request.form or "pick" in request.form:
        return _previewed(values)
    try:
        run = _order(values)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, {"pack_format": "pack"})
        return _page(with_size(form, refusal)), status_of(refusal)
    return redirect(url_for("workspace.label_run", run=run), 303)


@workspace.get("/tem/in-truoc/xem/<drawing>")
def blank_look(drawing: str) -> ResponseReturnValue:
    """The first page of a blank run as it will be, its symbols dead; or one label of it."""
    what = print_looks.drawing(drawing)
    with looking() as view:
        packs = label_choices.packs(view, actor())
        if not packs:
            raise NotFound
        usual = {"pack": packs[0].value, "stock": label_choices.usual_stock(view, actor())}
        asked = _read(usual | {"count": "1"} | print_looks.asked_for(_FIELDS))
        data = label_previews.drawn_of_blank(view, actor(), house().press, asked, what)
    return print_looks.answer(drawing, data)


@workspace.get("/tem/<run>/in-tiep/<number>.pdf")
def label_part_file(run: str, number: str) -> ResponseReturnValue:
    """A part that prints again: drawn from the run, decoded whole before it is handed out."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        part = label_exports.part(view, row, numbered(number))
        decoded = print_files.decoded_before(view, row)
        exact = printers.calibration_for(view, actor(), request.args.get("may", ""), row)
        view.db.expunge(row)
    return _drawn(run, row, decoded, part, exact)


@workspace.get("/tem/<run>/tep/<number>")
def label_export_file(run: str, number: str) -> ResponseReturnValue:
    """Labels that were marked as taken out: drawn whole, as symbols, or as a table."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        part, form = label_exports.marked(view, row, numbered(number))
        decoded = print_files.decoded_before(view, row)
        view.db.expunge(row)
    if form is ExportForm.PDF:
        # It is printed elsewhere: what the printer in this house does to a page is not undone.
        return _drawn(run, row, decoded, part, EXACT)
    data, kind, name = label_exports.made(house().press.keyring, row, part, form)
    return _file(data, kind, name)


def _drawn(
    run: str, row: PrintRun, decoded: frozenset[str], part: Part, exact: Calibration
) -> Response:
    """A part of a run, decoded whole before it is handed out."""
    pdf, drawn = print_files.again(house().press.keyring, row, decoded, part, exact)
    if drawn is not None:
        with working() as work:
            print_files.release(work, run, drawn)
    return _file(pdf, "application/pdf", f"tem-{run}-{part.first}-{part.last}.pdf")


def numbered(text: str) -> int:
    """The number in an address; NotFound where there is none.

    Not a converter of the route: an address that nobody has asks for the sign-in first, as all do.
    """
    if re.fullmatch(r"[0-9]{1,6}", text) is None:
        raise NotFound
    return int(text)


def _file(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _read(values: Mapping[str, str]) -> BlankRequest:
    asked: BlankRequest = BlankSchema(spoken=True).read(values)["asked"]
    return asked


def _order(values: Mapping[str, str]) -> str:
    asked = _read(values)
    with working() as work:
        outcome = once(
            work,
            request.form.get("request_key", ""),
            {"do": "print blank", **asdict(asked)},
            lambda: {"run": blank_runs.order(work, house().press, asked).code},
        )
    return outcome.result["run"]


def _place_picked(view: Reading, values: dict[str, str]) -> None:
    """Take the place that was pressed on the drawn sheet, or that of another paper."""
    holder = parties.acting_party(view, actor()).id
    papers = label_choices.papers(view, actor())
    print_looks.picked(values, papers, print_looks.begun(view, holder, papers))


def _previewed(values: dict[str, str]) -> ResponseReturnValue:
    """The form beside the exact look of what it asks for; or with what does not fit."""
    try:
        with looking() as view:
            found = label_previews.of_blank(view, actor(), house().press, _read(values))
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, {"pack_format": "pack"})
        return _page(with_size(form, refusal)), status_of(refusal)
    return _page(forms.again(values), found)


def _page(form: Form | None, found: Preview | None = None) -> str:
    with looking() as view:
        packs = label_choices.packs(view, actor())
        papers = label_choices.papers(view, actor())
        filled = print_looks.filled(_FIELDS, papers)
        stock = filled.get("stock") or print_looks.blank_paper(view, packs, filled)
        start = label_choices.next_start(view, actor(), papers[stock])
        printing_on = print_looks.printer_options(view)
        printer = printers.usual(view, actor(), roll=papers[stock].roll)
        usual = {"pack": packs[0].value if packs else "", "stock": stock, "start": str(start)}
        usual |= {"printer": printer, "design": str(USUAL_DESIGN)}
        shown = form or forms.fresh(dict.fromkeys(_FIELDS, "") | usual | filled)
        designs = print_looks.blank_designs(view, packs, shown)
    return render_template(
        "workspace/blank_labels.html",
        packs=packs,
        form=shown,
        look=_look(papers, shown, found),
        stocks=[(line.name, wording.stock(line)) for line in stock_lines(papers.values())],
        designs=designs,
        printers=printing_on,
        most=blank_runs.MOST_LABELS,
        words=wording,
    )


def _places(papers: Mapping[str, Paper], asked: BlankRequest) -> int:
    """How many places of its paper an order takes, heads of rolls among them."""
    paper, per_roll = papers.get(asked.stock), blank_runs.on_rolls(asked).per_roll
    if paper is None or not 0 <= asked.start < paper.sheet.capacity:
        return asked.count
    count = min(asked.count, blank_runs.MOST_LABELS)
    return print_layout.places_of(count, per_roll, paper.sheet, asked.start)


def _look(papers: Mapping[str, Paper], form: Form, found: Preview | None) -> PrintLook:
    """The sheet as typed, where what is typed can be drawn, and its exact look if asked for."""
    values = {name: form.values.get(name, "") for name in _FIELDS}
    try:
        # Before a number is typed, the sheet shows where the first label goes.
        asked = _read(values | {"count": values["count"] or "1", "pack": values["pack"] or "-"})
    except Refusal:
        return PrintLook(None, values["stock"])
    sheet = print_looks.sheet(papers, asked.stock, asked.start + 1, _places(papers, asked))
    return print_looks.drawn(sheet, asked.stock, found, "workspace.blank_look", values)
