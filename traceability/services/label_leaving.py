"""Labels that leave the record: printed in the house, fetched as files, given to a printing house.

Each leaving is marked with one event before anything is made; the second one says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState, Range
from traceability.domain.stretches import Stretch, meet, without
from traceability.services import label_ledger, print_files, run_numbers
from traceability.services.label_ledger import (
    Told,
    dead_in,
    facts_of,
    opened,
    record,
    some,
    stretches_told,
)
from traceability.store.models import Event, PrintOrderLink, PrintRun
from traceability.store.queries import events, print_orders
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work


class ExportForm(StrEnum):
    """As what labels leave the record: drawn whole, their symbols alone, as a table; or on paper.

    ``PRINTER`` is a printer of the house, given the whole run as a file or row by row; ``HOUSE`` a
    printing house, given the files of its order by hand.
    """

    PDF = "pdf"
    SVG = "svg"
    PNG = "png"
    CSV = "csv"
    PRINTER = "printer"
    HOUSE = "house"


#: As what labels are fetched as files of their own, under *Xuất tệp mã*.
FILES = (ExportForm.PDF, ExportForm.SVG, ExportForm.PNG, ExportForm.CSV)
#: What shows labels as they are designed; all else holds their symbols and codes alone.
_DRAWN = (ExportForm.PDF, ExportForm.PRINTER)
#: So long what was marked as taken out may be fetched; later it is marked anew, with a reason.
OPEN_FOR = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Out:
    """That a run was printed whole, or labels of it left otherwise, the last time.

    ``ends`` is there while the file of that printing may be fetched.
    """

    day: dt.date
    at: dt.datetime
    ends: dt.datetime | None


def export(
    work: Work, code: str, stretch: Stretch, form: ExportForm, reason: str | None
) -> Sequence[Stretch]:
    """Mark labels as taken out as files; a second time only with a reason. Returns which.

    Spoiled and void ones are passed over: nobody shall print them.
    ``Invalid('export_again_needs_reason')`` at ``reason``, ``Invalid('export_all_dead')`` at
    ``first``; ``RuleBroken``: ``run_not_released``, ``labels_at_printer``,
    ``design_no_longer_drawn`` where the labels themselves are drawn.
    """
    run, ledger = _ready(work, code, stretch, form)
    live = without(run_numbers.of(run).among([stretch]), dead_in(ledger))
    if not live:
        told = run_numbers.of(run).told(*stretch)
        raise Invalid("export_all_dead", "first", first=stretch[0], last=stretch[1], numbers=told)
    _mark(work, run, some(live, "last"), form, reason)
    return live


def _ready(
    work: Work, code: str, stretch: Stretch, form: ExportForm
) -> tuple[PrintRun, Sequence[Range]]:
    """A released run with its ledger, locked; the stretch is of it, and no printing house's."""
    run, ledger = opened(work, code, Action.PRINT_LABELS)
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    if form in _DRAWN:
        print_files.require_drawable(run)
    first, last = stretch
    if first > last:
        raise Invalid("label_numbers_backwards", "first", first=first, last=last)
    run_numbers.of(run).require_ends(first, last)
    _require_not_at_printer(ledger, first, last)
    return run, ledger


def print_out(work: Work, code: str, reason: str | None = None) -> PrintRun:
    """A run's file is fetched to be printed here: it opens for a day, which counts as once.

    Refused as ``export`` is.
    """
    run = label_ledger.known_run(work, code)
    if not reason and _is_open(work, run):
        return run
    run, _ledger = _ready(work, code, run_numbers.of(run).whole, ExportForm.PRINTER)
    # Asked again under the lock: whoever pressed at the same moment opened it for both.
    if reason or not _is_open(work, run):
        _mark(work, run, run_numbers.of(run).stretches, ExportForm.PRINTER, reason)
    return run


