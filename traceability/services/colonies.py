"""How many colonies an apiary owns on a day, against those that stand somewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from traceability.domain import stays
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import RuleBroken
from traceability.domain.stays import Span
from traceability.store.models import Place, PlaceRevision, SiteStay
from traceability.store.queries import areas
from traceability.store.queries import stays as queries
from traceability.store.unit import Reading


def check_owned(view: Reading, place: Place, owned: int | None) -> None:
    """Refuse to own fewer colonies than stand somewhere today or will: ``colonies_standing``."""
    if place.kind != "apiary" or owned is None:
        return
    spans = map(span_of, queries.standing(view.db, place.id))
    later = [
        _from(each, view.today) for each in spans if each.to_on is None or each.to_on >= view.today
    ]
    found = stays.excess(later, lambda _day: owned)
    if found is not None:
        facts = {"standing": found.standing, "owned": owned, "day": found.day}
        raise RuleBroken("colonies_standing", "colonies", **facts)


def check_stays(view: Reading, place: Place, new: Span, others: Sequence[Span]) -> None:
    """Refuse a stay with which more colonies would stand than are owned: ``colonies_above_owned``.

    For a day that is over, what was stated to be owned on it counts too.
    """
    rows = areas.revisions(view.db, place.id)
    turns = [day for row in rows if new.holds(day := day_in_vietnam(row.recorded_at))]
    turns += [view.today] if new.holds(view.today) else []
    near = [each for each in others if stays.overlap(each, new)]
    inside = [_from(each, new.from_on) for each in near]
    found = stays.excess([*inside, new], owned_on(rows, view.today), turns)
    if found is not None:
        facts = {"standing": found.standing, "owned": found.owned, "day": found.day}
        raise RuleBroken("colonies_above_owned", "colonies", **facts)


def owned_on(rows: Sequence[PlaceRevision], today: dt.date) -> Callable[[dt.date], int]:
    """How many colonies are owned on a day, by the revisions of an apiary, the oldest first."""
    newest = rows[-1].colonies or 0

    def owned(day: dt.date) -> int:
        if day >= today:
            return newest
        then = [row for row in rows if day_in_vietnam(row.recorded_at) <= day] or [rows[0]]
        return max(newest, then[-1].colonies or 0)

    return owned


def span_of(row: SiteStay) -> Span:
    """The colonies and days of a stay."""
    return Span(row.colonies, row.from_on, row.to_on)


def _from(span: Span, day: dt.date) -> Span:
    """A span as far as it lies on or after a day."""
    return Span(span.colonies, max(span.from_on, day), span.to_on)
