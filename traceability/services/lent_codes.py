"""The codes of others that an organisation may use: how much is left, until when, from where.

The places under such a code are told by commune and short code: what their holder calls them is
its own people's to know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain import authorizations
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.authorizations import State
from traceability.domain.days import LATE_DAYS
from traceability.domain.growing_area import Status
from traceability.services import area_codes, code_authorizations, files, parties, places_shown
from traceability.services.places_shown import Where
from traceability.store.models import AreaCode, CodeAuthorization, Crop
from traceability.store.queries import areas, products
from traceability.store.queries import authorizations as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class LentPlace:
    """A place under another's code: its short code, kind and commune."""

    code: str
    kind: str
    where: Where


@dataclass(frozen=True)
class LentCode:
    """A permission as the grantee sees it; amounts in ``unit`` (g or ml).

    ``code`` is the permission's short code, ``area_code`` that of the growing-area code, ``raw``
    the latter as issued; ``status`` is what it is today. ``last_on`` is the last day that counts.
    """

    code: str
    area_code: str
    raw: str
    holder: str
    crop: str
    crops: Mapping[str, str]
    several_crops: bool
    unit: str
    market: str
    cap: int
    left: int
    from_on: dt.date
    last_on: dt.date
    state: State
    status: Status
    places: tuple[LentPlace, ...]
    papers: int


def listed(view: Reading, actor: Actor) -> tuple[LentCode, ...]:
    """Everything that the actor's organisation was given, what holds longest first."""
    grantee = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=grantee.id))
    rows = queries.of_grantee(view.db, grantee.id)
    used = queries.used(view.db, [row.id for row, _area in rows])
    names = parties.names_of(view, [area.holder_id for _row, area in rows])
    crops = {crop.code: crop for crop in products.crops(view.db)}
    given: dict[int, set[str]] = {}
    for row, area in rows:
        given.setdefault(area.id, set()).add(row.crop_code)
    return tuple(
        _line(
            view,
            (row, area, crops[row.crop_code]),
            names[area.holder_id],
            used[row.id],
            several=len(given[area.id]) > 1,
        )
        for row, area in rows
    )


def usable(view: Reading, actor: Actor) -> tuple[LentCode, ...]:
    """Those that a harvest may still be recorded with, one a code and crop.

    An entry may come ``LATE_DAYS`` late, so one that ended shortly ago is among them; of several
    the one that is live, and of those the one with most left, goes before the others.
    """
    earliest = view.today - dt.timedelta(days=LATE_DAYS)
    found: dict[tuple[str, str], LentCode] = {}
    for each in listed(view, actor):
        key = each.area_code, each.crop
        fits = each.from_on <= view.today and each.last_on >= earliest
        if fits and (key not in found or _better(each, found[key])):
            found[key] = each
    return tuple(sorted(found.values(), key=lambda each: (each.raw, each.crop)))


def _better(one: LentCode, other: LentCode) -> bool:
    return (one.state is State.LIVE, one.left) > (other.state is State.LIVE, other.left)


def _line(
    view: Reading,
    what: tuple[CodeAuthorization, AreaCode, Crop],
    holder: str,
    used: int,
    *,
    several: bool,
) -> LentCode:
    row, area, crop = what
    terms = code_authorizations.terms(row)
    return LentCode(
        code=row.code,
        area_code=area.code,
        raw=area.raw,
        holder=holder,
        crop=crop.code,
        crops={"vi": crop.name_vi, "en": crop.name_en},
        several_crops=several,
        unit=crop.unit,
        market=row.market,
        cap=row.cap,
        left=authorizations.left(terms, used),
        from_on=row.from_on,
        last_on=terms.last_on,
        state=authorizations.state(terms, used, view.today),
        status=area_codes.status_on(view, area, view.today),
        places=_places(view, area),
        papers=len(files.of_event(view, row.event_seq)),
    )


def _places(view: Reading, area: AreaCode) -> tuple[LentPlace, ...]:
    found = []
    for place in areas.places_of(view.db, area.id, view.today):
        now = areas.revision(view.db, place.id)
        where = places_shown.where(view, now.commune_code, now.old_commune_code)
        found.append(LentPlace(place.code, place.kind, where))
    return tuple(found)
