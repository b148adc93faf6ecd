"""Labels for the cartons of a lot: so many packs to each, and which of them are in which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.labels import CartonSchema
from traceability.services import carton_runs, label_choices, printers
from traceability.services.request_keys import once
from traceability.services.stock_views import stock_lines
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.workspace import print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.labels import with_size

_FIELDS = ("run", "per_carton", "stock", "start", "printer")
#: What a carton's label is printed on where nothing is said: the largest of the sheets.
_USUAL = "L7163"


@workspace.route("/lo/<code>/in-tem-thung", methods=["GET", "POST"])
def carton_labels(code: str) -> ResponseReturnValue:
    """The form of a print for cartons; sent, every whole carton gets its label."""
    if request.method == "GET":
        return _page(code, None)
    values = forms.typed(_FIELDS)
    try:
        run = _order(code, values)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = with_size(forms.refused(values, refusal), refusal)
        return _page(code, form), status_of(refusal)
    return redirect(url_for("workspace.label_run", run=run), 303)


def _order(code: str, values: Mapping[str, str]) -> str:
    asked = CartonSchema(spoken=True).read({**values, "batch": code})["asked"]
    with working() as work:
        outcome = once(
            work,
            request.form.get("request_key", ""),
            {"do": "print cartons", **asdict(asked)},
            lambda: {"run": carton_runs.order(work, house().press, asked).code},
        )
    return outcome.result["run"]


def _page(code: str, form: Form | None) -> str:
    with looking() as view:
        known = carton_runs.form(view, actor(), code)
        papers = label_choices.papers(view, actor())
        start = label_choices.next_start(view, actor(), papers[_USUAL])
        printing_on = print_looks.printer_options(view)
        printer = printers.usual(view, actor())
    first = known.loose[0].run if known.loose else ""
    usual = {"run": first, "stock": _USUAL, "start": str(start), "printer": printer}
    return render_template(
        "workspace/carton_labels.html",
        known=known,
        form=form or forms.fresh(dict.fromkeys(_FIELDS, "") | usual),
        stocks=[(line.name, wording.stock(line)) for line in stock_lines(papers.values())],
        printers=printing_on,
        words=wording,
    )
