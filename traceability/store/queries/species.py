"""Protected species, the papers of a place, and what was told of batches beside their amounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import Batch, Event, EventSubject, SpeciesRule
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import plain


def rules(db: Session, crop_code: str | None = None) -> list[SpeciesRule]:
    """Every rule of a crop, or all, in the order that they were entered."""
    wanted = select(SpeciesRule).order_by(SpeciesRule.id)
    if crop_code is not None:
        wanted = wanted.where(SpeciesRule.crop_code == crop_code)
    return list(db.scalars(wanted))


def papers_of(db: Session, place_code: str) -> list[Event]:
    """The documents of a place's file, in the order that they were added."""
    wanted = (
        select(Event)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(EventSubject.subject == place_code, Event.step == EventStep.PLACE_DOCUMENT)
        .order_by(Event.seq)
    )
    return list(db.scalars(wanted))


_INSPECTIONS = (
    select(EventSubject.subject, Event.leaf)
    .join(Event, Event.seq == EventSubject.event_seq)
    .where(
        EventSubject.subject.in_(bindparam("codes", expanding=True)),
        Event.step == EventStep.INSPECT,
    )
    .order_by(Event.seq)
)


def inspections_of(db: Session, codes: Sequence[str]) -> list[tuple[str, str]]:
    """The leaves that tell what was measured or stated of batches later, by batch, as told."""
    found = (plain(db, _INSPECTIONS, {"codes": some}) for some in portions(sorted(codes)))
    return [(code, leaf) for each in found for code, leaf in each]


def makings(db: Session, codes: Sequence[str]) -> list[tuple[str, Event]]:
    """The event that made each of some batches, as it was first told."""
    found: list[tuple[str, Event]] = []
    for some in portions(sorted(set(codes))):
        wanted = (
            select(Batch.code, Event)
            .join(Event, Event.seq == Batch.event_seq)
            .where(Batch.code.in_(some))
        )
        found += [(code, event) for code, event in db.execute(wanted)]
    return found
