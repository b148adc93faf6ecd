"""The parts of a door as its navigation shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tab:
    """A part: where its link goes, its word, the endpoints that belong to it, how much waits."""

    endpoint: str
    text: Any
    others: frozenset[str] = frozenset()
    count: int = 0

    @property
    def covers(self) -> frozenset[str]:
        """Every endpoint at which this tab is the current one."""
        return self.others | {self.endpoint}
