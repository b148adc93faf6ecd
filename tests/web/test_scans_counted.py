"""Looks at pages are counted once a telephone and day, and nobody can be found from the count."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, select

from tests.people import World
from tests.web.public_door import item_code
from tests.web.scan_doors import PHONE, CountingDoor, counting_door
from traceability.domain.networks import network
from traceability.domain.scans import KEPT_DAYS
from traceability.services import label_hands, label_links, scan_counting
from traceability.services.label_links import LabelSpan
from traceability.services.scan_counting import Scan
from traceability.store.queries import scans as queries
from traceability.store.telemetry import SALT, TRYING, VISITOR, open_telemetry, wipe

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"])
#: What is written there is another statement on each.
on_both = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])


def linked(world: World, count: int) -> tuple[str, str]:
    """A lot with labels on its goods: its code, and the run's."""
    made = world.packed().code
    run = world.print_labels(made, count)
    world.link(run, 1, count)
    return made, run


def days(world: World, door: CountingDoor) -> list[tuple[str, int, int]]:
    """What stands by day, the newest first: the lot, requests, visitor-days."""
    door.flush()
    door.telemetry.prepare()
    with door.telemetry.reading() as connection:
        found = queries.days_of(connection, world.who.cooperative, "2000-01-01")
    return [(each.batch, each.scans, each.visitors) for each in found]


def test_a_telephone_counts_once_a_day_whatever_it_asks(world: World, door: CountingDoor) -> None:
    made, run = linked(world, 2)
    label = item_code(world, run, 1)
    for path in (f"/{label}", f"/{label}", f"/{label}?lang=en", f"/{made}", f"/{made}"):
        assert door.look(path).status == 200
    tag = door.look(f"/{label}").headers["ETag"]
    assert door.look(f"/{label}", HTTP_IF_NONE_MATCH=tag).status == 304
    assert days(world, door) == [(made, 7, 1)]
    door.look(f"/{label}", address="113.160.1.2")
    assert days(world, door) == [(made, 8, 2)]
    world.clock.pass_by(days=1)
    door.look(f"/{label}")
    assert days(world, door) == [(made, 1, 1), (made, 8, 2)]


@on_both
def test_two_processes_count_one_telephone_once(world: World, door: CountingDoor) -> None:
    made, run = linked(world, 1)
    label = item_code(world, run, 1)
    other = counting_door(world, beside=door)
    for each in (door, other, door):
        each.look(f"/{label}")
        each.flush()
    assert days(world, door) == [(made, 3, 1)]


@on_both
def test_a_market_day_is_written_at_one_stroke(world: World, door: CountingDoor) -> None:
    made, run = linked(world, 1)
    door.look(f"/{item_code(world, run, 1)}")
    door.flush()
    at, holder = world.clock(), world.who.cooperative
    for number in range(12_000):
        who = f"113.{number >> 8}.{number & 255}.1"
        scan = Scan(at, made, holder, number % 3, number, who, "M")
        door.scans.count(scan)
        door.scans.count(scan)
    assert door.flush() == 24_000
    assert days(world, door) == [(made, 24_001, 12_001)]


NOBODY: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", {}),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Zalo/1.0", {}),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}),
    ("WhatsApp/2.23.20.0 A", {}),
    ("curl/8.5.0", {}),
    (PHONE, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}),
    (PHONE, {"HTTP_PURPOSE": "prefetch"}),
    (PHONE, {"HTTP_X_MOZ": "prefetch"}),
    (PHONE, {"method": "HEAD"}),
)


@on_sqlite
def test_programs_previews_and_pages_fetched_ahead_are_nobody(
    world: World, door: CountingDoor
) -> None:
    made, run = linked(world, 1)
    for agent, headers in NOBODY:
        for path in (f"/{made}", f"/{item_code(world, run, 1)}"):
            assert door.look(path, agent=agent, **headers).status == 200
            assert days(world, door) == [], (agent, headers)


