"""Long lists of keys in portions: PostgreSQL takes 65,535 parameters in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

#: Far below what either engine takes, and large enough that the round trips do not count.
PORTION = 10_000

Key = TypeVar("Key")


def portions(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """``keys`` in order, ``PORTION`` at a time; nothing where there are none."""
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]
