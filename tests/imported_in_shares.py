"""Each process of a run begins with a share of the test modules of its own.

pytest rewrites the assertions of a module when it imports it, and keeps what comes out beside it
for whoever imports it next. That takes most of what collecting takes, and processes that all begin
with the first module would each rewrite every one.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path

import pytest


def import_share(config: pytest.Config) -> None:
    """Import this worker's share of what the run is asked to collect, as pytest does."""
    given = config.workerinput  # type: ignore[attr-defined]
    number, count = int(given["workerid"].removeprefix("gw")), given["workercount"]
    for file in modules_of(config)[number::count]:
        sys.path.insert(0, str(file.parent))
        # What is wrong with a module is told when pytest collects it.
        with contextlib.suppress(Exception, pytest.skip.Exception, pytest.fail.Exception):
            importlib.import_module(file.stem)


def modules_of(config: pytest.Config) -> list[Path]:
    """The test modules of a run in the same order everywhere; none for a folder that is none."""
    folders = (config.invocation_params.dir / argument for argument in config.args)
    return sorted({file for folder in folders for file in folder.rglob("test_*.py")})
