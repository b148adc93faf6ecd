"""One file as it is decided on, or mended: what is asked for, its papers, steps and checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Role, may, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.growing_area import CodeStep
from traceability.services import (
    applications,
    area_codes,
    file_views,
    files,
    nearness,
    officers,
    parties,
    proposals,
    second_hand,
)
from traceability.services.code_decisions import ACTIONS, AT
from traceability.services.file_views import FileLine, Maker
from traceability.services.files import Attached
from traceability.services.inspection_views import InspectionLine
from traceability.services.inspection_views import lines as inspection_lines
from traceability.services.officers import Signature
from traceability.services.places_shown import Where
from traceability.store.models import AreaCode, AreaCodeStep, Event, StepProposal
from traceability.store.queries import areas, events
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading

#: The steps of an office on a file that is not decided yet.
ON_FILES = (CodeStep.CHECK, CodeStep.RETURN, CodeStep.GRANT, CodeStep.REJECT)


@dataclass(frozen=True)
class PlaceOnFile:
    """A place as last stated, what its boundary measures (m²), and the ground it shares (m²)."""

    code: str
    name: str
    kind: str
    where: Where
    area_m2: int | None
    trees: int | None
    colonies: int | None
    planted_year: int | None
    measured_m2: int | None
    shared_m2: int


@dataclass(frozen=True)
class Paper:
    """A paper of the file: the event that brought it, by its number, and when."""

    event: int
    file: Attached
    on: dt.date


@dataclass(frozen=True)
class StepShown:
    """A step with what was said: ``reasons`` are those of single fields of a returned file."""

    step: CodeStep
    effective_on: dt.date
    recorded_on: dt.date
    decision_no: str
    authority: str
    reason: str
    reasons: Mapping[str, str]
    signed: Signature
    proposed_by: str | None
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class ProposalShown:
    """A step that waits for a second officer; ``changed`` tells that the file has, since."""

    id: str
    step: CodeStep
    why: str
    by: str
    on: dt.date
    effective_on: dt.date
    valid_until: dt.date | None
    raw: str | None
    decision_no: str
    authority: str
    reason: str
    reasons: Mapping[str, str]
    papers: tuple[Paper, ...]
    mine: bool
    may_settle: bool
    changed: bool


@dataclass(frozen=True)
class FilePage:
    """Everything of a file; ``seen`` is what a decision rests on, ``near`` who may only propose.

    ``asks_reason`` tells that the actor acts for a commune with an office of its own. ``note`` is
    what the holder said last. ``elsewhere`` tells a registrar that some of it lies in communes of
    others, so that the province decides.
    """

    today: dt.date
    line: FileLine
    register: str
    places: tuple[PlaceOnFile, ...]
    varieties: Mapping[str, str]
    note: str
    papers: tuple[Paper, ...]
    steps: tuple[StepShown, ...]
    inspections: tuple[InspectionLine, ...]
    proposal: ProposalShown | None
    seen: str
    near: str | None
    asks_reason: bool
    can: frozenset[CodeStep]
    inspects: bool
    elsewhere: bool

    @property
    def returned(self) -> StepShown | None:
        """The last return, where the file stands returned."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.step is CodeStep.RETURN else None


def page(view: Reading, actor: Actor, code: str) -> FilePage:
    """The file of an office's territory; any other, or one not submitted yet, is not found."""
    area = area_codes.known(view, code)
    require(actor, Action.SEE_CODE, area_codes.thing(view, area))
    made = _page(view, actor, area)
    if not made.steps:
        raise NotFound
    return made


def for_step(view: Reading, actor: Actor, code: str, step: CodeStep) -> FilePage:
    """The file or code that the actor may take a step on; refuses whom the step is not for."""
    area = area_codes.known(view, code)
    require(actor, ACTIONS[step], area_codes.thing(view, area))
    return page(view, actor, code)


def own(view: Reading, actor: Actor, code: str) -> FilePage:
    """The file of the actor's own holder."""
    return _page(view, actor, applications.own(view, actor, code))


def paper(
    view: Reading, area: AreaCode, event: int, number: int, *, office: bool = False
) -> Attached:
    """A paper of a file by the event that brought it; the caller has asked rights.

    What was proposed and is not decided is for the ``office`` alone; so is what hangs on an
    inspection: ``inspection_views.paper``.
    """
    found = {row.seq: row for row in queries.events_of(view.db, area.code)}
    row = found.get(event)
    open_to = (EventStep.CODE_STEP, EventStep.CODE_REVISED)
    if row is None or row.step not in (*open_to, *((EventStep.STEP_PROPOSED,) if office else ())):
        raise NotFound
    return files.attached(view, event, number)


