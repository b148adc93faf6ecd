"""What the pages of many codes say first, asked of the record for all of them together.

A page of goods is drawn from all that happened to them; a list wants its verdict, and what the
goods are called. ``pages.find`` and this say the same of every code: a test holds the two equal.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from traceability.crypto.keyring import Keyring
from traceability.domain import freshness, growing_area, ids
from traceability.domain.events import How
from traceability.domain.growing_area import Status, Step
from traceability.domain.labels import DEAD, UNLINKED, LabelState
from traceability.domain.verdict import Verdict, worst
from traceability.services import (
    area_codes,
    certificate_covering,
    goods_names,
    page_standing,
    parties,
    run_numbers,
)
from traceability.services.goods_names import Goods, Key
from traceability.store.models import Batch, Crop, LabelRange, PrintRun
from traceability.store.queries import areas, batches, corrections, events, labels, products
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading

#: Goods are looked at so many at a time: all that is behind them is in memory together.
_TOGETHER = 50


@dataclass(frozen=True)
class State:
    """What the page of a code says first, and which goods they are or are to be.

    ``names`` are the product's by language; ``unlinked`` tells of a label that is on no goods yet,
    ``dead`` of one that is spoiled or void, ``outside`` of a test report with a result outside its
    limit, ``taken_back`` of such a result that its holder took back; ``lost`` of a label that was
    reported lost. What stands for no goods has no days, as on its page.
    """

    code: str
    verdict: Verdict
    holder: str
    names: Mapping[str, str] = field(default_factory=dict)
    lot_code: str | None = None
    packed_on: dt.date | None = None
    expires_on: dt.date | None = None
    unlinked: bool = False
    dead: bool = False
    outside: bool = False
    taken_back: bool = False
    lost: bool = False


@dataclass(frozen=True)
class Label:
    """A label of a list: its run, the state it is in, and the internal key of what it is on."""

    run: PrintRun
    state: LabelState
    batch_id: int | None
    lost: bool


@dataclass(frozen=True)
class _Behind:
    """What stands behind goods, by the internal key of each."""

    parents: Mapping[int, Sequence[int]]
    rows: Mapping[int, Batch]
    steps: Mapping[int, Sequence[Step]]

    def inactive(self, batch_id: int) -> bool:
        """Whether a harvest behind goods was of a code that was not active on its day."""
        return any(self._was_inactive(self.rows[key]) for key in self._all(batch_id))

    def last_picked(self, batch_id: int) -> dt.date | None:
        """The day of the last harvest behind goods."""
        rows = (self.rows[key] for key in self._all(batch_id))
        return max((row.made_on for row in rows if row.stage == "harvest"), default=None)

    def _all(self, batch_id: int) -> set[int]:
        found, ahead = {batch_id}, [batch_id]
        while ahead:
            new = set(self.parents.get(ahead.pop(), ())) - found
            found |= new
            ahead += new
        return found

    def _was_inactive(self, batch: Batch) -> bool:
        steps = self.steps.get(batch.area_code_id or 0, ())
        if batch.stage != "harvest" or not growing_area.ever_opened(steps, dt.date.max):
            return False
        return growing_area.status(steps, batch.made_on) is not Status.ACTIVE


def find(view: Reading, keyring: Keyring, codes: Collection[str]) -> dict[str, State]:
    """The states of those of some canonical codes that have a page of goods or of a label."""
    known = labels_of(view, keyring, [code for code in codes if ids.kind_of(code) == "item"])
    shorts = batches.by_codes(view.db, [code for code in codes if code not in known])
    shown = batches.published(view.db, [batch.id for batch in shorts.values()])
    goods = {code: batch for code, batch in shorts.items() if batch.id in shown}
    labelled = {each.batch_id for each in known.values() if each.batch_id is not None}
    rows = batches.by_ids(view.db, sorted(labelled | {each.id for each in goods.values()}))
    lots = _lots(view, list(rows.values()))
    found = {code: lots[batch.id].state(code, None) for code, batch in goods.items()}
    holders = parties.names_of(view, sorted({each.run.holder_id for each in known.values()}))
    called = goods_names.of_all(
        view, [each.run for each in known.values() if each.batch_id is None]
    )
    for code, label in known.items():
        if label.batch_id is not None:
            found[code] = lots[label.batch_id].state(code, label.state, lost=label.lost)
        else:
            names = _names(called, label.run)
            found[code] = _blank(code, label, holders[label.run.holder_id], names)
    return found


# --- labels --------------------------------------------------------------------------------------


def labels_of(view: Reading, keyring: Keyring, codes: Iterable[str]) -> dict[str, Label]:
    """The labels of those of some item codes that are one, by two questions for all.

    As ``pages.label_of`` tells each.
    """
    told, asked = {code: keyring.candidates(code) for code in codes}, run_numbers.Asked()
    runs = labels.runs_by_numbers(
        view.db, sorted({run for each in told.values() for _, run, _ in each})
    )
    meant = {
        code: [
            (runs[run_no], index)
            for key_id, run_no, index in each
            if run_no in runs
            and runs[run_no].key_id == key_id
            and asked.has(runs[run_no], index + 1)
        ]
        for code, each in told.items()
    }
    ledger = _ledger(view, sorted({run.id for each in meant.values() for run, _ in each}))
    found = {code: _alive(each, ledger) for code, each in meant.items()}
    return {code: label for code, label in found.items() if label is not None}


def _ledger(view: Reading, run_ids: Sequence[int]) -> dict[int, list[LabelRange]]:
    found: dict[int, list[LabelRange]] = defaultdict(list)
    for row in labels.ranges(view.db, run_ids) if run_ids else ():
        found[row.run_id].append(row)
    return found


def _alive(
    meant: Sequence[tuple[PrintRun, int]], ledger: Mapping[int, Sequence[LabelRange]]
) -> Label | None:
    """The label of a code; where it is one under two keys, the one that is not void."""
    found = [
        Label(run, LabelState(held.state), held.batch_id or run.batch_id, held.lost)
        for run, index in meant
        if (held := _holding(ledger.get(run.id, ()), index)) is not None
    ]
    alive = (each for each in found if len(meant) == 1 or each.state != LabelState.VOID)
    return next(alive, found[0] if found else None)


def _holding(rows: Sequence[LabelRange], index: int) -> LabelRange | None:
    at = bisect_right(rows, index, key=lambda row: row.first) - 1
    return rows[at] if at >= 0 and rows[at].last >= index else None


def _blank(code: str, label: Label, holder: str, names: Mapping[str, str]) -> State:
    nothing = {"inactive": False, "ended": False, "too_old": False, "retracted": False}
    found = page_standing.standing((), label.state, **nothing, lost=label.lost)
    return State(code, worst(found), holder, names, lost=label.lost)


# --- goods ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lot:
    """What is known of goods, whatever label they bear."""

    batch: Batch
    holder: str
    names: Mapping[str, str]
    open_kinds: frozenset[str]
    inactive: bool
    ended: bool
    too_old: bool
    retracted: bool
    outside: bool
    taken_back: bool

    def state(self, code: str, label: LabelState | None, *, lost: bool = False) -> State:
        """How a code on the goods stands."""
        found = page_standing.standing(
            self.open_kinds,
            label,
            inactive=self.inactive,
            ended=self.ended,
            too_old=self.too_old,
            retracted=self.retracted,
            lost=lost,
        )
        row = self.batch
        verdict, unlinked = worst(found), label in UNLINKED
        shown = not page_standing.silent(verdict, unlinked=unlinked)
        return State(
            code,
            verdict,
            self.holder,
            self.names,
            row.lot_code,
            packed_on=row.made_on if shown else None,
            expires_on=row.expires_on if shown else None,
            unlinked=unlinked,
            dead=label in DEAD,
            outside=shown and self.outside,
            taken_back=shown and self.taken_back,
            lost=lost,
        )


def _lots(view: Reading, rows: Sequence[Batch]) -> dict[int, _Lot]:
    found: dict[int, _Lot] = {}
    for start in range(0, len(rows), _TOGETHER):
        found |= _some(view, rows[start : start + _TOGETHER])
    return found


def _some(view: Reading, rows: Sequence[Batch]) -> dict[int, _Lot]:
    behind, taken_back = _behind(view, rows), _retracted(view, rows)
    covering = recall_queries.covering(view.db, [row.id for row in rows])
    holders = parties.names_of(view, sorted({row.holder_id for row in rows}))
    called = goods_names.of_all(view, rows)
    papers = certificate_covering.covering_each(view, rows)
    crops = {crop: products.crop(view.db, crop) for crop in {row.crop_code for row in rows}}
    return {
        row.id: _Lot(
            batch=row,
            holder=holders[row.holder_id],
            names=_names(called, row),
            open_kinds=frozenset(c.recall.kind for c in covering[row.id] if c.lift is None),
            inactive=behind.inactive(row.id),
            ended=row.expires_on is not None and view.today > row.expires_on,
            too_old=_too_old(view, row, behind, crops),
            retracted=row.event_seq in taken_back,
            outside=bool(certificate_covering.outside(papers[row.id])),
            taken_back=bool(certificate_covering.taken_back(papers[row.id])),
        )
        for row in rows
    }


def _too_old(view: Reading, row: Batch, behind: _Behind, crops: Mapping[str, Crop | None]) -> bool:
    crop = crops[row.crop_code]
    if crop is None or row.expires_on is not None:
        return False
    return freshness.too_old(crop.family, behind.last_picked(row.id), view.today) is not None


def _behind(view: Reading, rows: Iterable[Batch]) -> _Behind:
    keys = batches.ancestors_of(view.db, [row.id for row in rows])
    parents: dict[int, list[int]] = defaultdict(list)
    for edge in batches.edges_among(view.db, keys):
        parents[edge.child_id].append(edge.parent_id)
    all_rows = batches.by_ids(view.db, keys)
    codes = sorted({row.area_code_id for row in all_rows.values() if row.area_code_id})
    told = areas.steps(view.db, codes)
    return _Behind(
        parents, all_rows, {key: area_codes.domain_steps(steps) for key, steps in told.items()}
    )


def _retracted(view: Reading, rows: Iterable[Batch]) -> set[int]:
    """The makings, by their events, that were taken back as recorded by mistake."""
    firsts = events.by_seq(view.db, sorted({row.event_seq for row in rows}))
    told = corrections.histories(view.db, list(firsts.values()))
    return {seq for seq, each in told.items() if each[-1].how == How.RETRACT}


def _names(called: Mapping[Key, Goods], of: Batch | PrintRun) -> dict[str, str]:
    goods = called.get(goods_names.key_of(of))
    return {} if goods is None else goods.names
