"""Telephones that look at many labels of a run on a day: which labels they tried, and how known."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from traceability.domain.scans import TRIED as MANY
from traceability.services import scan_counting, trying_labels
from traceability.services.scan_counting import Look, Scan
from traceability.store.engine import Store
from traceability.store.queries.scans import Tries
from traceability.store.telemetry import TRIED, TRYING, Telemetry, open_telemetry

NOON = dt.datetime(2026, 11, 27, 5, tzinfo=dt.UTC)
#: What two telephones call themselves.
ONE, OTHER = "Android 13", "iPhone"


@given(helpings=st.lists(st.lists(st.integers(0, 60), max_size=9), max_size=9))
def test_it_does_not_matter_in_how_many_helpings_looks_are_written(
    helpings: list[list[int]],
) -> None:
    """No label is tried twice by one telephone, and all are once they are many."""
    known, tried, met = Tries(), Counter[int](), set[int]()
    for helping in helpings:
        new = sorted(set(helping) - met)  # of a label only the day's first look is fresh
        met.update(new)
        known, now = trying_labels.added(known, new)
        tried.update(now)
    assert known.count == len(met)
    assert tried == (Counter(met) if len(met) >= MANY else Counter())
    assert len(known.first) < MANY


@pytest.fixture
def telemetry(store: Store, backend: str, tmp_path: Path) -> Iterator[Telemetry]:
    server = store.writer.url.render_as_string(hide_password=False)
    file = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    found = open_telemetry(file if backend == "sqlite" else server)
    found.prepare()
    yield found
    found.close()


def looked(telemetry: Telemetry, who: str, *labels: int, run: int = 7) -> int:
    """Write fresh looks of a telephone; how many statements that took."""
    asked: list[str] = []
    scans = [Scan(NOON, "4YWW79G1T", "HW4RNP0XR", run, each, "127.0.0.1", who) for each in labels]
    with noting(telemetry, asked):
        scan_counting.store(telemetry, [Look(scan) for scan in scans])
    return len(asked)


@contextmanager
def noting(telemetry: Telemetry, asked: list[str]) -> Iterator[None]:
    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(telemetry.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(telemetry.engine, "before_cursor_execute", note)


def tried(telemetry: Telemetry) -> dict[tuple[int, int], int]:
    with telemetry.reading() as connection:
        rows = connection.execute(select(TRIED.c.run_no, TRIED.c.idx, TRIED.c.visitors))
        return {(row.run_no, row.idx): row.visitors for row in rows}


def test_the_labels_of_each_telephone_and_run_are_told_apart(telemetry: Telemetry) -> None:
    looked(telemetry, ONE, 1, 2, 3)
    looked(telemetry, OTHER, 1, 2, 3, 4)
    looked(telemetry, ONE, 4, 5, run=8)
    assert tried(telemetry) == {}
    looked(telemetry, ONE, 4, 9)
    assert tried(telemetry) == {(7, n): 1 for n in (1, 2, 3, 4, 9)}
    looked(telemetry, OTHER, 9)
    assert tried(telemetry) == {(7, n): 2 for n in (1, 2, 3, 4, 9)}


def test_who_looks_at_thousands_costs_no_more_than_who_looks_at_few(telemetry: Telemetry) -> None:
    """What a telephone looked at before is not read again."""
    looked(telemetry, ONE, *range(4))
    first = looked(telemetry, ONE, *range(10, 20))
    looked(telemetry, ONE, *range(100, 3_000))
    assert looked(telemetry, ONE, *range(5_000, 5_010)) == first
    with telemetry.reading() as connection:
        (row,) = connection.execute(select(TRYING)).all()
    assert (row.labels, row.first) == (2_924, "")
