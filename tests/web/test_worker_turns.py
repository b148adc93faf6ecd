"""A worker of the server: nobody waits long for who draws a page, nor for Python's own tidying."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.public_door import ENVIRONMENT

ROOT = Path(__file__).parents[2]
TOLD = "import gc, sys, wsgi; print(sys.getswitchinterval(), gc.get_freeze_count())"


@pytest.fixture
def told(tmp_path: Path) -> list[str]:
    """Of a process that has the application as a worker has it: its turns, what it froze."""
    database = f"sqlite:///{tmp_path / 'traceability.sqlite3'}"
    done = subprocess.run(
        [sys.executable, "-c", TOLD],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT | {"TRACEABILITY_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_threads_of_a_worker_take_short_turns(told: list[str]) -> None:
    """In this process they do not: the application is not all that runs here."""
    assert told[0] == "0.0005"
    assert sys.getswitchinterval() == 0.005


def test_collections_pass_over_what_stands_since_the_start(told: list[str]) -> None:
    """Of an interpreter with nothing in it some thousands are frozen, of ours hundreds of them."""
    assert int(told[1]) > 100_000
