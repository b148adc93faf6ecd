"""Handing an officer's work to a successor: who to whom, the whole list, the paper to sign."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.cases import HandOverSchema
from traceability.services import hand_overs, request_keys
from traceability.services.hand_overs import HandOverChoices, HandOverRequest
from traceability.web import alert_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.registrar import hand_over_paper
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = ("giver", "taker")


@registrar.route("/ban-giao", methods=["GET", "POST"])
def hand_over() -> ResponseReturnValue:
    """Who gives and who takes; then the list; with ``confirmed`` the act."""
    with looking() as view:
        choices = hand_overs.choices(view, actor())
    if request.method == "GET":
        return _form(forms.fresh(_defaults(choices)), choices)
    values = forms.typed(FIELDS)
    if "edit" in request.form:
        return _form(forms.again(values), choices)
    try:
        asked = HandOverSchema(spoken=True).read(values)["asked"]
        if confirmed := request.form.get("confirmed", ""):
            return _give(values, asked, confirmed)
        return _list(values, asked, changed=False)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(values, choices, refusal)


@registrar.get("/ban-giao/<code>")
def hand_over_done(code: str) -> ResponseReturnValue:
    """What was handed over, to be printed and signed."""
    with looking() as view:
        paper = hand_overs.paper(view, actor(), code)
    return render_template("registrar/hand_over_done.html", paper=paper, told=alert_words)


@registrar.get("/ban-giao/<code>/bien-ban.pdf")
def hand_over_pdf(code: str) -> ResponseReturnValue:
    """The same as a PDF of A4 pages."""
    with looking() as view:
        paper = hand_overs.paper(view, actor(), code)
    response = Response(hand_over_paper.drawn(paper), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="ban-giao-{paper.code}.pdf"'
    return response


def _defaults(choices: HandOverChoices) -> dict[str, str]:
    """One's own work, where there is any."""
    mine = next((each.code for each in choices.givers if each.me), "")
    return {"giver": mine, "taker": ""}


def _give(values: dict[str, str], asked: HandOverRequest, confirmed: str) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        return {"hand_over": hand_overs.give(work, asked, confirmed)}

    body = {"hand_over": asdict(asked), "confirmed": confirmed}
    try:
        with working() as work:
            key = request.form.get("request_key", "")
            outcome = request_keys.once(work, key, body, act)
    except Conflict as refusal:
        if refusal.code != "hand_over_changed":
            raise
        return _list(values, asked, changed=True), status_of(refusal)
    flash(_("Đã bàn giao. In biên bản để các bên ký."), "done")
    return redirect(url_for(".hand_over_done", code=outcome.result["hand_over"]), 303)


def _list(values: dict[str, str], asked: HandOverRequest, *, changed: bool) -> str:
    """Everything that would be handed over now; sending on confirms exactly that."""
    with foreseeing() as work:
        paper, confirmed = hand_overs.foresee(work, asked)
    return render_template(
        "registrar/hand_over_confirm.html",
        paper=paper,
        form=forms.again(values),
        confirmed=confirmed,
        changed=changed,
        told=alert_words,
    )


def _form(form: Form, choices: HandOverChoices) -> str:
    return render_template("registrar/hand_over.html", form=form, choices=choices)


def _again(
    values: dict[str, str], choices: HandOverChoices, refusal: Refusal
) -> ResponseReturnValue:
    return _form(forms.refused(values, refusal), choices), status_of(refusal)
