"""What was typed, scanned or pasted, read as the code or the address that it is.

A label carries our address or a GS1 Digital Link, people copy either out of a browser, with what
that hung on it, and type the code alone, with words and signs around it. Fields, lists and the form
of a report all ask here. An address counts only under a host that is ours: a page of somebody
else's says nothing, whatever code stands at its end.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from flask import request

from traceability.domain import gs1, ids
from traceability.domain.errors import Invalid
from traceability.services import code_states, digital_links
from traceability.standards import digital_link, element_strings
from traceability.standards.digital_link import DigitalLink, Unreadable
from traceability.store.queries import labels
from traceability.store.unit import Reading
from traceability.web.house import house

#: What may stand in a field again: letters, digits and what people put between them.
_LIKE_A_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{0,31}")
#: What stands around a code in a message: stops, brackets and quotes of three languages.
_AROUND = " \t\r\n.,;:!?)(]['\"“”‘’«»<>*_|/\\。，、；：！？」「】【…"
#: What people write between two codes, with one blank where there are many.
_AND = re.compile(r" (?:và|va|and|hoặc|or|với|&|\+) | ?[和与及] ?", re.IGNORECASE)
#: What people write before a code.
_WORD = re.compile(
    r"(?:mã|ma|số|so|lô|lo|tem|qr|code|truy\s+xuất|tra\s+cứu|追溯码|编码|代码|码)(?:[\s:#]+|$)",
    re.IGNORECASE,
)
#: As browsers read it, which take one slash for two and a backslash for either.
_ADDRESS = re.compile(
    r"(?:https?:/*|[a-z][a-z0-9+.-]*:/+|//+)(?P<host>[^/?#]*)(?P<rest>.*)", re.I | re.S
)
_BARE = re.compile(
    r"(?P<host>(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::[0-9]+)?)(?P<rest>/.*)", re.I | re.S
)
_PORT = re.compile(r":(?:80|443)$")
_ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
#: What stands in the path of a Digital Link of goods; the rest of an element string tells more.
_IN_PATH = ("01", "10", "21", "22", "235")
#: A lot code as it is made here where its holder chose no other.
_OWN_LOT = re.compile(r".+-[0-9]{6}-[0-9]{2,4}")
#: A day without signs, which one time in ten is a barcode of eight digits as well.
_DAY = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]|[0-3][0-9](?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
)
#: No barcode has fewer digits.
_EIGHT = re.compile(r"\d{8}")
#: What stands between the words and the columns of a line.
_BETWEEN = re.compile(r"[\s,;、，；]+")
#: A code as it is printed, in groups of four.
_GROUPS = re.compile(r"(?<![^\s(\[])(?:[0-9A-Za-z]{4}[ -]){2,3}[0-9A-Za-z](?![0-9A-Za-z-])")
#: The groups of a code are no longer, however people part it.
_LONGEST_GROUP = 5
#: Growing-area codes are looked for by their string only where a text is like one.
_LONGEST_STRING = 80
#: So much of a foreign host is told.
_HOST_SHOWN = 60


@dataclass(frozen=True)
class Read:
    """What a text turned out to be, one of these at most: a code, a Digital Link, a GTIN.

    ``elsewhere`` is the host of an address that is not ours: then it is nothing else.
    """

    code: str | None = None
    link: DigitalLink | None = None
    gtin: str | None = None
    elsewhere: str | None = None


class Reader:
    """Reads texts in one view of the record; what is asked of it is asked once."""

    def __init__(self, view: Reading) -> None:
        self._view = view

    def read(self, text: str) -> Read:
        """What a text is; a code or a link need not be anybody's."""
        (found,) = self.read_all([text])
        return found

    def read_all(self, texts: Iterable[str]) -> list[Read]:
        """What texts are, each as ``read`` tells it, asked of the record for all together.

        Thirteen digits that are a barcode may be the code of a label too, where there is one.
        """
        found = [self._alone(text) for text in texts]
        both = {each.code for each in found if each.code is not None and each.gtin is not None}
        keys = house().settings.label_keys
        mine = code_states.labels_of(self._view, keys, both) if both else {}
        return [_one_of_both(each, mine) for each in found]

    def _alone(self, text: str) -> Read:
        """What a text is, without the record; a barcode may be a code beside."""
        scanned = _scanned(text)
        if scanned is not None:
            return Read(link=scanned)
        plain = trimmed(text)
        host, rest = _split(plain)
        if host is not None and not self._is_ours(host):
            return Read(elsewhere=visible(host.rpartition("@")[2])[:_HOST_SHOWN] or "?")
        link = _link(rest) or _elements(plain)
        if link is not None:
            return Read(link=link)
        code, number = _code(rest, alone=host is None), gtin_of(plain)
        if number is None and code is None and host is None:
            code = among_words(plain)
            goods = None if code else goods_in(plain)
            if goods is not None and is_own_lot(goods[1]):
                return Read(link=_elements(element_string(*goods)))
        return Read(code=code, gtin=number)

    def behind(self, read: Read) -> str | None:
        """The canonical code that what was read names, whether or not anybody has it.

        A Digital Link names the code of its lot or label only where all of it is known: a serial
        that nobody has is not answered with its lot.
        """
        (found,) = self.behind_all([read])
        return found

    def behind_all(self, reads: Sequence[Read]) -> list[str | None]:
        """The same of many, asked of the record for all together."""
        links = {each.link for each in reads if each.link is not None}
        codes = digital_links.codes_of(self._view, house().settings.label_keys, links)
        return [each.code if each.link is None else codes.get(each.link) for each in reads]

    def _is_ours(self, host: str) -> bool:
        """Whether labels were ever printed with a host, or this very server is reached by it."""
        bare = _bare(host)
        return bare in own_hosts() or bare in self._printed

    @functools.cached_property
    def _printed(self) -> frozenset[str]:
        return frozenset(
            _bare(urlsplit(url).netloc) for url in labels.printed_addresses(self._view.db)
        )


