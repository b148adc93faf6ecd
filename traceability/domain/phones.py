"""Telephone numbers of Việt Nam as people type them, and as Excel leaves them.

Mobile numbers have ten digits and begin with 03, 05, 07, 08 or 09, fixed ones eleven and begin with
02, service numbers begin with 1800 or 1900 (Thông tư 22/2014/TT-BTTTT and its plan of 2017–2018; an
operator of another country writes +).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from traceability.domain.errors import Invalid
from traceability.domain.text import nfc, shown

_PUNCTUATION = re.compile(r"[\s.\-()–_]+")
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_FIXED = re.compile(r"02[0-9]{9}")
_SERVICE = re.compile(r"1[89]00[0-9]{4,6}")
_FOREIGN = re.compile(r"\+[1-9][0-9]{7,14}")
_COUNTRY = re.compile(r"(?:\+|00)?840?(?=[235789])")
_LOST_ZERO = re.compile(r"[35789][0-9]{8}|2[0-9]{9}")


@dataclass(frozen=True)
class Phone:
    """A number as it is kept: digits with the leading 0, or + and the country.

    ``mended`` tells that the leading 0 was missing and could be nothing else.
    """

    number: str
    mended: bool = False


def parse_phone(typed: str, field: str) -> Phone:
    """Read a number with +84, spaces, dots or hyphens, or without its leading 0.

    Raises Invalid ``phone_unreadable`` (``typed``).
    """
    bare = _PUNCTUATION.sub("", nfc(typed))
    if _FOREIGN.fullmatch(bare) and not bare.startswith("+84"):
        return Phone(bare)
    if _SERVICE.fullmatch(bare):
        return Phone(bare)
    if (number := _national(bare)) is not None:
        return Phone(number)
    if _LOST_ZERO.fullmatch(bare):
        return Phone(f"0{bare}", mended=True)
    raise Invalid("phone_unreadable", field, typed=shown(typed))


def phone_key(typed: str) -> str:
    """What is compared of a number: as ``parse_phone`` reads it, else its bare text."""
    try:
        return parse_phone(typed, "phone").number
    except Invalid:
        return _PUNCTUATION.sub("", typed)


def spaced_phone(number: str) -> str:
    """A number as it is read aloud: 0912 345 678, 0219 386 1234."""
    if _MOBILE.fullmatch(number) or _FIXED.fullmatch(number):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    return number


def _national(bare: str) -> str | None:
    """The number with its leading 0, where it is one of Việt Nam."""
    country = _COUNTRY.match(bare)
    for number in (bare, "" if country is None else f"0{bare[country.end() :]}"):
        if _MOBILE.fullmatch(number) or _FIXED.fullmatch(number):
            return number
    return None
