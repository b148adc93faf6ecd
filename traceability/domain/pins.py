"""A PIN of six digits: how it is read, and which ones are too easy to guess to be taken."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from traceability.domain.errors import Invalid

DIGITS = 6

_PIN = re.compile(rf"[0-9]{{{DIGITS}}}")
_HALF = DIGITS // 2


def folded_pin(text: str) -> str:
    """What was typed with full-width digits as plain ones, without spaces and hyphens."""
    return unicodedata.normalize("NFKC", text[:50]).replace(" ", "").replace("-", "")


def read_pin(text: str, field: str = "pin") -> str:
    """The six digits that were typed, as `folded_pin` reads them.

    Raises Invalid ``pin_unreadable`` (fact ``digits``).
    """
    typed = folded_pin(text)
    if not _PIN.fullmatch(typed):
        raise Invalid("pin_unreadable", field, digits=DIGITS)
    return typed


def check_new_pin(pin: str, login: str) -> None:
    """Refuse a PIN that somebody would try first, or that stands in the person's own login.

    Invalid ``pin_too_simple`` at field ``pin``. ``login`` is often a phone number.
    """
    if _is_simple(pin) or pin in login:
        raise Invalid("pin_too_simple", "pin")


def _is_simple(pin: str) -> bool:
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in pairwise(pin)}
    first, second = pin[:_HALF], pin[_HALF:]
    return (
        len(set(pin)) <= 2  # 000000, 121212, 868686
        or steps in ({1}, {9})  # 123456, 987654, 890123
        or first in (second, second[::-1])  # 123123, 123321
        or pin[::2] == pin[1::2]  # 112233
    )
