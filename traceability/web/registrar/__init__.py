"""The registrar's desk: codes of the territory, granting, suspending, restoring, open holds."""

from traceability.web.registrar import (
    cases,
    ceilings,
    code_claims,
    codes,
    gaps,
    grants,
    hand_overs,
    holds,
    invitations,
    month_reports,
    register_imports,
    steps,
    take_overs,
    territory,
)
from traceability.web.registrar.blueprint import registrar

__all__ = [
    "cases",
    "ceilings",
    "code_claims",
    "codes",
    "gaps",
    "grants",
    "hand_overs",
    "holds",
    "invitations",
    "month_reports",
    "register_imports",
    "registrar",
    "steps",
    "take_overs",
    "territory",
]
