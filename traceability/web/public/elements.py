"""GS1 element strings as people write and scanners type them, alone and among the words of a line.

``(01)09520123456788(10)CAM-01``, or the same without brackets. No sign at one hides it, and no
count behind it: a lot code that is made here ends where it ends, and a value of the standard has no
blank in it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from urllib.parse import quote

from traceability.domain import gs1, ids
from traceability.domain.errors import Invalid
from traceability.standards import digital_link, element_strings
from traceability.standards.digital_link import DigitalLink, Unreadable
from traceability.web.public import among

ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
#: Elements one behind the other, whatever stands before and behind them.
_ELEMENTS = re.compile(r"(?:\([0-9]{2,4}\)[^()|]+)+")
#: What stands in the path of a Digital Link of goods, in its order: element strings have any, and
#: tell more.
_IN_PATH = ("01", "22", "10", "21", "235")
#: A path that begins as one of goods, whatever is wrong with its number.
_GOODS_PATH = re.compile(r"01/[0-9]{6,}(?:/|$)")
#: What stands between the words of a line; FNC1 stands within one.
_BETWEEN = re.compile(r"[^\S\x1c-\x1f]+|\|")
#: A string that begins with its GTIN; a scanner may say first what symbol it read.
_SCANNED = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=C1)|(?<=d2)|(?<=Q3)|(?<=e0))01[0-9]{14}")
_PATH = re.compile(r"(?<![\w./-])/?(01/[0-9]{14}/[0-9]{2,3}/.*)")
_NUMBER = re.compile(r"\s*([0-9]{8,14})(?![0-9])")
#: A lot code as it is made here, with a count at it or anything else that is no part of one.
_OWN_LOT = re.compile(rf"\s*({among.OWN_LOT})(?:[xX×][0-9]{{0,4}})?(?![0-9A-Za-z-])", re.IGNORECASE)
#: What behind a blank is no part of a lot: a count with its sign, a word in small letters.
_APART = re.compile(r"\s*(?:[xX×*#]\s*[0-9]{1,4}|[^\s0-9A-Z-].*|[A-Z]\w*[^\W\dA-Z].*)?", re.DOTALL)
#: What stands around a string in a word; with "]" a scanner says what symbol it read.
_AROUND = re.compile(r"^[^\w\]]+|(?<![\W_])[\W_]+$")
#: How often goods are there, at a string whose last value has none of these signs.
_COUNT = re.compile(r"(?:[×*#/:=].*|\([0-9]+\)|(?<=01[0-9]{14})[xX][0-9]{0,4})$")
_SIGNS = " \t.,;:!?'\"“”‘’«»<>[]{}*_|/\\#•·。，、；：！？」「】【…"

#: The reason of ``standards.digital_link.Unreadable`` and the identifier that it is about.
Fault = tuple[str, str]


def gtin_of(text: str) -> str | None:
    """A trimmed text as a GTIN of 14 digits, where it is one that may be published."""
    try:
        return gs1.gtin(text, "gtin")
    except Invalid:
        return None


def judged(path: str | None) -> tuple[DigitalLink | None, Fault | None]:
    """The Digital Link that a path is, escaped or not; or what is wrong with one of goods."""
    if path is None or "/" not in path:
        return None, None
    try:
        return digital_link.read_path(path), None
    except Unreadable as refused:
        meant = refused.ai and _GOODS_PATH.match(path)
        return None, (refused.reason, refused.ai) if meant else None


def written(text: str) -> str | None:
    """An element string with its brackets, and nothing before it, as a path."""
    found = ELEMENT.findall(text)
    if not found or "".join(f"({ai}){value}" for ai, value in found) != text:
        return None
    return _as_path((ai, _element(ai, value.strip())) for ai, value in found)


def scanned(text: str) -> str | None:
    """An element string as scanners type it, without brackets, as a path; its GTIN proves it."""
    found = element_strings.elements(text) if len(text) <= digital_link.LONGEST else None
    if found is None or gtin_of(dict(found).get("01", "")) is None:
        return None
    before = itertools.takewhile(lambda pair: pair[0] != "01", found)
    if not all(ai.isdigit() for ai, _value in before):
        return None  # a sign stands before it
    return _as_path(found)


def in_words(text: str) -> tuple[list[str], str]:
    """The element strings among the words of a text, and the text without them."""
    found: list[str] = []
    if len(text) > digital_link.LONGEST or "01" not in text:
        return found, text
    rest, end = [], 0
    for run in _ELEMENTS.finditer(text):
        strings, left = _of_run(run[0])
        found += strings
        rest += [text[end : run.start()], left if strings else run[0]]
        end = run.end()
    words = []
    for word in _BETWEEN.split(" ".join([*rest, text[end:]])):
        one = _of_word(word)
        words.append(word if one is None else "")
        found += [] if one is None else [one]
    return list(dict.fromkeys(found)), " ".join(words)


def _of_run(run: str) -> tuple[list[str], str]:
    """The strings of elements that follow one another, and what stands between and behind them.

    A new one begins with an identifier that was there.
    """
    groups: list[dict[str, str]] = [{}]
    left = []
    for ai, raw in ELEMENT.findall(run):
        if ai in groups[-1]:
            groups.append({})
        value, behind = _cut(ai, raw)
        groups[-1][ai] = value
        left.append(behind)
    told = [each for each in groups if "01" in each]
    strings = ["".join(f"({ai}){each[ai]}" for ai in _IN_PATH if ai in each) for each in told]
    return strings, " ".join(left)


def _of_word(word: str) -> str | None:
    """A string without brackets, or a path, that a word is, behind its signs or in the middle."""
    path = _PATH.search(word)
    if path is not None:
        found = path[1].rstrip(_SIGNS)
        return None if judged(found)[0] is None else found
    if _SCANNED.search(word) is None:
        return None
    bare = _AROUND.sub("", word)
    whole = (bare, _COUNT.sub("", bare))
    tries = (*whole, *(each[at.start() :] for each in whole for at in _SCANNED.finditer(each)))
    return next((each for each in tries if scanned(each) is not None), None)


def _cut(ai: str, raw: str) -> tuple[str, str]:
    """A value without what stands behind it, and that."""
    found = _NUMBER.match(raw) if ai == "01" else _OWN_LOT.match(raw) if ai == "10" else None
    if found is not None:
        return found[1], raw[found.end(1) :]
    groups = among.GROUPS.match(raw.strip()) if ai == "21" else None
    if groups is not None and ids.fold_typed(groups[0]):
        return groups[0].replace(" ", ""), raw.strip()[groups.end() :]
    value, blank, behind = raw.strip().partition(" ")
    apart = _APART.fullmatch(behind) or ids.fold_typed(behind.split(" ", 1)[0])
    if blank and ai == "10" and not apart:
        return raw.strip(), ""  # it may belong to the lot
    return value.rstrip(_SIGNS), behind


def _as_path(found: Iterable[tuple[str, str]]) -> str:
    """Elements in the order that a path has them, whatever theirs was."""
    pairs = sorted((each for each in found if each[0] in _IN_PATH), key=_place)
    return "/".join(f"{ai}/{quote(_whole(ai, value), safe='')}" for ai, value in pairs)


def _place(pair: tuple[str, str]) -> int:
    return _IN_PATH.index(pair[0])


def _whole(ai: str, value: str) -> str:
    """A lot code that is made here, without the count behind it."""
    own = _OWN_LOT.match(among.DASH.sub("-", value)) if ai == "10" else None
    return value if own is None else own[1]


def _element(ai: str, value: str) -> str:
    """A value as the standard writes it: a GTIN has fourteen digits, however many it began with."""
    return value.zfill(14) if ai == "01" and value.isdigit() else value
