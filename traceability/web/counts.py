"""What waits for the reader, as the navigation counts it on every page."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from traceability.services import (
    alerts,
    case_views,
    certificate_views,
    file_views,
    report_views,
)
from traceability.services.sign_in import SignedIn
from traceability.store.engine import OutOfReach
from traceability.web.house import looking

ALERTS, CASES, FILES = "account.alerts", "registrar.cases", "registrar.files"
CERTIFICATES, REPORTS = "registrar.certificates", "registrar.reports"


def counts_of(who: SignedIn) -> Mapping[str, int]:
    """How much waits behind each page, by its endpoint; nothing where the database is away."""
    found: dict[str, int] = {}
    with contextlib.suppress(OutOfReach), looking() as view:
        found[ALERTS] = alerts.unread(view, who.actor)
        if who.organisation_kind == "authority":
            found[CASES] = case_views.count_open(view, who.actor)
            found[FILES] = file_views.count_waiting(view, who.actor)
            found[REPORTS] = report_views.count_open(view, who.actor)
            found[CERTIFICATES] = certificate_views.count_waiting(view, who.actor)
    return found
