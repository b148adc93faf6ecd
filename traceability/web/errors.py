"""What a refusal is over HTTP: one table, one shape for people and one for programs (RFC 9457)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Flask, Response, json, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from traceability.domain.errors import (
    Conflict,
    Denied,
    Fault,
    Gone,
    Invalid,
    NotFound,
    Refusal,
    RuleBroken,
    Unauthenticated,
)
from traceability.store.engine import OutOfReach
from traceability.store.faults import told
from traceability.web import guards, send_again, signed_out
from traceability.web.messages import sentence

_log = logging.getLogger(__name__)

#: The only place where a refusal becomes a status.
STATUS: Mapping[type[Refusal], int] = {
    Invalid: 422,
    RuleBroken: 422,
    Conflict: 409,
    NotFound: 404,
    Gone: 410,
    Denied: 403,
    Unauthenticated: 401,
}

_HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "media_type",
    429: "too_many_requests",
}


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


def answer_errors(app: Flask) -> None:
    """Register the handlers; nothing of the inside ever reaches an answer."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OutOfReach, _unavailable)
    app.register_error_handler(Exception, _internal)


def problem(status: int, faults: tuple[Fault, ...]) -> Response:
    """``application/problem+json`` with the stable code, the facts, and each fault's field."""
    first = faults[0]
    body = {
        "type": f"urn:traceability:error:{first.code}",
        "title": sentence(first),
        "status": status,
        "code": first.code,
        "facts": plain(first.facts),
        "errors": [
            {"field": each.field, "code": each.code, "detail": sentence(each)} for each in faults
        ],
    }
    return Response(
        json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json"
    )


def plain(value: Any) -> Any:
    """Facts as JSON: days as ISO 8601, decimals as text, anything unknown as its text."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal) or not isinstance(value, str | int | bool | None):
        return str(value)
    return value


def answer(status: int, faults: tuple[Fault, ...]) -> Response:
    """A refusal in the shape that the caller reads."""
    if request.path.startswith("/api/"):
        response = problem(status, faults)
    else:
        page = render_template(
            "errors/refused.html", status=status, sentences=[sentence(each) for each in faults]
        )
        response = Response(page, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="traceability"'
    return response


def _refused(refusal: Refusal) -> Response:
    return answer(status_of(refusal), refusal.faults)


def stale(_error: CSRFError) -> Response:
    """A form without this browser's token: offered once more where nothing secret is in it."""
    if send_again.can_be_offered():
        if guards.visitor() is None:
            return signed_out.offered(400)
        return send_again.offered(400, signed_in=True)
    return answer(400, (Fault("csrf"),))


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """What the router or the server refuses, in the shape that the caller reads."""
    if error.code is None or error.code < 400:
        return Response(
            error.get_response().get_data(), error.code or 302, dict(error.get_headers())
        )
    response = answer(error.code, (Fault(_HTTP_CODES.get(error.code, "bad_request")),))
    if error.code == 429:
        response.headers["Retry-After"] = "600"
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _unavailable(error: Exception) -> Response:
    _log.error("the database is out of reach: %s", told(error))
    response = answer(503, (Fault("unavailable"),))
    response.headers["Retry-After"] = "10"
    return response


def _internal(error: Exception) -> Response:
    # Not exc_info: the text of an error may repeat a name or a phone number.
    _log.error("a request failed: %s", told(error))
    return answer(500, (Fault("internal"),))
