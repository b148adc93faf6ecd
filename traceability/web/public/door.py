"""The blueprint of the public door: no cookie, no script, nothing of anybody else's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from traceability.web import encodings, headers, languages
from traceability.web.messages import language_tag
from traceability.web.public import paper, words

public = Blueprint("public", __name__)

#: Where in a request the layer before Flask (``fast.py``) asks for what may be kept.
NOTE = "traceability.kept_page"
#: How the pages are reached in each language, by the languages' own names.
LANGUAGES = languages.PUBLIC

#: The one page that may open the camera; a code that is read there is typed elsewhere.
SCAN = "public.scan"
#: What programs of any origin may read: the same for everybody, by media type and language.
FOR_PROGRAMS = frozenset(
    {
        *("public.digital_link_of", "public.resolver_description", "public.linkset_context"),
        *("public.area", "public.thing", "public.gtin"),
    }
)


@public.context_processor
def known_to_templates() -> dict[str, Any]:
    """What every template of the door may name."""
    static = str(current_app.static_folder)
    return {
        "css": paper.style(static),
        "pictures": paper.pictures(static),
        "languages": LANGUAGES,
        "chosen": chosen_language(),
        "words": words,
        "marks": words.marks(),
    }


@public.after_request
def finished(response: Response) -> Response:
    """An answer with the headers of the door, packed for the line."""
    if response.mimetype == "text/html":
        allowed = paper.style(str(current_app.static_folder)).sources
        scans = request.endpoint == SCAN
        response.headers["Content-Security-Policy"] = headers.policy(*allowed, worker=scans)
        if scans:
            response.headers["Permissions-Policy"] = headers.CAMERA
        response.headers["Content-Language"] = language_tag()
        response.vary.add("Accept-Language")
    if request.endpoint in FOR_PROGRAMS:
        open_to_all(response)
    # A page that the layer before Flask keeps it packs itself, from the plain one.
    if NOTE in request.environ and response.status_code == 200:
        return response
    return encodings.packed(response)


def open_to_all(response: Response) -> None:
    """Let programs of every origin read an answer, refusals too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, Location"
    response.headers.setdefault("Cache-Control", "no-cache")
    response.vary.update(("Accept", "Accept-Language"))


def chosen_language() -> str | None:
    """The language that the address itself asks for; anything else in the query is passed over."""
    return languages.asked_for(request.args.get("lang"), LANGUAGES)
