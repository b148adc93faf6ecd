"""Households on a place: who works it, from which day to which.

Outside their cooperative and the office of the territory they are numbers and a count; no public
page has either. Erasing a household ends its links and leaves them under its number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import household_links
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import MOST_SUBJECTS, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.household_links import Link, LinkAct, LinkStep
from traceability.services import internal_codes, parties, recording
from traceability.services.households import number_text
from traceability.store.models import Party, Place, PlaceHousehold
from traceability.store.queries import parties as party_queries
from traceability.store.queries import place_households as queries
from traceability.store.unit import Reading, Work

#: The place itself is a subject too.
_AT_ONCE = MOST_SUBJECTS - 1


@dataclass(frozen=True)
class Change:
    """The codes of those who joined, and of those who left."""

    joined: tuple[str, ...]
    left: tuple[str, ...]


def choose(work: Work, place_code: str, wanted: Collection[str], on: dt.date) -> Change:
    """Say which households work a place of the actor's own, as of a day.

    Those that are there and not wanted left on it. ``household_erased`` where one that is to join
    was erased, ``household_unknown`` where one is not of the cooperative.
    """
    place = internal_codes.own_place(work, work.actor, place_code)
    require(work.actor, Action.SEE_HOUSEHOLDS, Thing(holder=place.holder_id))
    work.lock_party(place.holder_id)
    ours = {row.code: row for row in party_queries.households(work.db, place.holder_id)}
    there = {link.household for link in links_of(work, place) if link.to_on is None}
    joined = tuple(sorted(set(wanted) - there))
    left = tuple(sorted(there - set(wanted)))
    for code in joined:
        if code not in ours:
            raise Invalid("household_unknown", "households")
        if ours[code].erased_at is not None:
            raise RuleBroken("household_erased", "households", number=number_text(ours[code]))
    _take(work, place, LinkStep(LinkAct.JOINED, on, joined))
    _take(work, place, LinkStep(LinkAct.LEFT, on, left))
    return Change(joined, left)


def end_erased(work: Work, household: Party) -> None:
    """The links of a household that is being erased end today; the caller has locked it."""
    for place in queries.places_worked(work.db, household.id):
        _take(work, place, LinkStep(LinkAct.LEFT, work.today, (household.code,)))


def links_of(view: Reading, place: Place) -> frozenset[Link]:
    """Who works a place and who did."""
    rows = queries.links(view.db, [place.id])
    return frozenset(Link(code, row.from_on, row.to_on) for code, row in rows)


def _take(work: Work, place: Place, step: LinkStep) -> None:
    if not step.households:
        return
    before = links_of(work, place)
    _write(work, place, before, household_links.after(before, step))
    holder = parties.known(work, place.holder_id)
    for part in _portions(step.households):
        what = Occurrence(
            kind=Kind.REGISTRY,
            step=EventStep.PLACE_HOUSEHOLDS,
            subjects=tuple(Subject(Role.REF, code) for code in (place.code, *part)),
            occurred_on=step.on,
            place=place.code,
            facts={"act": str(step.act), "on": step.on.isoformat(), "households": list(part)},
        )
        recording.record(work, holder.id, holder.code, what)


def _write(work: Work, place: Place, before: frozenset[Link], now: frozenset[Link]) -> None:
    ids = _ids(work, place.holder_id)
    queries.drop(work.db, place.id, [(ids[each.household], each.from_on) for each in before - now])
    work.add(
        *(
            PlaceHousehold(
                place_id=place.id,
                household_id=ids[each.household],
                from_on=each.from_on,
                to_on=each.to_on,
            )
            for each in now - before
        )
    )


def _ids(view: Reading, tenant_id: int) -> Mapping[str, int]:
    return {row.code: row.id for row in party_queries.households(view.db, tenant_id)}


def _portions(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[first : first + _AT_ONCE] for first in range(0, len(codes), _AT_ONCE))
