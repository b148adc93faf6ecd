"""Alerts: what an organisation, or one member of it, should be told; codes and plain facts only."""

from __future__ import annotations

import json
from collections.abc import Mapping

from traceability.store.models import Alert
from traceability.store.unit import Work


def tell(
    work: Work,
    party_id: int,
    kind: str,
    subject: str | None = None,
    facts: Mapping[str, str | int] | None = None,
    member_id: int | None = None,
) -> Alert:
    """Leave an alert for a party, or for one membership of it.

    ``kind`` chooses the sentence, ``subject`` is a short code to open, ``facts`` are what the
    sentence needs: never a name, a phone number or a text that somebody typed.
    """
    alert = Alert(
        party_id=party_id,
        membership_id=member_id,
        kind=kind,
        subject=subject,
        facts=json.dumps(dict(facts or {}), ensure_ascii=False, sort_keys=True),
        at=work.now,
    )
    work.add(alert)
    return alert
