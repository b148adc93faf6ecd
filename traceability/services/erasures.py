"""Erasing a household: nothing of it is left but its number, and every chain stays whole.

The rows go in one transaction. What a database still holds of deleted rows, and the photographs, go
after it: a job does that, so that it is done even where the service is killed in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from traceability.domain.access import Action
from traceability.services import (
    consents,
    drafts,
    households,
    parties,
    photos,
    place_households,
    recording,
)
from traceability.store.models import Job
from traceability.store.queries import households as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import receptions as reception_queries
from traceability.store.unit import Reading, Work

JOB = "erase"


@dataclass(frozen=True)
class Erased:
    """A household's number and key, and whether there was still something to erase."""

    number: str
    party_id: int
    done: bool


def erase(work: Work, code: str) -> Erased:
    """Erase a household; one that is erased already stays as it is.

    Its names, phone, address and note go, and every free text of the events that name it: who was
    witness, why a harvest was late. A consent that stands ends. Drafts that name it go whole.
    """
    household = households.locked(work, code, Action.ERASE_HOUSEHOLD)
    number = households.number_text(household)
    if household.erased_at is not None:
        return Erased(number, household.id, done=False)
    drafts.forget_named(work, household, household.tenant_id or 0)
    consents.withdraw_erased(work, household)
    place_households.end_erased(work, household)
    parties.erase(work, household)
    queries.forget_events(work.db, code)
    reception_queries.forget(work.db, household.id)
    recording.forget(work, "request", code)
    work.add(Job(kind=JOB, target=household.id, state="queued", attempt=0, created_at=work.now))
    return Erased(number, household.id, done=True)


def photographs(view: Reading, party_id: int) -> list[str]:
    """The hashes of the files to be deleted of an erased household; of another one nothing."""
    household = party_queries.by_id(view.db, party_id)
    if household is None or household.erased_at is None:
        return []
    return queries.photographs(view.db, household.code)


def drop_photograph(work: Work, folder: Path, party_id: int, sha256: str) -> None:
    """Delete one of them, unless somebody else's event names it by now."""
    photos.lock(work, sha256)
    if sha256 in photographs(work, party_id):
        photos.erase(work, folder, sha256)
