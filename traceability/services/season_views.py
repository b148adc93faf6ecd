"""Seasons as they are read: figures for whom they are, three words for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.capacity import Balance, Ceilings, Measures
from traceability.domain.season import Window
from traceability.services import area_codes, capacities, parties, season_balance, seasons
from traceability.services.registry_views import Names, names_of
from traceability.services.season_balance import Line
from traceability.store.models import AreaCode, Batch, BatchStock, Crop, Place, PlaceRevision
from traceability.store.queries import areas, products
from traceability.store.queries import parties as party_queries
from traceability.store.queries import seasons as queries
from traceability.store.unit import Reading

#: What the public reads: within, near or over the ceiling, or that none can be counted.
PUBLIC_WORDS = {
    Balance.ACCEPT: "season_within",
    Balance.WARN: "season_near",
    Balance.HOLD: "season_over",
    Balance.NO_BASIS: "season_no_basis",
}
#: Of a season that nothing counts in yet.
NOT_BEGUN = "season_not_begun"


@dataclass(frozen=True)
class SeasonWord:
    """How a season of a crop stands, for everybody: ``word`` is a key of ``WORDS``.

    ``season_within`` "trong hạn mức", ``season_near`` "gần hạn mức", ``season_over`` "vượt hạn
    mức", ``season_no_basis`` "chưa có căn cứ để tính", ``season_not_begun`` "chưa thu hoạch".
    """

    crop: str
    season: Window
    word: str


def in_words(view: Reading, thing: Place | AreaCode, day: dt.date) -> tuple[SeasonWord, ...]:
    """The seasons of a place or code that run on a day, for the public: never a figure.

    Figures are public only where the holder opened them (``area_code.figures_open``).
    """
    return tuple(
        SeasonWord(crop.code, seasons.season_of(view, crop.code, day), _word(line))
        for crop, line in _lines(view, thing, day)
    )


def _word(line: Line) -> str:
    within = line.verdict is Balance.ACCEPT
    return NOT_BEGUN if within and not line.used + line.shared else PUBLIC_WORDS[line.verdict]


def _lines(view: Reading, thing: Place | AreaCode, day: dt.date) -> Iterable[tuple[Crop, Line]]:
    if isinstance(thing, Place):
        for crop in queries.crops_granted(view.db, thing.id, day):
            yield crop, season_balance.of_place(view, thing, crop, day)
    else:
        for crop in areas.crops_of(view.db, thing.id):
            yield crop, season_balance.of_code(view, thing, crop, day)


@dataclass(frozen=True)
class Gauge:
    """A season of one crop at a place or under a code; amounts in ``unit`` (g or ml).

    ``name`` is the place's name or the code as issued. ``shared`` is what other crops of the family
    took of the same land. ``measures`` are a place's; of a code none. ``lacking`` names what is
    missing where nothing can be counted: ha, tree, colony, ppm_of_owner_average, ceiling, place.
    """

    kind: str
    code: str
    name: str
    crop: Names
    unit: str
    season: Window
    used: int
    shared: int
    ceilings: Ceilings
    verdict: Balance
    over: int
    measures: Measures
    lacking: str | None

    @property
    def counted(self) -> int:
        """All that counts against the ceiling."""
        return self.used + self.shared

    @property
    def word(self) -> str:
        """How it stands in three words: a key of ``WORDS``."""
        return PUBLIC_WORDS[self.verdict]

    @property
    def whole(self) -> int | None:
        """What the whole length of a bar stands for: the hold, or all that is used beyond it."""
        limit = self.ceilings.hold or self.ceilings.warn
        return None if limit is None else max(limit, self.counted, 1)

    def part(self, amount: int | None) -> int:
        """An amount in thousandths of the bar."""
        return 0 if not self.whole or amount is None else min(1000, amount * 1000 // self.whole)


def of_place(view: Reading, actor: Actor, place: Place, day: dt.date) -> tuple[Gauge, ...]:
    """The seasons of a place by crop, for its holder and the officers of its commune."""
    require(actor, Action.SEE_SEASON, place_thing(view, place))
    name, revision = _called(view, actor, place), areas.revision(view.db, place.id)
    return tuple(
        _gauge(view, line, crop, day, name, revision) for crop, line in _lines(view, place, day)
    )


def place_thing(view: Reading, place: Place) -> Thing:
    """A place as far as rights go: its holder and its commune."""
    commune = areas.revision(view.db, place.id).commune_code
    return Thing(holder=place.holder_id, communes=frozenset({commune}))


def place_name(view: Reading, place: Place) -> str:
    """The name of a place; its code where it has none."""
    return party_queries.names(view.db, [place.code], "place").get(place.code, place.code)


def _called(view: Reading, actor: Actor, place: Place) -> str:
    """The name of a place for whom it is; else its code."""
    named = may(actor, Action.SEE_PLACE, place_thing(view, place))
    return place_name(view, place) if named else place.code


def of_code(view: Reading, actor: Actor, area: AreaCode, day: dt.date) -> tuple[Gauge, ...]:
    """The seasons of a code by crop, for its holder and the officers of its territory."""
    require(actor, Action.SEE_SEASON, area_codes.thing(view, area))
    return tuple(_gauge(view, line, crop, day, area.raw) for crop, line in _lines(view, area, day))


def _gauge(
    view: Reading,
    line: Line,
    crop: Crop,
    day: dt.date,
    name: str,
    revision: PlaceRevision | None = None,
) -> Gauge:
    return Gauge(
        kind=line.kind,
        code=line.code,
        name=name,
        crop=names_of(crop),
        unit=crop.unit,
        season=seasons.season_of(view, crop.code, day),
        used=line.used,
        shared=line.shared,
        ceilings=line.ceilings,
        verdict=line.verdict,
        over=line.over,
        measures=Measures() if revision is None else capacities.measures(revision),
        lacking=_lacking(view, line, crop, day, revision),
    )


def _lacking(
    view: Reading, line: Line, crop: Crop, day: dt.date, revision: PlaceRevision | None
) -> str | None:
    """What is missing where nothing can be counted; of a code it is one of its places."""
    if line.verdict is not Balance.NO_BASIS:
        return None
    return "place" if revision is None else capacities.lacking(view, revision, crop, day)


def of_areas(view: Reading, actor: Actor, codes: Sequence[str]) -> dict[str, tuple[Gauge, ...]]:
    """By growing-area code: its places' seasons today, then its own where that says more."""
    found: dict[str, tuple[Gauge, ...]] = {}
    for code in codes:
        area = area_codes.known(view, code)
        if not may(actor, Action.SEE_SEASON, area_codes.thing(view, area)):
            found[code] = ()
            continue
        standing = queries.places_under(view.db, area.id, view.today)
        gauges = [g for place, _ in standing for g in of_place(view, actor, place, view.today)]
        own = of_code(view, actor, area, view.today)
        if len(standing) > 1 or {g.ceilings for g in own} - {g.ceilings for g in gauges}:
            gauges.extend(own)  # of one place it says the same again, unless the office saw less
        found[code] = tuple(gauges)
    return found


