"""The blueprint of the public door: no cookie, no script, nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, request

from traceability.web import headers
from traceability.web.messages import language
from traceability.web.public import paper, words

public = Blueprint("public", __name__)

#: How the pages are reached in each language; the names are the languages' own.
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
#: What goes abroad with the goods is read there.
NOTE_LANGUAGES = {**LANGUAGES, "zh": "中文"}
#: The pages of notes.
OF_NOTES = frozenset({"public.note", "public.answer_note", "public.note_sheet"})


@public.context_processor
def _known_to_templates() -> dict[str, Any]:
    static = str(current_app.static_folder)
    return {
        "css": paper.style(static),
        "pictures": paper.pictures(static),
        "languages": languages(),
        "chosen": chosen_language(),
        "words": words,
    }


@public.after_request
def _add_headers(response: Response) -> Response:
    if response.mimetype == "text/html":
        allowed = paper.style(str(current_app.static_folder)).sources
        response.headers["Content-Security-Policy"] = headers.policy(*allowed)
        response.headers["Content-Language"] = language()
        response.vary.add("Accept-Language")
    return response


def chosen_language() -> str | None:
    """The language that the address itself asks for; anything else in the query is passed over."""
    asked = request.args.get("lang")
    return asked if asked in languages() else None


def languages() -> Mapping[str, str]:
    """The languages that this page is read in."""
    return NOTE_LANGUAGES if request.endpoint in OF_NOTES else LANGUAGES
