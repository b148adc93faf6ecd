"""Which weights the page of a batch tells, so that none of one household can be reckoned from them.

A weight is named by the harvests behind it (``domain/sights.py``). Beside those of the page stand
other packed goods of the same harvests: 89 kg of three households on one page and 130 kg of four on
another are the kilograms of the fourth. So of two such pages the later one says less: what was
packed is printed on bags already, and no later batch changes what an older page says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from traceability.domain.access import Action
from traceability.domain.sights import Behind, Told, open_to_all, told_together
from traceability.store.models import Batch
from traceability.store.queries import batches
from traceability.store.unit import Reading

_Harvests = frozenset[int]


@dataclass(frozen=True)
class OpenWeights:
    """What is told: the sum of all harvests, and which steps, by the event that made them."""

    harvests: bool
    steps: frozenset[int]
    told: Told


def open_weights(
    view: Reading, batch: Batch, ancestors: Mapping[int, Batch], stands: Iterable[int]
) -> OpenWeights:
    """Which weights of a batch may be told; ``ancestors`` holds itself too.

    ``stands`` are the events that were not taken back: a harvest that was weighs nothing.
    """
    standing = set(stands)
    homes = {
        each.id: each.household_id
        for each in ancestors.values()
        if each.stage == "harvest" and each.event_seq in standing
    }
    people = set(homes.values()) - {None}
    if not open_to_all(Action.SEE_STEP_KG, Behind(len(people))):
        return OpenWeights(harvests=False, steps=frozenset(), told=Told())
    behind = _behind(view, ancestors, homes)
    made: dict[int, _Harvests] = defaultdict(frozenset)
    for each in ancestors.values():
        made[each.event_seq] |= behind[each.id]
    known = _known(view, batch, ancestors, homes)
    told = told_together([behind[batch.id], *made.values()], homes, known)
    steps = frozenset(seq for seq, harvests in made.items() if harvests in told)
    return OpenWeights(behind[batch.id] in told, steps, told)


def _known(
    view: Reading, batch: Batch, ancestors: Mapping[int, Batch], homes: dict[int, int | None]
) -> set[_Harvests]:
    """The harvests behind each older packed batch of the same ones; theirs get their ``homes``."""
    found: dict[int, set[int]] = defaultdict(set)
    for kin, harvest, household in batches.older_kin(view.db, sorted(ancestors), batch.id):
        found[kin].add(harvest)
        homes.setdefault(harvest, household)
    return {frozenset(each) for each in found.values()}


def _behind(
    view: Reading, ancestors: Mapping[int, Batch], homes: Mapping[int, int | None]
) -> dict[int, _Harvests]:
    """The harvests behind each of some batches, whose ancestors are all among them."""
    above: dict[int, set[int]] = {key: set() for key in ancestors}
    for edge in batches.edges_among(view.db, sorted(ancestors)):
        above[edge.child_id].add(edge.parent_id)
    found: dict[int, _Harvests] = {}
    for key in TopologicalSorter(above).static_order():
        parents = (found[each] for each in above[key])
        own = (key,) if key in homes else ()
        found[key] = frozenset(own).union(*parents)
    return found
