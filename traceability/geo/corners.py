"""Corners as people type them, one a line: latitude, then longitude, as a phone shows them.

Decimal comma or dot ("22,7512 104,9821"), degrees with minutes and seconds ("22°45'04,3\" B
104°58'55,6\" Đ"), a number before each line or none. A letter says which of the two it is: B, N for
latitude, Đ, E for longitude.
"""

from __future__ import annotations

import re
import unicodedata

from traceability.domain.errors import Invalid
from traceability.geo.boundary import FIELD, Loose, LooseRing

#: How many lines are read at most; more are for a file.
MOST_LINES = 5_000
_SIGNS = str.maketrans({"′": "'", "’": "'", "´": "'", "″": '"', "”": '"', "º": "°", "˚": "°"})
_COUNTED = re.compile(r"^\s*(?:\d{1,4}[.)]\s+|[A-Za-z]{1,2}\d{0,3}\s*[:.)]\s+)")
_HALF = r"([NBSEDĐWT])?\s*(\d+(?:[.,]\d+)?)\s*°\s*(?:(\d+(?:[.,]\d+)?)\s*'\s*(?:(\d+(?:[.,]\d+)?)\s*(?:\"|''))?)?\s*([NBSEDĐWT](?![a-z]))?"  # noqa: E501
_ANGLE = re.compile(_HALF)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: Digits of a coordinate in metres.
_METRES = 5
_EAST, _NEGATIVE = frozenset("EDĐWT"), frozenset("SWT")


def read_corners(text: str) -> Loose:
    """The polygon whose corners stand on the lines, in order; the last joins the first.

    ``Invalid`` at ``boundary``: ``corner_unreadable`` with the ``line`` and what was ``typed``;
    ``boundary_too_many_lines``.
    """
    lines = unicodedata.normalize("NFC", text).translate(_SIGNS).splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid("boundary_too_many_lines", FIELD, most=MOST_LINES)
    ring: LooseRing = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            ring.append(_corner(line, number))
    return [[ring]]


def _corner(line: str, number: int) -> tuple[float, float]:
    bare = _COUNTED.sub("", line).strip().rstrip(".;,")
    found = _angles(bare) if "°" in bare else _decimals(bare)
    if found is None:
        raise Invalid("corner_unreadable", FIELD, line=number, typed=line.strip()[:40])
    return found


def _angles(line: str) -> tuple[float, float] | None:
    """A corner in degrees, minutes and seconds; its letters may turn the order."""
    found = list(_ANGLE.finditer(line))
    if len(found) != 2 or _ANGLE.sub("", line).strip(" ,;"):
        return None
    (first, one), (second, other) = map(_angle, found)
    east_first = one in _EAST or (other != "" and other not in _EAST)
    return (first, second) if east_first else (second, first)


def _angle(found: re.Match[str]) -> tuple[float, str]:
    before, degrees, minutes, seconds, after = found.groups()
    value = _value(degrees) + _value(minutes) / 60 + _value(seconds) / 3600
    letter = before or after or ""
    return (-value if letter in _NEGATIVE else value), letter


def _value(text: str | None) -> float:
    return 0.0 if text is None else float(text.replace(",", "."))


def _decimals(line: str) -> tuple[float, float] | None:
    """A corner in decimal degrees, whatever parts the two numbers and their decimals."""
    halves = [each.strip(",") for each in re.split(r"[;\s]+", line) if each.strip(",")]
    if len(halves) == 1:
        halves = _parted(halves[0])
    told = [half.replace(",", ".") for half in halves]
    if len(told) != 2 or not all(_NUMBER.fullmatch(each) for each in told):
        return None
    return float(told[1]), float(told[0])


def _parted(text: str) -> list[str]:
    """Two numbers with nothing between but a comma: 22.75,104.98 or 22,75,104,98.

    22,7512 alone is one number and no corner; 2524000,420000 are two, in metres.
    """
    pieces = text.split(",")
    if "." not in text and len(pieces) == 2 and min(map(len, pieces)) < _METRES:
        return [text]
    if len(pieces) == 4:
        return [",".join(pieces[:2]), ",".join(pieces[2:])]
    return pieces
