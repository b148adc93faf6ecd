"""Weigh slips: one seller's goods on the scale, recorded at once as one harvest batch.

The batch holds the physical net, so that the season's balance, holds and stock count what is there;
what is paid for is the net less the deduction. The leaf of the harvest says all figures of the
slip, the price stands in private.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

from traceability.data.slip_grades import slip_grades
from traceability.domain.accepting import Accepted
from traceability.domain.access import Action
from traceability.domain.authorizations import Outside
from traceability.domain.errors import Conflict, Fault, Invalid, RuleBroken, Together
from traceability.domain.gathering import Caution
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity, Unit
from traceability.domain.weigh_slips import MOST_PRICE, Scale, Truck
from traceability.services import (
    batches,
    densities,
    harvest_claims,
    harvests,
    households,
    receptions,
    recording,
    slip_grounds,
    warned_ceilings,
)
from traceability.services.households import HouseholdRequest
from traceability.services.receptions import OF_SLIP, Opened
from traceability.services.slip_grounds import Ground
from traceability.store.models import Party, WeighLoad, WeighSlip
from traceability.store.queries import parties as party_queries
from traceability.store.queries import receptions as queries
from traceability.store.unit import Work

MOST_LINES = 40


@dataclass(frozen=True)
class NewSeller:
    """Somebody who sells for the first time and belongs to no cooperative."""

    name: str
    commune: str | None = None
    old_commune: str | None = None


@dataclass(frozen=True)
class Line:
    """What one seller brought: a household by code, or a new one; the figures of the scale.

    ``unit`` is what the scale reads, g or ml: goods that are kept by volume may be weighed, by a
    ``density`` (g/l) or the one assumed; ``tare_unit`` is that of the bags where they weigh
    anything.
    ``ground`` is a key of ``slip_grounds``, needed where it is not known; ``price`` is in đồng a
    kilogram or litre. ``part``, ``measures`` and ``accepts`` are those of the harvest.
    """

    scale: Scale
    unit: str
    seller: str | None = None
    new_seller: NewSeller | None = None
    ground: str | None = None
    grade: str | None = None
    price: int | None = None
    part: str | None = None
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    accepts: Accepted | None = None
    tare_unit: str | None = None
    density: int | None = None


@dataclass(frozen=True)
class SlipRequest:
    """One slip for a reception."""

    reception: str
    line: Line


@dataclass(frozen=True)
class SlipOfDay:
    """One slip as other software sends it: for a reception, or for a crop on a day (today)."""

    reception: str | None
    crop: str | None
    day: dt.date | None
    line: Line


@dataclass(frozen=True)
class LoadRequest:
    """A truck that gathered from several gardens: its lines, its own weights, its plate."""

    reception: str
    lines: tuple[Line, ...]
    truck: Truck = field(default_factory=Truck)
    plate: str | None = None


@dataclass(frozen=True)
class Recorded:
    """A slip: its code and number of the day, its batch, and why that is held, if it is.

    ``outside`` tells why it stands under no code, where one that was lent does not carry it;
    ``warned`` what it was stored with all the same.
    """

    code: str
    number: int
    batch: str
    seller: str
    net: int
    payable: int
    held: tuple[HoldReason, ...]
    outside: Outside | None = None
    warned: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class _Load:
    """A truck on its way through the book; ``entered`` are its new sellers, met once each."""

    number: int
    truck: Truck
    plate: str | None
    entered: dict[NewSeller, Party] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        return {"number": self.number, "gross": self.truck.gross, "tare": self.truck.tare}


def record(work: Work, asked: SlipRequest) -> Recorded:
    """Record a slip. Its fields are named in refusals as the form names them."""
    work.share_judgement()
    opened = _opened(work, asked.reception)
    return _record(work, opened, asked.line, None)


def _opened(work: Work, reception: str) -> Opened:
    """The open day, locked with the grounds that its sellers may bring from."""
    opened = receptions.locked(work, reception)
    harvest_claims.hold_every_ground(work, opened.holder.id)
    return opened


def record_of_day(work: Work, asked: SlipOfDay) -> Recorded:
    """Record a slip of software: its seller may be the number on a card."""
    work.share_judgement()
    reception = asked.reception
    if reception is None:
        if asked.crop is None:
            raise Invalid("required", "reception")
        day = asked.day or work.today
        reception = receptions.open_day(work, receptions.OpenRequest(asked.crop, day))
    opened = _opened(work, reception)
    return _record(work, opened, _numbered(work, opened, asked.line), None)


def _numbered(work: Work, opened: Opened, line: Line) -> Line:
    if line.seller is None or not line.seller.isdecimal():
        return line
    rows = party_queries.households(work.db, opened.holder.id)
    found = [row for row in rows if row.number == int(line.seller) and row.erased_at is None]
    return replace(line, seller=found[0].code) if found else line


def record_load(work: Work, asked: LoadRequest) -> tuple[Recorded, ...]:
    """Record all lines of a truck, or none; a fault stands at ``lines.2.field``.

    Refused with ``lines_above_truck`` where they weigh more than what was on the truck.
    """
    work.share_judgement()
    opened = _opened(work, asked.reception)
    if not 1 <= len(asked.lines) <= MOST_LINES:
        raise Invalid("too_many_lines", "lines", most=MOST_LINES)
    asked.truck.check(_nets(work, opened, asked.lines), opened.crop.unit)
    number = queries.last_load(work.db, opened.row.id) + 1
    work.add(
        WeighLoad(
            reception_id=opened.row.id,
            number=number,
            gross=asked.truck.gross,
            tare=asked.truck.tare,
        )
    )
    load = _Load(number, asked.truck, asked.plate)
    return tuple(
        _record_line(work, opened, line, load, place) for place, line in enumerate(asked.lines, 1)
    )


def _nets(work: Work, opened: Opened, lines: Sequence[Line]) -> Iterator[int]:
    for place, line in enumerate(lines, 1):
        with _line_at(place):
            net = _kept(work, opened, line).net
        yield net


def _record_line(work: Work, opened: Opened, line: Line, load: _Load, place: int) -> Recorded:
    with _line_at(place):
        return _record(work, opened, line, load)


@contextmanager
def _line_at(place: int) -> Iterator[None]:
    """Whatever is refused within stands at a line of the truck."""
    try:
        yield
    except (Invalid, Conflict, RuleBroken) as refusal:
        refusal.faults = tuple(
            Fault(each.code, f"lines.{place}.{each.field or ''}", each.facts)
            for each in refusal.faults
        )
        raise


def _record(work: Work, opened: Opened, line: Line, load: _Load | None) -> Recorded:
    crop, row = opened.crop, opened.row
    _check(opened, line)
    kept_as = _kept(work, opened, line)
    seller = _seller(work, opened, line, {} if load is None else load.entered)
    found = slip_grounds.options(work, opened.holder, seller, crop, row.day)
    if line.ground is not None:
        found = slip_grounds.every(work, opened.holder, seller, crop, row.day)
    ground = slip_grounds.chosen(found, line.ground)
    much = warned_ceilings.of_slip(crop, line.scale.net, line.accepts)
    last = queries.newest(work.db, row.id)
    number = 1 if last is None else last.number + 1
    code = recording.issue_code(work, OF_SLIP)
    kept = recording.keep(work, OF_SLIP, code, _private(line, load))
    told = {
        "reception": row.code,
        "number": number,
        **stated(kept_as, line.grade),
        **({} if line.unit == crop.unit else {"weighed": weighed(line.scale)}),
        "load": None if load is None else load.facts,
        **({"values": kept} if kept else {}),
    }
    told_by = harvests.Slip(code, told, line.grade, much)
    made = _harvest(work, opened, line, (seller, ground), told_by)
    batch = batches.known(work, made.code)
    slip = WeighSlip(
        code=code,
        reception_id=row.id,
        number=number,
        seller_id=seller.id,
        gross=kept_as.gross,
        bags=kept_as.bags,
        tare=kept_as.tare,
        deduction_ppm=kept_as.deduction_ppm,
        net=kept_as.net,
        payable=kept_as.payable,
        grade=line.grade,
        load=None if load is None else load.number,
        batch_id=batch.id,
        event_seq=batch.event_seq,
        recorded_at=work.now,
    )
    work.add(slip)
    row.version += 1
    figures = (slip.net, slip.payable, made.held, made.outside, made.warned)
    return Recorded(code, number, made.code, seller.code, *figures)


def stated(scale: Scale, grade: str | None) -> dict[str, object]:
    """The figures of a slip as its leaf says them; what is paid for follows from them."""
    return {
        "gross": scale.gross,
        "bags": scale.bags,
        "tare": scale.tare,
        "deduction": scale.deduction_ppm,
        "grade": grade,
    }


def weighed(scale: Scale) -> dict[str, object]:
    """What the scale read in grams of goods that are kept by volume, as the leaf says it."""
    return {"gross": scale.gross, "bags": scale.bags, "tare": scale.tare}


def _kept(work: Work, opened: Opened, line: Line) -> Scale:
    """The figures in the crop's unit; of a weight in kg its net is what it fills, without bags."""
    crop = opened.crop
    if line.unit == crop.unit:
        return line.scale
    by = densities.harvested(work, crop, opened.row.day, line.density)
    net = densities.in_unit(Quantity(line.scale.net, cast(Unit, line.unit)), crop, by, "gross")
    return Scale(net, deduction_ppm=line.scale.deduction_ppm)


