"""What a text that is no code has the look of, among the words of a sheet."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence

from traceability.domain import ids

_DATE = re.compile(r"[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}")
#: "1000 kg", "12,5 kg", "80 %": so many of something.
_AMOUNT = re.compile(r"[0-9]{1,3}(?:[.,]?[0-9]{3})*(?:[.,][0-9]+)? ?[^\W\d_A-Z]{1,4}")
_SIGNS = dict.fromkeys(map(ord, "-./_–"))
_SHORTEST, _LONGEST = 5, 40
#: What codes are printed with beside digits: capitals without I, L, O and U.
_LETTERS = frozenset(filter(str.isalpha, ids.ALPHABET))
#: Digits alone are a code or a barcode only where there are so many.
_OF_DIGITS = (8, 9, 12, 13, 14)


class Look(enum.Enum):
    """What a text that is not read has the look of."""

    NONE = "none"
    #: A code, a lot code or a growing-area code.
    LIKE = "like"
    #: The same with a hyphen, as strings of growing-area codes have.
    SIGNED = "signed"
    #: In capitals and as long as the code of a label is, with a wrong character.
    AS_LONG = "as_long"
    #: One of its words is like one.
    AMONG = "among"


def look_of(plain: str, words: Iterable[str], parts: Iterable[str]) -> Look:
    """The look of a text, and of its ``words``, each without what stands around it.

    ``parts`` are the words between signs: what is as long as a code there may be an invoice.
    """
    if is_as_long(plain):
        return Look.AS_LONG
    if _is_like(plain):
        return Look.SIGNED if "-" in plain else Look.LIKE
    some = any(map(is_like_string, words)) or any(map(_is_like_part, parts))
    return Look.AMONG if some else Look.NONE


def _is_like_part(word: str) -> bool:
    """Whether a word between signs has the look of a growing-area code, or of a lot: no amount."""
    if is_as_long(word) or not is_like_string(word):
        return False
    return "-" in word or word[0].isalpha()


def is_like_string(word: str) -> bool:
    """Whether a word among others has the look of a growing-area code, or of a lot."""
    mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    return word.isascii() and mixed and ("-" in word or word.isupper()) and _is_like(word)


def is_as_long(plain: str) -> bool:
    """Whether a word that cannot be read may be a code with a wrong character."""
    symbols = ids.folded_symbols(plain)
    if len(symbols) not in (ids.SHORT_LENGTH, ids.ITEM_LENGTH) or not symbols.isalnum():
        return False
    return plain.isupper() and any(map(str.isdigit, plain)) and "-" not in plain


def is_lettered(plain: str) -> bool:
    """Whether a text is as long as a code, of its letters alone and written as it is printed.

    One code in thirty has no digit, and so has one heading or another: it counts in a line where
    nothing stands beside it.
    """
    symbols = plain.replace(" ", "")
    if len(symbols) not in (ids.SHORT_LENGTH, ids.ITEM_LENGTH) or not _LETTERS.issuperset(symbols):
        return False
    return plain in (symbols, ids.grouped(symbols))


def _is_like(plain: str) -> bool:
    """Whether a text that cannot be read has the look of a code, of a lot or of a growing area."""
    symbols = ids.folded_symbols(plain).translate(_SIGNS)
    if not _SHORTEST <= len(symbols) <= _LONGEST or not symbols.isalnum():
        return False
    if _DATE.fullmatch(plain) or _AMOUNT.fullmatch(plain) or not any(map(str.isdigit, plain)):
        return False
    if plain.replace(" ", "").translate(_SIGNS).isdigit():
        return plain.isdigit() and len(plain) in _OF_DIGITS
    return _are_capitals(plain.split())


def _are_capitals(words: Sequence[str]) -> bool:
    """Whether several words are groups of a code; one word may be of any letters."""
    return len(words) == 1 or all(each.isascii() and each == each.upper() for each in words)
