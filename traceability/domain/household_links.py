"""Which households work a place, from which day to which: folded from who joined and who left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class LinkAct(StrEnum):
    """What is recorded of households on a place."""

    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, order=True)
class Link:
    """A household (by code) that works a place from one day to another, or still does."""

    household: str
    from_on: dt.date
    to_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the household works the place on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class LinkStep:
    """Some households that joined from a day on, or left after it."""

    act: LinkAct
    on: dt.date
    households: tuple[str, ...]


def after(links: Iterable[Link], step: LinkStep) -> frozenset[Link]:
    """The links after a step.

    Who joins again the day after leaving, or before it, never left; who is there stays as it is.
    Leaving on a day before one joined takes the link away: it was entered by mistake.
    """
    changed = set(links)
    for household in step.households:
        last = max((each for each in changed if each.household == household), default=None)
        changed.discard(last) if last else None
        changed |= set(_joined(last, household, step.on) if _joins(step) else _left(last, step.on))
    return frozenset(changed)


def fold(steps: Iterable[LinkStep]) -> frozenset[Link]:
    """The links that a history of steps leads to."""
    links: frozenset[Link] = frozenset()
    for step in steps:
        links = after(links, step)
    return links


def _joins(step: LinkStep) -> bool:
    return step.act is LinkAct.JOINED


def _joined(last: Link | None, household: str, day: dt.date) -> tuple[Link, ...]:
    if last is None:
        return (Link(household, day),)
    if last.to_on is None:
        return (last,)
    if day <= last.to_on + dt.timedelta(days=1):
        return (replace(last, to_on=None),)
    return (last, Link(household, day))


def _left(last: Link | None, day: dt.date) -> tuple[Link, ...]:
    if last is None or last.to_on is not None:
        return () if last is None else (last,)
    return (replace(last, to_on=day),) if day >= last.from_on else ()
