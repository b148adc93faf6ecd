"""Growing areas that a holder registers itself: an internal code at once, declared and no more.

The state may have granted a code already; then the new place is linked to that one instead, where
its commune and crops are those granted. Steps, links and crops are events like those of any code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.days import LATE_DAYS
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import FAMILIES, WITH_OFFICE, CodeStep, Status
from traceability.domain.place_kinds import BUILDINGS
from traceability.services import alerts, area_codes, colonies, parties, places, recording
from traceability.services.area_codes import Decision
from traceability.services.places import PlaceRequest
from traceability.store.models import AreaCode, AreaCodeCrop, AreaCodePlace, Party, Place
from traceability.store.queries import areas as queries
from traceability.store.queries import events, filing, products
from traceability.store.unit import Reading, Work

SCHEME, MARKET = growing_area.INTERNAL, "domestic"


@dataclass(frozen=True)
class AreaRequest:
    """A growing area of the actor's own: the place, its crops, and a granted code to stand under.

    ``area_code`` is the short code of a code that was granted to the same holder.
    """

    place: PlaceRequest
    crops: tuple[str, ...]
    area_code: str | None = None


@dataclass(frozen=True)
class Opened:
    """The short code of the place, and the code that it stands under: short, and as written.

    A building stands under none before an office grants one.
    """

    place: str
    code: str | None
    raw: str | None


def open_area(work: Work, asked: AreaRequest) -> Opened:
    """Register a growing area; it can be harvested from at once. A building takes no crop or code.

    Refused like ``places.add``; ``crop_not_of_kind``, and as ``link`` does.
    """
    work.hold_judgement()
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.EDIT_PLACE, Thing(holder=holder.id))
    _check_crops(work, asked.place.kind, asked.crops)
    place = places.add(work, holder, asked.place)
    if asked.place.kind in BUILDINGS:
        return Opened(place.code, None, None)
    if asked.area_code is None:
        area = _open_code(work, holder, place, asked.crops)
    else:
        area = _link(work, holder, place, asked.area_code, asked.crops)
    return Opened(place.code, area.code, area.raw)


def link(work: Work, place_code: str, area_code: str) -> None:
    """Put a place of the actor's own under a code that was granted to its holder, from today on.

    ``RuleBroken`` at ``area_code``: ``code_not_active_today``, ``code_conflict_open``,
    ``commune_not_of_code``, ``crops_not_of_code`` or ``place_already_under_code``.
    """
    work.hold_judgement()
    place = own_place(work, work.actor, place_code)
    holder = parties.known(work, place.holder_id)
    _link(work, holder, place, area_code, crops_of_place(work, place))


def revise(work: Work, place_code: str, revision: int, asked: AreaRequest) -> int:
    """Correct what is stated of an own area; harvests recorded before keep what stood then.

    ``revision`` is the one that was on the screen: ``Conflict('area_changed')`` where it is no
    longer the newest. What an authority granted is the authority's to correct:
    ``place_under_granted_code``; an office keeps what it has: ``commune_of_file``,
    ``commune_of_code``. Returns the revision that stands.
    """
    work.hold_judgement()
    place = own_place(work, work.actor, place_code)
    holder = parties.known(work, place.holder_id)
    work.lock_party(holder.id)
    own = _only_internal(work, place)
    now = queries.revision(work.db, place.id)
    if now.number != revision:
        raise Conflict("area_changed", "name", revision=now.number)
    _check_crops(work, place.kind, asked.crops)
    stands = standing(work, place)
    wanted = _completed(asked.place, stands)
    if wanted.commune != stands.commune:
        _check_files(work, place)
    colonies.check_owned(work, place, wanted.colonies)
    number = revision
    if wanted != stands:
        number = places.revise(work, holder, place, wanted)
    for area in own:
        _set_crops(work, holder, area, asked.crops)
    return number


def own_place(view: Reading, actor: Actor, code: str) -> Place:
    """A place of the actor's holder; another's is not found, and only a manager edits it."""
    place = queries.place_by_code(view.db, code)
    if place is None:
        raise NotFound
    require(actor, Action.EDIT_PLACE, Thing(holder=place.holder_id))
    return place


def standing(view: Reading, place: Place) -> PlaceRequest:
    """What the newest revision of a place states, as it would be asked for."""
    now = queries.revision(view.db, place.id)
    kept = events.private_values(view.db, "place", [place.code])
    return PlaceRequest(
        kind=place.kind,
        commune=now.commune_code,
        old_commune=now.old_commune_code,
        area_m2=now.area_m2,
        productive_m2=now.productive_m2,
        trees=now.trees,
        colonies=now.colonies,
        planted_year=now.planted_year,
        planted_until_year=now.planted_until_year,
        yield_g=now.yield_g,
        gln=now.gln,
        geometry_sha256=now.geometry_sha256,
        intercrop_ppm=now.intercrop_ppm,
        harvests_a_year=now.harvests_a_year,
        species=now.species,
        yield_set_by=queries.actor_code(view.db, now.yield_set_by),
        private={field: value for (_code, field), value in kept.items()},
    )


def crops_of_place(view: Reading, place: Place) -> tuple[str, ...]:
    """The crops of all codes that a place stands under, each once."""
    areas = queries.codes_over(view.db, place.id)
    found = (crop.code for area in areas for crop in queries.crops_of(view.db, area.id))
    return tuple(dict.fromkeys(found))


def granted_codes(view: Reading, holder_id: int) -> list[AreaCode]:
    """The codes that an authority granted to a holder, those that are active today."""
    return [
        area
        for area in queries.codes_of_holder(view.db, holder_id)
        if area.scheme != SCHEME
        and area_codes.status_on(view, area, view.today) is Status.ACTIVE
        and not queries.conflicted(view.db, area)
    ]


def _completed(asked: PlaceRequest, stands: PlaceRequest) -> PlaceRequest:
    """What stands, with what the short form asks for as it was asked."""
    wanted = replace(
        stands,
        commune=asked.commune,
        old_commune=asked.old_commune,
        trees=stands.trees if asked.trees is None else asked.trees,
        colonies=stands.colonies if asked.colonies is None else asked.colonies,
        planted_year=asked.planted_year,
        private={**stands.private, **asked.private},
    )
    if asked.area_m2 in (None, stands.area_m2):
        return wanted
    return replace(wanted, area_m2=asked.area_m2, productive_m2=asked.productive_m2)


def _check_crops(work: Work, kind: str, crops: Sequence[str]) -> None:
    if kind in BUILDINGS and not crops:
        return
    if not crops:
        raise Invalid("required", "crops")
    for code in crops:
        crop = products.crop(work.db, code)
        if crop is None:
            raise Invalid("crop_unknown", "crops", crop=code)
        if crop.family not in FAMILIES.get(kind, ()):
            raise Invalid("crop_not_of_kind", "crops", crop=crop.name_vi)


def _open_code(work: Work, holder: Party, place: Place, crops: Sequence[str]) -> AreaCode:
    """The code's row and its first step; the holder itself is the register."""
    code = recording.issue_code(work, "area")
    raw = growing_area.internal_code(code)
    area = AreaCode(
        code=code,
        scheme=SCHEME,
        register_id=holder.id,
        raw=raw,
        norm=growing_area.normal_form(raw),
        claim_no=1,
        market=MARKET,
        holder_id=holder.id,
        created_at=work.now,
    )
    work.add(area)
    work.add(*(AreaCodeCrop(area_code_id=area.id, crop_code=crop) for crop in crops))
    # What was picked before somebody came to write it down is recorded as usual, and not held.
    since = work.today - dt.timedelta(days=LATE_DAYS)
    work.add(AreaCodePlace(area_code_id=area.id, place_id=place.id, from_on=since))
    told = _stated(work, holder, area)
    area_codes.take_step(work, holder, area, CodeStep.OPEN_INTERNAL, Decision(since), told)
    return area


