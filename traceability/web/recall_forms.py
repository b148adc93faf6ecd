"""Announcing a recall by a form, at the two doors where somebody may: asked, said back, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.recalls import RecallSchema
from traceability.services import hold_views, recalls, request_keys
from traceability.services.hold_views import Reach
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.thousands import ngettext

FIELDS = ("notice", "notice_en", "notice_zh", "contact")


@dataclass(frozen=True)
class Door:
    """The pages of a door: its form, what is said back, and where it leads afterwards.

    ``form`` takes the form and what would be recalled; ``confirm`` also whether the lots have
    changed since they were said.
    """

    form: Callable[[Form, Reach], str]
    confirm: Callable[[Form, Reach, bool], str]
    after: str


def answered(code: str, door: Door) -> ResponseReturnValue:
    """The form; sent, what it would do; confirmed for the lots that were shown, the deed."""
    reach = _reach(code)
    if request.method == "GET":
        return door.form(forms.fresh(dict.fromkeys(FIELDS, "")), reach)
    values = forms.typed(FIELDS)
    if "edit" in request.form:
        return door.form(forms.again(values), reach)
    try:
        asked = RecallSchema(spoken=True).read(values)
        confirmed = request.form.get("confirmed")
        if confirmed is None:
            return door.confirm(forms.again(values), reach, False)
        covered = _announce(code, asked, confirmed)
    except (Invalid, RuleBroken, Conflict) as refusal:
        if refusal.code in ("changed_meanwhile", "recalled_already"):
            found = _reach(code)
            changed = found.scope != confirmed
            return door.confirm(forms.again(values), found, changed), status_of(refusal)
        return door.form(forms.refused(values, refusal), reach), status_of(refusal)
    said = ngettext(
        "Đã thu hồi một lô. Trang sau tem của lô đã báo.",
        "Đã thu hồi %(num)s lô. Trang sau tem của các lô này đã báo.",
        covered,
    )
    flash(said, "done")
    return redirect(door.after, 303)


def _reach(code: str) -> Reach:
    with looking() as view:
        return hold_views.reach(view, actor(), code, Action.ANNOUNCE_RECALL)[1]


def _announce(code: str, asked: dict[str, str], scope: str) -> int:
    def act() -> dict[str, str]:
        # Where nobody can be called, the review has asked back.
        done = recalls.announce(
            work, [code], **asked, scope=scope, beside=beside, without_number=True
        )
        return {"recall": done.code, "covered": str(done.covered)}

    beside = request.form.get("beside", "").split()
    with working() as work:
        body = {"recall": code, **asked}
        key = request.form.get("request_key", "")
        return int(request_keys.once(work, key, body, act).result["covered"])
