"""Labels of a cooperative: ordering a print, its page while it is drawn and after, the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from labels import Flip
from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.domain.label_designs import FOR_LOT
from traceability.schemas.labels import PrintSchema
from traceability.services import (
    batches,
    label_backs,
    label_book,
    label_choices,
    label_exports,
    label_papers,
    label_previews,
    label_views,
    lent_label_views,
    print_files,
    print_runs,
    printers,
    stock_views,
)
from traceability.services.label_papers import USUAL_DESIGN
from traceability.services.label_previews import Preview
from traceability.services.label_views import PrintForm, RunPage, RunState
from traceability.services.request_keys import once
from traceability.services.stationery import Paper
from traceability.store.unit import Reading
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form, Wrong
from traceability.web.house import actor, house, looking, working
from traceability.web.paging import page_asked
from traceability.web.tongues import gettext as _
from traceability.web.workspace import label_words, print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.label_pages import making_good
from traceability.web.workspace.print_looks import PrintLook

_PRINT_FIELDS = (
    *("count", "replaces", "replaced", "stock", "design", "start", "printer", "address"),
)
LINK_FIELDS = ("first", "last")
VOID_FIELDS = ("void_first", "void_last", "reason")
PRINT_OUT_FIELDS = ("again_reason",)
_REFRESH, _REFRESH_LATE = "2", "10"
#: Over which edge the sheets are turned, by what an address says.
_FLIPS: Mapping[str, Flip] = {"dai": Flip.LONG_EDGE, "ngan": Flip.SHORT_EDGE}


@workspace.route("/lo/<code>/in-tem", methods=["GET", "POST"])
def print_labels(code: str) -> ResponseReturnValue:
    """The form of a print; sent, it orders labels or shows how the first sheet would be used."""
    if request.method == "GET":
        return _print_page(code, None)
    values, unseen = forms.typed(_PRINT_FIELDS), False
    with looking() as view:
        if print_looks.paper_left(values):
            unseen = print_looks.onto_paper(values, _paper(view, code, values))
        _place_picked(view, code, values)
    if unseen or "preview" in request.form or "pick" in request.form:
        return _previewed(code, values)
    try:
        run = _order(code, values)
    except NotFound:
        raise
    except Refusal as refusal:
        form = with_size(forms.refused(values, refusal), refusal)
        return _print_page(code, form, lacking=print_looks.lacking(refusal)), status_of(refusal)
    return redirect(url_for("workspace.label_run", run=run), 303)


@workspace.get("/lo/<code>/in-tem/xem/<drawing>")
def print_look(code: str, drawing: str) -> ResponseReturnValue:
    """The first page of a print as it will be, its symbols dead; or one label of it."""
    what = print_looks.drawing(drawing)
    with looking() as view:
        values = _defaults(label_views.print_form(view, actor(), code)) | {"count": "1"}
        values |= print_looks.asked_for(_PRINT_FIELDS)
        asked = PrintSchema(spoken=True).read({**values, "batch": code})["asked"]
        data = label_previews.drawn_of_lot(view, actor(), house().press, asked, what)
    return print_looks.answer(drawing, data)


@workspace.get("/tem")
def label_runs() -> ResponseReturnValue:
    """The print runs, newest first, below what others handed to the organisation."""
    page = page_asked()
    with looking() as view:
        found = label_views.listed(view, actor(), page)
        lent = lent_label_views.listed(view, actor()).runs if page == 1 else ()
    return render_template(
        "workspace/label_runs.html",
        found=found,
        lent=lent,
        page=page,
        words=wording,
        labels=label_words,
    )


@workspace.get("/tem/<run>")
def label_run(run: str) -> ResponseReturnValue:
    """One run: waited for while it is drawn, then downloaded, linked, voided."""
    return run_page(run)


@workspace.get("/tem/<run>/tem.pdf")
def label_file(run: str) -> ResponseReturnValue:
    """The file of a run that is being printed, drawn for a printer and never handed out undecoded.

    It opens for a day after ``print_out``, as every file of labels does.
    """
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        exact = printers.calibration_for(view, actor(), request.args.get("may", ""), row)
        lot = label_views.shown(view, actor(), run).line.lot_code
        decoded = print_files.decoded_before(view, row)
        label_exports.printing(view, row)
        # The row never changes: it is drawn from when the view is closed.
        view.db.expunge(row)
    pdf, drawn = print_files.again(house().press.keyring, row, decoded, None, exact)
    if drawn is not None:
        with working() as work:
            print_files.release(work, run, drawn)
    response = Response(pdf, content_type="application/pdf")
    name = "-".join(filter(None, ("tem", lot, run)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@workspace.get("/tem/<run>/thu.pdf")
def label_run_trial(run: str) -> ResponseReturnValue:
    """A dead sheet of a run's own words and paper, for the printer that is named."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        exact = printers.calibration_for(view, actor(), request.args.get("may", ""), row)
        pdf = print_files.rehearsal(row, exact)
    return print_looks.answer("thu.pdf", pdf)


