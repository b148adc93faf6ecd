"""After somebody was erased: photographs, and what the database's files still hold of them."""

from __future__ import annotations

from pathlib import Path

from traceability.domain.access import Actor
from traceability.services import erasures, jobs, report_forgetting, seeding
from traceability.services.jobs import Claimed
from traceability.store.engine import Store
from traceability.store.unit import reading, writing
from traceability.store.wiping import wipe


class StillReadError(Exception):
    """Somebody read for so long that the database's log could not be cut."""


def clean_up(store: Store, actor: Actor, files: Path | None, claimed: Claimed) -> int:
    """Sweep after the claimed household; raises ``StillReadError`` where it must come again."""
    if not sweep(files, store, claimed.target):
        raise StillReadError
    with writing(store, actor) as work:
        jobs.finish(work, claimed)
    return claimed.target


def forget_report(store: Store, actor: Actor, files: Path | None, claimed: Claimed) -> int:
    """Delete the picture of a report whose sender was forgotten; raises as ``clean_up`` does."""
    with reading(store) as view:
        hashes = report_forgetting.photographs(view, claimed.target)
    if files is not None:
        for sha256 in hashes:
            with writing(store, seeding.BOOT) as work:
                report_forgetting.drop_photograph(work, files, claimed.target, sha256)
    return wipe_up(store, actor, claimed)


def wipe_up(store: Store, actor: Actor, claimed: Claimed) -> int:
    """Wipe the store after a person was forgotten; raises as ``clean_up`` does."""
    if not wipe(store):
        raise StillReadError
    with writing(store, actor) as work:
        jobs.finish(work, claimed)
    return claimed.target


def sweep(files: Path | None, store: Store, party_id: int) -> bool:
    """Delete the photographs of an erased household and wipe the store; False as ``wipe`` says."""
    with reading(store) as view:
        hashes = erasures.photographs(view, party_id)
    if files is not None:
        for sha256 in hashes:
            with writing(store, seeding.BOOT) as work:
                erasures.drop_photograph(work, files, party_id, sha256)
    return wipe(store)
