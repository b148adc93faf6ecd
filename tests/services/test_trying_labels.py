"""Telephones that look at many labels of a run on a day: which labels they tried, and how known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from traceability.domain.scans import TRIED as MANY
from traceability.services import trying_labels
from traceability.store.engine import Store
from traceability.store.queries.scans import Tries, Visit
from traceability.store.telemetry import TRIED, TRYING, Telemetry, open_telemetry

DAY = "2026-11-27"
ONE, OTHER = b"1" * 12, b"2" * 12


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


def looked(telemetry: Telemetry, who: bytes, *labels: int, run: int = 7) -> int:
    """Note fresh looks of a telephone; how many statements that took."""
    asked: list[str] = []
    event.listen(
        telemetry.engine, "before_cursor_execute", lambda *told: asked.append(str(told[2]))
    )
    visits: list[Visit] = [(DAY, "4YWW79G1T", who), *((DAY, f"{run}-{n}", who) for n in labels)]
    with telemetry.writing() as connection:
        before = len(asked)
        trying_labels.note(connection, DAY, visits)
        return len(asked) - before


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
