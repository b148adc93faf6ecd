"""Databases for tests: migrated and seeded once a run, copied for each test, on both engines."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests import databases
from tests.people import KEYRING, PEPPER, Clock, People, World, settle
from tests.run_once import once
from tests.season_lived import live_a_season, live_before_the_registry
from traceability.services import demo, seeding
from traceability.services.press import Press
from traceability.store import lock_order, migrate
from traceability.store.engine import Store, open_store, utc_now
from traceability.store.epoch import ServerEpoch
from traceability.store.unit import reading, writing

BACKENDS = ("sqlite", "postgresql")
#: For a test of a door (a page, an answer of the API) that leans on what an engine does by itself.
ON_BOTH = pytest.mark.parametrize("backend", BACKENDS)
#: When the demonstration was loaded that tests look at, and what its labels are printed with.
SHOWN_AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
SHOWN_WITH = Press(KEYRING, "http://127.0.0.1:8000", True)


def new_name() -> str:
    """A database's name that no other worker uses."""
    return f"t_{uuid.uuid4().hex[:16]}"


@dataclasses.dataclass(frozen=True)
class Place:
    """Where the databases of one engine stand: a folder, or a PostgreSQL server."""

    folder: Path
    server: str | None

    def create(self, name: str, template: str | None = None) -> str:
        """A database, empty or as a copy of ``template``; gives its URL."""
        if self.server is not None:
            return databases.create_database(self.server, name, template)
        if template is not None:
            shutil.copyfile(self.folder / template, self.folder / name)
        return self.url(name)

    def url(self, name: str) -> str:
        """The URL of a database, whether it is there or not."""
        if self.server is not None:
            return databases.database_url(self.server, name)
        return f"sqlite:///{self.folder / name}"

    def drop(self, name: str) -> None:
        """Remove a database, if it is there; nobody of this process is connected to it."""
        if self.server is not None:
            databases.drop_database(self.server, name)
            return
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"{name}{ending}").unlink(missing_ok=True)

    def replace(self, name: str, template: str) -> None:
        """Make a database anew; nobody of this process is connected to it."""
        if self.server is not None:
            databases.replace_database(self.server, name, template)
            return
        self.drop(name)
        self.create(name, template)

    @contextlib.contextmanager
    def database(self, template: str | None = None) -> Iterator[tuple[str, str]]:
        """A database for a while: its name and URL."""
        name = new_name()
        try:
            yield name, self.create(name, template)
        finally:
            self.drop(name)


def impatient(store: Store) -> Store:
    """The same store, which asks at every look whether anybody has committed."""
    if isinstance(store.epoch, ServerEpoch):
        store.epoch.patience = 0
    return store


def told_at_once(connection: Connection) -> None:
    """Let PostgreSQL count what a transaction writes at its end, and not ten seconds later."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_stat_force_next_flush()"))


@contextlib.contextmanager
def opened(url: str, clock: Callable[[], dt.datetime] = utc_now) -> Iterator[Store]:
    """A store that gives its connections back."""
    store = dataclasses.replace(impatient(open_store(url)), clock=clock, pepper=PEPPER)
    try:
        yield store
    finally:
        store.close()


class Templates:
    """The databases that tests get copies of: made when the first test of a run asks for one.

    ``folder`` is the run's: what one process has made there, the others copy too.
    """

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.places: dict[str, Place] = {}
        self.made: dict[tuple[str, str], tuple[str, Any]] = {}
        self.lent: dict[str, tuple[str, Store]] = {}

    def at(self, backend: str, server: str | None) -> Place:
        """Where the databases of an engine stand."""
        return self.places.setdefault(backend, Place(self.folder, server))

    def seeded(self, backend: str) -> str:
        """The name of the migrated and seeded database."""
        return self._once(backend, "seeded", None, seed)[0]

    def settled(self, backend: str) -> tuple[str, People]:
        """The name of the database with people in it, and who they are."""

        def live(store: Store) -> People:
            who = settle(store)
            assert World(store, Clock(), who).differences() == []
            return who

        return self._once(backend, "settled", self.seeded(backend), live)

    def busy(self, backend: str) -> tuple[str, People]:
        """The name of a database in which everything that there is has happened once."""
        template, who = self.settled(backend)

        def live(store: Store) -> People:
            world = World(store, Clock(), who)
            live_a_season(world, self.folder / "files")
            assert world.differences() == []
            return who

        return self._once(backend, "busy", template, live)

    def older(self, backend: str) -> tuple[str, People]:
        """The name of a database with all that was recorded before the registry of areas."""
        template, who = self.settled(backend)

        def live(store: Store) -> People:
            world = World(store, Clock(), who)
            live_before_the_registry(world, self.folder / "files")
            assert world.differences() == []
            return who

        return self._once(backend, "older", template, live)

    def demonstration(self) -> tuple[Path, list[demo.Account]]:
        """The SQLite file of the demonstration of ``SHOWN_AT``, and its accounts: copy it."""
        self.at("sqlite", None)
        seeded, clock = self.seeded("sqlite"), Clock(SHOWN_AT)
        make = functools.partial(show, files=self.pictures)
        name, accounts = self._once("sqlite", "demonstration", seeded, make, clock)
        return self.folder / name, accounts

    @property
    def pictures(self) -> Path:
        """The folder with the pictures of the demonstration's products."""
        return self.folder / "pictures"

    @contextlib.contextmanager
    def lend(self, backend: str, template: str) -> Iterator[Store]:
        """A store over a fresh copy of ``template``.

        The same engines serve one test after the other, so that what they compiled stays warm.
        """
        place = self.places[backend]
        if backend not in self.lent:
            name = new_name()
            url = place.url(name)
            self.stack.callback(place.drop, name)
            store = impatient(open_store(url))
            self.lent[backend] = (name, dataclasses.replace(store, pepper=PEPPER))
        name, store = self.lent[backend]
        place.replace(name, template)
        try:
            yield store
        finally:
            store.close()

    def _once(
        self,
        backend: str,
        what: str,
        template: str | None,
        make: Callable[[Store], Any],
        clock: Clock | None = None,
    ) -> tuple[str, Any]:
        if (backend, what) not in self.made:

            def made() -> tuple[str, Any]:
                name = new_name()
                url = self.places[backend].create(name, template)
                with opened(url, clock or Clock()) as store:
                    return name, make(store)

            self.made[backend, what] = once(self.folder / f"{backend}-{what}", made)
        return self.made[backend, what]