def _is_open(view: Reading, run: PrintRun) -> bool:
    before = out(view, run)
    return before is not None and before.ends is not None


def send(work: Work, code: str, reason: str | None = None) -> PrintRun:
    """Mark a whole run as going to a printer of the house now; refused as ``export`` is."""
    whole = run_numbers.of(label_ledger.known_run(work, code)).whole
    run, _ledger = _ready(work, code, whole, ExportForm.PRINTER)
    _mark(work, run, run_numbers.of(run).stretches, ExportForm.PRINTER, reason)
    return run


def hand_to_house(work: Work, code: str) -> None:
    """Mark the files of an order as given to a printing house by hand: its labels stay dead."""
    run, _ledger = opened(work, code, Action.PRINT_LABELS)
    _mark(work, run, [(1, run.count)], ExportForm.HOUSE, None)


def out(view: Reading, run: PrintRun) -> Out | None:
    """Whether labels of a run left before; the last printing of the whole first of all."""
    found = left(view, run, run_numbers.of(run).stretches)
    if not found:
        return None
    since = view.now - OPEN_FOR
    whole = (each for each in found if facts_of(each).get("form") == ExportForm.PRINTER)
    event = next((each for each in whole if each.recorded_at >= since), None)
    if event is None:
        return Out(found[0].occurred_on, found[0].recorded_at, None)
    return Out(event.occurred_on, event.recorded_at, event.recorded_at + OPEN_FOR)


def _mark(
    work: Work,
    run: PrintRun,
    stretches: Sequence[Stretch],
    form: ExportForm,
    reason: str | None,
) -> None:
    before = left(work, run, stretches)
    require_reason(before, reason)
    private = {"reason": reason} if before and reason else {}
    facts = {"form": str(form)}
    told = Told(EventStep.LABELS_EXPORTED, facts=facts, private=private)
    record(work, run, stretches, told)


def require_reason(before: Sequence[Event], reason: str | None) -> None:
    """Refuse without a reason what left already; ``before`` says when, newest first."""
    if before and not reason:
        raise Invalid("export_again_needs_reason", "reason", day=before[0].occurred_on)


def _require_not_at_printer(ledger: Sequence[Range], first: int, last: int) -> None:
    """Labels that a printing house makes leave by its link: nobody else prints them too."""
    for each in ledger:
        inside = each.first < last and each.last + 1 >= first
        if inside and each.state is LabelState.ORDERED:
            raise RuleBroken("labels_at_printer", "first", first=max(first, each.first + 1))


def left(view: Reading, run: PrintRun, stretches: Sequence[Stretch]) -> list[Event]:
    """The events by which some labels of these stretches left before, newest first."""
    found = _naming(view, run, EventStep.LABELS_EXPORTED, stretches)
    again = reprinted(view, run, stretches)
    return sorted([*found, *again, *_at_house(view, run)], key=lambda event: -event.seq)


def reprinted(view: Reading, run: PrintRun, stretches: Sequence[Stretch]) -> list[Event]:
    """The events by which some labels of these stretches were printed again, newest first."""
    return _naming(view, run, EventStep.LABELS_REPRINTED, stretches)


def _naming(
    view: Reading, run: PrintRun, step: EventStep, stretches: Sequence[Stretch]
) -> list[Event]:
    return [
        event
        for event in events.of_step(view.db, run.code, step)
        if meet(stretches_told(facts_of(event)), stretches)
    ]


def _at_house(view: Reading, run: PrintRun) -> list[Event]:
    """Those by which a printing house got labels: it took their files, or still may."""
    links = [
        each
        for each in print_orders.links_of(view.db, run.id)
        if each.pdf_taken or each.csv_taken or _still_opens(view, each)
    ]
    return list(events.by_seq(view.db, [each.event_seq for each in links]).values())


def _still_opens(view: Reading, link: PrintOrderLink) -> bool:
    return link.withdrawn_at is None and link.expires_at > view.now
