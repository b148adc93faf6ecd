"""The page behind a code under load: ours, an ORM page, Flask's hello, and nginx with files.

All stand on this machine at once with two workers each, and are asked in turn, so that a machine
that slows down slows all of them. The record holds 50,000 published lots; two hundred of them are
asked for again and again, as a viral batch is, and every label of an item page is another one. Our
pages, nginx's and those with a tag (304) are packed with gzip and are the same bytes. An answer
that is not the one expected ends the run. How long answers take at half load is measured once the
scans of the load before are counted (30 s at most): while they are, pages share the processors with
a backlog that half load does not make. Right after, nginx is asked as often for its files: where it
is slow too, others had the processors. Pages that nobody asked for before (cold) are told in
processor time beside two peers' in the same process: the same page, to the byte, as it is usually
written with an ORM that loads lazily (same_orm_page), and the short page that is under load too,
which draws only the main lines of ours (orm_page).

    ./dev bench lookup [LOTS] [SECONDS]

wrk makes the load (apt-get install wrk). nginx is left out where it is not installed (apt-get
install nginx-light), and so is PostgreSQL where there is none.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

from sqlalchemy import func, select  # noqa: E402

from benchmarks.harness import lookup_records, rounds, servers  # noqa: E402
from benchmarks.harness.load import CONNECTIONS, HEADERS, Asking  # noqa: E402
from tests import databases  # noqa: E402
from traceability.app import create_app  # noqa: E402
from traceability.services.press import Press  # noqa: E402
from traceability.services.scan_counting import PAUSE  # noqa: E402
from traceability.settings import load as load_settings  # noqa: E402
from traceability.store.engine import open_store  # noqa: E402
from traceability.store.telemetry import SCAN_DAY, open_telemetry  # noqa: E402

HOT, RUNS, LABELS, COLD = 200, 100, 500, 180
#: Seconds between two looks at what was counted, more than a worker's between two writings.
BETWEEN_LOOKS = 1.5 * PAUSE
MOST_LOOKS = round(30 / BETWEEN_LOOKS)
#: Answers a second of GS1's Resolver CE at its best: taken once on two such cores, not in this run.
#: It starts a program for each answer; without that it gave 389.
RESOLVER_CE = 18.0

Rates = dict[str, list[float]]


class Cold(NamedTuple):
    """Milliseconds of CPU a page that nobody asked for before: of ours and of the two peers."""

    ours: float
    same_orm_page: float
    orm_page: float


@dataclass
class Field:
    """One record and all who serve it, by name: the port, and what is asked of it."""

    where: str
    asked: dict[str, tuple[int, Asking]] = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)
    beside: dict[str, float] = field(default_factory=dict)
    cold: list[Cold] = field(default_factory=list)

    def round(self, seconds: float, *, counts: bool) -> None:
        """Everybody once."""
        for name, (port, asking) in self.asked.items():
            found = asking.load(port, seconds, name)
            if counts:
                self.rates.setdefault(name, []).append(found.per_second)

    def ratio(self, ours: str, peer: str) -> float | None:
        """How many times as much ours answers: the median over the rounds."""
        if peer not in self.rates:
            return None
        pairs = zip(self.rates[ours], self.rates[peer], strict=True)
        return round(statistics.median(mine / theirs for mine, theirs in pairs), 3)


def environment(url: str, folder: Path) -> dict[str, str]:
    """The settings of an installation that serves a database."""
    return {
        "TRACEABILITY_DATABASE_URL": url,
        "TRACEABILITY_PUBLIC_URL": "http://127.0.0.1:8000",
        "TRACEABILITY_SECRET_KEY": "b" * 40,
        "TRACEABILITY_LABEL_KEYS": f"k1:{'a1' * 32}",
        "TRACEABILITY_FILES": str(folder / "files"),
        "TRACEABILITY_DEVELOPMENT": "yes",
        "BENCH_DATABASE": url,
    }


def record(url: str, known: Mapping[str, str], lots: int) -> lookup_records.Record:
    """A database with so many lots."""
    settings, store = load_settings(known), open_store(url)
    press = Press(settings.label_keys, settings.public_url, settings.development)
    try:
        return lookup_records.settle(store, press, lots, RUNS, LABELS)
    finally:
        store.close()


@contextlib.contextmanager
def serving(where: str, url: str, folder: Path, lots: int, seconds: float) -> Iterator[Field]:
    """Everybody on one kind of database, warmed up."""
    known = environment(url, folder)
    began = time.monotonic()
    made = record(url, known, lots)
    print(f"{where}: {lots:,} lots in {time.monotonic() - began:.0f} s", file=sys.stderr)
    hot = made.lots[:: max(1, len(made.lots) // HOT)][:HOT]
    bodies, tags = pages(known, hot)
    found = Field(where)
    with contextlib.ExitStack() as stack:
        peers = "benchmarks.harness.lookup_orm"
        ours = stack.enter_context(servers.granian("wsgi:app", known))
        orm = stack.enter_context(servers.granian(f"{peers}:app", known))
        batches = Asking.of(folder, [f"/{code}" for code in hot])
        labels = Asking.of(folder, [f"/{code}" for code in made.labels])
        unchanged = Asking.of(folder, [f"/{code} {tags[code]}" for code in hot])
        found.asked = {
            "ours": (ours, batches),
            "orm_page": (orm, batches),
            "304": (ours, unchanged),
            "item": (ours, labels),
            "item_orm_page": (orm, labels),
        }
        hello = stack.enter_context(servers.granian(f"{peers}:hello", known))
        found.asked["hello"] = (hello, batches)
        if servers.NGINX is not None:
            files = stack.enter_context(servers.nginx(folder, bodies))
            found.asked["nginx"] = (files, batches)
            found.asked["304_nginx"] = (files, Asking.of(folder, of_files(files, hot)))
        else:
            print("nginx is not installed: left out (apt-get install nginx-light)", file=sys.stderr)
        batches.warm(ours, [f"/{code}" for code in [*hot, *made.labels[::LABELS]]])
        found.round(seconds, counts=False)
        yield found
        half(found, folder, url, (hot, made.labels), seconds)
    met = set(hot)
    found.cold = cold(known, [each for each in made.lots if each not in met][:COLD])


def half(
    known: Field, folder: Path, url: str, asked: tuple[list[str], list[str]], seconds: float
) -> None:
    """How long 99 of 100 answers take at most at half of what ours can do, told with the rate."""
    for name, codes in zip(("ours", "item"), asked, strict=True):
        wait_for_counts(url)
        rate = statistics.median(known.rates[name]) / 2
        delay = max(1, round(1000 * CONNECTIONS / rate))
        asking = Asking.of(folder, [f"/{code}" for code in codes], delay)
        found = asking.load(known.asked[name][0], max(5, 2 * seconds), name)
        known.slowest[f"{name}_p99_ms"] = found.p99
        known.slowest[f"{name}_per_s"] = round(found.per_second, 1)
        if "nginx" in known.asked:
            files = Asking.of(folder, [f"/{code}" for code in asked[0]], delay)
            beside = files.load(known.asked["nginx"][0], max(5, 2 * seconds), "nginx")
            known.beside[f"nginx_beside_{name}_p99_ms"] = beside.p99


def wait_for_counts(url: str) -> None:
    """Wait until no more scans are written, and half a minute at most."""
    telemetry, before = open_telemetry(url), -1
    telemetry.prepare()
    try:
        for _ in range(MOST_LOOKS):
            with telemetry.reading() as connection:
                now = connection.scalar(select(func.sum(SCAN_DAY.c.scans))) or 0
            if now == before:
                return
            before = now
            time.sleep(BETWEEN_LOOKS)
    finally:
        telemetry.close()
    print("scans still wait to be counted: half load is measured beside them", file=sys.stderr)


def pages(known: Mapping[str, str], codes: list[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Our own pages as they are sent, for nginx to send; and their tags."""
    client = create_app(known).test_client(use_cookies=False)
    answers = {code: client.get(f"/{code}", headers=HEADERS) for code in codes}
    assert all(each.headers["Content-Encoding"] == "gzip" for each in answers.values())
    return (
        {code: each.data for code, each in answers.items()},
        {code: each.headers["ETag"] for code, each in answers.items()},
    )


