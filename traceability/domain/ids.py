"""Codes people scan and type: Crockford base32, their check character, and readable lot codes.

A *short code* is 8 random symbols and a check; an *item code* is 12 symbols, the encrypted run
and index of one label (``crypto/ff1.py``), and a check. Both are canonical in capitals without
spaces; ``fold_typed`` is the only way in for what somebody typed.

The check character lives in GF(32) = GF(2)[x]/(x⁵ + x² + 1); bit k of a symbol's value is the
coefficient of xᵏ. The symbol at position i (from the left, from 1) weighs xⁱ and the last symbol
makes the weighted sum zero. As x has order 31, the weights of 31 positions differ, so every
single wrong symbol and every swap of two unequal symbols is caught.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O (they look like digits) and no U."""

SHORT_LENGTH = 9
"""Characters of a short code: 8 random symbols (40 bits) and the check character."""

ITEM_LENGTH = 13
"""Characters of an item code: 12 encrypted symbols (60 bits) and the check character."""

RUN_BITS = 32
INDEX_BITS = 28
ITEM_BITS = RUN_BITS + INDEX_BITS
SHORT_BITS = 40

MAX_RUN_NO = (1 << RUN_BITS) - 1
"""The largest run number; runs are random 32-bit numbers."""

MAX_INDEX = (1 << INDEX_BITS) - 1
"""The largest index of a label in its run, counted from 0."""

TYPED_LIMIT = 64
"""Typed text longer than this, in code points, is no code: thirteen symbols need no more."""

LOT_CODE_LENGTH = 20
"""Characters of the longest lot code: GS1 General Specifications, AI (10), X..20."""

MAX_LOT_NUMBER = 9999
"""The largest number of a lot on its day."""

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LONGEST_CHECKED = 31  # as many positions as x has powers
_X_INVERSE = 0b10010  # 1/x = x⁴ + x, as x⁵ + x² = 1


def _divided_by_x(element: int) -> int:
    return (element >> 1) ^ (_X_INVERSE if element & 1 else 0)


# Horner's rule with 1/x in place of x: adding a symbol and dividing by x, from the left, gives
# the sum divided by the weight of the *next* position, which is the check symbol's own value.
_DIVIDED = tuple(_divided_by_x(element) for element in range(32))
# The same two symbols at a time, for bulk: carry << 5 meets the higher of the two.
_DIVIDED_TWICE = tuple(_DIVIDED[_DIVIDED[pair >> 5] ^ (pair & 31)] for pair in range(1024))
_PAIRS = tuple(high + low for high in ALPHABET for low in ALPHABET)


def _carry(symbols: str) -> int:
    """The check value that ``symbols`` call for; KeyError for one outside the alphabet."""
    carry = 0
    for symbol in symbols:
        carry = _DIVIDED[carry ^ _VALUE[symbol]]
    return carry


def check_character(body: str) -> str:
    """The check character of ``body``, 1 to 30 canonical symbols; ValueError for anything else."""
    if not 0 < len(body) < _LONGEST_CHECKED:
        raise ValueError("a check character covers 1 to 30 symbols")
    try:
        return ALPHABET[_carry(body)]
    except KeyError:
        raise ValueError("a symbol is outside Crockford's alphabet") from None


def with_check(body: str) -> str:
    """``body`` followed by its check character; ValueError as ``check_character``."""
    return body + check_character(body)


def is_valid(code: str) -> bool:
    """Whether ``code`` is a canonical short or item code with the right check character."""
    if len(code) != SHORT_LENGTH and len(code) != ITEM_LENGTH:
        return False
    try:
        return _carry(code) == 0
    except KeyError:
        return False


def kind_of(code: str) -> Literal["short", "item"]:
    """Which kind of code this is, by its length; ValueError where it is not a valid code."""
    if not is_valid(code):
        raise ValueError("not a valid code")
    return "short" if len(code) == SHORT_LENGTH else "item"


