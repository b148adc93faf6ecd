"""What stands among the words of a text: addresses, codes, barcodes, lots, and what is like one.

People write signs at a code: "#", "1)", "(2)", "x 2", "lot:". No code has any but hyphens, and so
what stands between other signs is read by itself; lots, barcodes and most strings of growing-area
codes are no different. An address is taken whole: what stands in one of somebody else's is no code
of ours.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence

from traceability.domain import gs1, ids
from traceability.domain.errors import Invalid
from traceability.web.public.likeness import is_as_long, is_like_string

#: A code as it is printed, in groups of four.
GROUPS = re.compile(r"(?<![\w/-])(?:[0-9A-Za-z]{4}[ -]){2,3}[0-9A-Za-z](?![0-9A-Za-z-])")
#: Short groups in capitals with a blank between: a code that is parted otherwise is among them.
_SHORT_GROUPS = re.compile(r"(?<![\w/-])[0-9A-Z]{2,5}(?: [0-9A-Z]{1,5})+(?![\w/-])")
#: Hyphens and dashes, and what nobody sees, as ``ids.fold_typed`` drops them.
_DASHES = "\\-\u00ad\u2010-\u2015\u2212\ufe63\uff0d"
_UNSEEN = "\u200b\u2060\ufeff"
NOBODY_SEES = re.compile(f"[{_UNSEEN}]")
#: Latin letters with marks belong to a word, others stand beside it: "编码", then a code.
_LATIN = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
_RUN = re.compile(f"[{_LATIN}{_DASHES}{_UNSEEN}]+")
DASH = re.compile(f"[{_DASHES}]+")
#: Signs that turn their neighbours, and those of machines: a word with one may be another text
#: than the eye reads.
_TURNING = re.compile("[\x00-\x08\x0e-\x1f\x7f\u061c\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
#: All that is of format alone (category Cf) but soft hyphens, as Windows and chats put it around.
_FORMAT = (
    "\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_IN_WORD = rf"\w{_DASHES}{_FORMAT}"
_AROUND_WORDS = re.compile(rf"(?<![{_IN_WORD}])[{_FORMAT}]+|[{_FORMAT}]+(?![{_IN_WORD}])")
#: It writes letters backwards: the eye has read another text.
_BACKWARDS = "\u202e"
#: How often goods are there, written at their code without a blank: "x2", "12x".
_TIMES, _OFTEN = re.compile(r"^[0-9]{1,4}[xX]"), re.compile(r"[xX][0-9]{0,4}$")
#: A host without a scheme ends in letters, or is four numbers: "1.CODE/2" is none.
HOST = (
    r"(?:(?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+)|localhost|[0-9]{1,3}(?:\.[0-9]{1,3}){3})"
    r"(?::[0-9]+)?"
)
#: An address with its scheme, or without. What stands before a host is looked at but once: it costs
#: no more than the text is long.
_ADDRESS = re.compile(
    r"(?<![^\W_])(?:https?:|[a-z][a-z0-9+.-]{1,15}://)[^\s|<>\"“”]+"
    rf"|(?<![\w.-]){HOST}[/\\][^\s|<>\"“”]*",
    re.IGNORECASE,
)
_SLASH, _WORD = re.compile(r"[/\\]"), re.compile(r"\S+")
#: A lot code as it is made here where its holder chose no other.
OWN_LOT = r"[0-9A-Z][0-9A-Z-]*-[0-9]{6}-[0-9]{2,4}"
_OWN_LOT = re.compile(OWN_LOT)
#: A day without signs, which one time in ten is a barcode of eight digits as well.
DAY = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]|[0-3][0-9](?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
)
#: Thirteen digits as they are printed beneath their bars.
_PARTED = re.compile(r"(?<![\w-])[0-9] [0-9]{6} [0-9]{6}(?![\w-])")
#: Of a longer text nothing is told: a text of one line, with every column.
_LONGEST = 40_000


def seen(text: str) -> str:
    """A text without the signs of format around its words; those within one stay, and refuse it.

    Around a word that is written backwards they stay as well.
    """
    if text.isascii() or not _AROUND_WORDS.search(text):
        return text
    return _WORD.sub(lambda each: _unmarked(each[0]), text)


def _unmarked(word: str) -> str:
    return word if _BACKWARDS in word else _AROUND_WORDS.sub("", word)


def addresses(text: str) -> list[str]:
    """The addresses in a text, each once."""
    found = (each[0] for each in _ADDRESS.finditer(_plain(text)))
    return list(dict.fromkeys(each for each in found if not names_code(each)))


def names_code(text: str) -> bool:
    """Whether what reads as a host without a scheme ends in a code: "1.CODE/2" of letters alone."""
    host = _SLASH.split(text, maxsplit=1)[0].partition(":")[0]
    return "." in host and _is_code(host.rpartition(".")[2])


def codes(text: str) -> list[str]:
    """The canonical codes among words and signs; one of small letters alone is none, nor a GTIN."""
    rest, _turned = _straight(bare(text))
    found = [ids.fold_typed(each) for each in _words(rest) if _is_marked(each)]
    return list(dict.fromkeys(code for code in found if code and not _is_barcode(code)))


def barcodes(text: str) -> list[str]:
    """The numbers among words and signs that are a GTIN, as they stand there; no day is one."""
    straight, _turned = _straight(bare(text))
    some = [*_PARTED.findall(straight), *(each for each in _parts(straight) if each.isdigit())]

    found = (each for each in some if DAY.fullmatch(each) is None and _is_gtin(each))
    return list(dict.fromkeys(found))


def lots(text: str) -> list[str]:
    """The lot codes among words and signs that are as they are made here, in capitals."""
    straight, _turned = _straight(bare(text))
    found = (each.upper() for each in _parts(straight))
    return list(dict.fromkeys(each for each in found if is_own_lot(each)))


def strings(text: str) -> list[str]:
    """Words between signs that have a hyphen, and the look of a lot or a growing-area code."""
    straight, _turned = _straight(bare(text))
    return [
        each for each in dict.fromkeys(_parts(straight)) if "-" in each and is_like_string(each)
    ]


def is_own_lot(lot: str) -> bool:
    """Whether a lot code is as they are made here, and is hardly anything else of a sheet."""
    return ids.is_lot_code(lot) and _OWN_LOT.fullmatch(lot) is not None


def parts(text: str) -> list[str]:
    """The words between signs, with plain hyphens and without how often goods are there."""
    straight, _turned = _straight(bare(text))
    return list(_parts(straight))


def _parts(straight: str) -> Iterable[str]:
    for run in _RUN.findall(straight):
        word = DASH.sub("-", NOBODY_SEES.sub("", run)).strip("-")
        yield _counted(word)


def _counted(word: str) -> str:
    """A lot or a barcode without how often goods are there, at it without a blank."""
    for each in (_TIMES.sub("", word), _OFTEN.sub("", word)):
        if each != word and (is_own_lot(each.upper()) or _is_gtin(each)):
            return each
    return word


def _is_gtin(digits: str) -> bool:
    try:
        return bool(gs1.gtin(digits, "gtin"))
    except Invalid:
        return False


def in_words(text: str) -> list[str]:
    """The same where signs tell something else: of whole words alone."""
    found = [ids.fold_typed(each) for each in text.split() if _is_marked(each)]
    return list(dict.fromkeys(code for code in found if code is not None))


def mistyped(text: str) -> list[str]:
    """Words in capitals as long as a code is, in which something is wrong: in addresses as well.

    Of those that are turned also what is like a lot, a barcode or the string of a growing area.
    """
    straight, turned = _straight(_plain(text))
    runs = (each.strip("-") for each in _RUN.findall(straight))
    wrong = [each for each in runs if not _is_code(each)]
    hidden = list(_parts(_TURNING.sub("", turned)))
    told = [each for each in hidden if is_like_string(each) or _is_gtin(each)]
    return list(dict.fromkeys([*filter(is_as_long, [*wrong, *hidden]), *told]))


def _straight(text: str) -> tuple[str, str]:
    """A text without the words that are turned, and these."""
    if _TURNING.search(text) is None:
        return text, ""
    words: tuple[list[str], list[str]] = ([], [])
    for each in text.split():
        words[_TURNING.search(each) is not None].append(each)
    return " ".join(words[0]), " ".join(words[1])


def bare(text: str) -> str:
    """A text without its addresses."""
    return _ADDRESS.sub(lambda each: each[0] if names_code(each[0]) else "\n", _plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text) if len(text) <= _LONGEST else ""


def _words(text: str) -> Iterable[str]:
    """What may be a code: between signs, in groups, and between hyphens where those tell none."""
    for run in _RUN.findall(text):
        for each in [run] if _is_code(run) else DASH.split(run):
            yield _once(each)
    yield from GROUPS.findall(text)
    for run in _SHORT_GROUPS.findall(text):
        yield from filter(_is_parted_code, _some_groups(run.split(" ")))


def _some_groups(groups: Sequence[str]) -> Iterable[str]:
    """Groups that follow one another and are as many symbols as a code has."""
    for start in range(len(groups)):
        ends = itertools.accumulate(map(len, groups[start : start + ids.ITEM_LENGTH]))
        for count, symbols in enumerate(ends, start=1):
            if symbols in (ids.SHORT_LENGTH, ids.ITEM_LENGTH):
                yield " ".join(groups[start : start + count])


def _is_parted_code(text: str) -> bool:
    """Whether groups are those of one code: equally long but for the last, not of digits alone.

    One of letters alone has none that is no symbol: other groups are sums and names.
    """
    first, *others, last = map(len, text.split(" "))
    alike = last <= first and all(each == first for each in others)
    mixed = any(map(str.isdigit, text)) or set(text) <= {" ", *ids.ALPHABET}
    return alike and mixed and any(map(str.isalpha, text)) and _is_code(text)


def _once(word: str) -> str:
    """A word without how often goods are there; a code may begin or end so, and stays whole."""
    if _is_code(word):
        return word
    for each in (_TIMES.sub("", word), _OFTEN.sub("", word)):
        if _is_code(each):
            return each
    return word


def _is_code(word: str) -> bool:
    return ids.fold_typed(word) is not None


def _is_marked(word: str) -> bool:
    return word.isupper() or any(map(str.isdigit, word))


def _is_barcode(code: str) -> bool:
    """Whether thirteen digits have the check digit of a barcode: a code has hardly ever."""
    return code.isdigit() and len(code) == 13 and gs1.check_digit(code[:-1]) == code[-1]
