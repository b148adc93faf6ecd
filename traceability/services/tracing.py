"""One step back and one step forward, all the way: what went into a batch, what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import NotFound
from traceability.domain.ids import fold_typed, kind_of
from traceability.domain.text import nfc
from traceability.services import pages, recalls
from traceability.store.models import Batch, BatchEdge, BatchStock
from traceability.store.queries import batches as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Node:
    """A batch: what was made and what is still on hand, in ``unit`` (g or ml)."""

    code: str
    lot_code: str
    stage: str
    made_on: dt.date
    unit: str
    made: int
    on_hand: int


@dataclass(frozen=True)
class Flow:
    """How much of ``parent`` went into ``child`` (g or ml)."""

    parent: str
    child: str
    amount: int


@dataclass(frozen=True)
class Trace:
    """A batch with all its ancestors and descendants, and every flow between them."""

    batch: Node
    ancestors: tuple[Node, ...]
    descendants: tuple[Node, ...]
    flows: tuple[Flow, ...]


def trace(view: Reading, actor: Actor, keyring: Keyring, typed: str) -> Trace:
    """Trace a batch by its code, or by the code of one of its labels; ``NotFound`` otherwise."""
    batch = _batch(view, keyring, typed)
    require(actor, Action.SEE_BATCH, recalls.thing(view, batch))
    up = queries.ancestors(view.db, batch.id)
    down = queries.descendants(view.db, [batch.id])
    rows = queries.by_ids(view.db, [*up, *down])
    return Trace(
        batch=_node(view, batch),
        ancestors=_nodes(view, (rows[key] for key in up if key != batch.id)),
        descendants=_nodes(view, (rows[key] for key in down if key != batch.id)),
        flows=_flows(view, rows),
    )


def _batch(view: Reading, keyring: Keyring, typed: str) -> Batch:
    code = fold_typed(nfc(typed))
    found = None
    if code is not None and kind_of(code) == "item":
        labelled = pages.label_of(view, keyring, code)
        key = None if labelled is None else labelled[0].batch_id
        found = None if key is None else queries.by_ids(view.db, [key]).get(key)
    elif code is not None:
        found = queries.by_code(view.db, code)
    if found is None:
        raise NotFound(typed=typed)
    return found


def _nodes(view: Reading, rows: Iterable[Batch]) -> tuple[Node, ...]:
    in_order = sorted(rows, key=lambda row: (row.made_on, row.id))
    return tuple(_node(view, row) for row in in_order)


def _node(view: Reading, row: Batch) -> Node:
    stock: BatchStock = queries.stock(view.db, row.id)
    return Node(row.code, row.lot_code, row.stage, row.made_on, row.unit, stock.made, stock.on_hand)


def _flows(view: Reading, rows: dict[int, Batch]) -> tuple[Flow, ...]:
    edges: list[BatchEdge] = [edge for key in rows for edge in queries.edges_into(view.db, key)]
    return tuple(
        Flow(rows[edge.parent_id].code, rows[edge.child_id].code, edge.amount)
        for edge in edges
        if edge.parent_id in rows
    )
