"""What a cooperative works with: harvests, packing, lots and labels."""

from traceability.web.workspace import (
    batches,
    consents,
    harvests,
    home,
    household_lists,
    households,
    label_states,
    labels,
    packings,
    products,
)
from traceability.web.workspace.blueprint import workspace

__all__ = [
    "batches",
    "consents",
    "harvests",
    "home",
    "household_lists",
    "households",
    "label_states",
    "labels",
    "packings",
    "products",
    "workspace",
]