def grouped(code: str) -> str:
    """The code as people read it, in groups of four: ``4YWW 79G1 TG05 K``."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


# ---- Typed text ---------------------------------------------------------------------------------

# Only these letters fold. str.upper() would also turn ı, ſ and ﬁ into ASCII, and a full-width
# letter is refused rather than guessed at.
_TYPED: dict[int, str | None] = {ord(symbol.lower()): symbol for symbol in ALPHABET}
_TYPED |= dict.fromkeys(map(ord, "Oo"), "0") | dict.fromkeys(map(ord, "IiLl"), "1")
# Spaces of every width, line ends and invisible characters that come with pasted text.
_TYPED |= dict.fromkeys(map(ord, "\t\n\r \u00a0\u1680\u202f\u205f\u3000\u200b\u2060\ufeff"))
_TYPED |= dict.fromkeys(range(0x2000, 0x200B))
# Joiners and the left-to-right mark, which chats and spreadsheets put around. What turns the order
# of letters round is no part of a code: the eye may have read another text.
_TYPED |= dict.fromkeys(range(0x200C, 0x200F))
# Hyphens and dashes, soft ones and the minus sign included: phones put them in for "-".
_TYPED |= dict.fromkeys(map(ord, "-\u00ad\u2212\ufe63\uff0d"))
_TYPED |= dict.fromkeys(range(0x2010, 0x2016))


def fold_typed(text: str) -> str | None:
    """The canonical code that typed ``text`` (NFC) stands for, or None where it is none.

    Folds case, O to 0, I and L to 1, and drops spaces and hyphens; the check character decides.
    Work is bounded by ``TYPED_LIMIT`` whatever the length of the text.
    """
    if len(text) > TYPED_LIMIT:
        return None
    code = folded_symbols(text)
    return code if is_valid(code) else None


def folded_symbols(text: str) -> str:
    """Typed text as symbols: case and look-alikes folded, spaces and hyphens gone; no check."""
    return text.translate(_TYPED)


# ---- Numbers and codes --------------------------------------------------------------------------


def _spelled(value: int, bits: int) -> str:
    """``value`` of ``bits`` (a multiple of ten) as symbols, most significant first, and check."""
    carry, text = 0, ""
    for shift in range(bits - 10, -1, -10):
        pair = value >> shift & 1023
        text += _PAIRS[pair]
        carry = _DIVIDED_TWICE[carry << 5 ^ pair]
    return text + ALPHABET[carry]


def _require_range(name: str, value: int, largest: int) -> None:
    if not 0 <= value <= largest:
        raise ValueError(f"{name} must be 0 to {largest}")


def short_code(random_bits: int) -> str:
    """The short code of 40 random bits; ValueError for a number that does not fit."""
    _require_range("random_bits", random_bits, (1 << SHORT_BITS) - 1)
    return _spelled(random_bits, SHORT_BITS)


def item_code(value: int) -> str:
    """The item code that spells a 60-bit number (an FF1 ciphertext); ValueError beyond 60 bits."""
    _require_range("value", value, (1 << ITEM_BITS) - 1)
    return _spelled(value, ITEM_BITS)


_TO_BASE_32 = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")


def item_value(code: str) -> int:
    """The 60-bit number that a valid item code spells; ValueError where it is not one."""
    if len(code) != ITEM_LENGTH or not is_valid(code):
        raise ValueError("not a valid item code")
    return int(code[:-1].translate(_TO_BASE_32), 32)


def pack_item(run_no: int, index: int) -> int:
    """Run and index as one 60-bit number, ``run_no << 28 | index``; ValueError out of range."""
    _require_range("run_no", run_no, MAX_RUN_NO)
    _require_range("index", index, MAX_INDEX)
    return run_no << INDEX_BITS | index


def unpack_item(value: int) -> tuple[int, int]:
    """``(run_no, index)`` of a 60-bit number; ValueError beyond 60 bits."""
    _require_range("value", value, (1 << ITEM_BITS) - 1)
    return value >> INDEX_BITS, value & MAX_INDEX


# ---- Lot codes ----------------------------------------------------------------------------------

_LOT_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_NOT_IN_LOT_CODE = re.compile(r"[^A-Z0-9]+")
_NO_PREFIX = "LO"  # lô, where nothing of the name can be written in ASCII


def _ascii_prefix(name: str) -> str:
    """``name`` in capitals without marks, its words joined by hyphens: Cam sành, CAM-SANH."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return _NOT_IN_LOT_CODE.sub("-", letters.upper()).strip("-")


def lot_code(prefix: str, day: datetime.date, number: int) -> str:
    """A readable lot code such as ``CAM-251212-01``: printed and searched, never parsed.

    ``prefix`` is any name, folded to ASCII and cut to what ``LOT_CODE_LENGTH`` leaves; ``number``
    is the lot's on that day, 1 to ``MAX_LOT_NUMBER`` (else ValueError). Two names may fold to
    one prefix: the caller holds lot codes unique for a holder and takes the next number.
    """
    if not 1 <= number <= MAX_LOT_NUMBER:
        raise ValueError(f"number must be 1 to {MAX_LOT_NUMBER}")
    tail = f"-{day:%y%m%d}-{number:02d}"
    head = _ascii_prefix(prefix)[: LOT_CODE_LENGTH - len(tail)].rstrip("-")
    return (head or _NO_PREFIX) + tail


def is_lot_code(text: str) -> bool:
    """Whether ``text`` is 1 to 20 of ``[A-Z0-9-]``, the first of them no hyphen."""
    return _LOT_CODE.fullmatch(text) is not None
