"""What can be sent, and to whom: lots on hand, buyers, cooperatives, buildings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.place_kinds import BUILDINGS
from traceability.services import buyers, deliveries, packed_formats, packing_lists, parties
from traceability.store.models import Batch
from traceability.store.queries import areas, events, products
from traceability.store.queries import deliveries as queries
from traceability.store.unit import Reading

#: So many lots are offered to be sent, packed ones first.
MOST_OFFERED = deliveries.MOST_LINES


@dataclass(frozen=True)
class Offered:
    """A lot that can go: what is on hand; ``net`` and whole packages where each holds the same.

    ``net`` is in ``net_unit``: jars of what is kept in litres may be told by weight. ``whole`` says
    that the packages are all there is; ``sacks`` (g) were weighed each by itself.
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
    sacks: tuple[int, ...] = ()


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
        lots=tuple(_offered(view, batch, stock.on_hand) for batch, stock in rows),
        buyers=tuple(known),
        cooperatives=tuple((each.code, names[each.id]) for each in others),
        buildings=buildings(view, holder.id),
    )


def buildings(view: Reading, holder_id: int) -> tuple[tuple[str, str], ...]:
    """A holder's buildings by code, with their names."""
    found = [each for each in areas.places_of_holder(view.db, holder_id) if each.kind in BUILDINGS]
    names = events.private_values(view.db, "place", [each.code for each in found])
    return tuple((each.code, names.get((each.code, "name"), each.code)) for each in found)


def _offered(view: Reading, batch: Batch, on_hand: int) -> Offered:
    crop = products.crop(view.db, batch.crop_code)
    name = batch.crop_code if crop is None else crop.name_vi
    name_en, packed = name if crop is None else crop.name_en, None
    if batch.product_id is not None and batch.product_revision is not None:
        revision = products.revision(view.db, batch.product_id, batch.product_revision)
        name, name_en = revision.name_vi, revision.name_en or revision.name_vi
        packed = packed_formats.of_batch(view, batch)
    net = None if packed is None else packed.fixed_net
    count = None if packed is None or net is None else packed.held(on_hand)
    sacks = () if packed is None else packing_lists.of_batch(view, batch)
    return Offered(
        code=batch.code,
        lot_code=batch.lot_code,
        name=name,
        name_en=name_en,
        unit=batch.unit,
        on_hand=on_hand,
        made_on=batch.made_on,
        net=net,
        net_unit=batch.unit if packed is None else packed.net_unit,
        packages=count,
        whole=bool(packed and count and packed.taken(count, on_hand) == on_hand),
        sacks=sacks,
    )
