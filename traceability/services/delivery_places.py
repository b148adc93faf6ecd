"""The buildings that goods lie in and leave from, and the packing-house codes over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from traceability.store.models import Batch, DeliveryNote
from traceability.store.queries import areas, events, products
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import deliveries as queries
from traceability.store.unit import Reading


def name_of(view: Reading, note: DeliveryNote) -> str | None:
    """The name of the building that a note's goods left, where that was told."""
    return None if note.place_id is None else _name(view, note.place_id)


def codes_of(view: Reading, note: DeliveryNote) -> tuple[str, ...]:
    """The packing-house codes that a note's goods left under on its day.

    They are those over the building that was told. Where it has none, or none was told, packs of
    the holder's own left its packing house, as long as one house is all that it has under a code.
    """
    if note.place_id is not None and (there := _codes(view, note.place_id, note.sent_on)):
        return there
    if not _any_packed_here(view, [batch for _line, batch in queries.lines(view.db, note.id)]):
        return ()
    own = areas.places_of_holder(view.db, note.holder_id)
    houses = [each.id for each in own if each.kind == "packing_house"]
    found = [codes for key in houses if (codes := _codes(view, key, note.sent_on))]
    return found[0] if len(found) == 1 else ()


def stored_at(view: Reading, batch: Batch) -> str | None:
    """The name of the building that a lot lies in, where that was told."""
    key = batch_queries.stock(view.db, batch.id).place_id
    return None if key is None else _name(view, key)


def _any_packed_here(view: Reading, goods: Sequence[Batch]) -> bool:
    """Whether the holder packed any of the goods itself: then their product is its own."""
    packed = [each for each in goods if each.stage == "packed"]
    known = products.by_ids(view.db, sorted({each.product_id or 0 for each in packed}))
    holders = {key: product.holder_id for key, product in known.items()}
    return any(holders.get(each.product_id or 0) == each.holder_id for each in packed)


def _codes(view: Reading, place_id: int, day: dt.date) -> tuple[str, ...]:
    there = areas.codes_over(view.db, place_id, day)
    return tuple(area.raw for area in there if area.scheme != "internal")


def _name(view: Reading, place_id: int) -> str:
    code = areas.places_by_ids(view.db, [place_id])[place_id].code
    return events.private_values(view.db, "place", [code]).get((code, "name"), code)
