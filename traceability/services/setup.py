"""A cooperative's first day: seven steps, each derived from the record wherever it shows there.

A step may be skipped and taken up again; only what no other row shows (the printer test) is said
to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.services import organisations, parties, places_shown, stationery
from traceability.services.organisations import Details
from traceability.store.models import SetupStep
from traceability.store.queries import deliveries
from traceability.store.queries import setup as queries
from traceability.store.queries.setup import Counts
from traceability.store.unit import Reading, Work


class Step(StrEnum):
    """The steps in their order."""

    ORGANISATION = "organisation"
    HOUSEHOLDS = "households"
    CONSENTS = "consents"
    AREAS = "areas"
    PRODUCTS = "products"
    PRINTER = "printer"
    FIRST_LABEL = "first_label"


class State(StrEnum):
    """How a step stands."""

    DONE = "done"
    SKIPPED = "skipped"
    OPEN = "open"


#: What it takes to do a step.
RIGHTS: Mapping[Step, Action] = {
    Step.ORGANISATION: Action.EDIT_ORGANISATION,
    Step.HOUSEHOLDS: Action.EDIT_HOUSEHOLD,
    Step.CONSENTS: Action.RECORD_CONSENT,
    Step.AREAS: Action.EDIT_PLACE,
    Step.PRODUCTS: Action.EDIT_PRODUCT,
    Step.PRINTER: Action.PRINT_LABELS,
    Step.FIRST_LABEL: Action.RECORD_HARVEST,
}


@dataclass(frozen=True)
class Line:
    """One step: its number from 1, how it stands, and what is there.

    ``count`` counts what the step is about, ``told`` names it (the commune, the stock), ``mine``
    says whether the reader's role does it.
    """

    step: Step
    number: int
    state: State
    count: int
    told: str
    mine: bool


@dataclass(frozen=True)
class Progress:
    """All steps in order; ``skips`` tells whether the reader may skip them.

    ``arriving`` are the notes of goods that wait for an answer: they do not wait for the steps.
    """

    lines: tuple[Line, ...]
    skips: bool
    arriving: int

    @property
    def settled(self) -> int:
        """How many steps are done or skipped."""
        return sum(line.state is not State.OPEN for line in self.lines)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(line.state is State.DONE for line in self.lines)

    @property
    def skipped(self) -> int:
        """How many steps were left out."""
        return self.settled - self.done

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self.settled == len(self.lines)

    @property
    def next(self) -> Line | None:
        """The first step left that is the reader's to do."""
        left = (line for line in self.lines if line.state is State.OPEN and line.mine)
        return next(left, None)


def progress(view: Reading, actor: Actor) -> Progress:
    """How far the actor's cooperative has come."""
    party = parties.acting_party(view, actor)
    thing = Thing(holder=party.id)
    require(actor, Action.SEE_WORKSPACE, thing)
    counts, rows = queries.counts(view.db, party.id), queries.steps(view.db, party.id)
    details = organisations.stated(view, party)
    lines = tuple(
        Line(
            step=step,
            number=number,
            state=_state(step, counts, details, rows.get(step)),
            count=_count(step, counts),
            told=_told(view, step, details, rows.get(step)),
            mine=may(actor, RIGHTS[step], thing),
        )
        for number, step in enumerate(Step, start=1)
    )
    arriving = deliveries.waiting_for(view.db, party.id)
    return Progress(lines, may(actor, Action.EDIT_ORGANISATION, thing), arriving)


def skip(work: Work, step: Step) -> None:
    """Leave a step out, for now or for good; one that is done stays so."""
    _settle(work, step, "skipped")


def take_up(work: Work, step: Step) -> None:
    """Take a skipped step up again."""
    party = _editing(work, Action.EDIT_ORGANISATION)
    row = work.db.get(SetupStep, (party, step))
    if row is not None and row.state == "skipped":
        work.db.delete(row)
        work.db.flush()


def skip_rest(work: Work) -> None:
    """Leave out everything that is not done yet: the day's page is the first page from now on."""
    _editing(work, Action.EDIT_ORGANISATION)
    for line in progress(work, work.actor).lines:
        if line.state is State.OPEN:
            skip(work, line.step)


def finish_printer_test(work: Work, stock: str) -> None:
    """A sheet came out right: the stock it was printed on is offered first from now on."""
    party = _editing(work, Action.PRINT_LABELS)
    stationery.known(work, party, stock)
    _write(work, party, Step.PRINTER, "done", stock)


def tested_stock(view: Reading, party_id: int) -> SetupStep | None:
    """The printer test that a cooperative finished; its ``choice`` is the stock."""
    row = view.db.get(SetupStep, (party_id, Step.PRINTER))
    return row if row is not None and row.state == "done" else None


def _settle(work: Work, step: Step, state: str) -> None:
    party = _editing(work, Action.EDIT_ORGANISATION)
    standing = work.db.get(SetupStep, (party, step))
    if standing is None:
        _write(work, party, step, state, None)


def _editing(work: Work, action: Action) -> int:
    """The acting organisation's key, one writer at a time."""
    party = parties.acting_party(work, work.actor)
    require(work.actor, action, Thing(holder=party.id))
    work.lock_party(party.id)
    return party.id


def _write(work: Work, party_id: int, step: Step, state: str, choice: str | None) -> None:
    row = SetupStep(
        party_id=party_id,
        step=step,
        state=state,
        choice=choice,
        at=work.now,
        actor_id=work.actor.id,
    )
    work.db.merge(row)
    work.db.flush()


def _state(step: Step, counts: Counts, details: Details, row: SetupStep | None) -> State:
    done = details.complete if step is Step.ORGANISATION else _count(step, counts) > 0
    if done or (row is not None and row.state == "done"):
        return State.DONE
    return State.OPEN if row is None else State.SKIPPED


def _count(step: Step, counts: Counts) -> int:
    found = {
        Step.HOUSEHOLDS: counts.households,
        Step.CONSENTS: counts.consents,
        Step.AREAS: counts.areas,
        Step.PRODUCTS: counts.products,
        Step.FIRST_LABEL: counts.labels,
    }
    return found.get(step, 0)


def _told(view: Reading, step: Step, details: Details, row: SetupStep | None) -> str:
    if step is Step.ORGANISATION and details.commune is not None:
        return places_shown.where(view, details.commune, None).commune
    if step is Step.PRINTER and row is not None:
        return row.choice or ""
    return ""
