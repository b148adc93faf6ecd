"""From which ground a seller's goods come: asked only where it is not known.

Who works one garden of the crop, by the place's own list or by what was brought before, is asked
nothing. Who stands outside the cooperative brings from outside every code. Grounds under a code
that another lent are offered while the permission is live, and stand under it when chosen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traceability.domain import authorizations as rules
from traceability.domain.authorizations import State
from traceability.domain.errors import Invalid
from traceability.domain.growing_area import FAMILIES, Status
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.services import area_codes, code_authorizations, parties, places_shown
from traceability.services.places_shown import Where
from traceability.store.models import AreaCode, Crop, Party, Place
from traceability.store.queries import areas, authorizations
from traceability.store.queries import parties as party_queries
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading

#: The key of no known ground: only the seller's commune is told.
OUTSIDE = "outside"
#: A code in these states was given up or taken away: goods may be recorded under it, for a day when
#: it stood, but no slip proposes it.
_GONE = (Status.REVOKED, Status.REJECTED, Status.CANCELLED, Status.DRAFT)


@dataclass(frozen=True)
class Ground:
    """A place under a code (``raw`` as issued), a place under none, or no place at all.

    Under another's code the place is told by its commune (``where``) and ``lender``, who lent it.
    """

    area: str | None = None
    raw: str | None = None
    place: str | None = None
    name: str | None = None
    lender: str | None = None
    where: Where | None = None

    @property
    def key(self) -> str:
        """By what a form names it."""
        return OUTSIDE if self.place is None else f"{self.area or ''}/{self.place}"


_Pair = tuple[AreaCode | None, Place]


def options(
    view: Reading, holder: Party, seller: Party, crop: Crop, day: dt.date
) -> tuple[Ground, ...]:
    """What a seller's goods of a crop may come from on a day, the last used first; never none."""
    used = queries.brought_from(view.db, seller.id, crop.code)
    lent = _lent(view, holder, crop, day)
    if seller.standing == "outside":
        carried = [(area, place) for place, area in used if area and _stands(area, place, lent)]
        return (*_named(view, carried, holder), Ground())
    known = _known(view, holder, crop, day)
    worked = list(_worked(view, seller, crop, day, known))
    if worked:
        return _named(view, _last_first(worked, used), holder)
    # What a lent code did not carry stood on another's ground, under none: not to be chosen.
    before = [
        (area, place)
        for place, area in used
        if (area or place.holder_id == holder.id) and _stands(area, place, [*known, *lent])
    ]
    if before:
        return _named(view, before, holder)
    return (*_named(view, [*known, *lent], holder), Ground())


def worked(
    view: Reading, holder: Party, seller: Party, crop: Crop, day: dt.date
) -> tuple[Ground, ...]:
    """The gardens of a crop that a seller works on a day, or brought it from before."""
    known = _known(view, holder, crop, day)
    used = [(area, place) for place, area in queries.brought_from(view.db, seller.id, crop.code)]
    before = [(area, place) for area, place in used if area is not None]
    return _named(view, [*_worked(view, seller, crop, day, known), *before], holder)


def every(
    view: Reading, holder: Party, seller: Party, crop: Crop, day: dt.date
) -> tuple[Ground, ...]:
    """All that may be chosen: ``options``, then the holder's other grounds, lent ones, none."""
    first = options(view, holder, seller, crop, day)
    pairs = [*_known(view, holder, crop, day), *_lent(view, holder, crop, day)]
    rest = (*_named(view, pairs, holder), Ground())
    return tuple(dict.fromkeys((*first, *rest)))


def chosen(found: Sequence[Ground], key: str | None) -> Ground:
    """The ground of a key, or the only one; ``ground_needed`` where it has to be asked."""
    if key is None:
        if len(found) == 1:
            return found[0]
        raise Invalid("ground_needed", "ground", grounds=[each.key for each in found])
    for each in found:
        if each.key == key:
            return each
    raise Invalid("ground_unknown", "ground")


def _known(view: Reading, holder: Party, crop: Crop, day: dt.date) -> list[_Pair]:
    rows = queries.grounds(view.db, holder.id, crop.code, day)
    return [pair for pair in rows if area_codes.status_on(view, pair[0], day) not in _GONE]


def _lent(view: Reading, holder: Party, crop: Crop, day: dt.date) -> list[_Pair]:
    """The grounds under codes that others lent for a crop, by what is live and not used up."""
    rows = authorizations.of_grantee(view.db, holder.id)
    used = authorizations.used(view.db, [row.id for row, _area in rows])
    areas_lent = {
        area.id: area
        for row, area in rows
        if row.crop_code == crop.code
        and rules.state(code_authorizations.terms(row), used[row.id], day) is State.LIVE
        and area_codes.status_on(view, area, day) not in _GONE
    }
    return [
        (area, place)
        for area in areas_lent.values()
        for place in areas.places_of(view.db, area.id, day)
        if crop.family in FAMILIES.get(place.kind, ())
    ]


def _worked(
    view: Reading, seller: Party, crop: Crop, day: dt.date, known: Sequence[_Pair]
) -> Iterable[_Pair]:
    """The places that the seller works, each under the codes over it, or under none."""
    for place in queries.worked_by(view.db, seller.id, day):
        if crop.family in FAMILIES.get(place.kind, ()):
            under = [pair for pair in known if pair[1].id == place.id]
            yield from under or [(None, place)]


def _stands(area: AreaCode | None, place: Place, known: Sequence[_Pair]) -> bool:
    if area is None:
        return True
    keys = {(None if a is None else a.id, p.id) for a, p in known}
    return (area.id, place.id) in keys


def _last_first(
    pairs: Sequence[_Pair], used: Sequence[tuple[Place, AreaCode | None]]
) -> list[_Pair]:
    order = [(None if area is None else area.id, place.id) for place, area in used]

    def turn(pair: _Pair) -> int:
        key = (None if pair[0] is None else pair[0].id, pair[1].id)
        return order.index(key) if key in order else len(order)

    return sorted(pairs, key=turn)


def _named(view: Reading, pairs: Sequence[_Pair], holder: Party) -> tuple[Ground, ...]:
    own = [place.code for _area, place in pairs if place.holder_id == holder.id]
    names = party_queries.names(view.db, own, "place")
    found = (
        Ground()
        if place.kind == OUTSIDE_GROUND
        else _of_another(view, area, place)
        if area is not None and area.holder_id != holder.id
        else Ground(
            None if area is None else area.code,
            None if area is None else area.raw,
            place.code,
            names.get(place.code),
        )
        for area, place in pairs
    )
    return tuple(dict.fromkeys(found))


def _of_another(view: Reading, area: AreaCode, place: Place) -> Ground:
    now = areas.revision(view.db, place.id)
    where = places_shown.where(view, now.commune_code, now.old_commune_code)
    lender = parties.name_of(view, parties.known(view, area.holder_id))
    return Ground(area.code, area.raw, place.code, lender=lender, where=where)
