"""How a place came to be what it is: who revised it, when, and what was before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.services import officers, parties
from traceability.services.differences import facts
from traceability.store.models import Event, Place, PlaceRevision
from traceability.store.queries import areas, events
from traceability.store.queries import parties as party_queries
from traceability.store.queries import place_history as queries
from traceability.store.unit import Reading

#: What is compared of two revisions, in the order in which it is told.
COMPARED = (
    *("commune_code", "area_m2", "productive_m2", "trees", "colonies", "species", "planted_year"),
    *("planted_until_year", "intercrop_ppm", "harvests_a_year", "yield_g", "gln"),
    "geometry_sha256",
)


@dataclass(frozen=True)
class Changed:
    """A fact before and after; of a private one that is not kept, neither."""

    name: str
    before: object = None
    after: object = None


@dataclass(frozen=True)
class RevisionShown:
    """A revision: its number, when, by whom, and what it changed; the first one changed nothing."""

    number: int
    at: dt.datetime
    by: str
    changes: tuple[Changed, ...]
    yield_set: bool


def history(
    view: Reading, actor: Actor, place: Place, *, words_too: bool
) -> tuple[RevisionShown, ...]:
    """The revisions of a place, the newest first; the caller has asked ``may``.

    ``words_too`` tells what was said in private before and after, not only that it changed. People
    are named to their own organisation; to others it is named instead.
    """
    rows = areas.revisions(view.db, place.id)
    told = queries.revised(view.db, place.code)
    ids = [event.event_id for event, _party, _user in told]
    words = events.private_values(view.db, "event", ids)
    open_words = words if words_too else {}
    shown: list[RevisionShown] = []
    former: dict[str, str] = {}
    pairs = zip(rows, [None, *rows], told, strict=False)
    for row, before, (event, party, user) in pairs:
        private = _private(event, open_words, former)
        shown.append(
            RevisionShown(
                number=row.number,
                at=row.recorded_at,
                by=_by(view, actor, party, user, officers.signed(words, event.event_id).office),
                changes=(*_changes(view, before, row), *private),
                yield_set=bool(facts(event).get("yield_set")),
            )
        )
    return tuple(reversed(shown))


def _changes(view: Reading, before: PlaceRevision | None, row: PlaceRevision) -> Sequence[Changed]:
    if before is None:
        return ()
    pairs = ((name, getattr(before, name), getattr(row, name)) for name in COMPARED)
    found = [Changed(name, *each) for name, *each in pairs if each[0] != each[1]]
    return [_named(view, each) if each.name == "commune_code" else each for each in found]


def _named(view: Reading, change: Changed) -> Changed:
    codes = [str(change.before), str(change.after)]
    names = [party_queries.commune(view.db, code, parties.VINTAGE) for code in codes]
    return Changed(change.name, *(None if each is None else each.name for each in names))


def _private(
    event: Event, words: Mapping[tuple[str, str], str], former: dict[str, str]
) -> Sequence[Changed]:
    """The private facts that an event changed; ``former`` remembers what stood before."""
    named = facts(event).get("changed")
    found = []
    for name in named if isinstance(named, list) else []:
        now = words.get((event.event_id, name))
        found.append(Changed(name, former.get(name), now))
        former.pop(name, None)
        if now is not None:
            former[name] = now
    return found


def _by(
    view: Reading, actor: Actor, party: int | None, user: int | None, office: str | None
) -> str:
    if office is not None:
        return office
    if user is not None and party == actor.party:
        names = party_queries.names(view.db, [str(user)], kind="user")
        return names.get(str(user), "–")
    return "–" if party is None else parties.name_of(view, parties.known(view, party))
