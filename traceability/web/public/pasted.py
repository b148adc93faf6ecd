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
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from traceability.web.public import among, likeness, pieces
from traceability.web.public.likeness import Look
from traceability.web.public.pieces import Kind, Piece

#: A paste of more lines, or of more columns in all, is not read; nor is so much typed as one code.
MOST_LINES, _MOST_CELLS, _LONGEST_TYPED = 1_000, 5_000, 1_000
_COLUMNS = re.compile(r"[\t,;、，；]")
#: A line's number, or how often goods are there.
_NUMBER = re.compile(r"[0-9]{0,4}[xX]?|[xX][0-9]{1,4}")
_LINE = re.compile(r"\r\n|\r|\n")
#: What a symbol that is none of ours may hold: "tel:0912345678", "WIFI:S:htx;T:WPA;P:x;;". Other
#: words have a colon as well, "SL:20kg".
_SCHEME = re.compile(
    r"(?:tel|sms|smsto|mms|mmsto|mailto|matmsg|geo|wifi|begin|mecard|bizcard|urn|intent|market)"
    r":[^\s:/]\S*",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Pasted:
    """What of line ``number`` (from 1, empty ones counted) is read as a code; ``piece`` is it.

    There is none where nothing in the ``line`` is like one. ``words`` are the other columns.
    What is not ``sure`` stands beside a code, and is one only where the record has it: a
    growing-area code, or a label like a barcode. ``unread`` are words as long as a code, each once;
    they may stand in a line without one. What was
    put together of a ``barcode`` and what may be a lot is the barcode alone where nobody has it.
    What is ``parted`` is words that are told only where a growing-area code's string is near.
    """

    number: int
    line: str
    piece: Piece | None
    words: tuple[str, ...] = ()
    sure: bool = True
    unread: tuple[str, ...] = ()
    barcode: str = ""
    parted: bool = False

    @property
    def text(self) -> str:
        """What is read as a code, as it was pasted; empty where nothing is."""
        return "" if self.piece is None else self.piece.text


def lines(text: str) -> list[Pasted] | None:
    """The codes of a paste, line by line, and the lines without one; nothing where it is too long.

    Each word of it is read: what would take long is told by its signs, before any is.
    """
    split = enumerate(_LINE.split(among.seen(text)), start=1)
    typed = [(number, line.strip()) for number, line in split]
    filled = [(number, line) for number, line in typed if line]
    if len(filled) > MOST_LINES or len(_COLUMNS.findall(text)) > _MOST_CELLS:
        return None
    return [each for number, line in filled for each in _of_line(number, line)]


def words_of(found: Sequence[Pasted]) -> list[tuple[str, Pasted]]:
    """The lines of a list and their columns that may hold a string parted otherwise, each once."""
    every = [(text, each) for each in found for text in (each.line, *_COLUMNS.split(each.line))]
    some = ((text.strip(), each) for text, each in every)
    return [(text, each) for text, each in some if " " in text and any(map(str.isdigit, text))]


def parted(found: Sequence[Pasted], like: Container[str]) -> list[Pasted]:
    """Lines and columns that are ``like`` the string of a growing-area code, beside what was read.

    People write "VN HGOR 0142 cam": in no word of it is the string as it was issued.
    """
    named = {(each.number, text): each for text, each in words_of(found) if text in like}
    read = ((each, pieces.read(text)) for (_number, text), each in named.items())
    return [
        replace(each, piece=replace(piece, plain=piece.text), words=(), unread=(), parted=True)
        for each, piece in read
    ]


def named(text: str) -> list[str]:
    """The codes that a text typed as one has, each once, in their order; of a long one none."""
    short = len(text) <= _LONGEST_TYPED
    told = (lines(text) if short else None) or ()
    return list(dict.fromkeys(each.barcode or each.text for each in told if each.piece))


def _of_line(number: int, line: str) -> Iterator[Pasted]:
    if _SCHEME.fullmatch(line):
        yield from (Pasted(number, line, each) for each in pieces.several(line))
        return
    cells = [each.strip() for each in _COLUMNS.split(line) if each.strip()]
    every = [(cell, piece) for cell in cells for piece in pieces.several(cell)]
    read = {piece for _cell, piece in every if piece.is_read}
    codes = {piece for piece in read if piece.kind is not Kind.BARCODE}
    if not codes and (goods := pieces.goods_in(line)):
        yield from _joined(number, line, cells, goods)
        return
    like = codes or read or {piece for _cell, piece in every if piece.is_meant} or _alone(every)
    taken = {cell for cell, piece in every if piece in like}
    words = tuple(cell for cell in cells if cell not in taken)
    beside = [piece for _cell, piece in every if piece not in like | read] if read else []
    asked = read.union(each for each in beside if each.look is Look.AS_LONG)
    others = [(cell, piece) for cell, piece in every if piece.link is None]
    told = _mistyped(others, beside) if read or not like else ()
    told = told or (_lettered(cells) if not like else ())
    for _cell, piece in every if like else ():
        if piece in like:
            yield Pasted(number, line, piece, words, unread=told)
            told = ()  # once in a line
        elif piece in asked or piece.look in (Look.SIGNED, Look.AMONG):
            yield Pasted(number, line, piece, words, sure=False)
    if not like:
        yield Pasted(number, line, None, words, unread=told)


def _alone(every: Sequence[tuple[str, Piece]]) -> set[Piece]:
    """What is all of a line and may be a code without a digit."""
    return {
        piece for _cell, piece in every if len(every) == 1 and likeness.is_lettered(piece.plain)
    }


def _lettered(cells: Sequence[str]) -> tuple[str, ...]:
    """The same with signs, a number or a count at it: it is looked at, as a mistyped one is."""
    words = among.parts(cells[0]) if len(cells) == 1 else ()
    some = [each for each in words if not _NUMBER.fullmatch(each)]
    return tuple(some) if len(some) == 1 and likeness.is_lettered(some[0]) else ()


def _mistyped(every: Sequence[tuple[str, Piece]], beside: Sequence[Piece]) -> tuple[str, ...]:
    """What is as long as a code and is none: of what stands beside one, and with signs at it."""
    whole = [each.text for each in beside if each.look is Look.AS_LONG]
    cells = dict.fromkeys(cell for cell, _piece in every)
    signed = (each for cell in cells for each in among.mistyped(cell))
    return (*whole, *(each for each in dict.fromkeys(signed) if each not in whole))


def _joined(
    number: int, line: str, cells: Sequence[str], goods: tuple[str, str]
) -> Iterator[Pasted]:
    """A barcode and a lot code of one line; what may be a growing-area code is asked for beside."""
    gtin, lot = goods
    every = [pieces.read(cell) for cell in cells]
    others = [each for each in every if lot not in each.plain.upper() and each.gtin != gtin]
    words = tuple(each.text for each in others)
    unread = _mistyped([(each.text, each) for each in others], others)
    own = among.is_own_lot(lot)
    both = pieces.read(pieces.element_string(gtin, lot))
    yield Pasted(number, line, both, words, unread=unread, barcode="" if own else gtin)
    for each in others if own else every:
        if each.look in (Look.SIGNED, Look.AMONG):
            yield Pasted(number, line, each, words, sure=False)
