"""A call about a lot: the screen of everything one is asked, noting what was said, answering it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Thing, may
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.complaints import AnswerSchema, ComplaintSchema
from traceability.services import complaint_views, complaints, request_keys
from traceability.services.batch_list_views import BatchState
from traceability.services.batch_views import BatchPage
from traceability.store.unit import Work
from traceability.web import (
    certificate_words,
    delivery_words,
    diary_words,
    drafting,
    forms,
    hold_words,
    report_words,
)
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import complaint_words, wording
from traceability.web.workspace.blueprint import workspace

FIELDS = ("kind", "said", "by", "said_on")
_REFUSED = (Invalid, RuleBroken, Conflict)


@workspace.get("/lo/<code>/phan-anh", endpoint="complaints")
def call(code: str) -> ResponseReturnValue:
    """One screen of a lot for whoever has the caller on the phone."""
    with looking() as view:
        found = complaint_views.screen(view, actor(), code)
    return render_template(
        "workspace/complaints.html",
        found=found,
        lot=found.lot,
        actions=_actions(found.lot),
        ending=hold_words,
        said=complaint_words,
        report_words=report_words,
        words=wording,
        diary=diary_words,
        sent_words=delivery_words,
        paper_words=certificate_words,
    )


@workspace.route("/lo/<code>/phan-anh/moi", methods=["GET", "POST"], endpoint="note_complaint")
def note(code: str) -> ResponseReturnValue:
    """What was said, about what, by whom; sent, it is noted."""
    with looking() as view:
        lot, today = complaint_views.lot_of_note(view, actor(), code), view.today
    if request.method == "GET":
        first = dict.fromkeys(FIELDS, "") | {"said_on": format_day(today)}
        return _form("workspace/complaint_form.html", forms.fresh(first), lot=lot)
    values = forms.typed(FIELDS)
    try:
        asked = ComplaintSchema(today=today, spoken=True).read(values | {"batch": lot[0]})["asked"]
        with working() as work:
            _once(
                work,
                {"complaint": dataclasses.asdict(asked)},
                lambda: {"event": complaints.note(work, asked)},
            )
    except _REFUSED as refusal:
        form = forms.refused(values, refusal)
        return _form("workspace/complaint_form.html", form, lot=lot), status_of(refusal)
    flash(_("Đã ghi nhận phản ánh. Trả lời xong thì ghi câu trả lời ở đây."), "done")
    return redirect(url_for(".complaints", code=lot[0]), 303)


@workspace.route("/phan-anh/<event>/tra-loi", methods=["GET", "POST"], endpoint="answer_complaint")
def answer(event: str) -> ResponseReturnValue:
    """The complaint as it was noted, and what was answered; sent, it is closed."""
    with looking() as view:
        known = complaint_views.one(view, actor(), event)
    if request.method == "GET":
        return _form("workspace/complaint_answer.html", forms.fresh({"answer": ""}), known=known)
    values = forms.typed(("answer",))
    try:
        text = AnswerSchema(spoken=True).read(values)["answer"]
        with working() as work:
            _once(
                work,
                {"answer": text, "complaint": event},
                lambda: {"lot": complaints.answer(work, event, text)},
            )
    except _REFUSED as refusal:
        form = forms.refused(values, refusal)
        page = _form("workspace/complaint_answer.html", form, known=known)
        return page, status_of(refusal)
    flash(_("Đã ghi câu trả lời."), "done")
    return redirect(url_for(".complaints", code=known.lot), 303)


def _once(work: Work, body: dict[str, object], act: Callable[[], dict[str, str]]) -> None:
    request_keys.once(work, request.form.get("request_key", ""), body, act)


def _actions(shown: BatchPage) -> list[tuple[str, Any]]:
    """The other acts on the lot that this installation has a page for; held, it is held once."""
    if shown.state in (BatchState.HELD, BatchState.RECALLED):
        return []
    lot, own = url_for("workspace.batch", code=shown.code), Thing(holder=actor().party)
    may_do = (each for each in complaint_words.ACTIONS if may(actor(), each[1], own))
    found = ((f"{lot}/{end}", words) for end, _action, words in may_do)
    return [(path, words) for path, words in found if drafting.has_page(path)]


def _form(template: str, form: Form, **shown: object) -> str:
    return render_template(template, form=form, said=complaint_words, **shown)
