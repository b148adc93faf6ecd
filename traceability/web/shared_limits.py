"""Limits that all processes of an installation count together, as the library of limits asks it.

Where the second store does not answer, each process counts for itself: a limit that is looser for
a while hurts nobody, a page that waits does.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
from typing import Any

from limits.storage import MemoryStorage
from limits.storage.base import MovingWindowSupport, Storage

from traceability.store.faults import told
from traceability.store.telemetry import Unreachable
from traceability.store.tries import Tries

#: By what the library finds this.
SCHEME = "traceability-tries"
_log = logging.getLogger(__name__)


class SharedStorage(Storage, MovingWindowSupport):
    """Tries by hashed key in the second store; with ``secret`` the hash is nobody else's."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library's own form

    def __init__(
        self, uri: str | None = None, *, tries: Tries, secret: str, **options: Any
    ) -> None:
        """Take over the store; nothing is asked of it yet."""
        super().__init__(uri, **options)
        self._tries = tries
        self._key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"limits").digest()
        self._alone = MemoryStorage()
        self._said = False

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the store may raise."""
        return Unreachable

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count so many tries within ``expiry`` seconds; whether they were left."""
        try:
            return self._tries.take(self._who(key), limit, expiry, amount, time.time())
        except Unreachable as fault:
            self._doubt(fault)
            return self._alone.acquire_entry(key, limit, expiry, amount)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest try was that counts, and how many do."""
        try:
            return self._tries.standing(self._who(key), time.time())
        except Unreachable as fault:
            self._doubt(fault)
            return self._alone.get_moving_window(key, limit, expiry)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Windows move here: nothing counts in fixed ones."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """How many tries count."""
        return self.get_moving_window(key, 0, 0)[1]

    def get_expiry(self, key: str) -> float:
        """When the oldest try was made."""
        return self.get_moving_window(key, 0, 0)[0]

    def check(self) -> bool:
        """Whether tries can be counted: alone if not together."""
        return True

    def reset(self) -> int | None:
        """Forget everybody's tries."""
        self._alone.reset()
        with contextlib.suppress(Unreachable):
            self._tries.forget()
        return None

    def clear(self, key: str) -> None:
        """Forget what was tried under a key."""
        self._alone.clear(key)
        with contextlib.suppress(Unreachable):
            self._tries.forget(self._who(key))

    def _doubt(self, fault: Exception) -> None:
        """Look for the table again with the next try; the log is told the first time only."""
        self._tries.doubt()
        if not self._said:
            self._said = True
            _log.warning("a try is counted alone, the second store fails: %s", told(fault))

    def _who(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode(), key=self._key, digest_size=16).digest()
