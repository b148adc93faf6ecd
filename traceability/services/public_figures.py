"""Opening a code's figures to everybody, and closing them: the holder's choice, code by code."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import area_codes, area_months, parties, recording
from traceability.services.area_months import MonthsTold
from traceability.store.models import AreaCode
from traceability.store.queries import areas
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Openness:
    """A code of one's own as written, whether it has a page, and whether figures stand there.

    ``months`` says how many of its months they are, or would be.
    """

    code: str
    raw: str
    has_page: bool
    open: bool
    months: MonthsTold


def shown(view: Reading, actor: Actor, code: str) -> Openness:
    """How open a code of the actor's own organisation is; another's is not found."""
    area = _own(view, actor, code)
    steps = area_codes.steps_of(view, area)
    has_page = growing_area.ever_opened(steps, view.today)
    months = area_months.counted(view, area)
    return Openness(area.code, area.raw, has_page, area.figures_open, months)


def choose(work: Work, code: str, *, opened: bool) -> None:
    """Show a code's kilograms by month to everybody from now on, or no longer.

    What is so already is left as it is, without an event.
    """
    work.hold_judgement()
    area = _own(work, work.actor, code)
    work.db.refresh(area)
    if area.figures_open == opened:
        return
    holder = parties.known(work, area.holder_id)
    area.figures_open = opened
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.FIGURES_OPENED,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts={"open": opened},
    )
    recording.record(work, holder.id, holder.code, what)


def _own(view: Reading, actor: Actor, code: str) -> AreaCode:
    area = areas.code_by_code(view.db, code)
    if area is None:
        raise NotFound
    require(actor, Action.OPEN_FIGURES, Thing(holder=area.holder_id))
    return area
