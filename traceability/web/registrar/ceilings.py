"""The ceilings of seasons with their history, and setting one."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.capacity import Basis
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.domain.quantity import format_number
from traceability.schemas.seasons import CeilingSchema
from traceability.services import ceilings as service
from traceability.services import request_keys
from traceability.services.ceilings import CeilingRequest, CropCeilings
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.filters import amount
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.messages import language
from traceability.web.registrar import season_words
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = ("level", "value", "from_on", "source")


@registrar.app_template_filter("ceiling")
def ceiling(value: int, shown: CropCeilings) -> str:
    """A level as it is read: "12.000 kg", "8 lít", "1,3 lần"."""
    if shown.measure == Basis.AVERAGE:
        times = format_number((Decimal(value) / 1_000_000).normalize() + 0, language())
        return str(_("%(times)s lần", times=times))
    return amount(value, shown.unit)


@registrar.get("/han-muc")
def ceilings() -> ResponseReturnValue:
    """The ceilings in force of every crop, and how they came to be."""
    with looking() as view:
        found = service.overview(view, actor())
    return render_template(
        "registrar/ceilings.html",
        crops=found,
        may_set=service.may_set(actor()),
        seasons=season_words,
    )


@registrar.route("/han-muc/<crop>", methods=["GET", "POST"])
def set_ceiling(crop: str) -> ResponseReturnValue:
    """The form of a new level; what it would do; with ``confirm=yes`` the row."""
    with looking() as view:
        shown, today = service.of_crop(view, actor(), crop), view.today
    service.require_province(actor())
    if request.method == "GET":
        level = request.args.get("muc", "")
        return _form(shown, forms.fresh(_defaults(level, format_day(today))))
    values = forms.typed(FIELDS)
    if "edit" in request.form:
        return _form(shown, forms.again(values))
    try:
        schema = CeilingSchema(
            crop=crop, measure=shown.measure, unit=shown.unit, today=today, spoken=True
        )
        asked = schema.read(values)["asked"]
        if request.form.get("confirm") == "yes":
            return _record(asked)
        return _understood(shown, forms.again(values), asked)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _form(shown, forms.refused(values, refusal)), status_of(refusal)


def _defaults(level: str, today: str) -> dict[str, str]:
    return {"level": level, "value": "", "from_on": today, "source": ""}


def _record(asked: CeilingRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        service.set_ceiling(work, asked)
        return {"crop": asked.crop}

    with working() as work:
        key = request.form.get("request_key", "")
        request_keys.once(work, key, {"set ceiling": asdict(asked)}, act)
    flash(_("Đã ghi hạn mức mới. Mức cũ vẫn ở trong lịch sử."), "done")
    return redirect(url_for(".ceilings"), 303)


def _understood(shown: CropCeilings, form: Form, asked: CeilingRequest) -> str:
    with foreseeing() as work:
        service.set_ceiling(work, asked)
    with looking() as view:
        consequence = service.foresee(view, asked)
    return render_template(
        "registrar/ceiling_confirm.html",
        shown=shown,
        form=form,
        asked=asked,
        consequence=consequence,
        seasons=season_words,
    )


def _form(shown: CropCeilings, form: Form) -> str:
    return render_template(
        "registrar/ceiling.html",
        shown=shown,
        form=form,
        keys=service.keys_of(shown),
        seasons=season_words,
    )
