"""Households of a cooperative: their private values, what they agreed to, and what names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import (
    Batch,
    Consent,
    Event,
    EventFile,
    EventSubject,
    File,
    Party,
    PrivateValue,
)
from traceability.store.queries.remembering import plain

PARTY_STEPS = (EventStep.PARTY_REGISTERED, EventStep.PARTY_REVISED, EventStep.PARTY_ERASED)
_NAME = (PrivateValue.owner_kind == "party", PrivateValue.field == "name")


def values(db: Session, tenant_id: int) -> dict[str, dict[str, str]]:
    """Every private value of a cooperative's households: by code, then by field."""
    wanted = (
        select(PrivateValue.owner_id, PrivateValue.field, PrivateValue.value)
        .join(Party, Party.code == PrivateValue.owner_id)
        .where(PrivateValue.owner_kind == "party", Party.tenant_id == tenant_id)
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code, field, value in db.execute(wanted):
        found[code][field] = value
    return found


def named(db: Session, tenant_id: int, folded: str) -> list[Party]:
    """The households of a cooperative whose name folds to ``folded``, by number."""
    wanted = (
        select(Party)
        .join(PrivateValue, PrivateValue.owner_id == Party.code)
        .where(*_NAME, PrivateValue.folded == folded, Party.tenant_id == tenant_id)
        .order_by(Party.number)
    )
    return list(db.scalars(wanted))


def revision(db: Session, code: str) -> int:
    """The place in the household's chain of the newest event that changed its register row."""
    wanted = (
        select(func.max(EventSubject.chain_no))
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(EventSubject.subject == code, Event.step.in_(PARTY_STEPS))
    )
    return db.scalar(wanted) or 0


def newest_consents(db: Session, tenant_id: int, purpose: str) -> dict[int, Consent]:
    """The consent row that counts of each household of a cooperative that was asked."""
    newest = (
        select(func.max(Consent.id))
        .join(Party, Party.id == Consent.party_id)
        .where(Party.tenant_id == tenant_id, Consent.purpose == purpose)
        .group_by(Consent.party_id)
    )
    rows = db.scalars(select(Consent).where(Consent.id.in_(newest)))
    return {row.party_id: row for row in rows}


_FORMS_NOW = select(Consent.party_id, Consent.form).where(
    Consent.id.in_(
        select(func.max(Consent.id))
        .where(
            Consent.party_id.in_(bindparam("parties", expanding=True)),
            Consent.purpose == bindparam("purpose"),
        )
        .group_by(Consent.party_id)
    )
)


def forms_now(db: Session, party_ids: Sequence[int], purpose: str) -> dict[int, str | None]:
    """As what each of some households may be named today; one that was not asked is absent."""
    if not party_ids:
        return {}
    rows = plain(db, _FORMS_NOW, {"parties": party_ids, "purpose": purpose})
    return dict(rows.all())


def consents_of(db: Session, party_id: int, purpose: str) -> list[Consent]:
    """Everything that a household said for a purpose, newest first."""
    wanted = select(Consent).where(Consent.party_id == party_id, Consent.purpose == purpose)
    return list(db.scalars(wanted.order_by(Consent.id.desc())))


def harvests(db: Session, party_id: int) -> int:
    """How many lots were picked by a household."""
    wanted = select(func.count()).select_from(Batch).where(Batch.household_id == party_id)
    return db.scalar(wanted) or 0


# --- erasing -------------------------------------------------------------------------------------


def forget_events(db: Session, code: str) -> None:
    """Delete the private values of every event that names a household."""
    about = (
        select(Event.event_id)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(EventSubject.subject == code)
    )
    gone = delete(PrivateValue).where(
        PrivateValue.owner_kind == "event", PrivateValue.owner_id.in_(about)
    )
    db.execute(gone, execution_options={"synchronize_session": "fetch"})


def photographs(db: Session, code: str) -> list[str]:
    """The hashes of the files that go with the events of a household and of nobody else."""
    ours = (
        select(EventFile.sha256)
        .join(EventSubject, EventSubject.event_seq == EventFile.event_seq)
        .where(EventSubject.subject == code)
    )
    elsewhere = select(EventFile.sha256).where(
        EventFile.event_seq.not_in(
            select(EventSubject.event_seq).where(EventSubject.subject == code)
        )
    )
    wanted = select(File.sha256).where(File.sha256.in_(ours), File.sha256.not_in(elsewhere))
    return list(db.scalars(wanted.order_by(File.sha256)))


def salts(db: Session, request: str) -> list[str]:
    """The salts of a sealed request, in the order of the households that they go with."""
    wanted = select(PrivateValue.owner_id, PrivateValue.value).where(
        PrivateValue.owner_kind == "request", PrivateValue.field == request
    )
    return [value for _owner, value in sorted(tuple(row) for row in db.execute(wanted))]
