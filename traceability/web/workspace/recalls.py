"""A cooperative's own recall of a lot, with everything that was made of it."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action
from traceability.services import batch_views, hold_views
from traceability.web import recall_forms
from traceability.web.house import actor, looking
from traceability.web.recall_forms import Door
from traceability.web.workspace.blueprint import workspace


@workspace.route("/lo/<code>/thu-hoi", methods=["GET", "POST"])
def recall_lot(code: str) -> ResponseReturnValue:
    """What is told to buyers, what the recall covers, and then the deed."""
    with looking() as view:
        batch, _reach = hold_views.reach(view, actor(), code, Action.ANNOUNCE_RECALL)
        lot = batch_views.shown(view, actor(), batch.code)
    door = Door(
        form=lambda form, reach: render_template(
            "workspace/recall.html", lot=lot, form=form, reach=reach
        ),
        confirm=lambda form, reach, changed: render_template(
            "workspace/recall_confirm.html", lot=lot, form=form, reach=reach, changed=changed
        ),
        after=url_for("workspace.batch", code=lot.code),
    )
    return recall_forms.answered(lot.code, door)
