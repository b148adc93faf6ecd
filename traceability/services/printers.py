"""Printers by name, what each does to a page, and which one somebody uses.

A ruler page is printed once and measured; what was measured is taken back from then on, in the file
that is made for that printer. The run and its labels do not depend on it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.services import parties, print_files
from traceability.services.frozen_runs import Frozen
from traceability.services.stationery import MOST
from traceability.store.models import Printer, PrinterChoice, PrintRun
from traceability.store.queries import stationery as queries
from traceability.store.unit import Reading, Work

LONGEST_NAME = 40
#: What the ruler page shows where a printer does what it is told: its line, and its cross; and how
#: far the cross stands from the edges of a label on the ruler row of a roll.
RULER_UM, CROSS_UM, ROW_CROSS_UM = 100_000, 20_000, 5_000
#: A roll that lies further off than this is put right in the printer: no file can make up for it.
MOST_OFF_ROLL_UM = 3_000


@dataclass(frozen=True)
class Measured:
    """A ruler page as it was measured on paper, µm: the line's length, the cross from two edges.

    What was not measured (``None``) is right. A label printer, which ``dpi`` tells, is measured by
    the ruler row of its roll, and never by the line: it rescales nothing.
    """

    name: str
    dpi: int | None
    ruler: int | None = None
    from_left: int | None = None
    from_top: int | None = None

    @property
    def cross(self) -> int:
        """How far from both edges the cross was drawn."""
        return CROSS_UM if self.dpi is None else ROW_CROSS_UM

    @property
    def seen(self) -> tuple[int, int]:
        """How far from the left and the upper edge it stands."""
        left, top = self.from_left, self.from_top
        return self.cross if left is None else left, self.cross if top is None else top


@dataclass(frozen=True)
class PrinterLine:
    """A printer in a list: what is taken back, and whether the reader uses it."""

    key: str
    name: str
    dpi: int | None
    calibration: labels.Calibration
    mine: bool

    @property
    def for_rolls(self) -> bool:
        """Whether it prints rolls of labels; else sheets."""
        return self.dpi is not None

    @property
    def exact(self) -> bool:
        """Whether nothing is taken back."""
        return self.calibration == labels.EXACT


def listed(view: Reading, actor: Actor) -> list[PrinterLine]:
    """The printers of the actor's cooperative."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    mine = queries.chosen(view.db, holder.id, actor.id)
    return [_line(row, mine=mine is row) for row in queries.printers(view.db, holder.id)]


def named(view: Reading, actor: Actor, holder_id: int, name: str) -> PrinterLine:
    """The label printer of a cooperative by its name; refused as ``dpi_of`` refuses."""
    require(actor, Action.PRINT_LABELS, Thing(holder=holder_id))
    wanted = name.strip().casefold()
    found = (each for each in queries.printers(view.db, holder_id))
    row = next((each for each in found if each.name.casefold() == wanted), None)
    if row is None:
        raise Invalid("printer_unknown", "printer")
    dpi_of(view, holder_id, row.key, roll=True)
    return _line(row, mine=False)


def usual(view: Reading, actor: Actor, *, roll: bool) -> str:
    """The key of the printer that the actor used last; empty where that is none for the paper."""
    holder = parties.acting_party(view, actor)
    row = queries.chosen(view.db, holder.id, actor.id)
    return "" if row is None or (row.dpi is not None) != roll else row.key


def usual_for(view: Reading, actor: Actor, run: PrintRun) -> str:
    """The same for the paper of a run: on a roll one of the very dots that it is drawn in.

    On sheets none whose shift they have no room for.
    """
    row = _usual_of(view, actor, run)
    return "" if row is None or _leaves_sheet(run, _calibration(row)) else row.key


def without_room(view: Reading, actor: Actor, run: PrintRun) -> PrinterLine | None:
    """The printer that the actor uses, where the sheets of a run have no room for its shift."""
    row = _usual_of(view, actor, run)
    return (
        None if row is None or not _leaves_sheet(run, _calibration(row)) else _line(row, mine=True)
    )


def _usual_of(view: Reading, actor: Actor, run: PrintRun) -> Printer | None:
    row = queries.chosen(view.db, parties.acting_party(view, actor).id, actor.id)
    return None if row is None or row.dpi != print_files.paper_of(run).dpi else row


def require_dots(run: PrintRun, printer: PrinterLine) -> None:
    """Refuse a label printer of other dots than those that the rows of a run are drawn in.

    ``Invalid('printer_other_dots')`` at ``printer``, with its ``dpi`` and that of the run.
    """
    drawn = print_files.paper_of(run).dpi
    if drawn is not None and printer.dpi not in (None, drawn):
        facts = {"name": printer.name, "dpi": printer.dpi, "drawn": drawn}
        raise Invalid("printer_other_dots", "printer", **facts)


def calibration(view: Reading, actor: Actor, key: str) -> labels.Calibration:
    """What is taken back for a printer; nothing where none is named. ``NotFound`` of another's."""
    if not key:
        return labels.EXACT
    holder = parties.acting_party(view, actor)
    return _calibration(_own(view, holder.id, key))


