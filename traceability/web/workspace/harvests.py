"""Recording a harvest: the form, what was understood of it, and the lot."""

from __future__ import annotations

import dataclasses
import hashlib

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.data.slip_bounds import ask_above
from traceability.domain import accepting
from traceability.domain.days import format_day, is_late
from traceability.domain.errors import Conflict, Denied, Invalid, Refusal, RuleBroken
from traceability.schemas.harvests import HarvestSchema
from traceability.services import harvest_views, harvests, photos, request_keys
from traceability.services.harvest_views import Choices
from traceability.services.harvests import HarvestRequest
from traceability.store.unit import Reading
from traceability.web import authorization_words, diary_words, family_words, forms, hold_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.messages import language
from traceability.web.workspace import returning
from traceability.web.workspace.blueprint import workspace

FIELDS = (
    *("area_code", "weight", "unit", "harvested_on", "late_reason", "household", "estimated"),
    *("moisture", "density", "part"),
    *accepting.FIELDS,
)
#: What the review asks for; the rest it carries on.
_ON_REVIEW = ("estimated", *accepting.FIELDS)
_STANDS_AT = {"place": "area_code", "crop": "area_code", "unit": "weight"}
_STANDS_AT |= {"measures.moisture": "moisture", "measures": "moisture"}


@workspace.get("/thu-hoach/moi")
def new_harvest() -> ResponseReturnValue:
    """The empty form: the ground of the last harvest, today, the crop's usual unit."""
    with looking() as view:
        choices = harvest_views.choices(view, actor())
        form = forms.fresh(_defaults(view, choices))
    return _form(form, choices)


@workspace.post("/thu-hoach/moi")
def record_harvest() -> ResponseReturnValue:
    """Show what was understood; with ``confirm=yes`` record it, with ``edit`` show the form."""
    values = forms.typed(FIELDS)
    with looking() as view:
        choices, today = harvest_views.choices(view, actor()), view.today
    if "edit" in request.form:
        return _form(forms.again(values), choices)
    try:
        asked = HarvestSchema(today=today, spoken=True).read(_split(values))["asked"]
        if request.form.get("confirm") == "yes":
            return _record(values, asked, choices)
        return _understood(forms.again(values), asked, choices)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _form(forms.refused(values, refusal, _STANDS_AT), choices, status_of(refusal))


def _defaults(view: Reading, choices: Choices) -> dict[str, str]:
    usual = choices.usual
    unit = "lít" if usual is not None and usual.unit == "ml" else "kg"
    return {
        "area_code": "" if usual is None else usual.key,
        "harvested_on": format_day(view.today),
        "weight": "",
        "unit": unit,
        "late_reason": "",
        "household": "",
        "estimated": "",
        "moisture": "",
        "density": "",
        "part": "",
        **dict.fromkeys(accepting.FIELDS, ""),
    }


def _split(values: dict[str, str]) -> dict[str, object]:
    """The ground that was chosen as code, place and crop, and what was measured by its code."""
    parts = values["area_code"].split("/", 2)
    sent: dict[str, object] = {key: text for key, text in values.items() if key != "moisture"}
    if values["moisture"].strip():
        sent["measures"] = {"moisture": values["moisture"]}
    return sent | dict(zip(("area_code", "place", "crop"), parts, strict=False))


def _record(values: dict[str, str], asked: HarvestRequest, choices: Choices) -> ResponseReturnValue:
    sent = _photo()
    body = {"harvest": dataclasses.asdict(asked), "photo": _digest(sent)}
    try:
        # Before the unit of work: nobody waits to write while a picture is decoded.
        asked = dataclasses.replace(asked, photo=_prepared(sent))
        with working() as work:
            outcome = request_keys.once(
                work,
                request.form.get("request_key", ""),
                body,
                lambda: {"batch": harvests.register(work, asked).code},
            )
    except Invalid as refusal:
        if refusal.faults[0].field not in ("photo", *accepting.FIELDS):
            raise
        form = forms.refused(values | {"photo": ""}, refusal)
        return _understood(form, asked, choices, refusal)
    lot = url_for("workspace.batch", code=outcome.result["batch"])
    return redirect(returning.onward(lot), 303)


def _photo() -> bytes | None:
    sent = request.files.get("photo")
    return None if sent is None or not sent.filename else sent.read()


def _prepared(sent: bytes | None) -> photos.Prepared | None:
    return None if sent is None else photos.prepare(sent, house().settings.files)


def _digest(sent: bytes | None) -> str | None:
    return None if sent is None else hashlib.sha256(sent).hexdigest()


def _understood(
    form: Form, asked: HarvestRequest, choices: Choices, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """What was read, with what will come of it, before anything is stored."""
    with foreseeing() as work:
        foreseen = harvest_views.foresee(work, dataclasses.replace(asked, photo=None))
        late = is_late(asked.harvested_on, work.today)
    ground = choices.ground(form.values["area_code"])
    usual = None if ground is None else ask_above(ground.family)
    page = render_template(
        "workspace/harvest_confirm.html",
        form=form,
        asked=asked,
        carried={name: form.values[name] for name in FIELDS if name not in _ON_REVIEW},
        reasons=accepting.OF_HARVEST,
        ground=ground,
        usual=usual if usual is not None and foreseen.amount > usual else None,
        household=choices.household(asked.household or ""),
        foreseen=foreseen,
        late=late,
        diary=diary_words,
        said=authorization_words,
        told=family_words,
        ending=hold_words,
    )
    return page, 200 if refusal is None else status_of(refusal)


def _form(form: Form, choices: Choices, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "workspace/harvest.html",
        form=form,
        choices=choices,
        in_english=language() == "en",
        said=authorization_words,
    )
    return page, status
