"""The demonstration from the command line: made once, into a new file only, and shown again."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from traceability.domain.ids import is_valid
from traceability.services import demo
from traceability.store import migrate
from traceability.store.engine import open_store

Run = Callable[..., Result]
STATES = {"valid", "held", "code_suspended", "recalled", "void", "not_linked", "expired"}


def error(result: Result) -> str:
    """The code of what was refused."""
    assert result.exit_code == 1, result.output
    return str(json.loads(result.stdout)["error"]["code"])


def test_it_is_made_once_and_shown_again(run: Run, bare_environment: Path) -> None:
    loaded = run("demo", "load", "--json")
    assert loaded.exit_code == 0, loaded.output
    accounts = json.loads(loaded.stdout)["accounts"]
    instance = bare_environment / "instance"
    for name in ("demo.json", "traceability.sqlite3"):
        assert stat.S_IMODE((instance / name).stat().st_mode) == 0o600
    assert not list(instance.glob("*.part*"))
    assert len(list((instance / "files").iterdir())) == 9

    shown = json.loads(run("demo", "show", "--json").stdout)
    assert shown["accounts"] == accounts
    assert shown["accounts"][0].keys() == {"role", "login", "password", "organisation"}
    assert {each["state"] for each in shown["codes"]} == STATES
    for each in shown["codes"]:
        assert each.keys() == {"kind", "code", "url", "state"}
        assert is_valid(each["code"]) or each["kind"] == "gs1"
        assert each["url"] == f"http://127.0.0.1:8000/{each['code']}"

    links = [each["code"] for each in shown["codes"] if each["kind"] == "gs1"]
    assert "01/09520123456788/10/CAM-SANH-01" in links

    lines = run("demo", "show").stdout
    assert all(account["password"] in lines for account in accounts)
    assert error(run("demo", "load", "--json")) == "demonstration_only_in_new_file"
    assert json.loads((instance / "demo.json").read_text())["accounts"] == accounts
    assert run("--development", "doctor").exit_code == 0
    public = {"TRACEABILITY_PUBLIC_URL": "https://tem.example.vn"}
    refused = run("--development", "jobs", "work", **public)
    assert refused.exit_code == 1
    assert "demonstration_in_public" in refused.stderr


def test_a_configured_database_is_left_alone(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.sqlite3"
    given = {"TRACEABILITY_DATABASE_URL": f"sqlite:///{mine}"}
    assert error(run("demo", "load", "--json", **given)) == "demonstration_only_in_new_file"
    assert not mine.exists()


def test_a_database_without_a_demonstration_shows_none(run: Run) -> None:
    assert error(run("demo", "show", "--json")) == "database_not_migrated"
    assert run("--development", "db", "upgrade").exit_code == 0
    assert error(run("demo", "show", "--json")) == "demonstration_not_loaded"
    assert error(run("demo", "load", "--json")) == "demonstration_only_in_new_file"


def test_a_load_that_breaks_off_comes_again(
    run: Run, bare_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = bare_environment / "instance"
    with monkeypatch.context() as patch:

        def break_off(*_: object) -> None:
            raise OSError("the light went out")

        patch.setattr(demo, "load", break_off)
        assert isinstance(run("demo", "load").exception, OSError)
    assert not list(instance.glob("traceability.sqlite3*"))
    (instance / "traceability.sqlite3.part").write_text("left by a load that was killed")
    loaded: list[object] = []
    monkeypatch.setattr(demo, "load", lambda *_: loaded)  # what comes in is tried above
    assert run("demo", "load").exit_code == 0
    store = open_store(f"sqlite:///{instance / 'traceability.sqlite3'}")
    assert migrate.current(store) == migrate.head()
    store.close()
