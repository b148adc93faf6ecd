"""The command line and the installation: settings, database, health, the instance folder."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result
from sqlalchemy import text

from tests.architecture.tree import ROOT
from tests.cli.conftest import Cli
from traceability.cli import development, main
from traceability.store import migrate
from traceability.store.engine import open_store

Run = Callable[..., Result]


def commands(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words of every command."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        here = (*words, name)
        found += commands(command, here) if isinstance(command, click.Group) else [here]
    return found


NOT_FOR_PROGRAMS = {("serve",), ("jobs", "work")}


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_command_says_what_it_does(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert ("--json" in result.stdout) == (words not in NOT_FOR_PROGRAMS)


def test_every_fault_of_the_settings_is_told_at_once(run: Run) -> None:
    result = run("doctor", TRACEABILITY_PUBLIC_URL="tem.vn", TRACEABILITY_COLOUR="blue")
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    names = ("COLOUR", "DATABASE_URL", "FILES", "LABEL_KEYS", "PUBLIC_URL", "SECRET_KEY")
    assert all(any(f"TRACEABILITY_{name} " in line for line in told) for name in names), told
    assert json.loads(run("doctor", "--json").stdout)["error"]["code"] == "settings"


def test_a_database_is_made_and_then_current(run: Run, settings: dict[str, str]) -> None:
    assert run("db", "current", **settings).exit_code == 1
    assert not (Path(settings["TRACEABILITY_FILES"]).parent / "record.sqlite3").exists()
    assert run("db", "upgrade", **settings).exit_code == 0
    result = run("db", "current", "--json", **settings)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"revision": migrate.head(), "newest": migrate.head()}


def test_a_database_that_is_not_migrated_is_said(run: Run, settings: dict[str, str]) -> None:
    result = run("recall", "list", **settings)
    assert result.exit_code == 1
    assert "database_not_migrated" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_database_that_cannot_be_reached_is_no_traceback(
    run: Run, settings: dict[str, str]
) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    result = run("recall", "list", **(settings | {"TRACEABILITY_DATABASE_URL": url}))
    assert result.exit_code == 2
    assert result.stderr.startswith("Refused / Từ chối: database_unreachable")
    assert len(result.stderr.splitlines()) == 1


def test_a_whole_record_has_no_differences(cli: Cli) -> None:
    cli.world.packed()
    assert cli.json("verify") == {"differences": []}


def test_a_difference_is_named_and_ends_with_one(cli: Cli) -> None:
    packed = cli.world.packed()
    with cli.world.store.writer.begin() as connection:
        connection.execute(text("UPDATE batch_stock SET on_hand = on_hand - 1 WHERE made = 80000"))
    result = cli("verify")
    assert result.exit_code == 1
    assert packed.code in result.stdout
    assert "79999" in result.stdout
    (found,) = json.loads(cli("verify", "--json").stdout)["differences"]
    assert (found["subject"], found["found"]) == (packed.code, 79999)


def test_a_well_installation_pleases_the_doctor(cli: Cli) -> None:
    told = cli.json("doctor")
    assert told["ok"]
    names = ["settings", "files", "database", "label keys", "printed addresses"]
    names += ["demonstration", "jobs"]
    assert [each["check"] for each in told["checks"]] == names


def failed(cli: Cli, **environment: str) -> set[str]:
    result = cli("doctor", "--json", **environment)
    assert result.exit_code == 1
    return {each["check"] for each in json.loads(result.stdout)["checks"] if not each["ok"]}


def test_the_doctor_misses_a_label_key(cli: Cli) -> None:
    cli.world.print_labels(cli.world.packed().code, 5)
    assert failed(cli, TRACEABILITY_LABEL_KEYS=f"k2:{'b2' * 32}") >= {"label keys"}
    assert failed(cli, TRACEABILITY_LABEL_KEYS=f"k1:{'b2' * 32}") >= {"label keys"}


def addresses(cli: Cli, **environment: str) -> tuple[bool, str]:
    """What the doctor says of the addresses on paper: whether they are well, and what was seen."""
    checks = json.loads(cli("doctor", "--json", **environment).stdout)["checks"]
    (found,) = [each for each in checks if each["check"] == "printed addresses"]
    return found["ok"], found["seen"]


def test_the_doctor_sees_an_address_on_paper_that_nobody_keeps(cli: Cli) -> None:
    cli.world.print_labels(cli.world.packed().code, 5)
    moved = {"TRACEABILITY_PUBLIC_URL": "https://tem.tuyenquang.vn"}
    other = {"TRACEABILITY_FORMER_URLS": "https://tem-cu.vn"}
    kept = {"TRACEABILITY_FORMER_URLS": "https://tem-cu.vn, https://tem.hagiang.vn"}
    assert addresses(cli)[0]
    for environment in (moved, moved | other):
        ok, seen = addresses(cli, **environment)
        assert not ok
        assert "https://tem.hagiang.vn" in seen
        assert cli("doctor", **environment).exit_code == 1
    assert addresses(cli, **moved, **kept)[0]
    # What is printed while developing is stuck on nothing: said, and no fault.
    ok, seen = addresses(cli, **moved, TRACEABILITY_DEVELOPMENT="yes")
    assert ok
    assert "https://tem.hagiang.vn" in seen


def test_the_doctor_sees_jobs_that_nobody_does(cli: Cli) -> None:
    cli.world.print_labels(cli.world.packed().code, 5, released=False)
    assert failed(cli) == {"jobs"}


def test_the_doctor_sees_a_folder_that_is_gone(cli: Cli) -> None:
    Path(cli.environment["TRACEABILITY_FILES"]).rmdir()
    assert failed(cli) == {"files"}


def test_the_doctor_sees_an_old_database(cli: Cli) -> None:
    migrate.downgrade(cli.world.store, "base")
    assert failed(cli) == {"database"}


def test_an_instance_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    first = development.environment({}, instance, 8123)
    assert first == development.environment({}, instance, 8123)
    assert first["TRACEABILITY_PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert first["TRACEABILITY_DEVELOPMENT"] == "yes"
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    for name in ("secret-key", "label-keys"):
        assert stat.S_IMODE((instance / name).stat().st_mode) == 0o600
    other = development.environment({}, tmp_path / "other", 8123)
    keys = [Path(each["TRACEABILITY_LABEL_KEYS_FILE"]).read_text() for each in (first, other)]
    assert keys[0] != keys[1]


def test_every_command_names_the_port_last_served_on(tmp_path: Path) -> None:
    instance = tmp_path / "instance"

    def address(port: int | None = None, **given: str) -> str:
        return development.environment(given, instance, port)["TRACEABILITY_PUBLIC_URL"]

    assert address() == "http://127.0.0.1:8000"
    assert address(PORT="8100") == "http://127.0.0.1:8100"
    assert address(8200) == address() == "http://127.0.0.1:8200"
    assert address(PORT="8100") == "http://127.0.0.1:8100"


def test_what_is_set_wins_over_the_instance(tmp_path: Path) -> None:
    given = {
        "TRACEABILITY_DATABASE_URL_FILE": "url.txt",
        "TRACEABILITY_PUBLIC_URL": "https://tem.vn",
        "TRACEABILITY_SECRET_KEY": "mine",
    }
    made = development.environment(given, tmp_path / "instance")
    assert given.items() <= made.items()
    assert "TRACEABILITY_DATABASE_URL" not in made
    assert "TRACEABILITY_SECRET_KEY_FILE" not in made


def test_the_module_runs_as_a_program(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if "TRACEABILITY" not in name}
    command = [sys.executable, "-m", "traceability.cli", "--development", "db", "upgrade"]
    environment = kept | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    store = open_store(f"sqlite:///{tmp_path / 'instance/traceability.sqlite3'}")
    assert migrate.current(store) == migrate.head()
    store.close()
    missing = subprocess.run(
        [*command[:-3], "doctor"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr
