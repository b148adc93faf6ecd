"""Which weights the page of a lot tells: decided once, when the lot is published.

A weight is named by the harvests behind it, and stands beside all that other pages tell
(``domain/parting.py``): 89 kg of three households on one page and 130 kg of four on another are the
kilograms of the fourth. What was read cannot be made unread, so of several pages the later one says
less, and no later lot changes what an older page says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from traceability.domain.events import EventStep
from traceability.domain.parting import Parted
from traceability.services import area_months
from traceability.store.models import Batch, ToldWeights
from traceability.store.queries import areas, batches, corrections, events
from traceability.store.queries import told_weights as queries
from traceability.store.unit import Reading, Work

#: What a page tells of beside the harvests together.
_STEPS = (EventStep.PROCESS, EventStep.PACK)
_LOCK = "told weights"

_Harvests = frozenset[int]


@dataclass(frozen=True)
class Opened:
    """What is told: the sum of all harvests, which steps (by event), and shares exactly."""

    harvests: bool = False
    steps: frozenset[int] = frozenset()
    shares: bool = False


@dataclass(frozen=True)
class _Lineage:
    """What a lot was made of: its standing harvests, which of them are behind each batch."""

    batch: Batch
    harvests: Mapping[int, Batch]
    behind: Mapping[int, _Harvests]
    made: Mapping[int, _Harvests]

    @property
    def whole(self) -> _Harvests:
        """All harvests behind the lot."""
        return self.behind[self.batch.id]

    def parts(self) -> Collection[_Harvests]:
        """The harvests of each garden under each code, as shares are told of them."""
        found: dict[tuple[int | None, int | None], set[int]] = defaultdict(set)
        for each in self.harvests.values():
            found[each.area_code_id, each.place_id].add(each.id)
        return [frozenset(each) for each in found.values()]


def decide(work: Work, batch: Batch) -> None:
    """Decide what the page of a lot tells, beside all that is told by now; twice is once.

    What it was packed as is printed on its bags: that is told whatever else is not. The caller has
    recorded that the lot is published: two lots decide one after the other.
    """
    work.lock_word(_LOCK)
    if queries.of_lot(work.db, batch.id) is not None:
        return
    lineage = _lineage(work, batch)
    months, homes = _months(work, lineage)
    homes |= {each.id: each.household_id for each in lineage.harvests.values()}
    rows = queries.groups(work.db, sorted(homes))
    homes |= {each: household for each, _group, household in rows}
    before = {each: group for each, group, _household in rows}
    parted = Parted(homes, before)
    for each in months:
        parted.part(each)
    told = parted.tell([lineage.whole, *lineage.made.values()])
    shares = bool(told) and parted.tell_all(lineage.parts())
    parted.part(lineage.whole)
    steps = sorted(seq for seq, harvests in lineage.made.items() if harvests in told)
    work.add(
        ToldWeights(
            batch_id=batch.id,
            harvests=lineage.whole in told,
            steps=json.dumps(steps),
            shares=shares,
        )
    )
    queries.put(work.db, dict(parted.groups.items() - before.items()))


def decide_all(work: Work) -> int:
    """Decide for lots that were published before such decisions were kept; how many."""
    undecided = queries.undecided(work.db)
    for batch in undecided:
        decide(work, batch)
    return len(undecided)


def opened(
    view: Reading, batch: Batch, ancestors: Iterable[Batch], standing: Collection[int]
) -> Opened:
    """What the page of a lot tells.

    Nothing where a harvest behind it was taken back since (``standing`` are the events that were
    not): the sum beside the one that was told before is what that harvest weighed.
    """
    row = queries.of_lot(view.db, batch.id)
    harvests = (each for each in ancestors if each.stage == "harvest")
    if row is None or any(each.event_seq not in standing for each in harvests):
        return Opened()
    return Opened(row.harvests, frozenset(json.loads(row.steps)), row.shares)


def _months(view: Reading, lineage: _Lineage) -> tuple[list[_Harvests], dict[int, int | None]]:
    """The months that pages of growing-area codes tell, where they have a harvest of a lot."""
    codes = {each.area_code_id for each in lineage.harvests.values() if each.area_code_id}
    sums: list[_Harvests] = []
    homes: dict[int, int | None] = {}
    for area in areas.codes_by_ids(view.db, sorted(codes)).values():
        told, theirs = area_months.public_sums(view, area)
        sums += [each for each in told if each & lineage.whole]
        homes |= theirs
    return sums, homes


def _lineage(view: Reading, batch: Batch) -> _Lineage:
    rows = batches.by_ids(view.db, batches.ancestors(view.db, batch.id))
    seqs = sorted({each.event_seq for each in rows.values()})
    firsts = events.by_seq(view.db, seqs)
    # One that was taken back is told by nothing any more, and weighs nothing.
    standing = corrections.by_firsts(view.db, seqs)
    harvests = {
        each.id: each
        for each in rows.values()
        if each.stage == "harvest" and each.event_seq in standing
    }
    behind = _behind(view, rows, harvests)
    made: dict[int, _Harvests] = defaultdict(frozenset)
    for each in rows.values():
        if firsts[each.event_seq].step in _STEPS and each.event_seq in standing:
            made[each.event_seq] |= behind[each.id]
    return _Lineage(batch, harvests, behind, made)


def _behind(
    view: Reading, ancestors: Mapping[int, Batch], harvests: Mapping[int, Batch]
) -> dict[int, _Harvests]:
    """The harvests behind each of some batches, whose ancestors are all among them."""
    above: dict[int, set[int]] = {key: set() for key in ancestors}
    for edge in batches.edges_among(view.db, sorted(ancestors)):
        above[edge.child_id].add(edge.parent_id)
    found: dict[int, _Harvests] = {}
    for key in TopologicalSorter(above).static_order():
        parents = (found[each] for each in above[key])
        own = (key,) if key in harvests else ()
        found[key] = frozenset(own).union(*parents)
    return found
