"""The boundary of a place: judged, set as its next revision, and erased again.

The exact corners are kept in ``place_geometry`` alone, for the holder and the officers of the
territory. Revisions and leaves name a boundary by the hash of its text, in which a random nonce
stands, so that nobody can try corners on it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.alerts import AlertKind
from traceability.domain.canonical import sha256_b64
from traceability.domain.communes import Box
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.geo import measures
from traceability.geo.shapes import Boundary, parsed
from traceability.services import alerts, internal_codes, officers, overlaps, parties, places
from traceability.services.internal_codes import SCHEME
from traceability.services.overlaps import Found
from traceability.services.parties import VINTAGE
from traceability.store.models import Job, Place, PlaceGeometry
from traceability.store.queries import areas
from traceability.store.queries import boundaries as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

#: What a boundary came from.
SOURCES = ("drawn", "walked", "typed", "imported")
#: Communes are known by their boxes: so far outside of one is no mistake yet, in metres.
FAR_M = 1_000
#: Measured against declared: so many parts in a million apart is told.
APART_PPM = 200_000
_PPM = 1_000_000


class Told(StrEnum):
    """What is told of a boundary that is taken all the same."""

    FAR = "boundary_far"
    SIZE = "boundary_size_differs"
    OVERLAP = "boundary_overlaps"
    SLIVER = "boundary_sliver"


@dataclass(frozen=True)
class BoundaryRequest:
    """A boundary for a place by its code; ``source`` is one of ``SOURCES``.

    ``seen`` is the hash of the boundary that was on the screen, "" where there was none, None where
    nobody looked. ``reason`` is needed where it lies far from the stated commune.
    """

    place: str
    boundary: Boundary
    source: str
    reason: str = ""
    seen: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a boundary: sizes in m², metres from the commune, what it lies over."""

    measured_m2: int
    declared_m2: int | None
    far_m: int
    found: tuple[Found, ...]

    @property
    def size_differs(self) -> bool:
        """Whether the measured area is more than a fifth off the declared one."""
        if self.declared_m2 is None:
            return False
        apart = abs(self.measured_m2 - self.declared_m2)
        return apart * _PPM > self.declared_m2 * APART_PPM

    @property
    def too_large(self) -> bool:
        """Whether the line contradicts what was declared."""
        return places.line_too_large(self.measured_m2, self.declared_m2)

    @property
    def far(self) -> bool:
        """Whether it lies outside the stated commune by more than its box is inexact."""
        return self.far_m > FAR_M

    @property
    def warnings(self) -> tuple[Told, ...]:
        """Everything that is told, in order."""
        told = {
            Told.FAR: self.far,
            Told.SIZE: self.size_differs,
            Told.OVERLAP: any(each.material for each in self.found),
            Told.SLIVER: any(not each.material for each in self.found),
        }
        return tuple(warning for warning, holds in told.items() if holds)


@dataclass(frozen=True)
class Done:
    """What stands now: the place's revision, the boundary's hash, and what was told of it."""

    revision: int
    sha256: str
    verdict: Verdict
    changed: bool


def set_boundary(work: Work, asked: BoundaryRequest) -> Done:
    """Set the boundary of a place of the actor's own; the same one again changes nothing.

    Refused with ``boundary_changed`` (409) where another one was set meanwhile,
    ``boundary_reason_needed`` where it lies far from the commune and nobody says why, and
    ``boundary_above_declared`` where it is far more than was declared. Ground that others claim is
    no refusal: it opens a case (``overlaps``).
    """
    work.hold_judgement()
    place = internal_codes.own_place(work, work.actor, asked.place)
    work.lock_party(place.holder_id)
    stands = queries.current(work.db, place.id)
    if asked.seen is not None and asked.seen != ("" if stands is None else stands.sha256):
        raise Conflict("boundary_changed", "boundary")
    verdict = judge(work, place, asked.boundary)
    if stands is not None and parsed(stands.geojson) == asked.boundary:
        number = areas.revision(work.db, place.id).number
        return Done(number, stands.sha256, verdict, changed=False)
    if verdict.far and not asked.reason:
        raise Invalid("boundary_reason_needed", "reason", far_m=verdict.far_m)
    if verdict.too_large:
        facts = {"measured_m2": verdict.measured_m2, "declared_m2": verdict.declared_m2}
        raise RuleBroken("boundary_above_declared", "boundary", **facts)
    return _store(work, place, asked, verdict)


