"""What everybody sees of one's own code, and whether the month's kilograms are among it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import ids
from traceability.domain.errors import Invalid
from traceability.services import public_figures as services
from traceability.services.request_keys import once
from traceability.web import forms
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

_CHOICES = {"open": True, "closed": False}


@workspace.route("/vung-trong/ma/<code>/cong-khai", methods=["GET", "POST"])
def public_figures(code: str) -> ResponseReturnValue:
    """What is public of a code; sent, the choice about its figures."""
    canonical = ids.fold_typed(code) or ""
    with looking() as view:
        openness = services.shown(view, actor(), canonical)
    if request.method == "POST":
        return _choose(canonical)
    return render_template(
        "workspace/public_figures.html",
        openness=openness,
        request_key=forms.new_key(),
        address=f"{house().settings.public_url}/{openness.code}",
    )


def _choose(code: str) -> ResponseReturnValue:
    choice = request.form.get("figures", "")
    if choice not in _CHOICES:
        raise Invalid("choice_unknown", "figures")

    def act() -> dict[str, str]:
        services.choose(work, code, opened=_CHOICES[choice])
        return {"code": code}

    with working() as work:
        key = request.form.get("request_key", "")
        once(work, key, {"do": "public figures", "code": code, "figures": choice}, act)
    flash(_("Đã mở khối lượng.") if _CHOICES[choice] else _("Đã đóng số liệu."), "done")
    return redirect(url_for(".public_figures", code=code), 303)
