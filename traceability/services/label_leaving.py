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
from traceability.services import label_ledger
from traceability.services.label_ledger import (
    Stretch,
    Told,
    facts_of,
    opened,
    record,
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
) -> PrintRun:
    """Mark labels as taken out as files; a second time only with a reason.

    ``Invalid('export_again_needs_reason')`` at ``reason``; ``RuleBroken('run_not_released')``.
    """
    run, ledger = opened(work, code, Action.PRINT_LABELS)
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    first, last = stretch
    label_ledger.require_in_run(ledger, first, last)
    _require_not_at_printer(ledger, first, last)
    _mark(work, run, stretch, form, reason)
    return run


def print_out(work: Work, code: str, reason: str | None = None) -> PrintRun:
    """A run's file is fetched to be printed here: it opens for a day, which counts as once.

    Refused as ``export`` is.
    """
    run = label_ledger.known_run(work, code)
    before = out(work, run)
    open_still = before is not None and before.ends is not None
    return run if open_still and not reason else send(work, code, reason)


def send(work: Work, code: str, reason: str | None = None) -> PrintRun:
    """Mark a whole run as going to a printer of the house now; refused as ``export`` is."""
    run = label_ledger.known_run(work, code)
    return export(work, code, (1, run.count), ExportForm.PRINTER, reason)


def hand_to_house(work: Work, code: str) -> None:
    """Mark the files of an order as given to a printing house by hand: its labels stay dead."""
    run, _ledger = opened(work, code, Action.PRINT_LABELS)
    _mark(work, run, (1, run.count), ExportForm.HOUSE, None)


def out(view: Reading, run: PrintRun) -> Out | None:
    """Whether labels of a run left before; the last printing of the whole first of all."""
    found = left(view, run, (1, run.count))
    if not found:
        return None
    since = view.now - OPEN_FOR
    whole = (each for each in found if facts_of(each).get("form") == ExportForm.PRINTER)
    event = next((each for each in whole if each.recorded_at >= since), None)
    if event is None:
        return Out(found[0].occurred_on, found[0].recorded_at, None)
    return Out(event.occurred_on, event.recorded_at, event.recorded_at + OPEN_FOR)


def _mark(
    work: Work, run: PrintRun, stretch: Stretch, form: ExportForm, reason: str | None
) -> None:
    before = left(work, run, stretch)
    if before and not reason:
        raise Invalid("export_again_needs_reason", "reason", day=before[0].occurred_on)
    private = {"reason": reason} if before and reason else {}
    facts = {"form": str(form)}
    told = Told(EventStep.LABELS_EXPORTED, facts=facts, private=private)
    record(work, run, [stretch], told)


def _require_not_at_printer(ledger: Sequence[Range], first: int, last: int) -> None:
    """Labels that a printing house makes leave by its link: nobody else prints them too."""
    for each in ledger:
        inside = each.first < last and each.last + 1 >= first
        if inside and each.state is LabelState.ORDERED:
            raise RuleBroken("labels_at_printer", "first", first=max(first, each.first + 1))


def left(view: Reading, run: PrintRun, stretch: Stretch) -> list[Event]:
    """The events by which labels of a stretch left before, newest first."""
    found = [
        event
        for event in events.of_step(view.db, run.code, EventStep.LABELS_EXPORTED)
        if any(
            first <= stretch[1] and last >= stretch[0]
            for first, last in stretches_told(facts_of(event))
        )
    ]
    return sorted([*found, *_at_house(view, run)], key=lambda event: -event.seq)


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
