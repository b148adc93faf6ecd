"""``traceability db``: bring the database up, and say where it stands."""

from __future__ import annotations

import click

from traceability.cli.installation import Installation, pass_installation, refuse_absent
from traceability.cli.output import json_option, tell
from traceability.services import startup
from traceability.store import migrate
from traceability.store.engine import open_store


@click.group()
def db() -> None:
    """The database: its revision."""


@db.command()
@json_option
@pass_installation
def upgrade(installation: Installation) -> None:
    """Migrate to the newest revision, and fill the reference tables of a new database."""
    store = open_store(installation.settings().database_url)
    try:
        revision = startup.bring_up(store)
    finally:
        store.close()
    tell({"revision": revision}, f"The database stands at revision {revision}.")


@db.command()
@json_option
@pass_installation
def current(installation: Installation) -> None:
    """Say at which revision the database stands; 1 where it is not the newest."""
    url = installation.settings().database_url
    refuse_absent(url)
    store = open_store(url)
    try:
        revision = migrate.current(store)
    finally:
        store.close()
    newest = migrate.head()
    tell({"revision": revision, "newest": newest}, f"revision {revision}, newest {newest}")
    if revision != newest:
        click.get_current_context().exit(1)
