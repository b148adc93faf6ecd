"""What stands on consent sheets: the cooperative, the text, and the households that are asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.data.consents import ConsentText, newest_text
from traceability.domain.access import Action, Actor
from traceability.domain.errors import NotFound
from traceability.services import household_views, households, parties
from traceability.services.consents import PURPOSE
from traceability.services.household_views import Answer, Line
from traceability.store.queries import events
from traceability.store.unit import Reading

#: As many households as one file of pages holds.
MOST_PAGES = 200


@dataclass(frozen=True)
class Sheet:
    """A sheet's cooperative with its address and phone, the text, the households by name."""

    organisation: str
    address: str
    phone: str
    text: ConsentText
    lines: tuple[Line, ...]
    today: dt.date


def sheet(view: Reading, actor: Actor, who: str) -> Sheet:
    """A sheet for ``who``: "unasked", "all", or one household by its code."""
    tenant = households.tenant_of(view, actor, Action.RECORD_CONSENT)
    lines = household_views.all_lines(view, actor)
    kept = [line for line in lines if _wanted(line, who)]
    if not kept and who not in ("unasked", "all"):
        raise NotFound
    values = events.private_values(view.db, "party", [tenant.code])
    return Sheet(
        organisation=parties.name_of(view, tenant),
        address=values.get((tenant.code, "address"), ""),
        phone=values.get((tenant.code, "phone"), ""),
        text=newest_text(PURPOSE),
        lines=tuple(kept),
        today=view.today,
    )


def _wanted(line: Line, who: str) -> bool:
    if line.answer is Answer.ERASED:
        return False
    return {"unasked": line.answer is Answer.UNASKED, "all": True}.get(who, line.code == who)
