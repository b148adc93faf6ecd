"""The registrar's desk: codes of the territory, granting, suspending, restoring, open holds."""

from traceability.web.registrar import (
    cases,
    codes,
    decisions,
    files,
    grants,
    hand_overs,
    holds,
    inspections,
    invitations,
    territory,
)
from traceability.web.registrar.blueprint import registrar

__all__ = [
    "cases",
    "codes",
    "decisions",
    "files",
    "grants",
    "hand_overs",
    "holds",
    "inspections",
    "invitations",
    "registrar",
    "territory",
]
