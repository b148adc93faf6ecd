"""The epoch: another value after every commit of anybody, the same as long as nobody commits."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, insert, text

from tests.store_fixtures import opened, told_at_once
from traceability.services import scan_counting
from traceability.services.scan_counting import Look, Scan
from traceability.services.seeding import BOOT
from traceability.store.engine import OutOfReach, Store
from traceability.store.epoch import BELIEF, PATIENCE, TRUST, ServerEpoch, epoch_of
from traceability.store.models import Pulse
from traceability.store.telemetry import open_telemetry
from traceability.store.unit import reading, rehearsing, writing
from traceability.web.shelf import WAIT

on_server = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)

SAY = text("INSERT INTO installation (key, value) VALUES (:key, 'x')")


def say(store: Store, key: str) -> None:
    with writing(store, BOOT) as work:
        work.db.execute(SAY, {"key": key})


def url_of(store: Store) -> str:
    return store.reader.url.render_as_string(hide_password=False)


def test_every_commit_makes_another_whoever_commits(store: Store) -> None:
    with opened(url_of(store)) as other:
        seen = [store.epoch.now()]
        for number, by in enumerate((store, other, store)):
            say(by, f"k{number}")
            seen.append(store.epoch.now())
    assert len(set(map(repr, seen))) == 4


def by_hand(store: Store, statement: str = "DELETE FROM commune_succession") -> None:
    """Write past our units of work, as an operator, a restored copy or an older version does."""
    with store.writer.begin() as bare:
        bare.execute(text(statement))
        told_at_once(bare)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_written_by_hand_makes_another_at_once(store: Store) -> None:
    before = store.epoch.now()
    by_hand(store)
    assert store.epoch.now() != before


@on_server
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO installation (key, value) VALUES ('bare', 'x')",
        "UPDATE commune SET folded = folded",
        "DELETE FROM commune_succession",
        "TRUNCATE commune_succession",
    ],
)
def test_what_is_written_by_hand_on_a_server_is_another_soon(store: Store, statement: str) -> None:
    assert 10 + TRUST + 2 * PATIENCE + WAIT < 60
    trusting, doubting = (ServerEpoch(store.reader, patience=0, trust=each) for each in (3_600, 0))
    before = trusting.now(), doubting.now()
    assert doubting.now() == before[1]
    by_hand(store, statement)
    assert trusting.now() == before[0]
    assert doubting.now() != before[1]


@on_server
def test_what_was_read_before_a_writing_by_hand_is_known_from_what_came_later(
    store: Store,
) -> None:
    epoch = ServerEpoch(store.reader, patience=0, trust=0)
    first = epoch.now()
    by_hand(store)
    second = epoch.now()
    assert second.before == first.trusted
    by_hand(store, "TRUNCATE commune_succession")
    assert epoch.now().before == second.trusted
    unasked = dataclasses.replace(epoch, _checked=epoch._checked - 2 * TRUST)  # nobody came
    by_hand(store, "UPDATE commune SET folded = folded")
    assert unasked.now().before > second.trusted


@on_server
def test_a_server_that_does_not_count_is_not_believed(store: Store) -> None:
    not_counting = store.reader.execution_options()
    event.listen(not_counting, "connect", _count_nothing)
    store.reader.dispose()
    epoch = ServerEpoch(not_counting, patience=0, trust=0)
    try:
        assert epoch.now() != epoch.now()
    finally:
        event.remove(not_counting, "connect", _count_nothing)
        store.reader.dispose()


def _count_nothing(connection: Any, _record: object) -> None:
    connection.execute("SET track_counts = off")
    connection.commit()


@on_server
def test_a_count_is_believed_for_ten_minutes(store: Store) -> None:
    """A session may turn the counting of what it writes off."""
    believing = ServerEpoch(store.reader, patience=0, trust=0)
    doubting = dataclasses.replace(believing, belief=0)
    assert believing.now() == believing.now()
    assert doubting.now() != doubting.now()
    assert believing.belief == BELIEF == 600


@on_server
def test_units_that_commit_out_of_order_make_another_each(store: Store) -> None:
    """The later one commits first; the earlier one's number is then below one that was seen."""
    seen = [store.epoch.now()]
    with store.writer.connect() as early, store.writer.connect() as late:
        for connection in (early, late):
            connection.execute(insert(Pulse), {"at": store.clock()})
        for connection in (late, early):
            connection.commit()
            seen.append(store.epoch.now())
    assert len(set(map(repr, seen))) == 3


@on_server
def test_nothing_but_the_record_makes_another(store: Store) -> None:
    telemetry = open_telemetry(url_of(store))
    look = Scan(store.clock(), "lot", "holder", 1, 1, "113.160.1.1", "phone")
    before = store.epoch.now()
    scan_counting.store(telemetry, [Look(look)])
    telemetry.close()
    with store.writer.execution_options(isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("VACUUM ANALYZE"))
    with writing(store, BOOT) as work:  # it only looks
        work.db.execute(text("SELECT count(*) FROM commune")).all()
    with writing(store, BOOT, shown=False) as work:
        work.db.execute(SAY, {"key": "unseen"})
    with rehearsing(store, BOOT) as rehearsal:
        rehearsal.db.execute(SAY, {"key": "taken back"})
    assert store.epoch.now() == before


def test_reading_makes_none(store: Store) -> None:
    before = store.epoch.now()
    for _ in range(3):
        with reading(store) as view:
            view.db.execute(text("SELECT count(*) FROM commune")).all()
    assert store.epoch.now() == before


def test_what_is_not_committed_yet_is_another_only_then(store: Store) -> None:
    """Whoever looked between finds the record without it, and must look again after."""
    with writing(store, BOOT) as work:
        work.db.execute(SAY, {"key": "late"})
        between = store.epoch.now()
        with reading(store) as view:
            assert not view.db.execute(text("SELECT 1 FROM installation WHERE key = 'late'")).all()
    assert store.epoch.now() != between


def test_a_store_that_is_opened_again_begins_another(store: Store) -> None:
    before = store.epoch.now()
    store.close()
    say(store, "meanwhile")
    store.close()
    assert store.epoch.now() != before


@on_server
def test_a_server_is_asked_at_most_once_in_its_patience(store: Store) -> None:
    epoch = ServerEpoch(store.reader)
    began, before = time.monotonic(), epoch.now()
    say(store, "soon")
    assert PATIENCE < 1
    while (now := epoch.now()) == before:
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    assert now != before
    assert time.monotonic() - began >= PATIENCE / 2
    slow = dataclasses.replace(epoch, patience=3_600.0)
    before = slow.now()
    say(store, "later")
    assert slow.now() == before


@pytest.mark.parametrize("kind", ["file", "server"])
def test_what_cannot_be_reached_is_told_as_everywhere(kind: str, tmp_path: Path) -> None:
    """Who asks before each page knows no drivers."""
    url = f"sqlite:///{tmp_path}/none/none.sqlite3"
    if kind == "server":
        url = "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"
    engine = create_engine(url)
    with pytest.raises(OutOfReach):
        epoch_of(engine).now()
    engine.dispose()
