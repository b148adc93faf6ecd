"""Tries are counted by all who share the second store, and forgotten when their limit ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.people import World
from tests.store_fixtures import ON_BOTH
from traceability.store.tries import Tries, open_tries

NOW = 1_800_000_000.0


@pytest.fixture
def two(world: World) -> Iterator[tuple[Tries, Tries]]:
    """The tries of one record as two processes have them."""
    url = world.store.reader.url.render_as_string(hide_password=False)
    found = open_tries(url), open_tries(url)
    yield found
    for each in found:
        each.forget()
        each.close()


@ON_BOTH
def test_two_processes_count_to_one_limit(two: tuple[Tries, Tries]) -> None:
    one, other = two
    taken = [each.take(b"a", 5, 60, 1, NOW + n) for n, each in enumerate((one, other) * 4)]
    assert taken == [True] * 5 + [False] * 3
    assert other.standing(b"a", NOW + 10) == (NOW, 5)
    assert other.take(b"b", 5, 60, 5, NOW)
    assert not one.take(b"b", 5, 60, 1, NOW)


@ON_BOTH
def test_what_was_long_ago_counts_no_longer_and_is_gone(two: tuple[Tries, Tries]) -> None:
    one, other = two
    assert one.take(b"a", 1, 60, 1, NOW)
    assert not other.take(b"a", 1, 60, 1, NOW + 59.9)
    assert other.take(b"a", 1, 60, 1, NOW + 60)
    assert one.standing(b"a", NOW + 60) == (NOW + 60, 1)
    assert one.standing(b"a", NOW + 500) == (NOW + 500, 0)
    one.forget(b"a")
    assert other.standing(b"a", NOW) == (NOW, 0)


# A file has one writer at a time anyway.
@pytest.mark.parametrize("backend", ["postgresql"])
def test_tries_of_one_moment_are_no_more_than_the_limit(two: tuple[Tries, Tries]) -> None:
    def taken(who: bytes) -> int:
        start = threading.Barrier(10)

        def take(number: int) -> bool:
            start.wait()
            return two[number % 2].take(who, 5, 60, 1, NOW)

        with ThreadPoolExecutor(10) as pool:
            return sum(pool.map(take, range(10)))

    assert [taken(bytes([number] * 16)) for number in range(12)] == [5] * 12