def of_files(port: int, codes: list[str]) -> list[str]:
    """The paths with the tags that nginx gives its files."""
    line, found = HTTPConnection("127.0.0.1", port), []
    for code in codes:
        line.request("GET", f"/{code}")
        answer = line.getresponse()
        answer.read()
        found.append(f"/{code} {answer.headers['ETag']}")
    return found


def cold(known: Mapping[str, str], codes: list[str]) -> list[Cold]:
    """What pages cost that nobody asked for before, once both that are alike are the same bytes."""
    words = [sys.executable, "-m", "benchmarks.harness.lookup_cold"]
    told = subprocess.run(
        words,
        check=True,
        cwd=rounds.ROOT,
        env={**os.environ, **known},
        input=" ".join(codes),
        stdout=subprocess.PIPE,
        text=True,
    )
    return [Cold(*each) for each in json.loads(told.stdout.splitlines()[-1])]


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL database of the run's own; nothing where there is no server to start."""
    try:
        server = databases.start_postgres()
    except Exception as fault:
        print(f"PostgreSQL is left out: {fault}", file=sys.stderr)
        yield None
        return
    try:
        yield databases.create_database(server.url, "bench_lookup")
    finally:
        server.stop()


def measure(where: str, url: str, folder: Path, lots: int, seconds: float) -> Field:
    """The rounds on one kind of database."""
    with serving(where, url, folder, lots, seconds) as found:
        for _ in range(rounds.ROUNDS):
            found.round(seconds, counts=True)
    return found


