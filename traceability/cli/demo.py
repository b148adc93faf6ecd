"""``traceability demo``: the demonstration, made once and shown again."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import click

from traceability.cli import development
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, progress, tell
from traceability.domain.errors import NotFound, RuleBroken
from traceability.services import demo as loading
from traceability.services import demo_codes, demo_scans, seeding, startup
from traceability.services.demo import Account
from traceability.services.demo_codes import Shown
from traceability.services.press import Press
from traceability.settings import Settings
from traceability.store.engine import open_store
from traceability.store.reach import sqlite_file
from traceability.store.telemetry import beside, open_telemetry
from traceability.store.unit import reading, writing

#: The file of the demonstration's accounts, in the instance's folder.
ACCOUNTS = "demo.json"


@click.group()
@pass_installation
def demo(installation: Installation) -> None:
    """The demonstration: invented cooperatives in real communes. Implies --development."""
    installation.development = True


@demo.command()
@json_option
@pass_installation
def load(installation: Installation) -> None:
    """Make the instance's database with the demonstration in it; 1 where there is one already."""
    found = installation.settings()
    if development.is_configured(os.environ):
        raise RuleBroken("demonstration_only_in_new_file", database=found.database_url)
    accounts = make_with_demo(installation, found)
    told = [dataclasses.asdict(each) for each in accounts]
    tell({"accounts": told}, *account_lines(accounts))


@demo.command()
@json_option
@pass_installation
def show(installation: Installation) -> None:
    """Show codes to try, each with its state, and the accounts; 1 where no demo was loaded."""
    with installation.open() as house, reading(house.store) as view:
        codes = demo_codes.to_try(view, house.settings.label_keys)
        base = house.settings.public_url
    if not codes:
        raise NotFound("demonstration_not_loaded")
    shown = [_as_dict(each, base) for each in codes]
    accounts = read_accounts(installation.instance)
    lines = [f"{each['state']:<15} {each['kind']:<6} {each['url']}" for each in shown]
    tell({"codes": shown, "accounts": accounts}, *lines, *map(_account_line, accounts))


def make_with_demo(installation: Installation, found: Settings) -> list[Account]:
    """Make the database beside its place, load the demonstration, then move it there.

    A load that breaks off leaves no database behind, and so comes again at the next start.
    """
    file = sqlite_file(found.database_url)
    if file is None or file.exists():
        raise RuleBroken("demonstration_only_in_new_file", database=found.database_url)
    progress("making a database with the demonstration in it …")
    part = file.with_name(file.name + ".part")
    _remove(part)
    try:
        accounts = _load_into(part, found)
        told = [dataclasses.asdict(each) for each in accounts]
        text = json.dumps({"accounts": told}, ensure_ascii=False, indent=2)
        development.write_private(installation.instance / ACCOUNTS, text + "\n")
        part.chmod(0o600)
        part.rename(file)
        _count_scans(found, file)
    finally:
        _remove(part)
    return accounts


def account_lines(accounts: list[Account]) -> list[str]:
    """A line for each account: role, login, password, organisation."""
    return [_account_line(dataclasses.asdict(each)) for each in accounts]


def read_accounts(instance: Path) -> list[dict[str, Any]]:
    """The accounts of the demonstration with their passwords; none where the file is gone."""
    try:
        kept = json.loads((instance / ACCOUNTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    accounts: list[dict[str, Any]] = kept["accounts"]
    return accounts


def _load_into(part: Path, found: Settings) -> list[Account]:
    press = Press(found.label_keys, found.public_url, found.development)
    store = open_store(f"sqlite:///{part}")
    try:
        startup.bring_up(store)
        with reading(store) as view:
            operator = seeding.operator(view)
        with writing(store, operator) as work:
            return loading.load(work, press, found.files)
    finally:
        store.close()


def _count_scans(found: Settings, file: Path) -> None:
    """Fill the second store; what is left of another record's counts goes before."""
    _remove(Path(beside(str(file))))
    store, telemetry = open_store(found.database_url), open_telemetry(found.database_url)
    try:
        with reading(store) as view:
            demo_scans.load(view, telemetry)
    finally:
        telemetry.close()
        store.close()


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _as_dict(shown: Shown, base: str) -> dict[str, str]:
    return {
        "kind": shown.kind,
        "code": shown.code,
        "url": f"{base}/{shown.code}",
        "state": shown.state,
    }


def _account_line(account: dict[str, Any]) -> str:
    return "{role:<10} {login:<16} {password}  {organisation}".format(**account)
