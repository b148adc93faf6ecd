"""Releasing a lot that waits after farm work, by its manager on a passing test report."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.diary import ReleaseSchema
from traceability.services import phi_release, request_keys
from traceability.web import certificate_words, diary_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace


@workspace.route("/cach-ly/<recall>/go", methods=["GET", "POST"], endpoint="release_by_report")
def release(recall: str) -> ResponseReturnValue:
    """The reports of the lot, and which of them releases it; sent, the hold is lifted."""
    if request.method == "GET":
        return _form(recall, forms.fresh({"report": ""}))
    values = forms.typed(("report",))
    with looking() as view:
        hold = phi_release.to_release(view, actor(), recall)
    try:
        report = ReleaseSchema(spoken=True).read(values)["report"]
        _release(recall, report)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _form(recall, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã gỡ. Phiếu kiểm nghiệm được ghi vào hồ sơ của lô."), "done")
    return redirect(url_for("workspace.batch", code=hold.batch), 303)


def _release(recall: str, report: str) -> None:
    def act() -> dict[str, str]:
        phi_release.release(work, recall, report)
        return {"recall": recall}

    with working() as work:
        body = {"release": recall, "report": report}
        request_keys.once(work, request.form.get("request_key", ""), body, act)


def _form(recall: str, form: Form) -> str:
    with looking() as view:
        hold = phi_release.to_release(view, actor(), recall)
    return render_template(
        "workspace/release_by_report.html",
        hold=hold,
        form=form,
        said=diary_words,
        papers=certificate_words,
    )
