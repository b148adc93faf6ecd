"""One lot of the territory: what it is and what stops it; a recall and a hold are ordered here."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import ids
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.schemas.area_codes import LiftSchema
from traceability.services import lot_desk, recalls, request_keys
from traceability.services.lot_desk import LotDesk
from traceability.web import forms, hold_words, recall_forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.recall_forms import Door
from traceability.web.registrar.blueprint import registrar
from traceability.web.thousands import ngettext


@registrar.get("/lo/<code>")
def lot(code: str) -> ResponseReturnValue:
    """A lot with what was made of it, for who may stop it."""
    return render_template("registrar/lot.html", page=_page(code), ending=hold_words)


@registrar.route("/lo/<code>/thu-hoi", methods=["GET", "POST"])
def recall_lot(code: str) -> ResponseReturnValue:
    """A recall: what is told to buyers, what it covers, and then the deed."""
    page = _page(code)
    door = Door(
        form=lambda form, _reach: render_template("registrar/recall.html", page=page, form=form),
        confirm=lambda form, reach, changed: render_template(
            "registrar/recall_confirm.html", page=page, form=form, reach=reach, changed=changed
        ),
        after=url_for("registrar.lot", code=page.lot.code),
    )
    return recall_forms.answered(page.lot.code, door)


@registrar.route("/lo/<code>/tam-ngung", methods=["GET", "POST"])
def hold_lot(code: str) -> ResponseReturnValue:
    """A hold: what would be held with the lot, and then the deed; it says why."""
    page = _page(code)
    if request.method == "GET":
        return _hold_form(page, forms.fresh({"reason": ""}))
    values = forms.typed(("reason",))
    try:
        covered = _hold(page.lot.code, LiftSchema(spoken=True).read(values)["reason"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _hold_form(page, forms.refused(values, refusal)), status_of(refusal)
    flash(ngettext("Một lô đã tạm ngừng xuất.", "%(num)s lô đã tạm ngừng xuất.", covered), "done")
    return redirect(url_for(".lot", code=page.lot.code), 303)


def _hold(code: str, reason: str) -> int:
    def act() -> dict[str, str]:
        done = recalls.order_hold(work, code, reason)
        return {"hold": done.code, "covered": str(done.covered)}

    body = {"hold": code, "reason": reason}
    with working() as work:
        done = request_keys.once(work, request.form.get("request_key", ""), body, act)
    return int(done.result["covered"])


def _page(code: str) -> LotDesk:
    canonical = ids.fold_typed(code)
    if canonical is None:
        raise NotFound
    with looking() as view:
        return lot_desk.page(view, actor(), canonical)


def _hold_form(page: LotDesk, form: Form) -> str:
    return render_template("registrar/hold_lot.html", page=page, form=form)
