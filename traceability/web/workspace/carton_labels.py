"""Labels for the cartons of a lot: so many packs to each, and which of them are in which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.labels import CartonSchema
from traceability.services import (
    batches,
    carton_runs,
    label_choices,
    label_previews,
    printers,
)
from traceability.services.carton_contents import Inside
from traceability.services.carton_runs import MOST_IN_CARTON, CartonForm, CartonRequest
from traceability.services.label_previews import Preview
from traceability.services.request_keys import once
from traceability.services.stationery import Paper
from traceability.services.stock_views import stock_lines
from traceability.store.unit import Reading
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.workspace import print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.labels import with_size
from traceability.web.workspace.print_looks import PrintLook

_FIELDS = ("run", "per_carton", "replaces", "replaced", "stock", "start", "printer")
#: What a carton's label is printed on where nothing is said: the largest of the sheets.
_USUAL = "L7163"


@workspace.route("/lo/<code>/in-tem-thung", methods=["GET", "POST"])
def carton_labels(code: str) -> ResponseReturnValue:
    """The form of a print for cartons; sent, every whole carton gets its label."""
    if request.method == "GET":
        return _page(code, None)
    values = forms.typed(_FIELDS)
    with looking() as view:
        _place_picked(view, code, values)
    try:
        if "preview" in request.form or "pick" in request.form:
            return _previewed(code, values)
        run = _order(code, values)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = with_size(forms.refused(values, refusal), refusal)
        return _page(code, form), status_of(refusal)
    return redirect(url_for("workspace.label_run", run=run), 303)


@workspace.get("/lo/<code>/in-tem-thung/xem/<drawing>")
def carton_look(code: str, drawing: str) -> ResponseReturnValue:
    """The first page of labels for cartons as it will be, its symbols dead; or one of them."""
    what, typed = print_looks.drawing(drawing), print_looks.asked_for(_FIELDS)
    with looking() as view:
        known = carton_runs.form(view, actor(), code)
        if not (known.loose or "replaces" in typed):
            raise NotFound
        asked = _read(code, _usual(known, typed) | typed)
        data = label_previews.drawn_of_cartons(view, actor(), house().press, asked, what)
    return print_looks.answer(drawing, data)


def _read(code: str, values: Mapping[str, str]) -> CartonRequest:
    asked: CartonRequest = CartonSchema(spoken=True).read({**values, "batch": code})["asked"]
    return asked


def _order(code: str, values: Mapping[str, str]) -> str:
    asked = _read(code, values)
    with working() as work:
        outcome = once(
            work,
            request.form.get("request_key", ""),
            {"do": "print cartons", **asdict(asked)},
            lambda: {"run": carton_runs.order(work, house().press, asked).code},
        )
    return outcome.result["run"]


def _place_picked(view: Reading, code: str, values: dict[str, str]) -> None:
    """Take the place that was pressed on the drawn sheet, or that of another paper."""
    holder = batches.known(view, code).holder_id
    papers = label_choices.papers(view, actor())
    print_looks.picked(values, papers, print_looks.begun(view, holder, papers))


def _previewed(code: str, values: Mapping[str, str]) -> str:
    """The form beside the exact look of what it asks for."""
    asked = _read(code, values)
    with looking() as view:
        found = label_previews.of_cartons(view, actor(), house().press, asked)
    return _page(code, forms.again(values), found)


def _usual(known: CartonForm, typed: Mapping[str, str]) -> dict[str, str]:
    """What is drawn where nothing was typed: one pack to a carton; those in place of others."""
    usual = {"stock": _USUAL, "start": "1"}
    if typed.get("replaces"):
        return usual
    return usual | {"run": known.loose[0].run if known.loose else "", "per_carton": "1"}


def _page(code: str, form: Form | None, found: Preview | None = None) -> str:
    with looking() as view:
        known = carton_runs.form(view, actor(), code)
        papers = label_choices.papers(view, actor())
        start = label_choices.next_start(view, actor(), papers[_USUAL])
        printing_on = print_looks.printer_options(view)
        printer = printers.usual(view, actor(), roll=papers[_USUAL].roll)
        shown = form or forms.fresh(_offered(known, papers, str(start), printer))
        boxes = _boxes(view, code, shown) if found or shown.values["replaces"] else ()
    filled = _filled(known, shown)
    return render_template(
        "workspace/carton_labels.html",
        known=known,
        form=shown,
        filled=filled,
        boxes=boxes,
        look=_look(code, papers, shown, found, len(boxes) or (filled or (1, 0))[0]),
        stocks=[(line.name, wording.stock(line)) for line in stock_lines(papers.values())],
        printers=printing_on,
        words=wording,
    )


def _offered(
    known: CartonForm, papers: Mapping[str, Paper], start: str, printer: str
) -> dict[str, str]:
    """The form before anything is typed: as a link to it says, or as it is usual."""
    asked = print_looks.filled(_FIELDS, papers)
    usual = dict.fromkeys(_FIELDS, "") | _usual(known, asked)
    return usual | {"per_carton": "", "start": start, "printer": printer} | asked


def _boxes(view: Reading, code: str, form: Form) -> Sequence[tuple[int, Inside]]:
    """The cartons by their numbers with what is in each; none where the form is refused."""
    try:
        asked = _read(code, {name: form.values.get(name, "") for name in _FIELDS})
        return carton_runs.looked_at(view, actor(), house().press, asked).inside
    except Refusal:
        return ()


def _filled(known: CartonForm, form: Form) -> tuple[int, int] | None:
    """How many cartons what was typed fills, and how many packs stay loose; not before it is."""
    loose = next((each.count for each in known.loose if each.run == form.values["run"]), 0)
    per = print_looks.number(form.values["per_carton"], 0)
    return divmod(loose, per) if per else None


def _look(
    code: str,
    papers: Mapping[str, Paper],
    form: Form,
    found: Preview | None,
    cartons: int,
) -> PrintLook:
    """The sheet as typed, where what is typed can be drawn, and its exact look if asked for."""
    values = {name: form.values.get(name, "") for name in _FIELDS}
    # Before it is typed how many packs go in, the sheet shows where the first label goes.
    packs = "" if values["replaces"] else values["per_carton"] or str(MOST_IN_CARTON)
    try:
        asked = _read(code, values | {"per_carton": packs})
    except Refusal:
        return PrintLook(None, values["stock"])
    sheet = print_looks.sheet(papers, asked.stock, asked.start + 1, max(1, cartons))
    endpoint = "workspace.carton_look"
    return print_looks.drawn(sheet, asked.stock, found, endpoint, values, (), code=code)
