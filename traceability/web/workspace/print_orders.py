"""Labels from a printing house: the order, the link that goes there, the page of what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.domain.label_designs import FOR_LOT, LabelDesign
from traceability.schemas.print_orders import (
    USUAL_ROLL,
    USUAL_WASTE,
    HouseBlankSchema,
    HouseOrderSchema,
    LinkSchema,
)
from traceability.services import (
    blank_runs,
    label_choices,
    label_papers,
    label_previews,
    label_views,
    print_order_files,
    print_orders,
    print_runs,
    stationery,
)
from traceability.services.request_keys import once
from traceability.services.stock_views import stock_lines
from traceability.store.models import PrintRun
from traceability.web import forms, links
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import house_looks, print_looks, print_order_words, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.house_looks import HouseLook
from traceability.web.workspace.labels import turning, waits, with_size

_TERMS = (
    *("count", "replaces", "replaced", "stock", "design"),
    *("waste", "per_roll", "across", "along", "bleed"),
)
#: What a link from the ledger of spoiled labels fills in.
_FILLED = ("pack", "count", "replaces", "replaced", "design")
_LINK = ("house", "days", "most", "reason", "keep_older")
_USUAL = {
    "waste": str(USUAL_WASTE),
    "per_roll": f"{USUAL_ROLL:,}".replace(",", "."),
    "across": "1",
    "along": "row",
    "bleed": "2",
    "design": str(LabelDesign.TRACE_STAMP),
    "replaces": "",
    "replaced": "",
}


@workspace.route("/lo/<code>/xuong-in", methods=["GET", "POST"])
def order_from_house(code: str) -> ResponseReturnValue:
    """The form of an order for a lot; sent, its labels are numbered and dead until they come."""
    if request.method == "GET":
        return _lot_page(code, None)
    values = forms.typed(_TERMS)
    try:
        if "preview" in request.form:
            return _lot_page(code, forms.again(values), look=house_looks.of_lot(code, values))
        data = HouseOrderSchema(spoken=True).read({**values, "batch": code})
        run = _ordered(data, lambda w: print_runs.order(w, house().press, **data))
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = with_size(forms.refused(values, refusal), refusal, sizes=True)
        return _lot_page(code, form, print_looks.lacking(refusal)), status_of(refusal)
    return redirect(url_for("workspace.house_order", run=run), 303)


@workspace.route("/tem/xuong-in", methods=["GET", "POST"])
def order_blank_from_house() -> ResponseReturnValue:
    """The same for labels of no lot yet, within the season's quota."""
    if request.method == "GET":
        return _blank_page(None)
    values = forms.typed(("pack", *_TERMS))
    try:
        if "preview" in request.form:
            return _blank_page(forms.again(values), house_looks.of_blank(values))
        data = HouseBlankSchema(spoken=True).read(values)
        run = _ordered(data, lambda w: blank_runs.order(w, house().press, **data))
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, {"pack_format": "pack"})
        form = with_size(form, refusal, sizes=True)
        return _blank_page(form), status_of(refusal)
    return redirect(url_for("workspace.house_order", run=run), 303)


@workspace.get("/tem/<run>/xuong-in")
def house_order(run: str) -> ResponseReturnValue:
    """An order: whether it is drawn, its links, its rolls and which of them came."""
    return _order_page(run, None)


@workspace.post("/tem/<run>/xuong-in/gui")
def send_to_house(run: str) -> ResponseReturnValue:
    """Make a link to the files; it is shown this once."""
    values = forms.typed(_LINK)
    with looking() as view:
        label_views.own_run(view, actor(), run)
    try:
        asked = LinkSchema(spoken=True).read({**values, "run": run})["asked"]
        made = _sent(asked)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _order_page(run, forms.refused(values, refusal), status_of(refusal))
    if made is None:
        return links.shown_before(url_for("workspace.house_order", run=run))
    shown = links.shown("public.printing_house", made.token, made.expires_at)
    return render_template(
        "workspace/house_link.html", link=shown, asked=asked, run=run, closed=made.closed
    )


@workspace.post("/tem/<run>/xuong-in/<number>/rut")
def withdraw_from_house(run: str, number: str) -> ResponseReturnValue:
    """Close a link before its time."""
    with looking() as view:
        label_views.own_run(view, actor(), run)
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        raise NotFound
    with working() as work:

        def do() -> Mapping[str, str]:
            print_orders.withdraw(work, run, int(number))
            return {"run": run}

        body = {"do": "withdraw house link", "run": run, "number": number}
        once(work, request.form.get("request_key", ""), body, do)
    flash(_("Đã đóng liên kết. Xưởng in không tải được nữa."), "done")
    return redirect(url_for("workspace.house_order", run=run), 303)


