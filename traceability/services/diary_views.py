"""The farm diary as it is read: the lines of a place or a holder, and what the form offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import diary
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.diary import OFFERED, FarmWork
from traceability.domain.errors import NotFound
from traceability.domain.ids import fold_typed
from traceability.domain.season import Window
from traceability.services import diary_looks, parties, place_files, seasons, substances
from traceability.services.differences import facts
from traceability.services.harvest_views import Household, households_of
from traceability.services.registry_views import Names, names_of
from traceability.services.substances import SubstanceShown
from traceability.store.models import Event, FarmLog, Place
from traceability.store.queries import areas, corrections, events
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import diary as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries.diary import Chosen
from traceability.store.unit import Reading

PAGE = 50
#: So many seasons of a crop are offered to filter by.
SEASONS = 3


@dataclass(frozen=True)
class PlaceChoice:
    """A place that has a diary: its kind, what may be written down there, its crops."""

    code: str
    name: str
    kind: str
    works: tuple[FarmWork, ...]
    crops: tuple[tuple[str, Names], ...]


@dataclass(frozen=True)
class Choices:
    """What the form offers; ``usual`` is the place that was written of last, else the first."""

    places: tuple[PlaceChoice, ...]
    households: tuple[Household, ...]
    usual: PlaceChoice | None

    def place(self, code: str) -> PlaceChoice | None:
        """The place of a code, as somebody may have typed it."""
        wanted = fold_typed(code)
        return next((each for each in self.places if each.code == wanted), None)


@dataclass(frozen=True)
class LineShown:
    """A line of the diary; ``warned`` are the words of its leaf ("banned:cn")."""

    event_id: str
    place: str
    place_code: str
    kind: FarmWork
    done_on: dt.date
    until_on: dt.date | None
    product: str | None
    active: str | None
    dose: str | None
    remark: str | None
    phi_days: int | None
    free_on: dt.date | None
    waits: bool
    crop: Names | None
    household: str | None
    warned: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SeasonChoice:
    """A season to filter by: its key, whose crop it is, from when to when."""

    key: str
    crop: Names
    window: Window


@dataclass(frozen=True)
class DiaryPage:
    """Lines, newest day first: a page of them, and how many there are in all."""

    lines: tuple[LineShown, ...]
    total: int
    pages: int
    page: int


def choices(view: Reading, actor: Actor) -> Choices:
    """The places of the actor's organisation that have a diary, and its households."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.RECORD_DIARY, Thing(holder=holder.id))
    places = _own(view, holder.id)
    shown = tuple(_choice(view, places))
    last = queries.newest_place(view.db, holder.id)
    used = next((place.code for place in places if place.id == last), None)
    first = next((each for each in shown if each.code == used), None)
    households = households_of(view, actor, holder.id)
    return Choices(shown, households, first or (shown[0] if shown else None))


def offered(view: Reading, kind: FarmWork) -> tuple[SubstanceShown, ...]:
    """The substances of the operator's list for a kind of work."""
    return substances.offered(view, kind)


def seasons_of(view: Reading, found: Choices) -> tuple[SeasonChoice, ...]:
    """The seasons to filter by: the running one of each crop and those before it."""
    crops = {code: names for place in found.places for code, names in place.crops}
    return tuple(each for code, names in crops.items() for each in _seasons(view, code, names))


def own(
    view: Reading,
    actor: Actor,
    place: str | None,
    kind: str | None,
    season: SeasonChoice | None,
    page: int,
) -> DiaryPage:
    """The diary of the actor's own places, or of one of them."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_DIARY, Thing(holder=holder.id))
    here = [each for each in _own(view, holder.id) if place in (None, each.code)]
    crop, first, last = None, None, None
    if season is not None:
        crop = season.key.partition("/")[0]
        first, last = season.window.starts_on, season.window.ends_on
    chosen = Chosen([each.id for each in here], kind, first, last, crop)
    return _page(view, actor, chosen, page)


def of_place(view: Reading, actor: Actor, place: Place, page: int = 1) -> DiaryPage | None:
    """The diary of a place that the caller has asked the sight of; none for who may not read it."""
    if place.kind not in OFFERED or not diary_looks.may_read(view, actor, place):
        return None
    return _page(view, actor, Chosen([place.id]), page)


def between(
    view: Reading, actor: Actor, place_ids: Sequence[int], first: dt.date, last: dt.date
) -> tuple[LineShown, ...]:
    """The newest lines of some places in a span of days; none of a place that may not be read."""
    places = areas.places_by_ids(view.db, list(place_ids))
    open_ = [key for key, each in places.items() if diary_looks.may_read(view, actor, each)]
    return _page(view, actor, Chosen(sorted(open_), None, first, last), 1).lines


@dataclass(frozen=True)
class HeldNamed:
    """A batch that a line holds."""

    code: str
    lot_code: str


@dataclass(frozen=True)
class LineRecorded:
    """A line as it was stored, by the UUID of its event, with the harvests that it holds."""

    event: str
    place: str
    kind: str
    done_on: dt.date
    substance: str | None
    phi_days: int | None
    free_on: dt.date | None
    held: tuple[HeldNamed, ...]
    warnings: tuple[str, ...]


def one(view: Reading, actor: Actor, event_id: str) -> LineShown:
    """A line of the actor's own, to be taken back; one that was is NotFound."""
    row = queries.by_events(view.db, [event_id]).get(event_id)
    if row is None or corrections.of_events(view.db, [row.event_seq]):
        raise NotFound
    place = areas.places_by_ids(view.db, [row.place_id])[row.place_id]
    require(actor, Action.RECORD_DIARY, Thing(holder=place.holder_id))
    event = events.by_seq(view.db, [row.event_seq])[row.event_seq]
    return next(_Lines(view, actor, [(row, event)]).shown())


