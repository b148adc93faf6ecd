"""Printers by name, what each does to a page, and which one somebody uses.

A ruler page is printed once and measured; what was measured is taken back from then on, in the file
that is made for that printer. The run and its labels do not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.services import parties
from traceability.services.stationery import MOST
from traceability.store.models import Printer, PrinterChoice
from traceability.store.queries import stationery as queries
from traceability.store.unit import Reading, Work

LONGEST_NAME = 40
#: What the ruler page shows where a printer does what it is told: its line, and its cross.
RULER_UM, CROSS_UM = 100_000, 20_000


@dataclass(frozen=True)
class Measured:
    """A ruler page as it was measured on paper, µm: the line's length, the cross from two edges."""

    name: str
    dpi: int | None
    ruler: int = RULER_UM
    from_left: int = CROSS_UM
    from_top: int = CROSS_UM


@dataclass(frozen=True)
class PrinterLine:
    """A printer in a list: what is taken back, and whether the reader uses it."""

    key: str
    name: str
    dpi: int | None
    calibration: labels.Calibration
    mine: bool

    @property
    def exact(self) -> bool:
        """Whether nothing is taken back."""
        return self.calibration == labels.EXACT


def listed(view: Reading, actor: Actor) -> list[PrinterLine]:
    """The printers of the actor's cooperative."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    mine = queries.chosen(view.db, holder.id, actor.id)
    return [
        PrinterLine(row.key, row.name, row.dpi, _calibration(row), mine is row)
        for row in queries.printers(view.db, holder.id)
    ]


def usual(view: Reading, actor: Actor) -> str:
    """The key of the printer that the actor used last; empty where there is none."""
    holder = parties.acting_party(view, actor)
    row = queries.chosen(view.db, holder.id, actor.id)
    return "" if row is None else row.key


def calibration(view: Reading, actor: Actor, key: str) -> labels.Calibration:
    """What is taken back for a printer; nothing where none is named. ``NotFound`` of another's."""
    if not key:
        return labels.EXACT
    holder = parties.acting_party(view, actor)
    return _calibration(_own(view, holder.id, key))


def require_own(view: Reading, actor: Actor, key: str) -> None:
    """Refuse a printer that the actor's cooperative does not use: ``NotFound``."""
    _own(view, parties.acting_party(view, actor).id, key)


def dpi_of(view: Reading, holder_id: int, key: str) -> int | None:
    """The resolution of a label printer; ``Invalid('printer_unknown')`` at ``printer``."""
    if not key:
        return None
    try:
        return _own(view, holder_id, key).dpi
    except NotFound:
        raise Invalid("printer_unknown", "printer") from None


def add(work: Work, asked: Measured) -> str:
    """Keep a printer as it was measured, and use it from now on; its key.

    ``Invalid``: ``printer_name_taken`` at ``name``; ``printer_measured_wild`` at what was measured.
    """
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    work.lock_party(holder.id)
    standing = queries.printers(work.db, holder.id)
    if asked.name.casefold() in {row.name.casefold() for row in standing}:
        raise Invalid("printer_name_taken", "name", name=asked.name)
    if len(standing) >= MOST:
        raise RuleBroken("too_many_printers", "name", most=MOST)
    found = measured(asked)
    row = Printer(
        key=work.new_id(),
        holder_id=holder.id,
        name=asked.name,
        dpi=asked.dpi,
        dx_um=found.dx_um,
        dy_um=found.dy_um,
        scale_ppm=found.scale_ppm,
        made_at=work.now,
        actor_id=work.actor.id,
    )
    work.add(row)
    choose(work, row.key)
    return row.key


def measured(asked: Measured) -> labels.Calibration:
    """What is taken back for what was measured; beyond 3 % and 10 mm it is a wrong setting."""
    try:
        return labels.Calibration.measured(asked.ruler, asked.from_left, asked.from_top)
    except labels.LabelRefused as refused:
        if refused.field == "scale":
            at = "ruler"
        else:
            left, top = abs(asked.from_left - CROSS_UM), abs(asked.from_top - CROSS_UM)
            at = "from_left" if left >= top else "from_top"
        raise Invalid("printer_measured_wild", at) from None


def choose(work: Work, key: str) -> str:
    """The actor prints on this one from now on; its name."""
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    row = _own(work, holder.id, key)
    choice = PrinterChoice(
        party_id=holder.id, actor_id=work.actor.id, printer_id=row.id, at=work.now
    )
    work.db.merge(choice)
    work.db.flush()
    return row.name


def put_away(work: Work, key: str) -> str:
    """A printer is offered no more; its name."""
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    row = _own(work, holder.id, key)
    row.put_away_at = work.now
    return row.name


def _own(view: Reading, holder_id: int, key: str) -> Printer:
    row = queries.printer(view.db, key)
    if row is None or row.holder_id != holder_id or row.put_away_at is not None:
        raise NotFound
    return row


def _calibration(row: Printer) -> labels.Calibration:
    return labels.Calibration(row.dx_um, row.dy_um, row.scale_ppm)
