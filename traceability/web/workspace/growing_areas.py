"""A cooperative's own growing areas: opened with a code at once, corrected, put under a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.domain.place_kinds import BUILDINGS, KINDS, MEASURES, Group, fields
from traceability.schemas.growing_areas import AreaSchema
from traceability.services import growing_area_views, internal_codes, same_ground
from traceability.services.growing_area_views import AreaChoices, OwnArea
from traceability.services.internal_codes import AreaRequest
from traceability.services.request_keys import once
from traceability.services.same_ground import Beside
from traceability.web import communes, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.messages import language
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.setup import settled_at

_FIELDS = (
    *("kind", "name", "commune", "commune_choice", "old_commune", "area", "trees", "colonies"),
    *("planted_year", "area_code", "revision"),
)


@workspace.route("/vung-trong/moi", methods=["GET", "POST"])
def new_area() -> ResponseReturnValue:
    """The kinds; the form of one; what was understood of it; with ``confirm=yes`` the record."""
    with looking() as view:
        choices, today = growing_area_views.choices(view, actor()), view.today
    if request.method == "GET":
        kind = request.args.get("loai", "")
        if kind not in KINDS:
            return render_template(
                "workspace/area_kinds.html", kinds=KINDS, choices=choices, words=wording
            )
        return _form(forms.fresh(_defaults(kind, choices)), choices)
    values = _typed()
    if "edit" in request.form:
        return _form(forms.again(values), choices)
    try:
        asked = AreaSchema(today=today, spoken=True).read(values)["asked"]
        if request.form.get("confirm") == "yes":
            return _open(asked)
        with foreseeing() as work:
            beside = same_ground.beside_area(work, actor(), asked)
            internal_codes.open_area(work, asked)
        return _understood(values, asked, choices, None, beside)
    except (NotFound, Denied) as refusal:
        return _unless_at_a_field(refusal, values, choices)
    except Refusal as refusal:
        return _again(values, choices, refusal)


@workspace.route("/vung-trong/<code>/sua", methods=["GET", "POST"])
def edit_area(code: str) -> ResponseReturnValue:
    """The form of an area as it stands; sent, what was understood; then its next revision."""
    with looking() as view:
        choices, today = growing_area_views.choices(view, actor()), view.today
        known = growing_area_views.own_area(view, actor(), code)
    if request.method == "GET":
        return _form(forms.fresh(_standing(known)), choices, known)
    values = _typed() | {"kind": known.place.kind, "area_code": ""}
    if "edit" in request.form:
        return _form(forms.again(values), choices, known)
    try:
        data = AreaSchema(today=today, spoken=True).read(values)
        if request.form.get("confirm") == "yes":
            return _revise(code, data["revision"], data["asked"])
        with foreseeing() as work:
            internal_codes.revise(work, code, data["revision"], data["asked"])
        return _understood(values, data["asked"], choices, known)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _again(values, choices, refusal, known)


@workspace.post("/vung-trong/<code>/gan-ma")
def link_area(code: str) -> ResponseReturnValue:
    """Put an area under a code that was granted, from today on."""
    with looking() as view:
        choices = growing_area_views.choices(view, actor())
        known = growing_area_views.own_area(view, actor(), code)
    asked = request.form.get("area_code", "")

    def act() -> dict[str, str]:
        internal_codes.link(work, code, asked)
        return {"place": code}

    try:
        with working() as work:
            key = request.form.get("request_key", "")
            once(work, key, {"do": "link area", "place": code, "code": asked}, act)
    except Denied:
        raise
    except Refusal as refusal:
        if not forms.stands_at_field(refusal):
            raise
        return _again(_standing(known) | {"area_code": asked}, choices, refusal, known)
    flash(_("Đã gắn vùng vào mã, tính từ hôm nay. Hạn mức của mã giữ nguyên."), "done")
    return redirect(url_for("workspace.areas"), 303)


def _typed() -> dict[str, str]:
    return forms.typed(_FIELDS) | {"crops": " ".join(request.form.getlist("crops"))}


def _defaults(kind: str, choices: AreaChoices) -> dict[str, str]:
    """The holder's own commune; the only crop, where there is but one."""
    crops = choices.crops[kind]
    return dict.fromkeys((*_FIELDS, "crops"), "") | {
        "kind": kind,
        "commune": communes.line(choices.commune, choices.old_commune, "vi"),
        "crops": crops[0].code if len(crops) == 1 else "",
    }


