"""The book as the service enters it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.harness.import_actor import who
from traceability.jobs import harvest_files
from traceability.store.engine import open_store


def enter(database: str, path: Path) -> int:
    """How many rows were entered."""
    store = open_store(database)
    done = harvest_files.enter_file(store, who(store, path.parent), path, skip_bad=False)
    if done.bad:
        raise SystemExit(f"wrong rows: {done.wrong[:3]}")
    return done.entered
