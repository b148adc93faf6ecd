"""The registrar's desk: codes of the territory, granting, suspending, restoring, open holds."""

from traceability.web.registrar import codes, grants, holds, steps
from traceability.web.registrar.blueprint import registrar

__all__ = ["codes", "grants", "holds", "registrar", "steps"]
