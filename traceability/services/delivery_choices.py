"""What can be sent, and to whom: lots on hand, buyers, cooperatives, buildings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.place_kinds import BUILDINGS
from traceability.services import buyers, deliveries, goods_names, packed_formats, parties, sacks
from traceability.services.goods_names import Goods
from traceability.services.packed_formats import PackedAs
from traceability.store.models import Batch, BatchStock, Crop
from traceability.store.queries import areas, events, products
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import deliveries as queries
from traceability.store.unit import Reading

#: So many lots are offered to be sent, packed ones first.
MOST_OFFERED = deliveries.MOST_LINES


@dataclass(frozen=True)
class Offered:
    """A lot that can go: what is on hand; ``net`` and whole packages where each holds the same.

    ``net`` is in ``net_unit``: jars of what is kept in litres may be told by weight. ``whole`` says
    that the packages are all there is; ``sacks`` are those that are left of what was weighed each
    by itself (g), by number. ``family`` is that of the crop.
    """

    code: str
    lot_code: str
    name: str
    name_en: str
    unit: str
    on_hand: int
    made_on: dt.date
    net: int | None
    net_unit: str
    packages: int | None
    whole: bool
    sacks: Mapping[int, int] = field(default_factory=dict)
    family: str = ""


@dataclass(frozen=True)
class Choices:
    """What the form of a delivery offers; pairs are of code and name."""

    lots: tuple[Offered, ...]
    buyers: tuple[tuple[str, str], ...]
    cooperatives: tuple[tuple[str, str], ...]
    buildings: tuple[tuple[str, str], ...]


def choices(view: Reading, actor: Actor) -> Choices:
    """Everything that the actor's cooperative can send, and to whom."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.DISPATCH_GOODS, Thing(holder=holder.id))
    rows = queries.on_hand(view.db, holder.id, MOST_OFFERED)
    known = [(code, each.name) for code, each in buyers.listed(view, actor)]
    others = queries.organisations(view.db, holder.id)
    names = parties.names_of(view, [each.id for each in others])
    return Choices(
        lots=tuple(_offered(view, rows)),
        buyers=tuple(known),
        cooperatives=tuple((each.code, names[each.id]) for each in others),
        buildings=buildings(view, holder.id),
    )


def left_out(view: Reading, actor: Actor, code: str) -> str | None:
    """The lot code of one's own lot that was asked for and is not offered; ``None`` for none."""
    batch = batch_queries.by_code(view.db, code)
    return None if batch is None or batch.holder_id != actor.party else batch.lot_code


def buildings(view: Reading, holder_id: int) -> tuple[tuple[str, str], ...]:
    """A holder's buildings by code, with their names."""
    found = [each for each in areas.places_of_holder(view.db, holder_id) if each.kind in BUILDINGS]
    names = events.private_values(view.db, "place", [each.code for each in found])
    return tuple((each.code, names.get((each.code, "name"), each.code)) for each in found)


def _offered(view: Reading, rows: Sequence[tuple[Batch, BatchStock]]) -> Iterator[Offered]:
    """Lots as they are offered, what they are read for all of them together."""
    lots = [batch for batch, _stock in rows]
    goods = goods_names.of_all(view, lots)
    crops = products.crops_by_codes(view.db, {batch.crop_code for batch in lots})
    packed = packed_formats.of_batches(view, [each for each in lots if each.stage == "packed"])
    for batch, stock in rows:
        called = goods.get(goods_names.key_of(batch))
        names = _names(batch, crops.get(batch.crop_code), called)
        held = packed.get(batch.id)
        # Lots that were packed by each package's own weight are few: read one by one.
        listed = held is not None and held.fixed_net is None
        here = sacks.pile(view, batch).left if listed else {}
        crop = crops.get(batch.crop_code)
        offered = _offer(batch, stock.on_hand, names, held, here)
        yield replace(offered, family="" if crop is None else crop.family)


def _names(batch: Batch, crop: Crop | None, goods: Goods | None) -> tuple[str, str]:
    """What a lot is called, in Vietnamese and in English."""
    if goods is not None:
        return goods.vi, goods.names.get("en", goods.vi)
    return (batch.crop_code, batch.crop_code) if crop is None else (crop.name_vi, crop.name_en)


def _offer(
    batch: Batch,
    on_hand: int,
    names: tuple[str, str],
    packed: PackedAs | None,
    here: Mapping[int, int],
) -> Offered:
    net = None if packed is None else packed.fixed_net
    count = None if packed is None or net is None else packed.held(on_hand)
    return Offered(
        code=batch.code,
        lot_code=batch.lot_code,
        name=names[0],
        name_en=names[1],
        unit=batch.unit,
        on_hand=on_hand,
        made_on=batch.made_on,
        net=net,
        net_unit=batch.unit if packed is None else packed.net_unit,
        packages=count,
        whole=bool(packed and count and packed.taken(count, on_hand) == on_hand),
        sacks=here,
    )
