"""One batch as its holder's software reads it: plain values, amounts in g, ml or pieces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.completeness import Item, missing_to_publish
from traceability.domain.errors import NotFound
from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.services import completeness, goods_names, known_facts, recalls, runs
from traceability.store.models import Batch, BatchEdge
from traceability.store.queries import areas, batches, corrections, products
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries.recalls import Covering
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Measure:
    """An exact amount: whole g, ml or pieces, and the same as a decimal number of kg or litres."""

    amount: int
    unit: str

    @property
    def decimal(self) -> str:
        """The amount in ``decimal_unit``, every digit of it: "1840", "0.25"."""
        if self.unit == "pc":
            return str(self.amount)
        whole, rest = divmod(self.amount, 1000)
        return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")

    @property
    def decimal_unit(self) -> str:
        """The unit of ``decimal``: kg, l or pc."""
        return {"g": "kg", "ml": "l"}.get(self.unit, self.unit)


@dataclass(frozen=True)
class ProductNamed:
    """The product and the revision that the batch was packed under, with its names by language."""

    code: str
    revision: int
    gtin: str | None
    names: dict[str, str]


@dataclass(frozen=True)
class Flow:
    """A batch one step away, and how much of the earlier one went into the later."""

    code: str
    lot_code: str
    amount: Measure


@dataclass(frozen=True)
class Share:
    """A share of origin in parts per million: the place, its commune, the growing-area code."""

    ppm: int
    place: str
    commune: str
    area_code: str | None
    area_code_as_issued: str | None


@dataclass(frozen=True)
class Standing:
    """A hold or recall over the batch; ``lifted_at`` is when it ended."""

    code: str
    kind: str
    reason: str
    opened_at: dt.datetime
    lifted_at: dt.datetime | None


@dataclass(frozen=True)
class Items:
    """Which of the ten items are filled, which of 1–7 are not, and what its family still needs."""

    filled: tuple[str, ...]
    missing: tuple[str, ...]
    facts_missing: tuple[str, ...]


@dataclass(frozen=True)
class BatchRecord:
    """Everything that the holder's software is told of one batch."""

    code: str
    lot_code: str
    stage: str
    state: str
    crop: str
    material: str | None
    grade: str | None
    product: ProductNamed | None
    made: Measure
    on_hand: Measure
    made_on: dt.date
    expires_on: dt.date | None
    published_on: dt.date | None
    recorded_at: dt.datetime
    held: tuple[str, ...]
    recalls: tuple[Standing, ...]
    parents: tuple[Flow, ...]
    children: tuple[Flow, ...]
    origins: tuple[Share, ...]
    entry: str | None
    estimated: bool
    items: Items | None
    url: str


def find(view: Reading, actor: Actor, typed: str, public_url: str) -> BatchRecord:
    """The record of a batch that ``actor`` may see; ``NotFound`` for any other code.

    ``url`` is where the public page stands once the batch is published.
    """
    code = fold_typed(nfc(typed))
    batch = None if code is None else batches.by_code(view.db, code)
    if batch is None:
        raise NotFound
    require(actor, Action.SEE_BATCH, recalls.thing(view, batch))
    return _record(view, batch, f"{public_url}/{batch.code}")


def _record(view: Reading, batch: Batch, url: str) -> BatchRecord:
    stock = batches.stock(view.db, batch.id)
    covering = recall_queries.covering(view.db, [batch.id])[batch.id]
    return BatchRecord(
        code=batch.code,
        lot_code=batch.lot_code,
        stage=batch.stage,
        state=stock.state,
        crop=batch.crop_code,
        material=None if batch.stage == "packed" else runs.material_of(batch),
        grade=batch.grade,
        product=_product(view, batch),
        made=Measure(stock.made, batch.unit),
        on_hand=Measure(stock.on_hand, batch.unit),
        made_on=batch.made_on,
        expires_on=batch.expires_on,
        published_on=stock.published_on,
        recorded_at=batch.recorded_at,
        held=_held(covering),
        recalls=tuple(_standing(each) for each in covering),
        parents=_parents(view, batch),
        children=_children(view, batch),
        origins=_origins(view, batch),
        entry=_entry(view, batch),
        estimated=stock.estimated,
        items=_items(view, batch) if batch.stage == "packed" else None,
        url=url,
    )


def _items(view: Reading, batch: Batch) -> Items:
    filled = completeness.filled(view, batch)
    return Items(
        filled=tuple(str(item) for item in Item if item in filled),
        missing=tuple(map(str, missing_to_publish(filled))),
        facts_missing=tuple(map(str, known_facts.of_batch(view, batch).missing)),
    )


def _entry(view: Reading, batch: Batch) -> str | None:
    """The id of the entry that made the batch, as it is told today; none once taken back."""
    event = corrections.by_firsts(view.db, [batch.event_seq]).get(batch.event_seq)
    return None if event is None else event.event_id


def _product(view: Reading, batch: Batch) -> ProductNamed | None:
    if batch.product_id is None or batch.product_revision is None:
        return None
    product = products.by_ids(view.db, [batch.product_id])[batch.product_id]
    names = goods_names.of_packed(view, batch).names
    return ProductNamed(product.code, batch.product_revision, batch.gtin, names)


def _held(covering: Sequence[Covering]) -> tuple[str, ...]:
    """The reasons of open holds, each once, oldest first."""
    held = (c.recall.reason for c in covering if c.recall.kind == "hold" and c.lift is None)
    return tuple(dict.fromkeys(held))


def _standing(each: Covering) -> Standing:
    lifted = None if each.lift is None else each.lift.lifted_at
    recall = each.recall
    return Standing(recall.code, recall.kind, recall.reason, recall.opened_at, lifted)


def _parents(view: Reading, batch: Batch) -> tuple[Flow, ...]:
    edges = batches.edges_into(view.db, batch.id)
    rows = batches.by_ids(view.db, [edge.parent_id for edge in edges])
    return tuple(_flow(edge, rows[edge.parent_id], rows[edge.parent_id].unit) for edge in edges)


def _children(view: Reading, batch: Batch) -> tuple[Flow, ...]:
    edges = batches.edges_out_of(view.db, batch.id)
    rows = batches.by_ids(view.db, [edge.child_id for edge in edges])
    return tuple(_flow(edge, rows[edge.child_id], batch.unit) for edge in edges)


def _flow(edge: BatchEdge, other: Batch, unit: str) -> Flow:
    return Flow(other.code, other.lot_code, Measure(edge.amount, unit))


def _origins(view: Reading, batch: Batch) -> tuple[Share, ...]:
    rows = batches.origins(view.db, batch.id)
    places = areas.places_by_ids(view.db, [row.place_id for row in rows])
    codes = areas.codes_by_ids(view.db, [row.area_code_id for row in rows if row.area_code_id])
    shares = []
    for row in rows:
        area = codes.get(row.area_code_id or 0)
        shares.append(
            Share(
                ppm=row.ppm,
                place=places[row.place_id].code,
                commune=areas.revision(view.db, row.place_id).commune_code,
                area_code=None if area is None else area.code,
                area_code_as_issued=None if area is None else area.raw,
            )
        )
    return tuple(shares)
