"""The registrar's desk: codes of the territory, granting, suspending, restoring, open holds."""

from traceability.web.registrar import (
    cases,
    codes,
    grants,
    hand_overs,
    holds,
    invitations,
    places,
    steps,
    territory,
)
from traceability.web.registrar.blueprint import registrar

__all__ = [
    "cases",
    "codes",
    "grants",
    "hand_overs",
    "holds",
    "invitations",
    "places",
    "registrar",
    "steps",
    "territory",
]
