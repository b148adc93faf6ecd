"""The strings of growing-area codes, in the memory of a process: what is like none is none.

A label that was typed with a wrong character is told so without the record: it is asked only where
one of its codes is like what was typed, and for all of them once after each commit.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from traceability.services import code_strings
from traceability.store.engine import Store
from traceability.store.epoch import Stand
from traceability.store.unit import reading


@dataclass
class KnownStrings:
    """What ``code_strings.every`` found, and the stand of the record before it was asked."""

    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _known: tuple[Stand, frozenset[str]] | None = None

    def any_like(self, store: Store, typed: str) -> bool:
        """Whether a code of an office is what was typed, or near to it; whoever may see it."""
        return code_strings.is_like_any(typed, self._of(store))

    def like_any(self, store: Store, typed: Iterable[str]) -> set[str]:
        """Which of many texts are so."""
        known = self._of(store)
        return {each for each in typed if code_strings.is_like_any(each, known)}

    def _of(self, store: Store) -> frozenset[str]:
        with self._lock:  # one thread asks, others wait for its answer
            stand = store.epoch.now()
            if self._known is None or self._known[0] != stand:
                with reading(store) as view:
                    self._known = stand, code_strings.every(view)
            return self._known[1]