@on_sqlite
def test_what_has_no_page_of_goods_is_not_counted(world: World, door: CountingDoor) -> None:
    made, _run = linked(world, 1)
    others = ("/", f"/{world.who.area}", f"/id/lot/{made}", f"/{made.lower()}", "/0000000000")
    for path in (*others, "/tra-cuu?code=x"):
        door.look(path)
    assert days(world, door) == []


def test_labels_that_stand_for_nothing_are_counted_too(world: World, door: CountingDoor) -> None:
    made, run = linked(world, 3)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 2, 2), "rách")
    for number in (1, 2, 3):
        door.look(f"/{item_code(world, run, number)}")
    assert days(world, door) == [(made, 3, 1)]
    page = door.look(f"/{item_code(world, run, 2)}").text
    assert "Tem đã hủy mà vẫn có người quét." in page
    assert "Quét lần đầu ngày" in page


def test_a_label_that_died_after_its_looks_is_not_told_of_as_scanned_though_dead(
    world: World, door: CountingDoor
) -> None:
    """A cooperative tries a label and throws it away; who looks after that is told of."""
    _made, run = linked(world, 1)
    label = f"/{item_code(world, run, 1)}"
    door.look(label)
    door.flush()
    world.clock.pass_by(minutes=2)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "rách")
    page = door.look(label, agent="")  # nobody
    assert "Quét lần đầu ngày" in page.text
    assert "mà vẫn có người quét" not in page.text
    world.clock.pass_by(minutes=2)
    door.look(label, agent=f"{PHONE} another")
    door.flush()
    assert "Tem đã hủy mà vẫn có người quét." in door.look(label).text


