"""A worker of the server: whoever draws a page gives way to those that only send one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.web.public_door import ENVIRONMENT

ROOT = Path(__file__).parents[2]


def test_threads_of_a_worker_take_short_turns(tmp_path: Path) -> None:
    """In this process they do not: the application is not all that runs here."""
    database = f"sqlite:///{tmp_path / 'traceability.sqlite3'}"
    told = subprocess.run(
        [sys.executable, "-c", "import sys, wsgi; print(sys.getswitchinterval())"],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT | {"TRACEABILITY_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["0.0005"]
    assert sys.getswitchinterval() == 0.005
