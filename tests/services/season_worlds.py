"""Grounds of a known size, codes laid over them, harvests in tonnes."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select

from tests.people import GRANTED_ON, PICKED_ON, VINH_TUY, World, decision
from traceability.domain.accepting import FORESEEN
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.quantity import Quantity, Unit
from traceability.services import area_codes, harvests, parties, places, recording, season_balance
from traceability.services.harvests import HarvestRequest, Registered
from traceability.store import models
from traceability.store.queries import areas
from traceability.store.queries import products as product_queries
from traceability.store.queries import seasons as queries
from traceability.store.unit import Work

KINDS = {
    "mint_honey": "apiary",
    "danggui": "herb_cultivation",
    "shan_tea": "tea_plantation",
    "ancient_shan_tea": "ancient_tea_stand",
}


@contextlib.contextmanager
def _unit(world: World, work: Work | None) -> Iterator[Work]:
    """The unit given, or one of the province's registrar."""
    if work is not None:
        yield work.acting(world.who.registrar)
    else:
        with world.by(world.who.registrar) as opened:
            yield opened


def one_hectare(
    world: World,
    crop: str = "sanh_orange",
    raw: str = "VN-HGOR-0500",
    *,
    area_m2: int = 10_000,
    colonies: int | None = None,
    trees: int | None = None,
    species: str | None = None,
    yield_g: int | None = None,
    more: tuple[str, ...] = (),
    work: Work | None = None,
) -> tuple[str, str]:
    """A place of the cooperative with a code of its own: the codes of both."""
    place = places.PlaceRequest(
        KINDS.get(crop, "orchard"),
        VINH_TUY,
        None,
        None if colonies or trees else area_m2,
        colonies=colonies,
        trees=trees,
        species=species,
        yield_g=yield_g,
        yield_set_by=None if yield_g is None else world.who.registrar.code,
        private={"name": f"Vườn {raw}"},
    )
    asked = area_codes.GrantRequest(
        raw, "vn_domestic", "domestic", world.who.cooperative, (crop, *more), place,
        decision(GRANTED_ON),
    )  # fmt: skip
    with _unit(world, work) as unit:
        made = area_codes.grant(unit, asked)
        return made.place, made.code


def granted_over(world: World, raw: str, *over: str, work: Work | None = None) -> str:
    """A further code over places that stand under others already."""
    with _unit(world, work) as unit:
        own = places.PlaceRequest("orchard", VINH_TUY, None, 10, private={"name": raw})
        asked = area_codes.GrantRequest(
            raw, "vn_export_cn", "cn", world.who.cooperative, ("sanh_orange",), own,
            decision(GRANTED_ON),
        )  # fmt: skip
        made = area_codes.grant(unit, asked)
        area = area_codes.known(unit, made.code)
        register = parties.acting_party(unit, unit.actor)
        links = [(place, _link(unit, area, place)) for place in over]
        unit.add(*(link for _place, link in links))
        _tell(unit, register, area, world)
        return made.code


def _link(unit: Work, area: models.AreaCode, place: str) -> models.AreaCodePlace:
    row = areas.place_by_code(unit.db, place)
    assert row is not None
    return models.AreaCodePlace(area_code_id=area.id, place_id=row.id, from_on=GRANTED_ON)


def _tell(unit: Work, register: models.Party, area: models.AreaCode, world: World) -> None:
    """The event of the revision, as ``internal_codes`` records one."""
    crops = [crop.code for crop in areas.crops_of(unit.db, area.id)]
    links = areas.links_of(unit.db, area.id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CODE_REVISED,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=unit.today,
        facts=area_codes.stated(area, register.code, world.who.cooperative, crops, links),
    )
    recording.record(unit, register.id, register.code, what)


def authorised(work: Work, world: World, area: str, cap: int) -> models.CodeAuthorization:
    """Somebody else may use a code up to a cap."""
    code = area_codes.known(work, area)
    row = models.CodeAuthorization(
        code=recording.issue_code(work, "authorization"),
        area_code_id=code.id,
        grantee_id=world.who.stranger.party,
        crop_code="sanh_orange",
        market="domestic",
        cap=cap,
        from_on=GRANTED_ON,
        to_on=dt.date(2026, 12, 31),
        event_seq=1,
        created_at=work.now,
    )
    work.add(row)
    return row


def harvested(
    world: World,
    area: str,
    place: str,
    tonnes: int,
    unit: Unit = "g",
    worth: int = 1_000_000,
    *,
    day: dt.date = PICKED_ON,
    crop: str | None = None,
    work: Work | None = None,
    permit: models.CodeAuthorization | None = None,
) -> Registered:
    """So many tonnes (or ``worth``) recorded in whole; under ``permit`` only counted."""
    amount = Quantity(tonnes * worth, unit)
    asked = HarvestRequest(area, day, amount, place=place, crop=crop, accepts=FORESEEN)
    if work is None:
        if crop is None:
            asked = _of_first_crop(world, asked)
        with world.by(world.who.recorder) as own:
            return harvests.register(own, asked)
    if permit is None:
        return harvests.register(work.acting(world.who.recorder), asked)
    return _counted(work, asked, permit)


def _of_first_crop(world: World, asked: HarvestRequest) -> HarvestRequest:
    with world.view() as view:
        crops = areas.crops_of(view.db, area_codes.known(view, asked.area_code).id)
        return dataclasses.replace(asked, crop=crops[0].code)


def _counted(work: Work, asked: HarvestRequest, permit: models.CodeAuthorization) -> Registered:
    place = areas.place_by_code(work.db, asked.place or "")
    crop = product_queries.crop(work.db, "sanh_orange")
    assert place is not None
    assert crop is not None
    harvest = season_balance.Harvest(
        place=place,
        crop=crop,
        day=asked.harvested_on,
        amount=asked.quantity.amount,
        area=area_codes.known(work, asked.area_code),
        authorization=permit,
    )
    return Registered("", "", (), season_balance.count(work, harvest))


def used(world: World, place: str) -> int:
    """What a place has used of the season of the day of picking."""
    with world.view() as view:
        row = areas.place_by_code(view.db, place)
        assert row is not None
        wanted = select(models.SeasonUse.used).where(
            models.SeasonUse.subject_kind == queries.PLACE, models.SeasonUse.subject_id == row.id
        )
        return sum(view.db.scalars(wanted))
