"""Which packs are in which carton: so many of a run to each, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain.stretches import Stretch, counted, meet, place_of


@dataclass(frozen=True)
class Packed:
    """Which labels are in which carton: stretches of one run, ``per`` of them to each in turn.

    Cartons that stand in for others have what those had: ``boxes`` then says it of each, and
    ``counts`` how many packs each has where they differ; no ``per`` holds for all of them.
    """

    run: str
    per: int
    stretches: tuple[Stretch, ...] = ()
    boxes: tuple[tuple[Stretch, ...], ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def cartons(self) -> int:
        """How many cartons are filled whole."""
        return len(self.boxes) or counted(self.stretches) // max(1, self.per)

    def stated(self) -> dict[str, object]:
        """As the row of a run keeps it."""
        kept: dict[str, object] = {"run": self.run, "per": self.per, "stretches": self.stretches}
        kept |= {"boxes": self.boxes} if self.boxes else {}
        return kept | ({"counts": self.counts} if self.counts else {})

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Packed:
        """The same, read from there."""
        boxes = tuple(_stretches(each) for each in kept.get("boxes", ()))
        counts = tuple(kept.get("counts", ()))
        return cls(kept["run"], kept["per"], _stretches(kept["stretches"]), boxes, counts)

    def each(self) -> Iterator[list[Stretch]]:
        """The labels of every carton that is filled whole, by their numbers."""
        return map(list, self.boxes) if self.boxes else self._filled()

    def _filled(self) -> Iterator[list[Stretch]]:
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
        if self.boxes:
            return list(self.boxes[place])
        skipped, room = place * self.per, self.per
        for first, last in self.stretches:
            at = first + skipped
            upto = min(last, at + room - 1)
            if at <= last and room:
                inside.append((at, upto))
                room -= upto - at + 1
            skipped = max(0, at - last - 1)
        return inside

    def count(self, place: int) -> int:
        """How many packs the label of a carton says that it has, by its place."""
        return self.counts[place] if self.counts else self.per

    def place_of(self, number: int) -> int | None:
        """The place of the carton that a label is in; none where it is in no whole one."""
        if self.boxes:
            here = (at for at, box in enumerate(self.boxes) if meet([(number, number)], box))
            return next(here, None)
        before = place_of(number, self.stretches)
        place = None if before is None else before // self.per
        return place if place is not None and place < self.cartons else None


def _stretches(kept: Iterable[Sequence[int]]) -> tuple[Stretch, ...]:
    return tuple((first, last) for first, last in kept)
