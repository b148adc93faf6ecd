"""One piece of text that was typed, scanned or pasted, read once: what it is without the record.

A label carries our address or a GS1 Digital Link, people copy either out of a browser, with what
that hung on it, and type the code alone, with words and signs around it. The field, lists, the form
of a report and the refusal all go by the one value that is made here.
"""

from __future__ import annotations

import enum
import functools
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from traceability.domain import ids
from traceability.services import digital_links
from traceability.standards import digital_link
from traceability.standards.digital_link import DigitalLink
from traceability.web.public import among, elements
from traceability.web.public.elements import Fault
from traceability.web.public.likeness import Look, look_of

#: What stands around a code in a message: stops, brackets and quotes of three languages.
_AROUND = " \t\r\n.,;:!?)(]['\"“”‘’«»<>*_|/\\。，、；：！？」「】【…"
#: What people write between two codes, with one blank where there are many.
_AND = re.compile(r" (?:và|va|and|hoặc|or|với|&|\+) | ?[和与及] ?", re.IGNORECASE)
#: What people write before a code, a barcode or a lot.
_WORD = re.compile(
    r"(?:mã\s+vạch|ma\s+vach|barcode|(?:ean|gtin|upc)(?:[-\s]?(?:8|12|13|14))?|条形?码|商品条码"
    r"|(?:lot|batch)(?:\s+(?:number|code|no\.?))?|lô\s+(?:hàng|sx|sản\s+xuất)|lsx"
    r"|mã|ma|số|so|lô|lo|tem|qr|code|truy\s+xuất|tra\s+cứu|追溯码|编码|代码|码)(?:[\s:#]+|$)"
    # An L alone is a word with its colon; Chinese signs need nothing between them and a lot.
    r"|l\s*:[\s:#]*|(?:生产|产品)?批(?:次号|[号號次])[\s:#]*",
    re.IGNORECASE,
)
#: As browsers read it, which take one slash for two and a backslash for either.
_ADDRESS = re.compile(
    r"(?:https?:/*|[a-z][a-z0-9+.-]*:/+|//+)(?P<host>[^/?#]*)(?P<rest>.*)", re.I | re.S
)
_BARE = re.compile(rf"(?P<host>{among.HOST})(?P<rest>/.*)", re.I | re.S)
#: A lot as it is written out of an element string, without its GTIN.
_LOT_ELEMENT = re.compile(r"\(10\)([^()]+)")
#: No barcode has fewer digits.
_EIGHT = re.compile(r"\d{8}")
#: What stands between the words and the columns of a line.
_BETWEEN = re.compile(r"[\s,;、，；]+")
#: The groups of a code are no longer, however people part it.
_LONGEST_GROUP = 5
#: Growing-area codes are looked for by their string only where a text is like one.
_LONGEST_STRING = 80


class Kind(enum.Enum):
    """What a text is, whether or not anybody has it."""

    #: An address with a host; whose it is the record knows.
    ADDRESS = "address"
    #: A GS1 Digital Link or element string that tells more than a GTIN.
    LINK = "link"
    #: A GTIN alone; thirteen digits may be the code of a label as well.
    BARCODE = "barcode"
    CODE = "code"
    #: On no label: too short or too long, a letter that no code has, another check character; or
    #: a GS1 string with something wrong in it.
    IMPOSSIBLE = "impossible"
    #: Words, a lot code alone, the string of a growing-area code.
    WORDS = "words"


@dataclass(frozen=True)
class Piece:
    """A text and what was read of it; ``plain`` is it without what stands around.

    Of ``code``, ``link`` and ``gtin`` (14 digits) there is at most one, but for thirteen digits.
    ``host`` is that of an address. ``fault`` is what is wrong with a GS1 string of goods.
    """

    text: str
    plain: str
    kind: Kind
    code: str | None = None
    link: DigitalLink | None = None
    gtin: str | None = None
    host: str | None = None
    fault: Fault | None = None

    @property
    def is_read(self) -> bool:
        """Whether it is an address, a link, a barcode or a code."""
        if self.kind is Kind.ADDRESS:
            worded = any(map(str.isalpha, self.host or ""))
            return worded or "//" in self.plain or self.code is not None
        return self.kind not in (Kind.IMPOSSIBLE, Kind.WORDS)

    @property
    def is_impossible(self) -> bool:
        """Whether it is a word, or groups of a code, that cannot be on any label; or broken GS1.

        Strings of growing-area codes have signs between letters and digits; one that has none is
        one of these.
        """
        return self.kind is Kind.IMPOSSIBLE

    @functools.cached_property
    def may_be_string(self) -> bool:
        """Whether it is like the string of a growing-area code, whatever else it is."""
        if self.kind in (Kind.ADDRESS, Kind.LINK) or self.fault or self.goods is not None:
            return False
        return len(self.plain) <= _LONGEST_STRING and any(map(str.isdigit, self.plain))

    @functools.cached_property
    def goods(self) -> DigitalLink | None:
        """The lot that words name by a barcode and a lot code as they are made here."""
        found = goods_in(self.plain) if self.kind is Kind.WORDS else None
        if found is None or not among.is_own_lot(found[1]):
            return None
        return elements.judged(elements.written(element_string(*found)))[0]

    @functools.cached_property
    def lot(self) -> str | None:
        """A lot code that stands alone, in capitals, where it has the look of one.

        One that is as they are made here may have words and signs beside it.
        """
        alone = _lot(self.plain)
        return alone if alone or self.is_read else _only(among.lots(self.plain))

    @property
    def is_several_words(self) -> bool:
        """Whether it is words, and not the groups of one code: these are short, all of them."""
        words = self.plain.split()
        return len(words) > 1 and any(len(each) > _LONGEST_GROUP for each in words)

    @functools.cached_property
    def look(self) -> Look:
        """What it has the look of where it is not read."""
        return look_of(self.plain, map(trimmed, self.plain.split()), among.parts(self.plain))

    @property
    def is_meant(self) -> bool:
        """Whether what cannot be read was meant as a code."""
        return self.fault is not None or self.look is not Look.NONE


