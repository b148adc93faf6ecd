"""What is wrong in a list that was read, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """A row that is wrong at a column: what was typed there, and what to do."""

    line: int
    column: str
    typed: str
    text: str
