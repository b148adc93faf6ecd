"""Where an act goes on to when it was begun from a screen of the first day (``?den=…``)."""

from __future__ import annotations

from flask import request, url_for

NAME = "den"
#: What may stand in ``den``, and the screen that it names.
SCREENS = {"tem-dau-tien": "workspace.first_label"}


def wanted() -> str:
    """The screen that this act was begun from, as it stands in ``den``; empty for none."""
    asked = request.values.get(NAME, "")
    return asked if asked in SCREENS else ""


def onward(otherwise: str) -> str:
    """The address of that screen, or ``otherwise``."""
    asked = wanted()
    return url_for(SCREENS[asked]) if asked else otherwise
