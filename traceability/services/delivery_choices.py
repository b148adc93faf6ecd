"""What can be sent, and to whom: lots on hand, buyers, cooperatives, buildings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.place_kinds import BUILDINGS
from traceability.services import buyers, deliveries, packed_formats, parties
from traceability.store.models import Batch
from traceability.store.queries import areas, events, products
from traceability.store.queries import deliveries as queries
from traceability.store.unit import Reading

#: So many lots are offered to be sent, packed ones first.
MOST_OFFERED = deliveries.MOST_LINES


@dataclass(frozen=True)
class Offered:
    """A lot that can go: what is on hand; ``net`` where each package holds the same."""

    code: str
    lot_code: str
    name: str
    name_en: str
    unit: str
    on_hand: int
    made_on: dt.date
    net: int | None

    @property
    def packages(self) -> int | None:
        """How many whole packages are on hand."""
        return None if self.net is None else self.on_hand // self.net


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
    name_en, net = name if crop is None else crop.name_en, None
    if batch.product_id is not None and batch.product_revision is not None:
        revision = products.revision(view.db, batch.product_id, batch.product_revision)
        name, name_en = revision.name_vi, revision.name_en or revision.name_vi
        net = packed_formats.of_batch(view, batch).fixed_net
    return Offered(
        batch.code, batch.lot_code, name, name_en, batch.unit, on_hand, batch.made_on, net
    )
