"""The small numbers of labels as people type them: "17, 23, 41–46" or "từ 41 đến 46".

Codes that were scanned into the same field stand between them; each is told apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from traceability.domain import ids
from traceability.domain.errors import Invalid
from traceability.domain.stretches import Stretch, together
from traceability.domain.text import half_width, nfc

#: So many numbers, stretches or codes are read at once; a leaf has room for them.
MOST_PIECES = 200
LONGEST = 4_000
MOST_LABELS = 1 << ids.INDEX_BITS

_BETWEEN = re.compile(r"[,;\n]|\bvà\b")
_TO = r"(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|\u2015|\u2212|~|→|>|\bđến\b|\btới\b)"
_ONE = r"(?:tem\s*)?(?:số\s*)?(?:từ\s*)?(?:số\s*)?0*([0-9]{1,9})"
_STRETCH = re.compile(rf"{_ONE}(?:\s*{_TO}+\s*{_ONE})?(?=\s|$)")


@dataclass(frozen=True)
class Numbers:
    """What was read: stretches of small numbers, ascending and apart, and codes as scanned.

    A code that was scanned keeps its whole address: where it leads is judged as well.
    """

    stretches: tuple[Stretch, ...]
    codes: tuple[str, ...]


def read(text: str, at: str = "numbers") -> Numbers:
    """Read what was typed or scanned; ``Invalid`` at the field ``at`` names the piece at fault.

    ``label_numbers_unreadable``, ``label_numbers_backwards``, ``too_many_label_numbers``.
    """
    clean = half_width(nfc(text))
    if len(clean) > LONGEST:
        raise Invalid("too_many_label_numbers", at, most=MOST_PIECES)
    stretches: list[Stretch] = []
    codes: list[str] = []
    for part in _parts(clean):
        found = codes_in(part)
        codes += found
        if not found:
            stretches.extend(_stretches(part, at))
    if not stretches and not codes:
        raise Invalid("required", at)
    if len(stretches) + len(codes) > MOST_PIECES:
        raise Invalid("too_many_label_numbers", at, most=MOST_PIECES)
    return Numbers(together(stretches), tuple(dict.fromkeys(codes)))


def code_in(text: str) -> str | None:
    """The code that a scan or a typed line stands for: bare, grouped, or the end of an address.

    Full-width signs are read as those that they are: keyboards for Chinese write codes so.
    """
    line = half_width(unicodedata.normalize("NFC", text)).strip()
    scheme, mark, rest = line.partition("://")
    if mark:
        if scheme.lower() not in ("https", "http"):
            return None
        path = rest.split("?")[0].split("#")[0].rstrip("/")
        line = path.rpartition("/")[2] if "/" in path else ""
    return ids.fold_typed(line)


def codes_in(text: str) -> list[str]:
    """The codes of a line, one after another, as scanned or typed; none where one is none.

    Addresses end at a space; typed codes are told apart by their length, as they hold spaces too.
    """
    if code_in(text) is not None:
        return [text.strip()]
    words = text.split()
    if len(words) > 1 and all(code_in(word) is not None for word in words):
        return words
    bare = ids.folded_symbols("".join(words)) if len(text) <= LONGEST else ""
    cut = [bare[at : at + ids.ITEM_LENGTH] for at in range(0, len(bare), ids.ITEM_LENGTH)]
    return cut if len(cut) > 1 and all(ids.is_valid(each) for each in cut) else []


def host_in(text: str) -> str | None:
    """The host of a scanned address, in lower case; none where a code stands alone."""
    _scheme, mark, rest = text.strip().partition("://")
    return re.split(r"[/?#]", rest, maxsplit=1)[0].lower() if mark else None


def _parts(clean: str) -> Iterator[str]:
    for part in _BETWEEN.split(clean):
        if part.strip():
            yield part.strip()


def _stretches(part: str, at: str) -> Iterator[Stretch]:
    """The stretches of a part without a comma; spaces may stand between several."""
    rest = part.lower()
    while rest:
        found = _STRETCH.match(rest)
        if found is None:
            raise Invalid("label_numbers_unreadable", at, typed=part[:40])
        first = int(found[1])
        last = int(found[2] or first)
        if first < 1:
            raise Invalid("label_numbers_unreadable", at, typed=part[:40])
        if last < first:
            raise Invalid("label_numbers_backwards", at, first=first, last=last)
        yield first, last
        rest = rest[found.end() :].lstrip()
