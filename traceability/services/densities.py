"""How heavy a litre is of goods that are kept by volume: stated, or assumed by the reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain import density
from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity
from traceability.services import packed_formats
from traceability.store.models import Batch, Crop
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


def in_unit(
    quantity: Quantity, crop: Crop, by: Density | None, at: str, *, up: bool = False
) -> int:
    """An amount in the crop's unit: what was weighed of goods kept by volume is converted.

    ``up`` rounds up to the millilitres that the weight needs; else down to those that it fills.
    Raises Invalid ``unit_not_of_crop``, and ``density_needed`` where none is known.
    """
    if quantity.unit == crop.unit:
        return quantity.amount
    if (quantity.unit, crop.unit) != ("g", "ml"):
        raise Invalid("unit_not_of_crop", at, unit=crop.unit)
    if by is None:
        raise Invalid("density_needed", at)
    convert = density.needed_for if up else density.volume_of
    amount = convert(quantity.amount, by.value)
    if not amount:
        raise Invalid("too_fine", at)
    return amount
