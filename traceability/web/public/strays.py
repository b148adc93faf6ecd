"""What is asked for at an address that no door answers: a code with a slash behind it, or nothing.

A chat program adds signs to an address, and a reader meets whatever comes of it: so the page of the
public door stands here too, in the reader's language.
"""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from traceability.domain.errors import Fault
from traceability.web import errors
from traceability.web.public import door, negotiation, pieces
from traceability.web.tongues import gettext as _


def answer(error: NotFound) -> ResponseReturnValue:
    """Lead to the code that an address was meant to be, else say that there is nothing."""
    if request.url_rule is not None or _first(request.path) in _others():
        return errors.answer_http(error)
    code = pieces.own_code(request.path)
    if code is not None and request.method in ("GET", "HEAD"):
        return redirect(url_for("public.page", code=code, lang=door.chosen_language()), 301)
    if not negotiation.wants_page():
        response = errors.problem(404, (Fault("not_found"),))
        door.open_to_all(response)
        return response
    page = render_template(
        "public/missing.html",
        **door.known_to_templates(),
        typed="",
        wrong=_("Không có trang nào ở địa chỉ này."),
        near=(),
        lot=None,
        report=url_for("public.report", lang=door.chosen_language()),
    )
    return door.finished(Response(page, 404))


def _others() -> set[str]:
    """What the addresses of the other doors begin with."""
    rules = current_app.url_map.iter_rules()
    return {_first(rule.rule) for rule in rules if not rule.endpoint.startswith("public.")}


def _first(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""
