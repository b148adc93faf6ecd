"""Blank labels: ordered before the harvest within the season's quota; parts and codes as files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.labels import BlankSchema
from traceability.services import blank_runs, label_choices, label_exports, label_views, print_files
from traceability.services.label_acts import ExportForm
from traceability.services.print_files import Part
from traceability.services.request_keys import once
from traceability.services.stock_views import stock_lines
from traceability.store.models import PrintRun
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.labels import with_size

_FIELDS = ("pack", "count", "stock", "start", "per_roll")


@workspace.route("/tem/in-truoc", methods=["GET", "POST"])
def blank_labels() -> ResponseReturnValue:
    """The form of a blank run; sent, it orders labels within the quota."""
    if request.method == "GET":
        return _page(None)
    values = forms.typed(_FIELDS)
    try:
        run = _order(values)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, {"pack_format": "pack"})
        return _page(with_size(form, refusal)), status_of(refusal)
    return redirect(url_for("workspace.label_run", run=run), 303)


@workspace.get("/tem/<run>/in-tiep/<number>.pdf")
def label_part_file(run: str, number: str) -> ResponseReturnValue:
    """A part that prints again: drawn from the run, decoded whole before it is handed out."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        part = label_exports.part(view, row, _numbered(number))
        decoded = print_files.decoded_before(view, row)
        view.db.expunge(row)
    return _drawn(run, row, decoded, part)


@workspace.get("/tem/<run>/tep/<number>")
def label_export_file(run: str, number: str) -> ResponseReturnValue:
    """Labels that were marked as taken out: drawn whole, as symbols, or as a table."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        stretch, form = label_exports.marked(view, row, _numbered(number))
        decoded = print_files.decoded_before(view, row)
        view.db.expunge(row)
    if form is ExportForm.PDF:
        return _drawn(run, row, decoded, Part(*stretch, 0))
    data, kind, name = label_exports.made(house().press.keyring, row, stretch, form)
    return _file(data, kind, name)


def _drawn(run: str, row: PrintRun, decoded: frozenset[str], part: Part) -> Response:
    """A part of a run, decoded whole before it is handed out."""
    pdf, drawn = print_files.again(house().press.keyring, row, decoded, part)
    if drawn is not None:
        with working() as work:
            print_files.release(work, run, drawn)
    return _file(pdf, "application/pdf", f"tem-{run}-{part.first}-{part.last}.pdf")


def _numbered(text: str) -> int:
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


def _order(values: Mapping[str, str]) -> str:
    asked = BlankSchema(spoken=True).read(values)["asked"]
    with working() as work:
        outcome = once(
            work,
            request.form.get("request_key", ""),
            {"do": "print blank", **asdict(asked)},
            lambda: {"run": blank_runs.order(work, house().press, asked).code},
        )
    return outcome.result["run"]


def _page(form: Form | None) -> str:
    with looking() as view:
        packs = label_choices.packs(view, actor())
        stock = label_choices.usual_stock(view, actor())
    usual = {"pack": packs[0].value if packs else "", "stock": stock, "start": "1"}
    shown = form or forms.fresh(dict.fromkeys(_FIELDS, "") | usual)
    return render_template(
        "workspace/blank_labels.html",
        packs=packs,
        form=shown,
        stocks=[(line.name, wording.stock(line)) for line in stock_lines()],
        most=blank_runs.MOST_LABELS,
        words=wording,
    )
