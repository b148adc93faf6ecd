"""The registration file of a place: filled in group by group, each time as its next revision.

What an authority granted (size, trees, colonies) is the authority's to correct; everything else of
the file the holder may complete under a granted code too. The average yield of three years is
stated by the owner and counts once an officer has set it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.domain.access import Action, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Conflict, Denied, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.place_kinds import PRIVATE, Group, fields
from traceability.services import (
    alerts,
    colonies,
    files,
    internal_codes,
    nearness,
    officers,
    parties,
    places,
    recording,
)
from traceability.services.files import PreparedFile
from traceability.services.places import PlaceRequest
from traceability.store.models import Place
from traceability.store.queries import areas
from traceability.store.unit import Reading, Work

#: What a document of a file is.
DOCUMENTS = (
    *("land", "farming", "commitment", "permit"),
    *("owner_consent", "forest_list", "other"),
)
#: Kept with the revision that stated them too, so that both versions stay: they name nobody.
_KEPT = ("address", "parcels")
_COLUMNS: Mapping[str, str] = {
    "area": "area_m2",
    "floor": "area_m2",
    "productive_area": "productive_m2",
    "intercrop": "intercrop_ppm",
    "average_yield": "yield_g",
}


@dataclass(frozen=True)
class GroupRequest:
    """What a group of the file is to say, by the names of its fields; what is left out is empty."""

    group: Group
    values: Mapping[str, object] = field(default_factory=dict)


def save(work: Work, code: str, revision: int, asked: GroupRequest) -> int:
    """Save a group of the file of an own place; the number of the revision that stands.

    ``Conflict('area_changed')`` where ``revision`` is not the newest; ``place_under_granted_code``
    for the size of a place that an authority granted a code over; ``colonies_standing``.
    """
    work.hold_judgement()
    place = internal_codes.own_place(work, work.actor, code)
    holder = parties.known(work, place.holder_id)
    work.lock_party(holder.id)
    _must_be(work, place, revision)
    stands = internal_codes.standing(work, place)
    wanted = _with(stands, place.kind, asked)
    if wanted == stands:
        return revision
    if asked.group is Group.SIZE:
        _only_own(work, place, stands, wanted)
        colonies.check_owned(work, place, wanted.colonies)
    return _revise(work, place, stands, wanted)


def set_yield(work: Work, code: str, revision: int, yield_g: int, reason: str) -> int:
    """Set the average yield of a place of the officer's territory, in grams a year.

    It counts from now on. ``area_changed``; ``own_matter`` for who is near to the holder.
    """
    work.hold_judgement()
    place = areas.place_by_code(work.db, code)
    if place is None:
        raise NotFound
    require(work.actor, Action.SET_YIELD, thing(work, place))
    if not fields(place.kind, Group.GROWING):
        raise NotFound
    if nearness.near_any(work, work.actor, [place.holder_id]):
        raise Denied("own_matter")
    work.lock_party(place.holder_id)
    _must_be(work, place, revision)
    stands = internal_codes.standing(work, place)
    wanted = replace(stands, yield_g=yield_g, yield_set_by=work.actor.code)
    words = {**officers.signature(work), "reason": reason}
    number = places.revise(
        work, parties.known(work, place.holder_id), place, wanted, {"yield_set": True}, words
    )
    told = {"kg": yield_g // 1000}
    alerts.tell(work, place.holder_id, AlertKind.YIELD_SET, place.code, told)
    return number


def attach(work: Work, code: str, kind: str, papers: Sequence[PreparedFile]) -> None:
    """Add documents to the file of an own place; ``kind`` is one of ``DOCUMENTS``."""
    place = internal_codes.own_place(work, work.actor, code)
    holder = parties.known(work, place.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PLACE_DOCUMENT,
        subjects=(Subject(Role.REF, place.code),),
        occurred_on=work.today,
        place=place.code,
        facts={"document": kind},
        files=files.store_all(work, holder.id, papers),
    )
    recording.record(work, holder.id, holder.code, what)


def thing(view: Reading, place: Place) -> Thing:
    """A place as far as rights go: its holder and its commune."""
    commune = areas.revision(view.db, place.id).commune_code
    return Thing(holder=place.holder_id, communes=frozenset({commune}))


def granted_over(view: Reading, place: Place) -> str | None:
    """The code, as written, that an authority granted over a place and that stands, if any."""
    area = internal_codes.granted_over(view, place)
    return None if area is None else area.raw


def values_of(stands: PlaceRequest, kind: str, group: Group) -> dict[str, object]:
    """What a group says as it stands, by the names of its fields."""
    return {
        name: stands.private.get(name)
        if name in PRIVATE
        else getattr(stands, _COLUMNS.get(name, name))
        for name in fields(kind, group)
    }


def _must_be(work: Work, place: Place, revision: int) -> None:
    now = areas.revision(work.db, place.id).number
    if now != revision:
        raise Conflict("area_changed", revision=now)


def _with(stands: PlaceRequest, kind: str, asked: GroupRequest) -> PlaceRequest:
    """What stands, with the group as it was asked."""
    names = fields(kind, asked.group)
    values = {name: asked.values.get(name) for name in names}
    private = {key: value for key, value in stands.private.items() if key not in names}
    private |= {key: str(values[key]) for key in PRIVATE if values.get(key)}
    columns = {_COLUMNS.get(key, key): values[key] for key in names if key not in PRIVATE}
    if "area_m2" in columns:
        columns["productive_m2"] = columns.get("productive_m2") or columns["area_m2"]
    if columns.get("yield_g", stands.yield_g) != stands.yield_g:
        columns["yield_set_by"] = None
    return replace(stands, private=private, **columns)  # type: ignore[arg-type]


def _only_own(work: Work, place: Place, stands: PlaceRequest, wanted: PlaceRequest) -> None:
    """What is granted with a code is changed by who granted it; what it left open is filled in."""
    raw = granted_over(work, place)
    sizes = ("area_m2", "productive_m2", "trees", "colonies")
    pairs = [(getattr(stands, size), getattr(wanted, size)) for size in sizes]
    if raw is not None and any(was not in (None, now) for was, now in pairs):
        raise RuleBroken("place_under_granted_code", area_code=raw)


def _revise(work: Work, place: Place, stands: PlaceRequest, wanted: PlaceRequest) -> int:
    changed = [key for key in PRIVATE if stands.private.get(key) != wanted.private.get(key)]
    words = {key: wanted.private[key] for key in _KEPT if key in changed and key in wanted.private}
    holder = parties.known(work, place.holder_id)
    return places.revise(work, holder, place, wanted, {"changed": changed}, words)
