"""The blueprint of the workspace, and what every page of it knows."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint
from flask_babel import format_date

from traceability.web.messages import language

workspace = Blueprint("workspace", __name__, url_prefix="/coop")


@workspace.app_template_filter("weekday")
def weekday(day: dt.date) -> str:
    """A day with its weekday: Thứ Hai, 23/11/2026."""
    pattern = "EEEE, dd/MM/yyyy" if language() == "vi" else "EEEE, d MMMM yyyy"
    return str(format_date(day, pattern))


@workspace.app_template_filter("sentence_case")
def sentence_case(text: object) -> str:
    """Words as a sentence begins: only the first letter is raised."""
    spelled = str(text)
    return spelled[:1].upper() + spelled[1:]


@workspace.app_template_filter("together")
def together(text: object) -> str:
    """An amount that no line break parts from its unit."""
    return str(text).replace(" ", "\u00a0")
