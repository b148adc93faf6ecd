"""What a lot was made of, for whoever is called about it: the harvests, and step by step.

Amounts are those that went in on the way to this lot, as each step told them; what else became of
an input is not counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.domain.process import FRESH, Words
from traceability.services import runs
from traceability.store.models import Batch, BatchEdge
from traceability.store.queries import areas, batches, products
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Grown:
    """A share (ppm) of goods that grew under a code, or (``area_code`` none) outside every code."""

    area_code: str | None
    ppm: int


@dataclass(frozen=True)
class Input:
    """A harvest or purchase that stands behind the lot: household, day, place, codes by share.

    A household may not have been written down; of another's place only the code is told. ``took``
    is what went into the lot or into what it was made of; it is none of the lot itself.
    """

    code: str
    lot_code: str
    harvested_on: dt.date
    made: int
    took: int | None
    unit: str
    household: str | None
    place: str | None
    grown: tuple[Grown, ...]


@dataclass(frozen=True)
class Part:
    """How much of a lot went into a step; ``own``: its page is for its cooperative to open."""

    code: str
    lot_code: str
    amount: int
    unit: str
    own: bool


@dataclass(frozen=True)
class Step:
    """A lot that was made on the way, the one that was asked for included: when, of what.

    ``together``: nothing was done but putting lots together.
    """

    code: str
    lot_code: str
    stage: str
    goods: Words | None
    together: bool
    made_on: dt.date
    made: int
    unit: str
    parts: tuple[Part, ...]
    grown: tuple[Grown, ...]


@dataclass(frozen=True)
class Behind:
    """A lot and all it came from, by key, and what went into each; one's own, the newest first."""

    rows: Mapping[int, Batch]
    into: Mapping[int, Sequence[BatchEdge]]
    inputs: tuple[Batch, ...]
    made: tuple[Batch, ...]

    def took(self, key: int) -> int | None:
        """How much of a lot went on to others of these."""
        found = [e.amount for edges in self.into.values() for e in edges if e.parent_id == key]
        return sum(found) if found else None


def behind(view: Reading, batch: Batch) -> Behind:
    """Everything that a lot came from.

    The lots that its holder put together of own ones, slips of a day that were closed too, are
    steps: each household stands there once, by its own harvest. Of goods that another handed over
    the lot that came is the input; packs that came are made of nothing here.
    """
    keys = batches.ancestors(view.db, batch.id)
    rows, into = batches.by_ids(view.db, keys), defaultdict(list)
    for edge in batches.edges_among(view.db, keys):
        into[edge.child_id].append(edge)
    own = [row for row in rows.values() if row.holder_id == batch.holder_id]
    own.sort(key=lambda row: (row.made_on, row.id), reverse=True)
    of_own = {
        row.id
        for row in own
        if any(rows[edge.parent_id].holder_id == batch.holder_id for edge in into[row.id])
    }
    return Behind(
        rows=rows,
        into=into,
        inputs=tuple(row for row in own if row.id not in of_own and row.stage != "packed"),
        made=tuple(row for row in own if row.id in of_own),
    )


def inputs(view: Reading, actor: Actor, found: Behind, rows: Sequence[Batch]) -> Iterable[Input]:
    """Some of the harvests and purchases behind a lot, as they are told."""
    keys = [row.id for row in rows]
    made, under = batches.made(view.db, keys), _grown(view, keys)
    homes = _homes(view, actor, rows)
    places = areas.places_by_ids(view.db, list({row.place_id for row in rows if row.place_id}))
    own = {
        key: place
        for key, place in places.items()
        if place.holder_id == actor.party and place.kind != OUTSIDE_GROUND
    }
    names = party_queries.names(view.db, [place.code for place in own.values()], kind="place")
    for row in rows:
        place = own.get(row.place_id or 0)
        yield Input(
            code=row.code,
            lot_code=row.lot_code,
            harvested_on=row.made_on,
            made=made[row.id],
            took=found.took(row.id),
            unit=row.unit,
            household=homes.get(row.household_id or 0),
            place=None if place is None else names.get(place.code, place.code),
            grown=under[row.id],
        )


def steps(view: Reading, found: Behind, rows: Sequence[Batch]) -> Iterable[Step]:
    """Some of the steps towards a lot, each with what went into it."""
    keys = [row.id for row in rows]
    made, under = batches.made(view.db, keys), _grown(view, keys)
    crops = {crop.code: crop for crop in products.crops(view.db)}
    for row in rows:
        goods = runs.goods_of(row, crops[row.crop_code])[0] if row.stage == "processed" else None
        yield Step(
            code=row.code,
            lot_code=row.lot_code,
            stage=row.stage,
            goods=goods,
            together=row.stage != "packed"
            and row.material in (None, FRESH)
            and len(found.into[row.id]) > 1,
            made_on=row.made_on,
            made=made[row.id],
            unit=row.unit,
            parts=tuple(_part(row, found.rows[e.parent_id], e) for e in found.into[row.id]),
            grown=under[row.id],
        )


def _part(made: Batch, parent: Batch, edge: BatchEdge) -> Part:
    own = parent.holder_id == made.holder_id
    return Part(parent.code, parent.lot_code, edge.amount, parent.unit, own)


def _grown(view: Reading, keys: Sequence[int]) -> dict[int, tuple[Grown, ...]]:
    """The shares of origin of lots by code, the largest first."""
    found = batches.origins_of(view.db, keys)
    named = {each.area_code_id for rows in found.values() for each in rows if each.area_code_id}
    codes = areas.codes_by_ids(view.db, sorted(named))
    told = {}
    for key, rows in found.items():
        shares: dict[str | None, int] = defaultdict(int)
        for each in rows:
            area = codes.get(each.area_code_id or 0)
            shares[None if area is None else area.raw] += each.ppm
        told[key] = tuple(Grown(*each) for each in sorted(shares.items(), key=lambda e: -e[1]))
    return told


def _homes(view: Reading, actor: Actor, rows: Sequence[Batch]) -> Mapping[int, str]:
    """Households by number, and by name for who may see them; an erased one is its number."""
    ids = sorted({row.household_id for row in rows if row.household_id is not None})
    found = party_queries.by_ids(view.db, ids)
    names = party_queries.names(view.db, [party.code for party in found.values()])
    told = {}
    for key, party in found.items():
        seen = may(actor, Action.SEE_HOUSEHOLDS, Thing(holder=party.tenant_id))
        name = names.get(party.code) if seen and party.erased_at is None else None
        told[key] = f"{party.number or 0:02}" + (f" · {name}" if name else "")
    return told