@workspace.get("/tem/<run>/mat-sau.pdf")
def label_run_backs(run: str) -> ResponseReturnValue:
    """The backs of a run printed on card, for sheets that are turned over an edge (``lat``)."""
    flip = _FLIPS.get(request.args.get("lat", "dai"))
    if flip is None:
        raise NotFound
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        exact = printers.calibration_for(view, actor(), request.args.get("may", ""), row)
        pdf = label_backs.draw(view, row, flip, exact)
    return print_looks.answer("mat-sau.pdf", pdf)


def run_page(
    code: str,
    link: Form | None = None,
    void: Form | None = None,
    out: Form | None = None,
    status: int = 200,
) -> Response:
    """The page of a run with its forms: fresh, or as they were refused."""
    with looking() as view:
        run = label_views.shown(view, actor(), code)
        found = printers.listed(view, actor())
        row = label_views.own_run(view, actor(), code)
        usual = printers.usual_for(view, actor(), row)
        mine = next((each for each in found if each.key == usual), None)
        off = printers.without_room(view, actor(), row)
        moved = mine is None or printers.may_shift(row, mine.calibration)
        backs, page_size = label_backs.offer(view, row), print_files.paper_of(row).page
        # Asked only where something is spoiled: what nobody made good yet is told by the ledger.
        book = label_book.of_run(view, actor(), code) if run.line.spoiled else None
        product = label_backs.product_code(view, row)
    spoiled = 0 if book is None else book.spoiled_count
    page = render_template(
        "workspace/label_run.html",
        run=run,
        printer=mine,
        moved=moved,
        off=off,
        backs=backs,
        product=product,
        across=page_size.width > page_size.height,
        link=link or forms.fresh(_default_span(run)),
        void=void or forms.fresh(dict.fromkeys(VOID_FIELDS, "")),
        out=out or forms.fresh(dict.fromkeys(PRINT_OUT_FIELDS, "")),
        designs=print_looks.DESIGNS,
        waits=waits(run),
        spoiled_count=spoiled,
        making_good=making_good(book) if book is not None and spoiled and not book.stopped else "",
        words=wording,
        size=wording.size(run.width, run.height),
    )
    return turning(page, run, status)


def waits(run: RunPage) -> bool:
    """Whether a page of a run turns by itself: while it is drawn, and ``?stay`` was not asked."""
    return run.line.state is RunState.DRAWING and "stay" not in request.args


def turning(page: str, run: RunPage, status: int = 200) -> Response:
    """A page of a run, which turns by itself while there is something to wait for."""
    response = make_response(page, status)
    if waits(run) and request.method == "GET":
        # The header is <meta http-equiv="refresh"> without the tag. It names the address: without,
        # a page that was opened at a part of itself only moves to that part, and waits for ever.
        seconds = _REFRESH_LATE if run.late else _REFRESH
        response.headers["Refresh"] = f"{seconds}; url={request.path}"
    return response


def _default_span(run: RunPage) -> dict[str, str]:
    unused = run.first_unused
    ends = ("", "") if unused is None else (str(unused.first), str(unused.last))
    return dict(zip(LINK_FIELDS, ends, strict=True))


def _order(code: str, values: dict[str, str]) -> str:
    """Order within the balance; refusals carry the field that they stand at."""
    asked = PrintSchema(spoken=True).read({**values, "batch": code})["asked"]
    with working() as work:
        outcome = once(
            work,
            request.form.get("request_key", ""),
            {"do": "print", **asdict(asked)},
            lambda: {"run": print_runs.order(work, house().press, asked).code},
        )
    return outcome.result["run"]


