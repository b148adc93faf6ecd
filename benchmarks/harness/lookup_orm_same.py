"""The peer with the same page: read through lazily loading objects, drawn by our own template.

A Flask application as people usually write one: a session a request, the value that the template
asks for put together by walking from object to object (``lookup_same_page.py``), the whole page
drawn each time, packed as Flask-Compress packs it (gzip at its level 6; ours at 9). Only pages of
lots are answered. Unlike ours it keeps nothing, reads no token for that, counts no look, and has
none of the doors, guards and limits around ours, nor the headers that they send.

Rules (``traceability/domain``), words, filters and templates are ours, so that both bodies are the
same to the byte; what reads the record is not.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from sqlalchemy.orm import Session

import traceability
from benchmarks.harness import lookup_same_page
from benchmarks.harness.lookup_entities import open_engine
from traceability.app import open_house
from traceability.domain.days import day_in_vietnam
from traceability.settings import Settings
from traceability.store.engine import Store
from traceability.web import filters, languages
from traceability.web.house import install
from traceability.web.public import lookup, public
from traceability.web.public.door import NOTE
from traceability.web.workspace.blueprint import sentence_case

#: Flask-Compress's own, for gzip.
LEVEL, LEAST_BYTES = 6, 500


def make(settings: Settings, store: Store) -> Flask:
    """The application, for the database of the settings; of ``store`` it has the clock alone."""
    root = Path(traceability.__file__).parent
    app = Flask(
        "same_orm_page",
        static_folder=str(root / "static"),
        template_folder=str(root.parent / "templates"),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    catalogs = str(root / "translations")
    Babel(app, "vi", locale_selector=_language, default_translation_directories=catalogs)
    filters.add_filters(app)
    app.add_template_filter(sentence_case)
    install(app, open_house(settings, store))  # templates name its settings
    app.register_blueprint(public)
    engine = open_engine(settings.database_url)

    def page(code: str) -> ResponseReturnValue:
        # Else the door would pack the answer itself: ours is packed by the layer around it.
        request.environ[NOTE] = None
        with Session(engine) as db:
            found = lookup_same_page.find(db, code, day_in_vietnam(store.clock()))
            return abort(404) if found is None else lookup.show(found)

    app.view_functions["public.page"] = page
    app.after_request(packed)
    return app


def packed(response: Response) -> Response:
    """An answer as gzip, where that is taken."""
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) >= LEAST_BYTES and request.accept_encodings.best_match(["gzip"]):
        response.set_data(gzip.compress(body, LEVEL))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _language() -> str:
    return languages.catalog(request.accept_languages.best_match(languages.PUBLIC) or "vi")