def read(text: str) -> Piece:
    """What a text is."""
    text = among.seen(text)
    scanned, _fault = elements.judged(elements.scanned(text))
    if scanned is not None:
        return _of_link(text, text.strip(), scanned)
    plain = trimmed(text)
    host, rest = _split(plain)
    link, fault = elements.judged(rest)
    if link is None and fault is None:
        link, fault = elements.judged(elements.written(plain) or elements.scanned(plain))
    code = None if link else _code(rest, alone=host is None)
    within = _within(plain) if link is None and code is None else []
    if len(within) == 1 and within[0].kind is not Kind.CODE:
        return replace(within[0], text=text)
    if host is not None:
        found = _of_link(text, plain, link) if link else Piece(text, plain, Kind.ADDRESS)
        return replace(found, kind=Kind.ADDRESS, host=host, code=code, fault=fault)
    if link is not None:
        return _of_link(text, plain, link)
    if code is None:
        code = _only(among.in_words(plain)) if fault else _only({each.code for each in within})
    return _of_words(text, plain, code, fault)


def _of_link(text: str, plain: str, link: DigitalLink) -> Piece:
    """A link; where it tells no more than a GTIN that may be published, it is a barcode."""
    told = digital_links.TELLING.intersection(ai for ai, _value in link.qualifiers)
    ai, value = link.key
    number = elements.gtin_of(value) if ai == "01" and not told else None
    if number is not None:
        return Piece(text, plain, Kind.BARCODE, gtin=number)
    return Piece(text, plain, Kind.LINK, link=link)


def _of_words(text: str, plain: str, code: str | None, fault: Fault | None) -> Piece:
    """What is neither an address nor a link."""
    number = elements.gtin_of(plain)
    if number is not None:
        return Piece(text, plain, Kind.BARCODE, code=code, gtin=number)
    if code is not None:
        return Piece(text, plain, Kind.CODE, code=code)
    whole = plain.isalnum() or among.GROUPS.fullmatch(plain) is not None
    kind = Kind.IMPOSSIBLE if whole or fault else Kind.WORDS
    return Piece(text, plain, kind, fault=fault)


def own_code(text: str) -> str | None:
    """The canonical code in a text without a host, as people copy it: with signs around it."""
    host, rest = _split(trimmed(text))
    return _code(rest, alone=True) if host is None else None


def among_words(text: str) -> str | None:
    """The one canonical code among the words of a text ("… (hỏng)"); none where there are two."""
    return _only(among.codes(text))


def _within(text: str) -> list[Piece]:
    """The addresses in a text, and the codes beside them; of one that is an address, nothing.

    An address without a code is told where the text begins with it: there it leads.
    """
    strings, rest = elements.in_words(among.bare(text))
    read_of = {each: read(each) for each in (*strings, *among.addresses(text)) if each != text}
    told = [
        piece
        for each, piece in read_of.items()
        if piece.code or piece.link or piece.gtin or piece.fault or text.startswith(each)
    ]
    codes = set(among.codes(rest)) - {each.code for each in told}
    found = [*told, *(read(each) for each in among.codes(rest) if each in codes)]
    return found if found or strings else _barcodes(text)


def _barcodes(text: str) -> list[Piece]:
    """The barcodes in a text that has nothing else, and no lot beside one."""
    numbers = [each for each in among.barcodes(text) if each != text]
    found = goods_in(text) if numbers else None
    return [] if found and among.is_own_lot(found[1]) else [read(each) for each in numbers]


# --- several in one text -------------------------------------------------------------------------


