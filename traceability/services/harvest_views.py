"""What a harvest is recorded from: the grounds and households to choose, and what is foreseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.data.processes import template_of
from traceability.domain.accepting import FORESEEN
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.authorizations import Outside
from traceability.domain.growing_area import Status
from traceability.domain.holds import HoldReason
from traceability.domain.process import Part, Template
from traceability.services import (
    area_codes,
    batches,
    harvests,
    known_facts,
    lent_codes,
    parties,
    phi_views,
    season_views,
)
from traceability.services.harvests import HarvestRequest
from traceability.services.known_facts import LotFacts
from traceability.services.lent_codes import LentCode, LentPlace
from traceability.services.phi_views import Interval
from traceability.services.season_balance import Judged
from traceability.services.season_views import Gauge
from traceability.store.models import AreaCode, Batch, Crop, Place
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import harvest_choices as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import products
from traceability.store.unit import Reading, Rehearsal


@dataclass(frozen=True)
class Ground:
    """A place under a code, for one crop: ``key`` is ``AREACODE/PLACE`` and, if need be, a crop.

    ``raw`` is the code as issued, ``unit`` the crop's base unit (g or ml), ``family`` how it is
    made. Under another's code
    ``lent`` says by which permission, and ``at`` where the place is: its name is not told.
    """

    key: str
    raw: str
    place: str
    crop: str
    crop_en: str
    unit: str
    several_crops: bool
    family: str
    lent: LentCode | None = None
    at: LentPlace | None = None


@dataclass(frozen=True)
class Household:
    """A household of the cooperative, for its own members to choose."""

    code: str
    number: int
    name: str


@dataclass(frozen=True)
class Choices:
    """What the form offers; ``usual`` is the ground of the last harvest, else the first."""

    grounds: tuple[Ground, ...]
    households: tuple[Household, ...]
    usual: Ground | None

    @property
    def template(self) -> Template | None:
        """How the goods of the usual ground are made; of the first where there is none."""
        found = self.usual or next(iter(self.grounds), None)
        return None if found is None else template_of(found.family)

    @property
    def family(self) -> str | None:
        """The family of all grounds, where it is one."""
        found = {each.family for each in self.grounds}
        return found.pop() if len(found) == 1 else None

    @property
    def by_volume(self) -> bool:
        """Whether something is harvested that is kept by volume."""
        return any(each.unit == "ml" for each in self.grounds)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of plants to choose from, where any of the grounds bears such."""
        found = (template_of(each.family).parts for each in self.grounds)
        return next((parts for parts in found if parts), ())

    def ground(self, key: str) -> Ground | None:
        """The ground of a key."""
        return next((each for each in self.grounds if each.key == key), None)

    def household(self, code: str) -> Household | None:
        """The household of a code."""
        return next((each for each in self.households if each.code == code), None)


@dataclass(frozen=True)
class Foreseen:
    """What recording would meet: the code's status on the day, why it is held, the balance.

    ``gauges`` are the place's and the code's season as they would stand after it, ``amount`` what
    is stored in the crop's unit, ``facts`` what would be known of the lot. ``outside`` says
    why the goods would stand outside another's code, ``intervals`` what they would wait for.
    ``usual`` is the most that one harvest of the place gave lately, where this is far above it.
    """

    status: Status
    held: tuple[HoldReason, ...]
    season: Judged
    gauges: tuple[Gauge, ...]
    amount: int
    facts: LotFacts
    outside: Outside | None = None
    intervals: tuple[Interval, ...] = ()
    usual: int | None = None


#: So many times the most of the newest harvests of a place is asked about: a nought too many.
_FAR_ABOVE = 5
#: How many of them are looked at, and how few say nothing.
_NEWEST, _FEWEST = 20, 2


def choices(view: Reading, actor: Actor) -> Choices:
    """The grounds and households of the actor's cooperative."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.RECORD_HARVEST, Thing(holder=holder.id))
    rows = queries.places_under_codes(view.db, holder.id, view.today)
    crops = queries.crops_granted(view.db, holder.id)
    names = party_queries.names(view.db, [place.code for _, place in rows], "place")
    grounds = [
        (area, place, crop, _ground(area, place, crop, crops[area.id], names))
        for area, place in rows
        for crop in crops.get(area.id, [])
    ]
    last = queries.newest_harvest(view.db, holder.id)
    used = [ground for area, place, crop, ground in grounds if _is_of(last, area, place, crop)]
    shown = (*(ground for *_, ground in grounds), *_lent(view, actor))
    return Choices(shown, households_of(view, actor, holder.id), (*used, *shown, None)[0])


def households_of(view: Reading, actor: Actor, holder_id: int) -> tuple[Household, ...]:
    """The households of a cooperative to choose from, for who may see them."""
    seen = may(actor, Action.SEE_HOUSEHOLDS, Thing(holder=holder_id))
    return _households(view, holder_id) if seen else ()


def foresee(work: Rehearsal, asked: HarvestRequest) -> Foreseen:
    """What recording ``asked`` would meet, by recording it in a rehearsal.

    The same use case judges, so that what is told here is what will happen; refuses as
    ``harvests.register`` does.
    """
    made = harvests.register(work, replace(asked, accepts=FORESEEN))
    area = area_codes.known(work, asked.area_code or "")
    status = area_codes.status_on(work, area, asked.harvested_on)
    batch = batches.known(work, made.code)
    made_here = batch_queries.harvested_here(work.db, batch, _NEWEST)
    amount = batch_queries.stock(work.db, batch.id).made
    far = len(made_here) >= _FEWEST and amount > _FAR_ABOVE * max(made_here)
    seen = season_views.over(work, work.actor, batch)
    waits = phi_views.of_batch(work, work.actor, batch)
    return Foreseen(
        status=status,
        held=made.held,
        season=made.season,
        gauges=seen.gauges,
        amount=amount,
        facts=known_facts.of_batch(work, batch),
        outside=made.outside,
        intervals=waits,
        usual=max(made_here) if far else None,
    )


def _lent(view: Reading, actor: Actor) -> Iterator[Ground]:
    """The places under the codes of others, each for the crop that was permitted."""
    families = {crop.code: crop.family for crop in products.crops(view.db)}
    for code in lent_codes.usable(view, actor):
        for place in code.places:
            yield Ground(
                key=f"{code.area_code}/{place.code}/{code.crop}",
                raw=code.raw,
                place="",
                crop=code.crops["vi"],
                crop_en=code.crops["en"],
                unit=code.unit,
                several_crops=code.several_crops,
                family=families[code.crop],
                lent=code,
                at=place,
            )


def _is_of(last: Batch | None, area: AreaCode, place: Place, crop: Crop) -> bool:
    return last is not None and (last.area_code_id, last.place_id, last.crop_code) == (
        area.id,
        place.id,
        crop.code,
    )


def _ground(
    area: AreaCode, place: Place, crop: Crop, granted: Sequence[Crop], names: Mapping[str, str]
) -> Ground:
    several = len(granted) > 1
    return Ground(
        key="/".join([area.code, place.code, *([crop.code] if several else [])]),
        raw=area.raw,
        place=names.get(place.code, place.code),
        crop=crop.name_vi,
        crop_en=crop.name_en,
        unit=crop.unit,
        several_crops=several,
        family=crop.family,
    )


def _households(view: Reading, holder_id: int) -> tuple[Household, ...]:
    rows = [row for row in party_queries.households(view.db, holder_id) if row.erased_at is None]
    names = party_queries.names(view.db, [row.code for row in rows])
    return tuple(
        Household(row.code, row.number or 0, names.get(row.code, row.code)) for row in rows
    )
