"""Counting scans: noted in memory while a page is sent, written by a thread of its own.

A request only lays down what it was (some 1 µs). The writer sums up every few seconds, so that a
lot that one telephone asks for again and again is written once, and writes in helpings between
which it rests: while it works, pages wait for it. Who looked becomes a hash under the day's salt,
and the address is let go with the memory that it stood in. Where the process is killed, what was
not written yet (``PAUSE``) is lost.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
import secrets
import threading
import time
from collections import Counter as Tally
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from typing import NamedTuple

from traceability.domain.days import day_in_vietnam
from traceability.domain.networks import network
from traceability.services import trying_labels
from traceability.store.faults import told
from traceability.store.queries import scans as queries
from traceability.store.queries.scans import DayCount, SeenLabel
from traceability.store.telemetry import Telemetry, Unreachable

#: Seconds between two writings: less than the five that may be lost.
PAUSE = 2.0
#: So many looks are written at one stroke while pages are sent: some 10 ms of work.
HELPING = 500
#: So many scans and looks wait at the most; those beyond are not counted.
MOST_WAITING = 50_000
#: So long after midnight yesterday's salt stays, for what was noted just before.
GRACE = dt.timedelta(minutes=2)
#: Not a label: the page of a lot.
NO_LABEL = (-1, -1)
_SINCE = "since"

_log = logging.getLogger(__name__)


class Scan(NamedTuple):
    """One look at a page: of which lot of whose (empty for blank labels), which label, from where.

    ``run_no`` and ``label`` (its index) are -1 for the page of a lot. ``address`` and ``agent``
    are never kept.
    """

    at: dt.datetime
    batch: str
    holder: str
    run_no: int
    label: int
    address: str
    agent: str


@dataclass(slots=True)
class Look:
    """A scan, and how many times the same was asked on that day from then on."""

    scan: Scan
    times: int = 1


@dataclass
class ScanCounter:
    """Takes scans from any thread and writes them from one, which begins with the first scan."""

    telemetry: Telemetry
    pause: float = PAUSE
    lost: int = 0
    _waiting: deque[Scan] = field(default_factory=deque, repr=False)
    _looks: OrderedDict[tuple[object, ...], Look] = field(default_factory=OrderedDict, repr=False)
    _writer: threading.Thread | None = field(default=None, repr=False)
    _starting: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _ending: threading.Event = field(default_factory=threading.Event, repr=False)
    _at_end: Finalize | None = field(default=None, repr=False)

    def count(self, scan: Scan) -> None:
        """Note a scan; never waits, never raises."""
        if len(self._waiting) + len(self._looks) >= MOST_WAITING:
            self.lost += 1
            return
        self._waiting.append(scan)
        if self._writer is None:
            self._begin()

    def _begin(self) -> None:
        with self._starting:
            if self._writer is None and not self._ending.is_set():
                self._writer = threading.Thread(target=self._write, name="scans", daemon=True)
                self._writer.start()
                # Workers of a server end without atexit; what multiprocessing calls they call.
                self._at_end = Finalize(None, self.flush, exitpriority=10)

    def _write(self) -> None:
        while not self._ending.wait(self.pause):
            self._sum_up()
            for _helping in range(0, len(self._looks), HELPING):
                began = time.monotonic()
                self._store(HELPING)
                # Half of the time is left to the pages.
                if self._ending.wait(time.monotonic() - began):
                    return

    def flush(self) -> int:
        """Write what waits; how many scans. What cannot be written is lost, and said in the log."""
        self._sum_up()
        return self._store(MOST_WAITING)

    def _sum_up(self) -> None:
        with self._writing:
            for _ in range(len(self._waiting)):
                scan = self._waiting.popleft()
                same = _day(scan), *scan[1:]
                found = self._looks.get(same)
                if found is None:
                    self._looks[same] = Look(scan)
                else:
                    found.times += 1

    def _store(self, most: int) -> int:
        """Write the looks that wait longest, for the first scan of a label is told of."""
        with self._writing:
            count = min(len(self._looks), most)
            taken = [self._looks.popitem(last=False)[1] for _ in range(count)]
            scans = sum(look.times for look in taken)
            if not taken:
                return 0
            try:
                store(self.telemetry, taken)
            except Exception as fault:
                self.lost += scans
                self.telemetry.doubt()
                _log.warning("%d scans were not counted: %s", scans, told(fault))
                return 0
            return scans

    def close(self) -> None:
        """End the writer and write what waits."""
        self._ending.set()
        if self._at_end is not None:
            self._at_end.cancel()
        if self._writer is not None and self._writer is not threading.current_thread():
            self._writer.join()
        self.flush()


def store(telemetry: Telemetry, looks: Sequence[Look]) -> None:
    """Add looks to what was counted, in one transaction; makes the tables where there are none."""
    telemetry.prepare()
    scans = [look.scan for look in looks]
    newest = max(scan.at for scan in scans)
    with telemetry.writing() as connection:
        queries.set_note(
            connection, _SINCE, day_in_vietnam(min(s.at for s in scans)).isoformat(), once=True
        )
        days = sorted({_day(scan) for scan in scans})
        begun = day_in_vietnam(newest - GRACE).isoformat()
        salts = {
            day: queries.salt_of(connection, day, secrets.token_bytes(32), keeps=day >= begun)
            for day in days
        }
        visits = {visit for scan in scans for visit in _visits(scan, salts[_day(scan)])}
        fresh = queries.new_visits(connection, visits)
        queries.add_days(connection, _days(looks, fresh))
        queries.add_labels(connection, _labels(scans, fresh, newest))
        for day in days:
            now = trying_labels.looked_at(visit for visit in fresh if visit[0] == day)
            known = queries.tries_of(connection, day, {who for who, _run in now})
            tries, tried = trying_labels.noted(known, now)
            queries.set_tries(connection, day, tries)
            queries.add_tried(connection, day, tried)


def forget(telemetry: Telemetry, now: dt.datetime, kept_days: int) -> int:
    """Forget who looked before today, and sums that have had their time; how many rows went.

    Nothing is there to forget where nothing was ever counted.
    """
    telemetry.prepare()
    last = day_in_vietnam(now - GRACE).isoformat()
    oldest = (day_in_vietnam(now) - dt.timedelta(days=kept_days)).isoformat()
    with telemetry.writing() as connection:
        return queries.forget_visitors(connection, last) + queries.forget_counts(connection, oldest)


def who(address: str, agent: str, salt: bytes) -> bytes:
    """A telephone as far as one day can tell it: its network and browser under the day's salt."""
    said = f"{network(address)}\0{agent}".encode()
    return hashlib.blake2b(said, key=salt, digest_size=12).digest()


