"""Paper of one's own: measured, drawn to scale to look at, kept, put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.stationery import StockSchema
from traceability.services import printer_test, stationery
from traceability.services.request_keys import once
from traceability.services.stationery import Measured, Paper
from traceability.services.stock_views import SheetPicture, picture, stock_lines
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

_LENGTHS = ("page_width", "page_height", "margin_left", "margin_top", "gutter_x", "gutter_y")
_FIELDS = (
    *("name", "kind", "label_width", "label_height", "columns", "rows"),
    *_LENGTHS,
    *("radius", "dpi", "direct_thermal"),
)


@workspace.get("/giay-tem")
def stationery_list() -> ResponseReturnValue:
    """The papers that the cooperative measured itself, each drawn to scale."""
    with looking() as view:
        own = stationery.own(view, actor())
        fitting = printer_test.fitting(view, actor(), house().settings.public_url)
    lines = zip(own, stock_lines(own), strict=True)
    return render_template(
        "workspace/stationery.html",
        found=[(paper, line, picture(paper, 1, 0)) for paper, line in lines],
        fitting=fitting,
        request_key=forms.new_key(),
        words=wording,
    )


@workspace.route("/giay-tem/moi", methods=["GET", "POST"])
def new_stationery() -> ResponseReturnValue:
    """The form of a sheet or roll; sent, it is drawn to scale, and kept once it was looked at."""
    kind = "roll" if request.args.get("kieu") == "cuon" else "sheet"
    if request.method == "GET":
        return _page(forms.fresh(_empty(kind)), None)
    values = forms.typed(_FIELDS)
    try:
        asked: Measured = StockSchema(spoken=True).read(values)["asked"]
        if "keep" not in request.form:
            sheet = stationery.looked_at(asked)
            drawn = Paper(asked.name, sheet, roll=asked.kind == "roll")
            return _page(forms.again(values), picture(drawn, 1, 0), drawn)
        _keep(asked)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _page(forms.refused(values, refusal), None), status_of(refusal)
    flash(_("Đã lưu giấy %(name)s. Từ nay chọn được khi in tem.", name=asked.name), "done")
    return redirect(url_for("workspace.stationery_list"), 303)


@workspace.post("/giay-tem/<key>/cat")
def put_stationery_away(key: str) -> ResponseReturnValue:
    """The paper is offered no more."""
    with looking() as view:
        stationery.of_key(view, actor(), key)

    def act() -> Mapping[str, str]:
        return {"name": stationery.put_away(work, key)}

    with working() as work:
        body = {"do": "put stock away", "key": key}
        done = once(work, request.form.get("request_key", ""), body, act).result
    flash(_("Đã cất giấy %(name)s. Tem đã in trên giấy này vẫn như cũ.", name=done["name"]), "done")
    return redirect(url_for("workspace.stationery_list"), 303)


def _empty(kind: str) -> dict[str, str]:
    usual = {"kind": kind}
    if kind == "sheet":
        usual |= {"page_width": "210", "page_height": "297", "gutter_x": "0", "gutter_y": "0"}
    else:
        usual |= {"columns": "1", "dpi": "203", "direct_thermal": "yes"}
    return dict.fromkeys(_FIELDS, "") | usual


def _keep(asked: Measured) -> None:
    def act() -> Mapping[str, str]:
        return {"stock": stationery.add(work, asked).key}

    with working() as work:
        body = {"do": "measure stock", **asdict(asked)}
        once(work, request.form.get("request_key", ""), body, act)


def _page(form: Form, drawn: SheetPicture | None, paper: Paper | None = None) -> str:
    line = None if paper is None else stock_lines([paper])[0]
    return render_template(
        "workspace/new_stationery.html",
        form=form,
        roll=form.values.get("kind") == "roll",
        drawn=drawn,
        line=line,
        edges=None if paper is None else (paper.sheet.right_margin, paper.sheet.bottom_margin),
        words=wording,
    )
