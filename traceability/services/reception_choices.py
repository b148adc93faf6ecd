"""What a day of buying can be opened for: the crops that a cooperative deals in, its buildings."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.place_kinds import BUILDINGS
from traceability.services import parties
from traceability.services.reception_views import Crop, crops_shown
from traceability.store.models import Party
from traceability.store.queries import areas, authorizations, products
from traceability.store.queries import parties as party_queries
from traceability.store.queries import receptions as queries
from traceability.store.queries.harvest_choices import crops_granted
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Choices:
    """What a day can be opened for: the crops that one deals in, one's own buildings.

    Where one deals in none yet, every crop is offered; else ``others`` are the rest. ``usual`` is
    the crop of the last day.
    """

    crops: tuple[Crop, ...]
    buildings: tuple[tuple[str, str], ...]
    usual: str
    others: tuple[Crop, ...] = ()


def choices(view: Reading, actor: Actor) -> Choices:
    """What the actor's cooperative can open a day for."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    every = {each.code: each for each in crops_shown(view)}
    last = queries.of_holder(view.db, holder.id, 1)
    own = [code for code in _own_crops(view, holder) if code in every]
    usual = last[0].crop_code if last else next(iter(own or every), "")
    houses = [row for row in areas.places_of_holder(view.db, holder.id) if row.kind in BUILDINGS]
    names = party_queries.names(view.db, [row.code for row in houses], "place")
    return Choices(
        tuple(every[code] for code in own or every),
        tuple((row.code, names.get(row.code, row.code)) for row in houses),
        usual,
        tuple(each for code, each in every.items() if own and code not in own),
    )


def _own_crops(view: Reading, holder: Party) -> list[str]:
    """What the cooperative deals in: of its codes, of lent ones, of its products, bought before."""
    granted = [crop.code for given in crops_granted(view.db, holder.id).values() for crop in given]
    lent = [row.crop_code for row, _area in authorizations.of_grantee(view.db, holder.id)]
    sold = [row.crop_code for row in products.of_holder(view.db, holder.id)]
    return list(dict.fromkeys([*granted, *lent, *sold, *queries.crops_bought(view.db, holder.id)]))
