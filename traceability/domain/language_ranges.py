"""Which of the languages offered a reader is answered in, by what their browser says it reads.

Source: RFC 4647 §3.4 (lookup) over the ranges of ``Accept-Language``, RFC 9110 §12.5.4.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_RANGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def lookup(header: str, offered: Collection[str]) -> str | None:
    """The offered language that the best-liked range leads to; ``None`` where none does.

    Each range is shortened to its end before the next one is looked at: ``zh-CN`` is Chinese,
    whatever stands behind it. ``offered`` holds tags in lower case; ``*`` asks for nothing.
    """
    return next((found for each in ranges(header) if (found := _offered(each, offered))), None)


def ranges(header: str) -> list[str]:
    """The ranges of a header in lower case, the best-liked first; what has no weight is left out.

    Those liked alike stay in their order, and what is no range is passed over.
    """
    weighed = []
    for part in header.split(","):
        tag, _, told = part.partition(";")
        weight = _weight(told.strip())
        if weight and _RANGE.fullmatch(tag.strip()):
            weighed.append((-weight, tag.strip().lower()))
    return [tag for _weight, tag in sorted(weighed, key=lambda each: each[0])]


def _weight(told: str) -> float:
    """The quality of a range, from 0 to 1; one that cannot be read is none."""
    if not told:
        return 1.0
    found = _QUALITY.fullmatch(told)
    return float(found[1]) if found else 0.0


def _offered(tag: str, offered: Collection[str]) -> str | None:
    """A tag cut from its end until it is offered; a single letter goes with what follows it."""
    subtags = tag.split("-")
    while subtags:
        if "-".join(subtags) in offered:
            return "-".join(subtags)
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return None
