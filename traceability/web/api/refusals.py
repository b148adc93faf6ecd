"""Refusals as the API answers them, where that is not as in the rest of the house."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, g, request

from traceability.domain.errors import Fault, NotFound, Refusal
from traceability.services import sign_in
from traceability.web import errors
from traceability.web.api.requests import KEY_HEADER
from traceability.web.house import working

#: What is wrong with the request itself, before any value is looked at.
_MALFORMED = frozenset({"body_unreadable", "body_not_object", "idempotency_key_missing"})


def answer(refusal: Refusal) -> Response:
    """A problem; what is not there and what is another's are one answer, and noted alike."""
    if isinstance(refusal, NotFound):
        _note()
        return errors.answer(404, (Fault("not_found"),))
    return errors.answer(_status(refusal), tuple(map(_by_header, refusal.faults)))


def _status(refusal: Refusal) -> int:
    if refusal.code in _MALFORMED:
        return 400
    # A program that reuses a key has a fault; it has lost no race with anybody.
    return 422 if refusal.code == "request_key_reused" else errors.status_of(refusal)


def _by_header(fault: Fault) -> Fault:
    return replace(fault, field=KEY_HEADER) if fault.field == "request_key" else fault


def _note() -> None:
    """Leave an audit row of what the key asked for and did not get."""
    with working(g.api_actor) as work:
        sign_in.note_refusal(work, str(request.endpoint), str(g.get("api_thing", "")))
