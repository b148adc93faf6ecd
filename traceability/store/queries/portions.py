"""Long lists of keys in portions: PostgreSQL takes 65,535 parameters in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

#: Far below what either engine takes, and large enough that the round trips do not count.
PORTION = 10_000
#: Of keys of several columns: PostgreSQL nests their conditions, one within the other, and its
#: stack ends at some thousands.
ROWS = 1_000

Key = TypeVar("Key")


def portions(keys: Sequence[Key], most: int = PORTION) -> Iterator[Sequence[Key]]:
    """``keys`` in order, so many at a time; nothing where there are none."""
    for start in range(0, len(keys), most):
        yield keys[start : start + most]
