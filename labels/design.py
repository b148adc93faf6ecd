"""The design "tem truy xuất" (trace stamp): finished strings laid out on a label of any size.

Three arrangements, chosen by the label's size: *side* below 30 mm of height, *card* below 80 mm of
width, *wide* above; from 60 mm on both sides the words grow with the label (``labels.grow``). On
all of them product and typed code are bold, and the domain, the typed code in groups and the
label's small number are there; place and hint stand where there is room for them
(``labels.arrangements`` says where). A text shrinks and wraps within limits and is refused beyond
them; nothing is ever cut.
"""

from __future__ import annotations

import itertools

from labels import columns, grow
from labels.arrangements import card, side, wide
from labels.errors import DoesNotFit
from labels.goods import CartonLabel, FruitSticker, GoodsLabel, HangTag
from labels.plan import Plan
from labels.rolls import ROLLS
from labels.stamp import StampLabel, TraceStamp
from labels.stock import STOCKS, Size
from labels.symbol import modules_of

__all__ = ["Design", "StampLabel", "TraceStamp", "arrange"]

Design = TraceStamp | GoodsLabel | CartonLabel | FruitSticker | HangTag
"""What can be on a label; each has a ``REVISION``."""


def arrange(size: Size, stamp: Design, label: StampLabel, dpi: int | None = None) -> Plan:
    """The run's plan on labels of ``size``; ``label`` is any label of the run.

    With ``dpi``, a symbol's modules are whole dots. Raises DoesNotFit with the field, what it needs
    and what there is, and the smallest catalogue size on which everything would fit.
    """
    modules = modules_of(label.url)
    try:
        return plan_on(size, stamp, label, modules, dpi)
    except DoesNotFit as refusal:
        refusal.facts["smallest_size"] = _smallest(stamp, label, modules)
        raise


def has_room(size: Size, design: Design, label: StampLabel, dpi: int | None = None) -> bool:
    """Whether everything fits on labels of ``size``; does not look for a size that would do."""
    try:
        plan_on(size, design, label, modules_of(label.url), dpi)
    except DoesNotFit:
        return False
    return True


def plan_on(
    size: Size, design: Design, label: StampLabel, modules: int, dpi: int | None = None
) -> Plan:
    """The same for a symbol of ``modules``; a refusal does not look for a size that would do."""
    match design:
        case GoodsLabel():
            return _grown(size, grow.goods(design), label, modules, dpi) or columns.plan_words(
                size, columns.goods(design, size), label, modules, dpi
            )
        case CartonLabel():
            return columns.plan_grown(
                size, grow.carton(design), label, modules, dpi
            ) or columns.plan_words(size, columns.carton(design, size), label, modules, dpi)
        case FruitSticker():
            return columns.sticker(size, design, label, modules, dpi)
        case HangTag():
            front = Size(size.width, size.height // 2)
            return columns.folded(design, size, _stamp(front, design.stamp, label, modules, dpi))
        case TraceStamp():
            return _stamp(size, design, label, modules, dpi)


def _stamp(size: Size, stamp: TraceStamp, label: StampLabel, modules: int, dpi: int | None) -> Plan:
    if found := _grown(size, grow.stamp(stamp), label, modules, dpi):
        return found
    if size.height < 30_000:
        return side(size, stamp, label, modules, dpi)
    if size.width < 80_000:
        try:
            return card(size, stamp, label, modules, dpi)
        except DoesNotFit:  # a small card holds more as a side label
            return side(size, stamp, label, modules, dpi)
    return wide(size, stamp, label, modules, dpi)


def _grown(
    size: Size, speech: grow.Speech, label: StampLabel, modules: int, dpi: int | None
) -> Plan | None:
    """What a large label says, as large as there is room for; none on a small one."""
    if not grow.is_large(size):
        return None
    return columns.plan_grown(size, speech, label, modules, dpi)


def _smallest(stamp: Design, label: StampLabel, modules: int) -> tuple[int, int] | None:
    """The smallest size of the sheets that would do; of the rolls, which are larger, if none."""
    sheets = {(sheet.label, sheet.dpi) for sheet in STOCKS.values()}
    rolls = {(roll.label, roll.dpi) for roll in ROLLS.values()}
    by_area = (sorted(each, key=lambda found: _area(found[0])) for each in (sheets, rolls))
    for size, dpi in itertools.chain(*by_area):
        try:
            plan_on(size, stamp, label, modules, dpi)
        except DoesNotFit:
            continue
        return size.width, size.height
    return None


def _area(size: Size) -> tuple[int, int]:
    return size.width * size.height, size.width
