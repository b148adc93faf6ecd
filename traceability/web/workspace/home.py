"""The first page of a day; of the first day it is the checklist."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from traceability.domain.deliveries import To
from traceability.services import home_views, scan_views
from traceability.services import setup as steps
from traceability.web.house import actor, looking
from traceability.web.workspace import scans, task_words, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.setup import checklist


@workspace.get("/")
def home() -> ResponseReturnValue:
    """The steps of the first day until none is left; then what waits today."""
    with looking() as view:
        progress = steps.progress(view, actor())
    return today() if progress.finished else checklist(progress)


@workspace.get("/hom-nay")
def today() -> ResponseReturnValue:
    """One big action, what waits today, the lots of late."""
    with looking() as view:
        day, date = home_views.day(view, actor()), view.today
        scanned = next((each.first for each in day.tasks if each.kind == "to_write_out"), ())
        asked = (
            scans.write_outs(view, [each.code for each in scanned], scan_views.SPANS[0])
            if scanned
            else []
        )
    found = task_words.lines(day.tasks)
    return render_template(
        "workspace/home.html",
        day=day,
        tasks=found[: task_words.SHOWN],
        further=found[task_words.SHOWN :],
        today=date,
        write_outs=[each for each in asked if each.ways and not each.found.stopped],
        walk_in=To.WALK_IN,
        words=wording,
    )
