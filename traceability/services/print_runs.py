"""Print runs: ordered within the label balance, drawn from their row, released once decoded.

A run freezes everything that stands on its labels, so that drawing it is a pure function of the
row: a killed job starts over, and the file need not be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, require
from traceability.domain.addresses import fit_to_print
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import Action as EventAction
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.ids import grouped
from traceability.domain.labels import LabelState, Range, move
from traceability.services import (
    batches,
    label_room,
    label_text,
    parties,
    print_files,
    printers,
    recalls,
    recording,
    stationery,
)
from traceability.services.label_ledger import write_ledger
from traceability.services.print_files import Frozen
from traceability.services.stationery import Paper
from traceability.store.models import Batch, Job, LabelKey, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

DESIGN, DESIGN_REVISION = "trace_stamp", 1
#: What one job draws and reads back in well under a minute.
MOST_LABELS = 2_000
JOB = "print_run"


@dataclass(frozen=True)
class Press:
    """What printing needs of the installation: keys, the public address, development or not."""

    keyring: Keyring
    base_url: str
    development: bool


@dataclass(frozen=True)
class PrintRequest:
    """How many labels for which batch, on which stock, from which place of the first sheet.

    ``printer`` is the key of the printer that it is for, if one was chosen.
    """

    batch: str
    count: int
    stock: str
    start: int = 0
    printer: str = ""


class Ordered(Protocol):
    """What every order of labels tells: how many, on which stock, from which place of it."""

    @property
    def count(self) -> int:
        """Labels to be printed."""

    @property
    def stock(self) -> str:
        """The stationery, by its name in the catalogue."""

    @property
    def start(self) -> int:
        """The first free place of the first sheet; 0 is its first."""

    @property
    def printer(self) -> str:
        """The key of the printer that it is for, or nothing."""


def order(work: Work, press: Press, asked: PrintRequest) -> PrintRun:
    """Order labels for a published batch; nothing is numbered unless everything fits.

    The run is drawn by a job; its labels are unused until they are linked.
    """
    work.share_judgement()
    batch = batches.known(work, asked.batch)
    require(work.actor, Action.PRINT_LABELS, recalls.thing(work, batch))
    work.lock_stock([batch.id])
    batches.require_published(work, batch)
    paper = paper_of(work, batch.holder_id, asked)
    _check_labels(work, batch, asked)
    stamp = _stamp(work, press, batch, paper, asked.count)
    run_no = free_run_number(work)
    void = taken_elsewhere(work, press.keyring, run_no, asked.count)
    frozen = Frozen(stamp, void, sheet=kept_sheet(paper))
    run = _store(work, press, batch, asked, frozen, run_no)
    open_ledger(work, run, frozen.void)
    work.add(Job(kind=JOB, target=run.id, state="queued", attempt=0, created_at=work.now))
    return run


def paper_of(work: Work, holder_id: int, asked: Ordered) -> Paper:
    """The paper of an order in the printer that it is for, which is remembered.

    Refuses paper and printers that there are not, and a first place that the sheet has not.
    """
    paper = stationery.known(work, holder_id, asked.stock)
    check_start(paper.sheet, asked.start)
    dpi = printers.dpi_of(work, holder_id, asked.printer)
    if asked.printer:
        printers.choose(work, asked.printer)
    return paper.at(dpi)


def check_start(sheet: labels.Sheet, start: int) -> None:
    """Refuse a first place that a sheet has not."""
    if not 0 <= start < sheet.capacity:
        raise Invalid("out_of_range", "start", highest=sheet.capacity)


def kept_sheet(paper: Paper) -> labels.Sheet | None:
    """What a run's row keeps of its paper: nothing of a sheet of the catalogue, which stays."""
    return None if labels.STOCKS.get(paper.name) == paper.sheet else paper.sheet


def _check_labels(work: Work, batch: Batch, asked: PrintRequest) -> None:
    if not 1 <= asked.count <= MOST_LABELS:
        raise Invalid("out_of_range", "count", highest=MOST_LABELS)
    label_room.check(work, batch, asked.count, "count")


def fits(view: Reading, press: Press, batch: Batch, stock: str) -> bool:
    """Whether the words of a batch's labels have room on a stock."""
    try:
        paper = stationery.known(view, batch.holder_id, stock)
        _arranged(view, press, batch, paper, MOST_LABELS)
    except (labels.LabelRefused, Invalid):
        return False
    return True


def check_address(press: Press) -> None:
    """Refuse to print what a phone could not open."""
    reason = None if press.development else fit_to_print(press.base_url)
    if reason is not None:
        raise RuleBroken("public_url_not_printable", reason=reason)


def _stamp(work: Work, press: Press, batch: Batch, paper: Paper, count: int) -> labels.TraceStamp:
    """The run's text, laid out once on its stock: what does not fit is refused here."""
    check_address(press)
    try:
        return _arranged(work, press, batch, paper, count)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None


def _arranged(
    view: Reading, press: Press, batch: Batch, paper: Paper, count: int
) -> labels.TraceStamp:
    stamp = label_text.stamp(view, batch, press.base_url)
    laid_out(press, stamp, paper.sheet, count)
    return stamp


def laid_out(press: Press, stamp: labels.Design, sheet: labels.Sheet, count: int) -> None:
    """Lay the text of a run out once on its stock; ``LabelRefused`` where it does not fit."""
    labels.arrange(sheet.label, stamp, sample(press, count), sheet.dpi)


