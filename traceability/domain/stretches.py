"""Stretches of numbers that follow one another: the first and the last, both included.

Labels of a run are spoken of so, wherever they are: by the small numbers printed on them, from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def common(one: Iterable[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What both name, in order."""
    return sorted(
        (max(first, low), min(last, high))
        for first, last in one
        for low, high in others
        if first <= high and last >= low
    )


def meet(one: Iterable[Stretch], others: Sequence[Stretch]) -> bool:
    """Whether a number of these is one of those too."""
    return any(first <= high and last >= low for first, last in one for low, high in others)


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


def spelled(stretches: Iterable[Stretch]) -> str:
    """Stretches as they are read out: ``17, 23, 41–46``."""
    return ", ".join(
        str(first) if first == last else f"{first}\u2013{last}" for first, last in stretches
    )
