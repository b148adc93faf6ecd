"""The blueprint of the API, and how an operation is mounted together with its documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request
from flask_smorest import Blueprint
from marshmallow import Schema

from traceability.domain.access import require_scope
from traceability.web import limits
from traceability.web.api.document import problem_name

View = Callable[..., Any]

api = Blueprint(
    "api", __name__, url_prefix="/api", description="Harvests, packings, batches and boundaries."
)

# A key has 256 random bits: this spares the database, it is no lock.
limits.limiter.shared_limit(
    limits.REFUSED_KEYS, scope="api-keys", deduct_when=limits.only_unauthenticated
)(api)

#: By endpoint, the scope that a key needs for it.
SCOPES: dict[str, str] = {}


def _was_made_for_this() -> None:
    """Refuse a key that was not made for this, before anything is looked up."""
    scope = SCOPES.get(request.endpoint or "")
    if scope is not None:
        require_scope(g.api_actor, scope)


api.before_request(_was_made_for_this)

#: What any operation behind a key may answer.
EVERYWHERE = (401, 404, 429, 500, 503)
#: What an operation may answer that has a body and a request key.
RECORDING = (*EVERYWHERE, 400, 403, 409, 413, 415, 422)


def operation(
    rule: str,
    method: str,
    status: int,
    shape: type[Schema] | dict[str, Any],
    *,
    scope: str | None,
    problems: tuple[int, ...] = EVERYWHERE,
    headers: Mapping[str, Any] | None = None,
    **documented: Any,
) -> Callable[[View], View]:
    """Mount a view at ``/api`` + ``rule``: its answer has ``shape``, its refusals are problems.

    ``scope`` is what a key must have been made for; None is for what is open to anybody.
    """

    def mount(view: View) -> View:
        told = api.response(status, shape, headers=headers)(view)
        for each in sorted(problems):
            told = api.alt_response(each, response=problem_name(each))(told)
        if scope is not None:
            SCOPES[f"{api.name}.{view.__name__}"] = scope
            # OpenAPI 3.1 §4.8.30: for a scheme other than OAuth2 these are the roles it asks for.
            documented["security"] = [{"bearer": [scope]}]
        told = api.doc(operationId=view.__name__, **documented)(told)
        api.add_url_rule(rule, view.__name__, told, methods=[method])
        return view

    return mount
