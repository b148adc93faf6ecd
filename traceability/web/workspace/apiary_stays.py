"""Where the colonies of an apiary stand: new stays, corrections, and the itinerary on paper."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, require
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.provinces import PROVINCES
from traceability.domain.stays import degrees
from traceability.schemas.place_files import StaySchema
from traceability.services import stay_views, stays
from traceability.services.request_keys import once
from traceability.services.stay_views import Apiary, StayShown
from traceability.services.stays import StayRequest, Verdict
from traceability.web import communes, forms, place_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import itinerary_paper
from traceability.web.workspace.blueprint import workspace

_FIELDS = (
    *("colonies", "commune", "commune_choice", "old_commune", "province", "elsewhere"),
    *("from_on", "to_on", "nectar", "point", "seen"),
)


@workspace.route("/vung-trong/<code>/noi-dat/moi", methods=["GET", "POST"], endpoint="new_stay")
def new(code: str) -> ResponseReturnValue:
    """A new stay; sent, what was understood and what is near; then the record."""
    bees = _own(code)
    if request.method == "GET":
        left = max(0, bees.owned - bees.standing)
        first = dict.fromkeys(_FIELDS, "") | {"colonies": str(left) if left else ""}
        return _form(bees, None, forms.fresh(first))
    return _sent(bees, None)


@workspace.route(
    "/vung-trong/<code>/noi-dat/<number>", methods=["GET", "POST"], endpoint="edit_stay"
)
def edit(code: str, number: str) -> ResponseReturnValue:
    """A stay as it stands: to be ended, corrected, or taken back."""
    bees = _own(code)
    with looking() as view:
        stay, asked = stay_views.stay(view, actor(), bees.code, _counted(number))
    if request.method == "GET":
        return _form(bees, stay, forms.fresh(_standing(stay, asked)))
    return _sent(bees, stay)


@workspace.post("/vung-trong/<code>/noi-dat/<number>/rut", endpoint="withdraw_stay")
def withdraw(code: str, number: str) -> ResponseReturnValue:
    """Take back a stay that never was."""
    bees, which = _own(code), _counted(number)

    def act() -> dict[str, str]:
        stays.withdraw(work, bees.code, which)
        return {"place": bees.code}

    with working() as work:
        body = {"do": "withdraw stay", "place": bees.code, "number": which}
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã rút lại lần đặt ong. Tọa độ đã xóa."), "done")
    return redirect(url_for("workspace.area", code=bees.code), 303)


@workspace.get("/vung-trong/<code>/lich-di-chuyen", endpoint="itinerary")
def itinerary(code: str) -> ResponseReturnValue:
    """The itinerary to look at and to print from the browser."""
    with looking() as view:
        found = stay_views.itinerary(view, actor(), stay_views.apiary(view, actor(), code).code)
    return render_template("workspace/itinerary.html", found=found, said=place_words)


@workspace.get("/vung-trong/<code>/lich-di-chuyen.pdf", endpoint="itinerary_pdf")
def itinerary_pdf(code: str) -> Response:
    """The itinerary as a PDF, a page for each receiving commune."""
    with looking() as view:
        found = stay_views.itinerary(view, actor(), stay_views.apiary(view, actor(), code).code)
    response = Response(itinerary_paper.drawn(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="lich-di-chuyen-ong.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(code: str) -> Apiary:
    with looking() as view:
        found = stay_views.apiary(view, actor(), code)
    require(actor(), Action.EDIT_PLACE, Thing(holder=actor().party))
    return found


def _counted(number: str) -> int:
    """The number of a stay in an address; what is none is the number of nothing."""
    known = number.isascii() and number.isdigit() and len(number) < 7
    return int(number) if known else 0


def _sent(bees: Apiary, stay: StayShown | None) -> ResponseReturnValue:
    values = forms.typed(_FIELDS)
    if "edit" in request.form:
        return _form(bees, stay, forms.again(values))
    try:
        with looking() as view:
            schema = StaySchema(today=view.today, spoken=True)
        data = schema.read(values)
        if request.form.get("confirm") == "yes":
            return _record(bees, stay, data["asked"], data["seen"])
        with foreseeing() as work:
            if stay is None:
                verdict = stays.begin(work, bees.code, data["asked"]).verdict
            else:
                done = stays.correct(work, bees.code, stay.number, data["asked"], data["seen"])
                verdict = done.verdict
    except NotFound:
        raise
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(bees, stay, values, refusal)
    return _understood(bees, stay, values, data["asked"], verdict)


def _record(
    bees: Apiary, stay: StayShown | None, asked: StayRequest, seen: int
) -> ResponseReturnValue:
    number = None if stay is None else stay.number

    def act() -> dict[str, str]:
        if number is None:
            done = stays.begin(work, bees.code, asked)
        else:
            done = stays.correct(work, bees.code, number, asked, seen)
        return {"number": str(done.number)}

    with working() as work:
        body = {"do": "stay", "place": bees.code, "number": number, "asked": str(asked)}
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã lưu nơi đặt ong."), "done")
    return redirect(url_for("workspace.area", code=bees.code), 303)


def _standing(stay: StayShown, asked: StayRequest) -> dict[str, str]:
    outside, _comma, province = (asked.elsewhere or "").rpartition(", ")
    known = province in PROVINCES
    return {
        "colonies": str(asked.colonies),
        "commune": communes.line(asked.commune, None, "vi"),
        "commune_choice": "",
        "old_commune": "",
        "province": province if known else "",
        "elsewhere": outside if known else asked.elsewhere or "",
        "from_on": format_day(asked.from_on),
        "to_on": "" if asked.to_on is None else format_day(asked.to_on),
        "nectar": asked.nectar or "",
        "point": "" if asked.point is None else degrees(asked.point),
        "seen": str(stay.seen),
    }


def _understood(
    bees: Apiary,
    stay: StayShown | None,
    values: dict[str, str],
    asked: StayRequest,
    verdict: Verdict,
) -> str:
    return render_template(
        "workspace/stay_confirm.html",
        bees=bees,
        stay=stay,
        form=forms.again(values),
        asked=asked,
        where=asked.elsewhere or communes.line(asked.commune, None),
        near=[(each, communes.line(each.commune, None)) for each in verdict.near],
        verdict=verdict,
        point=None if asked.point is None else degrees(asked.point),
    )


def _again(
    bees: Apiary, stay: StayShown | None, values: dict[str, str], refusal: Refusal
) -> ResponseReturnValue:
    if refusal.code == "stay_changed" and stay is not None:
        values = values | {"seen": str(stay.seen)}
    form = forms.refused(values, refusal)
    owned = refusal.code == "colonies_above_owned"
    page = _form(bees, stay, form, options=communes.options(refusal), offer_owned=owned)
    return page, status_of(refusal)


def _form(bees: Apiary, stay: StayShown | None, form: Form, **more: object) -> str:
    return render_template(
        "workspace/stay.html",
        bees=bees,
        stay=stay,
        form=form,
        offered=communes.offered(),
        provinces=[(each, each) for each in PROVINCES],
        **{"options": [], "offer_owned": False, **more},
    )
