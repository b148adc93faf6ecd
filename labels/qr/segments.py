"""From text to bits: byte and alphanumeric segments, the fewest bits there can be (7.4, annex J).

Numeric and kanji mode are left out: codes mix letters into their digits, and Vietnamese is bytes.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import math
from collections.abc import Sequence

from labels.qr.tables import LARGEST_VERSION, Level, capacity_bits

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHANUMERIC)}
PAIRS = {a + b: 45 * _VALUES[a] + _VALUES[b] for a in ALPHANUMERIC for b in ALPHANUMERIC}
"""The eleven bits of two characters (7.4.4)."""
_OCTETS = frozenset(ALPHANUMERIC.encode())


class Mode(enum.Enum):
    """How a segment is written; the value is its mode indicator (table 2)."""

    ALPHANUMERIC = 0b0010
    BYTE = 0b0100


@dataclasses.dataclass(frozen=True)
class Segment:
    """A stretch of the text; ``octets`` of an alphanumeric one are of ``ALPHANUMERIC``."""

    mode: Mode
    octets: bytes


class TooLong(ValueError):  # noqa: N818 - what it says
    """No version that we draw holds the text; the argument is its length in bits."""


def count_bits(mode: Mode, version: int) -> int:
    """Bits of the character count (table 3)."""
    if mode is Mode.BYTE:
        return 8 if version < 10 else 16
    return 9 if version < 10 else 11


def payload_bits(mode: Mode, length: int) -> int:
    """Bits of ``length`` characters without their header."""
    return 8 * length if mode is Mode.BYTE else (11 * length + 1) // 2


def length_bits(segments: Sequence[Segment], version: int) -> int:
    """Bits of all segments, headers included."""
    return sum(
        4 + count_bits(each.mode, version) + payload_bits(each.mode, len(each.octets))
        for each in segments
    )


def bits_of(segments: Sequence[Segment], version: int) -> tuple[int, int]:
    """The segments as one integer, first bit highest, and how many bits it has."""
    bits = length = 0
    for each in segments:
        wide = count_bits(each.mode, version)
        size = payload_bits(each.mode, len(each.octets))
        bits = (bits << 4 | each.mode.value) << wide | len(each.octets)
        bits = bits << size | payload(each.mode, each.octets)
        length += 4 + wide + size
    return bits, length


def payload(mode: Mode, octets: bytes) -> int:
    """A segment's characters as one integer."""
    if mode is Mode.BYTE:
        return int.from_bytes(octets, "big")
    return alphanumeric(octets.decode("ascii"))


def alphanumeric(text: str) -> int:
    """Characters of ``ALPHANUMERIC`` as one integer (7.4.4)."""
    bits = 0
    for at in range(0, len(text) - 1, 2):
        bits = bits << 11 | PAIRS[text[at : at + 2]]
    return bits << 6 | _VALUES[text[-1]] if len(text) % 2 else bits


def smallest_version(octets: bytes, level: Level) -> tuple[int, list[Segment]]:
    """The smallest version that holds the text, and the segments in which it does.

    Raises TooLong beyond ``LARGEST_VERSION``.
    """
    for version in range(1, LARGEST_VERSION + 1):
        segments = segments_of(octets, version)
        if length_bits(segments, version) <= capacity_bits(version, level):
            return version, segments
    raise TooLong(length_bits(segments, version))


def segments_of(octets: bytes, version: int) -> list[Segment]:
    """The text in the segments that take the fewest bits; of equals, the fewest segments.

    Dynamic programming over the characters in half bits, so that an odd alphanumeric character's
    rounding is paid where its segment ends.
    """
    return list(_segments(octets, version >= 10))


@functools.lru_cache(maxsize=512)
def _segments(octets: bytes, long: bool) -> tuple[Segment, ...]:
    if not octets:
        return ()
    choices = _modes(octets, 10 if long else 1)
    segments: list[Segment] = []
    start = 0
    for at in range(1, len(octets) + 1):
        if at == len(octets) or choices[at] is not choices[start]:
            segments.append(Segment(choices[start], octets[start:at]))
            start = at
    return tuple(segments)


_Cost = tuple[float, int]  # half bits, segments
_NEVER: _Cost = (math.inf, 0)


def _modes(octets: bytes, version: int) -> list[Mode]:
    """The mode of each character on the cheapest way."""
    heads = {mode: 2 * (4 + count_bits(mode, version)) for mode in Mode}
    here: dict[Mode, _Cost] = dict.fromkeys(Mode, _NEVER)
    cheapest: _Cost = (0, 0)
    came: list[dict[Mode, Mode]] = []
    before = Mode.BYTE
    for octet in octets:
        there, origin = {}, {}
        for mode in Mode:
            step = 16 if mode is Mode.BYTE else 11 if octet in _OCTETS else math.inf
            anew = (cheapest[0] + heads[mode], cheapest[1] + 1)
            origin[mode] = mode if here[mode] <= anew else before
            cost = min(here[mode], anew)
            there[mode] = (cost[0] + step, cost[1])
        came.append(origin)
        here = there
        ends = {
            mode: (math.ceil(here[mode][0] / 2) * 2, here[mode][1])
            for mode in Mode
            if here[mode][0] < math.inf
        }
        before = min(ends, key=ends.__getitem__)
        cheapest = ends[before]
    return _back(came, before)


def _back(came: list[dict[Mode, Mode]], last: Mode) -> list[Mode]:
    modes = [last]
    for origin in reversed(came[1:]):
        modes.append(origin[modes[-1]])
    return modes[::-1]
