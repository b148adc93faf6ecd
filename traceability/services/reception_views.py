"""Days of buying as their own cooperative sees them: the list, one day, one slip, who may sell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.data.processes import template_of
from traceability.data.slip_grades import grade_words, slip_grades
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.process import Grade, Part, Words
from traceability.domain.sellers import Seller
from traceability.domain.weigh_slips import Scale, amount_due
from traceability.services import (
    closed_days,
    densities,
    packed_formats,
    parties,
    places_shown,
    receptions,
    slip_grounds,
    warned_ceilings,
)
from traceability.services.closed_days import Lot
from traceability.services.densities import Density
from traceability.services.differences import facts as facts_of
from traceability.services.places_shown import Where
from traceability.services.receptions import Opened
from traceability.services.slip_grounds import Ground
from traceability.store.models import Batch, BatchStock, Event, Party, Reception, WeighSlip
from traceability.store.models import Crop as CropRow
from traceability.store.queries import areas, events, products
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading

PAGE = 30
#: So many slips stand below the form of the next one.
NEWEST = 10


@dataclass(frozen=True)
class Crop:
    """What is bought: its code, names, family and unit (g or ml)."""

    code: str
    vi: str
    en: str
    family: str
    unit: str

    @property
    def grades(self) -> tuple[Grade, ...]:
        """What it is sorted into at the scale."""
        return slip_grades(self.family)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Which parts of the plant may be brought, where the family asks for the part."""
        return template_of(self.family).parts

    @property
    def moist(self) -> bool:
        """Whether the family measures moisture as goods come in."""
        return any(each.code == "moisture" for each in template_of(self.family).at_harvest)


@dataclass(frozen=True)
class DayLine:
    """A reception in the list: how many slips, what they weigh net."""

    code: str
    crop: Crop
    day: dt.date
    building: str | None
    open: bool
    slips: int
    net: int


@dataclass(frozen=True)
class SlipLine:
    """A slip; amounts in the crop's unit. ``price`` and ``due`` are for whom prices are.

    ``area_code`` is the growing-area code as issued, ``None`` outside every code; ``where`` the
    commune it comes from. ``left`` is what is on hand of its batch; ``season_reason`` why it was
    taken above its season's warning; by ``density`` what was weighed became litres.
    """

    code: str
    number: int
    seller: Seller
    gross: int
    bags: int
    tare: int
    deduction_ppm: int
    net: int
    payable: int
    grade: str | None
    grade_words: Words | None
    load: int | None
    price: int | None
    due: int | None
    area_code: str | None
    where: Where
    batch: str
    lot_code: str
    left: int
    retracted: bool
    held: bool
    recorded_at: dt.datetime
    amended: bool = False
    weighed: Scale | None = None
    season_reason: str | None = None
    density: Density | None = None


@dataclass(frozen=True)
class Sum:
    """What adds up under a seller or grade; ``unpriced`` slips have no part in what is ``due``."""

    name: str
    slips: int
    net: int
    payable: int
    due: int | None
    unpriced: int


@dataclass(frozen=True)
class DayPage:
    """A day of buying with its slips by number, or only the newest of its ``count``.

    ``net`` is what all of them weigh, ``part`` the part of the plant on the last one.
    """

    code: str
    crop: Crop
    day: dt.date
    building: str | None
    open: bool
    version: int
    scale_total: int | None
    holder: str
    count: int
    net: int
    slips: tuple[SlipLine, ...]
    lots: tuple[Lot, ...]
    part: str | None = None

    @property
    def payable(self) -> int:
        """What all slips are paid for."""
        return sum(each.payable for each in self.slips)

    @property
    def due(self) -> int | None:
        """What all slips with a price come to; None where none has one."""
        return _due(self.slips)

    @property
    def last(self) -> SlipLine | None:
        """The slip that was recorded last."""
        return self.slips[-1] if self.slips else None

    def by_seller(self) -> tuple[Sum, ...]:
        """The sums of each seller, by number."""
        sellers = sorted({each.seller for each in self.slips}, key=lambda each: each.number)
        return tuple(
            _sum(seller.shown, [each for each in self.slips if each.seller == seller])
            for seller in sellers
        )

    def by_grade(self) -> tuple[tuple[Words | None, Sum], ...]:
        """The sums of each grade, in the order of the crop's grades, what has none last."""
        order = [each.code for each in self.crop.grades]
        codes = {each.grade for each in self.slips}
        ranked = sorted(codes, key=lambda code: order.index(code) if code in order else 99)
        return tuple(
            (
                grade_words(self.crop.family, code),
                _sum(code or "", [each for each in self.slips if each.grade == code]),
            )
            for code in ranked
        )


