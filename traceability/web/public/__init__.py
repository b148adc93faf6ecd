"""The public door: one field to type a code, and the page behind every code ever printed."""

from traceability.web.public import (
    digital_links,
    gtins,
    lists,
    lookup,
    notes,
    open_data,
    photos,
    printing_house,
    reports,
    things,
    well_known,
)
from traceability.web.public.door import public

__all__ = [
    "digital_links",
    "gtins",
    "lists",
    "lookup",
    "notes",
    "open_data",
    "photos",
    "printing_house",
    "public",
    "reports",
    "things",
    "well_known",
]
