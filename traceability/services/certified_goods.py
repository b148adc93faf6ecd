"""Goods as certificates see them: what they are made of, where they were packed, their origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from traceability.domain.certificates import FACILITIES, Goods, OriginShare
from traceability.services import harvest_facts
from traceability.store.models import Batch, Event, Place, Product
from traceability.store.queries import areas, batches, events, lineages, products
from traceability.store.queries.batches import Share
from traceability.store.queries.lineages import Lineages
from traceability.store.unit import Reading


def of(view: Reading, rows: Sequence[Batch]) -> dict[int, Goods]:
    """Batches as certificates see them, by internal key; all that lies behind is read at once."""
    known = _Known(view, rows)
    return {row.id: known.goods(row) for row in rows}


class _Known:
    """Everything behind some batches."""

    def __init__(self, view: Reading, rows: Sequence[Batch]) -> None:
        keys = [row.id for row in rows]
        self.lineages: Lineages = lineages.of(view.db, keys)
        self.shares: Mapping[int, Sequence[Share]] = batches.origins_of(view.db, keys)
        named = {row.product_id for row in rows if row.product_id}
        self.products: Mapping[int, Product] = products.by_ids(view.db, sorted(named))
        made = [row for row in rows if row.stage != "harvest"]
        self.events: Mapping[int, Event] = _events(view, made)
        # Of whoever packed where nothing is told of it.
        self.facilities = _facilities(
            view, {row.holder_id for row in made if not self.events[row.event_seq].place_id}
        )
        self.stood = _stood(view, self.lineages.rows.values())
        ground = {row.place_id for row in self.lineages.rows.values() if row.place_id}
        there = {event.place_id for event in self.events.values() if event.place_id}
        self.places: Mapping[int, Place] = areas.places_by_ids(view.db, sorted(ground | there))
        self.revisions = areas.revisions_of(view.db, sorted(ground))

    def goods(self, batch: Batch) -> Goods:
        product = self.products.get(batch.product_id or 0)
        return Goods(
            sources=frozenset(each.code for each in self.lineages.made_only_of(batch.id)),
            product=None if product is None else product.code,
            made_on=batch.made_on,
            facilities=self._packed_in(batch),
            origins=tuple(self._origins(batch)),
        )

    def _packed_in(self, batch: Batch) -> frozenset[str]:
        """Where it was packed: the place its event names, else its holder's only facility."""
        if batch.stage == "harvest":
            return frozenset()
        told = self.events[batch.event_seq].place_id
        places = self.facilities[batch.holder_id] if told is None else [self.places[told].code]
        return frozenset(places) if len(places) == 1 else frozenset()

    def _origins(self, batch: Batch) -> Iterator[OriginShare]:
        """The shares by harvest day: a place with several days has its share in each.

        A certificate that covers the whole must have held on each of them.
        """
        harvests = self._harvests(batch)
        for share in self.shares[batch.id]:
            picked = harvests.get((share.place_id, share.area_code_id), [])
            if picked:
                yield from self._spread(self.places[share.place_id].code, share.ppm, picked)

    def _harvests(self, batch: Batch) -> dict[tuple[int, int | None], list[Batch]]:
        found: dict[tuple[int, int | None], list[Batch]] = defaultdict(list)
        for each in self.lineages.behind(batch.id):
            if each.stage == "harvest" and each.place_id is not None:
                found[each.place_id, each.area_code_id].append(each)
        return found

    def _spread(self, place: str, ppm: int, picked: Sequence[Batch]) -> Iterator[OriginShare]:
        """A share over the harvests it may stem from; the first takes what is left over."""
        part = ppm // len(picked)
        for number, harvest in enumerate(picked):
            stated = areas.stood_then(self.revisions[harvest.place_id or 0], harvest.recorded_at)
            yield OriginShare(
                place=place,
                commune=stated.commune_code,
                old_commune=stated.old_commune_code,
                day=harvest.made_on,
                ppm=ppm - part * (len(picked) - 1) if number == 0 else part,
                in_code=harvest.area_code_id is not None,
                stood=self.stood.get(harvest.id, ()),
            )


def _events(view: Reading, made: Sequence[Batch]) -> dict[int, Event]:
    return events.by_seq(view.db, [row.event_seq for row in made]) if made else {}


def _stood(view: Reading, rows: Iterable[Batch]) -> dict[int, tuple[str | None, ...]]:
    """Where the colonies of harvests of honey stood, by the key of the batch."""
    honey = [row for row in rows if row.stage == "harvest" and row.unit == "ml"]
    told = _events(view, honey)
    return {row.id: harvest_facts.stood(told[row.event_seq]) for row in honey}


def _facilities(view: Reading, holders: Collection[int]) -> dict[int, list[str]]:
    """Where holders may pack, by internal key: the codes of the places."""
    return areas.of_kinds(view.db, holders, FACILITIES - {"warehouse"}) if holders else {}