def _one_of_both(read: Read, labels_known: Container[str | None]) -> Read:
    if read.gtin is None:
        return read
    return Read(code=read.code) if read.code in labels_known else Read(gtin=read.gtin)


def code_in(view: Reading, text: str) -> str | None:
    """The canonical code that a text names, whether or not anybody has it."""
    reader = Reader(view)
    return reader.behind(reader.read(text))


def own_hosts() -> frozenset[str]:
    """The hosts of today and of former days; in development that by which the request came."""
    settings = house().settings
    known = [urlsplit(url).netloc for url in (settings.public_url, *settings.former_urls)]
    return frozenset(map(_bare, [*known, request.host] if settings.development else known))


def own_code(text: str) -> str | None:
    """The canonical code in a text without a host, as people copy it: with signs around it."""
    host, rest = _split(trimmed(text))
    return _code(rest, alone=True) if host is None else None


def among_words(text: str) -> str | None:
    """The one canonical code among the words of a text ("… (hỏng)"); none where there are two."""
    found = _among_words(text)
    return found[0] if len(found) == 1 else None


def _among_words(text: str) -> list[str]:
    """The canonical codes among words; one of small letters alone is none, whatever it spells."""
    words = [each.strip(_AROUND) for each in (*text.split(), *_GROUPS.findall(text))]
    like = (each for each in words if each.isupper() or any(map(str.isdigit, each)))
    codes = (ids.fold_typed(each) for each in like)
    return list(dict.fromkeys(code for code in codes if code is not None))


def is_read(text: str) -> bool:
    """Whether a text is an address, a link, a barcode or a code, whether or not anybody has it."""
    if _scanned(text) is not None:
        return True
    plain = trimmed(text)
    host, rest = _split(plain)
    if host is not None:
        return "//" in plain or any(map(str.isalpha, host)) or _code(rest, alone=False) is not None
    if _link(rest) is not None or _elements(plain) is not None or gtin_of(plain) is not None:
        return True
    return _code(rest, alone=True) is not None or among_words(plain) is not None


def is_several_words(text: str) -> bool:
    """Whether a text is words, and not the groups of one code: these are short, all of them."""
    words = text.split()
    return len(words) > 1 and any(len(each) > _LONGEST_GROUP for each in words)


def is_no_code(text: str) -> bool:
    """Whether a text is one word, or the groups of a code, that cannot be on any label.

    It is too short or too long, has a letter that no code has, or another check character. Strings
    of growing-area codes have signs between letters and digits; of one that has none the near ones
    are looked for, and itself among them.
    """
    if _scanned(text) is not None:
        return False
    plain = trimmed(text)
    whole = plain.isalnum() or _GROUPS.fullmatch(plain) is not None
    return whole and ids.fold_typed(plain) is None and gtin_of(plain) is None


def may_be_string(read: Read, plain: str) -> bool:
    """Whether a text without what stands around it is like the string of a growing-area code."""
    if read.elsewhere is not None or read.link is not None:
        return False
    return len(plain) <= _LONGEST_STRING and any(map(str.isdigit, plain))


def several(text: str) -> list[str]:
    """The codes of a text that has "và" or a blank between them, or words; else the text alone.

    Each is as long as a code is: a code in groups, words beside one, an element string stay one.
    """
    words = text.split()
    if len(words) < 2 or ids.fold_typed(text) is not None:
        return [text]
    if _scanned(text) is not None:
        return [text]
    if _ELEMENT.match(text):
        return _beside_elements(words)
    if all(map(_is_whole, words)):
        return words
    parts = [each for each in _AND.split(" ".join(words)) if each]
    if len(parts) > 1 and all(is_read(each) or _is_whole(trimmed(each)) for each in parts):
        return parts
    among = _among_words(text)
    return among if len(among) > 1 else [text]


def _beside_elements(words: Sequence[str]) -> list[str]:
    """An element string, which may hold blanks, and the codes behind it; or all as one text."""
    whole = " ".join(words)
    for end in range(len(words) - 1, 0, -1):
        if not is_read(words[end]):
            break
        first = " ".join(words[:end])
        if _elements(trimmed(first)) is not None:
            return [first, *words[end:]]
    return [whole]