def test_the_page_says_first_when_and_how_often(world: World, door: CountingDoor) -> None:
    _made, run = linked(world, 3)
    label, other = item_code(world, run, 1), item_code(world, run, 2)
    door.scans.telemetry.prepare()
    first = door.look(f"/{label}")
    assert "Chưa ghi nhận lượt quét nào trước lần này." in first.text
    door.flush()
    again = door.look(f"/{label}", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert again.status == 200, "what was counted since is not kept from who asks again"
    assert "Quét lần đầu ngày 20/01/2026, lúc 09:00. Mới có một người xem." in again.text
    world.clock.pass_by(days=1)
    for last in range(2, 9):
        door.look(f"/{label}", address=f"113.160.1.{last}")
    door.flush()
    often = door.look(f"/{label}").text
    assert "Quét lần đầu ngày 20/01/2026, lúc 09:00. Số lượt người xem: 8" in often
    assert "Nhiều người xem hơn thường thấy" in often
    assert "Nhiều người xem" not in door.look(f"/{other}").text
    english = door.look(f"/{label}?lang=en").text
    assert english.count("\x02") == 0


@on_sqlite
def test_a_label_reported_lost_is_told_to_who_holds_it(world: World, door: CountingDoor) -> None:
    made = world.packed().code
    run = world.print_labels(made, 2)
    with world.by(world.who.manager) as work:
        label_hands.report_lost(work, run, [(1, 1)], "rơi trên đường")
    lost, other = (door.look(f"/{item_code(world, run, number)}").text for number in (1, 2))
    assert "đã báo mất tem này" in lost
    assert "báo mất" not in other


def test_yesterdays_visitors_and_salt_are_gone_and_so_are_old_counts(
    world: World, door: CountingDoor
) -> None:
    made, run = linked(world, 1)
    door.look(f"/{item_code(world, run, 1)}")
    assert days(world, door) == [(made, 1, 1)]
    assert kept(door) == (1, 3)
    world.clock.pass_by(days=1)
    assert scan_counting.forget(door.telemetry, world.clock(), KEPT_DAYS) == 4
    assert kept(door) == (0, 0)
    assert days(world, door) == [(made, 1, 1)]
    world.clock.pass_by(days=KEPT_DAYS)
    assert scan_counting.forget(door.telemetry, world.clock(), KEPT_DAYS) == 2
    assert days(world, door) == []


def kept(door: CountingDoor) -> tuple[int, int]:
    """How many salts stand, and how many visits and notes of who looked at many labels."""
    with door.telemetry.reading() as connection:
        counts = [len(connection.execute(select(each)).all()) for each in (SALT, VISITOR, TRYING)]
    return counts[0], sum(counts[1:])


@on_sqlite
def test_neither_address_nor_browser_nor_a_forgotten_salt_is_in_the_file(
    world: World, door: CountingDoor
) -> None:
    _made, run = linked(world, 1)
    door.look(f"/{item_code(world, run, 1)}", address="203.113.131.77")
    door.flush()
    with door.telemetry.reading() as connection:
        salt = bytes(connection.execute(select(SALT.c.value)).scalar_one())
    assert salt in on_disk(door)
    world.clock.pass_by(days=1)
    scan_counting.forget(door.telemetry, world.clock(), KEPT_DAYS)
    wipe(door.telemetry)
    stored = on_disk(door)
    assert stored
    for secret in (b"203.113.131.77", b"SM-A135F", salt):
        assert secret not in stored


def on_disk(door: CountingDoor) -> bytes:
    """The file and its log."""
    name = str(door.telemetry.engine.url.database)
    files = (Path(f"{name}{ending}") for ending in ("", "-wal"))
    return b"".join(each.read_bytes() for each in files if each.exists())


@on_sqlite
def test_who_sits_behind_our_proxy_is_told_by_it(world: World) -> None:
    made, _run = linked(world, 1)
    door = counting_door(world, trusted_proxies="1")
    for last in (1, 2, 2):
        seen = f"10.0.0.9, 171.224.1.{last}"
        door.look(f"/{made}", address="127.0.0.1", HTTP_X_FORWARDED_FOR=seen)
    assert days(world, door) == [(made, 3, 2)]


def test_a_network_of_ipv6_is_one_telephone() -> None:
    assert network("2402:800:61c7:1234::1") == network("2402:800:61c7:1234:ffff:1:2:3")
    assert network("[fe80::1%eth0]") == "fe80:0000:0000:0000"
    assert network("nonsense:") == "nonsense:"


@on_sqlite
def test_no_page_waits_for_the_count_or_falls_with_it(
    world: World, door: CountingDoor, caplog: pytest.LogCaptureFixture
) -> None:
    made, run = linked(world, 1)
    path = Path(str(door.telemetry.engine.url.database))
    path.unlink(missing_ok=True)
    path.mkdir()
    try:
        for each in (made, item_code(world, run, 1), made):
            assert door.look(f"/{each}").status == 200
        assert door.flush() == 0
        assert door.scans.lost == 3
        assert "3 scans were not counted" in caplog.text
        assert "113.160" not in caplog.text
    finally:
        path.rmdir()
    door.look(f"/{made}")
    assert days(world, door) == [(made, 1, 1)]


@on_sqlite
def test_the_writer_begins_with_the_first_scan_and_ends(world: World) -> None:
    made, _run = linked(world, 1)
    door = counting_door(world)
    before = threading.active_count()
    door.scans.pause = 0.01
    door.look(f"/{made}", agent="curl/8")
    assert threading.active_count() == before
    door.look(f"/{made}")
    assert threading.active_count() == before + 1
    door.scans.close()
    assert threading.active_count() == before
    assert days(world, door) == [(made, 1, 1)]


def test_the_writer_takes_helpings_until_none_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that pages need not wait for all of a market day."""
    made, _run = linked(world, 1)
    monkeypatch.setattr(scan_counting, "HELPING", 10)
    door, commits = counting_door(world), threading.Semaphore(0)
    door.telemetry.prepare()
    event.listen(door.telemetry.engine, "commit", lambda _connection: commits.release())
    door.scans.pause = 2.0
    for number in range(95):
        for _again in range(3):
            door.look(f"/{made}", address=f"113.160.1.{number}")
    for _helping in range(10):
        assert commits.acquire(timeout=60)
    door.scans.close()
    assert days(world, door) == [(made, 285, 95)]


@on_both
def test_what_is_asked_again_and_again_is_written_once(world: World, door: CountingDoor) -> None:
    """A lot in the news must not cost a writing for each who looks."""
    made, run = linked(world, 1)
    door.telemetry.prepare()
    writings: list[object] = []
    event.listen(
        door.telemetry.engine, "after_cursor_execute", lambda *told: writings.append(told[3])
    )
    pages = [f"/{made}", f"/{item_code(world, run, 1)}"]
    few = _written(door, writings, pages, "113.160.1.1")
    many = _written(door, writings, pages * 40, "113.160.1.2")
    assert many == few
    assert days(world, door) == [(made, 82, 2)]


def _written(door: CountingDoor, writings: list[object], paths: list[str], address: str) -> int:
    """How many rows and statements the writer sends for looks at some pages."""
    for path in paths:
        door.look(path, address=address)
    writings.clear()
    door.flush()
    return sum(len(each) if isinstance(each, list) else 1 for each in writings)


@on_sqlite
def test_what_waits_has_an_end(
    world: World, door: CountingDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _run = linked(world, 1)
    monkeypatch.setattr(scan_counting, "MOST_WAITING", 5)
    for _ in range(7):
        door.look(f"/{made}")
    assert (door.flush(), door.scans.lost) == (5, 2)


def test_a_scan_noted_before_midnight_counts_for_its_day(world: World, door: CountingDoor) -> None:
    made, _run = linked(world, 1)
    world.clock.now = dt.datetime(2026, 1, 20, 16, 59, 59, tzinfo=dt.UTC)
    door.look(f"/{made}")
    world.clock.pass_by(seconds=2)
    door.look(f"/{made}")
    assert days(world, door) == [(made, 1, 1), (made, 1, 1)]


@on_both
def test_a_label_looked_at_around_midnight_counts_for_both_days(
    world: World, door: CountingDoor
) -> None:
    made, run = linked(world, 1)
    label = item_code(world, run, 1)
    world.clock.now = dt.datetime(2026, 1, 20, 16, 59, 59, tzinfo=dt.UTC)
    door.look(f"/{label}")
    world.clock.pass_by(seconds=2)
    door.look(f"/{label}")
    assert days(world, door) == [(made, 1, 1), (made, 1, 1)]
    assert "lúc 23:59" in (page := door.look(f"/{label}").text)
    assert "Số lượt người xem: 2" in page


_LEAVES = """
import datetime as dt, multiprocessing, sys
from traceability.services.scan_counting import Scan, ScanCounter
from traceability.store.telemetry import open_telemetry

def serve(url):
    scans = ScanCounter(open_telemetry(url), pause=3_600)
    scans.count(Scan(dt.datetime.now(dt.UTC), "LOT", "HOLDER", -1, -1, "1.2.3.4", "phone"))

if __name__ == "__main__":
    worker = multiprocessing.get_context("spawn").Process(target=serve, args=(sys.argv[1],))
    worker.start()
    worker.join()
"""


def test_a_worker_that_is_stopped_writes_what_waits(tmp_path: Path) -> None:
    script = tmp_path / "leaves.py"
    script.write_text(_LEAVES, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'traceability.sqlite3'}"
    subprocess.run([sys.executable, str(script), url], check=True, timeout=120)
    telemetry = open_telemetry(url)
    with telemetry.reading() as connection:
        (found,) = queries.days_of(connection, "HOLDER", "2000-01-01")
    telemetry.close()
    assert (found.batch, found.scans, found.visitors) == ("LOT", 1, 1)
    assert (tmp_path / "telemetry.sqlite3").is_file()
