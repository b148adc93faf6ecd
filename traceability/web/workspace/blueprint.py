"""The blueprint of the workspace, and what every page of it knows."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date
from flask import Blueprint, g, request

from traceability.domain.access import Action, Thing, may
from traceability.services import setup
from traceability.services.setup import Progress
from traceability.web.house import actor, looking
from traceability.web.messages import language
from traceability.web.workspace import returning

workspace = Blueprint("workspace", __name__, url_prefix="/coop")
#: Pages that are the checklist themselves.
_CHECKLIST = ("workspace.home", "workspace.setup")


@workspace.context_processor
def known_to_every_page() -> dict[str, object]:
    """Where an act of the first day goes back to, and how far that day has come."""
    return {"den": returning.wanted, "setup_left": setup_left}


def setup_left() -> Progress | None:
    """The steps, where some are left and the page is not their list; read once a page."""
    if "setup_left" not in g:
        g.setup_left = _setup_left()
    found: Progress | None = g.setup_left
    return found


def _setup_left() -> Progress | None:
    thing = Thing(holder=actor().party)
    if request.endpoint in _CHECKLIST or not may(actor(), Action.SEE_WORKSPACE, thing):
        return None
    with looking() as view:
        found = setup.progress(view, actor())
    return None if found.finished else found


@workspace.app_template_filter("weekday")
def weekday(day: dt.date) -> str:
    """A day with its weekday: Thứ Hai, 23/11/2026."""
    pattern = "EEEE, dd/MM/yyyy" if language() == "vi" else "EEEE, d MMMM yyyy"
    return format_date(day, pattern, locale=language())


@workspace.app_template_filter("sentence_case")
def sentence_case(text: object) -> str:
    """Words as a sentence begins: only the first letter is raised."""
    spelled = str(text)
    return spelled[:1].upper() + spelled[1:]


@workspace.app_template_filter("together")
def together(text: object) -> str:
    """An amount that no line break parts from its unit."""
    return str(text).replace(" ", "\u00a0")
