"""The processes of a running service, found from the supervisor that a test started."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

PATIENCE = 90.0


def soon(true: Callable[[], Any], patience: float = PATIENCE, pause: float = 0.1) -> bool:
    """Wait until something is true; whether it came within ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def children(pid: int) -> dict[int, str]:
    """The command lines of a process's children, by pid."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            words = (folder / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(status[1]) == pid and status[0] != "Z":
            found[int(folder.name)] = words
    return found


def child(supervisor: int, word: str) -> int | None:
    """The pid of the supervisor's child whose command holds a word."""
    found = children(supervisor)
    return next((pid for pid, command in found.items() if word in command), None)


def workers(supervisor: int) -> list[int]:
    """The pids of the web server's workers."""
    web = child(supervisor, "granian")
    return [] if web is None else [p for p, words in children(web).items() if "wsgi:app" in words]


def job_process(supervisor: int) -> int | None:
    """The pid of the job process."""
    return child(supervisor, "jobs work")


def asked(
    instance: Path, query: str, *given: object, store: str = "traceability.sqlite3"
) -> list[tuple[Any, ...]]:
    """Rows of the instance's record or second store, through a connection that cannot write."""
    file = instance / store
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute(query, given).fetchall()