def _link(work: Work, holder: Party, place: Place, code: str, crops: Collection[str]) -> AreaCode:
    area = queries.code_by_code(work.db, code)
    if area is None or area.holder_id != holder.id or area.scheme == SCHEME:
        raise NotFound(at="area_code")
    _check_fits(work, place, area, crops)
    work.add(AreaCodePlace(area_code_id=area.id, place_id=place.id, from_on=work.today))
    _record_revision(work, holder, area)
    # Goods from elsewhere under a lent code are the common fraud: who granted it is told.
    facts = {"raw": area.raw}
    alerts.tell(work, area.register_id, AlertKind.PLACE_LINKED, area.code, facts)
    return area


def _check_fits(work: Work, place: Place, area: AreaCode, crops: Collection[str]) -> None:
    """A code covers the communes and crops that it was granted for, and nothing else."""
    status = area_codes.status_on(work, area, work.today)
    if status is not Status.ACTIVE:
        facts = {"area_code": area.raw, "status": str(status)}
        raise RuleBroken("code_not_active_today", "area_code", **facts)
    if queries.conflicted(work.db, area):
        raise RuleBroken("code_conflict_open", "area_code", area_code=area.raw)
    here = queries.places_of(work.db, area.id)
    if any(each.id == place.id for each in here):
        raise RuleBroken("place_already_under_code", "area_code", area_code=area.raw)
    commune = queries.revision(work.db, place.id).commune_code
    if commune not in {queries.revision(work.db, each.id).commune_code for each in here}:
        raise RuleBroken("commune_not_of_code", "area_code", area_code=area.raw)
    granted = queries.crops_of(work.db, area.id)
    if not set(crops) <= {crop.code for crop in granted}:
        names = [crop.name_vi for crop in granted]
        raise RuleBroken("crops_not_of_code", "area_code", area_code=area.raw, crops=names)


