"""How many growing-area codes stand, found together: what a list says first of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.growing_area import Status
from traceability.services import area_codes, area_pages, parties, taken_back
from traceability.services.registry_views import since
from traceability.services.taken_back import TakenBack
from traceability.store.models import AreaCode
from traceability.store.queries import areas
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class AreaState:
    """What the page of a growing-area code says first: its string, whose it is, how it stands.

    ``since`` is the day from which it has stood so.
    """

    code: str
    raw: str
    scheme: str
    status: Status
    since: dt.date
    disputed: bool
    holder: str
    taken_back: TakenBack | None

    @property
    def internal(self) -> bool:
        """Whether the code is the service's own, which no authority issued."""
        return self.scheme == growing_area.INTERNAL


def find(view: Reading, codes: Sequence[str]) -> dict[str, AreaState]:
    """The states of some short codes, of those that are a growing-area code's and have a page."""
    return of_rows(view, areas.by_codes(view.db, codes))


def of_rows(view: Reading, rows: Sequence[AreaCode]) -> dict[str, AreaState]:
    """The states of some codes by short code, of those that have a page."""
    if not rows:
        return {}
    keys = [row.id for row in rows]
    steps = {key: area_codes.domain_steps(each) for key, each in areas.steps(view.db, keys).items()}
    shown = [row for row in rows if growing_area.ever_opened(steps[row.id], view.today)]
    if not shown:
        return {}
    disputed = areas.conflicted_among(view.db, shown)
    gone = taken_back.of_codes(view, [row.id for row in shown])
    names = _names(view, sorted({row.holder_id for row in shown}))
    return {
        row.code: AreaState(
            code=row.code,
            raw=row.raw,
            scheme=row.scheme,
            status=growing_area.status(steps[row.id], view.today),
            since=since(steps[row.id], view.today),
            disputed=row.id in disputed,
            holder=names[row.holder_id],
            taken_back=gone.get(row.id),
        )
        for row in shown
    }


def _names(view: Reading, holders: Sequence[int]) -> dict[int, str]:
    """The names of holders as ``area_pages.holder_name`` gives each, by key."""
    found = party_queries.by_ids(view.db, holders)
    households = {key for key, party in found.items() if party.kind == "household"}
    numbered = {key: area_pages.holder_name(view, found[key]) for key in households}
    return numbered | parties.names_of(view, [key for key in holders if key not in households])
