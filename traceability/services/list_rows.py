"""What every list that is read in has: rows that cannot be read, with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.errors import Fault


@dataclass(frozen=True)
class Unread:
    """A row that cannot be entered: its line, and what is wrong."""

    line: int
    faults: tuple[Fault, ...]