def _check(opened: Opened, line: Line) -> None:
    told = Together()
    with told.check():
        if (line.unit, opened.crop.unit) == ("ml", "g"):
            raise Invalid("unit_not_of_crop", "gross", unit=opened.crop.unit)
        if line.tare_unit not in (None, line.unit):
            raise Invalid("unit_not_of_crop", "tare", unit=line.unit)
        line.scale.check(line.unit)
    with told.check():
        grades = {each.code for each in slip_grades(opened.crop.family)}
        if line.grade is not None and line.grade not in grades:
            raise Invalid("grade_unknown", "grade", grade=line.grade)
    with told.check():
        if line.price is not None and not 1 <= line.price <= MOST_PRICE:
            raise Invalid("out_of_range", "price", highest=MOST_PRICE)
    told.settle()


def _private(line: Line, load: _Load | None) -> Mapping[str, str]:
    plate = None if load is None else load.plate
    values = {"price": None if line.price is None else str(line.price), "plate": plate}
    return {name: value for name, value in values.items() if value is not None}


def _seller(work: Work, opened: Opened, line: Line, entered: dict[NewSeller, Party]) -> Party:
    """Who brought a line; one who is new is entered with the first of its lines."""
    if line.new_seller is not None:
        if line.new_seller not in entered:
            entered[line.new_seller] = _enter(work, opened, line.new_seller)
        return entered[line.new_seller]
    if line.seller is None:
        raise Invalid("required", "seller")
    found = party_queries.by_code(work.db, line.seller)
    if found is None or found.tenant_id != opened.holder.id or found.erased_at is not None:
        raise Invalid("seller_unknown", "seller")
    return found


