"""A new run from its number to its job: what every order of labels ends in.

An order settles whom its labels are for, what they say and how many there may be; what follows is
the same for a lot, for blanks and for cartons, at the office and at a printing house.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.canonical import sha256_b64
from traceability.domain.cartons import Packed, TakenOver
from traceability.domain.errors import RuleBroken
from traceability.domain.events import Action as EventAction
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.labels import ITEM, LabelState, Range, moved
from traceability.domain.print_houses import HouseTerms
from traceability.domain.stretches import Stretch
from traceability.services import (
    parties,
    print_files,
    print_layout,
    printers,
    recording,
    run_numbers,
)
from traceability.services.frozen_runs import Frozen, Replaced
from traceability.services.label_ledger import write_ledger
from traceability.services.press import Press
from traceability.services.run_numbers import RunNumbers
from traceability.services.stationery import Paper
from traceability.store.models import Job, LabelKey, PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Work

JOB = "print_run"
#: What of the text of a run its leaf says in the same words: where its numbers begin or which they
#: are, and which spoiled labels of which run it makes good.
_TOLD = ("after", "numbers", "replaces")


@dataclass(frozen=True)
class Settled:
    """An order in which nothing can be refused any more, and nothing is numbered yet.

    ``count`` labels say ``words`` on ``paper`` from place ``start``; the leaf names what they are
    ``named`` for, a lot or a product. ``product`` is key, revision and pack format of blanks;
    ``printer`` the key of that which it is for; ``path``, ``packed``, ``replaces``, ``after`` and
    ``numbers`` as a run keeps them (``Frozen``).
    """

    holder_id: int
    named: str
    words: labels.Design
    paper: Paper
    start: int
    count: int
    level: str = ITEM
    printer: str = ""
    batch_id: int | None = None
    product: tuple[int, int, int] | None = None
    per_roll: int | None = None
    house: HouseTerms | None = None
    path: str = ""
    packed: Packed | None = None
    replaces: Replaced | None = None
    after: int = 0
    numbers: tuple[Stretch, ...] = ()

    @property
    def end(self) -> int:
        """The index behind the last label, where none is taken elsewhere."""
        return self.numbers[-1][1] if self.numbers else self.after + self.count


def enter(work: Work, press: Press, settled: Settled) -> PrintRun:
    """Number a run, record it, open its ledger and have it drawn.

    ``RuleBroken``: ``label_key_changed``; as ``print_files.not_drawn`` where the head of a roll has
    no room on its paper, ``printers.require_room``. The caller holds what the labels count against.
    """
    _require_room(work, press, settled)
    know_key(work, press.keyring)
    run_no, void = _numbered(work, press.keyring, settled)
    frozen = _frozen(work, settled, void)
    run = _row(work, press, settled, frozen, run_no)
    numbers = run_numbers.of(run)
    _record(work, run, frozen, numbers.count, settled.named)
    work.add(run)
    _open_ledger(work, run, frozen.born, numbers)
    work.add(Job(kind=JOB, target=run.id, state="queued", attempt=0, created_at=work.now))
    return run


def _require_room(work: Work, press: Press, settled: Settled) -> None:
    most = max(settled.packed.counts, default=0) if settled.packed else 0
    sample = press.sample(settled.end, settled.path, settled.level, most)
    headed, key = settled.per_roll is not None, "" if settled.house else settled.printer
    printers.require_room(work, key, settled.paper.sheet, settled.words, sample, headed=headed)


def stated(run: PrintRun, kept: Mapping[str, Any]) -> dict[str, object]:
    """What a leaf says of a run: all that its labels follow from; the host and the text by hash.

    ``kept`` is what its text says: terms of a printing house stand under a key of their own, for a
    word of the label may be anything.
    """
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
        **({"at_printer": True} if "house" in kept else {}),
        **{key: kept[key] for key in _TOLD if key in kept},
    }


def _blank(run: PrintRun) -> dict[str, object]:
    """What only the leaf of a run says that was printed for no lot."""
    if run.batch_id is not None:
        return {}
    return {"product_revision": run.product_revision, "pack_format": run.pack_format}


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


def _frozen(work: Work, settled: Settled, void: tuple[int, ...]) -> Frozen:
    """What the run's row keeps for ever; its rolls get their codes here."""
    paper = settled.paper
    rolls = _rolls(work, settled.count + len(void), settled.per_roll)
    return Frozen(
        stamp=settled.words,
        void=void,
        rolls=rolls,
        house=settled.house,
        path=settled.path,
        # Nothing is kept of a sheet of the catalogue, which stays.
        sheet=None if labels.STOCKS.get(paper.name) == paper.sheet else paper.sheet,
        packed=settled.packed,
        gap=_gap(paper),
        layout=_layout(paper, rolls, settled.house),
        replaces=settled.replaces,
        after=settled.after,
        numbers=settled.numbers,
    )