def _standing(known: OwnArea) -> dict[str, str]:
    place = known.place
    stands = {
        "trees": place.trees,
        "colonies": place.colonies,
        "planted_year": place.planted_year,
        "revision": known.revision,
    }
    return dict.fromkeys(_FIELDS, "") | {
        "kind": place.kind,
        "name": known.name,
        "commune": communes.line(place.commune, place.old_commune, "vi"),
        "area": "" if place.area_m2 is None else _hectares(place.area_m2),
        "crops": " ".join(known.crops),
        **{field: "" if value is None else str(value) for field, value in stands.items()},
    }


def _hectares(square_metres: int) -> str:
    """An area as one types it."""
    return wording.hectares(square_metres).removesuffix(" ha").replace(".", "")


def _open(asked: AreaRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        opened = internal_codes.open_area(work, asked)
        return {"place": opened.place, "raw": opened.raw or ""}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = once(work, key, {"do": "open area", **asdict(asked)}, act)
    if asked.place.kind in BUILDINGS:
        flash(_("Đã thêm cơ sở. Xin mã cho cơ sở đóng gói thì nộp hồ sơ."), "done")
    else:
        flash(_("Đã thêm vùng trồng, mã %(code)s.", code=outcome.result["raw"]), "done")
    return redirect(settled_at("workspace.areas"), 303)


def _revise(code: str, revision: int, asked: AreaRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        return {"revision": str(internal_codes.revise(work, code, revision, asked))}

    with working() as work:
        body = {"do": "revise area", "place": code, "revision": revision, **asdict(asked)}
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã lưu vùng trồng. Thu hoạch ghi trước đây giữ thông tin lúc ghi."), "done")
    return redirect(url_for("workspace.area", code=code), 303)


def _understood(
    values: dict[str, str],
    asked: AreaRequest,
    choices: AreaChoices,
    known: OwnArea | None,
    beside: Sequence[Beside] = (),
) -> str:
    place = asked.place
    chosen = [each for each in choices.crops[place.kind] if each.code in asked.crops]
    return render_template(
        "workspace/area_confirm.html",
        form=forms.again(values),
        asked=asked,
        known=known,
        beside=beside,
        crops=[crop.names[language()] for crop in chosen],
        granted=next((each for each in choices.granted if each.code == asked.area_code), None),
        where=communes.line(place.commune, place.old_commune),
        before=communes.before(place.commune, place.old_commune),
        words=wording,
    )


def _unless_at_a_field(
    refusal: NotFound | Denied, values: dict[str, str], choices: AreaChoices
) -> ResponseReturnValue:
    if not forms.stands_at_field(refusal):
        raise refusal
    return _again(values, choices, refusal)


def _again(
    values: dict[str, str], choices: AreaChoices, refusal: Refusal, known: OwnArea | None = None
) -> ResponseReturnValue:
    if known is not None and refusal.code == "area_changed":
        values = values | {"revision": str(known.revision)}
    form = forms.refused(values, refusal)
    page = _form(form, choices, known, options=communes.options(refusal))
    return page, status_of(refusal)


def _form(form: Form, choices: AreaChoices, known: OwnArea | None = None, **more: Any) -> str:
    kind = form.values["kind"] if form.values["kind"] in KINDS else KINDS[0]
    return render_template(
        "workspace/area.html",
        form=form,
        kind=kind,
        measure=MEASURES.get(kind, "area" if kind not in BUILDINGS else ""),
        planted="planted_year" in fields(kind, Group.GROWING),
        crops=choices.crops[kind],
        choices=choices,
        known=known,
        offered=communes.offered(),
        words=wording,
        **{"options": [], **more},
    )
