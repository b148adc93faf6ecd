"""What buyers report of one's own goods: those that an office released, or that came here alone.

Never whom a report came from: the office keeps that. The answer is read by the reporter.
"""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.reports import ReportAnswerSchema
from traceability.services import photos, report_desk, report_views, request_keys
from traceability.web import forms, report_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

_REFUSED = (Invalid, RuleBroken, Conflict)


@workspace.get("/nguoi-mua", endpoint="buyer_reports")
def listed() -> ResponseReturnValue:
    """The reports that the organisation was given to read, the newest first."""
    with looking() as view:
        found = report_views.of_holder(view, actor())
    return render_template("workspace/buyer_reports.html", lines=found, told=report_words)


@workspace.route("/nguoi-mua/<code>", methods=["GET", "POST"], endpoint="buyer_report")
def one(code: str) -> ResponseReturnValue:
    """A report and the form that answers it; sent, the answer is the reporter's to read."""
    if request.method == "GET":
        return _page(code, forms.fresh({"answer": ""}))
    values = forms.typed(("answer",))
    with looking() as view:
        report_views.of_own(view, actor(), code)
    try:
        text = ReportAnswerSchema(spoken=True).read(values)["answer"]
        _answer(code, text)
    except _REFUSED as refusal:
        return _page(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã gửi câu trả lời."), "done")
    return redirect(url_for(".buyer_report", code=code), 303)


@workspace.get("/nguoi-mua/<code>/anh", endpoint="buyer_report_picture")
def picture(code: str) -> ResponseReturnValue:
    """The picture that came with a report, re-encoded and without a word of whom it is from."""
    with looking() as view:
        name = report_views.holder_picture(view, actor(), code)
    return Response(photos.read(house().settings.files, name), content_type=photos.CONTENT_TYPE)


def _answer(code: str, text: str) -> None:
    def act() -> dict[str, str]:
        report_desk.holder_answer(work, code, text)
        return {"report": code}

    body = {"answer": text, "report": code}
    with working() as work:
        request_keys.once(work, request.form.get("request_key", ""), body, act)


def _page(code: str, form: Form) -> str:
    with looking() as view:
        page = report_views.of_own(view, actor(), code)
    return render_template("workspace/buyer_report.html", page=page, form=form, told=report_words)
