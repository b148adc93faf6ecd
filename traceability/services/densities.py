"""How heavy a litre is of goods that are kept by volume: stated, or assumed by the reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain import balance, density
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import packed_formats
from traceability.store.models import Batch, BatchStock, Crop
from traceability.store.queries import products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Density:
    """Whole grams a litre; ``assumed`` where nobody measured it."""

    value: int
    assumed: bool

    @property
    def facts(self) -> dict[str, object]:
        """What a leaf says of it."""
        return {"density": self.value, **({"density_assumed": True} if self.assumed else {})}


def told(facts: dict[str, Any]) -> Density | None:
    """The density that a leaf's facts tell."""
    value = facts.get("density")
    return None if value is None else Density(value, bool(facts.get("density_assumed")))


def assumed(view: Reading, crop: str, day: dt.date) -> Density | None:
    """The density of the reference values on a day."""
    row = products.reference(view.db, "density", crop, day)
    return None if row is None else Density(row.value, assumed=True)


def harvested(view: Reading, crop: Crop, day: dt.date, stated: int | None) -> Density | None:
    """The density (g/l) that goods come in by: as stated, or as assumed on their day.

    Raises Invalid ``density_not_of_crop`` where one is stated of goods that are kept by weight.
    """
    if crop.unit != "ml":
        if stated is not None:
            raise Invalid("density_not_of_crop", "density")
        return None
    if stated is not None:
        return Density(stated, assumed=False)
    return assumed(view, crop.code, day)


def of_batch(view: Reading, batch: Batch) -> Density | None:
    """The density of a batch that is kept by volume, as its entry told it or else as assumed."""
    if batch.unit != "ml":
        return None
    said = told(packed_formats.told_before(view, batch, packed_formats.told_of(view, batch)))
    return said or assumed(view, batch.crop_code, batch.made_on)


def of_mix(view: Reading, parts: Sequence[tuple[Batch, int]]) -> Density | None:
    """The density of what amounts of batches make together; ``None`` where one is not known."""
    found = [(amount, of_batch(view, batch)) for batch, amount in parts]
    known = [(amount, each) for amount, each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    value = density.mixed([(amount, each.value) for amount, each in known])
    return Density(value, any(each.assumed for _amount, each in known))


def taken(view: Reading, asked: Quantity | None, batch: Batch, stock: BatchStock, at: str) -> int:
    """How much of a locked stock is asked for, all that is on hand by default (g or ml).

    Of goods kept by volume a weight takes the millilitres that it needs. Refused at ``at`` with
    ``nothing_on_hand``, ``more_than_on_hand`` and as ``in_unit`` does.
    """
    if asked is None:
        if stock.on_hand == 0:
            raise RuleBroken("nothing_on_hand", at)
        return stock.on_hand
    by = of_batch(view, batch) if asked.unit != batch.unit else None
    amount = _converted(asked, batch.unit, by, at, stock.on_hand)
    balance.check_taken(stock.on_hand, amount, unit=batch.unit, at=at)
    return amount


def came(view: Reading, told: Quantity, batch: Batch, at: str, sent: int) -> int:
    """How much of a batch came, by whoever received it: nothing at all may have come."""
    if told.amount == 0:
        return 0
    by = of_batch(view, batch) if told.unit != batch.unit else None
    return _converted(told, batch.unit, by, at, sent)


def drawn(quantity: Quantity, crop: Crop, by: Density | None, at: str, there: int) -> int:
    """What an amount takes of what is ``there``, in the crop's unit; refused as by ``in_unit``."""
    return _converted(quantity, crop.unit, by, at, there)


def in_unit(quantity: Quantity, crop: Crop, by: Density | None, at: str) -> int:
    """An amount in the crop's unit; a weight of goods kept by volume as what it fills.

    Raises Invalid ``unit_not_of_crop``, and ``density_needed`` where none is known.
    """
    return _converted(quantity, crop.unit, by, at, None)


def _converted(
    quantity: Quantity, unit: str, by: Density | None, at: str, there: int | None
) -> int:
    if quantity.unit == unit:
        return quantity.amount
    if (quantity.unit, unit) != ("g", "ml"):
        raise Invalid("unit_not_of_crop", at, unit=unit)
    if by is None:
        raise Invalid("density_needed", at)
    if there is None:
        amount = density.volume_of(quantity.amount, by.value)
    else:
        amount = density.drawn(quantity.amount, by.value, there)
    if not amount:
        raise Invalid("too_fine", at)
    return amount
