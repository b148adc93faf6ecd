"""A photograph that goes with an event: re-encoded, stored, named in the leaf by its hash.

Decoding tens of megapixels takes seconds, so it is done before any unit of work begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import NotFound
from traceability.services import batches, files, parties
from traceability.services.files import PreparedFile
from traceability.store import photos as storage
from traceability.store.models import File
from traceability.store.queries import events
from traceability.store.unit import Reading, Work

CONTENT_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Prepared:
    """A photograph as it will be stored: a fresh JPEG, its hash, and the folder that keeps it."""

    jpeg: bytes
    sha256: str
    folder: Path


def prepare(data: bytes, folder: Path, longest: int = storage.LONGEST_SIDE) -> Prepared:
    """Re-encode a photograph as sent, at most ``longest`` px; outside any unit of work.

    Raises ``Invalid`` at ``photo``: ``photo_empty``, ``photo_too_large``,
    ``photo_too_many_pixels``, ``photo_unreadable``.
    """
    jpeg = storage.re_encode(data, longest=longest)
    return Prepared(jpeg, sha256_b64(jpeg), folder)


def keep(work: Work, owner_id: int, photo: Prepared | None) -> tuple[str, ...]:
    """Store a photograph and its row; returns the hashes that an event names (none or one)."""
    if photo is None:
        return ()
    file = PreparedFile(photo.jpeg, photo.sha256, CONTENT_TYPE, photo.folder)
    return (files.store(work, owner_id, file),)


def lock(work: Work, sha256: str) -> None:
    """Let nobody else store or delete a file's bytes until the end of this unit."""
    files.lock(work, sha256)


def count(view: Reading, actor: Actor, batch: str) -> int:
    """How many photographs go with the event that made a batch; another's is ``NotFound``.

    None where the household that picked it was erased: its photographs went with it.
    """
    return len(_hashes(view, actor, batch))


def stored_name(view: Reading, actor: Actor, batch: str, number: int) -> str:
    """Under which name photograph ``number`` (from 1) of a batch is stored.

    Reached through the event of the batch alone: a hash that one knows opens nothing. ``NotFound``
    where the household that picked it was erased, even if the picture is somebody else's too.
    """
    hashes = _hashes(view, actor, batch)
    if not 1 <= number <= len(hashes):
        raise NotFound
    row = view.db.get(File, hashes[number - 1])
    if row is None or row.content_type != CONTENT_TYPE:
        raise NotFound
    return row.storage_name


def read(folder: Path, name: str) -> bytes:
    """The bytes of a stored photograph; ``NotFound`` where they were erased."""
    data = storage.read(folder, name)
    if data is None:
        raise NotFound
    return data


def erase(work: Work, folder: Path, sha256: str) -> None:
    """Delete the bytes of a locked file; its row and hash stay, as the leaves name it."""
    row = work.db.get(File, sha256)
    if row is not None:
        storage.remove(folder, row.storage_name)


def _hashes(view: Reading, actor: Actor, code: str) -> list[str]:
    batch = batches.known(view, code)
    require(actor, Action.SEE_BATCH, Thing(holder=batch.holder_id))
    household = batch.household_id
    if household is not None and parties.known(view, household).erased_at is not None:
        return []
    return sorted(events.files_of(view.db, batch.event_seq))
