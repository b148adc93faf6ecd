"""One code as an officer decides on it: its facts, its history, its lots, who else claims it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import RuleBroken
from traceability.domain.growing_area import CodeStep, Step
from traceability.services import area_codes, maps, parties, registry_lots, season_views
from traceability.services.maps import MapShown
from traceability.services.places_shown import Where
from traceability.services.registry_lots import LotShown
from traceability.services.registry_views import CodeLine, Lines
from traceability.services.season_views import Gauge
from traceability.store.models import AreaCode, AreaCodeStep, Place, PlaceRevision
from traceability.store.queries import areas, batches, boundaries, events, registry
from traceability.store.unit import Reading

#: A code's page lists so many of its harvests, the newest.
MOST_LOTS = 60
#: What an officer can do to a code here, and the right that it takes.
STEPS: Mapping[CodeStep, Action] = {
    CodeStep.SUSPEND: Action.SUSPEND_CODE,
    CodeStep.RESTORE: Action.RESTORE_CODE,
    CodeStep.RENEW: Action.RENEW_CODE,
    CodeStep.REVOKE: Action.REVOKE_CODE,
}


@dataclass(frozen=True)
class PlaceShown:
    """A place under a code as last stated; areas in m².

    ``map`` and ``measured_m2`` are there where it has a boundary that the officer may see.
    """

    code: str
    name: str
    kind: str
    where: Where
    area_m2: int | None
    productive_m2: int | None
    trees: int | None
    colonies: int | None
    planted_year: int | None
    measured_m2: int | None = None
    map: MapShown | None = None


@dataclass(frozen=True)
class DecisionShown:
    """A decision: the steps that it took, from which day, and who stands behind it."""

    steps: tuple[CodeStep, ...]
    effective_on: dt.date
    valid_until: dt.date | None
    decision_no: str
    authority: str
    reason: str
    recorded_on: dt.date


@dataclass(frozen=True)
class CodeShown:
    """One claim on a code: its line, its places and its decisions in order."""

    line: CodeLine
    market: str
    register: str
    places: tuple[PlaceShown, ...]
    decisions: tuple[DecisionShown, ...]

    @property
    def granted(self) -> DecisionShown | None:
        """The decision by which it was granted."""
        return next((each for each in self.decisions if CodeStep.GRANT in each.steps), None)


@dataclass(frozen=True)
class CodePage:
    """The page of a code on a day; ``rivals`` are the other claims on its string.

    ``rivals_elsewhere`` counts those that lie outside the actor's territory.
    """

    today: dt.date
    code: CodeShown
    rivals: tuple[CodeShown, ...]
    rivals_elsewhere: int
    lots: tuple[LotShown, ...]
    lots_in_all: int
    can: frozenset[CodeStep]
    seasons: tuple[Gauge, ...]


def page(view: Reading, actor: Actor, code: str) -> CodePage:
    """The page of a code of the actor's territory; any other is not found."""
    area = area_codes.known(view, code)
    require(actor, Action.SEE_CODE, area_codes.thing(view, area))
    rows = registry.claims_on(view.db, area)
    lines = Lines(view, rows)
    others = [row for row in rows if row.id != area.id]
    seen = [row for row in others if lines.visible(actor, row)]
    return CodePage(
        today=view.today,
        code=_shown(view, actor, lines, area),
        rivals=tuple(_shown(view, actor, lines, row) for row in seen),
        rivals_elsewhere=len(others) - len(seen),
        lots=_lots(view, actor, area),
        lots_in_all=batches.count_under(view.db, area.id),
        can=_possible(view, actor, area),
        seasons=season_views.of_areas(view, actor, [area.code])[area.code],
    )


def claims_of_case(view: Reading, actor: Actor, codes: Sequence[str]) -> tuple[CodeShown, ...]:
    """The claims of a case beside each other; the caller has seen to who may see the case."""
    found = (areas.code_by_code(view.db, code) for code in codes)
    rows = [each for each in found if each is not None]
    lines = Lines(view, rows)
    return tuple(_shown(view, actor, lines, row) for row in rows)