def target(scan: Scan) -> str:
    """A label as visits name it."""
    return f"{scan.run_no}-{scan.label}"


def _day(scan: Scan) -> str:
    at = scan.at
    return _day_of(at.year, at.month, at.day, at.hour, at.minute, at.tzinfo)


@functools.lru_cache(maxsize=64)
def _day_of(year: int, month: int, day: int, hour: int, minute: int, zone: dt.tzinfo | None) -> str:
    """The day in Việt Nam of a minute: scans are many, and minutes few."""
    return day_in_vietnam(dt.datetime(year, month, day, hour, minute, tzinfo=zone)).isoformat()


def _lot(scan: Scan) -> str:
    """A lot as visits name it; the blank labels of a holder together."""
    return scan.batch or f"*{scan.holder}"


def _visits(scan: Scan, salt: bytes) -> Iterable[queries.Visit]:
    visitor, day = who(scan.address, scan.agent, salt), _day(scan)
    yield day, _lot(scan), visitor
    if scan.run_no >= 0:
        yield day, target(scan), visitor


def _days(looks: Sequence[Look], fresh: set[queries.Visit]) -> list[DayCount]:
    asked: Tally[tuple[str, str]] = Tally()
    named: dict[tuple[str, str], Scan] = {}
    for look in looks:
        of = _day(look.scan), _lot(look.scan)
        asked[of] += look.times
        named[of] = look.scan
    visitors = Tally((day, of) for day, of, _who in fresh)
    return [
        DayCount(day, named[day, lot].batch, named[day, lot].holder, count, visitors[day, lot])
        for (day, lot), count in sorted(asked.items())
    ]


def _labels(
    scans: Sequence[Scan], fresh: set[queries.Visit], newest: dt.datetime
) -> list[SeenLabel]:
    """The labels that somebody looked at for the first time that day."""
    visitors = Tally((day, of) for day, of, _who in fresh)
    first: dict[tuple[str, str], Scan] = {}
    for scan in scans:
        if scan.run_no >= 0:
            first.setdefault((_day(scan), target(scan)), scan)
    found = []
    for (day, of), scan in sorted(first.items()):
        if visitors[day, of]:
            seen = int(scan.at.timestamp()), day, visitors[day, of], int(newest.timestamp())
            found.append(SeenLabel(scan.run_no, scan.label, *seen))
    return found


def since(telemetry: Telemetry) -> dt.date | None:
    """The day since which scans are counted; ``None`` where none was, or none can be read.

    It is asked with every page of a label, and noted once: what was read is not read again.
    """
    found = telemetry.settled.get(_SINCE)
    if found is None:
        try:
            with telemetry.reading() as connection:
                found = queries.note(connection, _SINCE)
        except Unreachable:
            return None
        if found is None:
            return None
        telemetry.settled[_SINCE] = found
    return dt.date.fromisoformat(found)
