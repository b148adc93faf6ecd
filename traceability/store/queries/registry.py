"""The register as an officer reads it: many codes, holds or lots at once, never one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import ColumnElement, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    Batch,
    BatchOrigin,
    BatchStock,
    Commune,
    Crop,
    Event,
    EventSubject,
    Place,
    PlaceRevision,
    Recall,
    RecallBatch,
    RecallLift,
)
from traceability.store.queries.areas import entered
from traceability.store.queries.portions import portions
from traceability.store.queries.register_imports import is_taken_back

Standing = tuple[Place, PlaceRevision]
"""A place and its newest revision."""


_later = aliased(PlaceRevision)


def crops_of_codes(db: Session, area_ids: Sequence[int]) -> dict[int, list[Crop]]:
    """The crops that each code was granted for."""
    wanted = (
        select(AreaCodeCrop.area_code_id, Crop)
        .join(Crop, Crop.code == AreaCodeCrop.crop_code)
        .where(AreaCodeCrop.area_code_id.in_(area_ids))
        .order_by(Crop.code)
    )
    found: dict[int, list[Crop]] = {key: [] for key in area_ids}
    for area_id, crop in db.execute(wanted):
        found[area_id].append(crop)
    return found


def places_of_codes(db: Session, area_ids: Sequence[int]) -> dict[int, list[Standing]]:
    """The places that ever stood under each code, with their newest revision."""
    wanted = (
        select(AreaCodePlace.area_code_id, Place, PlaceRevision)
        .distinct()
        .join(Place, Place.id == AreaCodePlace.place_id)
        .join(PlaceRevision, PlaceRevision.place_id == Place.id)
        .where(AreaCodePlace.area_code_id.in_(area_ids), newest_revision())
        .order_by(Place.id)
    )
    found: dict[int, list[Standing]] = {key: [] for key in area_ids}
    for area_id, place, revision in db.execute(wanted):
        found[area_id].append((place, revision))
    return found


def claims_on(db: Session, area: AreaCode) -> list[AreaCode]:
    """Every claim on the string of a code in its register, the code itself among them."""
    wanted = select(AreaCode).where(
        AreaCode.scheme == area.scheme,
        AreaCode.register_id == area.register_id,
        AreaCode.norm == area.norm,
    )
    return list(db.scalars(wanted.order_by(AreaCode.claim_no)))


def beside(
    db: Session, area: AreaCode, communes: Collection[str] | None, most: int
) -> list[AreaCode]:
    """So many codes before and after one in the order of their strings, and the code itself.

    Those that have a place in some communes; ``None`` for everywhere.
    """
    order = (AreaCode.norm, AreaCode.id)
    here = tuple_(*order) < tuple_(literal(area.norm), literal(area.id))
    there = tuple_(*order) > tuple_(literal(area.norm), literal(area.id))
    wanted = select(AreaCode).where(entered(), ~is_taken_back()).limit(most)
    if communes is not None:
        wanted = wanted.where(_lies_in(communes))
    before = db.scalars(wanted.where(here).order_by(AreaCode.norm.desc(), AreaCode.id.desc()))
    after = db.scalars(wanted.where(there).order_by(*order))
    return [*reversed(list(before)), area, *after]


def _lies_in(communes: Collection[str]) -> ColumnElement[bool]:
    return (
        exists()
        .where(AreaCodePlace.area_code_id == AreaCode.id)
        .where(PlaceRevision.place_id == AreaCodePlace.place_id, newest_revision())
        .where(PlaceRevision.commune_code.in_(communes))
        .correlate(AreaCode)
    )


def claims_on_all(db: Session, norms: Collection[str]) -> list[AreaCode]:
    """Every entered claim on some strings, in whatever register."""
    wanted = select(AreaCode).where(AreaCode.norm.in_(norms), entered())
    return list(db.scalars(wanted.order_by(AreaCode.norm, AreaCode.id)))


def communes(db: Session) -> dict[tuple[str, str], Commune]:
    """Every commune by ``(code, vintage)``."""
    return {(row.code, row.vintage): row for row in db.scalars(select(Commune))}


def stocks(db: Session, batch_ids: Sequence[int]) -> dict[int, BatchStock]:
    """The stock rows of batches."""
    wanted = (
        select(BatchStock).where(BatchStock.batch_id.in_(some)) for some in portions(batch_ids)
    )
    return {row.batch_id: row for each in wanted for row in db.scalars(each)}


def open_recalls(db: Session) -> list[tuple[Recall, Event]]:
    """Every hold and recall that is not lifted, with its event, newest first."""
    wanted = (
        select(Recall, Event)
        .join(Event, Event.seq == Recall.event_seq)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(RecallLift.recall_id.is_(None))
        .order_by(Recall.id.desc())
    )
    return [(recall, event) for recall, event in db.execute(wanted)]


def batches_named(db: Session, event_seqs: Sequence[int]) -> dict[int, list[Batch]]:
    """The batches that events name, in the order of their lot codes."""
    wanted = (
        select(EventSubject.event_seq, Batch)
        .join(Batch, Batch.code == EventSubject.subject)
        .where(EventSubject.event_seq.in_(event_seqs))
        .order_by(Batch.lot_code, Batch.id)
    )
    found: dict[int, list[Batch]] = {key: [] for key in event_seqs}
    for seq, batch in db.execute(wanted):
        found[seq].append(batch)
    return found


def scope_sizes(db: Session, recall_ids: Sequence[int]) -> dict[int, int]:
    """How many batches each hold or recall covers."""
    wanted = (
        select(RecallBatch.recall_id, func.count().label("covered"))
        .where(RecallBatch.recall_id.in_(recall_ids))
        .group_by(RecallBatch.recall_id)
    )
    return {row.recall_id: row.covered for row in db.execute(wanted)}


def communes_of_batches(db: Session, batch_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The new communes that each batch comes from, by the newest revision of its places."""
    wanted = (
        select(BatchOrigin.batch_id, PlaceRevision.commune_code)
        .join(PlaceRevision, PlaceRevision.place_id == BatchOrigin.place_id)
        .where(BatchOrigin.batch_id.in_(batch_ids), newest_revision())
    )
    found: dict[int, set[str]] = {key: set() for key in batch_ids}
    for batch_id, commune in db.execute(wanted):
        found[batch_id].add(commune)
    return {key: frozenset(codes) for key, codes in found.items()}


def codes_of_batches(db: Session, batch_ids: Sequence[int]) -> dict[int, list[str]]:
    """The short codes of the growing-area codes behind each batch, the largest share first."""
    wanted = (
        select(BatchOrigin.batch_id, AreaCode.code)
        .join(AreaCode, AreaCode.id == BatchOrigin.area_code_id)
        .where(BatchOrigin.batch_id.in_(batch_ids))
        .order_by(BatchOrigin.ppm.desc(), BatchOrigin.id)
    )
    found: dict[int, list[str]] = {key: [] for key in batch_ids}
    for batch_id, code in db.execute(wanted):
        found[batch_id].append(code)
    return found


@cache
def newest_revision() -> ColumnElement[bool]:
    """A revision that no later one of the same place follows."""
    last = select(func.max(_later.number)).where(_later.place_id == PlaceRevision.place_id)
    return PlaceRevision.number == last.scalar_subquery()
