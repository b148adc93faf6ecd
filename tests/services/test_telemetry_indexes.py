"""What is forgotten every few minutes is found by an index, in stores of every age."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, inspect, text

from traceability.store.engine import Store
from traceability.store.queries import scans as queries
from traceability.store.telemetry import SCHEMA, Telemetry, open_telemetry

OURS = {"ix_item_seen_last_day", "ix_tried_last_day", "ix_finding_day"}


@pytest.fixture
def url(store: Store, backend: str, tmp_path: Path) -> str:
    server = store.writer.url.render_as_string(hide_password=False)
    return f"sqlite:///{tmp_path / 'record.sqlite3'}" if backend == "sqlite" else server


@pytest.fixture
def telemetry(url: str) -> Iterator[Telemetry]:
    found = open_telemetry(url)
    found.prepare()
    yield found
    found.close()


def indexes(telemetry: Telemetry) -> set[str]:
    schema = SCHEMA if telemetry.is_server else None
    known = inspect(telemetry.engine)
    return {
        str(index["name"])
        for table in known.get_table_names(schema)
        for index in known.get_indexes(table, schema)
    }


def test_a_store_that_was_made_before_an_index_gets_it(telemetry: Telemetry, url: str) -> None:
    made = indexes(telemetry)
    assert made >= OURS
    with telemetry.writing() as connection:
        for name in sorted(OURS):
            connection.execute(text(f"DROP INDEX {name}"))
    later = open_telemetry(url)
    try:
        assert not indexes(later) & OURS
        later.prepare()
        assert indexes(later) == made
    finally:
        later.close()


def test_forgetting_goes_through_no_whole_table(tmp_path: Path) -> None:
    telemetry = open_telemetry(f"sqlite:///{tmp_path / 'record.sqlite3'}")
    telemetry.prepare()
    asked: list[tuple[str, tuple[str, ...]]] = []
    event.listen(
        telemetry.engine,
        "before_cursor_execute",
        lambda _c, _cursor, said, given, _context, _many: asked.append((said, given)),
    )
    try:
        with telemetry.writing() as connection:
            queries.forget_visitors(connection, "2026-01-20")
            queries.forget_counts(connection, "2025-01-20")
            deletions = [each for each in asked if each[0].startswith("DELETE")]
            assert len(deletions) == 7
            for said, given in deletions:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given).all()
                assert all("USING" in row.detail for row in plan), (said, plan)
    finally:
        telemetry.close()
