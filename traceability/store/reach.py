"""What a database URL points at, and the fault of one that cannot be reached."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

__all__ = ["Unreachable", "sqlite_file"]

#: The server does not answer, the file cannot be opened, or it is locked for too long.
Unreachable = OperationalError


def sqlite_file(url: str) -> Path | None:
    """The file of a ``sqlite:///`` URL, ``None`` for a server or a database in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))
