"""Site stays: where the colonies of an apiary stand, planned or over, each change an event.

Stays run beside each other; only more colonies standing than are owned contradicts itself and is
refused. What is near, or small, is told and taken. The exact point is kept in the stay alone, and
goes with the next correction that leaves it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import stays
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.communes import Point
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.stays import Span
from traceability.services import colonies, parties, recording
from traceability.services.differences import facts
from traceability.store.models import Event, Place, SiteStay
from traceability.store.queries import areas, events
from traceability.store.queries import stays as queries
from traceability.store.unit import Reading, Work

#: So far ahead an itinerary is filed at the most.
AHEAD = dt.timedelta(days=400)


@dataclass(frozen=True)
class StayRequest:
    """So many colonies at a place: a commune of the register by code, or in words ``elsewhere``."""

    colonies: int
    from_on: dt.date
    to_on: dt.date | None = None
    commune: str | None = None
    elsewhere: str | None = None
    nectar: str | None = None
    point: Point | None = None

    @property
    def private(self) -> dict[str, str]:
        """What the leaf commits to and does not tell."""
        point = None if self.point is None else stays.degrees(self.point)
        values = {"elsewhere": self.elsewhere, "nectar": self.nectar, "point": point}
        return {key: value for key, value in values.items() if value is not None}


#: Boxes of communes are inexact; a point outside by more than this is told.
FAR_M = 1_000


class Told(StrEnum):
    """What is told of a stay that is taken all the same."""

    NEAR = "stay_near"
    SMALL = "stay_small"
    FAR = "stay_far"


@dataclass(frozen=True)
class Near:
    """A site that is nearer than asked, at the same time: how far, in which commune, whose.

    Nothing else is told of another keeper's, and the distance only roughly.
    """

    metres: int
    commune: str | None
    own: bool


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a stay; the limits with where they come from."""

    near: tuple[Near, ...] = ()
    distance: int | None = None
    distance_source: str = ""
    least: int | None = None
    least_source: str = ""
    far_m: int = 0

    @property
    def warnings(self) -> tuple[Told, ...]:
        """Everything that is told."""
        told = {
            Told.NEAR: bool(self.near),
            Told.SMALL: self.least is not None,
            Told.FAR: self.far_m > FAR_M,
        }
        return tuple(warning for warning, holds in told.items() if holds)


@dataclass(frozen=True)
class Done:
    """The number of a stay, and what was told of it."""

    number: int
    verdict: Verdict


def begin(work: Work, place_code: str, asked: StayRequest) -> Done:
    """Record a stay of an apiary of the actor's own.

    ``Invalid``: ``stay_ends_before``, ``stay_too_far_ahead``, ``stay_nowhere``;
    ``colonies_above_owned``, naming the day, what would stand and what is owned.
    """
    place = _locked(work, place_code)
    verdict = _judged(work, place, asked, None)
    row = SiteStay(place_id=place.id, number=queries.next_number(work.db, place.id))
    _state(work, place, row, asked, verdict)
    return Done(row.number, verdict)


def correct(work: Work, place_code: str, number: int, asked: StayRequest, seen: int) -> Done:
    """Say a stay anew, its end too; ``seen`` is the event that the screen showed it from.

    Refused as ``begin`` refuses, and with ``stay_changed``.
    """
    place = _locked(work, place_code)
    row = known(work, place, number)
    if row.event_seq != seen:
        raise Conflict("stay_changed", "colonies")
    verdict = _judged(work, place, asked, row)
    if asked != as_asked(row):
        _state(work, place, row, asked, verdict)
    return Done(number, verdict)


def withdraw(work: Work, place_code: str, number: int) -> None:
    """Take back a stay that never was; its number stays, its point goes."""
    place = _locked(work, place_code)
    row = known(work, place, number)
    _forget_points(work, place, number)
    row.lat = row.lon = None
    row.withdrawn_at = work.now
    told = {"act": "withdrawn", "stay": number}
    row.event_seq = _record(work, place, told, {}).seq
    work.db.flush()


def as_asked(row: SiteStay) -> StayRequest:
    """A stay as one would ask for it."""
    at = None if row.lat is None or row.lon is None else Point(row.lat, row.lon)
    return StayRequest(
        row.colonies, row.from_on, row.to_on, row.commune_code, row.elsewhere, row.nectar, at
    )


def stated(row: SiteStay) -> dict[str, object]:
    """What a leaf says of a stay; where outside, of what nectar and at which point is private."""
    return {
        "stay": row.number,
        "colonies": row.colonies,
        "from_on": row.from_on.isoformat(),
        "to_on": None if row.to_on is None else row.to_on.isoformat(),
        "commune": row.commune_code,
        "vintage": row.commune_vintage,
    }


def own_apiary(view: Reading, actor: Actor, code: str, action: Action) -> Place:
    """An apiary of the actor's holder; any other place is not found."""
    place = areas.place_by_code(view.db, code)
    if place is None or place.kind != "apiary":
        raise NotFound
    require(actor, action, Thing(holder=place.holder_id))
    return place


def _locked(work: Work, code: str) -> Place:
    place = own_apiary(work, work.actor, code, Action.EDIT_PLACE)
    work.lock_party(place.holder_id)
    return place


