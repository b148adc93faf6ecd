"""The designs that labels of goods are ordered in, by the names that runs keep."""

from __future__ import annotations

from enum import StrEnum


class LabelDesign(StrEnum):
    """What a label is: the usual trace stamp first, in the order in which they are offered."""

    TRACE_STAMP = "trace_stamp"
    FRUIT_STICKER = "fruit_sticker"
    HANG_TAG = "hang_tag"
    GOODS_LABEL = "goods_label"


#: Designs for a packed lot, and those that can be printed before there is one: a goods label says
#: the day of making, the last day and the lot.
FOR_LOT = tuple(LabelDesign)
WITHOUT_LOT = tuple(each for each in FOR_LOT if each is not LabelDesign.GOODS_LABEL)
