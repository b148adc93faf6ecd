"""Holders that were entered from a register: their people are invited to take them over."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.contacts import read_contact
from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.code_claims import TakeOverSchema
from traceability.services import take_overs
from traceability.web import forms, limits, links
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, signed_in
from traceability.web.registrar.blueprint import registrar


def _by_actor() -> str:
    return actor().code


@registrar.get("/don-vi-cho", endpoint="take_overs")
def waiting() -> ResponseReturnValue:
    """The holders of the territory that nobody works for yet."""
    with looking() as view:
        found = take_overs.listed(view, actor())
    return render_template("registrar/take_overs.html", found=found)


@registrar.route("/don-vi-cho/<code>", methods=["GET", "POST"])
@limits.limiter.limit(limits.LINKS_MADE, key_func=_by_actor, methods=["POST"])
def take_over(code: str) -> ResponseReturnValue:
    """Where its people are reached; then the link, which is shown this once."""
    if request.method == "GET":
        return _page(code, forms.fresh({"contact": ""}))
    values = forms.typed(("contact",))
    with looking() as view:
        take_overs.known(view, actor(), code)
    try:
        typed = TakeOverSchema(spoken=True).read(values)["contact"]
        contact = read_contact(typed, "contact")
        link = links.made_once(
            {"do": "take_over", "party": code, "contact": contact},
            lambda work: take_overs.invite(work, code, contact),
            signed_in().organisation,
        )
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _refused(code, values, refusal)
    if link is None:
        return links.shown_before(url_for(".take_overs"))
    shown = links.shown_invitation(link)
    return render_template("registrar/invited.html", link=shown, name=link.name)


def _page(code: str, form: Form) -> str:
    with looking() as view:
        party = take_overs.known(view, actor(), code)
        name = take_overs.name_of(view, party)
    return render_template("registrar/take_over.html", form=form, code=code, name=name)


def _refused(code: str, values: dict[str, str], refusal: Refusal) -> ResponseReturnValue:
    return _page(code, forms.refused(values, refusal)), status_of(refusal)
