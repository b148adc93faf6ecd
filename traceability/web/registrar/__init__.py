"""The registrar's desk: codes of the territory, granting, suspending, restoring, open holds."""

from traceability.web.registrar import (
    cases,
    certificates,
    codes,
    grants,
    hand_overs,
    holds,
    invitations,
    steps,
    territory,
)
from traceability.web.registrar.blueprint import registrar

__all__ = [
    "cases",
    "certificates",
    "codes",
    "grants",
    "hand_overs",
    "holds",
    "invitations",
    "registrar",
    "steps",
    "territory",
]
