"""Suspending and restoring a code: the decision, the lots that it holds, the record."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.domain.growing_area import CodeStep
from traceability.schemas.area_codes import RestoreSchema, SuspendSchema
from traceability.services import area_codes, registry_lots, registry_page, request_keys
from traceability.services.area_codes import Decision
from traceability.services.registry_page import CodePage
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, signed_in, working
from traceability.web.registrar.blueprint import registrar

FIELDS = ("effective_on", "decision_no", "authority", "reason")


@registrar.route("/ma/<code>/tam-dung", methods=["GET", "POST"])
def suspend(code: str) -> ResponseReturnValue:
    """Suspend a code; a day in the past first lists the lots that will be held."""
    if request.method == "GET":
        return _empty(code, CodeStep.SUSPEND)
    values, page = _typed(code, CodeStep.SUSPEND)
    if "edit" in request.form:
        return _form(CodeStep.SUSPEND, page, forms.again(values))
    try:
        asked = SuspendSchema(today=page.today, spoken=True).read(
            values | forms.typed(("confirmed",))
        )
        return _suspend(code, page, values, asked)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(CodeStep.SUSPEND, page, values, refusal)


@registrar.route("/ma/<code>/khoi-phuc", methods=["GET", "POST"])
def restore(code: str) -> ResponseReturnValue:
    """End the suspension of a code."""
    if request.method == "GET":
        return _empty(code, CodeStep.RESTORE)
    values, page = _typed(code, CodeStep.RESTORE)
    try:
        asked = RestoreSchema(today=page.today, spoken=True).read(values)
        _restore(code, asked["decision"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(CodeStep.RESTORE, page, values, refusal)
    flash(_("Đã khôi phục mã."), "done")
    return redirect(url_for(".code", code=code), 303)


def _empty(code: str, step: CodeStep) -> ResponseReturnValue:
    """The form with today and the officer's own office; a step that is not open has none."""
    with looking() as view:
        page = registry_page.for_step(view, actor(), code, step)
    if step not in page.can:
        return redirect(url_for(".code", code=code), 303)
    defaults = dict.fromkeys(FIELDS, "") | {
        "effective_on": format_day(page.today),
        "authority": signed_in().organisation,
    }
    return _form(step, page, forms.fresh(defaults))


def _typed(code: str, step: CodeStep) -> tuple[dict[str, str], CodePage]:
    with looking() as view:
        page = registry_page.for_step(view, actor(), code, step)
    return forms.typed(FIELDS), page


def _suspend(
    code: str, page: CodePage, values: dict[str, str], asked: dict[str, Any]
) -> ResponseReturnValue:
    decision, confirmed = asked["decision"], asked["confirmed"]
    body = {"suspend": code, "decision": asdict(decision), "confirmed": confirmed}

    def act() -> dict[str, str]:
        held = area_codes.suspend(work, code, decision, confirmed)
        return {"code": code, "held": str(len(held))}

    try:
        with working() as work:
            outcome = request_keys.once(work, request.form.get("request_key", ""), body, act)
    except Conflict as refusal:
        if refusal.code != "suspension_holds_batches":
            raise
        return _confirm(code, page, values, decision), status_of(refusal)
    flash(_suspended(int(outcome.result["held"])), "done")
    return redirect(url_for(".code", code=code), 303)


def _suspended(held: int) -> str:
    if not held:
        return str(_("Đã tạm dừng mã."))
    return str(
        ngettext(
            "Đã tạm dừng mã và tạm ngừng xuất một lô.",
            "Đã tạm dừng mã và tạm ngừng xuất %(num)s lô.",
            held,
        )
    )


def _confirm(code: str, page: CodePage, values: dict[str, str], decision: Decision) -> str:
    """The lots that the suspension holds; sending on confirms exactly those that were shown."""
    with looking() as view:
        lots = registry_lots.lots_to_hold(view, code, decision.effective_on)
    return render_template(
        "registrar/suspend_confirm.html",
        page=page,
        form=forms.again(values),
        lots=lots,
        decision=decision,
        changed=bool(request.form.get("confirmed")),
    )


def _restore(code: str, decision: Decision) -> None:
    body = {"restore": code, "decision": asdict(decision)}

    def act() -> dict[str, str]:
        area_codes.restore(work, code, decision)
        return {"code": code}

    with working() as work:
        request_keys.once(work, request.form.get("request_key", ""), body, act)


def _form(step: CodeStep, page: CodePage, form: Form) -> str:
    return render_template("registrar/decide.html", step=step, page=page, form=form)


def _again(
    step: CodeStep, page: CodePage, values: dict[str, str], refusal: Refusal
) -> ResponseReturnValue:
    return _form(step, page, forms.refused(values, refusal)), status_of(refusal)
