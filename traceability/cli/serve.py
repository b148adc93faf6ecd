"""``traceability serve``: migrate, check, then the web server and one job process, kept alive."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import click

import traceability
from traceability import settings
from traceability.cli import development
from traceability.cli.demo import ACCOUNTS, account_lines, make_with_demo
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.supervise import Child, Supervisor
from traceability.domain.errors import RuleBroken
from traceability.services import startup
from traceability.settings import Settings
from traceability.store.engine import open_store
from traceability.store.reach import sqlite_file

#: Threads of one web worker: fewer than the connections that its engines may open.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: PORT, else 8000.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@pass_installation
def serve(installation: Installation, host: str, port: int | None, workers: int) -> None:
    """Serve until SIGTERM or SIGINT.

    Migrates and checks first; with --development, a database that is not there yet is made with
    the demonstration in it.
    """
    port = port or _port_of_environment()
    environment = installation.environment(port)
    found = settings.load(environment)
    _refuse_taken(host, port)
    accounts = _prepare(installation, found)
    children = _children(environment, installation, host, port, workers)
    Supervisor(children, lambda line: click.echo(line, err=True)).run(
        lambda: _announce(installation, found, (host, port), accounts)
    )


def _port_of_environment() -> int:
    typed = os.environ.get("PORT", str(development.DEFAULT_PORT))
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) < 65_536):
        raise click.UsageError(f"PORT must be a number from 1 to 65535, not {typed!r}")
    return int(typed)


def _prepare(installation: Installation, found: Settings) -> list[str]:
    """Migrate, seed and check in the parent, before anything listens.

    Returns the lines of the demonstration's accounts where this start has made them.
    """
    accounts: list[str] = []
    file = sqlite_file(found.database_url)
    fresh = file is not None and not file.exists()
    if fresh and installation.development and not development.is_configured(os.environ):
        accounts = account_lines(make_with_demo(installation, found))
    store = open_store(found.database_url)
    try:
        startup.bring_up(store)
        startup.check(found.label_keys, found.public_url, store)
    finally:
        store.close()
    return accounts


def _children(
    environment: Mapping[str, str], installation: Installation, host: str, port: int, workers: int
) -> list[Child]:
    inherited = {**environment, "PYTHONPATH": _python_path(environment)}
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    web += ["--host", host, "--port", str(port), "--workers", str(workers)]
    web += ["--blocking-threads", str(THREADS), "--log-level", "warning"]
    # Without it the death of one worker ends the whole server.
    web += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
    web += ["--workers-kill-timeout", "10", "wsgi:app"]
    jobs = [sys.executable, "-m", "traceability.cli", *_flags(installation), "jobs", "work"]
    return [Child("web server", web, inherited), Child("job process", jobs, inherited)]


def _flags(installation: Installation) -> list[str]:
    return ["--instance", str(installation.instance)] if installation.development else []


def _python_path(environment: Mapping[str, str]) -> str:
    """Where the children find the package and ``wsgi``, from whatever directory this runs in."""
    here = str(Path(traceability.__file__).parents[1])
    given = environment.get("PYTHONPATH")
    return os.pathsep.join([here, given] if given else [here])


def _refuse_taken(host: str, port: int) -> None:
    """Granian shares a port with whoever listens there already; two services must not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise RuleBroken("cannot_listen", host=host, port=port, why=fault.strerror) from None


def _announce(
    installation: Installation, found: Settings, at: tuple[str, int], accounts: list[str]
) -> bool:
    """Say the address once the server answers there, and the accounts that were just made."""
    host, port = at
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - to connect to
    try:
        socket.create_connection((reached, port), timeout=0.2).close()
    except OSError:
        return False
    click.echo(f"Serving {found.public_url} on {host}:{port}")
    for line in accounts:
        click.echo(line)
    kept = installation.instance / ACCOUNTS
    if installation.development and kept.is_file():
        click.echo(f"Demonstration accounts and passwords: {kept}")
    return True
