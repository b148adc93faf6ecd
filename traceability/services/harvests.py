"""Harvests: what was picked is recorded; a harvest that its code does not cover is held.

Under another's code a harvest stands as far as a permission carries it; else it stands outside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from traceability.domain import balance
from traceability.domain.accepting import Accepted
from traceability.domain.access import Action, Thing, require
from traceability.domain.authorizations import Asked, Outside
from traceability.domain.capacity import Balance
from traceability.domain.errors import Invalid, Together
from traceability.domain.events import Action as EventAction
from traceability.domain.events import (
    Disposition,
    EventStep,
    Kind,
    Occurrence,
    Role,
    Subject,
)
from traceability.domain.gathering import Caution
from traceability.domain.holds import HarvestUnderCode, HoldReason, judge_harvest
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.domain.quantity import Quantity
from traceability.services import (
    area_codes,
    batches,
    harvest_claims,
    harvest_facts,
    households,
    late_entries,
    outside_grounds,
    overlaps,
    parties,
    phi,
    photos,
    recalls,
    recording,
    season_balance,
    warned_ceilings,
)
from traceability.services.harvest_claims import Claim
from traceability.services.harvest_facts import Stated
from traceability.services.photos import Prepared
from traceability.services.season_balance import Judged
from traceability.store.models import AreaCode, Batch, Crop, Party, Place
from traceability.store.queries import areas, products
from traceability.store.unit import Work


@dataclass(frozen=True)
class HarvestRequest:
    """A harvest: short codes of code, place and household; the day; how much in g or ml.

    ``late_reason`` is kept where the entry comes late, and is needed there. ``estimated``: the
    goods wait for the scale, and ``quantity`` is a guess until then. Without a code the goods stand
    outside every code: from a place of one's own, or from a seller's commune, which only the weigh
    slip tells. What is kept by volume may be weighed instead, by a
    ``density`` (g/l) or the one assumed; ``measures`` and ``part`` as the family's template has
    them. ``device_at`` is evidence. ``accepts`` says why it is recorded where its season passes the
    warning, and is needed there.
    """

    area_code: str | None
    harvested_on: dt.date
    quantity: Quantity
    place: str | None = None
    crop: str | None = None
    household: str | None = None
    lot_code: str | None = None
    late_reason: str | None = None
    photo: Prepared | None = None
    estimated: bool = False
    density: int | None = None
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    part: str | None = None
    device_at: dt.datetime | None = None
    slip: Slip | None = None
    accepts: Accepted | None = None


@dataclass(frozen=True)
class Slip:
    """The weigh slip that tells a harvest: its short code, what its leaf says, its grade.

    ``much``: it holds more than one slip usually does, and somebody says why.
    """

    code: str
    facts: Mapping[str, object]
    grade: str | None = None
    much: bool = False


@dataclass(frozen=True)
class Registered:
    """The new batch's short code and lot code, why it is held, if it is, how its season stands.

    ``warned`` is what it was stored with all the same. ``outside`` tells why it stands under no
    code, where another's was named and does not carry it.
    """

    code: str
    lot_code: str
    held: tuple[HoldReason, ...]
    season: Judged
    outside: Outside | None = None
    warned: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class _Ground:
    """Where a harvest comes from, as rows; ``area`` is the code that was named, if any."""

    holder: Party
    area: AreaCode | None
    place: Place
    crop: Crop
    household: Party | None


def register(work: Work, asked: HarvestRequest) -> Registered:
    """Record a harvest under a code. What contradicts itself is refused; the rest is stored."""
    work.share_judgement()
    ground = _ground(work, asked)
    private, stated = _judged_alone(work, asked, ground)
    asked = replace(asked, quantity=Quantity(stated.amount, _unit(ground.crop)))
    waits = phi.over(work, ground.place, ground.crop.code, asked.harvested_on)
    claim = _claim(work, asked, ground)
    lot = batches.lot_code(work, ground.holder.id, ground.crop, asked.harvested_on, asked.lot_code)
    season = _count(work, asked, ground, claim)
    much = asked.slip is not None and asked.slip.much
    warned = warned_ceilings.of_harvest(season, asked.accepts, ground.crop.unit, much=much)
    reasons = _ground_in_question(work, ground)
    if claim.under is not None:
        reasons = _judge(work, asked, ground, claim.under)
    if season.verdict is Balance.HOLD:
        reasons = (*reasons, HoldReason.OVER_CEILING)
    if waits:
        reasons = (*reasons, HoldReason.INSIDE_PHI)
    code = recording.issue_code(work, "batch")
    told = {**season.facts(), **stated.facts, **warned.facts}
    private |= warned.private
    batch = _store(work, asked, ground, claim, (code, lot), private, told)
    harvest_claims.note_use(work, claim, batch, asked.quantity.amount)
    for reason in reasons:
        grounds = phi.because(waits) if reason is HoldReason.INSIDE_PHI else ()
        recalls.hold_judged(work, ground.holder, batch, reason, because=grounds)
    harvest_facts.tell_offices(work, ground.place, ground.crop, batch, stated.cautions)
    return Registered(code, lot, reasons, season, claim.outside, stated.cautions)


def _stated(work: Work, asked: HarvestRequest, ground: _Ground) -> Stated:
    sold_from = None
    if asked.slip is not None and ground.household is not None:
        sold_from = ground.household.commune_code or ground.holder.commune_code
    said = harvest_facts.Asked(asked.quantity, asked.density, asked.measures, asked.part, sold_from)
    return harvest_facts.state(work, ground.place, ground.crop, asked.harvested_on, said)


def _judged_alone(
    work: Work, asked: HarvestRequest, ground: _Ground
) -> tuple[dict[str, str], Stated]:
    """What is kept in private and what is stated; what is wrong with either is told at once."""
    told, private = Together(), dict[str, str]()
    with told.check():
        private = _check(work, asked, ground)
    with told.last():
        return private, _stated(work, asked, ground)


def _unit(crop: Crop) -> Literal["g", "ml"]:
    return "ml" if crop.unit == "ml" else "g"


def _claim(work: Work, asked: HarvestRequest, ground: _Ground) -> Claim:
    if ground.area is None:
        return Claim(None)
    if harvest_facts.stood_elsewhere(work, ground.place, asked.harvested_on):
        return Claim(ground.area, outside=Outside.STOOD_ELSEWHERE)
    wanted = Asked(ground.crop.code, asked.harvested_on, asked.quantity.amount)
    return harvest_claims.claim(work, ground.area, ground.holder, wanted)


def _count(work: Work, asked: HarvestRequest, ground: _Ground, claim: Claim) -> Judged:
    if ground.place.kind == OUTSIDE_GROUND:
        return season_balance.uncounted(work, ground.crop, asked.harvested_on)
    harvest = season_balance.Harvest(
        place=ground.place,
        crop=ground.crop,
        day=asked.harvested_on,
        amount=asked.quantity.amount,
        area=claim.under,
        authorization=claim.authorization,
    )
    return season_balance.count(work, harvest)


def _ground(work: Work, asked: HarvestRequest) -> _Ground:
    if asked.area_code is None:
        return _outside(work, asked)
    area, holder = harvest_claims.recorder_of(work, asked.area_code)
    work.lock_party(holder.id)  # before what was lent to it, as where a slip enters its seller
    work.lock_grounds([area.holder_id])
    place = area_codes.place_under(work, area, asked.place)
    crop = _crop(work, area, asked.crop, harvest_claims.crops(work, area, holder))
    return _Ground(holder, area, place, crop, households.named(work, holder, asked.household))


def _outside(work: Work, asked: HarvestRequest) -> _Ground:
    """Goods under no code: a place of one's own that the crop grows on, or the seller's commune."""
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.RECORD_HARVEST, Thing(holder=holder.id))
    work.lock_party(holder.id)
    work.lock_grounds([holder.id])
    if asked.crop is None:
        raise Invalid("crop_needed", "crop", crops=[])
    crop = products.crop(work.db, asked.crop)
    if crop is None:
        raise Invalid("crop_unknown", "crop", crop=asked.crop)
    household = households.named(work, holder, asked.household)
    place = outside_grounds.of(work, holder, household, crop, asked.place)
    return _Ground(holder, None, place, crop, household)


def _crop(work: Work, area: AreaCode, asked: str | None, given: list[str] | None) -> Crop:
    """The crop named, or the only one of the code, or of what was ``given`` to a grantee."""
    granted = areas.crops_of(work.db, area.id)
    granted = [crop for crop in granted if given is None or crop.code in given]
    if asked is None:
        if len(granted) == 1:
            return granted[0]
        raise Invalid("crop_needed", "crop", crops=[crop.code for crop in granted])
    crop = products.crop(work.db, asked)
    if crop is None:
        raise Invalid("crop_unknown", "crop", crop=asked)
    return crop


def _check(work: Work, asked: HarvestRequest, ground: _Ground) -> dict[str, str]:
    """Refuse what cannot be; gives what the event keeps in private."""
    if asked.harvested_on > work.today:
        raise Invalid("day_in_future", "harvested_on", day=asked.harvested_on, today=work.today)
    thing = Thing(holder=ground.holder.id)
    day, reason = asked.harvested_on, asked.late_reason
    return late_entries.private(work, thing, day, reason, at="harvested_on")


def _ground_in_question(work: Work, ground: _Ground) -> tuple[HoldReason, ...]:
    """Goods wait for a decision on their ground whether a code carries them or not."""
    return (HoldReason.CONFLICT_OPEN,) if overlaps.contested(work, ground.place) else ()


def _judge(
    work: Work, asked: HarvestRequest, ground: _Ground, area: AreaCode
) -> tuple[HoldReason, ...]:
    harvest = HarvestUnderCode(
        crop=ground.crop.code,
        granted=[crop.code for crop in areas.crops_of(work.db, area.id)],
        steps=area_codes.steps_of(work, area),
        harvested_on=asked.harvested_on,
        recorded_on=work.today,
        place_covered=area_codes.covers(work, area, ground.place, asked.harvested_on),
    )
    reasons = judge_harvest(harvest)
    if areas.conflicted(work.db, area) or overlaps.contested(work, ground.place):
        reasons = (*reasons, HoldReason.CONFLICT_OPEN)
    return reasons


def _store(
    work: Work,
    asked: HarvestRequest,
    ground: _Ground,
    claim: Claim,
    codes: tuple[str, str],
    private: Mapping[str, str],
    told: Mapping[str, object],
) -> Batch:
    code, lot = codes
    # The goods stand under no code, and their leaf names none, where nothing carries them.
    named = (claim.under, ground.place, ground.household, claim.authorization)
    refs = [Subject(Role.REF, each.code) for each in (*named, asked.slip) if each is not None]
    more: dict[str, object] = {} if asked.slip is None else {"slip": asked.slip.facts}
    more |= {"estimated": True} if asked.estimated else {}
    subjects = [Subject(Role.OUT, code, asked.quantity.amount, ground.crop.unit), *refs]
    what = Occurrence(
        kind=Kind.OBJECT,
        action=EventAction.ADD,
        step=EventStep.HARVEST,
        disposition=Disposition.ACTIVE,
        subjects=tuple(subjects),
        occurred_on=asked.harvested_on,
        place=ground.place.code,
        facts={"crop": ground.crop.code, "lot_code": lot, **told, **more},
        private=private,
        files=photos.keep(work, ground.holder.id, asked.photo),
        device_at=asked.device_at,
    )
    event = recording.record(work, ground.holder.id, ground.holder.code, what)
    batch = batches.header(
        event,
        code=code,
        holder_id=ground.holder.id,
        stage="harvest",
        crop_code=ground.crop.code,
        unit=ground.crop.unit,
        lot_code=lot,
        made_on=asked.harvested_on,
        place_id=ground.place.id,
        area_code_id=None if claim.under is None else claim.under.id,
        grade=None if asked.slip is None else asked.slip.grade,
        household_id=None if ground.household is None else ground.household.id,
    )
    batches.add(work, batch, asked.quantity.amount, draws=[], estimated=asked.estimated)
    batches.add_origin(work, batch, {(ground.place.id, batch.area_code_id): balance.PPM})
    return batch
