"""Labels that a printing house makes: how many, on which rolls, in which order; what is read back.

A printing house spoils some: an order is for those that are needed and a share beyond. What comes
is dead until each roll was received: twenty labels of it are scanned, spread over its whole length.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from traceability.domain.errors import Invalid
from traceability.domain.stretches import Stretch

MOST_WASTE_PERCENT = 30
MOST_ACROSS = 20
#: A roll that one code links, and a hand can carry.
MOST_ON_ROLL = 5_000
#: Most houses take 2 mm.
MOST_BLEED_MM, BLEED_UM = 10, 2_000
#: So many labels of a roll are scanned when it comes; of a shorter one all.
SAMPLES = 20


class Along(StrEnum):
    """How labels follow one another on a web of several lanes.

    ``ROW``: numbers go across it, and rolls follow one another. ``COLUMN``: each lane is a roll of
    its own, its numbers go down; as many rolls as there are lanes are printed side by side.
    """

    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True)
class HouseTerms:
    """What was ordered: labels needed, those beyond, on a roll, lanes, the bleed in µm."""

    needed: int
    spare: int
    per_roll: int
    across: int = 1
    along: Along = Along.ROW
    bleed_um: int = BLEED_UM

    @property
    def printed(self) -> int:
        """How many are printed."""
        return self.needed + self.spare

    @property
    def rolls(self) -> int:
        """How many rolls they are wound on; what is dead from birth may make it one more."""
        return -(-self.printed // self.per_roll)


def terms(
    needed: int,
    waste_percent: Decimal | int,
    per_roll: int,
    across: int,
    along: Along,
    bleed_um: int = BLEED_UM,
) -> HouseTerms:
    """The terms of an order; ``Invalid('out_of_range')`` at the field that no press does.

    A part of a label beyond is one more label.
    """
    limits: dict[str, tuple[Decimal | int, int, int]] = {
        "waste": (waste_percent, 0, MOST_WASTE_PERCENT),
        "per_roll": (per_roll, 1, MOST_ON_ROLL),
        "across": (across, 1, MOST_ACROSS),
        "bleed": (Decimal(bleed_um) / 1_000, 0, MOST_BLEED_MM),
    }
    for at, (value, lowest, highest) in limits.items():
        if not lowest <= value <= highest:
            raise Invalid("out_of_range", at, lowest=lowest, highest=highest)
    spare = math.ceil(needed * Decimal(waste_percent) / 100)
    return HouseTerms(needed, spare, per_roll, across, along, bleed_um)


def printing_order(rolls: Sequence[Stretch], across: int, along: Along) -> list[int]:
    """The numbers of all labels in the order in which they are printed, lane by lane.

    By column, where rolls side by side are of unequal length, the shorter one leaves its place to
    nobody: the others go on.
    """
    if along is Along.ROW or across == 1:
        return [number for first, last in rolls for number in range(first, last + 1)]
    order: list[int] = []
    for at in range(0, len(rolls), across):
        beside = rolls[at : at + across]
        longest = max(last - first + 1 for first, last in beside)
        for place in range(longest):
            order += [first + place for first, last in beside if first + place <= last]
    return order


def sample_parts(stretches: Sequence[Stretch], most: int = SAMPLES) -> list[Stretch]:
    """The parts of what is to be received, in each of which one label is scanned.

    They are of nearly equal size and lie over its whole length: by the first and last number of
    each. Labels between (spoiled ones) may lie in a part, and do not count.
    """
    numbers = [number for first, last in stretches for number in range(first, last + 1)]
    parts = min(most, len(numbers))
    cuts = [len(numbers) * at // parts for at in range(parts + 1)] if parts else [0]
    return [(numbers[low], numbers[high - 1]) for low, high in itertools.pairwise(cuts)]


def parts_to_read(parts: Sequence[Stretch], alive: Sequence[Stretch]) -> list[Stretch]:
    """The parts in which a label is left to scan; those wholly spoiled fall out.

    ``parts`` stay as they were shown before anybody said what is spoiled: what was scanned in each
    of them still counts.
    """
    return [(a, b) for a, b in parts if any(a <= last and first <= b for first, last in alive)]


def unread_parts(parts: Sequence[Stretch], seen: Sequence[int]) -> list[Stretch]:
    """The parts of which no label was scanned."""
    return [(a, b) for a, b in parts if not any(a <= number <= b for number in seen)]


def as_told(kept: Mapping[str, object]) -> HouseTerms:
    """Terms as a run keeps them."""
    told = dict(kept)
    return HouseTerms(**{**told, "along": Along(str(told["along"]))})  # type: ignore[arg-type]
