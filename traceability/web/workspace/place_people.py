"""Who works a place: the cooperative's households, chosen by name, many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, require
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.place_files import HouseholdsSchema
from traceability.services import household_views, place_households, place_views
from traceability.services.household_views import Line
from traceability.services.place_households import Change
from traceability.services.place_views import PlacePage
from traceability.services.request_keys import once
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace


@workspace.route("/vung-trong/<code>/ho", methods=["GET", "POST"], endpoint="area_households")
def people(code: str) -> ResponseReturnValue:
    """The households to choose from; sent, who joins and who leaves; then the record."""
    with looking() as view:
        page = place_views.page(view, actor(), code)
        require(actor(), Action.EDIT_PLACE, Thing(holder=actor().party))
        lines, today = household_views.all_lines(view, actor()), view.today
    there = {each.code for each in page.working}
    if request.method == "GET":
        first = {"on": format_day(today), "households": " ".join(sorted(there))}
        return _form(page, lines, forms.fresh(first))
    values = {
        "on": request.form.get("on", ""),
        "households": " ".join(request.form.getlist("households")),
    }
    if "edit" in request.form:
        return _form(page, lines, forms.again(values))
    try:
        data = HouseholdsSchema(today=today, spoken=True).read(values)
        wanted, on = data.get("households", []), data["on"]
        if request.form.get("confirm") == "yes":
            return _record(page, wanted, on)
        with foreseeing() as work:
            change = place_households.choose(work, page.code, wanted, on)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _form(page, lines, forms.refused(values, refusal)), status_of(refusal)
    return _understood(page, lines, values, change, on)


def _record(page: PlacePage, wanted: Sequence[str], on: dt.date) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        place_households.choose(work, page.code, wanted, on)
        return {"place": page.code}

    with working() as work:
        body = {"do": "who works", "place": page.code, "on": on, "who": sorted(wanted)}
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã lưu các hộ của vùng."), "done")
    return redirect(url_for("workspace.area", code=page.code), 303)


def _understood(
    page: PlacePage, lines: Sequence[Line], values: dict[str, str], change: Change, on: dt.date
) -> str:
    by_code = {line.code: line for line in lines}
    return render_template(
        "workspace/place_people_confirm.html",
        page=page,
        form=forms.again(values),
        joined=[by_code[code] for code in change.joined],
        left=[by_code[code] for code in change.left],
        on=on,
    )


def _form(page: PlacePage, lines: Sequence[Line], form: Form) -> str:
    chosen = set(form.values["households"].split())
    shown = [line for line in lines if line.name is not None or line.code in chosen]
    return render_template(
        "workspace/place_people.html", page=page, lines=shown, chosen=chosen, form=form
    )
