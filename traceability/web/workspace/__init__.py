"""What a cooperative works with: harvests, packing, lots and labels."""

from traceability.web.workspace import (
    batches,
    harvests,
    home,
    label_states,
    labels,
    packings,
    product_forms,
    products,
)
from traceability.web.workspace.blueprint import workspace

__all__ = [
    "batches",
    "harvests",
    "home",
    "label_states",
    "labels",
    "packings",
    "product_forms",
    "products",
    "workspace",
]
