"""The door for other software: bearer keys, strict JSON, problems, and a document of all of it."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from traceability.web import errors
from traceability.web.api import (
    boundaries,
    certificates,
    corrections,
    deliveries,
    farm_works,
    label_runs,
    places,
    receptions,
    runs,
    views,
)
from traceability.web.api.document import finished, new_api
from traceability.web.api.operations import api

#: Every module that mounts operations on the blueprint.
MOUNTED = (
    *(views, runs, receptions, deliveries, corrections, farm_works),
    *(places, boundaries, certificates, label_runs),
)


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Hang the API and its document on the application.

    The door takes bearer keys only and never looks at a cookie, so there is no request to forge.
    """
    documented = new_api(app)
    documented.register_blueprint(api)
    # flask-smorest put its own answer to HTTP errors in the place of the house's.
    errors.answer_errors(app)
    app.extensions[views.DOCUMENT] = finished(documented)
    csrf.exempt(api)
