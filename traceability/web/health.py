"""Whether the service lives and can work, for whoever watches it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from traceability.store import migrate
from traceability.web.house import house

health = Blueprint("health", __name__)


@health.get("/healthz")
def live() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers and stands at this version's revision."""
    at = migrate.current(house().store)
    ready = at == migrate.head()
    return {"status": "ok" if ready else "migrate"}, 200 if ready else 503