def tell(fields: list[Field]) -> None:
    """Figures, peers and ratios by database; the last line is one JSON object."""
    figures: dict[str, float] = {}
    peers: dict[str, float] = {}
    ratios: dict[str, float] = {}
    for each in fields:
        mark = "" if each.where == "sqlite" else f"{each.where}_"
        for name, found in each.rates.items():
            into = figures if name in ("ours", "304", "item") else peers
            into[f"{mark}{name}_per_s"] = round(statistics.median(found), 1)
        for name, slow in each.slowest.items():
            figures[f"{mark}{name}_at_half_load"] = slow
        peers |= {f"{mark}{name}": slow for name, slow in each.beside.items()}
        tell_cold(each.cold, mark, figures, peers)
        for ours, peer in COMPARED:
            ratio = each.ratio(ours, peer)
            if ratio is not None:
                ratios[f"{mark}{peer}"] = ratio
    peers["gs1_resolver_ce_per_s_stated"] = RESOLVER_CE
    rounds.tell("lookup", figures, peers, ratios)


def tell_cold(
    found: list[Cold], mark: str, figures: dict[str, float], peers: dict[str, float]
) -> None:
    """Of cold pages the median milliseconds, and how many times a peer's ours take."""
    figures[f"{mark}cold_cpu_ms"] = round(statistics.median(each.ours for each in found), 2)
    for name in ("same_orm_page", "orm_page"):
        theirs = [getattr(each, name) for each in found]
        over = statistics.median(each.ours / peer for each, peer in zip(found, theirs, strict=True))
        peers[f"{mark}{name}_cpu_ms"] = round(statistics.median(theirs), 2)
        figures[f"{mark}cold_cpu_over_{name}"] = round(over, 3)


COMPARED = (
    ("ours", "nginx"),
    ("ours", "orm_page"),
    ("ours", "hello"),
    ("item", "item_orm_page"),
    ("304", "304_nginx"),
)


def main() -> None:
    """Measure on both kinds of database, and tell."""
    if servers.WRK is None:
        raise SystemExit("wrk makes the load: apt-get install wrk")
    lots = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        url = f"sqlite:///{folder / 'record.sqlite3'}"
        (folder / "sqlite").mkdir()
        fields = [measure("sqlite", url, folder / "sqlite", lots, seconds)]
        (folder / "postgresql").mkdir()
        with postgres() as other:
            if other is not None:
                fields.append(measure("postgresql", other, folder / "postgresql", lots, seconds))
    tell(fields)


if __name__ == "__main__":
    main()
