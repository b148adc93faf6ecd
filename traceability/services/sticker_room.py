"""Stickers on single fruit: counted by pieces, beside the labels on the packs that the fruit is in.

A lot of so much mass is at most so many fruit, each of which weighs at least something plausible:
what the product says of a pack that is counted by pieces, or else the reference value of the crop.
Where neither says it, a sticker counts as a pack's label does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.balance import Basis
from traceability.domain.errors import RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LIVE
from traceability.services import packed_formats
from traceability.store.models import Batch, Crop, PackFormat, PrintRun, ReferenceValue
from traceability.store.queries import batches, products
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading

#: The key of the reference value: the least that one fruit of a crop plausibly weighs, in g.
LEAST = "least_piece"
STICKERS = frozenset({str(LabelDesign.FRUIT_STICKER)})


@dataclass(frozen=True)
class Pieces:
    """How many fruit a lot is at most, each of at least ``least`` g, and its ``live`` stickers."""

    least: int
    made: int
    live: int

    @property
    def most(self) -> int:
        """The most stickers that the lot can carry."""
        return self.made // self.least

    @property
    def room(self) -> int:
        """How many more it can."""
        return max(0, self.most - self.live)

    @property
    def excess(self) -> int:
        """How many are too many, where its weight was told anew since."""
        return max(0, self.live - self.most)


def of_lot(view: Reading, lot: Batch) -> Pieces | None:
    """What a packed lot's stickers are counted against; ``None`` where they count as packs do."""
    least = least_of(view, lot)
    if least is None:
        return None
    live = queries.live_of_batch(view.db, lot.id, LIVE, designs=STICKERS)
    return Pieces(least, batches.stock(view.db, lot.id).made, live)


def on_fruit(view: Reading, run: PrintRun, lot: Batch | None) -> bool:
    """Whether labels of a run are on single fruit of a lot, and say nothing of its packs.

    A sticker of goods that are packed by pieces is the label of a pack; blank ones are for the pack
    that they were ordered for.
    """
    if run.design not in STICKERS:
        return False
    if lot is not None:
        return packed_formats.of_batch(view, lot).basis is not Basis.PIECES
    key = run.product_id or 0, run.product_revision or 0
    pack = products.formats_of(view.db, {key}).get((*key, run.pack_format or 0))
    return pack is not None and pack.basis != Basis.PIECES


@dataclass(frozen=True)
class Weights:
    """The packs of some revisions of products, and what a fruit of some crops weighs at least."""

    packs: Mapping[tuple[int, int], Sequence[PackFormat]]
    values: Mapping[str, Sequence[ReferenceValue]]

    def beside(self, pack: PackFormat) -> Sequence[PackFormat]:
        """All packs of a pack's revision."""
        return self.packs[pack.product_id, pack.revision]

    def of(self, lot: Batch) -> PackFormat | None:
        """The pack of a lot."""
        here = self.packs.get((lot.product_id or 0, lot.product_revision or 0), ())
        return next((each for each in here if each.number == lot.pack_format), None)

    def least(self, pack: PackFormat, crop: Crop, day: dt.date) -> int | None:
        """The least that one fruit in a pack weighs (g) on a day, where stickers count by it.

        The product says it of that revision, or else the crop.
        """
        if crop.unit != "g" or pack.basis == Basis.PIECES:
            return None
        pieces = (each for each in self.beside(pack) if each.basis == Basis.PIECES)
        stated = [each.net_amount for each in pieces if each.net_amount]
        if stated:
            return min(stated)
        return next((row.value for row in self.values[crop.code] if row.from_on <= day), None)


def weights(
    view: Reading, revisions: Collection[tuple[int, int]], crops: Collection[str]
) -> Weights:
    """What is known of revisions (product and number) and crops, in two statements."""
    packs: dict[tuple[int, int], list[PackFormat]] = {key: [] for key in revisions}
    for (product, revision, _number), row in sorted(products.formats_of(view.db, packs).items()):
        packs[product, revision].append(row)
    return Weights(packs, products.references(view.db, LEAST, crops))


def least_of(view: Reading, lot: Batch) -> int | None:
    """The least that one fruit of a packed lot weighs (g), where stickers are counted by it.

    A lot that is packed by pieces has one label a piece anyway: a sticker is that label.
    """
    return least_of_lots(view, [lot])[lot.id]


def least_of_lots(view: Reading, lots: Sequence[Batch]) -> dict[int, int | None]:
    """The same of several lots, by internal key, in as many statements as for one of each crop."""
    named = {(lot.product_id, lot.product_revision or 0) for lot in lots if lot.product_id}
    crops = {code: products.crop(view.db, code) for code in {lot.crop_code for lot in lots}}
    known, found = weights(view, named, crops), dict[int, int | None]()
    for lot in lots:
        pack, crop = known.of(lot), crops[lot.crop_code]
        found[lot.id] = None
        if pack is not None and crop is not None:
            found[lot.id] = known.least(pack, crop, lot.made_on)
    return found


def check(pieces: Pieces, asked: int, at: str, *, expected: int = 0) -> None:
    """Refuse more stickers than a lot can be fruit, at field ``at``; nobody overrides this."""
    if pieces.live + expected + asked > pieces.most:
        facts = {
            "most": pieces.most,
            "least": pieces.least,
            "out": pieces.made,
            "unit": "g",
            "live": pieces.live + expected,
            "wanted": asked,
            "left": max(0, pieces.room - expected),
        }
        raise RuleBroken("more_stickers_than_fruit", at, **facts)
