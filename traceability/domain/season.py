"""Seasons of a crop: they follow one another without a gap, so that every day lies in exactly one.

A season begins on a day of the year that a rule names. A later rule counts from its day on, for the
seasons that begin from then; one that would make a season shorter than half a year waits for the
next year, so that nobody gains a second capacity by moving the beginning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: No season is shorter, whatever the rules say.
SHORTEST_DAYS = 183
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """From ``from_on`` on, seasons begin on ``month``/``day`` and are called by ``label``.

    ``{first}`` and ``{last}`` in the label are the years in which the season begins and ends.
    """

    from_on: dt.date
    month: int
    day: int
    label: str

    def __post_init__(self) -> None:
        dt.date(2001, self.month, self.day)  # ValueError: 29 February begins no season


@dataclass(frozen=True)
class Window:
    """One season: its first and last day, and what people call it."""

    starts_on: dt.date
    ends_on: dt.date
    label: str


def season_of(rules: Sequence[Rule], day: dt.date) -> Window:
    """The season that a day lies in; ``rules`` are in the order of their days, at least one.

    The first rule also counts for all that was before it.
    """
    begun: tuple[dt.date, Rule] | None = None
    for start, rule in _starts(rules, day):
        if begun is not None and start > day:
            return _window(*begun, start - _DAY)
        begun = start, rule
    raise AssertionError("a season begins after every day")


def _window(start: dt.date, rule: Rule, end: dt.date) -> Window:
    label = rule.label.replace("{first}", str(start.year)).replace("{last}", str(end.year))
    return Window(start, end, label)


def _starts(rules: Sequence[Rule], day: dt.date) -> Iterator[tuple[dt.date, Rule]]:
    """The beginnings of seasons with their rules, from two years before anything can change."""
    changes = [rule.from_on.year for rule in rules[1:]]
    last = dt.date(min([day.year, *changes]) - 2, rules[0].month, rules[0].day)
    yield last, rules[0]
    for year in range(last.year + 1, day.year + 4):
        for start, rule in sorted(_of_year(rules, year), key=lambda each: each[0]):
            if (start - last).days >= SHORTEST_DAYS:
                last = start
                yield start, rule


def _of_year(rules: Sequence[Rule], year: int) -> Iterator[tuple[dt.date, Rule]]:
    """The beginning that each rule names in a year, where the rule still or already counts."""
    for number, rule in enumerate(rules):
        start = dt.date(year, rule.month, rule.day)
        begun = number == 0 or start >= rule.from_on
        over = number + 1 < len(rules) and start >= rules[number + 1].from_on
        if begun and not over:
            yield start, rule
