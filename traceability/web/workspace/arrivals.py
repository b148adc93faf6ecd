"""Goods that another cooperative handed over: the list, and taking them or sending them back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import format_day, is_late
from traceability.domain.deliveries import Standing
from traceability.domain.errors import Conflict, Denied, Invalid, RuleBroken
from traceability.domain.quantity import Quantity, input_form
from traceability.schemas.deliveries import ArrivalSchema
from traceability.services import arrivals as services
from traceability.services import arrived_lots, delivery_views, request_keys
from traceability.services.arrivals import ON_THE_WAY, ArrivalRequest
from traceability.services.delivery_views import LineShown, NoteShown
from traceability.web import delivery_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.paging import page_asked
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

_REST = ("received_on", "loss", "reason", "late_reason")


@workspace.get("/hang-den", endpoint="arrivals")
def listed() -> ResponseReturnValue:
    """Goods that came or are on the way, newest first."""
    with looking() as view:
        found = delivery_views.coming(view, actor(), page_asked())
    return render_template(
        "workspace/arrivals.html", found=found, page=page_asked(), words=delivery_words
    )


@workspace.get("/hang-den/<code>", endpoint="arrival")
def one(code: str) -> ResponseReturnValue:
    """One delivery: what came, or the form that asks."""
    with looking() as view:
        note, today = delivery_views.arriving(view, actor(), code), view.today
    form = forms.fresh(_defaults(note) | {"received_on": format_day(today)})
    return _page(form, note)


@workspace.post("/hang-den/<code>", endpoint="answer_arrival")
def answer(code: str) -> ResponseReturnValue:
    """Say back what would be taken; with ``confirm=yes`` take it, with ``edit`` go back."""
    with looking() as view:
        note, today = delivery_views.arriving(view, actor(), code), view.today
    values = forms.typed(_fields(note))
    if "edit" in request.form:
        return _page(forms.again(values), note)
    try:
        asked = ArrivalSchema(today=today, spoken=True).read(_sent(note, values))["asked"]
        if request.form.get("confirm") == "yes":
            return _record(asked)
        return _understood(forms.again(values), note, asked)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        placed = {
            f"lines.{number}.{part}": f"received_{line.lot.code}"
            for number, line in enumerate(note.lines, start=1)
            for part in ("weight", "packages", "unit")
        }
        return _page(forms.refused(values, refusal, placed), note, status_of(refusal))


def _fields(note: NoteShown) -> list[str]:
    lines = [name for e in note.lines for name in (f"received_{e.lot.code}", f"no_{e.lot.code}")]
    return [*lines, *_REST]


def _defaults(note: NoteShown) -> dict[str, str]:
    """Everything as it was sent: packages of one net amount by their number."""
    values = dict.fromkeys(_fields(note), "")
    for each in note.lines:
        sent = Quantity(each.told[1], "ml" if each.told[0] == "ml" else "g")
        counted = str(each.packages) if each.counted else input_form(sent)
        values[f"received_{each.lot.code}"] = counted
    return values


def _sent(note: NoteShown, values: Mapping[str, str]) -> dict[str, object]:
    """What was said of each lot; one whose amount was left as it stood came as it was sent.

    So what waits for the scale is not taken for weighed by who only says that it is here.
    """
    lines, offered = [], _defaults(note)
    for each in note.lines:
        typed = f"received_{each.lot.code}"
        line = {"batch": each.lot.code, "unit": "lít" if each.told[0] == "ml" else "kg"}
        if values[f"no_{each.lot.code}"]:
            line["refused"] = "yes"
        elif values[typed] != offered[typed]:
            line |= _came(each, values[typed])
        lines.append({name: text for name, text in line.items() if text.strip()})
    return {name: values[name] for name in _REST} | {"note": note.code, "lines": lines}


def _came(line: LineShown, typed: str) -> dict[str, str]:
    """What was typed of a line: packages where they are counted, unless a unit says otherwise."""
    counted = delivery_words.packages_typed(typed) if line.counted else None
    if counted is None and line.packages:
        counted = delivery_words.counted(typed)
    return {"weight": typed} if counted is None else {"packages": counted}


def _understood(form: Form, note: NoteShown, asked: ArrivalRequest) -> ResponseReturnValue:
    with foreseeing() as work:
        taken = services.register(work, asked)
        found = delivery_views.arriving(work, actor(), note.code)
    return render_template(
        "workspace/arrival_confirm.html",
        form=form,
        note=found,
        asked=asked,
        taken=len(taken.codes),
        returned=taken.returned,
        words=delivery_words,
    )


def _record(asked: ArrivalRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        taken = services.register(work, asked)
        return {"lots": str(len(taken.codes)), "returned": str(taken.returned)}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, {"arrival": dataclasses.asdict(asked)}, act)
    lots, back = int(outcome.result["lots"]), int(outcome.result["returned"])
    said = []
    if lots:
        said.append(ngettext("Đã nhận một lô vào kho.", "Đã nhận %(num)s lô vào kho.", lots))
    if back:
        said.append(ngettext("Đã trả lại một lô.", "Đã trả lại %(num)s lô.", back))
    flash(" ".join(said) or _("Đã ghi là không có gì đến."), "done")
    return redirect(url_for("workspace.arrival", code=asked.note), 303)


def _page(form: Form, note: NoteShown, status: int = 200) -> ResponseReturnValue:
    with looking() as view:
        late = is_late(note.sent_on, view.today)
        lots = arrived_lots.arrived(view, actor(), note.code)
    page = render_template(
        "workspace/arrival.html",
        form=form,
        note=note,
        due=note.standing is Standing.OPEN,
        late=late,
        lots=lots,
        losses=[(str(each), delivery_words.WRITE_OFFS[each]) for each in ON_THE_WAY],
        lost=_("mất hoặc hỏng trên đường"),
        words=delivery_words,
    )
    return page, status
