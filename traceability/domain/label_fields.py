"""What a full goods label (*nhãn hàng hóa*) must say, as far as it is asked of the product.

Source: Nghị định 37/2026/NĐ-CP, second-hand; so which of them a family needs is reference data.
The day of making (NSX) comes with each lot and is never missing.
"""

from __future__ import annotations

from enum import StrEnum


class LabelField(StrEnum):
    """One field, in the order in which people are told what is missing."""

    NAME = "name"
    RESPONSIBLE = "responsible"
    ORIGIN = "origin"
    QUANTITY = "quantity"
    INGREDIENTS = "ingredients"
    BEST_BEFORE = "best_before"
    USAGE = "usage"
    STORAGE = "storage"
    WARNINGS = "warnings"


#: Fields that are columns of a revision, by their names there.
COLUMNS = {
    LabelField.NAME: "name_vi",
    LabelField.ORIGIN: "origin",
    LabelField.INGREDIENTS: "ingredients",
    LabelField.BEST_BEFORE: "shelf_life_days",
    LabelField.USAGE: "usage",
    LabelField.STORAGE: "storage",
    LabelField.WARNINGS: "warnings",
}
