"""The queue of applications as an office works through it: the most urgent first, with its term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.growing_area import WITH_OFFICE, CodeStep, Status
from traceability.services import area_codes
from traceability.services.filing_terms import Clock, Terms
from traceability.services.officers import PERSON
from traceability.services.places_shown import Where
from traceability.services.registry_views import Lines, Names, thing_at
from traceability.store.models import AreaCode, AreaCodeStep
from traceability.store.queries import areas, events, registry
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class FileLine:
    """An application in the queue: what one decides by.

    ``filed_on`` is the day of the last submission, ``times`` how many there were; ``clock`` stands
    while the office has the file. ``in_hand`` names who began the check.
    """

    code: str
    number: str
    scheme: str
    market: str
    holder: str
    places: tuple[str, ...]
    crops: tuple[Names, ...]
    where: tuple[Where, ...]
    area_m2: int | None
    status: Status
    since: dt.date
    filed_on: dt.date | None
    times: int
    clock: Clock | None
    in_hand: str | None
    proposed: bool

    @property
    def overdue(self) -> bool:
        """Whether the office's days are over."""
        return self.clock is not None and self.clock.left is not None and self.clock.left < 0

    @property
    def title(self) -> str:
        """The file by the name of its place."""
        more = len(self.places) - 1
        first = self.places[0] if self.places else self.number
        return f"{first} (+{more})" if more > 0 else first


def queue(view: Reading, actor: Actor) -> tuple[FileLine, ...]:
    """The applications of the actor's territory that were submitted: the most urgent first.

    Those that wait for the office by the end of their term, then the others, newest first.
    """
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    rows = queries.applications(view.db)
    made = Maker(view, rows)
    seen = [row for row in rows if made.lines.visible(actor, row)]
    found = [made.line_for(actor, row) for row in seen if made.was_submitted(row)]
    return tuple(sorted(found, key=_urgency))


def count_waiting(view: Reading, actor: Actor) -> int:
    """How many files wait for an officer of the territory.

    Every page of an office counts them, so no more is read than what decides.
    """
    rows = queries.applications(view.db)
    steps = areas.steps(view.db, [row.id for row in rows])
    waiting = [row for row in rows if _status(view, steps[row.id]) in WITH_OFFICE]
    places = registry.places_of_codes(view.db, [row.id for row in waiting])
    return sum(may(actor, Action.SEE_CODE, thing_at(row, places[row.id])) for row in waiting)


def _status(view: Reading, steps: Sequence[AreaCodeStep]) -> Status:
    return growing_area.status(area_codes.domain_steps(steps), view.today)


def next_file(view: Reading, actor: Actor, after: str) -> str | None:
    """The file to go on with once ``after`` is decided: the next below it, then from the top.

    Whoever skipped a file is not led back to it before the end.
    """
    area = area_codes.known(view, after)
    lines = [each for each in queue(view, actor) if each.code != after]
    waiting = [each for each in lines if each.status in WITH_OFFICE and not each.proposed]
    here = Maker(view, [area]).stood_at(area)
    below = (each for each in waiting if _urgency(each) > here)
    return next((each.code for each in (*below, *waiting)), None)


def _urgency(line: FileLine) -> tuple[bool, dt.date, int, str]:
    if line.status not in WITH_OFFICE:
        return True, dt.date.max, -line.since.toordinal(), line.code
    return _waiting(line.clock, line.filed_on or line.since, line.code)


def _waiting(clock: Clock | None, filed_on: dt.date, code: str) -> tuple[bool, dt.date, int, str]:
    due = dt.date.max if clock is None or clock.due is None else clock.due
    return False, due, filed_on.toordinal(), code


class Maker:
    """Lines of files from rows that are read once for all of them."""

    def __init__(self, view: Reading, rows: Sequence[AreaCode]) -> None:
        """Read everything that the lines of ``rows`` show."""
        self.view = view
        self.lines = Lines(view, rows)
        self.terms = Terms(view)
        self.proposed = queries.open_proposals(view.db)
        self._signed = _signatures(view, rows, self.lines)

    def was_submitted(self, row: AreaCode) -> bool:
        """Whether an office ever had the file."""
        return any(step.step == CodeStep.SUBMIT for step in self.lines.steps[row.id])

    def stood_at(self, row: AreaCode) -> tuple[bool, dt.date, int, str]:
        """Where a file stood in the queue while the office had it, whatever was decided since."""
        filed = [step for step in self.lines.steps[row.id] if step.step == CodeStep.SUBMIT]
        filed_on = filed[-1].effective_on if filed else self.view.today
        return _waiting(self.terms.clock(row.market, filed_on), filed_on, row.code)

    def line_for(self, actor: Actor, row: AreaCode) -> FileLine:
        """The line of a file; its places are named to whom they are shown."""
        line = self.line(row)
        seen = may(actor, Action.SEE_PLACE, self.lines.thing(row))
        return line if seen else replace(line, places=())

    def line(self, row: AreaCode) -> FileLine:
        """The line of a file."""
        plain, steps = self.lines.line(row), self.lines.steps[row.id]
        filed = [step for step in steps if step.step == CodeStep.SUBMIT]
        filed_on = filed[-1].effective_on if filed else None
        waits = plain.status in WITH_OFFICE and filed_on is not None
        sizes = [revision.area_m2 for _place, revision in self.lines.places[row.id]]
        return FileLine(
            code=row.code,
            number=row.raw,
            scheme=row.scheme,
            market=row.market,
            holder=plain.holder,
            places=plain.places,
            crops=plain.crops,
            where=plain.where,
            area_m2=sum(filter(None, sizes)) or None,
            status=plain.status,
            since=steps[-1].effective_on if steps else plain.since,
            filed_on=filed_on,
            times=len(filed),
            clock=self.terms.clock(row.market, filed_on) if waits and filed_on else None,
            in_hand=self._signed.get(row.id) if plain.status is Status.UNDER_CHECK else None,
            proposed=row.id in self.proposed,
        )


def _signatures(view: Reading, rows: Sequence[AreaCode], lines: Lines) -> dict[int, str]:
    """Who began the check of each file, as they were called then."""
    begun: dict[int, AreaCodeStep] = {}
    for row in rows:
        for step in lines.steps[row.id]:
            if step.step == CodeStep.CHECK:
                begun[row.id] = step
    found = events.by_seq(view.db, [step.event_seq for step in begun.values()])
    ids = {seq: event.event_id for seq, event in found.items()}
    words = events.private_values(view.db, "event", list(ids.values()))
    return {
        key: name
        for key, step in begun.items()
        if (name := words.get((ids[step.event_seq], PERSON))) is not None
    }
