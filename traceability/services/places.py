"""Places: land, stands, apiaries and buildings, each revision kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from traceability.domain import gs1
from traceability.domain.access import Action, Thing, require
from traceability.domain.communes import Box, unit_name
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.geo.checks import MOST_HECTARES
from traceability.services import parties, recording
from traceability.store.models import Commune, Party, Place, PlaceRevision
from traceability.store.queries import areas as queries
from traceability.store.queries import boundaries
from traceability.store.unit import Work

_HECTARE = 10_000
#: So many times what was declared is no inexact line any more; of a place whose size is stated in
#: trees alone so many m². Refused whatever lies there, so that a refusal tells nothing of others.
MOST_TIMES, MOST_UNSTATED_M2 = 3, 1_000_000


@dataclass(frozen=True)
class PlaceRequest:
    """What is stated of a place; areas in m², yield in grams a year, ``private`` holds the name.

    ``geometry_sha256`` names its boundary; what revises a place carries it on as it stood.
    ``yield_set_by`` is the code of the officer's actor who set the yield; without one it is only
    declared. ``species`` is that of an apiary's bees (``place_kinds.SPECIES``).
    """

    kind: str
    commune: str
    old_commune: str | None = None
    area_m2: int | None = None
    productive_m2: int | None = None
    trees: int | None = None
    colonies: int | None = None
    planted_year: int | None = None
    planted_until_year: int | None = None
    yield_g: int | None = None
    gln: str | None = None
    geometry_sha256: str | None = None
    intercrop_ppm: int | None = None
    harvests_a_year: int | None = None
    species: str | None = None
    yield_set_by: str | None = None
    private: Mapping[str, str] = field(default_factory=dict)


def register(work: Work, holder: Party, asked: PlaceRequest) -> Place:
    """Register a place of ``holder`` with its first revision."""
    require(work.actor, Action.EDIT_PLACE, Thing(holder=holder.id))
    return add(work, holder, asked)


def add(work: Work, holder: Party, asked: PlaceRequest) -> Place:
    """The rows and the event of a new place; the caller has asked ``may``."""
    _check_size(asked)
    check_area(parties.commune_of(work, asked.commune), asked.area_m2)
    place = Place(
        code=recording.issue_code(work, "place"),
        holder_id=holder.id,
        kind=asked.kind,
        created_at=work.now,
    )
    work.add(place)
    _record(work, holder, place, asked, 1)
    return place


def add_many(work: Work, entered: Sequence[tuple[Party, PlaceRequest]]) -> list[Place]:
    """As ``add``, for many places of their holders at one stroke."""
    codes = recording.issue_codes(work, "place", len(entered))
    made = [
        Place(code=code, holder_id=holder.id, kind=asked.kind, created_at=work.now)
        for code, (holder, asked) in zip(codes, entered, strict=True)
    ]
    work.add(*made)
    private = {each.code: asked.private for each, (_h, asked) in zip(made, entered, strict=True)}
    values = recording.keep_new(work, "place", private)
    revisions = [_revision(work, p, asked, 1) for p, (_h, asked) in zip(made, entered, strict=True)]
    work.add(*revisions)
    told = [
        (holder, _told(work, place, asked, revision, values[place.code]))
        for place, revision, (holder, asked) in zip(made, revisions, entered, strict=True)
    ]
    recording.record_new(work, told)
    return made


def revise(
    work: Work,
    holder: Party,
    place: Place,
    asked: PlaceRequest,
    told: Mapping[str, object] | None = None,
    words: Mapping[str, str] | None = None,
) -> int:
    """What a place is stated to be from now on, as its next revision; returns its number.

    The caller has asked ``may``. ``asked`` is the whole place, its kind as it was; ``told`` is what
    the leaf says besides, ``words`` what the event keeps in private.
    """
    _check_size(asked)
    now = queries.revision(work.db, place.id)
    if (now.area_m2, now.commune_code) != (asked.area_m2, asked.commune):
        check_area(parties.commune_of(work, asked.commune), asked.area_m2)
    less = now.area_m2 is None or (asked.area_m2 or 0) < now.area_m2
    if less and asked.area_m2 != now.area_m2:
        _check_line(work, place, asked.area_m2)
    number = now.number + 1
    recording.forget(work, "place", place.code, keeping=asked.private)
    _record(work, holder, place, asked, number, told, words)
    return number


def _record(
    work: Work,
    holder: Party,
    place: Place,
    asked: PlaceRequest,
    number: int,
    told: Mapping[str, object] | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    revision = _revision(work, place, asked, number)
    work.add(revision)
    commitments = recording.keep(work, "place", place.code, asked.private)
    what = _told(work, place, asked, revision, commitments)
    what = replace(what, facts={**what.facts, **(told or {})}, private=words or {})
    recording.record(work, holder.id, holder.code, what)


def _told(
    work: Work,
    place: Place,
    asked: PlaceRequest,
    revision: PlaceRevision,
    commitments: Mapping[str, str],
) -> Occurrence:
    return Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PLACE_REVISED,
        subjects=(Subject(Role.REF, place.code),),
        occurred_on=work.today,
        place=place.code,
        facts=_facts(asked, revision) | {"values": dict(commitments)},
    )


def _check_size(asked: PlaceRequest) -> None:
    if asked.kind == "apiary" and asked.colonies is None:
        raise Invalid("required", "colonies")
    if asked.kind == "ancient_tea_stand" and asked.trees is None:
        raise Invalid("required", "trees")
    if asked.productive_m2 and asked.productive_m2 > (asked.area_m2 or 0):
        raise Invalid("productive_above_area", "productive_area", area_m2=asked.area_m2)
    if (asked.planted_until_year or 9999) < (asked.planted_year or 0):
        raise Invalid("planting_ends_before", "planted_until_year", begun=str(asked.planted_year))


def check_area(commune: Commune | None, area_m2: int | None) -> None:
    """No place is larger than the box of its commune: ``area_above_commune`` (``area_ha``,
    ``commune``, ``most_ha``). A commune whose box is not known has room for one boundary at most.
    """
    if commune is None or area_m2 is None:
        return
    box = Box(commune.south, commune.west, commune.north, commune.east)
    most = box.square_metres() or MOST_HECTARES * _HECTARE
    if area_m2 > most:
        facts = {"area_ha": -(-area_m2 // _HECTARE), "most_ha": most // _HECTARE}
        raise Invalid("area_above_commune", "area", commune=unit_name(commune.name), **facts)


def line_too_large(measured_m2: int, declared_m2: int | None) -> bool:
    """Whether the line of a place contradicts what is declared of it."""
    most = MOST_UNSTATED_M2 if declared_m2 is None else MOST_TIMES * declared_m2
    return measured_m2 > most


def _check_line(work: Work, place: Place, declared_m2: int | None) -> None:
    """As when a line is set: ``area_below_boundary`` until it is drawn anew."""
    line = boundaries.current(work.db, place.id)
    if line is not None and line_too_large(line.measured_m2, declared_m2):
        facts = {"measured_m2": line.measured_m2, "declared_m2": declared_m2}
        raise RuleBroken("area_below_boundary", "area", **facts)


def _revision(work: Work, place: Place, asked: PlaceRequest, number: int) -> PlaceRevision:
    commune = parties.commune_of(work, asked.commune)
    if commune is None:
        raise Invalid("required", "commune")
    return PlaceRevision(
        place_id=place.id,
        number=number,
        commune_code=commune.code,
        commune_vintage=commune.vintage,
        old_commune_code=parties.old_commune_of(work, asked.commune, asked.old_commune),
        area_m2=asked.area_m2,
        productive_m2=asked.productive_m2 or asked.area_m2,
        trees=asked.trees,
        colonies=asked.colonies,
        planted_year=asked.planted_year,
        yield_g=asked.yield_g,
        gln=None if asked.gln is None else gs1.gln(asked.gln, "gln"),
        yield_set_by=_setter(work, asked.yield_set_by),
        geometry_sha256=asked.geometry_sha256,
        planted_until_year=asked.planted_until_year,
        intercrop_ppm=asked.intercrop_ppm,
        harvests_a_year=asked.harvests_a_year,
        species=asked.species,
        recorded_at=work.now,
    )


def _facts(asked: PlaceRequest, revision: PlaceRevision) -> dict[str, object]:
    stated = asdict(asked) | {"productive_m2": revision.productive_m2}
    del stated["private"]
    return {"revision": revision.number, "vintage": revision.commune_vintage, **stated}


def _setter(work: Work, code: str | None) -> int | None:
    return None if code is None else queries.actor_id(work.db, code)