@workspace.get("/tem/<run>/xuong-in/quy-cach.pdf")
def house_specification(run: str) -> Response:
    """The one page that says how the labels are made."""
    with looking() as view:
        row = label_views.own_run(view, actor(), run)
        view.db.expunge(row)
    data = print_order_files.specification(house().press.keyring, row)
    response = Response(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="quy-cach-{run}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _ordered(data: Mapping[str, object], order: print_order_words.Order) -> str:
    with working() as work:

        def do() -> Mapping[str, str]:
            run: PrintRun = order(work)
            return {"run": run.code}

        told = {name: asdict(each) for name, each in data.items()}  # type: ignore[call-overload]
        body = {"do": "order from house", **told}
        return once(work, request.form.get("request_key", ""), body, do).result["run"]


def _sent(asked: print_orders.LinkRequest) -> print_orders.LinkMade | None:
    """The link; ``None`` where the same form made it before: it was shown then."""
    made: list[print_orders.LinkMade] = []
    with working() as work:

        def do() -> Mapping[str, str]:
            made.append(print_orders.send(work, asked))
            return {"run": asked.run}

        body = {"do": "send to house", **asdict(asked)}
        once(work, request.form.get("request_key", ""), body, do)
    return made[0] if made else None


def _lot_page(
    code: str,
    form: Form | None,
    lacking: Sequence[tuple[str, str]] = (),
    look: HouseLook | None = None,
) -> str:
    with looking() as view:
        asked = print_looks.asked_for(_FILLED)
        design = print_looks.design_of(asked)
        stock = label_papers.of_lot(view, actor(), house().press, code, design)
        known = label_views.print_form(view, actor(), code, stock)
        usual = {"count": str(known.room or ""), "stock": _of_its_size(known.usual_stock)}
        shown = form or forms.fresh(_USUAL | usual | asked)
        fitting = label_previews.fitting_lot(view, house().press, code, shown.values["stock"])
    return render_template(
        "workspace/house_order_form.html",
        known=known,
        packs=(),
        form=shown,
        designs=print_looks.designs(FOR_LOT, fitting),
        lacking=lacking,
        look=look,
        stocks=_stocks(),
        most=print_runs.MOST_OF_HOUSE,
        words=wording,
        told=print_order_words,
    )


def _blank_page(form: Form | None, look: HouseLook | None = None) -> str:
    with looking() as view:
        packs = label_choices.packs(view, actor())
        asked = print_looks.asked_for(_FILLED)
        stock = print_looks.blank_paper(view, packs, _USUAL | asked)
        pack = packs[0].value if packs else ""
        usual = {"pack": pack, "count": "", "stock": _of_its_size(stock), **_USUAL}
        shown = form or forms.fresh(usual | asked)
        designs = print_looks.blank_designs(view, packs, shown)
    return render_template(
        "workspace/house_order_form.html",
        known=None,
        look=look,
        packs=packs,
        form=shown,
        designs=designs,
        stocks=_stocks(),
        most=print_runs.MOST_OF_HOUSE,
        words=wording,
        told=print_order_words,
    )


def _sizes() -> dict[str, str]:
    """The names of the catalogue by what a label measures: a press needs neither sheet nor row."""
    found: dict[str, str] = {}
    for line in stock_lines(stationery.catalogue().values()):
        found.setdefault(wording.size(line.width, line.height), line.name)
    return found


def _stocks() -> list[tuple[str, str]]:
    return [(name, size) for size, name in _sizes().items()]


def _of_its_size(stock: str) -> str:
    """The name under which a paper's size is offered, where the catalogue has the paper."""
    paper = stationery.catalogue().get(stock)
    label = None if paper is None else paper.sheet.label
    return stock if label is None else _sizes()[wording.size(label.width, label.height)]


def _order_page(run: str, form: Form | None, status: int = 200) -> Response:
    with looking() as view:
        found = print_orders.page(view, actor(), run)
    page = render_template(
        "workspace/house_order.html",
        order=found,
        line=found.run.line,
        waits=waits(found.run),
        size=wording.size(found.run.width, found.run.height),
        form=form or forms.fresh(dict.fromkeys(_LINK, "") | {"days": "7", "most": "3"}),
        words=wording,
        told=print_order_words,
    )
    return turning(page, found.run, status)
