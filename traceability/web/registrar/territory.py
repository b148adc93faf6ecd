"""What the office answers for, and who works there."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from traceability.services import territory as services
from traceability.web.house import actor, looking
from traceability.web.registrar.blueprint import registrar


@registrar.get("/dia-ban")
def territory() -> ResponseReturnValue:
    """The communes, new and old, and the colleagues."""
    with looking() as view:
        found = services.seen(view, actor())
    return render_template("registrar/territory.html", found=found)
