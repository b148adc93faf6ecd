"""Print runs as their cooperative sees them: drawn or not, and where each label stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import CARTON, DEAD, ON_GOODS, LabelState, Range
from traceability.domain.labels import counted as labels_in
from traceability.domain.stretches import Stretch, counted, spelled, without
from traceability.services import (
    batches,
    goods_names,
    jobs,
    label_checks,
    label_leaving,
    label_room,
    making_good,
    new_runs,
    packed_formats,
    parties,
    print_files,
    print_layout,
    print_runs,
    run_numbers,
    run_places,
    setup,
    stationery,
    sticker_room,
)
from traceability.services.batch_list_views import BatchState, state_of
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import dead_in, ledger_of
from traceability.services.making_good import MadeGood
from traceability.services.stationery import Paper
from traceability.services.sticker_room import Pieces
from traceability.services.stock_views import StockLine, stock_lines
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.queries import lots
from traceability.store.queries import stationery as stationery_queries
from traceability.store.unit import Reading

PAGE = 50
USUAL_STOCK = "L7651"
#: A drawing takes seconds; after this long its page says what to do.
LONG = dt.timedelta(seconds=30)


class RunState(StrEnum):
    """Whether a run can be printed: its job draws it, its file was decoded, or its job failed."""

    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class RunLine:
    """One run in a list: what for, how many labels, and how many stand in which state.

    ``product`` is its name, and the pack where the name does not end with it.
    ``in_place_of`` are spoiled labels of another run that it was ordered to make good.
    A blank run has no lot: ``batch`` and ``lot_code`` are empty. ``void`` counts spoiled ones too,
    ``dead`` those that a printing house has not sent yet; ``of_house`` says that one makes them.
    """

    code: str
    state: RunState
    failure: str | None
    batch: str
    lot_code: str
    product: str
    stock: str
    count: int
    unused: int
    linked: int
    void: int
    ordered_at: dt.datetime
    spoiled: int = 0
    dead: int = 0
    of_house: bool = False
    cartons: bool = False
    design: str = LabelDesign.TRACE_STAMP
    in_place_of: MadeGood | None = None

    @property
    def makes_good(self) -> MadeGood | None:
        """The spoiled labels that it makes good; none once every label of it was voided."""
        return None if self.void - self.spoiled == self.count else self.in_place_of

    @property
    def blank(self) -> bool:
        """Whether it was printed for no lot."""
        return not self.batch


@dataclass(frozen=True)
class RunList:
    """A page of runs, and the number of the page after (or none)."""

    lines: tuple[RunLine, ...]
    next_page: int | None


@dataclass(frozen=True)
class LedgerLine:
    """Labels ``first`` to ``last`` by the numbers printed on them, and their one state."""

    first: int
    last: int
    state: LabelState
    lost: bool = False

    @property
    def count(self) -> int:
        """How many labels."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class RunPage:
    """Everything the page of one run shows.

    ``late`` says that the drawing takes longer than it should; ``sheets`` counts pages, each a
    ``page`` ("A4"); ``width`` and ``height`` are a label's, in µm; ``checked`` that paper of it
    was read, ``to_read`` how many labels that takes; ``out`` that labels left it before; ``read``
    how many were read back by now, where the drawing takes long enough to ask; ``dead`` which
    labels in the file are spoiled or void by now; ``rolls`` their codes, with the first and last
    label of each, ``headed`` whether a head stands before each; ``made_good`` the runs that make
    spoiled labels of it good; ``ruled`` that its sheets have a ruler at their foot.
    """

    line: RunLine
    width: int
    height: int
    sheets: int
    start: int
    late: bool
    checked: bool
    ledger: tuple[LedgerLine, ...]
    roll: bool = False
    page: str = "A4"
    ruled: bool = True
    out: label_leaving.Out | None = None
    read: int | None = None
    dead: tuple[Stretch, ...] = ()
    rolls: tuple[tuple[str, int, int], ...] = ()
    headed: bool = False
    to_read: int = 3
    made_good: tuple[MadeGood, ...] = ()

    @property
    def dead_count(self) -> int:
        """How many labels in the file are spoiled or void."""
        return counted(self.dead)

    @property
    def dead_numbers(self) -> str:
        """Which, as they are read out: the first of them where there are many."""
        return spelled(self.dead[:12]) + (" …" if len(self.dead) > 12 else "")

    @property
    def first_unused(self) -> LedgerLine | None:
        """The first unbroken range of labels that can be linked."""
        unused = (each for each in self.ledger if each.state is LabelState.UNUSED)
        return next((each for each in unused if not each.lost), None)

    @property
    def lost(self) -> int:
        """How many labels were reported lost and not found."""
        return sum(each.count for each in self.ledger if each.lost)


