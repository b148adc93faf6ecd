"""A row of a register that exists already: one code, what it was granted for, its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.errors import Fault, Invalid, RuleBroken
from traceability.domain.growing_area import CodeStep, Step

#: What a code went through before it stood in a register of this service.
ENTERING = (CodeStep.SUBMIT, CodeStep.CHECK, CodeStep.GRANT)


@dataclass(frozen=True)
class Happened:
    """A step after the grant: from which day, by which decision; ``field`` names its column."""

    step: CodeStep
    on: dt.date
    field: str
    decision_no: str | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class CodeRow:
    """A code as its row says; areas in m², ``commune`` of today, ``households`` a stated number.

    ``resolved`` tells that the commune was written by a name that no longer exists.
    """

    raw: str
    scheme: str
    market: str
    holder: str
    holder_kind: str | None
    kind: str
    crops: tuple[str, ...]
    variety: str | None
    name: str | None
    commune: str
    old_commune: str | None
    resolved: bool
    address: str | None
    area_m2: int | None
    productive_m2: int | None
    trees: int | None
    colonies: int | None
    planted_year: int | None
    planted_until_year: int | None
    parcels: str | None
    households: int | None
    decision_no: str | None
    authority: str | None
    granted_on: dt.date
    valid_until: dt.date | None
    history: tuple[Happened, ...]
    note: str | None

    @property
    def norm(self) -> str:
        """The form by which its string is compared."""
        return growing_area.normal_form(self.raw)

    def life(self) -> list[tuple[CodeStep, dt.date, dt.date | None, Happened | None]]:
        """All steps in order: kind, day, last day covered, and what of the history it is."""
        entering = [
            (step, self.granted_on, self.valid_until if step is CodeStep.GRANT else None, None)
            for step in ENTERING
        ]
        return [*entering, *((each.step, each.on, each.until, each) for each in self.history)]


@dataclass(frozen=True)
class Note(Fault):
    """Something to know of a row that stops nothing, told like a fault."""


@dataclass(frozen=True)
class Entry:
    """A row that can be read: its line in the list, and what it asks for."""

    line: int
    asked: CodeRow


def in_order(happened: Iterable[Happened]) -> tuple[Happened, ...]:
    """The history by day; what fell on one day in the order of the columns."""
    return tuple(sorted(happened, key=lambda each: each.on))


def check_life(row: CodeRow) -> None:
    """Refuse a history that no code can have had, at the column of its first impossible step."""
    steps: list[Step] = []
    for step, day, until, what in row.life():
        try:
            growing_area.check_step(steps, step, day)
        except RuleBroken as refusal:
            fault = refusal.faults[0]
            at = "granted_on" if what is None else what.field
            raise Invalid.of((Fault(fault.code, at, fault.facts),)) from None
        steps.append(Step(len(steps) + 1, step, day, until))
