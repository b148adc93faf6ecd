"""Waiting periods after farm work: which harvests fall into one, and holding them.

A harvest is judged when it is written down, and again by each line of the diary that is written
down after it; whichever comes second sees the first, for both take the judgement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.holds import HoldReason
from traceability.services import packed_formats, parties, recalls
from traceability.store.models import Batch, Event, FarmLog, Place
from traceability.store.queries import batches, seasons
from traceability.store.queries import diary as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class HeldLot:
    """A harvest that falls into a wait."""

    code: str
    lot_code: str
    made_on: dt.date


@dataclass(frozen=True)
class Reach:
    """What a line of the diary holds: harvests, how many lots were made of them, their packages.

    Packages that nobody counted are not among them.
    """

    harvests: tuple[HeldLot, ...] = ()
    made: int = 0
    packages: int = 0


def ground(view: Reading, place: Place) -> list[int]:
    """A place and the holder's own that share ground with it: sprayed as one, picked as another."""
    return [place.id, *(other.id for other, _m2 in seasons.own_beside(view.db, place))]


def over(view: Reading, place: Place, crop: str, day: dt.date) -> list[tuple[FarmLog, Event]]:
    """The lines of a ground whose waiting period a harvest of a crop falls into, oldest first."""
    return queries.over(view.db, ground(view, place), crop, day)


def because(lines: Sequence[tuple[FarmLog, Event]]) -> tuple[str, ...]:
    """By what a hold names the lines that it stands on: the UUIDs of their events."""
    return tuple(event.event_id for _row, event in lines)


def hold_harvests(work: Work, place: Place, row: FarmLog, event: Event) -> Reach:
    """Hold every harvest that falls into a new line, with all that was made of it.

    The caller holds the judgement. A harvest that another line holds gets a hold of this one too:
    a report on one substance says nothing of another.
    """
    if row.free_on is None:
        return Reach()
    days = (row.done_on, row.free_on)
    found = queries.harvested_inside(work.db, ground(work, place), row.crop_code, *days)
    reach = _reach(work, found)
    owner = parties.known(work, place.holder_id)
    recalls.hold_all_judged(work, owner, found, HoldReason.INSIDE_PHI, (event.event_id,))
    return reach


def _reach(view: Reading, found: Sequence[Batch]) -> Reach:
    ids = [batch.id for batch in found]
    everything = batches.by_ids(view.db, batches.descendants(view.db, ids)) if ids else {}
    packed = [row for row in everything.values() if row.stage == "packed"]
    formats = packed_formats.of_batches(view, packed).values()
    lots = tuple(HeldLot(batch.code, batch.lot_code, batch.made_on) for batch in found)
    return Reach(lots, len(everything) - len(found), sum(each.packages or 0 for each in formats))
