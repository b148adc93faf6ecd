"""Which packs are in which carton: so many of a run to each, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from traceability.domain.stretches import Stretch, counted, place_of


@dataclass(frozen=True)
class Packed:
    """Which labels are in which carton: stretches of one run, ``per`` of them to each in turn."""

    run: str
    per: int
    stretches: tuple[Stretch, ...]

    @property
    def cartons(self) -> int:
        """How many cartons are filled whole."""
        return counted(self.stretches) // self.per

    def each(self) -> Iterator[list[Stretch]]:
        """The labels of every carton that is filled whole, by their numbers."""
        inside: list[Stretch] = []
        room = self.per
        for first, last in self.stretches:
            at = first
            while at <= last:
                upto = min(last, at + room - 1)
                inside.append((at, upto))
                room -= upto - at + 1
                at = upto + 1
                if not room:
                    yield inside
                    inside, room = [], self.per

    def carton(self, place: int) -> list[Stretch]:
        """The labels of one carton by its ``place`` among those that are filled, from 0."""
        inside: list[Stretch] = []
        if not 0 <= place < self.cartons:
            return inside
        skipped, room = place * self.per, self.per
        for first, last in self.stretches:
            at = first + skipped
            upto = min(last, at + room - 1)
            if at <= last and room:
                inside.append((at, upto))
                room -= upto - at + 1
            skipped = max(0, at - last - 1)
        return inside

    def place_of(self, number: int) -> int | None:
        """The place of the carton that a label is in; none where it is in no whole one."""
        before = place_of(number, self.stretches)
        place = None if before is None else before // self.per
        return place if place is not None and place < self.cartons else None
