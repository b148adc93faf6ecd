"""The address book: who buys from the cooperative; only its own people see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.domain.phones import spaced_phone
from traceability.schemas.deliveries import BuyerSchema
from traceability.services import buyers as services
from traceability.services.buyers import FIELDS, BuyerRequest
from traceability.services.request_keys import Sealed, once_sealed
from traceability.store.unit import Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace


@workspace.get("/giao-hang/nguoi-mua", endpoint="buyers")
def listed() -> ResponseReturnValue:
    """Every buyer, by name."""
    with looking() as view:
        found = services.listed(view, actor())
    return render_template("workspace/buyers.html", found=found, phone=spaced_phone)


@workspace.route("/giao-hang/nguoi-mua/moi", methods=["GET", "POST"], endpoint="new_buyer")
def new() -> ResponseReturnValue:
    """The form of a buyer; ``?loai=`` leads on to a delivery."""
    if request.method == "GET":
        return _form(forms.fresh(dict.fromkeys(FIELDS, "")), None)
    return _save(None, lambda work, asked: services.add(work, asked).code)


@workspace.route("/giao-hang/nguoi-mua/<code>", methods=["GET", "POST"], endpoint="buyer")
def one(code: str) -> ResponseReturnValue:
    """The form with what stands there."""
    with looking() as view:
        stands = services.shown(view, actor(), code)
    if request.method == "GET":
        values = {name: value or "" for name, value in dataclasses.asdict(stands).items()}
        if stands.phone:
            values["phone"] = spaced_phone(stands.phone)
        return _form(forms.fresh(values), code)
    return _save(code, lambda work, asked: services.revise(work, code, asked).code)


@workspace.route("/giao-hang/nguoi-mua/<code>/xoa", methods=["GET", "POST"], endpoint="erase_buyer")
def erase(code: str) -> ResponseReturnValue:
    """What erasing does, and then the deed."""
    with looking() as view:
        services.known(view, actor(), code, Action.FORGET_BUYER)
        stands = services.shown(view, actor(), code) if request.method == "GET" else None
    if request.method == "GET":
        return render_template("workspace/buyer_erase.html", code=code, found=stands)
    with working() as work:
        services.erase(work, code)
    flash(_("Đã xóa người mua khỏi sổ."), "done")
    return redirect(url_for("workspace.buyers"), 303)


def _save(code: str | None, act: Callable[[Work, BuyerRequest], str]) -> ResponseReturnValue:
    values = forms.typed(FIELDS)
    try:
        asked = BuyerSchema(spoken=True).read(values)["asked"]
        with working() as work:

            def seal() -> Sealed:
                made = act(work, asked)
                return Sealed({"buyer": made}, [made])

            body = {"buyer": code, "is": dataclasses.asdict(asked)}
            once_sealed(work, request.form.get("request_key", ""), body, seal)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _form(forms.refused(values, refusal), code), status_of(refusal)
    flash(_("Đã lưu."), "done")
    return redirect(url_for("workspace.buyers"), 303)


def _form(form: Form, code: str | None) -> str:
    own = Thing(holder=actor().party)
    with looking() as view:
        services.listed(view, actor())
    erases = code is not None and may(actor(), Action.FORGET_BUYER, own)
    return render_template("workspace/buyer_form.html", form=form, code=code, erases=erases)
