"""Which packs are in which carton, as it is fixed when the labels of the cartons are ordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from traceability.domain.stretches import Stretch, counted, meet, place_of


class Packed(Protocol):
    """What is in cartons: labels of one run, by the place of each carton (from 0)."""

    @property
    def run(self) -> str:
        """The code of the run of the labels that are in them."""

    @property
    def cartons(self) -> int:
        """How many cartons there are."""

    @property
    def counts(self) -> tuple[int, ...]:
        """How many packs the label of each says, where the cartons differ; else nothing."""

    def each(self) -> Iterator[list[Stretch]]:
        """The labels of every carton, by their numbers."""

    def carton(self, place: int) -> list[Stretch]:
        """The labels of one carton; none where there is no such place."""

    def count(self, place: int) -> int:
        """How many packs the label of a carton says that it has."""

    def place_of(self, number: int) -> int | None:
        """The place of the carton that a label is in; nothing where it is in none."""

    def stated(self) -> dict[str, object]:
        """As the row of a run keeps it."""


@dataclass(frozen=True)
class Filled:
    """Cartons filled anew: stretches of one run, ``per`` labels of them to each in turn.

    What fills no whole carton is in none.
    """

    run: str
    per: int
    stretches: tuple[Stretch, ...]

    @property
    def cartons(self) -> int:
        """How many are filled whole."""
        return counted(self.stretches) // self.per

    @property
    def counts(self) -> tuple[int, ...]:
        """Nothing: they are alike."""
        return ()

    def each(self) -> Iterator[list[Stretch]]:
        """As ``Packed.each``."""
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
        """As ``Packed.carton``."""
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

    def count(self, place: int) -> int:
        """The same for every place."""
        del place
        return self.per

    def place_of(self, number: int) -> int | None:
        """As ``Packed.place_of``."""
        before = place_of(number, self.stretches)
        place = None if before is None else before // self.per
        return place if place is not None and place < self.cartons else None

    def stated(self) -> dict[str, object]:
        """As the row of a run keeps it."""
        return {"run": self.run, "per": self.per, "stretches": self.stretches}


@dataclass(frozen=True)
class TakenOver:
    """Cartons that stand in for others: ``boxes`` are what those had, ``packs`` how many each has.

    A pack under a new label counts, though the box names its old one: so the two may differ.
    """

    run: str
    boxes: tuple[tuple[Stretch, ...], ...]
    packs: tuple[int, ...]

    @property
    def cartons(self) -> int:
        """How many there are."""
        return len(self.boxes)

    @property
    def counts(self) -> tuple[int, ...]:
        """As ``Packed.counts``."""
        return self.packs if len(set(self.packs)) > 1 else ()

    def each(self) -> Iterator[list[Stretch]]:
        """As ``Packed.each``."""
        return map(list, self.boxes)

    def carton(self, place: int) -> list[Stretch]:
        """As ``Packed.carton``."""
        return list(self.boxes[place]) if 0 <= place < self.cartons else []

    def count(self, place: int) -> int:
        """As ``Packed.count``."""
        return self.packs[place]

    def place_of(self, number: int) -> int | None:
        """As ``Packed.place_of``."""
        here = (at for at, box in enumerate(self.boxes) if meet([(number, number)], box))
        return next(here, None)

    def stated(self) -> dict[str, object]:
        """As the row of a run keeps it: ``per`` is there for all that are alike."""
        alike = 0 if self.counts else self.packs[0]
        kept: dict[str, object] = {"run": self.run, "per": alike, "stretches": ()}
        kept |= {"boxes": self.boxes}
        return kept | ({"counts": self.counts} if self.counts else {})


def from_kept(kept: Mapping[str, Any]) -> Packed:
    """What is in cartons, read from the row of their run."""
    if not kept.get("boxes"):
        return Filled(kept["run"], kept["per"], _stretches(kept["stretches"]))
    boxes = tuple(_stretches(each) for each in kept["boxes"])
    counts = tuple(kept.get("counts") or [kept["per"]] * len(boxes))
    return TakenOver(kept["run"], boxes, counts)


def _stretches(kept: Iterable[Sequence[int]]) -> tuple[Stretch, ...]:
    return tuple((first, last) for first, last in kept)
