"""What a cooperative works with: harvests, packing, lots and labels, keys for its software."""

from traceability.web.workspace import (
    batches,
    harvests,
    home,
    keys,
    label_states,
    labels,
    packings,
    products,
)
from traceability.web.workspace.blueprint import workspace

__all__ = [
    "batches",
    "harvests",
    "home",
    "keys",
    "label_states",
    "labels",
    "packings",
    "products",
    "workspace",
]
