"""Registers that were read in: what became of each row, and what has been done with it since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from traceability.store.models import (
    Actor,
    AreaCode,
    AreaCodePlace,
    AreaCodeStep,
    EventSubject,
    Party,
    Place,
    PrivateValue,
    RegisterImport,
    RegisterImportRow,
)
from traceability.store.queries.areas import stands
from traceability.store.queries.portions import portions


def by_import_id(db: Session, import_id: str, *, locked: bool = False) -> RegisterImport | None:
    """The import of a UUID; ``locked`` until the unit ends."""
    wanted = select(RegisterImport).where(RegisterImport.import_id == import_id)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.scalar(wanted)


def by_id(db: Session, key: int) -> RegisterImport | None:
    """The import of an internal key."""
    return db.get(RegisterImport, key)


def of_office(db: Session, party_id: int) -> list[RegisterImport]:
    """The imports of an office, newest first."""
    wanted = select(RegisterImport).where(RegisterImport.register_id == party_id)
    return list(db.scalars(wanted.order_by(RegisterImport.id.desc())))


def rows(db: Session, import_key: int) -> list[tuple[RegisterImportRow, str | None]]:
    """What became of the rows of an import, in their order, with the code that each entered."""
    wanted = (
        select(RegisterImportRow, AreaCode.code)
        .outerjoin(AreaCode, AreaCode.id == RegisterImportRow.area_code_id)
        .where(RegisterImportRow.import_id == import_key)
        .order_by(RegisterImportRow.row_no)
    )
    return [(row, code) for row, code in db.execute(wanted)]


def outcomes(db: Session, import_keys: Sequence[int]) -> dict[tuple[int, str], int]:
    """How many rows had each outcome, by the import's key."""
    wanted = (
        select(RegisterImportRow.import_id, RegisterImportRow.outcome, func.count())
        .where(RegisterImportRow.import_id.in_(import_keys))
        .group_by(RegisterImportRow.import_id, RegisterImportRow.outcome)
    )
    return {(key, outcome): count for key, outcome, count in db.execute(wanted)}


def taken_back(db: Session) -> set[int]:
    """The codes that were entered by imports which were undone."""
    wanted = (
        select(RegisterImportRow.area_code_id)
        .join(RegisterImport, RegisterImport.id == RegisterImportRow.import_id)
        .where(RegisterImport.state == "undone", RegisterImportRow.area_code_id.is_not(None))
    )
    return {key for key in db.scalars(wanted) if key is not None}


def undone_of(db: Session, area_code_ids: Collection[int]) -> dict[int, RegisterImport]:
    """Of some codes those that came with an import which was undone, each with that import."""
    wanted = (
        select(RegisterImportRow.area_code_id, RegisterImport)
        .join(RegisterImport, RegisterImport.id == RegisterImportRow.import_id)
        .where(RegisterImport.state == "undone", RegisterImportRow.area_code_id.in_(area_code_ids))
    )
    return {key: row for key, row in db.execute(wanted) if key is not None}


def is_taken_back() -> ColumnElement[bool]:
    """A code that was entered by an import which was undone."""
    return (
        exists()
        .where(RegisterImportRow.area_code_id == AreaCode.id)
        .where(RegisterImport.id == RegisterImportRow.import_id, RegisterImport.state == "undone")
    )


def standing(db: Session, norms: Collection[str]) -> list[tuple[AreaCode, bool]]:
    """Every claim on some strings, oldest first, each with whether it still stands."""
    found: list[tuple[AreaCode, bool]] = []
    for some in portions(sorted(norms)):
        wanted = select(AreaCode, stands()).where(AreaCode.norm.in_(some)).order_by(AreaCode.id)
        found += [(area, bool(is_so)) for area, is_so in db.execute(wanted)]
    return found


def granted_on(db: Session, area_code_ids: Sequence[int]) -> dict[int, dt.date]:
    """The day on which each code was granted."""
    wanted = select(AreaCodeStep.area_code_id, AreaCodeStep.effective_on).where(
        AreaCodeStep.area_code_id.in_(area_code_ids), AreaCodeStep.step == "grant"
    )
    return {row.area_code_id: row.effective_on for row in db.execute(wanted)}


def organisations(db: Session) -> list[tuple[Party, str]]:
    """Cooperatives, groups and companies that have a name, with its folded form, oldest first."""
    wanted = (
        select(Party, PrivateValue.folded)
        .join(PrivateValue, PrivateValue.owner_id == Party.code)
        .where(
            PrivateValue.owner_kind == "party",
            PrivateValue.field == "name",
            Party.kind.in_(("cooperative", "group", "company")),
        )
        .order_by(Party.id)
    )
    return [(party, folded) for party, folded in db.execute(wanted)]


def chains(db: Session, codes: Sequence[str]) -> dict[str, int]:
    """How many events each thing has had."""
    wanted = (
        select(EventSubject.subject, func.max(EventSubject.chain_no))
        .where(EventSubject.subject.in_(some))
        .group_by(EventSubject.subject)
        for some in portions(codes)
    )
    return {row[0]: row[1] for each in wanted for row in db.execute(each)}


def places_of(db: Session, area_code_ids: Sequence[int]) -> dict[int, list[str]]:
    """The short codes of the places under codes."""
    wanted = select(AreaCodePlace.area_code_id, Place.code).join(
        Place, Place.id == AreaCodePlace.place_id
    )
    found: dict[int, list[str]] = {key: [] for key in area_code_ids}
    for some in portions(area_code_ids):
        for key, code in db.execute(wanted.where(AreaCodePlace.area_code_id.in_(some))):
            found[key].append(code)
    return found


def old_sheets(db: Session, before: dt.datetime) -> list[RegisterImport]:
    """The imports of before a moment that still keep words of their list."""
    wanted = select(RegisterImport).where(
        RegisterImport.sheet.is_not(None),
        RegisterImport.state != "queued",
        RegisterImport.finished_at < before,
    )
    return list(db.scalars(wanted))


def actor_code(db: Session, actor_id: int) -> str:
    """The code by which an actor signs."""
    return db.scalars(select(Actor.code).where(Actor.id == actor_id)).one()
