"""GS1 keys as far as they are entered: lengths, check digit, prefixes that are no one's to publish.

Source: GS1 General Specifications, §3.3 (GTIN), §3.4.10 (GLN), §7.9 (check digit), §1.4.2
(prefixes 02, 04 and 2 are for restricted circulation).
"""

from __future__ import annotations

from traceability.domain.errors import Invalid

GTIN_LENGTHS = (8, 12, 13, 14)
GLN_LENGTH = 13
_RESTRICTED = ("02", "04", "2")


def check_digit(body: str) -> str:
    """The digit that completes ``body``: weights 3 and 1 from the right, up to the next ten."""
    weighted = sum(int(d) * (1 if i % 2 else 3) for i, d in enumerate(reversed(body)))
    return str(-weighted % 10)


def gtin(typed: str, field: str) -> str:
    """A GTIN as 14 digits; refuses ``gs1_key_unreadable``, ``gs1_check_digit``, ``gs1_restricted``.

    Restricted prefixes are looked for in the GTIN-13 behind the indicator digit.
    """
    digits = _digits(typed, field, GTIN_LENGTHS).zfill(14)
    if digits[1:].startswith(_RESTRICTED):
        raise Invalid("gs1_restricted", field, typed=typed)
    return digits


def gln(typed: str, field: str) -> str:
    """A GLN as 13 digits; refuses ``gs1_key_unreadable`` and ``gs1_check_digit``."""
    return _digits(typed, field, (GLN_LENGTH,))


def _digits(typed: str, field: str, lengths: tuple[int, ...]) -> str:
    text = typed.replace(" ", "")
    if not (text.isascii() and text.isdigit()) or len(text) not in lengths:
        raise Invalid("gs1_key_unreadable", field, lengths=list(lengths))
    if check_digit(text[:-1]) != text[-1]:
        raise Invalid("gs1_check_digit", field, digit=check_digit(text[:-1]))
    return text
