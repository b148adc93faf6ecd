"""Symbols of which only the end differs: a run's URLs. What is the same is XORed once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from operator import getitem, xor

from labels.qr.matrix import Matrix
from labels.qr.segments import Mode, Segment, bits_of, payload, payload_bits
from labels.qr.tables import Level
from labels.qr.template import padded, template


class Series:
    """The symbols of ``segments`` with the last ``tail`` characters of the last one exchanged.

    Raises TooLong where ``version`` has no room.
    """

    def __init__(self, segments: Sequence[Segment], tail: int, version: int, level: Level) -> None:
        self._made = template(version, level)
        last = segments[-1]
        kept = len(last.octets) - tail
        self._mode = last.mode
        # An alphanumeric character without a partner goes with the tail, whose pairs then hold.
        odd = kept % 2 if last.mode is Mode.ALPHANUMERIC else 0
        self._lead = last.octets[kept - odd : kept]
        self._tail = tail
        bits, length = bits_of(segments, version)
        size = payload_bits(last.mode, tail + odd)
        data = padded(bits >> size << size, length, version, level)
        first, past = (length - size) // 8, -(-length // 8)
        self._shift = 8 * past - length
        self._edges = int.from_bytes(data[first:past], "big")
        self._octets = past - first
        self._columns = self._made.columns[first:past]
        constant = data[:first] + bytes(past - first) + data[past:]
        self._constant = self._made.plain(constant)

    def plain(self, tail: bytes) -> int:
        """The symbol that ends in ``tail``, before any mask; raises ValueError at its length."""
        if len(tail) != self._tail:
            raise ValueError(tail)
        bits = payload(self._mode, self._lead + tail) << self._shift
        data = (self._edges ^ bits).to_bytes(self._octets, "big")
        return functools.reduce(xor, map(getitem, self._columns, data), self._constant)

    def draw(self, tail: bytes, mask: int | None = None) -> Matrix:
        """The symbol that ends in ``tail``, under ``mask`` or the best one."""
        return self._made.finish(self.plain(tail), mask)
