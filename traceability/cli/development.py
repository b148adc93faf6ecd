"""``./instance``: what a checkout needs to run, made on first use and read ever after."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from traceability.settings import PREFIX

DATABASE = "traceability.sqlite3"
DEFAULT_PORT = 8000
_PORT = "port"


def environment(
    given: Mapping[str, str], instance: Path, port: int | None = None
) -> dict[str, str]:
    """``given`` with every setting that it lacks; what is already set wins.

    The public address names ``port``, else ``PORT``, else the port last served on, else 8000.
    """
    make_folder(instance)
    if port is not None:
        write_private(instance / _PORT, f"{port}\n")
    made = dict(given)
    defaults = {
        "DEVELOPMENT": "yes",
        "DATABASE_URL": f"sqlite:///{instance / DATABASE}",
        "FILES": str(instance / "files"),
        "PUBLIC_URL": f"http://127.0.0.1:{port or given.get('PORT') or _last_port(instance)}",
        "SECRET_KEY_FILE": str(kept(instance / "secret-key", secrets.token_hex(32))),
        "LABEL_KEYS_FILE": str(kept(instance / "label-keys", f"dev:{secrets.token_hex(32)}")),
    }
    for name, value in defaults.items():
        setting = PREFIX + name.removesuffix("_FILE")
        if setting not in given and setting + "_FILE" not in given:
            made[PREFIX + name] = value
    return made


def _last_port(instance: Path) -> str:
    """The port last served on, so that other commands name the same address."""
    file = instance / _PORT
    return file.read_text(encoding="utf-8").strip() if file.is_file() else str(DEFAULT_PORT)


def is_configured(given: Mapping[str, str]) -> bool:
    """Whether the environment names a database of its own."""
    name = PREFIX + "DATABASE_URL"
    return name in given or name + "_FILE" in given


def make_folder(instance: Path) -> None:
    """Make the folder for its owner only, and one for files in it."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    (instance / "files").mkdir(mode=0o700, exist_ok=True)


def kept(path: Path, fresh: str) -> Path:
    """The file with a secret in it; ``fresh`` is written where there is none yet."""
    if not path.exists():
        write_private(path, fresh + "\n")
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read (0600), at one stroke."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