def _enter(work: Work, opened: Opened, new: NewSeller) -> Party:
    """Who may record slips may receive from somebody new."""
    asked = HouseholdRequest(
        new.name, commune=new.commune, old_commune=new.old_commune, standing="outside"
    )
    try:
        return households.enter(work, opened.holder, asked, Action.RECORD_RECEPTION)
    except (Invalid, Conflict) as refusal:
        named = {"name": "new_name", "commune": "new_commune", "old_commune": "new_commune"}
        faults = (Fault(f.code, named.get(f.field or "", f.field), f.facts) for f in refusal.faults)
        raise Invalid.of(tuple(faults)) from None


def _harvest(
    work: Work,
    opened: Opened,
    line: Line,
    who: tuple[Party, Ground],
    slip: harvests.Slip,
) -> harvests.Registered:
    seller, ground = who
    return harvests.register(
        work,
        harvests.HarvestRequest(
            area_code=ground.area,
            harvested_on=opened.row.day,
            quantity=Quantity(line.scale.net, cast(Unit, line.unit)),
            place=ground.place,
            crop=opened.crop.code,
            household=seller.code,
            late_reason=receptions.late_reason(work, opened.row.code),
            density=line.density,
            measures=line.measures,
            part=line.part,
            slip=slip,
            accepts=line.accepts,
        ),
    )


def sellers_of(lines: Sequence[Recorded]) -> list[str]:
    """The households that slips are about: what their request is sealed with."""
    return list(dict.fromkeys(each.seller for each in lines))
