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
    _ended: bool = False

    def take(self, key: Hashable, look: Callable[[], object]) -> bool:
        """Look soon; what waits under the key already is not asked for twice. Never waits.

        ``False`` where nobody can: whoever asks looks for himself then.
        """
        if key in self._waiting:
            return True
        with self._lock:
            if self._ended or not self._begun():
                return False
            self._waiting.setdefault(key, look)
            return True

    def _begun(self) -> bool:
        """Whether there is a thread that looks; it cannot go on before the lock is let go."""
        if self._looker is None:
            looker = threading.Thread(target=self._look, name="aside", daemon=True)
            try:
                looker.start()
            except RuntimeError:  # the system gives no more threads
                return False
            self._looker = looker
        return True

    def settle(self, seconds: float) -> None:
        """Wait until nothing is left to look at, so many seconds at most."""
        looker = self._looker
        if looker is not None:
            looker.join(seconds)

    def close(self, seconds: float) -> None:
        """Look at nothing more, and wait for the look that was begun: the record is closed next."""
        with self._lock:
            self._ended = True
            self._waiting.clear()
        self.settle(seconds)

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