def sample(press: Press, count: int) -> labels.StampLabel:
    """A label as long as any of a run of so many."""
    longest = "W" * 13
    return labels.StampLabel(
        code=grouped(longest),
        number_text=f"Tem {10 ** len(str(count)) - 1:03}",
        url=f"{press.base_url}/{longest}",
    )


def free_run_number(work: Work) -> int:
    """A random run number that no run has."""
    while True:
        run_no = int.from_bytes(work.entropy(4), "big")
        if queries.run_by_number(work.db, run_no) is None:
            return run_no


def taken_elsewhere(work: Work, keyring: Keyring, run_no: int, count: int) -> tuple[int, ...]:
    """Indexes whose code already is a label under another key; each is replaced by one more."""
    active = keyring.active.id
    void: list[int] = []
    index = 0
    while index < count + len(void):
        codes = keyring.codes(active, run_no, index, count + len(void) - index)
        void.extend(index + hit for hit in _collisions(work, keyring, codes))
        index += len(codes)
    return tuple(void)


def _collisions(work: Work, keyring: Keyring, codes: list[str]) -> list[int]:
    """Positions of codes that decode, under another key, to a label of a run of that key."""
    hits: set[int] = set()
    for key_id in keyring.ids[1:]:
        decoded = keyring.decoded(key_id, codes)
        runs = queries.runs_by_numbers(work.db, [run_no for run_no, _index in decoded])
        for position, (run_no, index) in enumerate(decoded):
            run = runs.get(run_no)
            if run is not None and run.key_id == key_id and index < run.count:
                hits.add(position)
    return sorted(hits)


def stated(run: PrintRun) -> dict[str, object]:
    """What a leaf says of a run: all that its labels follow from; the host and the text by hash."""
    return {
        "count": run.count,
        "stock": run.stock,
        "start": run.start_position,
        "run_no": run.run_no,
        "key_id": run.key_id,
        "level": run.level,
        "design": run.design,
        "design_revision": run.design_revision,
        "base_url_sha256": sha256_b64(run.base_url.encode()),
        "frozen_sha256": sha256_b64(run.frozen.encode()),
        **_blank(run),
    }


def _blank(run: PrintRun) -> dict[str, object]:
    """What only the leaf of a run says that was printed for no lot."""
    if run.batch_id is not None:
        return {}
    return {"product_revision": run.product_revision, "pack_format": run.pack_format}


def _store(
    work: Work, press: Press, batch: Batch, asked: PrintRequest, frozen: Frozen, run_no: int
) -> PrintRun:
    run = row(work, press, batch.holder_id, asked, frozen, run_no)
    run.batch_id = batch.id
    batch_queries.stock(work.db, batch.id).rev += 1
    return enter(work, press, run, frozen, [batch.code])


def enter(
    work: Work, press: Press, run: PrintRun, frozen: Frozen, named: Sequence[str]
) -> PrintRun:
    """Record that a run was ordered, for the things that are ``named``, and insert it."""
    know_key(work, press.keyring)
    owner = parties.known(work, run.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        action=EventAction.ADD,
        step=EventStep.LABELS_ORDERED,
        subjects=(
            Subject(Role.OUT, run.code, run.count, "pc"),
            *(Subject(Role.REF, code) for code in named),
        ),
        occurred_on=work.today,
        facts={**stated(run), "void": list(frozen.void)},
    )
    run.event_seq = recording.record(work, owner.id, owner.code, what).seq
    work.add(run)
    return run


def row(
    work: Work, press: Press, holder_id: int, asked: Ordered, frozen: Frozen, run_no: int
) -> PrintRun:
    """A run as it is ordered, of no batch and no product yet; not inserted."""
    return PrintRun(
        code=recording.issue_code(work, "print_run"),
        run_no=run_no,
        key_id=press.keyring.active.id,
        base_url=press.base_url,
        level="item",
        holder_id=holder_id,
        design=DESIGN,
        design_revision=DESIGN_REVISION,
        stock=asked.stock,
        start_position=asked.start,
        frozen=frozen.as_json(),
        count=asked.count + len(frozen.void),
        recorded_at=work.now,
    )


def know_key(work: Work, keyring: Keyring) -> None:
    """Remember the key by fingerprint, so that a start without it can be refused."""
    known = work.db.get(LabelKey, keyring.active.id)
    fingerprint = keyring.fingerprint(keyring.active.id)
    if known is None:
        # The first prints under a key may come at once: the second waits, and finds it there.
        work.lock_word(f"label_key:{keyring.active.id}")
        known = work.db.get(LabelKey, keyring.active.id)
    if known is None:
        row = LabelKey(key_id=keyring.active.id, fingerprint=fingerprint, first_used_at=work.now)
        work.add(row)
    elif known.fingerprint != fingerprint:
        raise RuleBroken("label_key_changed", key_id=keyring.active.id)


def open_ledger(work: Work, run: PrintRun, void: tuple[int, ...]) -> None:
    """Open the ledger of a run that was just stored: unused, but for what is void from birth."""
    ledger: tuple[Range, ...] = (Range(0, run.count - 1, LabelState.UNUSED, run.batch_id),)
    for index in void:
        ledger = move(ledger, index, index, LabelState.VOID)
    write_ledger(work, run, ledger)
