"""Taking a line of the farm diary back, saying why."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Denied, Invalid
from traceability.schemas.diary import RetractionSchema
from traceability.services import diary_corrections, diary_views, request_keys
from traceability.web import diary_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace


@workspace.get("/nhat-ky/<event>/rut", endpoint="retract_diary_line")
def retract(event: str) -> ResponseReturnValue:
    """The line, and the field for why."""
    return _page(forms.fresh({"reason": ""}), event)


@workspace.post("/nhat-ky/<event>/rut", endpoint="record_diary_retraction")
def record(event: str) -> ResponseReturnValue:
    """Take the line back."""
    values = forms.typed(("reason",))
    try:
        reason: str = RetractionSchema(spoken=True).read(values)["reason"]
        _record(event, reason)
    except (Invalid, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _page(forms.refused(values, refusal), event), status_of(refusal)
    flash(_("Đã rút lại dòng nhật ký."), "done")
    return redirect(url_for("workspace.diary"), 303)


def _record(event: str, reason: str) -> None:
    def act() -> dict[str, str]:
        diary_corrections.retract(work, event, reason)
        return {"event": event}

    with working() as work:
        key = request.form.get("request_key", "")
        request_keys.once(work, key, {"diary_retraction": {"event": event, "reason": reason}}, act)


def _page(form: Form, event: str) -> str:
    with looking() as view:
        line = diary_views.one(view, actor(), event)
    return render_template("workspace/diary_retract.html", form=form, line=line, said=diary_words)
