"""Looks at the record that no visitor waits for: one thread takes them in turn.

It leaves half of the time to the pages: there is no hurry, and they want the processor.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from traceability.store.engine import OutOfReach

_log = logging.getLogger(__name__)


@dataclass
class Aside:
    """What is to be looked at, each once however many ask for it.

    The thread begins with the first look and ends with the last: most of the time there is none.
    """

    _waiting: dict[Hashable, Callable[[], object]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _looker: threading.Thread | None = field(default=None, repr=False)

    def take(self, key: Hashable, look: Callable[[], object]) -> None:
        """Look soon; what waits under the key already is not asked for twice. Never waits."""
        if key in self._waiting:
            return
        with self._lock:
            self._waiting.setdefault(key, look)
            if self._looker is None:
                self._looker = threading.Thread(target=self._look, name="aside", daemon=True)
                self._looker.start()

    def settle(self, seconds: float) -> None:
        """Wait until nothing is left to look at, so many seconds at most."""
        looker = self._looker
        if looker is not None:
            looker.join(seconds)

    def _look(self) -> None:
        while (look := self._next()) is not None:
            began = time.monotonic()
            try:
                look()
            except OutOfReach:
                pass  # whoever asks after the time for this looks himself, and says so
            except Exception:
                _log.exception("a kept page was not looked at again")
            time.sleep(time.monotonic() - began)

    def _next(self) -> Callable[[], object] | None:
        with self._lock:
            if not self._waiting:
                self._looker = None
                return None
            return self._waiting.pop(next(iter(self._waiting)))
