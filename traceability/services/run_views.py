"""What a run is recorded from: the lot, what can be done with it, what lies beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.data.processes import template_of
from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import NotFound
from traceability.domain.place_kinds import BUILDINGS
from traceability.domain.process import Material, Step, Template
from traceability.services import batches, mixing, raw_materials, recalls, runs
from traceability.services.batches import Draw
from traceability.services.mixing import Mixing
from traceability.services.raw_materials import Usual
from traceability.store.models import Batch, BatchStock, Crop
from traceability.store.queries import areas, events, products
from traceability.store.queries import batches as queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading

#: So many lots are offered to go in beside the one chosen, the newest.
MOST_BESIDE = 60


@dataclass(frozen=True)
class Lot:
    """A lot that may go in: what is on hand of it (``unit`` of the bench).

    ``outside`` is its part under no code in ppm; ``estimated`` waits for the scale; ``held`` goes
    nowhere yet.
    """

    code: str
    lot_code: str
    made_on: dt.date
    on_hand: int
    outside: int
    estimated: bool
    held: bool


@dataclass(frozen=True)
class Bench:
    """A lot and what can be done with it; ``beside`` are lots of the same kind, the newest first.

    ``places`` are the holder's buildings by code; ``template`` tells how the family is made.
    """

    lot: Lot
    crop: str
    crop_en: str
    family: str
    unit: str
    template: Template
    material: Material
    steps: tuple[Step, ...]
    beside: tuple[Lot, ...]
    places: tuple[tuple[str, str], ...]

    @property
    def lots(self) -> tuple[Lot, ...]:
        """Everything that may go in."""
        return (self.lot, *self.beside)

    def step(self, code: str) -> Step | None:
        """A step of the family that takes what the lot is; none for a split or merge."""
        if code in (runs.SPLIT, runs.MERGE):
            return None
        found = next((each for each in self.steps if each.code == code), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True)
class Mixed:
    """What a mix ties together: how many households and harvests stand behind what goes in.

    ``joined`` is what it costs; ``estimated`` whether a part of it waits for the scale.
    """

    households: int
    harvests: int
    joined: Mixing
    estimated: bool
    held: bool


def bench(view: Reading, actor: Actor, code: str) -> Bench:
    """The lot of a short code as its makers see it; another cooperative's is ``NotFound``."""
    batch = batches.known(view, code)
    require(actor, Action.RECORD_RUN, recalls.thing(view, batch))
    crop = products.crop(view.db, batch.crop_code)
    if crop is None or batch.stage == "packed":
        raise NotFound
    template = template_of(crop.family)
    material = runs.material_of(batch)
    return Bench(
        lot=_lots(view, [(batch, queries.stock(view.db, batch.id))])[0],
        crop=crop.name_vi,
        crop_en=crop.name_en,
        family=crop.family,
        unit=crop.unit,
        template=template,
        material=template.material(material),
        steps=template.steps_for(material),
        beside=_beside(view, batch, crop),
        places=_places(view, batch.holder_id),
    )


def mixed(view: Reading, codes: Sequence[str]) -> Mixed:
    """What stands behind lots that go in together: a fault of one is a recall of all."""
    goods = [batches.known(view, code) for code in codes]
    keys = [batch.id for batch in goods]
    behind = queries.by_ids(view.db, queries.ancestors_of(view.db, keys)).values()
    harvests = [each for each in behind if each.stage == "harvest"]
    households = {each.household_id for each in harvests if each.household_id is not None}
    return Mixed(
        households=len(households),
        harvests=len(harvests),
        joined=mixing.of(view, goods),
        estimated=queries.guessed(view.db, keys),
        held=bool(recall_queries.open_over(view.db, keys)),
    )


def usual_of(view: Reading, bench: Bench, step: Step | None) -> Usual | None:
    """What a step that finishes goods usually gives of all that is on hand of the lot."""
    if step is None or bench.material.finished:
        return None
    if not bench.template.material(step.gives[0]).finished:
        return None
    batch = batches.known(view, bench.lot.code)
    draws = [Draw(batch, bench.lot.on_hand)]
    return raw_materials.usual_finished(view, draws, batch.crop_code, view.today)


def _lots(view: Reading, found: Sequence[tuple[Batch, BatchStock]]) -> tuple[Lot, ...]:
    keys = [batch.id for batch, _stock in found]
    outside = mixing.outside_of(view, keys)
    covering = recall_queries.covering(view.db, keys)
    return tuple(
        Lot(
            code=batch.code,
            lot_code=batch.lot_code,
            made_on=batch.made_on,
            on_hand=stock.on_hand,
            outside=outside[batch.id],
            estimated=stock.estimated,
            held=any(each.lift is None for each in covering[batch.id]),
        )
        for batch, stock in found
    )


def _beside(view: Reading, batch: Batch, crop: Crop) -> tuple[Lot, ...]:
    found = queries.workable(view.db, batch.holder_id, crop.code, batch.material, MOST_BESIDE)
    return _lots(view, [(row, stock) for row, stock in found if row.id != batch.id])


def _places(view: Reading, holder_id: int) -> tuple[tuple[str, str], ...]:
    found = [each for each in areas.places_of_holder(view.db, holder_id) if each.kind in BUILDINGS]
    names = events.private_values(view.db, "place", [each.code for each in found])
    return tuple((each.code, names.get((each.code, "name"), each.code)) for each in found)
