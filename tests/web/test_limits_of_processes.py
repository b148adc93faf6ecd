"""Two processes of one installation count a network's tries to one limit."""

from __future__ import annotations

import contextlib
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.people import World
from tests.store_fixtures import ON_BOTH
from tests.web.test_kept_pages_processes import process
from traceability.domain import ids
from traceability.store.tries import open_tries
from traceability.web.shared_limits import SharedStorage

SLOW = "Tra mã quá nhanh"


@ON_BOTH
def test_a_hundred_guesses_are_a_hundred_in_all_processes(world: World, tmp_path: Path) -> None:
    url = world.store.reader.url.render_as_string(hide_password=False)
    guesses = [ids.short_code(number) for number in range(120)]
    with ExitStack() as stack:
        both = [stack.enter_context(process(url, tmp_path)) for _ in range(2)]
        told: Counter[str] = Counter()
        for start in range(0, 120, 20):
            told += both[start // 20 % 2].titles("vi", guesses[start : start + 20])
    assert told == {"Không tìm thấy mã này": 100, SLOW: 20}
    kept = open_tries(url)
    with kept.telemetry.reading() as connection:
        rows = connection.exec_driver_sql("SELECT who, at FROM try").all()
    kept.close()
    assert len(rows) == 100
    assert len({bytes(who) for who, _at in rows}) == 1
    assert b"127.0.0.1" not in bytes(rows[0][0])


@ON_BOTH
def test_a_table_that_is_gone_is_made_again(world: World, caplog: pytest.LogCaptureFixture) -> None:
    url = world.store.reader.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        kept = [stack.enter_context(contextlib.closing(open_tries(url))) for _ in range(2)]
        both = [SharedStorage(tries=each, secret="s" * 40) for each in kept]
        for lost in range(2):
            assert [each.acquire_entry(f"before {lost}", 3, 60) for each in both] == [True, True]
            with kept[0].telemetry.writing() as connection:
                connection.exec_driver_sql("DROP TABLE try")
            assert [each.acquire_entry(f"gone {lost}", 3, 60) for each in both] == [True, True]
            taken = [each.acquire_entry(f"after {lost}", 3, 60) for each in both * 4]
            assert taken == [True] * 3 + [False] * 5
    said = [each.message for each in caplog.records if "counted alone" in each.message]
    assert len(said) == 2, "each process says it once"
    assert not any("gone" in each for each in said)


def test_without_the_second_store_a_process_counts_alone(tmp_path: Path) -> None:
    """Its folder is not there: nothing waits, nothing fails, and the limit still ends."""
    nowhere = f"sqlite:///{tmp_path / 'gone' / 'trace.sqlite3'}"
    tries = open_tries(nowhere)
    storage = SharedStorage(tries=tries, secret="s" * 40)
    assert [storage.acquire_entry("x", 3, 60) for _ in range(4)] == [True, True, True, False]
    assert storage.get_moving_window("x", 3, 60)[1] == 3
    storage.clear("x")
    assert storage.acquire_entry("x", 3, 60)
    tries.close()
