"""What the search box asks for: each question one statement, cut short where a list would be.

What was typed reaches a statement as a parameter only, with the wildcards of LIKE escaped. A lot
code is compared by its letters and digits alone, so that hyphens may be left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.store.models import (
    Actor,
    Batch,
    BatchOrigin,
    CaseFile,
    LabelRange,
    Membership,
    Party,
    PlaceRevision,
    PrintRun,
    PrivateValue,
    Product,
    ProductRevision,
    PublicCode,
    UserAccount,
)
from traceability.store.queries import lots
from traceability.store.queries.lots import Lot
from traceability.store.queries.registry import newest_revision

_later = aliased(ProductRevision)


@dataclass(frozen=True)
class Related:
    """What lots may have to do with: a day, products, crops, households."""

    day: dt.date | None
    products: Sequence[int]
    crops: Sequence[str]
    households: Sequence[int]


@dataclass(frozen=True)
class Named:
    """A household or member with their private values, by field; a member by the actor's code."""

    code: str
    key: int
    number: int | None
    standing: str
    values: dict[str, str]


def kind_of(db: Session, code: str) -> str | None:
    """What kind of thing a short code was issued for."""
    row = db.get(PublicCode, code)
    return None if row is None else row.kind


def lots_like(db: Session, holder_id: int, letters: str, most: int) -> list[Lot]:
    """The newest lots of a holder whose lot code holds these letters and digits in a row."""
    wanted = lots.where(Batch.holder_id == holder_id, _lot_code_holds(letters))
    return lots.read(db, wanted.limit(most))


def lots_related(db: Session, holder_id: int, to: Related, most: int) -> list[Lot]:
    """The newest lots of a holder that have to do with any of these."""
    conditions: list[ColumnElement[bool]] = [
        Batch.product_id.in_(to.products),
        Batch.crop_code.in_(to.crops),
        Batch.household_id.in_(to.households),
    ]
    if to.day is not None:
        conditions.append(Batch.made_on == to.day)
    wanted = lots.where(Batch.holder_id == holder_id, or_(*conditions))
    return lots.read(db, wanted.limit(most))


def lots_by_ids(db: Session, batch_ids: Sequence[int]) -> list[Lot]:
    """Lots by internal key, newest first."""
    return lots.read(db, lots.where(Batch.id.in_(batch_ids)))


def lots_in_territory(
    db: Session,
    communes: Sequence[str] | None,
    letters: str,
    day: dt.date | None,
    most: int,
) -> list[Lot]:
    """The newest lots that come from some communes (or any), by lot code or by day."""
    conditions = [_lot_code_holds(letters)] if letters else []
    if day is not None:
        conditions.append(Batch.made_on == day)
    wanted = lots.where(or_(*conditions))
    if communes is not None:
        wanted = wanted.where(_comes_from(communes))
    return lots.read(db, wanted.limit(most))


def households(db: Session, tenant_id: int) -> list[Named]:
    """The households of a cooperative with their private values, by number."""
    wanted = (
        select(Party.code, Party.id, Party.number, Party.standing, PrivateValue)
        .outerjoin(
            PrivateValue,
            (PrivateValue.owner_kind == "party") & (PrivateValue.owner_id == Party.code),
        )
        .where(Party.tenant_id == tenant_id)
        .order_by(Party.number)
    )
    found: dict[str, Named] = {}
    for code, key, number, standing, value in db.execute(wanted):
        row = found.setdefault(code, Named(code, key, number, standing or "", {}))
        if value is not None:
            row.values[value.field] = value.value
    return list(found.values())


def members(db: Session, party_id: int) -> list[Named]:
    """Who acts for an organisation now, with their role for a standing."""
    wanted = (
        select(Membership, UserAccount, Actor.code)
        .join(Actor, Actor.id == Membership.actor_id)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .where(Membership.party_id == party_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    rows = [(member, user, code) for member, user, code in db.execute(wanted)]
    kept = _values(db, "user", [str(user.id) for _, user, _ in rows])
    return [
        Named(code, member.id, None, member.role, {"login": user.login} | kept[str(user.id)])
        for member, user, code in rows
    ]


def revisions(db: Session, holder_id: int) -> list[tuple[Product, ProductRevision]]:
    """The products of a holder with the newest revision of each."""
    newest = (
        select(func.max(_later.number)).where(_later.product_id == Product.id).scalar_subquery()
    )
    wanted = (
        select(Product, ProductRevision)
        .join(ProductRevision, ProductRevision.product_id == Product.id)
        .where(Product.holder_id == holder_id, ProductRevision.number == newest)
        .order_by(Product.id)
    )
    return [(product, revision) for product, revision in db.execute(wanted)]


def runs_with_label(
    db: Session, holder_id: int, number: int, batch_ids: Sequence[int] | None, most: int
) -> list[tuple[PrintRun, LabelRange]]:
    """The newest runs of a holder that have a label of this small number, with its range.

    ``batch_ids`` narrows them to labels that were printed or stand for one of these batches.
    """
    wanted = (
        select(PrintRun, LabelRange)
        .join(LabelRange, LabelRange.run_id == PrintRun.id)
        .where(
            PrintRun.holder_id == holder_id,
            LabelRange.first <= number - 1,
            LabelRange.last >= number - 1,
        )
        .order_by(PrintRun.id.desc())
        .limit(most)
    )
    if batch_ids is not None:
        wanted = wanted.where(
            or_(PrintRun.batch_id.in_(batch_ids), LabelRange.batch_id.in_(batch_ids))
        )
    return [(run, held) for run, held in db.execute(wanted)]


def cases_like(
    db: Session, communes: Sequence[str] | None, code: str | None, key: str, most: int
) -> list[CaseFile]:
    """The newest cases of some communes (or of all and the province) by code, or by their matter.

    ``key`` is what the matter's key holds; an empty one finds nothing.
    """
    conditions: list[ColumnElement[bool]] = []
    if code is not None:
        conditions.append(CaseFile.code == code)
    if key:
        conditions.append(CaseFile.key.contains(key, autoescape=True))
    if not conditions:
        return []
    wanted = select(CaseFile).where(or_(*conditions)).order_by(CaseFile.id.desc()).limit(most)
    if communes is not None:
        wanted = wanted.where(CaseFile.commune_code.in_(communes))
    return list(db.scalars(wanted))


def _lot_code_holds(letters: str) -> ColumnElement[bool]:
    return func.replace(Batch.lot_code, "-", "").contains(letters, autoescape=True)


def _comes_from(communes: Sequence[str]) -> ColumnElement[bool]:
    return exists(
        select(BatchOrigin.id)
        .join(PlaceRevision, PlaceRevision.place_id == BatchOrigin.place_id)
        .where(
            BatchOrigin.batch_id == Batch.id,
            PlaceRevision.commune_code.in_(communes),
            newest_revision(),
        )
        .correlate(Batch)
    )


def _values(db: Session, kind: str, owners: Sequence[str]) -> dict[str, dict[str, str]]:
    wanted = select(PrivateValue).where(
        PrivateValue.owner_kind == kind, PrivateValue.owner_id.in_(owners)
    )
    found: dict[str, dict[str, str]] = {owner: {} for owner in owners}
    for row in db.scalars(wanted):
        found[row.owner_id][row.field] = row.value
    return found
