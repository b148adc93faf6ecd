"""Harvests that nobody has used taken back by hundreds: each as ``corrections`` would leave it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from traceability.domain import season
from traceability.domain.access import Action, Thing, require
from traceability.domain.corrections import Why
from traceability.domain.events import EventStep
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.domain.season import Rule
from traceability.services import (
    goods_entries,
    late_entries,
    parties,
    recalls,
    recording,
    refolding,
    seasons,
    slip_corrections,
)
from traceability.services.goods_entries import Entry
from traceability.store.models import Batch, CodeAuthorization, Party, Place
from traceability.store.queries import areas, authorizations
from traceability.store.queries import corrections as queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries import seasons as season_queries
from traceability.store.queries.seasons import AUTHORIZATION, CODE, PLACE
from traceability.store.unit import Work

#: So many go to the database together.
PORTION = 1_000


def retract(work: Work, event_ids: Sequence[str], why: Why) -> list[str]:
    """Take back those of some standing entries that are harvests; the ids of the others.

    The caller holds the judgement and the stock of the lots, and has seen that nothing was made of
    them. Refused as ``corrections.correct`` refuses.
    """
    left: list[str] = []
    for first in range(0, len(event_ids), PORTION):
        left += _portion(work, event_ids[first : first + PORTION], why)
    return left


def _portion(work: Work, event_ids: Sequence[str], why: Why) -> list[str]:
    entries = list(_harvests(work, event_ids))
    if entries:
        _check(work, entries, why.text)
        _uncount(work, entries)
        _record(work, entries, why)
    done = {each.event.event_id for each in entries}
    return [event_id for event_id in event_ids if event_id not in done]


def _harvests(work: Work, event_ids: Sequence[str]) -> Iterator[Entry]:
    found = queries.by_event_ids(work.db, event_ids)
    rows = [row for row in found if row.step == EventStep.HARVEST]
    subjects = queries.subjects_of(work.db, [row.seq for row in rows])
    codes = {s.subject for each in subjects.values() for s in each if s.amount is not None}
    batches = {row.code: row for row in queries.batches_of(work.db, sorted(codes))}
    owners: dict[int, Party] = {key: parties.known(work, key) for key in {r.owner_id for r in rows}}
    for row in rows:
        about = subjects[row.seq]
        made = {s.subject: batches[s.subject] for s in about if s.amount is not None}
        yield goods_entries.of_rows(work, row, owners[row.owner_id], about, made)


def _check(work: Work, entries: Sequence[Entry], reason: str) -> None:
    """Refuse what may not be taken back by this actor, or now."""
    for each in entries:
        thing = Thing(holder=each.owner.id)
        require(work.actor, Action.CORRECT_ENTRY, thing)
        late_entries.private(work, thing, each.event.occurred_on, reason, at="reason")
    lots = [batch for each in entries for batch in each.made]
    covered = recall_queries.open_over(work.db, [batch.id for batch in lots])
    if any(each.kind == "recall" for each in covered):
        for batch in lots:
            recalls.refuse_recalled(work, batch)


def _uncount(work: Work, entries: Sequence[Entry]) -> None:
    """Give back what harvests took of their seasons: of each place, code and permission at once.

    Rows are locked in the order in which a harvest locks them.
    """
    lots = [lot for each in entries for lot in each.made]
    places = areas.places_by_ids(work.db, sorted({lot.place_id for lot in lots if lot.place_id}))
    known = {key: place for key, place in places.items() if place.kind != OUTSIDE_GROUND}
    counted = [(each, lot) for each in entries for lot in each.made if lot.place_id in known]
    permits = authorizations.of_batches(work.db, [lot.id for _entry, lot in counted])
    for _key, permit in sorted({each.id: each for each in permits.values()}.items()):
        work.db.refresh(permit, with_for_update={"key_share": True})
    _lock_places(work, list(known.values()))
    season_of = _Seasons(work)
    sums: Counter[tuple[str, int, int]] = Counter()
    for entry, lot in counted:
        for use in _uses(lot, permits.get(lot.id)):
            sums[(*use, season_of(lot))] += entry.told.made[lot.code]
    for (kind, key, season_id), amount in sorted(sums.items(), key=_in_order):
        season_queries.add_use(work.db, kind, key, season_id, -amount)


def _lock_places(work: Work, places: Sequence[Place]) -> None:
    beside = {
        other.id for place in places for other, _m2 in season_queries.own_beside(work.db, place)
    }
    for key in sorted({place.id for place in places} | beside):
        season_queries.lock_place(work.db, key)


def _uses(lot: Batch, permit: CodeAuthorization | None) -> Iterator[tuple[str, int]]:
    """What a harvest is counted by, kind and key."""
    yield PLACE, lot.place_id or 0
    if lot.area_code_id is not None:
        yield CODE, lot.area_code_id
    if permit is not None:
        yield AUTHORIZATION, permit.id


def _in_order(summed: tuple[tuple[str, int, int], int]) -> tuple[int, int, int]:
    (kind, key, season_id), _amount = summed
    return (PLACE, CODE, AUTHORIZATION).index(kind), key, season_id


class _Seasons:
    """The keys of the seasons that harvests lie in; a crop's rules are asked once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rules: dict[str, Sequence[Rule]] = {}
        self._keys: dict[tuple[str, dt.date], int] = {}

    def __call__(self, lot: Batch) -> int:
        crop = lot.crop_code
        if crop not in self._rules:
            self._rules[crop] = seasons.rules(self._work, crop)
        window = season.season_of(self._rules[crop], lot.made_on)
        key = (crop, window.starts_on)
        if key not in self._keys:
            self._keys[key] = seasons.row_of(self._work, crop, window)
        return self._keys[key]


def _record(work: Work, entries: Sequence[Entry], why: Why) -> None:
    """Record that they are taken back, and fold what follows from it, all at one stroke."""
    named = {each.event.place_id for each in entries if each.event.place_id}
    places = areas.places_by_ids(work.db, sorted(named))
    told = [
        (each.owner, goods_entries.taken_back(each, why, _code(places, each.event.place_id)))
        for each in entries
    ]
    made = recording.record_many(work, told)
    slip_corrections.taken_back(work, [each.event for each in entries])
    pairs = zip(entries, made, strict=True)
    refolding.refold(
        work, [refolding.Folded(each.first, event, each.told, None) for each, event in pairs]
    )


def _code(places: Mapping[int, Place], place_id: int | None) -> str | None:
    return None if place_id is None else places[place_id].code
