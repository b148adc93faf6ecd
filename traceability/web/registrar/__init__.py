"""The registrar's desk: codes of the territory, granting, suspending, holds, inviting."""

from traceability.web.registrar import codes, grants, holds, invitations, steps
from traceability.web.registrar.blueprint import registrar

__all__ = ["codes", "grants", "holds", "invitations", "registrar", "steps"]