def near_ceiling(view: Reading, actor: Actor) -> tuple[Gauge, ...]:
    """The places and codes of the actor's cooperative above what is usual, the worst first."""
    holder = parties.acting_party(view, actor)
    codes = [area.code for area in areas.codes_of_holder(view.db, holder.id)]
    gauges = {
        (each.kind, each.code, each.crop["vi"]): each
        for found in of_areas(view, actor, codes).values()
        for each in found
        if each.verdict in (Balance.HOLD, Balance.WARN)
    }
    rank = list(Balance)
    return tuple(sorted(gauges.values(), key=lambda each: rank.index(each.verdict)))


@dataclass(frozen=True)
class LotCounted:
    """A harvest that counts in a season: lot code, the code it stands under, amount (g or ml)."""

    lot_code: str
    area_code: str | None
    made_on: dt.date
    amount: int
    this: bool
    holder: str = ""


@dataclass(frozen=True)
class Over:
    """What a registrar decides by: the season of a held lot at its place and under its code."""

    gauges: tuple[Gauge, ...]
    lots: tuple[LotCounted, ...]


def over(view: Reading, actor: Actor, batch: Batch) -> Over:
    """The season that a harvest lies in, as it stands now, and every lot that counts in it.

    What the actor may not see of it (a place of whom it is authorised by) stays out.
    """
    crop, place = _grown(view, batch)
    window = seasons.season_of(view, crop.code, batch.made_on)
    if not may(actor, Action.SEE_SEASON, place_thing(view, place)):
        return Over((), ())
    rows = queries.harvests_of(view.db, place.id, crop.code, window.starts_on, window.ends_on)
    holders = parties.names_of(view, list({row[0].holder_id for row in rows}))
    counted = (_counted(batch, holders, *row) for row in rows)
    return Over(tuple(_around(view, actor, batch, (crop, place))), tuple(counted))


def _grown(view: Reading, batch: Batch) -> tuple[Crop, Place]:
    crop, place = products.crop(view.db, batch.crop_code), batch.place_id or 0
    if crop is None:
        raise LookupError(batch.crop_code)
    return crop, areas.places_by_ids(view.db, [place])[place]


def _around(
    view: Reading, actor: Actor, batch: Batch, grown: tuple[Crop, Place]
) -> Iterable[Gauge]:
    crop, place = grown
    day, revision = batch.made_on, areas.revision(view.db, place.id)
    own = season_balance.of_place(view, place, crop, day)
    yield _gauge(view, own, crop, day, _called(view, actor, place), revision)
    for area in areas.codes_by_ids(view.db, [batch.area_code_id or 0]).values():
        line = season_balance.of_code(view, area, crop, day)
        if (line.used, line.ceilings) != (own.used, own.ceilings):  # of one place: the same again
            yield _gauge(view, line, crop, day, area.raw)


def _counted(
    this: Batch,
    holders: Mapping[int, str],
    batch: Batch,
    stock: BatchStock,
    area: AreaCode | None,
) -> LotCounted:
    raw = None if area is None else area.raw
    return LotCounted(
        batch.lot_code,
        raw,
        batch.made_on,
        stock.made,
        batch.id == this.id,
        holders[batch.holder_id],
    )