def judge(view: Reading, place: Place, boundary: Boundary) -> Verdict:
    """Everything that is to be said of a boundary for a place."""
    revision = areas.revision(view.db, place.id)
    return Verdict(
        measured_m2=measures.area_m2(boundary),
        declared_m2=revision.area_m2,
        far_m=_far(view, boundary, revision.commune_code),
        found=tuple(overlaps.find(view, place, boundary)),
    )


def erase(work: Work, code: str) -> bool:
    """Erase every boundary of a place of the actor's own, old ones too; whether there was one.

    Refused with ``boundary_in_dispute`` while somebody else's claim on its ground is undecided, or
    an officer asked for it to be drawn anew.
    """
    work.hold_judgement()
    place = internal_codes.own_place(work, work.actor, code)
    work.lock_party(place.holder_id)
    if not queries.history(work.db, place.id):
        return False
    if overlaps.contested(work, place) or overlaps.in_dispute(work, place):
        raise RuleBroken("boundary_in_dispute")
    holder = parties.known(work, place.holder_id)
    bare = replace(internal_codes.standing(work, place), geometry_sha256=None)
    places.revise(work, holder, place, bare, {"boundary": {"erased": True}})
    queries.drop(work.db, place.id)
    overlaps.settle(work, place, ())
    work.add(
        Job(kind=officers.JOB, target=place.id, state="queued", attempt=0, created_at=work.now)
    )
    return True


def text_of(view: Reading, place: Place) -> str | None:
    """The GeoJSON of the boundary that stands; the caller has asked ``may``."""
    row = queries.current(view.db, place.id)
    return None if row is None else parsed(row.geojson).text()


def known_place(view: Reading, code: str) -> Place:
    """The place of a short code."""
    place = areas.place_by_code(view.db, code)
    if place is None:
        raise NotFound
    return place


def _far(view: Reading, boundary: Boundary, commune: str) -> int:
    """How far a boundary lies outside a commune's box, in metres."""
    found = party_queries.commune(view.db, commune, VINTAGE)
    if found is None:
        return 0
    return measures.metres_to(boundary, Box(found.south, found.west, found.north, found.east))


def _store(work: Work, place: Place, asked: BoundaryRequest, verdict: Verdict) -> Done:
    nonce = urlsafe_b64encode(work.entropy(16)).rstrip(b"=").decode()
    text = asked.boundary.text(nonce)
    row = _row(work, place, asked, text, verdict.measured_m2)
    for old in queries.history(work.db, place.id):
        old.current = False
    work.add(row)
    number = _revise(work, place, asked, row, verdict)
    overlaps.settle(work, place, verdict.found)
    _tell_granting_offices(work, place)
    return Done(number, row.sha256, verdict, changed=True)


def _row(
    work: Work, place: Place, asked: BoundaryRequest, text: str, measured_m2: int
) -> PlaceGeometry:
    box = asked.boundary.box
    return PlaceGeometry(
        place_id=place.id,
        sha256=sha256_b64(text.encode()),
        geojson=text,
        south=box.south,
        west=box.west,
        north=box.north,
        east=box.east,
        span=queries.span_of(box),
        measured_m2=measured_m2,
        source=asked.source,
        current=True,
        recorded_at=work.now,
        actor_id=work.actor.id,
    )


def _revise(
    work: Work, place: Place, asked: BoundaryRequest, row: PlaceGeometry, verdict: Verdict
) -> int:
    """The revision and its event: the leaf says how it came, how large, and what was told."""
    holder = parties.known(work, place.holder_id)
    standing = replace(internal_codes.standing(work, place), geometry_sha256=row.sha256)
    told = {
        "boundary": {
            "source": asked.source,
            "measured_m2": row.measured_m2,
            "warnings": [str(each) for each in verdict.warnings],
        }
    }
    words = {"boundary_reason": asked.reason} if asked.reason else {}
    return places.revise(work, holder, place, standing, told, words)


def _tell_granting_offices(work: Work, place: Place) -> None:
    """Who granted a code over this land is told that its line is another one now."""
    for area in areas.codes_over(work.db, place.id):
        if area.scheme != SCHEME:
            told = {"raw": area.raw}
            alerts.tell(work, area.register_id, AlertKind.BOUNDARY_CHANGED, area.code, told)
