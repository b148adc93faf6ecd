"""The public door: one field to type a code, and the page behind every code ever printed."""

from traceability.web.public import lookup, notes, open_data, photos, well_known
from traceability.web.public.door import public

__all__ = ["lookup", "notes", "open_data", "photos", "public", "well_known"]
