"""Folding goods again after a correction: stock, edges, and shares of origin of all descendants.

What events say is folded as ``verify`` does it, so that both come to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from traceability.data.processes import template_of
from traceability.domain import shares
from traceability.domain.balance import PPM
from traceability.domain.corrections import Told
from traceability.domain.errors import RuleBroken
from traceability.domain.events import Role
from traceability.domain.text import sort_key
from traceability.services import batches, parties, raw_materials
from traceability.store.models import Batch, BatchEdge, BatchStock, Crop, Event, RetiredEdge
from traceability.store.queries import audit_goods, corrections, products
from traceability.store.queries import batches as queries
from traceability.store.queries.audit_goods import Run
from traceability.store.unit import Work


@dataclass(frozen=True)
class Folded:
    """A correction: the first telling, the event that corrects, and what each tells.

    ``now`` is ``None`` where the entry was taken back.
    """

    first: Event
    event: Event
    before: Told
    now: Told | None


def refold(work: Work, done: Sequence[Folded]) -> None:
    """Fold what the corrections touch; the stock rows of their batches are locked.

    Raises RuleBroken ``correction_leaves_too_little`` where more is drawn of a batch than was made
    of it, and ``correction_breaks_ratio`` where more finished goods came of a harvest than it can
    give, each with ``lots`` and ``entries``, the first with what is ``short`` in each lot too;
    ``correction_breaks_ratio_elsewhere`` where these are others', with ``count`` and ``holders``.
    """
    codes = sorted({code for each in done for code in each.before.codes})
    touched = {batch.code: batch for batch in corrections.batches_of(work.db, codes)}
    _restock(work, touched)
    edges = corrections.edges_of(work.db, [each.first.seq for each in done])
    for each in done:
        _reedge(work, each, touched, edges[each.first.seq])
    below = queries.descendants(work.db, [batch.id for batch in touched.values()])
    rows = queries.by_ids(work.db, below)
    _reshare(work, [rows[key] for key in sorted(below)])
    _check_ratios(work, list(rows.values()), {each.first.owner_id for each in done})


def _restock(work: Work, touched: dict[str, Batch]) -> None:
    told = audit_goods.movements(work.db, list(touched))
    stocks = work.lock_stock([batch.id for batch in touched.values()])
    short = [code for code in touched if told[code].on_hand < 0]
    if short:
        drawn = corrections.moving(work.db, short, Role.IN)
        raise RuleBroken(
            "correction_leaves_too_little",
            "changes",
            lots=[touched[code].lot_code for code in short],
            short=[_short(touched[code], told[code].made, told[code].taken) for code in short],
            entries=list(dict.fromkeys(event.event_id for event, _subject in drawn)),
        )
    for code, batch in touched.items():
        _set(stocks[batch.id], told[code])
    _weigh_taken_over(work, list(touched.values()))


def _weigh_taken_over(work: Work, weighed: Sequence[Batch]) -> None:
    """What others took over of goods is a guess for as long as it is one here."""
    work.db.flush()
    while found := audit_goods.taken_over(work.db, [batch.id for batch in weighed]):
        told = audit_goods.movements(work.db, [batch.code for batch in found])
        stocks = work.lock_stock([batch.id for batch in found])
        for batch in found:
            stocks[batch.id].estimated = told[batch.code].estimated
        weighed = found


def _short(batch: Batch, made: int, taken: int) -> dict[str, object]:
    unit = {"unit": batch.unit}
    return {"lot": batch.lot_code, "code": batch.code, "made": made, "taken": taken, **unit}


def _set(stock: BatchStock, told: audit_goods.Movements) -> None:
    stock.made, stock.on_hand = told.made, told.on_hand
    stock.state = batches.state(stock.made, stock.on_hand)
    stock.rev, stock.estimated = told.events, told.estimated


def _reedge(
    work: Work, done: Folded, touched: dict[str, Batch], edges: Sequence[BatchEdge]
) -> None:
    if not edges:
        return
    if done.now is None:
        retired = [
            RetiredEdge(
                parent_id=edge.parent_id,
                child_id=edge.child_id,
                event_seq=edge.event_seq,
                retracted_by=done.event.seq,
            )
            for edge in edges
        ]
        for edge in edges:
            work.db.delete(edge)
        work.add(*retired)
        queries.forget_origins(work.db, sorted({edge.child_id for edge in edges}))
        return
    codes = {batch.id: code for code, batch in touched.items()}
    flows = shares.flows(done.now.taken, done.now.made)
    for edge in edges:
        edge.amount = flows[codes[edge.parent_id], codes[edge.child_id]]
    work.db.flush()


def _reshare(work: Work, below: Sequence[Batch]) -> None:
    """The shares of origin of goods, in the order that they were made in.

    All of them are read together, and what is otherwise than it was is written together.
    """
    into: dict[int, list[BatchEdge]] = defaultdict(list)
    for edge in queries.edges_among(work.db, [batch.id for batch in below]):
        into[edge.child_id].append(edge)
    named = {edge.parent_id for edges in into.values() for edge in edges} | into.keys()
    known = batches.shares_of_each(work, sorted(named))
    changed = []
    for batch in (each for each in below if into[each.id]):
        edges = sorted(into[batch.id], key=lambda edge: edge.parent_id)
        mixed = shares.mixed([(edge.amount, known[edge.parent_id]) for edge in edges])
        if mixed != known[batch.id]:
            known[batch.id] = mixed
            changed.append((batch, mixed))
    queries.forget_origins(work.db, [batch.id for batch, _mixed in changed])
    batches.add_origins(work, changed)


def _check_ratios(work: Work, below: Sequence[Batch], owners: Collection[int]) -> None:
    """Refuse finished goods beyond what the harvest behind them can give, as corrected."""
    rows = {batch.code: batch for batch in below}
    crops = products.crops_by_codes(work.db, {batch.crop_code for batch in below})
    finished = [each.code for each in below if _is_finished(each, crops.get(each.crop_code))]
    runs = [run for run in audit_goods.runs_of(work.db, finished) if run.taken]
    bounds = _Bounds(work, runs)
    broken = [run for run in runs if not bounds.keep(run)]
    made = [rows[code] for run in broken for code in run.made if code in rows]
    _refuse_elsewhere(work, [batch for batch in made if batch.holder_id not in owners])
    if broken:
        names = [batch.lot_code for batch in made]
        raise RuleBroken(
            "correction_breaks_ratio", "changes", lots=names, entries=_ids(work, broken)
        )


def _refuse_elsewhere(work: Work, made: Sequence[Batch]) -> None:
    """Of goods of others, how many and whose is all that is told: the rest is theirs."""
    if made:
        holders = parties.names_of(work, sorted({batch.holder_id for batch in made}))
        raise RuleBroken(
            "correction_breaks_ratio_elsewhere",
            "changes",
            count=len(made),
            holders=sorted(holders.values(), key=sort_key),
        )


def _is_finished(batch: Batch, crop: Crop | None) -> bool:
    if batch.stage == "packed":
        return True
    if batch.material is None or crop is None:
        return False
    return template_of(crop.family).material(batch.material).finished


class _Bounds:
    """What runs can have made at the most: the goods of all of them are read together."""

    def __init__(self, work: Work, runs: Sequence[Run]) -> None:
        codes = {code for run in runs for code in (*run.taken, *run.made)}
        self._rows = {row.code: row for row in corrections.batches_of(work.db, sorted(codes))}
        parents = {self._rows[code].id for run in runs for code in run.taken}
        self._harvested = raw_materials.harvested_in(work, parents)
        crops = {row.crop_code for row in self._rows.values()}
        self._ratio = raw_materials.Ratios(work, crops)

    def keep(self, run: Run) -> bool:
        """Whether no more came out of a run than the harvest behind it can give."""
        amounts = run.taken.items()
        behind = sum(amount * self._harvested[self._rows[code].id] for code, amount in amounts)
        made = self._rows[next(iter(run.made))]
        most = int(behind * self._ratio(made.crop_code, made.made_on) / PPM)
        return sum(run.made.values()) <= most


def _ids(work: Work, runs: Iterable[Run]) -> list[str]:
    told = corrections.by_firsts(work.db, [run.seq for run in runs])
    return [event.event_id for event in told.values()]
