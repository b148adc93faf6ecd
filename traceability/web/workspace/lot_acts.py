"""What else is done with a lot: it is stored, it ends, its own people hold and release it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import format_day
from traceability.domain.deliveries import WriteOff
from traceability.domain.errors import Conflict, Denied, Invalid, Refusal, RuleBroken
from traceability.domain.quantity import Quantity, input_form
from traceability.schemas.area_codes import LiftSchema
from traceability.schemas.deliveries import LossSchema, StoreSchema
from traceability.services import (
    batch_views,
    delivery_choices,
    hold_views,
    recalls,
    request_keys,
    storing,
    write_offs,
)
from traceability.services.batch_views import BatchPage
from traceability.services.hold_views import OwnHold
from traceability.web import delivery_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

_CAUSES = tuple((str(each), delivery_words.WRITE_OFFS[each]) for each in WriteOff)
_LOSS = ("cause", "sacks", "weight", "remark", "ended_on", "late_reason")
_STORE = ("place", "stored_on", "late_reason")
_REFUSALS = (Invalid, RuleBroken, Conflict, Denied)


# --- what ended ----------------------------------------------------------------------------------


@workspace.get("/lo/<code>/ghi-giam", endpoint="write_off")
def ask_write_off(code: str) -> ResponseReturnValue:
    """The form: why, how much, today."""
    lot = _lot(code)
    on_hand = input_form(Quantity(lot.on_hand, "ml" if lot.unit == "ml" else "g"))
    weight = "" if lot.sacks else on_hand
    values = dict.fromkeys(_LOSS, "") | {"weight": weight, "ended_on": _today()}
    return _loss_form(forms.fresh(values), lot)


@workspace.post("/lo/<code>/ghi-giam", endpoint="record_write_off")
def record_write_off(code: str) -> ResponseReturnValue:
    """Say back what will end; with ``confirm=yes`` record it, with ``edit`` show the form."""
    lot, values = _lot(code), forms.typed(_LOSS)
    if "edit" in request.form:
        return _loss_form(forms.again(values), lot)
    moved = {"reason": "cause", "day": "ended_on", "unit": "weight", "batch": "weight"}
    try:
        unit = "lít" if lot.unit == "ml" else "kg"
        sent = values | {"batch": code, "unit": unit}
        with looking() as view:
            schema = LossSchema(today=view.today, spoken=True)
        asked = schema.read(sent)["asked"]
        if request.form.get("confirm") != "yes":
            return _say_loss_back(forms.again(values), asked, lot)
        with working() as work:
            key, body = request.form.get("request_key", ""), {"loss": dataclasses.asdict(asked)}
            request_keys.once(
                work, key, body, lambda: {"event": write_offs.register(work, asked).event}
            )
    except _REFUSALS as refusal:
        _raise_what_fits_no_field(refusal)
        return _loss_form(forms.refused(values, refusal, moved), lot, status_of(refusal))
    return _done(_("Đã ghi."), code)


def _say_loss_back(
    form: Form, asked: write_offs.WriteOffRequest, lot: BatchPage
) -> ResponseReturnValue:
    with foreseeing() as work:
        gone = write_offs.register(work, asked)
    return render_template(
        "workspace/write_off_confirm.html",
        form=form,
        lot=lot,
        asked=asked,
        gone=gone,
        words=delivery_words,
    )


def _loss_form(form: Form, lot: BatchPage, status: int = 200) -> ResponseReturnValue:
    page = render_template("workspace/write_off.html", form=form, lot=lot, causes=_CAUSES)
    return page, status


# --- where it lies -------------------------------------------------------------------------------


@workspace.route("/lo/<code>/cat-kho", methods=["GET", "POST"], endpoint="store_lot")
def store(code: str) -> ResponseReturnValue:
    """The building that all of the lot is brought to."""
    lot = _lot(code)
    with looking() as view:
        choices = delivery_choices.buildings(view, actor().party or 0)
        today = view.today
    if request.method == "GET":
        only = choices[0][0] if len(choices) == 1 else ""
        values = dict.fromkeys(_STORE, "") | {"place": only, "stored_on": format_day(today)}
        return _store_form(forms.fresh(values), lot, choices)
    values = forms.typed(_STORE)
    try:
        asked = StoreSchema(today=today, spoken=True).read(values | {"batch": code})["asked"]
        with working() as work:
            key, body = request.form.get("request_key", ""), {"store": dataclasses.asdict(asked)}
            request_keys.once(
                work, key, body, lambda: {"batch": storing.register(work, asked).code}
            )
    except _REFUSALS as refusal:
        _raise_what_fits_no_field(refusal)
        return _store_form(forms.refused(values, refusal), lot, choices, status_of(refusal))
    return _done(_("Đã ghi nơi để hàng."), code)


def _store_form(
    form: Form, lot: BatchPage, choices: tuple[tuple[str, str], ...], status: int = 200
) -> ResponseReturnValue:
    page = render_template("workspace/store_lot.html", form=form, lot=lot, choices=choices)
    return page, status


# --- held by its own people ----------------------------------------------------------------------


@workspace.route("/lo/<code>/tam-ngung", methods=["GET", "POST"], endpoint="hold_lot")
def hold(code: str) -> ResponseReturnValue:
    """What will be held with the lot, and then the deed; it says why."""
    with looking() as view:
        batch, reach = hold_views.reach(view, actor(), code)
        lot = batch_views.shown(view, actor(), batch.code)
    if request.method == "GET":
        return _hold_form(forms.fresh({"reason": ""}), lot, reach)
    values = forms.typed(("reason",))
    try:
        reason = LiftSchema(spoken=True).read(values)["reason"]
        with working() as work:

            def act() -> Mapping[str, str]:
                held = recalls.order_hold(work, code, reason)
                return {"hold": held.code, "covered": str(held.covered)}

            key, body = request.form.get("request_key", ""), {"hold": code, "reason": reason}
            done = request_keys.once(work, key, body, act)
    except _REFUSALS as refusal:
        _raise_what_fits_no_field(refusal)
        return _hold_form(forms.refused(values, refusal), lot, reach, status_of(refusal))
    count = int(done.result["covered"])
    said = ngettext("Một lô đã tạm ngừng xuất.", "%(num)s lô đã tạm ngừng xuất.", count)
    return _done(said, code)


def _hold_form(
    form: Form, lot: BatchPage, reach: hold_views.Reach, status: int = 200
) -> ResponseReturnValue:
    return render_template("workspace/hold_lot.html", form=form, lot=lot, reach=reach), status


@workspace.route("/tam-ngung/<code>/go", methods=["GET", "POST"], endpoint="release_hold")
def release(code: str) -> ResponseReturnValue:
    """What will be released, and then the deed; it says why."""
    with looking() as view:
        found = hold_views.own(view, actor(), code)
    if request.method == "GET":
        return _release_form(forms.fresh({"reason": ""}), found)
    values = forms.typed(("reason",))
    try:
        reason = LiftSchema(spoken=True).read(values)["reason"]
        with working() as work:

            def act() -> Mapping[str, str]:
                recalls.lift(work, code, reason)
                return {"hold": code}

            key, body = request.form.get("request_key", ""), {"release": code, "reason": reason}
            request_keys.once(work, key, body, act)
    except _REFUSALS as refusal:
        _raise_what_fits_no_field(refusal)
        return _release_form(forms.refused(values, refusal), found, status_of(refusal))
    return _done(_("Đã gỡ tạm ngừng xuất."), found.batch)


def _release_form(form: Form, found: OwnHold, status: int = 200) -> ResponseReturnValue:
    return render_template("workspace/release_hold.html", form=form, hold=found), status


# --- in common -----------------------------------------------------------------------------------


def _lot(code: str) -> BatchPage:
    with looking() as view:
        return batch_views.shown(view, actor(), code)


def _today() -> str:
    with looking() as view:
        return format_day(view.today)


def _raise_what_fits_no_field(refusal: Refusal) -> None:
    if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
        raise refusal


def _done(said: Any, code: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for("workspace.batch", code=code), 303)
