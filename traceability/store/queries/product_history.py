"""What hangs on the revisions of a product: lots, labels, photographs, and who wrote each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import (
    Actor,
    Batch,
    BatchStock,
    Event,
    EventSubject,
    File,
    Membership,
    PrintRun,
    Product,
    ProductRevision,
)


@dataclass(frozen=True)
class Uses:
    """How many lots were packed under a revision, how many of them published, and print runs."""

    lots: int = 0
    published: int = 0
    runs: int = 0


def uses(db: Session, product_id: int) -> dict[int, Uses]:
    """What keeps each revision of a product, by its number; one that nothing keeps is absent."""
    packed = (
        select(Batch.product_revision, func.count(), func.count(BatchStock.published_on))
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.product_id == product_id)
        .group_by(Batch.product_revision)
    )
    printed = (
        select(Batch.product_revision, func.count())
        .join(PrintRun, PrintRun.batch_id == Batch.id)
        .where(Batch.product_id == product_id)
        .group_by(Batch.product_revision)
    )
    runs = {number or 0: count for number, count in db.execute(printed)}
    return {
        number or 0: Uses(lots, published, runs.get(number or 0, 0))
        for number, lots, published in db.execute(packed)
    }


def revisions(db: Session, product_id: int) -> list[ProductRevision]:
    """Every revision of a product, the newest first."""
    wanted = select(ProductRevision).where(ProductRevision.product_id == product_id)
    return list(db.scalars(wanted.order_by(ProductRevision.number.desc())))


def authors(db: Session, product_code: str) -> list[int | None]:
    """The user who wrote each revision of a product, the oldest first; ``None``: no member did."""
    wanted = (
        select(Membership.user_id)
        .select_from(Event)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Membership, Membership.actor_id == Actor.id)
        .where(EventSubject.subject == product_code, Event.step == EventStep.PRODUCT_REVISED)
        .order_by(Event.seq)
    )
    return list(db.scalars(wanted))


def public_photo(db: Session, sha256: str) -> File | None:
    """A photograph that stands on the page of a published lot; no other is public."""
    kept = (ProductRevision.product_id == Batch.product_id) & (
        ProductRevision.number == Batch.product_revision
    )
    shown = (
        select(Batch.id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(ProductRevision, kept)
        .where(ProductRevision.photo_sha256 == sha256, BatchStock.published_on.is_not(None))
    )
    return db.scalar(select(File).where(File.sha256 == sha256, exists(shown)))


def entered(db: Session, codes: Sequence[str]) -> dict[str, str]:
    """The leaf that entered each of the products, by code."""
    first = (
        select(EventSubject.subject, func.min(EventSubject.event_seq).label("seq"))
        .join(Product, Product.code == EventSubject.subject)
        .where(EventSubject.subject.in_(codes))
        .group_by(EventSubject.subject)
        .subquery()
    )
    wanted = select(first.c.subject, Event.leaf).join(Event, Event.seq == first.c.seq)
    return {row.subject: row.leaf for row in db.execute(wanted)}