def granted_over(view: Reading, place: Place) -> AreaCode | None:
    """A code that an authority granted over a place and nobody has ended for good, if any."""
    found = [area for area in queries.codes_over(view.db, place.id) if area.scheme != SCHEME]
    standing = queries.standing_ids(view.db, [area.id for area in found])
    return next((area for area in found if area.id in standing), None)


def _only_internal(work: Work, place: Place) -> list[AreaCode]:
    granted = granted_over(work, place)
    if granted is not None:
        raise RuleBroken("place_under_granted_code", area_code=granted.raw)
    return [area for area in queries.codes_over(work.db, place.id) if area.scheme == SCHEME]


def _check_files(work: Work, place: Place) -> None:
    """An office sees a file, or a code that ended, by the commune of its place, and keeps it so."""
    ended = next((a for a in queries.codes_over(work.db, place.id) if a.scheme != SCHEME), None)
    if ended is not None:
        raise RuleBroken("commune_of_code", "commune", area_code=ended.raw)
    for area in filing.files_over(work.db, place.id):
        if area_codes.status_on(work, area, work.today) in WITH_OFFICE:
            raise RuleBroken("commune_of_file", "commune", file=area.raw)


def _set_crops(work: Work, holder: Party, area: AreaCode, crops: Sequence[str]) -> None:
    if {crop.code for crop in queries.crops_of(work.db, area.id)} == set(crops):
        return
    queries.replace_crops(work.db, area.id, crops)
    _record_revision(work, holder, area)


def _record_revision(work: Work, holder: Party, area: AreaCode) -> None:
    """The event of a code whose places or crops are others from now on."""
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CODE_REVISED,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts=_stated(work, holder, area),
    )
    recording.record(work, holder.id, holder.code, what)


def _stated(work: Work, holder: Party, area: AreaCode) -> Mapping[str, object]:
    register = parties.known(work, area.register_id)
    crops = [crop.code for crop in queries.crops_of(work.db, area.id)]
    links = queries.links_of(work.db, area.id)
    varieties = queries.varieties_of(work.db, area.id)
    return area_codes.stated(area, register.code, holder.code, crops, links, varieties)