def _page(view: Reading, actor: Actor, area: AreaCode) -> FilePage:
    made = Maker(view, [area])
    told = queries.events_of(view.db, area.code)
    words = events.private_values(view.db, "event", [event.event_id for event in told])
    rows = areas.steps(view.db, [area.id])[area.id]
    proposal = queries.open_proposal(view.db, area.id)
    near, thing = nearness.of(view, actor, area), area_codes.thing(view, area)
    return FilePage(
        today=view.today,
        line=made.line_for(actor, area),
        register=parties.name_of(view, parties.known(view, area.register_id)),
        places=_places(view, actor, made, area),
        varieties=areas.varieties_of(view.db, area.id),
        note=_note(told, words),
        papers=tuple(_papers(view, told)),
        steps=tuple(_step(view, row, told, words) for row in rows),
        inspections=inspection_lines(view, area),
        proposal=None if proposal is None else _proposal(view, actor, area, proposal),
        seen=area_codes.seen(view, area),
        near=near,
        asks_reason=area_codes.asks_for_reason(view, actor, area),
        can=possible(view, actor, area),
        inspects=may(actor, Action.INSPECT_FILE, thing) and near is None,
        elsewhere=actor.role is Role.REGISTRAR and not may(actor, Action.CHECK_FILE, thing),
    )


def possible(view: Reading, actor: Actor, area: AreaCode) -> frozenset[CodeStep]:
    """The steps that the actor's office can take today, by right and by the code's life."""
    thing, steps = area_codes.thing(view, area), area_codes.steps_of(view, area)
    return frozenset(
        step
        for step, action in ACTIONS.items()
        if may(actor, action, thing) and _leads_on(steps, step, area, view.today)
    )


def _leads_on(
    steps: Sequence[growing_area.Step], step: CodeStep, area: AreaCode, day: dt.date
) -> bool:
    try:
        growing_area.check_scheme(area.scheme, step, growing_area.status(steps, day))
        growing_area.check_step(steps, step, day)
    except RuleBroken:
        return False
    return True


def _places(view: Reading, actor: Actor, made: Maker, area: AreaCode) -> tuple[PlaceOnFile, ...]:
    if not may(actor, Action.SEE_PLACE, made.lines.thing(area)):
        return ()
    here = made.lines.places[area.id]
    ids = [place.id for place, _revision in here]
    measured, shared = queries.measured(view.db, ids), queries.overlaps(view.db, ids)
    return tuple(
        PlaceOnFile(
            code=place.code,
            name=made.lines.place_names.get(place.code, place.code),
            kind=place.kind,
            where=made.lines.where(revision),
            area_m2=revision.area_m2,
            trees=revision.trees,
            colonies=revision.colonies,
            planted_year=revision.planted_year,
            measured_m2=measured.get(place.id),
            shared_m2=shared.get(place.id, 0),
        )
        for place, revision in here
    )


_Words = Mapping[tuple[str, str], str]


def _note(told: Sequence[Event], words: _Words) -> str:
    notes = (words.get((event.event_id, "note"), "") for event in reversed(told))
    return next(filter(None, notes), "")


def _papers(view: Reading, told: Sequence[Event]) -> list[Paper]:
    """The papers that the holder brought, oldest first."""
    brought = [event for event in told if event.step == EventStep.CODE_REVISED]
    return [paper for event in brought for paper in _papers_of(view, event)]


def _papers_of(view: Reading, event: Event) -> list[Paper]:
    day = day_in_vietnam(event.recorded_at)
    return [Paper(event.seq, each, day) for each in files.of_event(view, event.seq)]


def _step(view: Reading, row: AreaCodeStep, told: Sequence[Event], words: _Words) -> StepShown:
    event = next(each for each in told if each.seq == row.event_seq)
    said = {name: text for (owner, name), text in words.items() if owner == event.event_id}
    return StepShown(
        step=CodeStep(row.step),
        effective_on=row.effective_on,
        recorded_on=day_in_vietnam(row.recorded_at),
        decision_no=row.decision_no or "",
        authority=row.authority or "",
        reason=said.get("reason", ""),
        reasons=_at_fields(said),
        signed=officers.signed(words, event.event_id),
        proposed_by=said.get(officers.PROPOSED_BY),
        papers=tuple(_papers_of(view, event)),
    )


def _at_fields(said: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(AT): text for name, text in said.items() if name.startswith(AT)}


def _proposal(view: Reading, actor: Actor, area: AreaCode, row: StepProposal) -> ProposalShown:
    said = proposals.said(view, row)
    return ProposalShown(
        id=row.proposal_id,
        step=CodeStep(row.step),
        why=row.why,
        by=second_hand.proposer(view, row),
        on=day_in_vietnam(row.proposed_at),
        effective_on=row.effective_on,
        valid_until=row.valid_until,
        raw=row.raw,
        decision_no=row.decision_no or "",
        authority=row.authority or "",
        reason=said.get("reason", ""),
        reasons=_at_fields(said),
        papers=tuple(_papers_of(view, proposals.event_of(view, area, row))),
        mine=second_hand.proposed_by(view, actor, row),
        may_settle=second_hand.may_settle(view, actor, row, area)
        and may(actor, ACTIONS[CodeStep(row.step)], area_codes.thing(view, area)),
        changed=proposals.has_changed(view, area, row),
    )


def listed(view: Reading, actor: Actor) -> list[FileLine]:
    """What the actor's holder applied for by itself, newest first."""
    holder = parties.acting_party(view, actor)
    rows = queries.applied_for(view.db, holder.id)
    made = file_views.Maker(view, rows)
    return [made.line(row) for row in rows]
