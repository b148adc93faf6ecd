"""Engines and units of work: who may write, what is rolled back, when effects happen."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from traceability.domain.days import VIETNAM
from traceability.services import seeding
from traceability.store.engine import Store, utc_now
from traceability.store.models import AuditEntry, Installation, Job
from traceability.store.unit import reading, rehearsing, writing

NOW = dt.datetime(2026, 1, 20, 2, 30, 0, 123456, tzinfo=dt.UTC)


def entries(store: Store) -> int:
    with reading(store) as view:
        return len(list(view.db.scalars(select(Installation))))


def test_a_unit_that_ends_is_committed(store: Store) -> None:
    with writing(store, seeding.BOOT) as work:
        work.add(Installation(key="demonstration", value="2026-01-20"))
    assert entries(store) == 1


def broken_off(store: Store) -> None:
    """A unit that raises after it wrote."""
    with writing(store, seeding.BOOT) as work:
        work.add(Installation(key="demonstration", value="2026-01-20"))
        raise LookupError


def test_a_unit_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(LookupError):
        broken_off(store)
    assert entries(store) == 0


def test_a_rehearsal_sees_what_it_wrote_and_leaves_nothing(store: Store) -> None:
    for key in ("first", "second"):  # the writer is free again after each
        with rehearsing(store, seeding.BOOT) as work:
            work.add(Installation(key=key, value="2026-01-20"))
            assert [row.key for row in work.db.scalars(select(Installation))] == [key]
    assert entries(store) == 0


def broken_rehearsal(store: Store) -> None:
    """A rehearsal that raises after it wrote."""
    with rehearsing(store, seeding.BOOT) as work:
        work.add(Installation(key="demonstration", value="2026-01-20"))
        raise LookupError


def test_a_rehearsal_that_raises_leaves_nothing_and_raises(store: Store) -> None:
    with pytest.raises(LookupError):
        broken_rehearsal(store)
    assert entries(store) == 0


WRITES = (
    "INSERT INTO installation (key, value) VALUES ('a', 'b')",
    "UPDATE commune SET name = 'x'",
    "DELETE FROM commune",
    "CREATE TABLE t (a INTEGER)",
)


@pytest.mark.parametrize("statement", WRITES)
def test_the_database_refuses_writes_of_a_reading_unit(store: Store, statement: str) -> None:
    with (
        reading(store) as view,
        pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"),
    ):
        view.db.execute(text(statement))


def test_a_reading_unit_cannot_commit_an_object(store: Store) -> None:
    with reading(store) as view:
        view.db.add(Installation(key="a", value="b"))
        with pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"):
            view.db.flush()
    assert entries(store) == 0


def test_a_reading_unit_sees_one_moment(store: Store) -> None:
    """So that what ``verify`` folds and what it compares with were true together."""
    with reading(store) as view:
        seen = [len(list(view.db.scalars(select(Installation))))]
        with writing(store, seeding.BOOT) as work:
            work.add(Installation(key="demonstration", value="2026-01-20"))
        seen.append(len(list(view.db.scalars(select(Installation)))))
    assert (seen, entries(store)) == ([0, 0], 1)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_writing_unit_begins_immediate(store: Store) -> None:
    """So that nobody can read a stock row and lose the race to write it."""
    path = str(store.writer.url.database)
    with (
        closing(sqlite3.connect(path, timeout=0)) as other,
        writing(store, seeding.BOOT),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 30000),
        ("secure_delete", 1),
        ("synchronous", 2),
        ("recursive_triggers", 1),
    ],
)
def test_every_connection_keeps_its_promises(store: Store, pragma: str, value: object) -> None:
    for engine in (store.writer, store.reader):
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


#: Rules read after they locked, so a writer needs READ COMMITTED.
SHOWN = {
    "lock_timeout": "30s",
    "synchronous_commit": "on",
    "TimeZone": "UTC",
    "transaction_isolation": "read committed",
}


@pytest.mark.parametrize("backend", ["postgresql"])
def test_postgresql_waits_for_its_disk_and_not_for_ever(store: Store) -> None:
    with store.writer.connect() as connection:
        shown = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in SHOWN}
    assert shown == SHOWN


def test_a_broken_foreign_key_is_refused(store: Store) -> None:
    with (
        pytest.raises(DBAPIError, match=r"(?i)foreign key"),
        writing(store, seeding.BOOT) as work,
    ):
        work.add(AuditEntry(at=NOW, actor_id=987_654, action="sign_in", thing="-"))


@pytest.mark.parametrize(
    "moment", [NOW, NOW.astimezone(VIETNAM), NOW.astimezone(dt.timezone(dt.timedelta(hours=-5)))]
)
def test_a_moment_comes_back_as_utc_to_the_microsecond(store: Store, moment: dt.datetime) -> None:
    with writing(store, seeding.BOOT) as work:
        work.add(Job(kind="t", target=1, state="queued", attempt=0, created_at=moment))
    with reading(store) as view:
        kept = view.db.scalars(select(Job)).one().created_at
    assert kept == NOW
    assert kept.utcoffset() == dt.timedelta(0)


def test_a_naive_moment_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with (
        pytest.raises(StatementError, match="a moment needs its offset"),
        writing(store, seeding.BOOT) as work,
    ):
        work.add(Job(kind="t", target=1, state="queued", attempt=0, created_at=naive))


def test_moments_are_asked_for_as_they_were_stored(store: Store) -> None:
    with writing(store, seeding.BOOT) as work:
        work.add(Job(kind="t", target=1, state="queued", attempt=0, created_at=NOW))
    with reading(store) as view:
        later = Job.created_at > NOW.astimezone(VIETNAM) - dt.timedelta(seconds=1)
        assert len(list(view.db.scalars(select(Job).where(later)))) == 1


def test_today_is_the_day_in_viet_nam(store: Store) -> None:
    night = dt.datetime(2026, 1, 19, 17, 30, tzinfo=dt.UTC)
    with time_machine.travel(night, tick=False), reading(store) as view:
        assert view.today == dt.date(2026, 1, 20)
        assert view.now == utc_now()


def test_ids_are_version_7_and_follow_the_clock(store: Store) -> None:
    with writing(store, seeding.BOOT) as work:
        now = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
        earlier = [work.acting(work.actor, now).new_id() for _ in range(50)]
        later = work.acting(work.actor, now + dt.timedelta(milliseconds=1)).new_id()
    assert all(each[14] == "7" and each[19] in "89ab" for each in earlier)
    assert len(set(earlier)) == 50
    assert max(earlier) < later
