"""Where a batch comes from: each harvest behind it, with its code then and now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from traceability.domain import gathering, growing_area
from traceability.domain.capacity import Balance
from traceability.domain.growing_area import Status, Step
from traceability.services import (
    area_codes,
    consents,
    harvest_facts,
    office_looks,
    parties,
    places_shown,
)
from traceability.services.differences import facts
from traceability.services.places_shown import Where
from traceability.services.season_views import PUBLIC_WORDS
from traceability.store.models import (
    AreaCode,
    AreaCodeStep,
    Batch,
    Event,
    Party,
    Place,
    PlaceRevision,
)
from traceability.store.queries import areas, batches, events
from traceability.store.queries import parties as party_queries
from traceability.store.queries.seasons import CODE
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Origin:
    """A share of the batch: place, code with its status then and now, household by number.

    Goods outside every code (*ngoài vùng mã*) have no ``area_code``, no scheme and no status.
    ``lender`` is the holder of the code, where others grew the goods by its leave: ``grower``.
    ``area_page`` is the short code behind which the growing-area code has its own page, once it has
    one. ``household_name`` is there only as far as the household agreed to be named. ``code_seen``
    tells that an authority outside the holder's own people entered the code, ``seen`` that it did
    over this very place: no office saw what its holder put under it since the last look, nor a
    borrower's garden. ``stood`` tells that ``where`` is where colonies stood, which only the holder
    says.
    ``season`` is how the code stood against its ceiling when the harvest was recorded, a key of
    ``PUBLIC_WORDS``. Honey is from ``where`` its colonies stood, as far as that was told: from none
    where that was outside the register's province, ``partly_far`` where it was in part.
    ``place_id``, ``holder_id`` (whose harvest), ``area_id`` and ``harvest_id`` only tell origins
    apart: numbers of households, and even the strings of codes, are the same with different
    holders. ``exact`` tells that ``ppm`` may be told to everybody as it is, else in tens of per
    cent.
    """

    ppm: int
    where: Where | None
    area_code: str | None
    internal: bool
    scheme: str | None
    status_then: Status | None
    status_now: Status | None
    suspended_since: dt.date | None
    household: int | None
    harvested_on: dt.date
    place_kind: str
    seen: bool
    household_name: str | None = None
    lender: str | None = None
    grower: str | None = None
    area_page: str | None = None
    place_id: int = 0
    season: str | None = None
    partly_far: bool = False
    holder_id: int = 0
    area_id: int = 0
    harvest_id: int = 0
    exact: bool = False
    code_seen: bool = False
    stood: bool = False

    @property
    def where_seen(self) -> bool:
        """Whether an office saw where it came from."""
        return self.seen and not self.stood


@dataclass(frozen=True)
class _Known:
    """What all harvests of a page share: read once."""

    places: dict[int, Place]
    revisions: dict[int, list[PlaceRevision]]
    steps: dict[int, list[AreaCodeStep]]
    shares: dict[tuple[int, int | None], int]
    households: dict[int, int]
    names: dict[int, str]
    seen: frozenset[int]
    added: frozenset[tuple[int, str]]
    organisations: dict[int, str]
    told: dict[int, Event]


def origins(
    view: Reading, batch: Batch, ancestors: Sequence[Batch], *, exact: bool = False
) -> tuple[Origin, ...]:
    """The harvests behind ``batch``, by day; ``ancestors`` holds the batch itself too.

    Shares are told in tens where they may not be told exactly (``told_weights``).
    """
    harvests = [each for each in ancestors if each.stage == "harvest"]
    under = [h.area_code_id for h in harvests if h.area_code_id]
    areas.foresee_codes(view.db, under)
    codes = areas.codes_by_ids(view.db, under)
    known = _known(view, batch, harvests, list(codes.values()))
    found = [
        _origin(view, harvest, codes.get(harvest.area_code_id or 0), known)
        for harvest in sorted(harvests, key=lambda each: (each.made_on, each.id))
    ]
    return tuple(replace(each, exact=exact) for each in found)


def _known(
    view: Reading, batch: Batch, harvests: Sequence[Batch], codes: Sequence[AreaCode]
) -> _Known:
    place_ids = [each.place_id for each in harvests if each.place_id is not None]
    registers = {code.register_id for code in codes}
    homes = {each.household_id for each in harvests if each.household_id is not None}
    named = {code.holder_id for code in codes} | {each.holder_id for each in harvests}
    people = party_queries.by_ids(view.db, sorted(registers | homes | named | {batch.holder_id}))
    areas.foresee_places(view.db, place_ids)
    revisions = areas.revisions_of(view.db, sorted(set(place_ids)))
    _foresee_communes(view, people[batch.holder_id], revisions.values())
    households = [people[key] for key in sorted(homes)]
    steps = areas.steps(view.db, [code.id for code in codes])
    entered = [
        code
        for code in codes
        if people[code.register_id].kind == "authority" and code.register_id != code.holder_id
    ]
    return _Known(
        places=areas.places_by_ids(view.db, place_ids),
        revisions=revisions,
        steps=steps,
        shares={(o.place_id, o.area_code_id): o.ppm for o in batches.origins(view.db, batch.id)},
        households={row.id: row.number for row in households if row.number is not None},
        names=consents.public_names(view, households),
        seen=frozenset(code.id for code in entered),
        added=frozenset(
            (code.id, place)
            for code in entered
            for place in office_looks.added_since(
                view, code, office_looks.among(code, steps[code.id])
            )
        ),
        organisations=parties.names_of(view, sorted(_lending(harvests, codes))),
        told=events.by_seq(view.db, [each.event_seq for each in harvests]),
    )


def _foresee_communes(
    view: Reading, holder: Party, revisions: Iterable[Sequence[PlaceRevision]]
) -> None:
    """Where the goods grew, and where their holder sits: a page names all of these communes."""
    stated = [(row.commune_code, row.old_commune_code) for each in revisions for row in each]
    places_shown.foresee(view, [*stated, (holder.commune_code, holder.old_commune_code)])


def _lending(harvests: Sequence[Batch], codes: Sequence[AreaCode]) -> set[int]:
    """The holders of codes under which others grew goods, and these others."""
    holders = {code.id: code.holder_id for code in codes}
    pairs = ((each.holder_id, holders.get(each.area_code_id or 0)) for each in harvests)
    return {key for own, lender in pairs if lender and lender != own for key in (own, lender)}


def _origin(view: Reading, harvest: Batch, area: AreaCode | None, known: _Known) -> Origin:
    # A harvest has a place: a check of its table says so.
    place = known.places[harvest.place_id or 0]
    # As it was stated when the harvest was recorded: a later revision is of later harvests.
    revision = areas.stood_then(known.revisions[place.id], harvest.recorded_at)
    stood = harvest_facts.stood(known.told[harvest.event_seq])
    bare = Origin(
        ppm=known.shares.get((place.id, None if area is None else area.id), 0),
        where=_gathered(view, revision, stood),
        area_code=None,
        internal=False,
        scheme=None,
        status_then=None,
        status_now=None,
        suspended_since=None,
        household=known.households.get(harvest.household_id or 0),
        harvested_on=harvest.made_on,
        place_kind=place.kind,
        seen=False,
        household_name=known.names.get(harvest.household_id or 0),
        place_id=place.id,
        holder_id=harvest.holder_id,
        harvest_id=harvest.id,
        partly_far=gathering.is_far(stood) and any(stood),
        stood=bool(stood),
    )
    steps = [] if area is None else area_codes.domain_steps(known.steps[area.id])
    if area is None or not growing_area.ever_opened(steps, dt.date.max):
        return bare  # what was only applied for is no code
    return _under(view, harvest, area, known, steps, bare)


def _gathered(view: Reading, revision: PlaceRevision, stood: Sequence[str | None]) -> Where | None:
    """Where goods were gathered: where the colonies stood, else at the place itself."""
    near = [commune for commune in stood if commune is not None]
    if stood and not near:
        return None
    if not near or revision.commune_code in near:
        return places_shown.where(view, revision.commune_code, revision.old_commune_code)
    return places_shown.where(view, near[0], None)


def _under(
    view: Reading,
    harvest: Batch,
    area: AreaCode,
    known: _Known,
    steps: Sequence[Step],
    origin: Origin,
) -> Origin:
    now = growing_area.status(steps, view.today)
    place = known.places[harvest.place_id or 0]
    lent = area.holder_id != harvest.holder_id
    return replace(
        origin,
        area_code=area.raw,
        area_id=area.id,
        internal=area.scheme == "internal",
        scheme=area.scheme,
        status_then=growing_area.status(steps, harvest.made_on),
        status_now=now,
        suspended_since=growing_area.suspended_since(steps, view.today),
        seen=not lent and area.id in known.seen and (area.id, place.code) not in known.added,
        code_seen=area.id in known.seen,
        lender=known.organisations[area.holder_id] if lent else None,
        grower=known.organisations[harvest.holder_id] if lent else None,
        area_page=area.code if growing_area.ever_opened(steps, view.today) else None,
        season=_season(known.told[harvest.event_seq]),
    )


def _season(event: Event) -> str:
    """What the leaf of a harvest says of the season of its code; nothing said is within it."""
    told = facts(event).get("season")
    line = told.get(CODE) if isinstance(told, dict) else None
    return PUBLIC_WORDS[Balance(line["verdict"])] if line else PUBLIC_WORDS[Balance.ACCEPT]
