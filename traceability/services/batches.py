"""Batches: made by events, published by an act of its own, and asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import ids
from traceability.domain.access import Action, require
from traceability.domain.completeness import Item, missing_to_publish
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import (
    completeness,
    known_facts,
    parties,
    recalls,
    recording,
    told_weights,
)
from traceability.store import lock_order
from traceability.store.lock_order import Rank
from traceability.store.models import Batch, BatchEdge, BatchOrigin, BatchStock, Crop, Event
from traceability.store.queries import areas, at_once, products
from traceability.store.queries import batches as queries
from traceability.store.queries import events as event_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Draw:
    """How much of a parent went into a new batch (g or ml)."""

    parent: Batch
    amount: int


def lot_code(
    work: Work,
    holder_id: int,
    crop: Crop,
    day: dt.date,
    asked: str | None,
    gtin: str | None = None,
) -> str:
    """The lot code asked for, if it is well formed and free, or the next one of the day.

    Free among the holder's own lots and, where the goods carry a ``gtin``, among all under it:
    who held it before may have used the code.
    """
    return lot_codes(work, holder_id, crop, day, [asked], gtin)[0]


def lot_codes(
    work: Work,
    holder_id: int,
    crop: Crop,
    day: dt.date,
    asked: Sequence[str | None],
    gtin: str | None = None,
) -> list[str]:
    """As ``lot_code``, for several batches that are made together."""
    work.lock_party(holder_id)
    found: list[str] = []

    def is_taken(code: str) -> bool:
        return code in found or queries.lot_exists(work.db, holder_id, code, gtin)

    for each in asked:
        if each is None:
            found.append(_next_lot(work, holder_id, crop, day, is_taken))
        else:
            found.append(_named_lot(each, is_taken))
    return found


def check_packed_by_holder(view: Reading, batch: Batch) -> None:
    """Refuse labels of what another packed, or of what nobody packed: ``NotFound``.

    What came packed from another cooperative bears the labels of who packed it.
    """
    found = products.by_ids(view.db, [batch.product_id] if batch.product_id else [])
    if batch.product_id is None or found[batch.product_id].holder_id != batch.holder_id:
        raise NotFound


def _next_lot(
    work: Work, holder_id: int, crop: Crop, day: dt.date, is_taken: Callable[[str], bool]
) -> str:
    stem = ids.lot_code(crop.lot_prefix, day, 1)[:-2]
    number = queries.lots_with_prefix(work.db, holder_id, stem)
    while number < ids.MAX_LOT_NUMBER:
        number += 1
        code = ids.lot_code(crop.lot_prefix, day, number)
        if not is_taken(code):
            return code
    raise RuleBroken("too_many_lots", "lot_code", highest=ids.MAX_LOT_NUMBER)


def _named_lot(asked: str, is_taken: Callable[[str], bool]) -> str:
    if not ids.is_lot_code(asked):
        raise Invalid("lot_code_unreadable", "lot_code", longest=ids.LOT_CODE_LENGTH)
    if is_taken(asked):
        raise Conflict("lot_code_taken", "lot_code", lot=asked)
    return asked


def guessed(view: Reading, parents: Sequence[Batch]) -> bool:
    """Whether what is made of some batches is a guess (*chờ cân*): it is if one of them is."""
    return queries.guessed(view.db, [parent.id for parent in parents])


def add(
    work: Work, batch: Batch, made: int, draws: Sequence[Draw], *, estimated: bool | None = None
) -> None:
    """Insert a batch with its stock, its edges and its shares of origin; it joins open scopes.

    The parents' stock rows were locked and lowered by the caller. ``estimated`` follows from them
    where it is not stated; the leaf says the same.
    """
    if estimated is None:
        estimated = guessed(work, [draw.parent for draw in draws])
    work.add(batch)
    stock = BatchStock(batch_id=batch.id, made=made, on_hand=made, state="open", rev=1)
    stock.estimated = estimated
    work.add(stock)
    lock_order.hold(work.db, Rank.STOCK, [batch.id])
    if not draws:
        return
    edges = (
        BatchEdge(
            parent_id=draw.parent.id,
            child_id=batch.id,
            event_seq=batch.event_seq,
            amount=draw.amount,
        )
        for draw in draws
    )
    work.add(*edges)
    recall_queries.join_open_scopes(work.db, [draw.parent.id for draw in draws], batch.id)


def add_origin(work: Work, batch: Batch, shares: Mapping[tuple[int, int | None], int]) -> None:
    """Insert the shares of origin: ppm by place and code (``None``: outside any code)."""
    add_origins(work, [(batch, shares)])


def add_origins(
    work: Work, found: Iterable[tuple[Batch, Mapping[tuple[int, int | None], int]]]
) -> None:
    """Insert the shares of origin of batches together."""
    rows = [
        {"batch_id": batch.id, "place_id": place, "area_code_id": area, "ppm": ppm}
        for batch, shares in found
        for (place, area), ppm in shares.items()
    ]
    at_once.insert_rows(work.db, BatchOrigin, rows)


def shares_of(view: Reading, batch: Batch) -> dict[tuple[int, int | None], int]:
    """The shares of origin of a batch: ppm by place and code."""
    return shares_of_each(view, [batch.id])[batch.id]


def shares_of_each(
    view: Reading, batch_ids: Sequence[int]
) -> dict[int, dict[tuple[int, int | None], int]]:
    """The shares of origin of batches, by internal key."""
    return {
        key: {(row.place_id, row.area_code_id): row.ppm for row in rows}
        for key, rows in queries.origins_of(view.db, batch_ids).items()
    }


def draw(stock: BatchStock, amount: int) -> None:
    """Lower a locked stock row; an empty batch is closed."""
    stock.on_hand -= amount
    stock.state = state(stock.made, stock.on_hand)
    stock.rev += 1


def state(made: int, on_hand: int) -> str:
    """The state of a stock row: nothing was made only where the making was taken back."""
    if not made:
        return "retracted"
    return "open" if on_hand else "closed"


def give_back(stock: BatchStock, amount: int) -> None:
    """Raise a locked stock row by what came back to it; nothing new was made."""
    stock.on_hand += amount
    stock.state = "open"
    stock.rev += 1


def here_since(view: Reading, batch: Batch) -> dt.date:
    """The day from which its holder has had a batch: nothing leaves it before."""
    return event_queries.by_seq(view.db, [batch.event_seq])[batch.event_seq].occurred_on


def check_day(work: Work, found: Sequence[Batch], day: dt.date, at: str) -> None:
    """Refuse a day that has not come, or one before a batch was there."""
    if day > work.today:
        raise Invalid("day_in_future", at, day=day, today=work.today)
    newest = max(here_since(work, batch) for batch in found)
    if day < newest:
        raise Invalid("before_it_was_here", at, made_on=newest)


def publish(work: Work, code: str) -> Batch:
    """Publish a packed batch: from now on its code has a page. Twice is once."""
    work.share_judgement()
    batch = known(work, code)
    require(work.actor, Action.PUBLISH_BATCH, recalls.thing(work, batch))
    work.lock_stock([batch.id])
    publish_locked(work, batch)
    return batch


def publish_locked(work: Work, batch: Batch) -> bool:
    """As ``publish``, of a batch whose stock this unit has locked; ``False`` where it was before.

    Who may is asked by the caller, who shares the judgement.
    """
    stock = queries.stock(work.db, batch.id)
    if stock.published_on is not None:
        return False
    check_gate(work, batch)
    owner = parties.known(work, batch.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PUBLISHED,
        subjects=(Subject(Role.REF, batch.code),),
        occurred_on=work.today,
    )
    recording.record(work, owner.id, owner.code, what)
    stock.published_on = work.today
    stock.rev += 1
    told_weights.decide(work, batch)
    return True


def check_gate(work: Work, batch: Batch) -> None:
    """Refuse to publish what is not packed, taken back, held, or lacks an item or a fact.

    ``items_missing`` names the items 1–7 of the circular, ``facts_missing`` what else.
    """
    if batch.stage != "packed":
        raise RuleBroken("only_packed_is_published", lot=batch.lot_code)
    _refuse_taken_back(work, batch)
    recalls.refuse_held(work, batch)
    _refuse_conflict(work, batch)
    if packed_by_another(work, batch):
        raise RuleBroken("packed_by_another", lot=batch.lot_code)
    _refuse_incomplete(work, batch)
    unknown = known_facts.of_batch(work, batch).missing
    if unknown:
        raise RuleBroken("facts_missing", facts=[str(fact) for fact in unknown])


def _refuse_taken_back(work: Work, batch: Batch) -> None:
    if queries.stock(work.db, batch.id).state == "retracted":
        raise RuleBroken("batch_taken_back", lot=batch.lot_code)


def _refuse_incomplete(work: Work, batch: Batch) -> None:
    lacking = missing_to_publish(completeness.filled(work, batch))
    if lacking:
        raise RuleBroken("items_missing", items=[str(item) for item in lacking])


def packed_by_another(view: Reading, batch: Batch) -> bool:
    """Whether a batch came packed from another cooperative, whose labels and page it has."""
    found = products.by_ids(view.db, [batch.product_id] if batch.product_id else [])
    return any(product.holder_id != batch.holder_id for product in found.values())


def require_published(work: Work, batch: Batch) -> None:
    """The gate of printing and linking: published, complete, not held or taken back since."""
    _refuse_taken_back(work, batch)
    recalls.refuse_held(work, batch)
    _refuse_conflict(work, batch)
    if queries.stock(work.db, batch.id).published_on is None:
        raise RuleBroken("batch_not_published", lot=batch.lot_code)
    _refuse_incomplete(work, batch)


def _refuse_conflict(work: Work, batch: Batch) -> None:
    """Goods under a code that two claim make no new claim until it is decided."""
    under = {row.area_code_id for row in queries.origins(work.db, batch.id) if row.area_code_id}
    for area in areas.codes_by_ids(work.db, sorted(under)).values():
        if areas.conflicted(work.db, area):
            raise RuleBroken("code_conflict_open", area_code=area.raw)


def known(view: Reading, code: str) -> Batch:
    """The batch of a short code."""
    batch = queries.by_code(view.db, code)
    if batch is None:
        raise NotFound
    return batch


def meter(view: Reading, batch: Batch) -> frozenset[Item]:
    """Which of the ten items of TT 02/2024 are filled."""
    return completeness.filled(view, batch)


def header(event: Event, **columns: object) -> Batch:
    """A batch row that the event made."""
    return Batch(event_seq=event.seq, recorded_at=event.recorded_at, **columns)
