"""The keys of item codes, from ``TRACEABILITY_LABEL_KEYS``; the database holds fingerprints only.

An item code names no key, so a scan tries each. A code is live only if the run that it decodes
to exists, was printed under that very key, and is longer than the index: with K keys and N labels
an invented code passes with probability K·N/2⁶⁰ at most.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from traceability.crypto import ff1
from traceability.domain import ids

_KEY_ID = re.compile(r"[a-z0-9-]{1,16}")
_SECRET = re.compile(r"[0-9A-Fa-f]{64}")
_FINGERPRINT_DOMAIN = b"traceability label key fingerprint v1\x00"
_FINGERPRINT_BYTES = 16


@dataclass(frozen=True)
class LabelKey:
    """One key: its public ``id`` and its secret of 32 bytes, which ``repr`` leaves out."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Keyring:
    """The label keys in their order; new runs use the first, scans try all."""

    keys: tuple[LabelKey, ...]

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read ``id:secret,id:secret``: ids of ``[a-z0-9-]{1,16}``, secrets of 64 hex characters.

        Spaces around entries are allowed, and an empty entry after a last comma. ValueError
        says what is wrong and at which entry; it never repeats what was written there, as a
        secret may stand where an id should.
        """
        entries = [entry.strip() for entry in text.strip().removesuffix(",").split(",")]
        keys = tuple(_parsed(entry, place) for place, entry in enumerate(entries, start=1))
        _refuse_twins("id", [key.id for key in keys])
        _refuse_twins("secret", [key.secret for key in keys])
        return cls(keys)

    @property
    def active(self) -> LabelKey:
        """The key of new runs: the first."""
        return self.keys[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the active one first."""
        return tuple(key.id for key in self.keys)

    def get(self, key_id: str) -> LabelKey | None:
        """The key of that id, or None."""
        return next((key for key in self.keys if key.id == key_id), None)

    def fingerprint(self, key_id: str) -> str:
        """What the database may know of a key: 22 characters; KeyError for an unknown id.

        The first 16 bytes of a domain-separated SHA-256, base64url. No salt: the secret is 256
        random bits, and the same secret must be recognised after a restore.
        """
        digest = hashlib.sha256(_FINGERPRINT_DOMAIN + self._secret(key_id)).digest()
        return base64.urlsafe_b64encode(digest[:_FINGERPRINT_BYTES]).rstrip(b"=").decode()

    def codes(self, key_id: str, run_no: int, first: int, count: int) -> list[str]:
        """The item codes of a stretch of a run, as ``ff1.item_codes``; KeyError, ValueError."""
        return ff1.item_codes(self._secret(key_id), run_no, first, count)

    def candidates(self, code: str) -> list[tuple[str, int, int]]:
        """``(key_id, run_no, index)`` by each key, in their order; empty if it is no item code.

        Whether it was ever printed only the register knows: the caller accepts one only if the
        run exists, its key is this one, and the index is below the run's count.
        """
        if len(code) != ids.ITEM_LENGTH or not ids.is_valid(code):
            return []
        return [(key.id, *ff1.decode_item(key.secret, code)) for key in self.keys]

    def decoded(self, key_id: str, codes: Sequence[str]) -> list[tuple[int, int]]:
        """``(run_no, index)`` of each code under one key, in bulk; KeyError, ValueError.

        For a new run: an index whose code is live under another key is void from birth.
        """
        return ff1.decode_items(self._secret(key_id), codes)

    def _secret(self, key_id: str) -> bytes:
        key = self.get(key_id)
        if key is None:
            raise KeyError(key_id)
        return key.secret


def _parsed(entry: str, place: int) -> LabelKey:
    key_id, separator, secret = entry.partition(":")
    if not separator:
        raise ValueError(f"label keys: entry {place} is not of the form id:secret")
    if not _KEY_ID.fullmatch(key_id):
        raise ValueError(
            f"label keys: the id of entry {place} must be 1 to 16 of a-z, 0-9 and hyphen"
        )
    if not _SECRET.fullmatch(secret):
        raise ValueError(f"label keys: the secret of entry {place} must be 64 hex characters")
    return LabelKey(key_id, bytes.fromhex(secret))


def _refuse_twins(what: str, values: Sequence[str | bytes]) -> None:
    for place, value in enumerate(values, start=1):
        earlier = values.index(value) + 1
        if earlier != place:
            raise ValueError(f"label keys: entries {earlier} and {place} have the same {what}")
