"""Telling of a lot what its family asks for: moisture as measured, the part of the plant."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid
from traceability.schemas.measures import LotFactsSchema
from traceability.services import lot_facts, request_keys
from traceability.services.lot_facts import FactsRequest
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("moisture", "part")
_STANDS_AT = {"measures.moisture": "moisture", "measures": "moisture"}


@workspace.route("/lo/<code>/so-do", methods=["GET", "POST"], endpoint="lot_facts")
def tell(code: str) -> ResponseReturnValue:
    """What can be told of a lot; sent, it is recorded."""
    if request.method == "GET":
        return _form(code, forms.fresh(dict.fromkeys(_FIELDS, "")))
    values = forms.typed(_FIELDS)
    with looking() as view:
        lot_facts.sheet(view, actor(), code)
    try:
        asked: FactsRequest = LotFactsSchema(spoken=True).read(_split(code, values))["asked"]
        _record(asked)
    except (Invalid, Conflict) as refusal:
        return _form(code, forms.refused(values, refusal, _STANDS_AT)), status_of(refusal)
    flash(_("Đã ghi."), "done")
    return redirect(url_for("workspace.batch", code=code), 303)


def _split(code: str, values: dict[str, str]) -> dict[str, object]:
    measured = {"moisture": values["moisture"]} if values["moisture"].strip() else None
    return {"batch": code, "measures": measured, "part": values["part"]}


def _record(asked: FactsRequest) -> None:
    def act() -> dict[str, str]:
        lot_facts.state(work, asked)
        return {"batch": asked.batch}

    with working() as work:
        key = request.form.get("request_key", "")
        request_keys.once(work, key, {"facts": asdict(asked)}, act)


def _form(code: str, form: Form) -> str:
    with looking() as view:
        sheet = lot_facts.sheet(view, actor(), code)
    return render_template("workspace/lot_facts.html", sheet=sheet, form=form)