def _is_whole(word: str) -> bool:
    long = len(word.strip(_AROUND)) >= ids.SHORT_LENGTH
    mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    return long and (mixed or ids.fold_typed(word) is not None)


def gtin_of(text: str) -> str | None:
    """A GTIN that stands alone, as 14 digits."""
    try:
        return gs1.gtin(trimmed(text), "gtin")
    except Invalid:
        return None


def lot_of(text: str) -> str | None:
    """A lot code that stands alone, in capitals, where a text has the look of one."""
    lot = trimmed(text).upper()
    return lot if ids.is_lot_code(lot) and "-" in lot and any(map(str.isdigit, lot)) else None


def is_own_lot(lot: str) -> bool:
    """Whether a lot code is as they are made here, and is hardly anything else of a sheet."""
    return _OWN_LOT.fullmatch(lot) is not None


def goods_in(text: str) -> tuple[str, str] | None:
    """The GTIN and the lot code in a line that has one of each, whatever stands beside them.

    Of several lots the one is meant that is as they are made here; a day is neither.
    """
    if len(text) > digital_link.LONGEST or _EIGHT.search(text) is None:
        return None
    words = [each for each in map(trimmed, _BETWEEN.split(text)) if any(map(str.isdigit, each))]
    numbers = {gtin_of(each) for each in words if _DAY.fullmatch(each) is None} - {None}
    lots = {lot for lot in map(lot_of, words) if lot and any(map(str.isalpha, lot))}
    number, lot = _only(numbers), _only({each for each in lots if is_own_lot(each)} or lots)
    return (number, lot) if number and lot else None


def _only(found: Collection[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def element_string(number: str, lot: str) -> str:
    """A GTIN and a lot as people write them, ``(01)09520123456788(10)CAM-01``."""
    return f"(01){number}(10){lot}"


def shown(text: str) -> str:
    """A text as it may stand in its field again; what is not like a code does not."""
    return text if _LIKE_A_CODE.fullmatch(text) else ""


def visible(text: str) -> str:
    """A text as it may be shown: what nobody sees, and what turns its neighbours, is marked."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def trimmed(text: str) -> str:
    """A text in Latin letters of one width, without the words and signs around it.

    Empty for what is too long to be an address.
    """
    if len(text) > digital_link.LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", text).strip()
    while ids.fold_typed(plain) is None:
        plain = plain if _ELEMENT.match(plain) else plain.lstrip(_AROUND)
        word = _WORD.match(plain)
        if word is None:
            break
        plain = plain[word.end() :]
    return plain if _ELEMENT.match(plain) else plain.rstrip(_AROUND)


def _split(text: str) -> tuple[str | None, str]:
    """The host of an address, if it names one, and the path behind it; the query is not read."""
    slashed = text.replace("\\", "/")
    found = _ADDRESS.fullmatch(slashed) or _BARE.fullmatch(slashed)
    host, rest = (found["host"], found["rest"]) if found else (None, slashed)
    return host, re.split(r"[?#]", rest, maxsplit=1)[0].strip("/ ")


def _bare(host: str) -> str:
    """A host as it is compared: in lower case, without the port that its scheme has anyway."""
    return _PORT.sub("", host.lower()).removesuffix(".")


def _link(path: str) -> DigitalLink | None:
    """The Digital Link that a path is, escaped or not."""
    if "/" not in path:
        return None
    try:
        return digital_link.read_path(path)
    except Unreadable:
        return None


def _elements(text: str) -> DigitalLink | None:
    """A GS1 element string with its brackets, ``(01)09520123456788(10)CAM-01``, as a link."""
    found = _ELEMENT.findall(text)
    if not found or "".join(f"({ai}){value}" for ai, value in found) != text:
        return None
    pairs = ((ai, _element(ai, value.strip())) for ai, value in found if ai in _IN_PATH)
    return _link("/".join(f"{ai}/{quote(value, safe='')}" for ai, value in pairs))


def _scanned(text: str) -> DigitalLink | None:
    """An element string as scanners type it, without brackets, as a link; its GTIN proves it."""
    found = element_strings.elements(text) if len(text) <= digital_link.LONGEST else None
    if not found or gtin_of(found[0][1]) is None:
        return None
    return _link("/".join(f"{ai}/{quote(value, safe='')}" for ai, value in found if ai in _IN_PATH))


def _element(ai: str, value: str) -> str:
    """A value as the standard writes it: a GTIN has fourteen digits, however many it began with."""
    return value.zfill(14) if ai == "01" and value.isdigit() else value


def _code(path: str, *, alone: bool) -> str | None:
    """The code at the end of a path; one that stands alone has no other folders than ours."""
    folder, _, last = unquote(path).rpartition("/")
    if alone and folder not in ("", "id/lot", "id/item"):
        return None
    return ids.fold_typed(last.strip(_AROUND).removesuffix(".json"))