def _gap(paper: Paper) -> int | None:
    """What lies between the rows of a roll; of a roll of one's own nobody measured it."""
    roll = labels.roll_named(paper.name)
    return None if roll is None else roll.gap


def _rolls(work: Work, count: int, per_roll: int | None) -> dict[str, Stretch]:
    """New codes of the rolls that ``count`` labels are cut into: the first and last number each.

    None where they are on no roll by its code.
    """
    if per_roll is None:
        return {}
    starts = range(1, count + 1, per_roll)
    codes = recording.issue_codes(work, "roll", len(starts))
    ends = (min(first + per_roll - 1, count) for first in starts)
    return dict(zip(codes, zip(starts, ends, strict=True), strict=True))


def _layout(paper: Paper, rolls: print_layout.Rolls, house: HouseTerms | None) -> int:
    """The layout of a new run, by its rolls if it has any; refused where a head has no room."""
    try:
        return print_layout.of(paper.sheet, rolls, house)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None


def _numbered(work: Work, keyring: Keyring, settled: Settled) -> tuple[int, tuple[int, ...]]:
    """The number of a run, and which of its indexes are void from birth.

    Labels that keep numbers cannot go on behind one that is taken: their run gets another number.
    """
    run_no = _free_number(work)
    taken = _taken_elsewhere(work, keyring, run_no, settled)
    while isinstance(settled.packed, TakenOver) and taken:
        run_no = _free_number(work)
        taken = _taken_elsewhere(work, keyring, run_no, settled)
    return run_no, taken


def _free_number(work: Work) -> int:
    """A random run number that no run has."""
    while True:
        run_no = int.from_bytes(work.entropy(4), "big")
        if queries.run_by_number(work.db, run_no) is None:
            return run_no


def _taken_elsewhere(
    work: Work, keyring: Keyring, run_no: int, settled: Settled
) -> tuple[int, ...]:
    """Indexes whose code already is a label under another key; each is replaced by one more."""
    active, count = keyring.active.id, settled.end
    void: list[int] = []
    index = settled.after
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


def _row(work: Work, press: Press, settled: Settled, frozen: Frozen, run_no: int) -> PrintRun:
    """The run as it was ordered; not inserted."""
    product, revision, pack = settled.product or (None, None, None)
    return PrintRun(
        code=recording.issue_code(work, "print_run"),
        run_no=run_no,
        key_id=press.keyring.active.id,
        base_url=press.base_url,
        level=settled.level,
        holder_id=settled.holder_id,
        batch_id=settled.batch_id,
        product_id=product,
        product_revision=revision,
        pack_format=pack,
        design=frozen.design,
        design_revision=frozen.stamp.REVISION,
        stock=settled.paper.name,
        start_position=settled.start,
        frozen=frozen.as_json(),
        count=settled.end + len(frozen.void),
        recorded_at=work.now,
    )


def _record(work: Work, run: PrintRun, frozen: Frozen, pieces: int, named: str) -> None:
    """The leaf of an order: the run, its goods, its rolls, and whose spoiled labels it replaces."""
    owner = parties.known(work, run.holder_id)
    about = [named, *frozen.rolls, *([frozen.replaces.run] if frozen.replaces else [])]
    what = Occurrence(
        kind=Kind.REGISTRY,
        action=EventAction.ADD,
        step=EventStep.LABELS_ORDERED,
        subjects=(
            Subject(Role.OUT, run.code, pieces, "pc"),
            *(Subject(Role.REF, code) for code in about),
        ),
        occurred_on=work.today,
        facts={**stated(run, json.loads(run.frozen)), "void": list(frozen.void)},
    )
    run.event_seq = recording.record(work, owner.id, owner.code, what).seq


def _open_ledger(work: Work, run: PrintRun, born: LabelState, numbers: RunNumbers) -> None:
    """Open the ledger of a run that was just stored, with what is void from birth."""
    ledger = [Range(first - 1, last - 1, born, run.batch_id) for first, last in numbers.stretches]
    void = [(number - 1, number - 1) for number in sorted(numbers.void)]
    write_ledger(work, run, moved(ledger, void, LabelState.VOID))
