"""The page of a lot as our template asks for it, put together by walking from object to object.

It is ``services/pages.py`` once more, as it is usually written: relationships that load when they
are first asked for, and a plain statement where there is none. Rules and words are ours.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.harness.lookup_entities import Batch, Installation
from benchmarks.harness.lookup_same_facts import lot_facts
from benchmarks.harness.lookup_same_journey import behind, journey, notices
from benchmarks.harness.lookup_same_origins import origins, saw_name
from benchmarks.harness.lookup_same_papers import papers
from benchmarks.harness.lookup_same_people import holder_where, name_of, private_value
from traceability.domain import freshness, scans, stays
from traceability.domain.certificates import STANDARDS
from traceability.domain.communes import Box, Point
from traceability.domain.completeness import Item
from traceability.domain.events import EventStep
from traceability.domain.growing_area import Status
from traceability.domain.labels import LabelState
from traceability.domain.scans import Limits, Standing
from traceability.domain.sights import HOUSEHOLDS_TO_SHOW_CELL
from traceability.domain.verdict import Verdict, worst
from traceability.services import goods_names, page_standing
from traceability.services.certificate_covering import CertificateShown
from traceability.services.page_harvests import Harvests
from traceability.services.page_journey import Journey, Notice
from traceability.services.page_origins import Origin
from traceability.services.page_products import Product
from traceability.services.pages import Counted, Page


def find(db: Session, code: str, today: dt.date) -> Page | None:
    """The page of a published lot by its code."""
    batch = db.scalars(select(Batch).where(Batch.code == code)).one_or_none()
    if batch is None or batch.stock.published_on is None:
        return None
    return lot_page(db, batch, today)


def lot_page(db: Session, batch: Any, today: dt.date) -> Page:
    """Everything that the page of a lot shows."""
    lots, crop, holder = behind(batch), batch.crop, batch.holder
    told = journey(batch, lots)
    packed = next((step for step in told.steps if step.step is EventStep.PACK), None)
    came_from = origins(db, batch, lots, today, exact=told.shares)
    said, certificates = notices(batch), papers(db, batch, lots, today)
    months_old = _months_old(batch, told.harvests, today)
    return Page(
        code=batch.code,
        verdict=_verdict(batch, told, came_from, said, months_old, today),
        today=today,
        product=_product(batch),
        family=crop.family,
        harvest_verb=crop.verb_vi,
        holder=name_of(holder),
        holder_kind=holder.kind,
        holder_where=holder_where(db, holder),
        holder_address=private_value(holder, "address"),
        lot_code=batch.lot_code,
        net_amount=None if packed is None else packed.net_amount,
        total=None if packed is None or packed.net_amount else packed.amount,
        packages=None if packed is None else packed.packages,
        unit=batch.unit,
        packed_on=batch.made_on,
        expires_on=batch.expires_on,
        shelf_life_ended=_is_ended(batch, today),
        origins=came_from,
        steps=told.steps,
        notices=said,
        filled=frozenset(_filled(batch, certificates)),
        label=None,
        demonstration=db.get(Installation, "demonstration") is not None,
        certificates=certificates,
        holder_seen=saw_name(holder),
        retracted=told.retracted,
        net_unit=None if packed is None else packed.net_unit,
        facts=lot_facts(db, batch, lots),
        batch_id=batch.id,
        cells=_cells([lot.place for lot in lots.values() if lot.stage == "harvest"], today),
        harvests=told.harvests,
        months_old=months_old,
        counted=_counted(batch),
    )


def _is_ended(batch: Any, today: dt.date) -> bool:
    return batch.expires_on is not None and today > batch.expires_on


def _months_old(batch: Any, harvests: Harvests | None, today: dt.date) -> int | None:
    if harvests is None or batch.expires_on is not None:
        return None
    return freshness.too_old(batch.crop.family, harvests.last, today)


def _verdict(
    batch: Any,
    told: Journey,
    came_from: tuple[Origin, ...],
    said: tuple[Notice, ...],
    months_old: int | None,
    today: dt.date,
) -> Verdict:
    found = page_standing.standing(
        {each.kind for each in said if each.lifted_on is None},
        None,
        inactive=any(each.status_then not in (None, Status.ACTIVE) for each in came_from),
        ended=_is_ended(batch, today),
        too_old=months_old is not None,
        retracted=told.retracted is not None,
    )
    return worst(found)


def _product(batch: Any) -> Product | None:
    revision = batch.revision
    if revision is None:
        return None
    pack = next((each.name for each in revision.packs if each.number == batch.pack_format), None)
    return Product(
        names=goods_names.in_pack(revision, revision.packs, pack or "").names,
        picture=revision.picture,
        photo=revision.photo_sha256,
        stored_photo=None if revision.photo is None else revision.photo.storage_name,
        standard=revision.standard,
        ingredients=revision.ingredients,
        brand=revision.brand,
        origin=revision.origin,
        usage=revision.usage,
        storage=revision.storage,
        warnings=revision.warnings,
        pack_format=pack,
        loose=goods_names.in_pack(revision, revision.packs, "").names,
    )


def _filled(batch: Any, certificates: tuple[CertificateShown, ...]) -> set[Item]:
    """The items of the circular that the lot fills."""
    revision, holder = batch.revision, batch.holder
    standard = any(each.kind in STANDARDS for each in certificates)
    checks = {
        Item.TRACE_CODE: True,
        Item.MADE_ON: True,
        Item.BRAND_OR_SERIAL: True,
        Item.PRODUCT_NAME: revision is not None,
        Item.IMAGE: revision is not None and (revision.picture or revision.photo_sha256),
        Item.STANDARDS: standard or (revision is not None and revision.standard),
        Item.MAKER: private_value(holder, "name"),
        Item.ADDRESS: holder.commune_code is not None,
        Item.STEPS: batch.into and batch.origins,
        Item.BEST_BEFORE: batch.expires_on is not None,
    }
    return {item for item, is_filled in checks.items() if is_filled}


def _cells(places: list[Any], today: dt.date) -> frozenset[Box]:
    """The squares of the grid of those places that many households work."""
    shown = (place.boundary for place in places if _is_worked_by_many(place, today))
    middles = (
        Point((box.south + box.north) // 2, (box.west + box.east) // 2)
        for box in shown
        if box is not None
    )
    return frozenset(stays.square(point) for point in middles)


def _is_worked_by_many(place: Any, today: dt.date) -> bool:
    homes = {
        work.household_id
        for work in place.works
        if work.from_on <= today and (work.to_on is None or work.to_on >= today)
    }
    return len(homes) >= HOUSEHOLDS_TO_SHOW_CELL


def _counted(batch: Any) -> Counted:
    """What looks at the page are counted under."""
    standing = Standing(LabelState.LINKED, False, batch.expires_on or batch.made_on)
    return Counted(batch.code, batch.holder.code, standing, _limits(batch), batch.made_on)


def _limits(batch: Any) -> Limits:
    if batch.revision is None:
        return scans.USUAL
    product = batch.revision.product
    if product.limits:
        newest = product.limits[-1]
        return Limits(newest.visitors, newest.late_days, newest.early)
    return scans.usual(batch.crop.family)