@dataclass(frozen=True)
class PrintForm:
    """What the print page knows before anything is typed: the lot, the room, the usual stock.

    ``net_amount`` is there where every package holds the same, ``highest`` where the weight sets a
    limit to the labels; ``gtin`` where labels may carry a GS1 Digital Link. ``a_sheet`` is what one
    sheet of that stock holds, ``start`` the place (from 1) where the one in the printer goes on.
    ``stickers`` is what stickers on single fruit are counted against, where that is known;
    ``ended`` the last day of the shelf life, where it is behind.
    """

    code: str
    lot_code: str
    state: BatchState
    product: str
    net_amount: int | None
    unit: str
    highest: int | None
    live: int
    usual_stock: str
    stocks: tuple[StockLine, ...]
    a_sheet: int
    start: int
    gtin: str | None = None
    stickers: Pieces | None = None
    ended: dt.date | None = None

    @property
    def room(self) -> int:
        """How many labels the lot still carries, or a run holds where there is no limit."""
        most = print_runs.MOST_LABELS
        return most if self.highest is None else max(0, self.highest - self.live)

    @property
    def usual_count(self) -> int:
        """All that remain, up to one full sheet of the usual stock."""
        return min(self.room, self.a_sheet)


def listed(view: Reading, actor: Actor, page: int = 1) -> RunList:
    """The runs of the actor's cooperative, newest first, a page at a time."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    runs = lots.runs_page(view.db, holder.id, PAGE + 1, (page - 1) * PAGE)
    more = len(runs) > PAGE
    return RunList(tuple(run_lines(view, runs[:PAGE])), page + 1 if more else None)


def shown(view: Reading, actor: Actor, code: str) -> RunPage:
    """The page of a run; another cooperative's is ``NotFound``."""
    run = own_run(view, actor, code)
    line = run_lines(view, [run])[0]
    frozen = Frozen.from_json(run.frozen)
    numbers, ledger = run_numbers.told(run, frozen), ledger_of(view, run)
    sheet, drawing = print_files.paper_of(run), line.state is RunState.DRAWING
    return RunPage(
        line=line,
        width=sheet.label.width,
        height=sheet.label.height,
        sheets=-(-(run.start_position + run_places.places_of(run)) // sheet.capacity),
        start=run.start_position + 1,
        late=drawing and view.now - run.recorded_at > LONG,
        checked=label_checks.is_checked(view, run),
        ledger=tuple(map(_ledger_line, ledger)),
        roll=sheet.dpi is not None,
        page=labels.page_name(sheet.page),
        ruled=labels.has_ruler(sheet),
        out=label_leaving.out(view, run),
        read=jobs.done_of(view, new_runs.JOB, run.id) if drawing else None,
        dead=tuple(without(dead_in(ledger), [(number, number) for number in numbers.void])),
        rolls=tuple((code, *ends) for code, ends in frozen.rolls.items()),
        headed=frozen.layout != print_layout.RUN_ON,
        to_read=len(label_checks.parts(run)),
        made_good=tuple(making_good.made_good(view, run)),
    )


def own_run(
    view: Reading, actor: Actor, code: str, action: Action = Action.SEE_WORKSPACE
) -> PrintRun:
    """The run of a short code, if it is the actor's cooperative's and the actor may do that."""
    run = queries.run_by_code(view.db, code)
    if run is None:
        raise NotFound
    require(actor, action, Thing(holder=run.holder_id))
    return run


def print_form(view: Reading, actor: Actor, code: str, stock: str = "") -> PrintForm:
    """What the print page of a packed lot starts from; an unpacked lot has none.

    It starts with a ``stock`` where one is named that there is.
    """
    batch = batches.known(view, code)
    require(actor, Action.PRINT_LABELS, Thing(holder=batch.holder_id))
    batches.check_packed_by_holder(view, batch)
    highest, live = label_room.most_labels(view, batch)
    packed = packed_formats.of_batch(view, batch)
    papers = stationery.papers(view, batch.holder_id)
    usual = papers[stock if stock in papers else usual_stock(view, batch.holder_id)]
    return PrintForm(
        code=batch.code,
        lot_code=batch.lot_code,
        state=state_of(view, batch),
        product=goods_names.of_packed(view, batch).packed,
        net_amount=packed.fixed_net,
        unit=packed.net_unit,
        highest=highest,
        live=live,
        usual_stock=usual.name,
        stocks=tuple(stock_lines(papers.values())),
        a_sheet=_a_sheet(usual),
        start=stationery.next_start(view, batch.holder_id, usual),
        gtin=print_runs.gtin_of(view, batch),
        stickers=sticker_room.of_lot(view, batch),
        ended=label_room.last_day_gone(view, batch),
    )


def first_sheet(view: Reading, batch: Batch, stock: str) -> int:
    """How many labels fill one sheet of ``stock``, or all that the lot still carries if fewer."""
    highest, live = label_room.most_labels(view, batch)
    paper = stationery.papers(view, batch.holder_id).get(stock)
    capacity = 1 if paper is None else _a_sheet(paper)  # an unknown one is refused by the order
    return capacity if highest is None else min(highest - live, capacity)


def _a_sheet(paper: Paper) -> int:
    """What one prints at a stroke: a sheet; of a roll as much as a run holds."""
    return print_runs.MOST_LABELS if paper.roll else paper.sheet.capacity


def run_lines(view: Reading, runs: Sequence[PrintRun]) -> list[RunLine]:
    """Runs of one cooperative as lines, in the order given."""
    if not runs:
        return []
    ids = [run.id for run in runs]
    counts = lots.label_counts(view.db, ids)
    released = lots.released(view.db, ids)
    failures = lots.failures(view.db, new_runs.JOB, ids)
    found = batch_queries.by_ids(view.db, [run.batch_id or 0 for run in runs])
    goods = goods_names.of_all(view, [*runs, *found.values()])
    lines = []
    for run in runs:
        batch = found.get(run.batch_id or 0)
        failure, frozen = failures.get(run.id), Frozen.from_json(run.frozen)
        states = _by_state(ledger_of(view, run)) if frozen.numbers else counts[run.id]
        line = RunLine(
            code=run.code,
            state=_state(failure, released=run.id in released),
            failure=failure,
            batch="" if batch is None else batch.code,
            lot_code="" if batch is None else batch.lot_code,
            product=goods[goods_names.key_of(run if batch is None else batch)].packed,
            stock=run.stock,
            count=run_numbers.told(run, frozen).count,
            unused=states.get(LabelState.UNUSED, 0),
            linked=sum(states.get(each, 0) for each in ON_GOODS),
            void=sum(states.get(each, 0) for each in DEAD),
            ordered_at=run.recorded_at,
            spoiled=states.get(LabelState.SPOILED, 0),
            dead=states.get(LabelState.ORDERED, 0),
            of_house=frozen.at_printer,
            cartons=run.level == CARTON,
            design=run.design,
            in_place_of=making_good.named(frozen.replaces),
        )
        lines.append(line)
    return lines


def _by_state(ledger: Sequence[Range]) -> Mapping[str, int]:
    """How many labels of a ledger stand in each state."""
    return {str(each): labels_in(ledger, [each]) for each in LabelState}


def _state(failure: str | None, *, released: bool) -> RunState:
    if released:
        return RunState.READY
    return RunState.DRAWING if failure is None else RunState.FAILED


def _ledger_line(held: Range) -> LedgerLine:
    return LedgerLine(held.first + 1, held.last + 1, held.state, held.lost)


def printer_stock(view: Reading, actor: Actor) -> str:
    """The stock that the actor's cooperative is likely to have in its printer."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    return usual_stock(view, holder.id)


def usual_stock(view: Reading, holder_id: int, design: LabelDesign | None = None) -> str:
    """The stock that still lies in the printer: of the last print, or of a later printer test.

    Of a ``design`` it is the one that this was printed on last.
    """
    last = stationery_queries.last_of_items(view.db, holder_id, design)
    tested = setup.tested_stock(view, holder_id)
    name = USUAL_STOCK if last is None else last.stock
    if tested is not None and (last is None or last.recorded_at < tested.at):
        name = tested.choice or USUAL_STOCK
    # A paper that was put away lies in no printer.
    return name if name in stationery.papers(view, holder_id) else USUAL_STOCK