@dataclass(frozen=True)
class Desk:
    """What the form of a slip needs: who may sell."""

    sellers: tuple[Seller, ...]

    def of(self, code: str) -> Seller | None:
        """The seller of a household's code."""
        return next((each for each in self.sellers if each.code == code), None)


@dataclass(frozen=True)
class SlipPage:
    """One slip with its day."""

    day: DayPage
    slip: SlipLine
    ground: str | None


def listed(view: Reading, actor: Actor, page: int = 1) -> tuple[tuple[DayLine, ...], bool]:
    """The receptions of the actor's cooperative, open ones first; whether there are older ones."""
    holder = _holder(view, actor)
    found = queries.of_holder(view.db, holder.id, PAGE + 1, (page - 1) * PAGE)
    return _lines(view, found[:PAGE]), len(found) > PAGE


def open_days(view: Reading, actor: Actor, *, today: bool = False) -> tuple[DayLine, ...]:
    """The receptions that are open, of any day or of today."""
    holder = _holder(view, actor)
    return _lines(view, queries.open_on(view.db, holder.id, view.today if today else None))


def _lines(view: Reading, rows: Sequence[Reception]) -> tuple[DayLine, ...]:
    totals = queries.totals(view.db, [row.id for row in rows])
    crops = {each.code: each for each in crops_shown(view)}
    return tuple(
        DayLine(
            row.code,
            crops[row.crop_code],
            row.day,
            _building(view, row),
            row.state == "open",
            *totals.get(row.id, (0, 0)),
        )
        for row in rows
    )


def day(view: Reading, actor: Actor, code: str) -> DayPage:
    """One day of buying; another cooperative's is ``NotFound``."""
    opened = receptions.known(view, actor, code, Action.SEE_BATCH)
    return page_of(view, actor, opened)


def counter(view: Reading, actor: Actor, code: str) -> DayPage:
    """The same as the form of the next slip needs it: of an open day only the newest slips."""
    opened = receptions.known(view, actor, code, Action.SEE_BATCH)
    return page_of(view, actor, opened, NEWEST if opened.row.state == "open" else None)


def page_of(
    view: Reading,
    actor: Actor,
    opened: Opened,
    newest: int | None = None,
    *,
    retracted: bool = False,
) -> DayPage:
    """The same from rows that were looked up already; slips taken back only if asked for."""
    row = opened.row
    rows = queries.slips(view.db, row.id, newest, retracted=retracted)
    count, net = queries.totals(view.db, [row.id]).get(row.id, (0, 0))
    return DayPage(
        code=row.code,
        crop=_crop(opened.crop),
        day=row.day,
        building=_building(view, row),
        open=row.state == "open",
        version=row.version,
        scale_total=row.scale_total,
        holder=parties.name_of(view, opened.holder),
        count=count,
        net=net,
        slips=tuple(_slips(view, actor, opened, rows)),
        lots=closed_days.lots(view, opened) if row.state == "closed" else (),
        part=_part(view, opened.crop, rows),
    )


def _part(
    view: Reading, crop: CropRow, rows: Sequence[tuple[WeighSlip, Batch, BatchStock, Party]]
) -> str | None:
    """The part that the last slip told; asked of the record only where the family has parts."""
    if not rows or not template_of(crop.family).parts:
        return None
    told: str | None = packed_formats.told_of(view, rows[-1][1]).get("part")
    return told


def slip(view: Reading, actor: Actor, code: str) -> SlipPage:
    """One slip; another cooperative's is ``NotFound``."""
    found = queries.slip(view.db, code)
    reception = "" if found is None else found[1].code
    opened = receptions.known(view, actor, reception, Action.SEE_BATCH)
    page = page_of(view, actor, opened, retracted=True)
    line = next(each for each in page.slips if each.code == code)
    place = None if found is None else queries.place_of(view.db, found[0])
    names = {} if place is None else party_queries.names(view.db, [place.code], "place")
    return SlipPage(page, line, None if place is None else names.get(place.code, place.code))


def desk(view: Reading, actor: Actor) -> Desk:
    """The households that may sell, none that was erased."""
    holder = _holder(view, actor)
    rows = [row for row in party_queries.households(view.db, holder.id) if row.erased_at is None]
    seen = may(actor, Action.SEE_HOUSEHOLDS, Thing(holder=holder.id))
    names = party_queries.names(view.db, [row.code for row in rows]) if seen else {}
    return Desk(tuple(_seller(row, names) for row in rows))


def grounds(
    view: Reading, actor: Actor, reception: str, seller: str, *, every: bool = False
) -> tuple[Ground, ...]:
    """From where a seller's goods may come at a reception, the last used first."""
    opened = receptions.known(view, actor, reception, Action.RECORD_RECEPTION)
    household = party_queries.by_code(view.db, seller)
    if household is None or household.tenant_id != opened.holder.id:
        return ()
    look = slip_grounds.every if every else slip_grounds.options
    return look(view, opened.holder, household, opened.crop, opened.row.day)


