"""Random tokens, API keys and temporary passwords; the database holds their hashes.

Everything here is at least 256 random bits (a temporary password 80), so one SHA-256 is hash
enough: there is no dictionary to slow down. Only a temporary password is kept by argon2id.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from traceability.domain.canonical import sha256_b64
from traceability.domain.ids import ALPHABET

_TOKEN_BYTES = 32
_PREFIX_LENGTH = 8
_API_KEY = re.compile(rf"tx_([{ALPHABET}]{{{_PREFIX_LENGTH}}})_[A-Za-z0-9_-]{{43}}")
_GROUPS = 4


@dataclass(frozen=True)
class ApiKeyMaterial:
    """A new API key: ``secret_text`` is shown once, ``prefix`` and ``hash`` are stored.

    ``prefix`` is 8 Crockford symbols by which people and the table tell keys apart.
    """

    prefix: str
    secret_text: str = field(repr=False)
    hash: str


def new_token() -> str:
    """A token of 256 random bits: 43 characters of base64url."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256, 43 characters of base64url. Takes any text."""
    return sha256_b64(token.encode("utf-8", "surrogatepass"))


def new_api_key() -> ApiKeyMaterial:
    """A new API key, shown as ``tx_<prefix>_<43 characters>``."""
    prefix = _symbols(_PREFIX_LENGTH)
    secret_text = f"tx_{prefix}_{new_token()}"
    return ApiKeyMaterial(prefix, secret_text, token_hash(secret_text))


def parse_api_key(text: str) -> tuple[str, str] | None:
    """``(prefix, hash)`` of what a caller sent, or None where it has not the form of a key.

    The hash covers the whole text, prefix included; compare it with ``hmac.compare_digest``.
    """
    match = _API_KEY.fullmatch(text)
    return None if match is None else (match[1], token_hash(text))


def temporary_password() -> str:
    """A password to read out and type once: four groups of four symbols, 80 random bits."""
    return "-".join(_symbols(4) for _ in range(_GROUPS))


def _symbols(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
