"""Days of buying: opened for a crop and a day, filled with slips, closed once.

The reception's row is locked by whatever is recorded of it, so that numbers have no gap and what
was closed stays as it was seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import buildings, late_entries, parties, recording
from traceability.store import lock_order
from traceability.store.lock_order import Rank
from traceability.store.models import Crop, Party, Place, Reception
from traceability.store.queries import areas, events, products
from traceability.store.queries import receptions as queries
from traceability.store.unit import Reading, Work

#: Under what the private values of slips stand, and what their codes are issued as.
OF_SLIP = "weigh_slip"


@dataclass(frozen=True)
class OpenRequest:
    """A day of buying: the crop, the day, where it is weighed; ``late_reason`` as for a harvest."""

    crop: str
    day: dt.date
    building: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True)
class Opened:
    """A reception as rows, locked, with what belongs to it."""

    row: Reception
    holder: Party
    crop: Crop

    @property
    def thing(self) -> Thing:
        """What rights are asked of."""
        return Thing(holder=self.holder.id)


def open_day(work: Work, asked: OpenRequest) -> str:
    """Open a day of buying, or find the one that is open for that crop, day and place; its code.

    Who opens days goes one by one within a holder. The holder itself is not locked: it comes after
    the reception in the order of locks, and a slip goes on to lock what was found here.
    """
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.RECORD_RECEPTION, Thing(holder=holder.id))
    crop = products.crop(work.db, asked.crop)
    if crop is None:
        raise Invalid("crop_unknown", "crop", crop=asked.crop)
    if asked.day > work.today:
        raise Invalid("day_in_future", "day", day=asked.day, today=work.today)
    building = buildings.named(work, holder, asked.building, "building")
    found = _standing(work, holder, asked, building)
    if found is None:
        lock_opening(work, holder)
        found = _standing(work, holder, asked, building)
    if found is not None:
        return found.code
    thing, reason = Thing(holder=holder.id), asked.late_reason
    private = late_entries.private(work, thing, asked.day, reason, at="day")
    return _open(work, holder, crop, asked.day, building, private).code


def lock_opening(work: Work, holder: Party) -> None:
    """Nobody else opens a day of buying of ``holder`` until the end of this unit."""
    work.lock_word(f"receptions:{holder.code}")


def _standing(
    work: Work, holder: Party, asked: OpenRequest, building: Place | None
) -> Reception | None:
    """The open reception of a crop, a day and a place."""
    at = None if building is None else building.id
    rows = queries.open_on(work.db, holder.id, asked.day, asked.crop)
    return next((row for row in rows if row.building_id == at), None)


def _open(
    work: Work,
    holder: Party,
    crop: Crop,
    day: dt.date,
    building: Place | None,
    private: Mapping[str, str],
) -> Reception:
    row = Reception(
        code=recording.issue_code(work, "reception"),
        holder_id=holder.id,
        crop_code=crop.code,
        day=day,
        building_id=None if building is None else building.id,
        state="open",
        scale_total=None,
        version=1,
        opened_at=work.now,
    )
    work.add(row)
    lock_order.hold(work.db, Rank.RECEPTION, [row.id])
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.RECEPTION_OPENED,
        subjects=(Subject(Role.REF, row.code),),
        occurred_on=day,
        place=None if building is None else building.code,
        facts={"crop": crop.code},
        private=private,
    )
    recording.record(work, holder.id, holder.code, what)
    return row


def building_code(view: Reading, row: Reception) -> str | None:
    """The short code of the building where a reception weighs; None where none is told."""
    if row.building_id is None:
        return None
    return areas.places_by_ids(view.db, [row.building_id])[row.building_id].code


def locked(work: Work, code: str) -> Opened:
    """An open reception of the actor's own, for this unit alone; ``reception_closed`` if it is not.

    What moves goods takes ``share_judgement`` before it.
    """
    found = known(work, work.actor, code, Action.RECORD_RECEPTION)
    queries.lock(work.db, found.row)
    if found.row.state != "open":
        raise RuleBroken("reception_closed", day=found.row.day)
    return found


def known(view: Reading, actor: Actor, code: str, action: Action) -> Opened:
    """A reception within the actor's reach; any other is ``NotFound``."""
    row = queries.by_code(view.db, code)
    if row is None:
        raise NotFound
    require(actor, action, Thing(holder=row.holder_id))
    crop = products.crop(view.db, row.crop_code)
    if crop is None:
        raise NotFound
    return Opened(row, parties.known(view, row.holder_id), crop)


def late_reason(view: Reading, code: str) -> str | None:
    """Why a reception was opened so late, for the harvests of its slips."""
    (opening,) = events.of_step(view.db, code, EventStep.RECEPTION_OPENED)
    kept = events.private_values(view.db, "event", [opening.event_id])
    return kept.get((opening.event_id, "late_reason"))
