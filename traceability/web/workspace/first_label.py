"""The way to the first label on one screen: what is done, and one button to the next act."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.services import first_label as services
from traceability.services.first_label import Act
from traceability.services.request_keys import once
from traceability.store.unit import Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.house import actor, house, looking, working
from traceability.web.messages import sentence
from traceability.web.workspace import returning, wording
from traceability.web.workspace.blueprint import workspace

_REFRESH = "2"


@workspace.get("/tem-dau-tien", endpoint="first_label")
def way() -> ResponseReturnValue:
    """The four acts; it turns by itself while the sheet is being made."""
    return _page()


@workspace.post("/tem-dau-tien/in", endpoint="print_first_label")
def publish_and_print() -> ResponseReturnValue:
    """Publish the packed lot and order its first sheet, on the stock that is in the printer."""
    batch = request.form.get("batch", "")
    with looking() as view:
        stock = services.stock_for(view, actor(), house().press, batch)
    body = {"do": "first sheet", "batch": batch, "stock": stock}
    return _act(body, lambda work: services.publish_and_print(work, house().press, batch, stock))


@workspace.post("/tem-dau-tien/kich-hoat", endpoint="link_first_label")
def link() -> ResponseReturnValue:
    """Link the first label of the sheet: from then on its page opens."""
    run = request.form.get("run", "")
    return _act({"do": "first link", "run": run}, lambda work: services.link_first(work, run))


def _act(body: Mapping[str, str], verb: Callable[[Work], str]) -> ResponseReturnValue:
    try:
        with working() as work:
            key = request.form.get("request_key", "")
            once(work, key, body, lambda: {"run": verb(work)})
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _page(refusal)
    return redirect(url_for("workspace.first_label"), 303)


def _page(refusal: Refusal | None = None) -> Response:
    with looking() as view:
        found = services.path(view, actor(), house().press)
    waits = found.waits and "stay" not in request.args
    page = render_template(
        "workspace/first_label.html",
        path=found,
        acts=tuple(Act),
        faults=[] if refusal is None else [sentence(each) for each in refusal.faults],
        back={returning.NAME: "tem-dau-tien"},
        request_key=forms.new_key(),
        waits=waits,
        words=wording,
    )
    response = make_response(page, 200 if refusal is None else status_of(refusal))
    if waits:
        response.headers["Refresh"] = _REFRESH
    return response
