"""The parts of a door as its navigation shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traceability.domain.access import Action


@dataclass(frozen=True)
class Tab:
    """A part: where its link goes, its word, the endpoints that belong to it, how much waits.

    ``needs`` is the act without which nobody is led there.
    """

    endpoint: str
    text: Any
    others: frozenset[str] = frozenset()
    needs: Action | None = None
    count: int = 0

    @property
    def covers(self) -> frozenset[str]:
        """Every endpoint at which this tab is the current one."""
        return self.others | {self.endpoint}
