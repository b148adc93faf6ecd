"""Ground that two places claim: found, told to both, and decided by an officer of the territory.

Where a boundary is set, every other one that shares ground with it is a ``place_overlap`` row. More
than a sliver opens a case of kind ``overlap``, whose key is both places' codes. Until it is decided
the goods of both wait as ``conflict_open``, but for those of a place that stood there first under a
code that an authority granted, or that an officer left standing before: nobody stops another's
goods by drawing a line over them, or by drawing it once more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Denied, Invalid
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import Status
from traceability.domain.holds import HoldReason
from traceability.geo import measures
from traceability.geo.measures import Shared
from traceability.geo.shapes import Boundary, parsed
from traceability.services import alerts, area_codes, cases, nearness, parties, recalls, recording
from traceability.services.differences import facts
from traceability.store.models import Batch, CaseFile, Place, PlaceGeometry, PlaceOverlap
from traceability.store.queries import areas, batches, events
from traceability.store.queries import boundaries as queries
from traceability.store.queries import cases as case_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading, Work

KIND = "overlap"
#: What is less is a sliver: lines drawn by hand along a path never meet exactly.
MATERIAL_M2, MATERIAL_PPM = 100, 10_000
#: Bees fly over everybody's land: a place of this kind shares its ground by nature.
OVER_OTHERS = frozenset({"apiary"})
#: How a case ends.
BOTH_STAND, REDRAW, GONE = "both_stand", "redraw", "gone"


@dataclass(frozen=True)
class Found:
    """Another place and what it shares with a boundary."""

    other: Place
    shared: Shared

    @property
    def material(self) -> bool:
        """Whether it is more than a sliver."""
        return is_material(self.shared.m2, self.shared.ppm)


def is_material(m2: int, ppm: int) -> bool:
    """Whether what two places share is more than a sliver."""
    return m2 >= MATERIAL_M2 and ppm >= MATERIAL_PPM


def find(view: Reading, place: Place, boundary: Boundary) -> list[Found]:
    """Every other place whose standing boundary shares ground with ``boundary``."""
    if place.kind in OVER_OTHERS:
        return []
    rows = [row for row in queries.near(view.db, boundary.box) if row.place_id != place.id]
    others = areas.places_by_ids(view.db, [row.place_id for row in rows])
    found = []
    for row in rows:
        other = others[row.place_id]
        cut = None
        if other.kind not in OVER_OTHERS:
            cut = measures.shared(boundary, parsed(row.geojson))
        if cut is not None:
            found.append(Found(other, cut))
    return found


def settle(work: Work, place: Place, found: Sequence[Found]) -> None:
    """Write what a place shares with others anew, and ask, hold and release accordingly.

    The caller holds the judgement and has stored the boundary that ``found`` was found for.
    """
    _forget_gone(work, place, {each.other.id for each in found if each.material})
    for each in found:
        _write(work, place, each)
        if each.material:
            _ask(work, place, each)
    for touched in (place, *(each.other for each in found if each.material)):
        follow(work, touched)


def follow(work: Work, place: Place) -> None:
    """Hold the goods of a place whose ground is in question, release those of any other."""
    if contested(work, place):
        _hold_goods(work, place)
    else:
        _release_goods(work, place)


def contested(view: Reading, place: Place) -> bool:
    """Whether the goods of a place wait for somebody to decide, or for a boundary drawn anew."""
    rows = queries.overlaps_of(view.db, place.id)
    return any(_waits(view, place, row) for row in rows if _is_open(row))


def open_case_of(view: Reading, one: Place, other: Place) -> CaseFile | None:
    """The undecided case about the ground of two places."""
    return case_queries.open_about(view.db, KIND, key_of(one, other))


def key_of(one: Place, other: Place) -> str:
    """What a case is about: the codes of both places, sorted."""
    return "-".join(sorted((one.code, other.code)))


def places_of(view: Reading, case: CaseFile) -> list[Place]:
    """The two places of a case, in the order of their codes."""
    found = (areas.place_by_code(view.db, code) for code in case_queries.subjects(view.db, case.id))
    return [place for place in found if place is not None]


def decide(work: Work, case: CaseFile, keeps: str | None) -> None:
    """Close a case: both stand, or ``keeps`` (a place's code) does and the other is drawn anew.

    The caller has asked ``may`` and holds the judgement; ``overlap_winner_unknown`` where that
    place has no part in it, ``own_matter`` for who is near to a holder.
    """
    both = places_of(work, case)
    if keeps is not None and keeps not in {place.code for place in both}:
        raise Invalid("overlap_winner_unknown", "winner")
    if nearness.near_any(work, work.actor, [place.holder_id for place in both]):
        raise Denied("own_matter")
    cases.close(work, case, BOTH_STAND if keeps is None else REDRAW)
    row = queries.overlap(work.db, both[0].id, both[1].id)
    if keeps is None and row is not None:
        row.accepted_at = work.now


def carry_out(work: Work, case: CaseFile, keeps: str | None) -> None:
    """After a decision was recorded: goods held or released, and both holders told."""
    for place in places_of(work, case):
        follow(work, place)
        stands = keeps in (None, place.code)
        kind = AlertKind.BOUNDARY_STANDS if stands else AlertKind.BOUNDARY_REDRAW
        alerts.tell(work, place.holder_id, kind, place.code, {"key": case.key})


def in_dispute(view: Reading, place: Place) -> bool:
    """Whether an undecided case is about the ground of a place."""
    return bool(open_cases_of(view, place))


def open_cases_of(view: Reading, place: Place) -> list[CaseFile]:
    """The undecided cases about the ground of a place."""
    rows = [row for row in queries.overlaps_of(view.db, place.id) if _is_open(row)]
    found = (open_case_of(view, place, _other(view, row, place)) for row in rows)
    return [case for case in found if case is not None]


def kept(view: Reading, case: CaseFile) -> str | None:
    """The place that a decided case left standing; None where both stand, or nothing is left."""
    told = events.of_step(view.db, case.code, EventStep.CASE_DECIDED)
    found = facts(told[0]).get("kept") if told else None
    return str(found) if found else None


def _waits(view: Reading, place: Place, row: PlaceOverlap) -> bool:
    other = _other(view, row, place)
    if open_case_of(view, place, other) is None:
        return _lost(view, place, other)
    stands = _ruled(view, place, other)
    return not (_stood_first(view, place, other) if stands is None else stands)


def _ruled(view: Reading, place: Place, other: Place) -> bool | None:
    """Whether the newest decision on two places left this one standing.

    None without one, or where what it left standing has taken more of the other's ground since.
    """
    ended = (BOTH_STAND, REDRAW)
    case = case_queries.newest_ended(view.db, KIND, key_of(place, other), ended)
    if case is None or case.closed_at is None:
        return None
    winner = kept(view, case)
    held, across = (other, place) if winner == other.code else (place, other)
    since = _since(view, held, across)
    if since is None or since > case.closed_at:
        return None
    return winner in (None, place.code)


def _lost(view: Reading, place: Place, other: Place) -> bool:
    case = case_queries.newest_about(view.db, KIND, key_of(place, other))
    return case is not None and case.outcome == REDRAW and kept(view, case) != place.code


def _stood_first(view: Reading, place: Place, other: Place) -> bool:
    """Whether a place was there before the other, under a code that an authority granted."""
    here, there = _since(view, place, other), _since(view, other, place)
    if here is None or there is None or here >= there:
        return False
    return any(
        area.scheme != "internal" and area_codes.status_on(view, area, view.today) is Status.ACTIVE
        for area in areas.codes_over(view.db, place.id)
    )


def _since(view: Reading, place: Place, other: Place) -> dt.datetime | None:
    """Since when the line of a place has lain over as much of the other's ground as it does now.

    A sliver more is a correction; None where either has no line.
    """
    lines = sorted(queries.history(view.db, place.id), key=lambda row: not row.current)
    across = queries.current(view.db, other.id)
    if across is None or not lines or not lines[0].current:
        return None
    since = lines[0].recorded_at
    if len(lines) > 1:
        ground = parsed(across.geojson)
        now = _over(lines[0], ground)
        for line in lines[1:]:
            if now - _over(line, ground) >= MATERIAL_M2:
                break
            since = line.recorded_at
    return since


def _over(line: PlaceGeometry, ground: Boundary) -> int:
    cut = measures.shared(parsed(line.geojson), ground)
    return 0 if cut is None else cut.m2


def _is_open(row: PlaceOverlap) -> bool:
    return row.accepted_at is None and is_material(row.shared_m2, row.ppm)


def _other_id(row: PlaceOverlap, place: Place) -> int:
    return row.other_id if row.place_id == place.id else row.place_id


def _other(view: Reading, row: PlaceOverlap, place: Place) -> Place:
    other = _other_id(row, place)
    return areas.places_by_ids(view.db, [other])[other]


def _write(work: Work, place: Place, found: Found) -> None:
    low, high = sorted((place.id, found.other.id))
    row = queries.overlap(work.db, low, high)
    if row is None:
        row = PlaceOverlap(place_id=low, other_id=high)
    row.shared_m2, row.ppm = found.shared.m2, found.shared.ppm
    row.found_at, row.accepted_at = work.now, None
    work.add(row)


def _ask(work: Work, place: Place, found: Found) -> None:
    """Open a case, unless one is open, and tell both holders."""
    known = open_case_of(work, place, found.other)
    communes = {areas.revision(work.db, each.id).commune_code for each in (place, found.other)}
    commune = communes.pop() if len(communes) == 1 else None
    both = sorted((place.code, found.other.code))
    cases.open_case(work, KIND, key_of(place, found.other), both, commune)
    if known is None:
        for each in (place, found.other):
            told = {"shared_m2": found.shared.m2}
            kind = AlertKind.BOUNDARY_OVERLAPS
            alerts.tell(work, each.holder_id, kind, each.code, told)


def _forget_gone(work: Work, place: Place, others: set[int]) -> None:
    """Close the cases of what a place no longer shares; the other's goods are free again."""
    for row in queries.overlaps_of(work.db, place.id):
        if _other_id(row, place) in others:
            continue
        other = _other(work, row, place)
        queries.drop_overlaps(work.db, place.id, [other.id])
        case = open_case_of(work, place, other)
        if case is not None:
            cases.close(work, case, GONE)
            _record_gone(work, place, case)
            cases.tell_offices(work, case, AlertKind.CASE_DECIDED)
        follow(work, other)


def _record_gone(work: Work, place: Place, case: CaseFile) -> None:
    holder = parties.known(work, place.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CASE_DECIDED,
        subjects=(Subject(Role.REF, case.code),),
        occurred_on=work.today,
        facts={**cases.stated(case), "kept": None, "for_commune": False},
    )
    recording.record(work, holder.id, holder.code, what)


def _hold_goods(work: Work, place: Place) -> None:
    """Hold what has no page yet; what is on the market under one stays as it was published."""
    holder = parties.known(work, place.holder_id)
    for batch in batches.unpublished_from(work.db, place.id):
        covered = recall_queries.open_over(work.db, [batch.id])
        if any(each.reason == HoldReason.CONFLICT_OPEN for each in covered):
            continue
        if not batches.any_published(work.db, batches.descendants(work.db, [batch.id])):
            recalls.hold_judged(work, holder, batch, HoldReason.CONFLICT_OPEN)


def _release_goods(work: Work, place: Place) -> None:
    """Lift the holds on goods of a place that nothing else keeps in question."""
    reason = HoldReason.CONFLICT_OPEN
    for hold in recall_queries.open_conflicts_at(work.db, place.id, reason):
        if not in_question(work, recalls.named_by(work, hold)):
            recalls.lift_judged(work, hold)


def in_question(work: Work, named: Sequence[Batch]) -> bool:
    """Whether the ground or the code that some goods come from is still in question."""
    origins = [row for batch in named for row in batches.origins(work.db, batch.id)]
    grounds = areas.places_by_ids(work.db, sorted({row.place_id for row in origins}))
    under = areas.codes_by_ids(work.db, [row.area_code_id for row in origins if row.area_code_id])
    return any(contested(work, each) for each in grounds.values()) or any(
        areas.conflicted(work.db, each) for each in under.values()
    )
