"""From text to bits: byte and alphanumeric segments, the fewest bits there can be (7.4, annex J).

Numeric and kanji mode are left out: codes mix letters into their digits, and Vietnamese is bytes.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import re
from collections.abc import Sequence

from labels.qr.tables import LARGEST_VERSION, Level, capacity_bits

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHANUMERIC)}
PAIRS = {a + b: 45 * _VALUES[a] + _VALUES[b] for a in ALPHANUMERIC for b in ALPHANUMERIC}
"""The eleven bits of two characters (7.4.4)."""
_RUNS = re.compile(b"[%b]+" % re.escape(ALPHANUMERIC).encode())


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
    for versions in (range(1, 10), range(10, LARGEST_VERSION + 1)):  # counts grow at 10
        segments = segments_of(octets, versions[0])
        length = length_bits(segments, versions[0])
        for version in versions:
            if length <= capacity_bits(version, level):
                return version, segments
    raise TooLong(length)


def segments_of(octets: bytes, version: int) -> list[Segment]:
    """The text in the segments that take the fewest bits; of equals, the fewest segments.

    Each run of characters of ``ALPHANUMERIC`` is a segment, or not, by itself: octets stand between
    it and the next. Part of it never is, for with each more of it bits are saved.
    """
    return list(_segments(octets, version >= 10))


@functools.lru_cache(maxsize=512)
def _segments(octets: bytes, long: bool) -> tuple[Segment, ...]:
    header, around = (4 + count_bits(mode, 10 if long else 1) for mode in Mode)
    segments, start = [], 0
    for run in _RUNS.finditer(octets):
        first, past = run.span()
        # Octets divided in two need their header twice; where there are none, not once.
        needed = header + around * (1 - (first == 0) - (past == len(octets)))
        size = past - first
        if needed + payload_bits(Mode.ALPHANUMERIC, size) < payload_bits(Mode.BYTE, size):
            if start < first:
                segments.append(Segment(Mode.BYTE, octets[start:first]))
            segments.append(Segment(Mode.ALPHANUMERIC, run[0]))
            start = past
    if start < len(octets):
        segments.append(Segment(Mode.BYTE, octets[start:]))
    return tuple(segments)
