"""The command line on a SQLite database of its own, with the people of the field in it."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.people import Clock, World
from tests.store_fixtures import Templates, opened
from traceability.cli import main


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting of whoever runs the tests, and a directory of its own; gives the directory."""
    for name in os.environ:
        if name.startswith("TRACEABILITY_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@dataclasses.dataclass(frozen=True)
class Cli:
    """A command line with its environment, and the world behind it."""

    world: World
    environment: dict[str, str]

    def __call__(self, *args: str, **more: str) -> Result:
        """Run ``traceability ARGS``; ``more`` are environment variables."""
        return CliRunner().invoke(main, args, env=self.environment | more)

    def json(self, *args: str) -> Any:
        """Run with ``--json``; it must end with 0 and print one JSON object and nothing else."""
        result = self(*args, "--json")
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return json.loads(result.stdout)

    def error(self, *args: str) -> dict[str, Any]:
        """Run what is refused: one line on stderr, and the same as JSON; gives the error."""
        plain = self(*args)
        assert plain.exit_code == 1, plain.output
        assert plain.stdout == ""
        result = self(*args, "--json")
        assert result.exit_code == 1
        assert result.stderr == ""
        error: dict[str, Any] = json.loads(result.stdout)["error"]
        assert set(error) == {"code", "field", "facts"}
        (line,) = plain.stderr.splitlines()
        assert line.startswith(f"Refused / Từ chối: {error['code']}")
        return error


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """A whole environment for a database that is not there yet."""
    (tmp_path / "files").mkdir()
    return {
        "TRACEABILITY_DATABASE_URL": f"sqlite:///{tmp_path / 'record.sqlite3'}",
        "TRACEABILITY_FILES": str(tmp_path / "files"),
        "TRACEABILITY_LABEL_KEYS": f"k1:{'a1' * 32}",
        "TRACEABILITY_PUBLIC_URL": "https://tem.hagiang.vn",
        "TRACEABILITY_SECRET_KEY": "a secret of the tests, and of nothing else",
    }


@pytest.fixture
def cli(templates: Templates, settings: dict[str, str]) -> Iterator[Cli]:
    """The command line beside a world in the same database."""
    templates.at("sqlite", None)
    name, who = templates.settled("sqlite")
    url = settings["TRACEABILITY_DATABASE_URL"]
    shutil.copyfile(templates.folder / name, url.removeprefix("sqlite:///"))
    clock = Clock()
    with opened(url, clock) as store:
        yield Cli(World(store, clock, who), settings)


@pytest.fixture
def run(settings: dict[str, str]) -> Callable[..., Result]:
    """Run a command without any database behind it; keywords are the whole environment."""

    def runs(*args: str, **environment: str) -> Result:
        return CliRunner().invoke(main, args, env=environment)

    return runs
