"""Stickers on single fruit: counted by pieces, beside the labels on the packs that the fruit is in.

A lot of so much mass is at most so many fruit, each of which weighs at least something plausible:
what the product says of a pack that is counted by pieces, or else the reference value of the crop.
Where neither says it, a sticker counts as a pack's label does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.balance import Basis
from traceability.domain.errors import RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LIVE
from traceability.services import packed_formats
from traceability.store.models import Batch, Crop, PackFormat, PrintRun
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


def on_fruit(view: Reading, run: PrintRun, lot: Batch) -> bool:
    """Whether labels of a run are on single fruit of a lot, and say nothing of its packs.

    A sticker of a lot that is packed by pieces is the label of a pack.
    """
    if run.design not in STICKERS:
        return False
    return packed_formats.of_batch(view, lot).basis is not Basis.PIECES


def least_of(view: Reading, lot: Batch) -> int | None:
    """The least that one fruit of a packed lot weighs (g), where stickers are counted by it.

    A lot that is packed by pieces has one label a piece anyway: a sticker is that label.
    """
    if lot.product_id is None:
        return None
    key = (lot.product_id, lot.product_revision or 0)
    packs = products.formats_of(view.db, {key})
    mine = packs.get((*key, lot.pack_format or 0))
    crop = products.crop(view.db, lot.crop_code)
    return None if mine is None or crop is None else least_in(view, mine, crop, lot.made_on)


def least_in(view: Reading, pack: PackFormat, crop: Crop, day: dt.date) -> int | None:
    """The same of a pack on a day; the product says it of that revision, or else the crop."""
    if crop.unit != "g" or pack.basis == Basis.PIECES:
        return None
    packs = products.pack_formats(view.db, pack.product_id, pack.revision)
    stated = [each.net_amount for each in packs if each.basis == Basis.PIECES and each.net_amount]
    if stated:
        return min(stated)
    row = products.reference(view.db, LEAST, crop.code, day)
    return None if row is None else row.value


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
