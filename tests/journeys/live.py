"""The service as a newcomer starts it: its own process, its own instance, the demo inside."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@dataclass(frozen=True)
class Live:
    """A running service: its address, its instance folder and its supervising process."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]

    def account(self, organisation: str, role: str) -> dict[str, str]:
        """A demonstration account by part of the organisation's name and role."""
        kept = json.loads((self.instance / "demo.json").read_text(encoding="utf-8"))
        return next(
            each
            for each in kept["accounts"]
            if organisation in each["organisation"] and each["role"] == role
        )

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on the same instance."""
        return subprocess.run(
            command(self.instance, *words),
            cwd=self.instance,
            env=environment(self.url),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def codes(self) -> list[dict[str, Any]]:
        """What ``demo show`` lists."""
        found: list[dict[str, Any]] = json.loads(self.cli("demo", "show", "--json").stdout)["codes"]
        return found


def command(instance: Path, *words: str) -> list[str]:
    """The words that start the command line on an instance."""
    return [sys.executable, "-m", "traceability.cli", "--instance", str(instance), *words]


def environment(url: str, **settings: str) -> dict[str, str]:
    """The machine's environment without settings of others, printing with ``url``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACE")}
    return kept | {"TRACEABILITY_PUBLIC_URL": url, "PYTHONPATH": str(ROOT)} | settings


@contextlib.contextmanager
def served(instance: Path, **settings: str) -> Iterator[Live]:
    """Serve an instance on a free port until the block ends; only what was started is stopped."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command(instance, "serve", "--port", str(port)),
            cwd=instance,
            env=environment(url, **settings),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(url, process)
            yield Live(url, instance, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    """Whether the service answers as ready."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not answers(url):
        assert process.poll() is None, "the service ended before it was ready"
        assert time.monotonic() < until, "the service was not ready in time"
        time.sleep(0.1)
