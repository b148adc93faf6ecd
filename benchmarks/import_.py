"""A harvest book of 50,000 rows and 12 columns, from .xlsx into the record.

Ours beside what one would write first: openpyxl, marshmallow row by row, and ORM objects with
``add_all``. Both write the same rows of the same tables: codes, events with their leaves and
chains, subjects, private values, lots, stock and origins. Each takes its turn in a process and on
a database of its own, in one run; the peak of a process is the memory of the whole of it.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.harness import rounds  # noqa: E402

ROWS = 50_000
ROUNDS = 2
GARDENS, HOUSEHOLDS = 20, 30
FIRST = dt.date(2022, 11, 1)
#: A day of one crop has 99 lots at the most.
A_DAY = 50
GOAL_TIMES, GOAL_MB = 6, 120
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def main() -> None:
    """Take the turns, or one of them where the arguments name it."""
    if len(sys.argv) == 4:
        _turn(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), rows)


def _run(folder: Path, rows: int) -> None:
    subprocess.run([sys.executable, __file__, "settle", str(folder), str(rows)], check=True)
    seconds: dict[str, list[float]] = {"ours": [], "naive": []}
    peaks: dict[str, float] = {"ours": 0, "naive": 0}
    wrote: dict[str, dict[str, int]] = {}
    for _round in range(ROUNDS):
        for name in seconds:
            kept = folder / f"{name}.sqlite3"
            shutil.copyfile(folder / "record.sqlite3", kept)
            words = [sys.executable, __file__, name, str(folder), str(rows)]
            done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
            told = json.loads(done.stdout.splitlines()[-1])
            seconds[name].append(told["seconds"])
            peaks[name] = max(peaks[name], told["peak_mb"])
            wrote[name] = _counts(kept)
            kept.unlink()
        if wrote["ours"] != wrote["naive"]:
            raise SystemExit(f"not the same rows: {wrote}")
    figures = {
        "ours_s": round(statistics.median(seconds["ours"]), 2),
        "ours_peak_mb": peaks["ours"],
        "rows": rows,
        "goal_times": GOAL_TIMES,
        "goal_mb": GOAL_MB,
    }
    peers = {
        "naive_s": round(statistics.median(seconds["naive"]), 2),
        "naive_peak_mb": peaks["naive"],
    }
    rounds.tell("import", figures, peers, rounds.ratios(seconds, "ours"))


def _counts(database: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(database)) as db:
        names = [name for (name,) in db.execute(_TABLES)]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _turn(name: str, folder: Path, rows: int) -> None:
    if name == "settle":
        from benchmarks.harness import import_field

        import_field.settle(folder, rows)
        return
    if name == "ours":
        from benchmarks.harness.import_ours import enter
    else:
        from benchmarks.harness.import_naive import enter
    database = f"sqlite:///{folder / name}.sqlite3"
    began = time.perf_counter()
    count = enter(database, folder / "book.xlsx")
    taken = time.perf_counter() - began
    if count != rows:
        raise SystemExit(f"{name} entered {count} of {rows} rows")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": taken, "peak_mb": round(peak, 1)}))


if __name__ == "__main__":
    main()
