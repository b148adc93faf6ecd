"""What a hold or recall of a lot would cover, and which holds a cooperative may end by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.text import sort_key
from traceability.services import batches, packed_formats, parties, recalls
from traceability.store.models import Batch, Recall
from traceability.store.queries import batches as queries
from traceability.store.queries import events, lent_goods
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading

#: Of so many lots the packages are counted; beyond them only the lots are.
MOST_COUNTED = 2_000


@dataclass(frozen=True)
class Reach:
    """What is made of a lot, itself included: lots, packages where counted, cooperatives' names.

    ``scope`` names the lots themselves: a recall that is confirmed with it is of these. ``recalls``
    are the open recalls of the lot, oldest first: code, and since when. ``printers`` are the names
    on labels that somebody else printed than who has the goods.
    """

    lots: int
    packages: int | None
    names: tuple[str, ...]
    scope: str = ""
    recalls: tuple[tuple[str, dt.date], ...] = ()
    printers: tuple[str, ...] = ()

    @property
    def holders(self) -> int:
        """How many hold something of it."""
        return len(self.names)


@dataclass(frozen=True)
class OwnHold:
    """A hold that the cooperative ordered: since when, why, the lots it names, what it covers.

    ``batch`` is the code of the first of them.
    """

    code: str
    batch: str
    since: dt.date
    reason: str | None
    lots: tuple[str, ...]
    covered: int


def reach(
    view: Reading, actor: Actor, code: str, action: Action = Action.HOLD_BATCH
) -> tuple[Batch, Reach]:
    """The lot to hold (or recall) and what would be with it; who may not is refused."""
    batch = batches.known(view, code)
    require(actor, action, recalls.thing(view, batch))
    keys = queries.descendants(view.db, [batch.id])
    found = queries.by_ids(view.db, keys[:MOST_COUNTED])
    holders = recall_queries.holders_within(view.db, queries.made_of([batch.id]))
    printers = lent_goods.printers_within(view.db, queries.made_of([batch.id]))
    names = parties.names_of(view, [*holders, *printers])
    packages = _packages(view, list(found.values())) if len(keys) <= MOST_COUNTED else None
    named, printed = (
        tuple(sorted((names[each] for each in some), key=sort_key)) for some in (holders, printers)
    )
    scope = recalls.scope_of(view, batch)
    opened = recalls.recalled_by(view, [batch])
    days = tuple((row.code, day_in_vietnam(row.opened_at)) for row in opened)
    return batch, Reach(len(keys), packages, named, scope, days, printed)


def own(view: Reading, actor: Actor, code: str) -> OwnHold:
    """A hold that the actor's own organisation ordered and may end."""
    recall = recall_queries.by_code(view.db, code)
    if recall is None:
        raise NotFound
    named = recalls.named_by(view, recall)
    for batch in named:
        require(actor, Action.RELEASE_HOLD, recalls.thing(view, batch))
    if not recalls.is_own_order(view, actor, recall):
        raise NotFound
    if recall_queries.is_lifted(view.db, recall.id):
        raise RuleBroken("already_lifted")
    event = events.by_seq(view.db, [recall.event_seq])[recall.event_seq]
    kept = events.private_values(view.db, "event", [event.event_id])
    return OwnHold(
        code=recall.code,
        batch=named[0].code,
        since=day_in_vietnam(recall.opened_at),
        reason=kept.get((event.event_id, "reason")),
        lots=tuple(each.lot_code for each in named),
        covered=recall_queries.count_covered(view.db, recall.id),
    )


def own_over(view: Reading, actor: Actor, batch: Batch) -> list[str]:
    """The codes of the open holds over a lot that the actor's organisation ordered itself."""
    open_rows: Sequence[Recall] = recall_queries.open_over(view.db, [batch.id])
    return [each.code for each in open_rows if recalls.is_own_order(view, actor, each)]


def own_reasons(view: Reading, actor: Actor, batch: Batch) -> dict[str, str]:
    """Why the actor's organisation ordered its open holds over a lot, as it was typed."""
    rows = [
        each
        for each in recall_queries.open_over(view.db, [batch.id])
        if recalls.is_own_order(view, actor, each)
    ]
    told = events.by_seq(view.db, [each.event_seq for each in rows])
    kept = events.private_values(view.db, "event", [each.event_id for each in told.values()])
    typed = {each.code: kept.get((told[each.event_seq].event_id, "reason")) for each in rows}
    return {code: reason for code, reason in typed.items() if reason}


def _packages(view: Reading, found: Sequence[Batch]) -> int:
    """The packages of packed lots, as they were counted.

    Those that another cooperative took over are of the lot that they came from, if it is there.
    """
    rows = {each.id: each for each in found if each.stage == "packed"}
    edges = queries.edges_among(view.db, list(rows))
    taken_over = {each.child_id for each in edges if each.parent_id in rows}
    packed = [each for key, each in rows.items() if key not in taken_over]
    formats = packed_formats.of_batches(view, packed)
    return sum(each.packages or 0 for each in formats.values())
