"""Papers that go with an event: a PDF or a scan, named in the leaf by its hash.

Decoding a large scan takes seconds, so it is done (``prepare``) before any unit of work begins. A
file is reached through the event that names it, by its number there: whoever knows a hash knows
nothing more. The name it had on somebody's device is never used, and never kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import NotFound
from traceability.store import attachments
from traceability.store import photos as storage
from traceability.store.models import File
from traceability.store.queries import events
from traceability.store.unit import Reading, Work

PDF, JPEG = attachments.PDF, attachments.JPEG


@dataclass(frozen=True)
class PreparedFile:
    """A file as it will be stored: its bytes, their hash and kind, and the folder that keeps it."""

    data: bytes
    sha256: str
    content_type: str
    folder: Path


@dataclass(frozen=True)
class Attached:
    """A file of an event by its number there (from 1); ``name`` is the one it is stored under."""

    number: int
    content_type: str
    size: int
    name: str

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture of ours, that a page may show."""
        return self.content_type == JPEG


def prepare(data: bytes, folder: Path, at: str = "file") -> PreparedFile:
    """Read what a file as sent is, and make it ready to be stored; outside any unit of work.

    ``Invalid`` at the field ``at``: ``file_empty``, ``file_too_large``, ``file_kind_unknown``,
    ``file_unreadable``, ``photo_too_many_pixels``, ``photo_unreadable``.
    """
    content_type, stored = attachments.sniffed(data, at)
    return PreparedFile(stored, sha256_b64(stored), content_type, folder)


def store(work: Work, owner_id: int, prepared: PreparedFile) -> str:
    """Store a file and its row; returns the hash that an event names in ``Occurrence.files``."""
    # The same file sent twice at once is one: the second sender waits, and finds it.
    lock(work, prepared.sha256)
    there = work.db.get(File, prepared.sha256)
    if there is None:
        name = work.entropy(16).hex()
        # Before the row: a file without a row is litter, a row without its file is a loss.
        storage.write(prepared.folder, name, prepared.data)
        work.add(_row(work, owner_id, prepared, name))
    elif storage.read(prepared.folder, there.storage_name) is None:
        # It went with somebody who was erased, and is somebody else's now.
        storage.write(prepared.folder, there.storage_name, prepared.data)
    return prepared.sha256


def store_all(work: Work, owner_id: int, prepared: Iterable[PreparedFile]) -> tuple[str, ...]:
    """Store several files; each hash once, in the order of their locks."""
    once = {each.sha256: each for each in prepared}
    return tuple(store(work, owner_id, once[sha256]) for sha256 in sorted(once))


def lock(work: Work, sha256: str) -> None:
    """Let nobody else store or delete a file's bytes until the end of this unit."""
    work.lock_word(f"file:{sha256}")


def of_event(view: Reading, event_seq: int) -> tuple[Attached, ...]:
    """The files of an event, numbered in the order of their hashes.

    The caller has asked ``require`` for what the event is about.
    """
    rows = (view.db.get(File, sha256) for sha256 in sorted(events.files_of(view.db, event_seq)))
    return tuple(
        Attached(number, row.content_type, row.size, row.storage_name)
        for number, row in enumerate(rows, start=1)
        if row is not None
    )


def attached(view: Reading, event_seq: int, number: int) -> Attached:
    """File ``number`` of an event; ``NotFound`` where it has none. The caller has asked rights."""
    for each in of_event(view, event_seq):
        if each.number == number and each.content_type in (PDF, JPEG):
            return each
    raise NotFound


def read(folder: Path, name: str) -> bytes:
    """The bytes of a stored file; ``NotFound`` where they were erased."""
    data = storage.read(folder, name)
    if data is None:
        raise NotFound
    return data


def _row(work: Work, owner_id: int, prepared: PreparedFile, name: str) -> File:
    return File(
        sha256=prepared.sha256,
        content_type=prepared.content_type,
        size=len(prepared.data),
        storage_name=name,
        owner_id=owner_id,
        stored_at=work.now,
    )
