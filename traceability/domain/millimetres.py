"""Lengths on paper as people measure and type them: millimetres in, whole micrometres kept.

"63,5", "63.5" and "63,5 mm" are one length; finer than 0.01 mm nobody measures, and no printer
places.
"""

from __future__ import annotations

import re
import unicodedata

from traceability.domain.errors import Invalid

#: Longer than this is no label, and no page of any printer here.
LONGEST_UM = 2_000_000
_TYPED = re.compile(r"([+-]?)\s*([0-9]{1,4})(?:[.,]([0-9]{1,2})0*)?\s*(?:mm|ly|li)?")


def parse(typed: str, at: str, *, signed: bool = False) -> int:
    """What was typed, in µm; ``Invalid`` ``length_unreadable`` or ``out_of_range`` at ``at``.

    Only a shift is ``signed``; any other length is not negative.
    """
    clean = unicodedata.normalize("NFKC", typed).replace("\u2212", "-").strip().lower()
    found = _TYPED.fullmatch(clean)
    if found is None:
        raise Invalid("length_unreadable", at, typed=typed.strip()[:20])
    sign, whole, part = found[1], found[2], found[3] or ""
    length = int(whole) * 1_000 + int(part.ljust(3, "0"))
    if sign == "-" and length and not signed:
        raise Invalid("must_be_positive", at)
    if length > LONGEST_UM:
        raise Invalid("length_too_long", at, most_um=LONGEST_UM)
    return -length if sign == "-" else length
