"""What every route answers to everybody: one line a route and method, read and kept by people.

``thing`` is what stands in the path (``route_visits`` has it), a word where it begins with ``=``,
``-`` for nothing. The statuses are in the order of ``VISITORS``. A POST carries a good form token
and a request key and nothing else: 422 means "let in, and the form is empty", 303 "let in, and
done", 302 "sign in first", 403 "not with this role". Software comes to the API with a key of its
cooperative; officers have none, and their cookie is not taken.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from traceability.web.guards import OPEN

VISITORS = ("nobody", "stranger", "recorder", "manager", "inspector", "registrar", "elsewhere")


@dataclasses.dataclass(frozen=True)
class Line:
    """One route and method, the thing in its path, and the status that each visitor gets."""

    endpoint: str
    method: str
    thing: str
    statuses: tuple[int, ...]

    @property
    def of_somebody(self) -> bool:
        """Whether a thing that belongs to somebody stands in the path."""
        return bool(self.thing) and self.thing[0] != "="

    @property
    def closed(self) -> bool:
        """Whether somebody must be known to come in."""
        return self.endpoint not in OPEN

    def __str__(self) -> str:
        """How a test is called."""
        return f"{self.method} {self.endpoint}"


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Every endpoint with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method


def read(table: str) -> list[Line]:
    """The lines of a table; ``#`` begins a heading."""
    rows = (row.split() for row in table.splitlines() if row.strip() and row[0] != "#")
    return [
        Line(endpoint, method, thing.strip("-"), tuple(map(int, statuses)))
        for endpoint, method, thing, *statuses in rows
    ]


LINES = read(Path(__file__).with_name("route_table.txt").read_text(encoding="utf-8"))
