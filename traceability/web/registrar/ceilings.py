"""The ceilings of seasons with their history, setting one, and the average of a place."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from traceability.domain.capacity import Basis
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.domain.quantity import format_number
from traceability.schemas.seasons import AverageSchema, CeilingSchema
from traceability.services import ceilings as service
from traceability.services import owner_averages, request_keys, season_views
from traceability.services.ceilings import CeilingRequest, CropCeilings
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.filters import amount
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.messages import language
from traceability.web.registrar import season_words
from traceability.web.registrar.blueprint import registrar

FIELDS = ("level", "value", "from_on", "source")
AVERAGE = ("average", "source")


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


@registrar.route("/vung/<code>/binh-quan", methods=["GET", "POST"])
def set_average(code: str) -> ResponseReturnValue:
    """The average of three years of a place, by which some ceilings are counted."""
    if request.method == "GET":
        return _average(code, forms.fresh(dict.fromkeys(AVERAGE, "")))
    values = forms.typed(AVERAGE)
    with looking() as view:
        owner_averages.standing(view, actor(), code)
    try:
        asked = AverageSchema(spoken=True).read(values)
        _set_average(code, asked["average"], asked["source"])
    except Refusal as refusal:
        if not isinstance(refusal, Invalid | RuleBroken | Conflict):
            raise
        return _average(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã ghi bình quân 3 năm. Lô ghi từ bây giờ được tính theo con số này."), "done")
    return redirect(url_for(".codes"), 303)


def _set_average(code: str, average: int, source: str) -> None:
    def act() -> dict[str, str]:
        return {"revision": str(owner_averages.set_average(work, code, average, source))}

    body = {"set average": code, "average": average, "source": source}
    with working() as work:
        request_keys.once(work, request.form.get("request_key", ""), body, act)


def _average(code: str, form: Form) -> str:
    with looking() as view:
        place, average = owner_averages.standing(view, actor(), code)
        return render_template(
            "registrar/average.html",
            code=code,
            name=season_views.place_name(view, place),
            average=average,
            own_matter=owner_averages.own_matter(view, actor(), place),
            form=form,
        )
