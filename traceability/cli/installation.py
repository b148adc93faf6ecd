"""What a command reaches: the settings, the store, and the operator who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from traceability import settings
from traceability.cli import development
from traceability.domain.access import Actor
from traceability.domain.errors import RuleBroken
from traceability.services import seeding
from traceability.services.press import Press
from traceability.settings import Settings
from traceability.store import migrate
from traceability.store.engine import Store, open_store
from traceability.store.reach import sqlite_file
from traceability.store.unit import reading


@dataclass
class Installation:
    """Where this call finds its settings; nothing is read before a command asks for it."""

    development: bool
    instance: Path

    def environment(self, port: int | None = None) -> dict[str, str]:
        """The environment with the defaults of development, where it was asked for."""
        if not self.development:
            return dict(os.environ)
        return development.environment(os.environ, self.instance, port)

    def settings(self, port: int | None = None) -> Settings:
        """The settings; raises ``SettingsFault`` with every fault."""
        return settings.load(self.environment(port))

    @contextmanager
    def open(self) -> Iterator[House]:
        """The house for one command; refused where the database is not migrated."""
        found = self.settings()
        refuse_absent(found.database_url)
        store = open_store(found.database_url)
        try:
            current = migrate.current(store)
            if current != migrate.head():
                raise RuleBroken("database_not_migrated", current=current, newest=migrate.head())
            with reading(store) as view:
                operator = seeding.operator(view)
            yield House(found, store, operator)
        finally:
            store.close()


@dataclass(frozen=True)
class House:
    """One installation, open: its settings and store, and the actor of the command line."""

    settings: Settings
    store: Store
    operator: Actor

    @property
    def press(self) -> Press:
        """What printing needs: the keys, the public address, development or not."""
        found = self.settings
        return Press(found.label_keys, found.public_url, found.development)


def refuse_absent(database_url: str) -> None:
    """Refuse a SQLite file that is not there: merely looking would make an empty one."""
    file = sqlite_file(database_url)
    if file is not None and not file.is_file():
        raise RuleBroken("database_not_migrated", current=None, newest=migrate.head())


pass_installation = click.make_pass_decorator(Installation)
