"""The registrar's desk: codes of the territory, granting, suspending, restoring, open holds."""

from traceability.web.registrar import (
    cases,
    ceilings,
    code_claims,
    codes,
    decisions,
    files,
    gaps,
    grants,
    hand_overs,
    holds,
    inspections,
    invitations,
    month_reports,
    places,
    register_imports,
    take_overs,
    territory,
)
from traceability.web.registrar.blueprint import registrar

__all__ = [
    "cases",
    "ceilings",
    "code_claims",
    "codes",
    "decisions",
    "files",
    "gaps",
    "grants",
    "hand_overs",
    "holds",
    "inspections",
    "invitations",
    "month_reports",
    "places",
    "register_imports",
    "registrar",
    "take_overs",
    "territory",
]
