"""A list as it was pasted: what of each of its lines is a code, and what stands beside it.

People copy a code with its name, its count and its day out of a sheet. So a line of the paste
keeps its number, and where something in it can be read as a code the other columns are words, the
barcode of the goods among them; with a lot code it is a link where there is no other code. What is
like a code and cannot be read is one where nothing else in its line is. Beside one it is a word,
as an invoice has a number too; where it is as long as a code is, a note keeps a wrong character
from vanishing among the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from traceability.domain import ids
from traceability.web.public import addresses

#: A paste of more lines, or of more columns in all, is not read; nor is so much typed as one code.
MOST_LINES, _MOST_CELLS, _LONGEST_TYPED = 1_000, 5_000, 1_000
_COLUMNS = re.compile(r"[\t,;、，；]")
_LINE = re.compile(r"\r\n|\r|\n")
_DATE = re.compile(r"[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}")
#: "1000 kg", "12,5 kg", "80 %": so many of something.
_AMOUNT = re.compile(r"[0-9]{1,3}(?:[.,]?[0-9]{3})*(?:[.,][0-9]+)? ?[^\W\d_A-Z]{1,4}")
#: What a symbol that is none of ours may hold: "tel:0912345678", "WIFI:S:htx;T:WPA;P:x;;".
_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]{1,15}:[^\s:/]\S*", re.IGNORECASE | re.ASCII)
_SIGNS = dict.fromkeys(map(ord, "-./_–"))
_SHORTEST, _LONGEST = 5, 40
#: Digits alone are a code or a barcode only where there are so many.
_OF_DIGITS = (8, 9, 12, 13, 14)


@dataclass(frozen=True)
class Pasted:
    """What of line ``number`` (from 1, empty ones counted) is read as a code; ``text`` is it.

    ``text`` is empty where nothing in the ``line`` is like one. ``words`` are the other columns.
    What is not ``sure`` stands beside a code, and is one only where the record has it: a
    growing-area code, or a label like a barcode. ``unread`` are words as long as a code. What was
    put together of a ``barcode`` and what may be a lot is the barcode alone where nobody has it.
    """

    number: int
    line: str
    text: str
    words: tuple[str, ...] = ()
    sure: bool = True
    unread: tuple[str, ...] = ()
    barcode: str = ""


def lines(text: str) -> list[Pasted] | None:
    """The codes of a paste, line by line, and the lines without one; nothing where it is too long.

    Each word of it is read: what would take long is told by its signs, before any is.
    """
    typed = [(number, line.strip()) for number, line in enumerate(_LINE.split(text), start=1)]
    filled = [(number, line) for number, line in typed if line]
    if len(filled) > MOST_LINES or len(_COLUMNS.findall(text)) > _MOST_CELLS:
        return None
    return [each for number, line in filled for each in _of_line(number, line)]


def several(text: str) -> list[str]:
    """The codes of a text that has more than one, in their order; else nothing."""
    short = len(text) <= _LONGEST_TYPED
    told = (lines(text) if short else None) or ()
    found = [each.barcode or each.text for each in told if each.text]
    return list(dict.fromkeys(found)) if len(set(found)) > 1 else []


def _of_line(number: int, line: str) -> Iterator[Pasted]:
    if _SCHEME.fullmatch(line):
        yield Pasted(number, line, line)
        return
    cells = [each.strip() for each in _COLUMNS.split(line) if each.strip()]
    pieces = [(cell, piece) for cell in cells for piece in addresses.several(cell)]
    read = {piece for _cell, piece in pieces if addresses.is_read(piece)}
    codes = {piece for piece in read if addresses.gtin_of(piece) is None}
    if not codes and (goods := addresses.goods_in(line)):
        yield from _joined(number, line, cells, goods)
        return
    like = codes or read or {piece for _cell, piece in pieces if _is_meant(piece)}
    taken = {cell for cell, piece in pieces if piece in like}
    words = tuple(cell for cell in cells if cell not in taken)
    beside = [piece for _cell, piece in pieces if piece not in like] if read else []
    unread = tuple(each for each in beside if each not in read and _is_as_long(each))
    told, asked = unread, read.union(unread)
    for _cell, piece in pieces if like else ():
        if piece in like:
            yield Pasted(number, line, piece, words, unread=told)
            told = ()  # once in a line
        elif piece in asked or _is_string(piece):
            yield Pasted(number, line, piece, words, sure=False)
    if not like:
        yield Pasted(number, line, "", words)


def _joined(
    number: int, line: str, cells: Sequence[str], goods: tuple[str, str]
) -> Iterator[Pasted]:
    """A barcode and a lot code of one line; what may be a growing-area code is asked for beside."""
    gtin, lot = goods
    told = {cell: addresses.trimmed(cell) for cell in cells}
    words = tuple(
        cell
        for cell, plain in told.items()
        if lot not in plain.upper() and addresses.gtin_of(plain) != gtin
    )
    unread = tuple(filter(_is_as_long, words))
    own = addresses.is_own_lot(lot)
    text = addresses.element_string(gtin, lot)
    yield Pasted(number, line, text, words, unread=unread, barcode="" if own else gtin)
    for cell in words if own else cells:
        if _is_string(cell):
            yield Pasted(number, line, cell, words, sure=False)


def _is_meant(text: str) -> bool:
    """Whether a text that cannot be read was meant as a code."""
    plain = addresses.trimmed(text)
    return _is_like(plain) or any(map(_is_like_string, plain.split()))


def _is_like_string(word: str) -> bool:
    """Whether a word among others has the look of a growing-area code, or of a lot."""
    plain = addresses.trimmed(word)
    mixed = any(map(str.isdigit, plain)) and any(map(str.isalpha, plain))
    return plain.isascii() and mixed and ("-" in plain or plain.isupper()) and _is_like(plain)


def _is_as_long(text: str) -> bool:
    """Whether a word that cannot be read may be a code with a wrong character."""
    plain = addresses.trimmed(text)
    symbols = ids.folded_symbols(plain)
    if len(symbols) not in (ids.SHORT_LENGTH, ids.ITEM_LENGTH) or not symbols.isalnum():
        return False
    return plain.isupper() and any(map(str.isdigit, plain)) and "-" not in plain


def _is_string(text: str) -> bool:
    """Whether a text has the look of the string of a growing-area code."""
    plain = addresses.trimmed(text)
    return "-" in plain and _is_like(plain)


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