def gardenless(view: Reading, actor: Actor, reception: str, seller: str) -> bool:
    """Whether a household of the cooperative works no garden of what a reception buys."""
    opened = receptions.known(view, actor, reception, Action.RECORD_RECEPTION)
    household = party_queries.by_code(view.db, seller)
    if household is None or household.tenant_id != opened.holder.id:
        return False
    day = opened.row.day
    worked = slip_grounds.worked(view, opened.holder, household, opened.crop, day)
    return household.standing != "outside" and not worked


def as_seller(view: Reading, household: Party) -> Seller:
    """A household as somebody who sells; the caller has asked ``may``."""
    return _seller(household, party_queries.names(view.db, [household.code]))


def _holder(view: Reading, actor: Actor) -> Party:
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    return holder


def crops_shown(view: Reading) -> list[Crop]:
    """Every crop, as these pages show one."""
    return [_crop(each) for each in products.crops(view.db)]


def _crop(row: CropRow) -> Crop:
    return Crop(row.code, row.name_vi, row.name_en, row.family, row.unit)


def _seller(row: Party, names: Mapping[str, str]) -> Seller:
    return Seller(row.code, row.number or 0, names.get(row.code, ""))


def _building(view: Reading, row: Reception) -> str | None:
    if row.building_id is None:
        return None
    place = areas.places_by_ids(view.db, [row.building_id])[row.building_id]
    return party_queries.names(view.db, [place.code], "place").get(place.code, place.code)


def _slips(
    view: Reading,
    actor: Actor,
    opened: Opened,
    rows: Sequence[tuple[WeighSlip, Batch, BatchStock, Party]],
) -> list[SlipLine]:
    names = party_queries.names(view.db, list({seller.code for *_rest, seller in rows}))
    prices: Mapping[str, str] = {}
    if may(actor, Action.SEE_PRICES, opened.thing):
        prices = queries.prices(view.db, opened.row.id)
    codes = areas.codes_by_ids(view.db, [b.area_code_id for _s, b, *_r in rows if b.area_code_id])
    covering = recall_queries.covering(view.db, [batch.id for _slip, batch, *_rest in rows])
    stood = {key: _where(view, key) for key in {batch.place_id for _slip, batch, *_rest in rows}}
    told = events.by_seq(view.db, [row.event_seq for row, *_rest in rows])
    found = []
    for row, batch, stock, seller in rows:
        price = int(prices[row.code]) if row.code in prices else None
        area = codes.get(batch.area_code_id or 0)
        found.append(
            SlipLine(
                code=row.code,
                number=row.number,
                seller=_seller(seller, names),
                gross=row.gross,
                bags=row.bags,
                tare=row.tare,
                deduction_ppm=row.deduction_ppm,
                net=row.net,
                payable=row.payable,
                grade=row.grade,
                grade_words=grade_words(opened.crop.family, row.grade),
                load=row.load,
                price=price,
                due=None if price is None else amount_due(row.payable, price),
                area_code=None if area is None else area.raw,
                where=stood[batch.place_id],
                batch=batch.code,
                lot_code=batch.lot_code,
                left=stock.on_hand,
                retracted=stock.state == "retracted",
                held=any(each.lift is None for each in covering[batch.id]),
                recorded_at=row.recorded_at,
                amended=told[row.event_seq].corrects is not None,
                weighed=_weighed(told[row.event_seq]),
                density=densities.told(facts_of(told[row.event_seq])),
                season_reason=warned_ceilings.season_reason(told[row.event_seq]),
            )
        )
    return found


def _weighed(event: Event) -> Scale | None:
    """What the scale read in grams of goods that are kept by volume, if they were weighed."""
    slip = facts_of(event).get("slip")
    read = slip.get("weighed") if isinstance(slip, dict) else None
    return Scale(read["gross"], read["bags"], read["tare"]) if isinstance(read, dict) else None


def _where(view: Reading, place_id: int | None) -> Where:
    now = areas.revision(view.db, place_id or 0)
    return places_shown.where(view, now.commune_code, now.old_commune_code)


def _sum(name: str, slips: Sequence[SlipLine]) -> Sum:
    return Sum(
        name,
        len(slips),
        sum(each.net for each in slips),
        sum(each.payable for each in slips),
        _due(slips),
        sum(each.due is None for each in slips),
    )


def _due(slips: Sequence[SlipLine]) -> int | None:
    known = [each.due for each in slips if each.due is not None]
    return sum(known) if known else None