def seed(store: Store) -> None:
    """Migrate and seed an empty database."""
    migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)


def show(store: Store, files: Path | None = None) -> list[demo.Account]:
    """Load the demonstration into a seeded database, its pictures into ``files``."""
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        return demo.load(work, SHOWN_WITH, files)


@pytest.fixture(scope="session")
def templates(run_folder: Path) -> Iterator[Templates]:
    folder = run_folder / "templates"
    folder.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        yield Templates(folder, stack)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which engine the test runs on; PostgreSQL starts with the first test that needs it."""
    chosen: str = request.param
    return chosen


def one_backend(test: str) -> str:
    """One engine for a test, by its id: half of a folder's tests run on each, always the same.

    For doors: what they show and ask for does not depend on the engine, and the services behind
    them are tested on both.
    """
    return BACKENDS[zlib.crc32(test.encode()) % len(BACKENDS)]


@pytest.fixture
def databases_here(backend: str, templates: Templates, request: pytest.FixtureRequest) -> Place:
    """Where the databases of the chosen engine stand."""
    server = request.getfixturevalue("postgres_url") if backend == "postgresql" else None
    return templates.at(backend, server)


@pytest.fixture(scope="session")
def template_sqlite(templates: Templates) -> Path:
    """One migrated and seeded SQLite file, closed: copy it, never open it."""
    templates.at("sqlite", None)
    return templates.folder / templates.seeded("sqlite")


@pytest.fixture
def empty_url(databases_here: Place) -> Iterator[str]:
    """A database without any table."""
    with databases_here.database() as (_name, url):
        yield url


@pytest.fixture
def store(backend: str, databases_here: Place, templates: Templates) -> Iterator[Store]:
    """A store of its own: a copy of the migrated and seeded database."""
    with templates.lend(backend, templates.seeded(backend)) as lent:
        yield lent


@pytest.fixture
def world(backend: str, databases_here: Place, templates: Templates) -> Iterator[World]:
    """The people of the field in a database of their own; ``verify`` must find it whole after."""
    with living(templates, backend, *templates.settled(backend)) as world:
        yield world


@pytest.fixture
def busy(backend: str, databases_here: Place, templates: Templates) -> Iterator[World]:
    """The same after a season in which everything that there is has happened once."""
    with living(templates, backend, *templates.busy(backend)) as world:
        yield world


@pytest.fixture
def older(backend: str, databases_here: Place, templates: Templates) -> Iterator[World]:
    """The same after a season without anything of the registry of growing areas."""
    with living(templates, backend, *templates.older(backend)) as world:
        yield world


@pytest.fixture
def ordered_locks() -> Iterator[None]:
    """A verb that locks out of order fails here; each unit of the test is one verb, as a door's."""
    lock_order.WATCH.on = True
    try:
        yield
    finally:
        lock_order.WATCH.on = False


@contextlib.contextmanager
def living(templates: Templates, backend: str, template: str, who: People) -> Iterator[World]:
    """A world in a copy of ``template`` that is found whole at the end, unless tampered with."""
    clock = Clock()
    with templates.lend(backend, template) as store:
        world = World(dataclasses.replace(store, clock=clock), clock, who)
        world.whole_at = world.state()  # the template was found whole
        with world.ending:
            yield world
        if not world.tampered:
            assert world.differences() == []
