"""What ``verify`` reads of registers: parties, growing-area codes, places and products, by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep
from traceability.domain.growing_area import ENTERING
from traceability.store.models import (
    Actor,
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AreaCodeStep,
    AuthorityScope,
    Event,
    EventSubject,
    PackFormat,
    Party,
    Place,
    PlaceRevision,
    Product,
    ProductRevision,
)
from traceability.store.queries.audit import PAGE

_tenant = aliased(Party)
_register = aliased(Party)
_holder = aliased(Party)


@dataclass(frozen=True)
class PartyRow:
    """A party with the code of its cooperative, where it is a household, and its territory."""

    party: Party
    tenant: str | None
    scopes: list[AuthorityScope] = field(default_factory=list)


def parties(db: Session, codes: Sequence[str]) -> dict[str, PartyRow]:
    """Parties by code."""
    wanted = select(Party, _tenant.code).outerjoin(_tenant, _tenant.id == Party.tenant_id)
    rows = db.execute(wanted.where(Party.code.in_(codes)))
    found = {party.code: PartyRow(party, of) for party, of in rows}
    scopes = select(Party.code, AuthorityScope).join(Party, Party.id == AuthorityScope.party_id)
    for code, scope in db.execute(scopes.where(Party.code.in_(codes))):
        found[code].scopes.append(scope)
    return found


@dataclass(frozen=True)
class AreaRow:
    """A growing-area code with the codes of its register and holder, its crops and places."""

    area: AreaCode
    register: str
    holder: str
    crops: list[str]
    places: list[tuple[str, AreaCodePlace]]
    varieties: dict[str, str] = field(default_factory=dict)


def areas(db: Session, codes: Sequence[str]) -> dict[str, AreaRow]:
    """Growing-area codes by short code."""
    wanted = (
        select(AreaCode, _register.code, _holder.code)
        .join(_register, _register.id == AreaCode.register_id)
        .join(_holder, _holder.id == AreaCode.holder_id)
        .where(AreaCode.code.in_(codes))
    )
    rows = db.execute(wanted).all()
    ids = [area.id for area, _register, _holder in rows]
    crops, links = _crops(db, ids), _links(db, ids)
    return {
        area.code: AreaRow(
            area, by, of, list(crops[area.id]), links[area.id], _named(crops[area.id])
        )
        for area, by, of in rows
    }


def _crops(db: Session, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """The crops of codes with the variety that each names."""
    found: dict[int, dict[str, str | None]] = defaultdict(dict)
    for row in db.scalars(select(AreaCodeCrop).where(AreaCodeCrop.area_code_id.in_(ids))):
        found[row.area_code_id][row.crop_code] = row.variety
    return found


def _named(crops: dict[str, str | None]) -> dict[str, str]:
    return {crop: variety for crop, variety in crops.items() if variety is not None}


def _links(db: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, AreaCodePlace]]]:
    found: dict[int, list[tuple[str, AreaCodePlace]]] = defaultdict(list)
    wanted = select(Place.code, AreaCodePlace).join(Place, Place.id == AreaCodePlace.place_id)
    for code, link in db.execute(wanted.where(AreaCodePlace.area_code_id.in_(ids))):
        found[link.area_code_id].append((code, link))
    return found


@dataclass(frozen=True)
class PlaceRow:
    """One revision of a place with the place's head, its holder's code, who set the yield."""

    place: Place
    holder: str
    revision: PlaceRevision
    yield_setter: str | None


def place_revisions(db: Session, codes: Sequence[str]) -> dict[tuple[str, int], PlaceRow]:
    """Every revision of places, by the place's code and the revision's number."""
    wanted = (
        select(Place, Party.code, PlaceRevision, Actor.code)
        .join(Place, Place.id == PlaceRevision.place_id)
        .join(Party, Party.id == Place.holder_id)
        .outerjoin(Actor, Actor.id == PlaceRevision.yield_set_by)
    )
    rows = db.execute(wanted.where(Place.code.in_(codes)))
    return {(row[0].code, row[2].number): PlaceRow(*row) for row in rows}


def products(db: Session, codes: Sequence[str]) -> dict[str, tuple[Product, str]]:
    """Products with the codes of their holders, by code."""
    wanted = select(Product, Party.code).join(Party, Party.id == Product.holder_id)
    rows = db.execute(wanted.where(Product.code.in_(codes)))
    return {product.code: (product, holder) for product, holder in rows}


def product_revisions(
    db: Session, codes: Sequence[str]
) -> dict[tuple[str, int], tuple[ProductRevision, list[PackFormat]]]:
    """Every revision of products with its pack formats, by product code and number."""
    same = and_(
        PackFormat.product_id == ProductRevision.product_id,
        PackFormat.revision == ProductRevision.number,
    )
    wanted = (
        select(Product.code, ProductRevision, PackFormat)
        .join(Product, Product.id == ProductRevision.product_id)
        .outerjoin(PackFormat, same)
        .where(Product.code.in_(codes))
        .order_by(Product.code, ProductRevision.number, PackFormat.number)
    )
    found: dict[tuple[str, int], tuple[ProductRevision, list[PackFormat]]] = {}
    for code, revision, pack in db.execute(wanted):
        kept = found.setdefault((code, revision.number), (revision, []))
        if pack is not None:
            kept[1].append(pack)
    return found


_NEWEST_OF_STEP = (
    select(EventSubject.subject, func.max(EventSubject.event_seq))
    .join(Event, Event.seq == EventSubject.event_seq)
    .where(
        EventSubject.subject.in_(bindparam("codes", expanding=True)),
        Event.step.in_(bindparam("steps", expanding=True)),
    )
    .group_by(EventSubject.subject)
)


def newest_of_step(db: Session, steps: Sequence[EventStep], codes: Sequence[str]) -> dict[str, int]:
    """The last event of one of the steps that speaks of each subject."""
    rows = db.execute(_NEWEST_OF_STEP, {"codes": list(codes), "steps": list(steps)})
    return {row.subject: row[1] for row in rows}


def newest_statements(db: Session, codes: Sequence[str]) -> dict[str, int]:
    """The last event that states each growing-area code: a revision, a grant, an opening."""
    states = or_(Event.step == EventStep.CODE_REVISED, AreaCodeStep.step.in_(ENTERING))
    wanted = (
        select(EventSubject.subject, func.max(EventSubject.event_seq))
        .join(Event, Event.seq == EventSubject.event_seq)
        .outerjoin(AreaCodeStep, AreaCodeStep.event_seq == Event.seq)
        .where(EventSubject.subject.in_(codes), states)
        .group_by(EventSubject.subject)
    )
    return {row.subject: row[1] for row in db.execute(wanted)}


def revision_counts(db: Session) -> Iterator[tuple[str, str, int, int]]:
    """``(table, code, events, rows)`` of every product and place: one event a revision."""
    yield from _counts(db, Product, ProductRevision, EventStep.PRODUCT_REVISED)
    yield from _counts(db, Place, PlaceRevision, EventStep.PLACE_REVISED)


def _counts(
    db: Session, head: Any, revision: Any, step: EventStep
) -> Iterator[tuple[str, str, int, int]]:
    key = revision.product_id if head is Product else revision.place_id
    rows = select(func.count()).select_from(revision).where(key == head.id)
    told = (
        select(func.count())
        .select_from(EventSubject)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(EventSubject.subject == head.code, Event.step == step)
    )
    wanted = select(head.code, told.scalar_subquery(), rows.scalar_subquery())
    for row in db.execute(wanted.execution_options(yield_per=PAGE)):
        yield (revision.__tablename__, *row)
