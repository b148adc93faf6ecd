"""Using another's code: what a permission carries, how much of it is left, and what it does not.

A harvest stands under the code of another only as far as a live permission carries it: its crop,
its days, its cap. What no permission carries happened all the same, outside every code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Outside(StrEnum):
    """Why a harvest stands outside the code that it was meant for.

    ``STOOD_ELSEWHERE`` is of honey that no colony gathered within the register's province.
    """

    CAP_REACHED = "cap_reached"
    WITHDRAWN = "authorization_withdrawn"
    ENDED = "authorization_ended"
    NOT_BEGUN = "authorization_not_begun"
    OTHER_CROP = "crop_not_authorized"
    STOOD_ELSEWHERE = "stood_elsewhere"


class State(StrEnum):
    """What a permission is on a day."""

    LIVE = "live"
    NOT_BEGUN = "not_begun"
    SPENT = "spent"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Terms:
    """What was permitted: a crop, so much (g or ml), the first and the last day.

    ``withdrawn_on`` is the last day that it held, where it was taken back.
    """

    crop: str
    cap: int
    from_on: dt.date
    to_on: dt.date
    withdrawn_on: dt.date | None = None

    @property
    def last_on(self) -> dt.date:
        """The last day that it holds; before ``from_on`` where it was taken back earlier."""
        return self.to_on if self.withdrawn_on is None else min(self.to_on, self.withdrawn_on)


@dataclass(frozen=True)
class Asked:
    """A harvest that wants to stand under the code: its crop, day and amount (g or ml)."""

    crop: str
    day: dt.date
    amount: int


def left(terms: Terms, used: int) -> int:
    """How much of the cap is left (g or ml); never below 0."""
    return max(0, terms.cap - used)


def state(terms: Terms, used: int, day: dt.date) -> State:
    """What a permission is on ``day``: live between its dates, below its cap, not withdrawn."""
    if terms.withdrawn_on is not None and day > terms.withdrawn_on:
        return State.WITHDRAWN
    if day > terms.to_on:
        return State.ENDED
    if left(terms, used) == 0:
        return State.SPENT
    return State.NOT_BEGUN if day < terms.from_on else State.LIVE


def outside(terms: Terms, used: int, asked: Asked) -> Outside | None:
    """Why one permission does not carry a harvest; ``None`` where it does.

    The harvest day counts, whenever it is written down; a harvest is carried whole or not at all.
    """
    if asked.crop != terms.crop:
        return Outside.OTHER_CROP
    if asked.day < terms.from_on:
        return Outside.NOT_BEGUN
    if asked.day > terms.last_on:
        withdrawn = terms.withdrawn_on is not None and terms.withdrawn_on < terms.to_on
        return Outside.WITHDRAWN if withdrawn else Outside.ENDED
    return Outside.CAP_REACHED if asked.amount > left(terms, used) else None


def chosen(permissions: Sequence[tuple[Terms, int]], asked: Asked) -> int | Outside:
    """Which of several permissions carries a harvest, by its place; else why none does.

    ``permissions`` are terms with what is used of each. The first that carries it takes it; where
    none does, the reason is that of the one that comes closest, as ``Outside`` orders them.
    """
    said = [outside(terms, used, asked) for terms, used in permissions]
    if None in said:
        return said.index(None)
    return min((each for each in said if each is not None), key=list(Outside).index)
