"""JSON as it is meant: decimals stay exact; duplicate keys, NaN and bottomless nesting refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from flask.json.provider import DefaultJSONProvider

DEEPEST = 32


class StrictJson(DefaultJSONProvider):
    """Reads numbers as int or Decimal and refuses what two readers could read differently."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value of a JSON text; ``ValueError`` for anything doubtful."""
        del kwargs  # how to read is decided here, for every caller alike
        text = s.decode("utf-8") if isinstance(s, bytes) else s
        if _depth(text) > DEEPEST:
            raise ValueError("nested too deep")
        value = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_refuse,
            object_pairs_hook=_unique,
        )
        json.dumps(value, default=str, ensure_ascii=False).encode("utf-8")  # no lone surrogates
        return value


def _decimal(text: str) -> Decimal:
    if len(text) > 40:
        raise ValueError("a number too long")
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > 40:
        raise ValueError("a number too long")
    return int(text)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _depth(text: str) -> int:
    """How deep brackets nest, strings passed over; counted before any recursion."""
    deepest = depth = 0
    inside = escaped = False
    for character in text:
        if inside:
            inside = escaped or character != '"'
            escaped = not escaped and character == "\\"
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
