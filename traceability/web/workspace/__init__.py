"""What a cooperative works with: harvests, packing, lots and labels."""

from traceability.web.workspace import (
    batches,
    consents,
    first_label,
    growing_areas,
    harvests,
    home,
    household_lists,
    households,
    keys,
    label_states,
    labels,
    organisation,
    packings,
    printer_test,
    product_forms,
    products,
    setup,
)
from traceability.web.workspace.blueprint import workspace

__all__ = [
    "batches",
    "consents",
    "first_label",
    "growing_areas",
    "harvests",
    "home",
    "household_lists",
    "households",
    "keys",
    "label_states",
    "labels",
    "organisation",
    "packings",
    "printer_test",
    "product_forms",
    "products",
    "setup",
    "workspace",
]
