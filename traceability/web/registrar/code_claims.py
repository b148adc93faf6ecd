"""Two files with one code string: side by side, and the decision which of them stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.code_claims import NOBODY, ClaimDecisionSchema
from traceability.services import (
    case_desk,
    code_claim_views,
    code_claims,
    registry_lots,
    request_keys,
)
from traceability.services.code_claims import ClaimDecision
from traceability.web import alert_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = ("winner", "decision_no", "reason", "acting_reason")


@registrar.get("/vu-viec/<code>/ma-so", endpoint="code_claims")
def claims(code: str) -> ResponseReturnValue:
    """One case about a code string."""
    return _page(code, forms.fresh(dict.fromkeys(FIELDS, "")))


@registrar.post("/ma/<code>/tranh-chap")
def open_claim(code: str) -> ResponseReturnValue:
    """Go to the case of a code that is in dispute; it is opened where there is none yet."""

    def act() -> dict[str, str]:
        return {"case": code_claims.open_for(work, code)}

    with looking() as view:
        code_claims.check_reach(view, actor(), code)
    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, {"open_claim": code}, act)
    return redirect(url_for(".code_claims", code=outcome.result["case"]), 303)


@registrar.post("/vu-viec/<code>/ma-so")
def decide_claim(code: str) -> ResponseReturnValue:
    """Say back what was chosen; with ``confirm=yes`` decide."""
    values = forms.typed(FIELDS)
    with looking() as view:
        case_desk.check_reach(view, actor(), code)
    if "edit" in request.form:
        return _page(code, forms.again(values))
    try:
        asked = ClaimDecisionSchema(case=code, spoken=True).read(values)["asked"]
        if request.form.get("confirm") == "yes":
            return _decide(code, asked)
        return _understood(code, values, asked)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _refused(code, values, refusal)


def _decide(code: str, asked: ClaimDecision) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        code_claims.decide(work, asked)
        return {"case": code}

    with working() as work:
        key = request.form.get("request_key", "")
        request_keys.once(work, key, {"decide_claim": asdict(asked)}, act)
    flash(_("Đã quyết. Các bên và cơ quan của địa bàn được báo."), "done")
    return redirect(url_for(".code_claims", code=code), 303)


def _understood(code: str, values: dict[str, str], asked: ClaimDecision) -> str:
    """What the decision would do, judged by deciding and taking that back."""
    with looking() as view:
        page = code_claim_views.page(view, actor(), code)
    with foreseeing() as work:
        code_claims.decide(work, asked)
    standing = [each for each in page.claims if each.line.code in page.standing]
    losers = [each for each in standing if each.line.code != asked.winner]
    with looking() as view:
        held = [registry_lots.lots_to_hold(view, each.line.code, dt.date.min) for each in losers]
    return render_template(
        "registrar/code_claim_confirm.html",
        page=page,
        form=forms.again(values),
        asked=asked,
        winner=next((each for each in standing if each.line.code == asked.winner), None),
        losers=[(claim, to_hold) for claim, to_hold in zip(losers, held, strict=True)],
    )


def _page(code: str, form: Form) -> str:
    with looking() as view:
        page = code_claim_views.page(view, actor(), code)
    return render_template(
        "registrar/code_claim.html",
        page=page,
        form=form,
        told=alert_words,
        nobody=NOBODY,
        desk_key=forms.new_key(),
    )


def _refused(code: str, values: dict[str, str], refusal: Refusal) -> ResponseReturnValue:
    return _page(code, forms.refused(values, refusal)), status_of(refusal)
