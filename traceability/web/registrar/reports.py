"""Reports of buyers: the queue of the territory, one a screen, and what an office does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.cases import ColleagueSchema
from traceability.schemas.fields import RequestSchema
from traceability.schemas.reports import (
    ReportAnswerSchema,
    ReportCloseSchema,
    ReportForwardSchema,
)
from traceability.services import photos, report_desk, report_views, request_keys
from traceability.services.report_views import ReportLine
from traceability.store.unit import Work
from traceability.web import forms, paging, report_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = ("colleague", "to", "commune", "outside", "note", "answer", "outcome", "closing")
_REFUSED = (Invalid, RuleBroken, Conflict)
#: The filters in order; the first stands where nothing was chosen.
STATES: Mapping[str, Callable[[ReportLine], bool]] = {
    "open": lambda line: line.state != "closed",
    "mine": lambda line: line.state != "closed" and line.mine,
    "free": lambda line: line.state == "sent",
    "closed": lambda line: line.state == "closed",
}


@dataclass(frozen=True)
class ReportQueue:
    """A page of the queue: the filter, how many there are by filter, the lines here."""

    state: str
    counts: Mapping[str, int]
    page: int
    pages: int
    lines: Sequence[ReportLine]


@registrar.get("/phan-anh")
def reports() -> ResponseReturnValue:
    """The reports to the officer's territory."""
    with looking() as view:
        found = report_views.queue(view, actor())
    return render_template("registrar/reports.html", queue=_queue(found), told=report_words)


@registrar.get("/phan-anh/<code>")
def report(code: str) -> ResponseReturnValue:
    """One report: what was said, what was done, and what can be done."""
    return _page(code, forms.fresh(dict.fromkeys(FIELDS, "")))


@registrar.get("/phan-anh/<code>/anh")
def report_picture(code: str) -> ResponseReturnValue:
    """The picture that came with a report, re-encoded."""
    with looking() as view:
        name = report_views.office_picture(view, actor(), code)
    return Response(photos.read(house().settings.files, name), content_type=photos.CONTENT_TYPE)


@registrar.post("/phan-anh/<code>/nhan")
def take_report(code: str) -> ResponseReturnValue:
    """Take a report in hand."""
    said = _("Bạn đã nhận phản ánh này.")
    return _act(code, {"take": code}, lambda work: report_desk.take(work, code), said)


@registrar.post("/phan-anh/<code>/giao")
def give_report(code: str) -> ResponseReturnValue:
    """Give a report to a colleague of the office."""
    values, asked = _typed(code, ("colleague",), ColleagueSchema(spoken=True))
    if isinstance(asked, Refusal):
        return _refused(code, values, asked)
    to = str(asked["colleague"])
    body = {"give": code, "to": to}
    said = _("Đã giao cho đồng nghiệp.")
    return _act(code, body, lambda work: report_desk.give(work, code, to), said)


@registrar.post("/phan-anh/<code>/chuyen-don-vi")
def release_report(code: str) -> ResponseReturnValue:
    """Let the holder of the goods read what was said."""
    said = _("Từ giờ đơn vị đọc được lời phản ánh và ảnh, không có tên và cách liên hệ.")
    return _act(code, {"release": code}, lambda work: report_desk.release(work, code), said)


@registrar.post("/phan-anh/<code>/chuyen")
def forward_report(code: str) -> ResponseReturnValue:
    """Pass a report on to another office."""
    fields = ("to", "commune", "outside", "note")
    values, asked = _typed(code, fields, ReportForwardSchema(spoken=True))
    if isinstance(asked, Refusal):
        return _refused(code, values, asked)
    to = asked["asked"]
    body = {"forward": code, **asdict(to)}
    said = _("Đã chuyển phản ánh.")
    return _act(code, body, lambda work: report_desk.forward(work, code, to), said, values)


@registrar.post("/phan-anh/<code>/tra-loi")
def answer_report(code: str) -> ResponseReturnValue:
    """Answer the reporter."""
    values, asked = _typed(code, ("answer",), ReportAnswerSchema(spoken=True))
    if isinstance(asked, Refusal):
        return _refused(code, values, asked)
    text = str(asked["answer"])
    body = {"answer": text, "report": code}
    said = _("Đã trả lời. Người phản ánh đọc được ở trang của số phản ánh.")
    return _act(code, body, lambda work: report_desk.answer(work, code, text), said, values)


@registrar.post("/phan-anh/<code>/dong")
def close_report(code: str) -> ResponseReturnValue:
    """End a report with what came of it."""
    values, asked = _typed(code, ("outcome", "closing"), ReportCloseSchema(spoken=True))
    if isinstance(asked, Refusal):
        return _refused(code, values, asked)
    outcome, text = asked["outcome"], asked["text"]
    body = {"close": code, "outcome": str(outcome), "text": text}
    said = _("Đã khép lại phản ánh.")
    return _act(code, body, lambda work: report_desk.close(work, code, outcome, text), said, values)


def _typed(
    code: str, fields: Sequence[str], schema: RequestSchema
) -> tuple[dict[str, str], dict[str, Any] | Refusal]:
    """What was typed and what it means, or the refusal; for who may handle the report."""
    values = forms.typed(fields)
    with looking() as view:
        report_desk.check_reach(view, actor(), code)
    try:
        return values, schema.read(values)
    except Invalid as refusal:
        return values, refusal


def _queue(found: Sequence[ReportLine]) -> ReportQueue:
    counts = {state: sum(map(fits, found)) for state, fits in STATES.items()}
    state = request.args.get("state", "")
    state = state if state in STATES else next(iter(STATES))
    page, pages, here = paging.cut([line for line in found if STATES[state](line)])
    return ReportQueue(state, counts, page, pages, here)


def _act(
    code: str,
    body: Mapping[str, object],
    act: Callable[[Work], object],
    said: str,
    values: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """Do something with a report, and go back to it, or to the queue where it went elsewhere."""

    def acts() -> dict[str, str]:
        act(work)
        return {"report": code}

    try:
        with working() as work:
            request_keys.once(work, request.form.get("request_key", ""), body, acts)
    except _REFUSED as refusal:
        return _refused(code, dict(values or forms.typed(("colleague",))), refusal)
    flash(said, "done")
    return redirect(url_for(".report" if _is_here(code) else ".reports", code=code), 303)


def _is_here(code: str) -> bool:
    with looking() as view:
        return any(each.code == code for each in report_views.queue(view, actor()))


def _page(code: str, form: Form) -> str:
    with looking() as view:
        page = report_views.page(view, actor(), code)
        communes = report_views.communes(view)
    return render_template(
        "registrar/report.html",
        page=page,
        form=form,
        told=report_words,
        communes=communes,
        desk_key=forms.new_key(),
    )


def _refused(code: str, values: dict[str, str], refusal: Refusal) -> ResponseReturnValue:
    every = {**dict.fromkeys(FIELDS, ""), **values}
    return _page(code, forms.refused(every, refusal)), status_of(refusal)
