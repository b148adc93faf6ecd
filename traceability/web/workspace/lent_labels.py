"""Labels of others that one was handed: whose they are, where each is, what can be done."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from traceability.services import lent_label_views
from traceability.web.house import actor, looking
from traceability.web.paging import page_asked
from traceability.web.workspace import label_words, wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/tem/duoc-giao")
def lent_labels() -> ResponseReturnValue:
    """The labels that others handed to the organisation, run by run, the newest first."""
    page = page_asked()
    with looking() as view:
        found = lent_label_views.listed(view, actor(), page)
    return render_template(
        "workspace/lent_labels.html", found=found, page=page, words=wording, labels=label_words
    )