def _paper(view: Reading, code: str, values: Mapping[str, str]) -> str:
    """The paper of the design that stands in the form."""
    design = print_looks.design_of(values)
    return label_papers.of_lot(view, actor(), house().press, code, design)


def _place_picked(view: Reading, code: str, values: dict[str, str]) -> None:
    """Take the place that was pressed on the drawn sheet, or that of another paper."""
    holder = batches.known(view, code).holder_id
    papers = label_choices.papers(view, actor())
    print_looks.picked(values, papers, print_looks.begun(view, holder, papers))


def _previewed(code: str, values: dict[str, str]) -> ResponseReturnValue:
    """The form beside the exact look of what it asks for; or with what does not fit."""
    try:
        asked = PrintSchema(spoken=True).read({**values, "batch": code})["asked"]
        with looking() as view:
            found = label_previews.of_lot(view, actor(), house().press, asked)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = with_size(forms.refused(values, refusal), refusal)
        return _print_page(code, form, lacking=print_looks.lacking(refusal)), status_of(refusal)
    return _print_page(code, forms.again(values), found)


def _print_page(
    code: str,
    form: Form | None,
    found: Preview | None = None,
    lacking: Sequence[tuple[str, str]] = (),
) -> str:
    with looking() as view:
        papers = label_choices.papers(view, actor())
        filled = print_looks.filled(_PRINT_FIELDS, papers)
        stock = filled.get("stock") or _paper(view, code, filled)
        known = label_views.print_form(view, actor(), code, stock)
        printing_on = print_looks.printer_options(view)
        usual = printers.usual(view, actor(), roll=papers[known.usual_stock].roll)
        shown = form or forms.fresh(_defaults(known) | {"printer": usual} | filled)
        fitting = label_previews.fitting_lot(view, house().press, code, shown.values["stock"])
    return render_template(
        "workspace/print_labels.html",
        known=known,
        most=print_runs.MOST_LABELS,
        form=shown,
        look=_look(code, papers, shown, found),
        stocks=[(line.name, wording.stock(line)) for line in known.stocks],
        designs=print_looks.designs(FOR_LOT, fitting),
        lacking=lacking,
        printers=printing_on,
        words=wording,
    )


def _defaults(known: PrintForm) -> dict[str, str]:
    return {
        "count": str(known.usual_count or ""),
        "stock": known.usual_stock,
        "start": str(known.start),
        "address": "short",
        "design": str(USUAL_DESIGN),
    }


def _look(code: str, papers: Mapping[str, Paper], form: Form, found: Preview | None) -> PrintLook:
    """The sheet as typed, where what is typed can be drawn, and its exact look if asked for."""
    values = {name: form.values.get(name, "") for name in _PRINT_FIELDS}
    try:
        asked = PrintSchema(spoken=True).read({**values, "batch": "-"})["asked"]
    except Refusal:
        return PrintLook(None, values["stock"])
    sheet = print_looks.sheet(papers, asked.stock, asked.start + 1, asked.count)
    return print_looks.drawn(sheet, asked.stock, found, "workspace.print_look", values, code=code)


def with_size(form: Form, refusal: Refusal, *, sizes: bool = False) -> Form:
    """Where the text does not fit, say beside it which stock would do; or which of the sizes."""
    if refusal.code != "label_does_not_fit":
        return form
    smallest = refusal.facts.get("smallest_size")
    line = None if smallest is None else stock_views.of_size(*smallest)
    if line is None:
        advice = _("Không loại tem nào trong danh sách vừa: cần rút ngắn tên.")
    elif sizes:
        size = wording.size(line.width, line.height)
        advice = _("Cỡ nhỏ nhất vừa chữ này: %(size)s.", size=size)
    else:
        advice = _("Loại nhỏ nhất vừa chữ này: %(stock)s.", stock=wording.stock(line))
    faults = tuple(Wrong(each.field, f"{each.text} {advice}") for each in form.faults)
    return Form(form.values, form.request_key, faults, form.recorded)
