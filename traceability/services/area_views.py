"""A cooperative's own growing-area codes: as issued, what they are today, and the land under them.

Names and sizes of places are the holder's to see; the public page never shows them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.growing_area import Status
from traceability.services import area_codes, parties, places_shown, season_views, taken_back
from traceability.services.internal_codes import SCHEME
from traceability.services.places_shown import Where
from traceability.services.season_views import Gauge
from traceability.services.taken_back import TakenBack
from traceability.store.models import AreaCode, AreaCodeStep, Place
from traceability.store.queries import areas as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class PlaceLine:
    """A place under a code: its name, kind, commune new and old, and what it measures (m²).

    ``editable`` says that its holder may correct it: no authority granted a code over it.
    """

    code: str
    name: str
    kind: str
    where: Where
    area_m2: int | None
    productive_m2: int | None
    trees: int | None
    colonies: int | None
    editable: bool


@dataclass(frozen=True)
class AreaLine:
    """A code exactly as issued, its status today and since when, and what it was granted for."""

    code: str
    raw: str
    scheme: str
    market: str
    status: Status
    since: dt.date | None
    valid_until: dt.date | None
    decision_no: str | None
    authority: str | None
    conflict: bool
    crops: tuple[str, ...]
    places: tuple[PlaceLine, ...]
    seasons: tuple[Gauge, ...]
    taken_back: TakenBack | None = None


def listed(view: Reading, actor: Actor) -> list[AreaLine]:
    """The codes that the actor's cooperative holds, by their normal form."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    require(actor, Action.SEE_PLACE, Thing(holder=holder.id))
    found = queries.codes_of_holder(view.db, holder.id)
    steps = queries.steps(view.db, [area.id for area in found])
    gone = taken_back.of_codes(view, [area.id for area in found])
    lines = [(area, _line(view, actor, area, steps[area.id])) for area in found]
    return [replace(line, taken_back=gone.get(area.id)) for area, line in lines]


def without_code(view: Reading, actor: Actor) -> tuple[PlaceLine, ...]:
    """The places of the actor's cooperative that stand under no code: buildings, above all."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_PLACE, Thing(holder=holder.id))
    every = queries.places_of_holder(view.db, holder.id)
    found = [place for place in every if not queries.codes_over(view.db, place.id)]
    names = party_queries.names(view.db, [place.code for place in found], kind="place")
    return tuple(_place(view, place, names.get(place.code, place.code)) for place in found)


def _line(view: Reading, actor: Actor, area: AreaCode, rows: Sequence[AreaCodeStep]) -> AreaLine:
    steps = area_codes.domain_steps(rows)
    effective = [row for row in rows if row.effective_on <= view.today]
    last = max(effective, key=lambda row: (row.effective_on, row.seq), default=None)
    return AreaLine(
        code=area.code,
        raw=area.raw,
        scheme=area.scheme,
        market=area.market,
        status=growing_area.status(steps, view.today),
        since=None if last is None else last.effective_on,
        valid_until=growing_area.valid_until(steps, view.today),
        decision_no=None if last is None else last.decision_no,
        authority=None if last is None else last.authority,
        conflict=queries.conflicted(view.db, area),
        crops=tuple(crop.name_vi for crop in queries.crops_of(view.db, area.id)),
        places=_places(view, area),
        seasons=season_views.of_areas(view, actor, [area.code])[area.code],
    )


def _places(view: Reading, area: AreaCode) -> tuple[PlaceLine, ...]:
    found = queries.places_of(view.db, area.id, view.today)
    names = party_queries.names(view.db, [place.code for place in found], kind="place")
    return tuple(_place(view, place, names.get(place.code, place.code)) for place in found)


def _place(view: Reading, place: Place, name: str) -> PlaceLine:
    revision = queries.revision(view.db, place.id)
    over = queries.codes_over(view.db, place.id)
    return PlaceLine(
        code=place.code,
        name=name,
        kind=place.kind,
        where=places_shown.where(view, revision.commune_code, revision.old_commune_code),
        area_m2=revision.area_m2,
        productive_m2=revision.productive_m2,
        trees=revision.trees,
        colonies=revision.colonies,
        editable=all(area.scheme == SCHEME for area in over),
    )
