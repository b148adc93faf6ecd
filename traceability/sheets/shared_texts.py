"""The texts that the cells of a workbook share, narrowed to those that one part of a sheet names.

A reader takes them in whole with every part. A long list has tens of thousands of them, and a part
names some hundreds: the others are left empty, and the numbers stay as they are.
"""

from __future__ import annotations

import re
from array import array

_BEGINS, _ENDS, _NOTHING = b"<si>", b"</si>", b"<si><t/></si>"
#: Every whole number that stands as a text: those of shared texts, and others that do no harm.
_NUMBERS = re.compile(rb">[\s+]*([0-9]{1,8})\s*<")


class SharedTexts:
    """The shared texts of a workbook, as they stand in its archive."""

    def __init__(self, body: bytes) -> None:
        """``body`` is narrowed only where each text can be told from the next without doubt."""
        self._body = body
        found = [at.start() for at in re.finditer(_BEGINS, body)]
        plain = b"<!" not in body and body.count(b"si>") == 2 * len(found) == 2 * body.count(b"<si")
        self._begin = array("Q", [*found, body.rfind(_ENDS) + len(_ENDS)] if plain else [])

    def named_in(self, sheet: bytes) -> bytes:
        """The shared texts for a part of a sheet."""
        count = len(self._begin) - 1
        if count < 1 or b"&#" in sheet:
            return self._body
        named = sorted({int(number) for number in set(_NUMBERS.findall(sheet))})
        pieces, done = [self._body[: self._begin[0]]], 0
        for number in named:
            if number < count:
                pieces.append(_NOTHING * (number - done))
                pieces.append(self._body[self._begin[number] : self._begin[number + 1]])
                done = number + 1
        return b"".join((*pieces, b"</sst>"))
