"""GS1 element strings without brackets, as scanners type them out of a barcode or a DataMatrix.

Elements follow one another, each with its identifier before it. Those whose identifier has a
predefined length (GS1 General Specifications, figure 7.8.5-2) need no end; every other ends with
FNC1 or with the string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What a scanner says first of the symbol that it read: GS1-128, DataMatrix, QR, DataBar.
_SYMBOL = re.compile(r"\](?:C1|d2|Q3|e0)")
#: FNC1, as scanners and their settings write it.
_FNC1 = re.compile(r"[\x1d\u241d\u21d4]|[<{](?:GS|FNC1)[>}]", re.IGNORECASE)
#: Characters of elements by the first two digits of their identifier, this included.
_LENGTHS = {
    "00": 20,
    "01": 16,
    "02": 16,
    "03": 16,
    "04": 18,
    "20": 4,
    "41": 16,
    **{str(ai): 8 for ai in range(11, 20)},
    **{str(ai): 10 for ai in range(31, 37)},
}
#: An identifier of three digits that begins as one of two.
_LONGER = ("235",)


def elements(text: str) -> list[tuple[str, str]] | None:
    """The identifiers of a string and their values, in their order; nothing where it is none.

    Elements may stand in any order. A string that does not begin with its GTIN has a sign of a
    scanner in it. Of an identifier that is not known only the first two digits are told. Nothing
    else is checked but that each element is whole.
    """
    plain = _SYMBOL.sub("", text.strip(), count=1)
    parts = [part for part in _FNC1.split(plain) if part]
    if not parts or (parts == [text.strip()] and not text.strip().startswith("01")):
        return None
    found = [pair for part in parts for pair in _of(part)]
    return found if all(value for _ai, value in found) else None


def _of(part: str) -> Iterator[tuple[str, str]]:
    """The elements that stand before an FNC1: those of one length, then one of any."""
    while part:
        ai = next((each for each in _LONGER if part.startswith(each)), part[:2])
        length = _LENGTHS.get(ai, len(part))
        yield ai, part[len(ai) : length] if len(part) >= length else ""
        part = part[length:]
