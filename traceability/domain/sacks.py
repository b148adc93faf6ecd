"""Sacks by number: how a row of them is typed, told and kept."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

#: A leaf has room for so many stretches of sacks beside all else that it says.
MOST_STRETCHES = 1_000
#: Of so many sacks is looked which ones weigh what was told; of more, they are named.
MOST_SEARCHED = 60
#: So many sets of sacks of one weight are looked at.
_MOST_SETS = 64
_STRETCH = re.compile(r"([0-9]{1,6})(?:\s*(?:-|–|—|\.\.|đến|den|tới|to)\s*([0-9]{1,6}))?(?![0-9])")
_BETWEEN = re.compile(r"(?:\s|[,;+&]|và|and|bao(?:\s+số)?|sacks?)*", re.IGNORECASE)


def read(text: str) -> tuple[int, ...] | None:
    """The numbers that a person typed: "1–3, 7" or "1 đến 3 và 7"; None for anything else.

    A stretch that runs backwards is none, and neither is one of more than a million sacks.
    """
    found: list[int] = []
    at = 0
    while at < len(text):
        gap = _BETWEEN.match(text, at)
        at = at if gap is None else gap.end()
        if at == len(text):
            break
        stretch = _STRETCH.match(text, at)
        if stretch is None:
            return None
        first, last = int(stretch[1]), int(stretch[2] or stretch[1])
        if not first <= last < first + MOST_STRETCHES:
            return None
        found += range(first, last + 1)
        at = stretch.end()
    return tuple(found) or None


def stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers as stretches, first and last."""
    first = last = None
    for each in sorted(numbers):
        if first is None or last is None:
            first = last = each
        elif each == last + 1:
            last = each
        else:
            yield first, last
            first = last = each
    if first is not None and last is not None:
        yield first, last


def told(numbers: Iterable[int], dash: str = "–") -> str:
    """Numbers as one says them: "1–3, 7"."""
    parts = stretches(numbers)
    return ", ".join(str(a) if a == b else f"{a}{dash}{b}" for a, b in parts)


def kept(drawn: Mapping[int, int], weights: Mapping[int, int]) -> str:
    """What was drawn of which sacks (g), as a leaf keeps it: "1-3,7", "4:200" of a part of one.

    A sack that was drawn as it was weighed stands by its number alone.
    """
    whole = [number for number, grams in drawn.items() if weights.get(number) == grams]
    parts = [f"{number}:{drawn[number]}" for number in sorted(drawn.keys() - set(whole))]
    rows = [str(a) if a == b else f"{a}-{b}" for a, b in stretches(whole)]
    return ",".join(rows + parts)


def known(text: str, weights: Mapping[int, int]) -> dict[int, int]:
    """What a leaf keeps, again; ValueError or KeyError for what no leaf of ours says."""
    found: dict[int, int] = {}
    for each in text.split(","):
        number, _, grams = each.partition(":")
        first, _, last = number.partition("-")
        for one in range(int(first), int(last or first) + 1):
            found[one] = int(grams) if grams else weights[one]
    return found


def numbers(text: str) -> list[int]:
    """The numbers of the sacks that a leaf tells of."""
    bare = (each.partition(":")[0].partition("-") for each in text.split(","))
    return sorted(one for a, _, b in bare for one in range(int(a), int(b or a) + 1))


@dataclass(frozen=True)
class Pile:
    """The sacks of a lot: what each was weighed with, and what was drawn of it since (g).

    ``on_hand`` is what is here of the lot (g), by its density where it is kept by volume.
    """

    weights: Mapping[int, int]
    drawn: Mapping[int, int] = field(default_factory=dict)
    on_hand: int = 0

    @property
    def left(self) -> dict[int, int]:
        """What is left in each sack that is still here (g), by number."""
        left = {number: grams - self.drawn.get(number, 0) for number, grams in self.weights.items()}
        return {number: grams for number, grams in left.items() if grams > 0}

    @property
    def gone(self) -> set[int]:
        """The sacks of which nothing is here any more."""
        return set(self.weights) - self.left.keys()

    @property
    def unplaced(self) -> int:
        """How much less is on hand (g) than its sacks hold: nobody told of which it went."""
        return max(0, sum(self.left.values()) - self.on_hand)


def sets_of(left: Mapping[int, int], amount: int, count: int | None = None) -> list[set[int]]:
    """The first two sets of sacks that weigh ``amount`` (g) together, each ``count`` of them.

    Sacks of one weight are one as good as another: the lowest numbers are taken. None is found of
    more sacks than ``MOST_SEARCHED``, nor where so many sets weigh it that not all are looked at.
    """
    if not left or len(left) > MOST_SEARCHED:
        return []
    unit = math.gcd(*left.values(), amount)
    alike: dict[int, list[int]] = {}
    for number in sorted(left):
        alike.setdefault(left[number] // unit, []).append(number)
    found = list(islice(_sets(list(alike.items()), amount // unit), _MOST_SETS))
    fits = [each for each in found if count in (None, len(each))][:2]
    return fits if len(found) < _MOST_SETS or len(fits) > 1 else []


def _sets(alike: list[tuple[int, list[int]]], amount: int) -> Iterator[set[int]]:
    """Every set that sums up to an amount; sums that can be reached are the bits of a number."""
    reached = [1]
    for weight, numbers in alike:
        bits = reached[-1]
        for _each in numbers:
            bits |= bits << weight
        reached.append(bits)

    def walk(at: int, rest: int) -> Iterator[set[int]]:
        if at == 0:
            yield set()
            return
        weight, numbers = alike[at - 1]
        for count in range(len(numbers) + 1):
            before = rest - count * weight
            if before >= 0 and reached[at - 1] >> before & 1:
                yield from (found | set(numbers[:count]) for found in walk(at - 1, before))

    if reached[-1] >> amount & 1:
        yield from walk(len(alike), amount)