def calibration_for(view: Reading, actor: Actor, key: str, run: PrintRun) -> labels.Calibration:
    """What is taken back in the file of a run: nothing where that would cut off what is printed.

    A row of a roll has no margin that a label may be moved into. Refused as ``require_dots`` does,
    and where sheets have no room for it as ``require_room`` does.
    """
    if key:
        row = _own(view, parties.acting_party(view, actor).id, key)
        require_dots(run, _line(row, mine=False))
        if _leaves_sheet(run, _calibration(row)):
            raise _no_room(row, run.stock, _run_overhang(run, _calibration(row)))
    return for_run(calibration(view, actor, key), run)


def for_run(calibration: labels.Calibration, run: PrintRun) -> labels.Calibration:
    """The same of a calibration that is known."""
    return calibration if may_shift(run, calibration) else labels.EXACT


def may_shift(run: PrintRun, calibration: labels.Calibration) -> bool:
    """Whether a printer's calibration leaves whole what a run prints on its paper."""
    return _run_overhang(run, calibration) == 0


def require_room(
    view: Reading,
    key: str,
    sheet: labels.Sheet,
    words: labels.Design,
    sample: labels.StampLabel,
    *,
    headed: bool,
) -> None:
    """Refuse sheets that have no room for the shift of a printer, before anything is numbered.

    ``Invalid('printer_no_room')`` at ``printer``, with its ``name``, the ``stock`` and by how much
    words or quiet zones would leave it (``over_um``). A roll's file is left as it is instead.
    """
    row = queries.printer(view.db, key) if key else None
    if row is None or sheet.dpi is not None:
        return
    over = overhang(sheet, words, sample, _calibration(row), headed=headed)
    if over:
        raise _no_room(row, sheet.name, over)


def _no_room(row: Printer, stock: str, over_um: int) -> Invalid:
    tenths = -(-over_um // 100) * 100
    return Invalid("printer_no_room", "printer", name=row.name, stock=stock, over_um=tenths)


def _leaves_sheet(run: PrintRun, calibration: labels.Calibration) -> bool:
    return print_files.paper_of(run).dpi is None and not may_shift(run, calibration)


def _run_overhang(run: PrintRun, calibration: labels.Calibration) -> int:
    frozen = Frozen.from_json(run.frozen)
    if calibration == labels.EXACT or frozen.house is not None:
        return 0  # a printing house measures itself: its file is moved for nobody
    paper, any_label = print_files.paper_of(run), print_files.any_of(run)
    return overhang(paper, frozen.stamp, any_label, calibration, headed=bool(frozen.rolls))


# A label is drawn and rasterised to see it, and the page of a run asks at each view.
@functools.lru_cache(maxsize=256)
def overhang(
    sheet: labels.Sheet,
    words: labels.Design,
    sample: labels.StampLabel,
    calibration: labels.Calibration,
    *,
    headed: bool = False,
) -> int:
    """How far what is printed leaves its paper where it is moved for a printer, µm; 0 is whole."""
    try:
        return labels.overhang(sheet, words, sample, calibration, headed=headed)
    except labels.LabelRefused:
        return int(sheet.dpi is not None)  # an old look is drawn no more, shifted or not


def require_own(view: Reading, actor: Actor, key: str) -> None:
    """Refuse a printer that the actor's cooperative does not use: ``NotFound``."""
    _own(view, parties.acting_party(view, actor).id, key)


def dpi_of(view: Reading, holder_id: int, key: str, *, roll: bool) -> int | None:
    """The resolution of a label printer; none where none is named, or for a sheet.

    ``Invalid`` at ``printer``: ``printer_unknown``; ``printer_for_rolls`` where the paper is a
    sheet, ``printer_for_sheets`` where it is a ``roll``.
    """
    if not key:
        return None
    try:
        row = _own(view, holder_id, key)
    except NotFound:
        raise Invalid("printer_unknown", "printer") from None
    if roll and row.dpi is None:
        raise Invalid("printer_for_sheets", "printer", name=row.name)
    if not roll and row.dpi is not None:
        raise Invalid("printer_for_rolls", "printer", name=row.name)
    return row.dpi


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
    left, top = asked.seen
    try:
        if asked.dpi is not None:
            return _of_roll(left - asked.cross, top - asked.cross)
        ruler = RULER_UM if asked.ruler is None else asked.ruler
        return labels.Calibration.measured(ruler, left, top)
    except labels.LabelRefused as refused:
        if refused.field == "scale":
            at = "ruler"
        else:
            at = "from_left" if abs(left - asked.cross) >= abs(top - asked.cross) else "from_top"
        raise Invalid("printer_measured_wild", at) from None


def _of_roll(right: int, down: int) -> labels.Calibration:
    for off, at in ((right, "from_left"), (down, "from_top")):
        if abs(off) > MOST_OFF_ROLL_UM:
            raise Invalid("roll_printer_off", at, most_um=MOST_OFF_ROLL_UM)
    return labels.Calibration.shifted(right, down)


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


def _line(row: Printer, *, mine: bool) -> PrinterLine:
    return PrinterLine(row.key, row.name, row.dpi, _calibration(row), mine)


def _calibration(row: Printer) -> labels.Calibration:
    return labels.Calibration(row.dx_um, row.dy_um, row.scale_ppm)
