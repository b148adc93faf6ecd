"""Hashes of what could be guessed: without a secret that is not in the database, nobody can try."""

from __future__ import annotations

import base64
import hashlib
import hmac

_USE = b"request"


def pepper_of(secret_key: str) -> bytes:
    """The secret for such hashes, made of an installation's secret key for this use alone."""
    return hmac.digest(secret_key.encode(), b"traceability pepper", hashlib.sha256)


def peppered(pepper: bytes, text: str) -> str:
    """HMAC-SHA256 of a text, 43 characters of base64url; ValueError where there is no secret."""
    if not pepper:
        raise ValueError("a unit of work that hashes requests needs a pepper")
    digest = hmac.digest(pepper, _USE + b"\0" + text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
