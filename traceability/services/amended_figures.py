"""What a correction gives an entry: its amounts, its packages and the facts that follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.balance import Basis
from traceability.domain.corrections import Told
from traceability.domain.density import drawn
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.quantity import Quantity
from traceability.services import densities, packed_formats, whole_packages
from traceability.services.goods_entries import Entry
from traceability.services.packings import MOST_PACKAGES
from traceability.store.queries import deliveries, products
from traceability.store.unit import Reading


def amounts(
    view: Reading, entry: Entry, asked: Mapping[str, Quantity], packages: int | None
) -> dict[str, int]:
    """The new amounts in the base unit; those of packages of one net amount follow from it."""
    found = {code: _in_unit(view, entry, code, quantity) for code, quantity in asked.items()}
    whole_packages.check_anew(view, entry.batches, entry.told.taken, asked, found)
    for batch in entry.packed:
        packed = packed_formats.of_batch(view, batch)
        if packed.fixed_net is not None:
            there = sum({**entry.told.taken, **found}[code] for code in entry.told.taken)
            found[batch.code] = packed.amount_of(packages or 0, there)
    return found


def packages(view: Reading, entry: Entry, asked: int | None) -> int | None:
    """How many packages a packing is told with; the same as before where none are asked."""
    if entry.told.step is not EventStep.PACK:
        return None
    if asked is None:
        return packed_formats.of_batch(view, entry.made[0]).packages
    if asked == 0:
        raise Invalid("no_packages", "packages")
    if not 1 <= asked <= MOST_PACKAGES:
        raise Invalid("out_of_range", "packages", highest=MOST_PACKAGES)
    return asked


def check_packed(view: Reading, entry: Entry, made: int, packages: int | None) -> None:
    """Refuse a packing told anew that holds less than its packages, or fewer than went by notes.

    Once all changes are recorded: one of them may take such a note back. RuleBroken at
    ``packages``: ``more_pieces_than_weight`` and ``packages_went`` (``lot``, ``count``).
    """
    if packages is None:
        return
    for batch in entry.packed:
        packed = packed_formats.of_batch(view, batch)
        if packed.basis is Basis.PIECES:
            packed.check_pieces(packages, made)
        gone = sum(line.packages or 0 for _note, line in deliveries.of_batch(view.db, batch.id))
        if packed.fixed_net is None and gone > packages:
            raise RuleBroken("packages_went", "packages", lot=batch.lot_code, count=gone)


def _in_unit(view: Reading, entry: Entry, code: str, quantity: Quantity) -> int:
    """An amount in the unit of the goods, by the density that the batch itself is told with.

    A harvest that was weighed fills the millilitres it was rounded down to; all else needs them,
    and the same weight stays the same amount.
    """
    at = f"amounts.{code}"
    if code not in entry.batches:
        raise Invalid("not_of_this_entry", at)
    batch = entry.batches[code]
    crop = products.crop(view.db, batch.crop_code)
    if crop is None:
        raise NotFound
    by = densities.of_batch(view, batch)
    before = {**entry.told.made, **entry.told.taken}[code]
    if code in entry.told.taken or entry.told.step is EventStep.PACK:
        return densities.drawn(quantity, crop, by, at, before)
    return densities.in_unit(quantity, crop, by, at)


def facts_of(said: Mapping[str, Any], told: Told, packages: int | None) -> dict[str, object]:
    """What an entry says with new figures, without what it said of its season and sacks."""
    left_out = {
        *("season", "accepted", "estimated", "weighed", "sacks"),
        *_untrue(said, told, packages),
    }
    kept = {name: value for name, value in said.items() if name not in left_out}
    if "losses" in said:
        name = next(iter(said["losses"]), "sorted_out")
        kept["losses"] = {name: told.lost} if told.lost else {}
    if "packages" in said:
        kept["packages"] = packages
    return kept


def _untrue(said: Mapping[str, Any], told: Told, packages: int | None) -> set[str]:
    """What was said sack by sack, where it no longer sums up to what was packed."""
    weights, made = said.get("weights", ()), sum(told.made.values())
    density = said.get("density")
    total = sum(weights) if density is None else drawn(sum(weights), density, made)
    fits = len(weights) == packages and total == made
    return set() if not weights or fits else {"weights"}


def weighed(
    entry: Entry, asked: Mapping[str, Quantity], said: Mapping[str, Any]
) -> dict[str, object]:
    """What the scale said of a harvest that is kept by volume, anew or as it was."""
    if entry.told.step is not EventStep.HARVEST or entry.told.unit == "g":
        return {}
    weighed = [each.amount for each in asked.values() if each.unit == "g"]
    if weighed:
        return {"weighed": weighed[0]}
    return {"weighed": said["weighed"]} if "weighed" in said and not asked else {}
