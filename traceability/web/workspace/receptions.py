"""Days of buying: the list, opening one, closing one, the purchase ledger."""

from __future__ import annotations

import dataclasses

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action
from traceability.domain.days import format_day, is_late
from traceability.domain.errors import Conflict, Denied, Invalid, RuleBroken
from traceability.schemas.receptions import CloseSchema, OpenSchema
from traceability.services import (
    households,
    reception_choices,
    reception_closing,
    reception_views,
    receptions,
)
from traceability.services.reception_choices import Choices
from traceability.services.reception_closing import CloseRequest, Foreseen
from traceability.services.request_keys import once
from traceability.web import certificate_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.lists import AS_TEXT, table_file, workbook_file
from traceability.web.paging import page_asked
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace import purchases, slip_words
from traceability.web.workspace.blueprint import workspace

OPENING = ("crop", "day", "building", "late_reason")
CLOSING = ("scale_total", "reason", "together", "version")


@workspace.get("/can", endpoint="receptions")
def listed() -> ResponseReturnValue:
    """The days of buying, open ones first, and the form that opens one."""
    with looking() as view:
        usual, today = reception_choices.choices(view, actor()).usual, format_day(view.today)
    return _list(forms.fresh({"crop": usual, "day": today, "building": "", "late_reason": ""}))


@workspace.post("/can", endpoint="open_reception")
def open_day() -> ResponseReturnValue:
    """Open a day of buying, or go on with the one that is open."""
    values = forms.typed(OPENING)
    try:
        with looking() as view:
            today = view.today
        asked = OpenSchema(today=today, spoken=True).read(values)["asked"]
        with working() as work:
            done = once(
                work,
                request.form.get("request_key", ""),
                {"open": dataclasses.asdict(asked)},
                lambda: {"reception": receptions.open_day(work, asked)},
            )
    except (Invalid, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _list(forms.refused(values, refusal)), status_of(refusal)
    return redirect(url_for("workspace.reception", code=done.result["reception"]), 303)


def _list(form: Form) -> str:
    with looking() as view:
        days, more = reception_views.listed(view, actor(), page_asked())
        choices = reception_choices.choices(view, actor())
        today = view.today
    return render_template(
        "workspace/receptions.html",
        form=form,
        days=days,
        more=more,
        page=page_asked(),
        choices=choices,
        wide=_wide(form, choices),
        today=today,
        late=any(is_late(each.day, today) for each in days if each.open),
        words=slip_words,
    )


def _wide(form: Form, choices: Choices) -> bool:
    """Whether crops of others are offered too: asked for, or chosen already."""
    chosen = any(each.code == form.values["crop"] for each in choices.others)
    return chosen or request.args.get("hang") == "khac"


@workspace.get("/nguoi-ban/<code>", endpoint="seller_card")
def seller_card(code: str) -> ResponseReturnValue:
    """What the symbol on a household's card opens: today's slip with that seller chosen."""
    with looking() as view:
        row = households.standing_one(view, actor(), code, Action.SEE_HOUSEHOLDS)
        seller = reception_views.as_seller(view, row)
        days = reception_views.open_days(view, actor(), today=True)
    if len(days) != 1:
        return render_template("workspace/seller.html", seller=seller, days=days, words=slip_words)
    return redirect(url_for("workspace.reception", code=days[0].code, ban=seller.code), 303)


@workspace.route("/can/<code>/dong", methods=["GET", "POST"], endpoint="close_reception")
def close(code: str) -> ResponseReturnValue:
    """The day's sums; the gap to the scale and who explains it; with ``confirm=yes`` the deed."""
    with looking() as view:
        opened = receptions.known(view, actor(), code, Action.RECORD_RECEPTION)
        version, closed = str(opened.row.version), opened.row.state != "open"
        unit = "lít" if opened.crop.unit == "ml" else "kg"
    if request.method == "GET" and closed:
        return redirect(url_for("workspace.reception", code=code), 303)
    if request.method == "GET":
        values = {"scale_total": "", "reason": "", "together": "", "version": version}
        return _closing(code, forms.fresh(values))
    values = forms.typed(CLOSING)
    try:
        sent = values | {"reception": code, "unit": unit}
        asked: CloseRequest = CloseSchema(spoken=True).read(sent)["asked"]
        if request.form.get("confirm") != "yes":
            return _closing(code, forms.again(values), asked)
        return _close(asked)
    except (Invalid, RuleBroken, Conflict) as refusal:
        again = values
        if refusal.code == "reception_changed":
            again = values | {"version": version}
        form = forms.refused(again, refusal)
        asked_again = asked if refusal.code in ("gap_reason_needed", "reception_changed") else None
        return _closing(code, form, asked_again), status_of(refusal)


def _close(asked: CloseRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        return {"lots": str(len(reception_closing.close(work, asked).lots))}

    with working() as work:
        body = {"close": dataclasses.asdict(asked)}
        done = once(work, request.form.get("request_key", ""), body, act)
    count = int(done.result["lots"])
    said = ngettext(
        "Đã đóng phiên, gộp thành một lô.", "Đã đóng phiên, gộp thành %(num)s lô.", count
    )
    flash(said if count else _("Đã đóng phiên."), "done")
    return redirect(url_for("workspace.reception", code=asked.reception), 303)


def _closing(code: str, form: Form, asked: CloseRequest | None = None) -> str:
    """The page; with ``asked`` it foresees what closing like that would do."""
    foreseen: Foreseen | None = None
    with looking() as view:
        opened = receptions.known(view, actor(), code, Action.RECORD_RECEPTION)
        page = reception_views.page_of(view, actor(), opened)
        if asked is not None:
            foreseen = reception_closing.foresee(view, opened, asked)
    return render_template(
        "workspace/reception_close.html",
        form=form,
        day=page,
        foreseen=foreseen,
        words=slip_words,
        papers=certificate_words,
    )


@workspace.post("/can/<code>/bang-ke", endpoint="export_purchases")
def export(code: str) -> Response:
    """The purchase ledger as Excel or CSV; that somebody took it is on record first."""
    with looking() as view:
        page = reception_views.day(view, actor(), code)
    with working() as work:
        households.note_read(work, "purchases_exported")
    name = f"bang-ke-thu-mua-{page.day.isoformat()}-{page.code}"
    if (form := request.form.get("as", "")) in AS_TEXT:
        return table_file(form, *purchases.as_table(page), f"{name}.csv")
    return workbook_file(purchases.as_workbook(page), f"{name}.xlsx")
