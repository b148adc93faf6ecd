"""Stretches of numbers that follow one another: the first and the last, both included.

Labels of a run are spoken of so, wherever they are: by the small numbers printed on them, from 1.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence

Stretch = tuple[int, int]


def together(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches in order; those that overlap or touch made one."""
    made: list[Stretch] = []
    for first, last in sorted(stretches):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return tuple(made)


def without(whole: Iterable[Stretch], gone: Iterable[Stretch]) -> list[Stretch]:
    """What is left of stretches that lie apart where others are taken out of them; in order."""
    left: list[Stretch] = []
    taken, at = sorted(gone), 0
    for first, last in sorted(whole):
        while at < len(taken) and taken[at][1] < first:
            at += 1
        begin, here = first, at
        while here < len(taken) and taken[here][0] <= last:
            if taken[here][0] > begin:
                left.append((begin, taken[here][0] - 1))
            begin, here = max(begin, taken[here][1] + 1), here + 1
        if begin <= last:
            left.append((begin, last))
    return left


def common(one: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """What both name, in order."""
    return sorted(_shared(one, others))


def meet(one: Iterable[Stretch], others: Iterable[Stretch]) -> bool:
    """Whether a number of these is one of those too."""
    return next(_shared(one, others), None) is not None


def _shared(one: Iterable[Stretch], others: Iterable[Stretch]) -> Iterator[Stretch]:
    """What each of these has in common with each of those: one pass where they lie apart."""
    there, at = sorted(others), 0
    for first, last in sorted(one):
        while at < len(there) and there[at][1] < first:
            at += 1
        here = at
        while here < len(there) and there[here][0] <= last:
            if there[here][1] >= first:
                yield max(first, there[here][0]), min(last, there[here][1])
            here += 1


def within(apart: Sequence[Stretch], some: Iterable[Stretch]) -> list[Stretch]:
    """``common`` of stretches that are in order and lie apart and some few, in theirs."""
    found: list[Stretch] = []
    for first, last in some:
        at = _at(apart, first)
        while at < len(apart) and apart[at][0] <= last:
            found.append((max(first, apart[at][0]), min(last, apart[at][1])))
            at += 1
    return found


def holds(apart: Sequence[Stretch], number: int) -> bool:
    """Whether a number is in one of some stretches that are in order and lie apart."""
    at = _at(apart, number)
    return at < len(apart) and apart[at][0] <= number


def _at(apart: Sequence[Stretch], number: int) -> int:
    """The place of the first of them that does not end before a number."""
    return bisect.bisect_left(apart, number, key=lambda each: each[1])


def counted(stretches: Iterable[Stretch]) -> int:
    """How many numbers."""
    return sum(last - first + 1 for first, last in stretches)


def place_of(number: int, stretches: Iterable[Stretch]) -> int | None:
    """How many numbers of some stretches stand before one of theirs; none where it is in none."""
    before = 0
    for first, last in stretches:
        if first <= number <= last:
            return before + number - first
        before += last - first + 1
    return None


def spelled(stretches: Iterable[Stretch], most: int | None = None) -> str:
    """Stretches as they are read out: ``17, 23, 41–46``; with ``most``, the first so many."""
    said = [str(first) if first == last else f"{first}\u2013{last}" for first, last in stretches]
    return ", ".join(said[:most]) + (" …" if most is not None and len(said) > most else "")


def read_out(text: str) -> list[Stretch]:
    """The stretches of a text as ``spelled`` makes it."""
    found = re.findall(r"(\d+)(?:\u2013(\d+))?", text)
    return [(int(first), int(last or first)) for first, last in found]