def several(text: str) -> list[Piece]:
    """The codes of a text that has "và" or a blank between them, or words; else the text alone.

    Each is as long as a code is: a code in groups, words beside one, an element string stay one.
    """
    words = text.split()
    if ids.fold_typed(text) is not None or elements.judged(elements.scanned(text))[0]:
        return [read(text)]
    if len(words) > 1 and not elements.in_words(among.bare(text))[0]:
        if all(map(_is_whole, words)):
            return [piece for each in words for piece in several(each)]
        parts = [read(each) for each in _AND.split(" ".join(words)) if each]
        if len(parts) > 1 and all(each.is_read or _is_whole(each.plain) for each in parts):
            return [piece for each in parts for piece in _apart(each)]
    within, named = _within(text), _named(text)
    apart = len(within) + len(named) > 1 or (named and len(text) > _LONGEST_STRING)
    return [*within, *named] if apart else [read(text)]


def _named(text: str) -> list[Piece]:
    """The lots among words, and what is like the string of a growing-area code, with signs at it.

    Each alone; what has a code in it is one, and what belongs to a link is told with that.
    """
    _strings, rest = elements.in_words(among.bare(text))
    names = dict.fromkeys([*among.lots(rest), *map(str.upper, among.strings(rest))])
    return [read(each) for each in names if not among.codes(each)]


def _apart(part: Piece) -> list[Piece]:
    """What was read, or what stands between its signs where it was not."""
    return [part] if part.is_read else several(part.text)


def _is_whole(word: str) -> bool:
    long = len(word.strip(_AROUND)) >= ids.SHORT_LENGTH
    mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    return long and (mixed or ids.fold_typed(word) is not None)


# --- barcodes and lots ---------------------------------------------------------------------------


def _lot(plain: str) -> str | None:
    """A lot code that stands alone, in capitals, where a text has the look of one."""
    lot = plain.upper()
    return lot if ids.is_lot_code(lot) and "-" in lot and any(map(str.isdigit, lot)) else None


def goods_in(text: str) -> tuple[str, str] | None:
    """The GTIN and the lot code in a line that has one of each, whatever stands beside them.

    Of several lots the one is meant that is as they are made here; a day is neither.
    """
    if len(text) > digital_link.LONGEST or _EIGHT.search(text) is None:
        return None
    told = [
        *map(trimmed, _BETWEEN.split(text)),
        *among.parts(among.bare(text)),
        *among.barcodes(text),
    ]
    words = [each for each in told if any(map(str.isdigit, each))]
    numbers = {elements.gtin_of(each) for each in words if among.DAY.fullmatch(each) is None} - {
        None
    }
    named = (each for each in words if _WORD.fullmatch(each) is None)
    lots = {lot for lot in map(_lot, named) if lot and any(map(str.isalpha, lot))}
    number, lot = _only(numbers), _only({each for each in lots if among.is_own_lot(each)} or lots)
    return (number, lot) if number and lot else None


def _only(found: Collection[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def element_string(number: str, lot: str) -> str:
    """A GTIN and a lot as people write them, ``(01)09520123456788(10)CAM-01``."""
    return f"(01){number}(10){lot}"


# --- reading -------------------------------------------------------------------------------------


def trimmed(text: str) -> str:
    """A text in Latin letters of one width, without the words and signs around it.

    Empty for what is too long to be an address.
    """
    *_, plain = unworded(text)
    alone = _LOT_ELEMENT.fullmatch(plain)
    if alone and _lot(alone[1].strip(_AROUND)):
        return alone[1].strip(_AROUND)
    return plain


def unworded(text: str) -> Iterator[str]:
    """A text without the signs around it, then without one more of the words before it each time.

    A word may belong to what it stands before: of "MA 12" both "MA 12" and "12" are told.
    """
    short = len(text) <= digital_link.LONGEST
    seen = unicodedata.normalize("NFKC", among.seen(text)) if short else ""
    plain = among.NOBODY_SEES.sub("", seen).strip()
    while ids.fold_typed(plain) is None:
        plain = plain if elements.ELEMENT.match(plain) else plain.lstrip(_AROUND)
        word = _WORD.match(plain)
        if word is None:
            break
        yield _ended(plain)
        plain = plain[word.end() :]
    yield _ended(plain)


def _ended(plain: str) -> str:
    return plain if elements.ELEMENT.match(plain) else plain.rstrip(_AROUND)


def _split(text: str) -> tuple[str | None, str]:
    """The host of an address, if it names one, and the path behind it; the query is not read."""
    slashed = text.replace("\\", "/")
    found = _ADDRESS.fullmatch(slashed) or _BARE.fullmatch(slashed)
    found = None if found is not None and among.names_code(slashed) else found
    host, rest = (found["host"], found["rest"]) if found else (None, slashed)
    return host, re.split(r"[?#]", rest, maxsplit=1)[0].strip("/ ")


def _code(path: str, *, alone: bool) -> str | None:
    """The code at the end of a path; one that stands alone has no other folders than ours."""
    folder, _, last = unquote(path).rpartition("/")
    if alone and folder not in ("", "id/lot", "id/item"):
        return None
    plain = last.strip(_AROUND).removesuffix(".json")
    return ids.fold_typed(plain) or (None if alone else among_words(plain))