def known(view: Reading, place: Place, number: int) -> SiteStay:
    """A stay of an apiary that was not withdrawn, read afresh."""
    row = queries.by_number(view.db, place.id, number)
    if row is None or row.withdrawn_at is not None:
        raise NotFound
    view.db.refresh(row)
    return row


def _judged(work: Work, place: Place, asked: StayRequest, but: SiteStay | None) -> Verdict:
    _check(work, asked)
    others = [row for row in queries.standing(work.db, place.id) if row is not but]
    span = Span(asked.colonies, asked.from_on, asked.to_on)
    colonies.check_stays(work, place, span, [colonies.span_of(row) for row in others])
    return _verdict(work, place, asked, but)


def _check(work: Work, asked: StayRequest) -> None:
    if asked.to_on is not None and asked.to_on < asked.from_on:
        raise Invalid("stay_ends_before", "to_on", from_on=asked.from_on)
    if asked.from_on > work.today + AHEAD:
        raise Invalid("stay_too_far_ahead", "from_on", latest=work.today + AHEAD)
    if (asked.commune is None) == (asked.elsewhere is None):
        raise Invalid("stay_nowhere", "commune")


def _verdict(view: Reading, place: Place, asked: StayRequest, but: SiteStay | None) -> Verdict:
    species = queries.species(view.db, place.id)
    small = queries.value_of(view.db, f"site_colonies_{species or 'cerana'}", view.today)
    few = small is not None and asked.colonies < small.value
    near, limit, source = _near(view, place, asked, but, species)
    return Verdict(
        near=near,
        distance=limit,
        distance_source=source,
        least=small.value if few and small is not None else None,
        least_source=small.source if few and small is not None else "",
        far_m=_far(view, asked),
    )


def _far(view: Reading, asked: StayRequest) -> int:
    """How far the point lies outside the stated commune's box, in metres."""
    commune = parties.commune_of(view, asked.commune)
    if asked.point is None or commune is None:
        return 0
    lat = min(max(asked.point.lat, commune.south), commune.north)
    lon = min(max(asked.point.lon, commune.west), commune.east)
    return stays.metres(asked.point, Point(lat, lon))


def _near(
    view: Reading, place: Place, asked: StayRequest, but: SiteStay | None, species: str | None
) -> tuple[tuple[Near, ...], int | None, str]:
    """The sites too near, by the limit for the bees of both; at the same point is one site.

    Another keeper's site stands for its cell in every comparison, the first look included.
    """
    limits = {
        kind: queries.value_of(view.db, f"site_distance_{kind}", view.today)
        for kind in ("cerana", "mellifera")
    }
    widest = max((each.value for each in limits.values() if each), default=0)
    if asked.point is None or not widest:
        return (), None, ""
    found, told = [], limits["cerana"]
    box = stays.around(asked.point, widest + stays.CELL_REACH_M)
    for row, other in queries.near(view.db, box, asked.from_on, asked.to_on):
        both = {species, queries.species(view.db, other.id)}
        limit = limits["cerana" if both == {"cerana"} else "mellifera"]
        at = as_asked(row).point
        if row is but or at is None or limit is None:
            continue
        own = other.holder_id == place.holder_id
        distance = stays.metres(asked.point, at if own else stays.cell(at))
        if distance < limit.value and not (own and at == asked.point):
            found.append(Near(stays.roughly(distance), row.commune_code, own))
            told = limit if told is None or limit.value > told.value else told
    nearest = tuple(sorted(found, key=lambda each: each.metres))
    return nearest, None if told is None else told.value, "" if told is None else told.source


def _state(work: Work, place: Place, row: SiteStay, asked: StayRequest, verdict: Verdict) -> None:
    commune = parties.commune_of(work, asked.commune)
    row.colonies, row.from_on, row.to_on = asked.colonies, asked.from_on, asked.to_on
    row.commune_code = None if commune is None else commune.code
    row.commune_vintage = None if commune is None else commune.vintage
    row.elsewhere, row.nectar = asked.elsewhere, asked.nectar
    point = asked.point
    row.lat, row.lon = (None, None) if point is None else (point.lat, point.lon)
    row.recorded_at = work.now
    _forget_points(work, place, row.number)
    warned = [str(each) for each in verdict.warnings]
    told = {"act": "stated", **stated(row), "warned": warned}
    row.event_seq = _record(work, place, told, asked.private).seq
    work.add(row)


def _forget_points(work: Work, place: Place, number: int) -> None:
    """Only the newest event of a stay keeps its point."""
    for event in told_of(work, place.code, number):
        recording.forget(work, "event", event.event_id, keeping=("elsewhere", "nectar"))


def told_of(view: Reading, place_code: str, number: int) -> Sequence[Event]:
    """The events of a stay, newest first."""
    found = events.of_step(view.db, place_code, EventStep.SITE_STAY)
    return [event for event in found if facts(event).get("stay") == number]


def _record(work: Work, place: Place, told: dict[str, object], private: dict[str, str]) -> Event:
    holder = parties.known(work, place.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.SITE_STAY,
        subjects=(Subject(Role.REF, place.code),),
        occurred_on=work.today,
        place=place.code,
        facts=told,
        private=private,
    )
    return recording.record(work, holder.id, holder.code, what)
