"""Checking goods: stock, edges and shares of origin, folded from events again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from traceability.domain import balance, shares
from traceability.services import batches, verify_deliveries
from traceability.services.differences import Difference, compared
from traceability.store.models import Batch, BatchStock
from traceability.store.queries import audit_goods as audit
from traceability.store.queries.audit_goods import Edge, Movements, Shares
from traceability.store.unit import Reading

_NOTHING = Movements(made=0, taken=0, events=0, published_on=None, estimated=False)


def check(view: Reading) -> Iterator[Difference]:
    """Every batch's projections, and what was taken back of them."""
    for page in audit.batches(view.db):
        yield from _stock(view, page)
        yield from _edges(view, [batch.code for batch, _stock_row in page])
        unmade = {batch.code for batch, stock in page if stock and stock.state == "retracted"}
        yield from _origins(view, [batch for batch, _stock_row in page], unmade)


def _stock(view: Reading, page: Sequence[tuple[Batch, BatchStock | None]]) -> Iterator[Difference]:
    told = audit.movements(view.db, [batch.code for batch, _stock_row in page])
    stored = [moved.stored for moved in told.values() if moved.stored is not None]
    places = audit.places_of_events(view.db, stored)
    for batch, stock in page:
        moved = told.get(batch.code, _NOTHING)
        recorded = _folded(moved) | {"place_id": places.get(moved.stored or 0)}
        found = {} if stock is None else {key: getattr(stock, key) for key in recorded}
        yield from compared("batch_stock", batch.code, recorded, found)


def _folded(told: Movements) -> dict[str, object]:
    """The stock row that events make: ``rev`` counts them, holds and recalls apart."""
    on_hand = told.on_hand
    return {
        "made": told.made,
        "on_hand": on_hand,
        "state": batches.state(told.made, on_hand),
        "published_on": told.published_on,
        "rev": told.events,
        "estimated": told.estimated,
    }


def _edges(view: Reading, codes: Sequence[str]) -> Iterator[Difference]:
    told, kept = _told(view, codes), audit.edges_kept(view.db, codes)
    for code in codes:
        said, stands = told.get(code, set()), kept.get(code, set())
        if said != stands:
            yield Difference("batch_edge", code, "parents", _spelled(said), _spelled(stands))


def _told(view: Reading, codes: Sequence[str]) -> dict[str, set[Edge]]:
    """What went into batches as their events tell it, by child; nothing where that cannot be."""
    found: dict[str, set[Edge]] = defaultdict(set)
    for child, edge in verify_deliveries.edges_told(view, codes):
        found[child].add(edge)
    for run in audit.runs_of(view.db, codes):
        if run.made and all(amount >= len(run.made) for amount in run.taken.values()):
            for (parent, child), amount in shares.flows(run.taken, run.made).items():
                found[child].add((parent, run.seq, amount))
    return found


def _spelled(edges: set[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (edge[1], edge[0]))


def _origins(view: Reading, page: Sequence[Batch], unmade: Collection[str]) -> Iterator[Difference]:
    """The shares of each batch; what was made of others, and taken back, comes from nowhere."""
    parents = audit.edges_kept(view.db, [batch.code for batch in page])
    codes = {code for edges in parents.values() for code, _seq, _amount in edges}
    kept = audit.origins(view.db, [*codes, *(batch.code for batch in page)])
    for batch in page:
        found = kept.get(batch.code, {})
        nowhere = batch.code in unmade and batch.stage != "harvest"
        recorded = {"ppm": 0 if nowhere else balance.PPM}
        whole = {"ppm": sum(found.values())}
        yield from compared("batch_origin", batch.code, recorded, whole)
        made_of = [
            (amount or 0, kept[code])
            for code, _seq, amount in parents.get(batch.code, ())
            if kept[code]
        ]
        expected = _share(batch, made_of)
        if expected is not None and expected != found:
            yield Difference("batch_origin", batch.code, "shares", expected, found)


def _share(batch: Batch, made_of: Sequence[tuple[int, Shares]]) -> Shares | None:
    """The shares that follow from where a batch comes from, if that is known."""
    if batch.stage == "harvest" and batch.place_id is not None:
        return {(batch.place_id, batch.area_code_id): balance.PPM}
    return shares.mixed(made_of) if made_of else None
