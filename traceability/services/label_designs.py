"""The designs that labels are ordered in: the words of each, from the record, and where they fit.

A run's row keeps the design by its name and revision, and the finished words (``as_kept``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import labels
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.label_designs import WITHOUT_LOT, LabelDesign
from traceability.services import goods_names, goods_text, label_text, packed_formats
from traceability.store.models import Batch, PackFormat, Product, ProductRevision
from traceability.store.queries import products
from traceability.store.unit import Reading

#: Every design that runs are printed in, by the name that their rows keep.
KINDS: Mapping[str, type[labels.Design]] = {
    LabelDesign.TRACE_STAMP: labels.TraceStamp,
    LabelDesign.FRUIT_STICKER: labels.FruitSticker,
    LabelDesign.HANG_TAG: labels.HangTag,
    LabelDesign.GOODS_LABEL: labels.GoodsLabel,
    "carton": labels.CartonLabel,
}
_NAMES = {kind: str(name) for name, kind in KINDS.items()}


def name_of(design: labels.Design) -> str:
    """The name by which a run's row keeps a design."""
    return _NAMES[type(design)]


def of_lot(view: Reading, batch: Batch, base_url: str, design: LabelDesign) -> labels.Design:
    """The words of a design for a packed batch; a goods label refuses as ``goods_text`` says."""
    stamp = label_text.stamp(view, batch, base_url)
    if design is LabelDesign.GOODS_LABEL:
        return goods_text.label(view, batch, stamp)
    number = batch.product_revision or 0
    revision = products.revision(view.db, batch.product_id or 0, number)
    newest = products.newest_revision(view.db, batch.product_id or 0)
    if design is LabelDesign.FRUIT_STICKER:
        return _on_fruit(stamp, packed_formats.of_batch(view, batch).name)
    names = goods_names.told(view, batch)
    return _made(stamp, revision, newest, names.get("zh", ""), design)


def of_blank(
    view: Reading, product: Product, pack: PackFormat, base_url: str, design: LabelDesign
) -> labels.Design:
    """The same for labels of no lot yet; ``Invalid`` for a design that speaks of one."""
    if design not in WITHOUT_LOT:
        raise Invalid("choice_unknown", "design")
    revision = products.newest_revision(view.db, product.id)
    stamp = label_text.blank_stamp(view, product, pack, base_url)
    if design is LabelDesign.FRUIT_STICKER:
        return _on_fruit(stamp, pack.name)
    names = goods_names.now_in(view, product.id, pack.name).names
    return _made(stamp, revision, revision, names.get("zh", ""), design)


def fit(
    make: Callable[[LabelDesign], labels.Design], sheet: labels.Sheet, sample: labels.StampLabel
) -> frozenset[LabelDesign]:
    """The designs whose words have room on a paper; ``make`` says the words.

    One that still lacks words is among them: it is not the paper that is in the way.
    """
    return frozenset(each for each in LabelDesign if has_room(make, each, sheet, sample))


def has_room(
    make: Callable[[LabelDesign], labels.Design],
    design: LabelDesign,
    sheet: labels.Sheet,
    sample: labels.StampLabel,
) -> bool:
    """The same of one design."""
    try:
        return labels.has_room(sheet.label, make(design), sample, sheet.dpi)
    except RuleBroken:
        return True
    except (labels.LabelRefused, Invalid):
        return False


def heading(text: labels.Design) -> str:
    """What a run is of, in one line: the goods, and whose they are where it says so."""
    return " · ".join(filter(None, text.title))


def whose(text: labels.Design) -> str:
    """The name of the cooperative as it stands on a label by itself; a sticker has none."""
    match text:
        case labels.HangTag():
            return text.stamp.cooperative
        case labels.TraceStamp() | labels.CartonLabel():
            return text.cooperative
        case _:
            return ""


def as_kept(design: labels.Design) -> dict[str, Any]:
    """The words of a design as JSON keeps them."""
    return dataclasses.asdict(design)


def from_kept(name: str, kept: Mapping[str, Any]) -> labels.Design:
    """A design from its name and the words that a run's row keeps."""
    words: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()
    }
    if name == LabelDesign.HANG_TAG:
        words["stamp"] = labels.TraceStamp(**words["stamp"])
    made: labels.Design = KINDS[name](**words)
    return made


def _made(
    stamp: labels.TraceStamp,
    revision: ProductRevision,
    newest: ProductRevision,
    name_zh: str,
    design: LabelDesign,
) -> labels.Design:
    if design is LabelDesign.HANG_TAG:
        return labels.HangTag(stamp, label_text.story(revision, newest), name_zh)
    return stamp


def _on_fruit(stamp: labels.TraceStamp, pack: str) -> labels.FruitSticker:
    """The name of the goods as it stands on one fruit, without the pack where it ends with that."""
    fruit = goods_names.without_pack(stamp.product, [pack])
    return labels.FruitSticker(domain=stamp.domain, product=fruit)