def recorded(view: Reading, actor: Actor, event_id: str, held: Sequence[str]) -> LineRecorded:
    """A line of the actor's own; ``held`` are the codes of the batches that it held."""
    row = queries.by_events(view.db, [event_id])[event_id]
    place = areas.places_by_ids(view.db, [row.place_id])[row.place_id]
    require(actor, Action.RECORD_DIARY, Thing(holder=place.holder_id))
    event = events.by_seq(view.db, [row.event_seq])[row.event_seq]
    batches = [each for code in held if (each := batch_queries.by_code(view.db, code)) is not None]
    return LineRecorded(
        event=event_id,
        place=place.code,
        kind=row.kind,
        done_on=row.done_on,
        substance=row.substance_code,
        phi_days=row.phi_days,
        free_on=row.free_on,
        held=tuple(HeldNamed(each.code, each.lot_code) for each in batches),
        warnings=tuple(":".join(filter(None, each)) for each in _warned(event)),
    )


def _own(view: Reading, holder_id: int) -> list[Place]:
    return [each for each in areas.places_of_holder(view.db, holder_id) if each.kind in OFFERED]


def _choice(view: Reading, places: Sequence[Place]) -> Iterator[PlaceChoice]:
    names = party_queries.names(view.db, [place.code for place in places], kind="place")
    crops = queries.crops_at(view.db, [place.id for place in places])
    for place in places:
        granted = tuple((crop.code, names_of(crop)) for crop in crops.get(place.id, []))
        name = names.get(place.code, place.code)
        yield PlaceChoice(place.code, name, place.kind, OFFERED[place.kind], granted)


def _seasons(view: Reading, crop: str, names: Names) -> Iterator[SeasonChoice]:
    day = view.today
    for _number in range(SEASONS):
        window = seasons.season_of(view, crop, day)
        yield SeasonChoice(f"{crop}/{window.starts_on.isoformat()}", names, window)
        day = window.starts_on - dt.timedelta(days=1)


def _page(view: Reading, actor: Actor, chosen: Chosen, page: int) -> DiaryPage:
    total = queries.count(view.db, chosen)
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    rows = queries.listed(view.db, chosen, (page - 1) * PAGE, PAGE)
    return DiaryPage(tuple(_Lines(view, actor, rows).shown()), total, pages, page)


class _Lines:
    """Lines with the words, places, crops and households that they name, read once for all."""

    def __init__(self, view: Reading, actor: Actor, rows: Sequence[tuple[FarmLog, Event]]) -> None:
        self.rows, self.today = rows, view.today
        self.words = events.private_values(view.db, "event", [e.event_id for _r, e in rows])
        self.places = areas.places_by_ids(view.db, list({row.place_id for row, _e in rows}))
        codes = [place.code for place in self.places.values()]
        self.names = party_queries.names(view.db, codes, kind="place")
        crops = queries.crops_by_codes(view.db, {row.crop_code or "" for row, _e in rows})
        self.crops = {code: names_of(crop) for code, crop in crops.items()}
        self.homes = _homes(view, actor, rows, self.places)

    def shown(self) -> Iterator[LineShown]:
        """The lines in their order."""
        for row, event in self.rows:
            place = self.places[row.place_id]
            yield LineShown(
                event_id=event.event_id,
                place=self.names.get(place.code, place.code),
                place_code=place.code,
                kind=FarmWork(row.kind),
                done_on=row.done_on,
                until_on=row.until_on,
                product=self.words.get((event.event_id, "product")),
                active=self.words.get((event.event_id, "active")),
                dose=self.words.get((event.event_id, "dose")),
                remark=self.words.get((event.event_id, "remark")),
                phi_days=row.phi_days,
                free_on=row.free_on,
                waits=diary.is_inside(self.today, row.done_on, row.free_on),
                crop=self.crops.get(row.crop_code or ""),
                household=self.homes.get(row.household_id or 0),
                warned=_warned(event),
            )


def _warned(event: Event) -> tuple[tuple[str, str], ...]:
    told = facts(event).get("warned")
    pairs = (str(each).partition(":") for each in (told if isinstance(told, list) else []))
    return tuple((word, market) for word, _colon, market in pairs)


def _homes(
    view: Reading,
    actor: Actor,
    rows: Sequence[tuple[FarmLog, Event]],
    places: Mapping[int, Place],
) -> dict[int, str]:
    """Households by their number, by name too for who may see them."""
    ids = {row.household_id: row.place_id for row, _e in rows if row.household_id is not None}
    found = party_queries.by_ids(view.db, list(ids))
    names = party_queries.names(view.db, [party.code for party in found.values()])
    told = {}
    for key, party in found.items():
        seen = may(actor, Action.SEE_HOUSEHOLDS, place_files.thing(view, places[ids[key]]))
        name = names.get(party.code) if seen and party.erased_at is None else None
        told[key] = f"{party.number:02}" + (f" · {name}" if name else "")
    return told
