"""Reading a request strictly: the media type, the size, the JSON, the request key."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import UnsupportedMediaType

from traceability.domain.errors import Invalid
from traceability.schemas.fields import RequestSchema
from traceability.web.house import looking

#: Bytes of the largest body; a harvest has some three hundred.
LARGEST_BODY = 64 * 1024
KEY_HEADER = "Idempotency-Key"


def asked(schema: type[RequestSchema], *, largest: int = LARGEST_BODY, **options: Any) -> Any:
    """The request that the body asks for, read by ``schema``; ``Invalid`` with every fault.

    A body that is no JSON object is ``body_unreadable`` or ``body_not_object``; one of another
    media type, or compressed, is refused with 415, one that is larger than ``largest`` bytes with
    413. ``options`` are the schema's own.
    """
    with looking() as view:
        reader = schema(today=view.today, **options)
    return reader.read(_json_object(largest))["asked"]


def meaning(asked: Any) -> Mapping[str, object]:
    """What is asked, however it was spelled: 1.0 and 1.00 kg, or 1000 g, are one request."""
    values = {name: value for name, value in dataclasses.asdict(asked).items() if value is not None}
    return {"request": type(asked).__name__, **values}


def request_key() -> str:
    """The client's key of this act, ``Invalid`` where the header is missing."""
    key = request.headers.get(KEY_HEADER)
    if key is None:
        raise Invalid("idempotency_key_missing", KEY_HEADER)
    return key


def _json_object(largest: int) -> dict[str, Any]:
    if request.mimetype != "application/json" or "Content-Encoding" in request.headers:
        raise UnsupportedMediaType
    request.max_content_length = largest
    try:
        body = current_app.json.loads(request.get_data())
    except ValueError:
        raise Invalid("body_unreadable") from None
    if not isinstance(body, dict):
        raise Invalid("body_not_object")
    return body
