"""Canonical JSON for leaves: a strict profile of RFC 8785 (JSON Canonicalization Scheme).

The profile takes away what implementations differ in: keys are ASCII, so sorting by code point
is the UTF-16 order of RFC 8785 §3.2.3; there are no floats, and integers stay within ±(2⁵³-1),
so the number rules of §3.2.2.3 reduce to plain decimals; strings are NFC already, so equal text
has equal bytes. What is outside is refused, never mended: a mended leaf would be another leaf.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import lru_cache

LARGEST_INTEGER = (1 << 53) - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8259 §6, RFC 7493 §2.2)."""

DEEPEST = 32
"""Nested arrays and objects beyond this many are refused."""

# RFC 8785 §3.2.2.2: the two-character escapes where they exist, \u00xx in lower case else.
_SHORT = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r"}
_ESCAPES = {control: f"\\u{control:04x}" for control in range(0x20)} | _SHORT
_TO_ESCAPE = re.compile(r'[\x00-\x1f"\\]')
_ESCAPES |= {ord('"'): '\\"', ord("\\"): "\\\\"}


def canonical_json(value: object) -> bytes:
    """The canonical UTF-8 bytes of ``value``: None, bool, int, str, list, dict.

    TypeError for any other type, floats and tuples included, and for keys that are not strings;
    ValueError for integers beyond ±(2⁵³-1), text that is not NFC, a lone surrogate (as
    UnicodeEncodeError), keys outside ASCII, and nesting deeper than ``DEEPEST``.
    """
    return _written(value, 0).encode()


def sha256_b64(data: bytes) -> str:
    """SHA-256 of ``data`` as 43 characters of base64url without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _written(value: object, depth: int) -> str:
    """``value``'s text; the types that leaves are made of most come first."""
    if type(value) is str:
        return _string(value)
    if isinstance(value, dict):
        return _object(value, _deeper(depth))
    if isinstance(value, list):
        deeper = _deeper(depth)
        return f"[{','.join([_written(element, deeper) for element in value])}]"
    return _scalar(value)


def _deeper(depth: int) -> int:
    if depth == DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST}")
    return depth + 1


def _object(members: dict[object, object], depth: int) -> str:
    order = _order(tuple(members))
    return f"{{{','.join([text + _written(members[key], depth) for key, text in order])}}}"


@lru_cache(maxsize=1_024)
def _order(keys: tuple[object, ...]) -> tuple[tuple[str, str], ...]:
    """Keys in their order, each as it is written; leaves of a kind have the same ones."""
    return tuple((key, f"{_string(key)}:") for key in sorted(map(_key, keys)))


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be text, not {type(key).__name__}")
    if not key.isascii():
        raise ValueError(f"a key must be ASCII: {key!r}")
    return key


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, str):
        return _string(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise ValueError("an integer is beyond 2**53 - 1")
    return int.__repr__(value)


def _string(text: str) -> str:
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise ValueError("text is not in NFC")
    return f'"{text.translate(_ESCAPES)}"' if _TO_ESCAPE.search(text) else f'"{text}"'
