"""Salted commitments: a leaf fixes a personal value for ever without telling it.

A commitment is SHA-256 over

    "traceability commitment v1" 00 ‖ salt (16 bytes) ‖ length of field ‖ field ‖ length of value
    ‖ value

with field and value in UTF-8 and each length four bytes, big-endian, counted in bytes. No two
different (salt, field, value) have the same encoding, so a commitment opens to one value only.
The salt lives beside the value in ``private_value``; erase both, and what stays in the leaf is a
random number. A salt is never used twice: two equal phones must not look equal.
"""

from __future__ import annotations

import struct
import unicodedata

from traceability.domain.canonical import sha256_b64

SALT_LENGTH = 16
"""Bytes of a salt: 128 random bits, so that a phone number cannot be found by trying all."""

_DOMAIN = b"traceability commitment v1\x00"


def commit(salt: bytes, field: str, value: str) -> str:
    """The commitment to ``value`` of ``field``: 43 characters of base64url without padding.

    ValueError for a salt of another length and for text that is not NFC or not Unicode: one text
    must have one commitment.
    """
    if len(salt) != SALT_LENGTH:
        raise ValueError(f"a salt is {SALT_LENGTH} bytes")
    return sha256_b64(_DOMAIN + salt + _measured(field) + _measured(value))


def _measured(text: str) -> bytes:
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("text is not in NFC")
    encoded = text.encode()
    return struct.pack(">I", len(encoded)) + encoded
