"""The first page of a day."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from traceability.services import home_views
from traceability.web.house import actor, looking
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/")
def home() -> ResponseReturnValue:
    """One big action, what waits today, the lots of late."""
    with looking() as view:
        day, today = home_views.day(view, actor()), view.today
    return render_template("workspace/home.html", day=day, today=today, words=wording)
