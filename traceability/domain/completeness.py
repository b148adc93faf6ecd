"""The ten items that Thông tư 02/2024/TT-BKHCN asks a trace page to show."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Item(StrEnum):
    """One item, in the order of the circular."""

    PRODUCT_NAME = "product_name"
    IMAGE = "image"
    MAKER = "maker"
    ADDRESS = "address"
    STEPS = "steps"
    MADE_ON = "made_on"
    TRACE_CODE = "trace_code"
    BRAND_OR_SERIAL = "brand_or_serial"
    BEST_BEFORE = "best_before"
    STANDARDS = "standards"


#: Items 1–7 must be there before a batch is published; 8–10 "if any".
MUST = tuple(Item)[:7]


def missing_to_publish(filled: Collection[Item]) -> tuple[Item, ...]:
    """The mandatory items that are not filled, in order."""
    return tuple(item for item in MUST if item not in filled)