def _lots(view: Reading, actor: Actor, area: AreaCode) -> tuple[LotShown, ...]:
    """The newest lots under a code with what was made of each, for whom both are."""
    thing = area_codes.thing(view, area)
    if not all(may(actor, data, thing) for data in (Action.SEE_AREA_BATCHES, Action.SEE_STEP_KG)):
        return ()
    return registry_lots.lots(view, batches.newest_under(view.db, area.id, MOST_LOTS))


def _shown(view: Reading, actor: Actor, lines: Lines, area: AreaCode) -> CodeShown:
    seen = may(actor, Action.SEE_PLACE, lines.thing(area))
    return CodeShown(
        line=lines.line(area),
        market=area.market,
        register=parties.name_of(view, parties.known(view, area.register_id)),
        places=tuple(
            _with_map(view, actor, place, _place(lines, place, revision))
            for place, revision in (lines.places[area.id] if seen else ())
        ),
        decisions=_decisions(view, lines.steps[area.id]),
    )


def _place(lines: Lines, place: Place, revision: PlaceRevision) -> PlaceShown:
    return PlaceShown(
        code=place.code,
        name=lines.place_names.get(place.code, place.code),
        kind=place.kind,
        where=lines.where(revision),
        area_m2=revision.area_m2,
        productive_m2=revision.productive_m2,
        trees=revision.trees,
        colonies=revision.colonies,
        planted_year=revision.planted_year,
    )


def _with_map(view: Reading, actor: Actor, place: Place, shown: PlaceShown) -> PlaceShown:
    thing = Thing(holder=place.holder_id, communes=frozenset({shown.where.code}))
    drawn = boundaries.current(view.db, place.id)
    if drawn is None or not may(actor, Action.SEE_BOUNDARY, thing):
        return shown
    drawing = maps.of_place(view, place, {}, alone=True)
    return replace(shown, measured_m2=drawn.measured_m2, map=drawing)


def _decisions(view: Reading, rows: Sequence[AreaCodeStep]) -> tuple[DecisionShown, ...]:
    """Steps by decision: a paper file that was filed, checked and granted in one act is one."""
    found = events.by_seq(view.db, [row.event_seq for row in rows])
    ids = {seq: event.event_id for seq, event in found.items()}
    words = events.private_values(view.db, "event", list(ids.values()))
    shown: list[DecisionShown] = []
    for row in rows:
        each = _decision(row, words.get((ids[row.event_seq], "reason"), ""))
        if shown and _alike(shown[-1], each):
            each = replace(each, steps=shown.pop().steps + each.steps)
        shown.append(each)
    return tuple(shown)


def _decision(row: AreaCodeStep, reason: str) -> DecisionShown:
    return DecisionShown(
        steps=(CodeStep(row.step),),
        effective_on=row.effective_on,
        valid_until=row.valid_until,
        decision_no=row.decision_no or "",
        authority=row.authority or "",
        reason=reason,
        recorded_on=day_in_vietnam(row.recorded_at),
    )


def _alike(one: DecisionShown, other: DecisionShown) -> bool:
    """Whether two steps rest on one decision, recorded in one act."""
    return one == replace(other, steps=one.steps, valid_until=one.valid_until)


def _possible(view: Reading, actor: Actor, area: AreaCode) -> frozenset[CodeStep]:
    thing = area_codes.thing(view, area)
    steps = area_codes.steps_of(view, area)
    return frozenset(
        step
        for step, action in STEPS.items()
        if may(actor, action, thing) and _leads_on(steps, step, view.today)
    )


def _leads_on(steps: Sequence[Step], step: CodeStep, day: dt.date) -> bool:
    try:
        growing_area.check_step(steps, step, day)
    except RuleBroken:
        return False
    return True
