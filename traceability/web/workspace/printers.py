"""Printers: a ruler page to print and measure, what was measured, and which one somebody uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import labels
from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.stationery import DPIS, PrinterSchema
from traceability.services import label_choices, printer_test, printers
from traceability.services.printers import Measured
from traceability.services.request_keys import once
from traceability.services.stock_views import StockLine, stock_lines
from traceability.store.unit import Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("name", "ruler", "from_left", "from_top", "dpi")


@workspace.get("/may-in")
def printer_list() -> ResponseReturnValue:
    """The printers of the cooperative, what each takes back, and the reader's own."""
    with looking() as view:
        found = printers.listed(view, actor())
        base_url = house().press.base_url
        tight = {
            each.key: printer_test.without_room(view, actor(), base_url, each) for each in found
        }
    return render_template(
        "workspace/printers.html",
        found=found,
        tight=tight,
        rolls=_rolls() if any(each.for_rolls for each in found) else (),
        request_key=forms.new_key(),
        words=wording,
    )


@workspace.route("/may-in/moi", methods=["GET", "POST"])
def new_printer() -> ResponseReturnValue:
    """What was measured on the ruler page of a printer; ``?loai=cuon`` on the row of a roll."""
    if request.method == "GET":
        return _page(forms.fresh(dict.fromkeys(_FIELDS, "") | {"dpi": _usual_dpi()}))
    values = forms.typed(_FIELDS)
    values["dpi"] = values["dpi"] or _usual_dpi()
    try:
        asked: Measured = PrinterSchema(spoken=True).read(values)["asked"]
        _once({"do": "measure printer", **asdict(asked)}, lambda work: printers.add(work, asked))
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _page(forms.refused(values, refusal)), status_of(refusal)
    said = (
        _("Đã lưu máy %(name)s. In lại trang thước một lần để kiểm tra.", name=asked.name)
        if asked.dpi is None
        else _("Đã lưu máy %(name)s. In lại hàng thước một lần để kiểm tra.", name=asked.name)
    )
    flash(said, "done")
    return redirect(url_for("workspace.printer_list"), 303)


@workspace.get("/may-in/trang-thuoc.pdf")
def ruler_page() -> ResponseReturnValue:
    """The page to measure; drawn for a printer it shows whether what was measured is right.

    Where a roll is named (``giay``), a row of it.
    """
    stock = request.args.get("giay", "")
    with looking() as view:
        exact = printers.calibration(view, actor(), request.args.get("may", ""))
        paper = label_choices.papers(view, actor()).get(stock)
    if stock:
        if paper is None or not paper.roll:
            raise NotFound
        return _pdf(labels.draw_ruler_row(paper.sheet, exact), "hang-thuoc.pdf")
    lines = (
        _("Trang thước: in trên A4 thường, đo bằng thước kẻ rồi ghi vào trang “Máy in”."),
        _("1. Vạch ngang phía dưới dấu cộng dài bao nhiêu? Đúng là 100 mm."),
        _("2. Tâm dấu cộng cách mép trái của giấy bao nhiêu? Đúng là 20 mm."),
        _("3. Tâm dấu cộng cách mép trên của giấy bao nhiêu? Đúng là 20 mm."),
    )
    return _pdf(labels.draw_ruler_page(lines, calibration=exact), "trang-thuoc.pdf")


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@workspace.post("/may-in/<key>/dung")
def choose_printer(key: str) -> ResponseReturnValue:
    """The reader prints on this one from now on."""
    with looking() as view:
        printers.require_own(view, actor(), key)
    body = {"do": "choose printer", "key": key}
    name = _once(body, lambda work: printers.choose(work, key))
    flash(_("Từ nay bạn in bằng máy %(name)s.", name=name), "done")
    return redirect(url_for("workspace.printer_list"), 303)


@workspace.post("/may-in/<key>/bo")
def put_printer_away(key: str) -> ResponseReturnValue:
    """The printer is offered no more."""
    with looking() as view:
        printers.require_own(view, actor(), key)
    body = {"do": "put printer away", "key": key}
    name = _once(body, lambda work: printers.put_away(work, key))
    flash(_("Đã bỏ máy %(name)s khỏi danh sách.", name=name), "done")
    return redirect(url_for("workspace.printer_list"), 303)


def _once(body: Mapping[str, object], verb: Callable[[Work], str]) -> str:
    with working() as work:

        def act() -> Mapping[str, str]:
            return {"said": verb(work)}

        done = once(work, request.form.get("request_key", ""), body, act)
    return done.result["said"]


def _for_rolls() -> bool:
    return request.args.get("loai") == "cuon"


def _usual_dpi() -> str:
    """The resolution of most label printers; a sheet printer has none that counts."""
    return DPIS[0] if _for_rolls() else ""


def _page(form: Form) -> str:
    return render_template(
        "workspace/new_printer.html",
        form=form,
        rolls=_rolls() if _for_rolls() else (),
        for_rolls=_for_rolls(),
        words=wording,
    )


def _rolls() -> list[StockLine]:
    """The rolls whose ruler row can be printed."""
    with looking() as view:
        found = label_choices.papers(view, actor()).values()
    return stock_lines(each for each in found if each.roll)
