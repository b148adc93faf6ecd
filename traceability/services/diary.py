"""The farm diary: a line is written down as it happened, and harvests inside its wait are held.

Product, dose, remark, and what was typed of a substance that is on no list are private values of
the event; the leaf holds the kind, days, the substance's code and commitments.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain import diary
from traceability.domain.access import Action, Thing, require
from traceability.domain.diary import OFFERED, FarmWork
from traceability.domain.errors import Invalid, NotFound, Together
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import (
    households,
    late_entries,
    parties,
    phi,
    photos,
    recording,
    substances,
)
from traceability.services.phi import Reach
from traceability.services.photos import Prepared
from traceability.services.substances import Warned
from traceability.store.models import Event, FarmLog, Party, Place, Substance
from traceability.store.queries import areas
from traceability.store.queries import diary as queries
from traceability.store.unit import Work

#: The private values of a line, in the order of the form.
WORDS = ("product", "active", "dose", "remark")


@dataclass(frozen=True)
class FarmWorkRequest:
    """One line: short codes of place and household, the day, what was used and how long to wait.

    ``substance`` is a code of the operator's list; a ``product`` typed as the list has it is that
    one too. ``active`` is what was typed where it is on no list. ``late_reason`` as for a harvest.
    """

    place: str
    kind: FarmWork
    done_on: dt.date
    until_on: dt.date | None = None
    crop: str | None = None
    substance: str | None = None
    product: str | None = None
    active: str | None = None
    dose: str | None = None
    phi_days: int | None = None
    household: str | None = None
    remark: str | None = None
    late_reason: str | None = None
    photo: Prepared | None = None

    @property
    def may_wait(self) -> bool:
        """Whether the line can hold a harvest."""
        return self.kind in diary.MAY_WAIT


@dataclass(frozen=True)
class Recorded:
    """A line by the UUID of its event: until when to wait, what it holds, what to say of it.

    ``days_listed`` is what the operator's list asks for, where fewer days were typed.
    """

    event_id: str
    phi_days: int | None
    free_on: dt.date | None
    substance: str | None
    reach: Reach
    warned: tuple[Warned, ...]
    days_listed: int | None = None


@dataclass(frozen=True)
class _Line:
    """A line as it will be stored, as rows."""

    place: Place
    holder: Party
    household: Party | None
    substance: Substance | None
    phi_days: int | None
    free_on: dt.date | None
    warned: tuple[Warned, ...]

    @property
    def days_listed(self) -> int | None:
        """What the list asks for, where it is more than what was typed."""
        listed = None if self.substance is None else self.substance.phi_days
        return listed if listed is not None and (self.phi_days or 0) < listed else None


def register(work: Work, asked: FarmWorkRequest) -> Recorded:
    """Write a line down, and hold the harvests of its place that fall into its waiting period.

    A substance that is banned is told and stored all the same. Invalid: ``diary_not_here``,
    ``substance_unknown``, ``crop_unknown``, ``household_unknown``, ``day_in_future``, as
    ``domain.diary.check`` refuses, and as late entries are.
    """
    if asked.may_wait:
        work.hold_judgement()
    else:
        work.share_judgement()
    place = own_place(work, asked.place)
    line = _line(work, asked, place)
    event = _record(work, asked, line)
    row = _store(work, asked, line, event)
    reach = phi.hold_harvests(work, place, row, event)
    return Recorded(
        event.event_id,
        line.phi_days,
        line.free_on,
        row.substance_code,
        reach,
        line.warned,
        line.days_listed,
    )


def stated(row: FarmLog) -> dict[str, object]:
    """What a leaf says of a line beside its place, household and day."""
    return {
        "work": row.kind,
        "until_on": None if row.until_on is None else row.until_on.isoformat(),
        "crop": row.crop_code,
        "substance": row.substance_code,
        "phi_days": row.phi_days,
        "free_on": None if row.free_on is None else row.free_on.isoformat(),
    }


def own_place(work: Work, code: str) -> Place:
    """A place of the actor's own organisation; any other is not found."""
    place = areas.place_by_code(work.db, code)
    if place is None:
        raise NotFound
    require(work.actor, Action.RECORD_DIARY, Thing(holder=place.holder_id))
    return place


def _line(work: Work, asked: FarmWorkRequest, place: Place) -> _Line:
    holder = parties.known(work, place.holder_id)
    if asked.kind not in OFFERED.get(place.kind, ()):
        raise Invalid("diary_not_here", "kind")
    told, found = Together(), None
    with told.check():
        if asked.done_on > work.today:
            raise Invalid("day_in_future", "done_on", day=asked.done_on, today=work.today)
    with told.check():
        if asked.crop is not None and asked.crop not in _crops(work, place):
            raise Invalid("crop_unknown", "crop", crop=asked.crop)
    with told.check():
        found = _substance(work, asked)
    told.settle()
    days = asked.phi_days
    if days is None and found is not None:
        days = found.phi_days
    filled = [name for name in _OPTIONAL if getattr(asked, name) is not None]
    # A substance of the list has a name and days of its own.
    filled += ["product"] if found is not None and "product" not in filled else []
    diary.check(asked.kind, asked.done_on, asked.until_on, days, filled)
    free = diary.free_on(asked.kind, asked.done_on, asked.until_on, days)
    warned: tuple[Warned, ...] = ()
    if found is not None:
        warned = substances.warnings(work, place, found.code, asked.done_on)
    return _Line(
        place, holder, households.named(work, holder, asked.household), found, days, free, warned
    )


#: The fields of a line that a kind may be without.
_OPTIONAL = ("until_on", "crop", "product", "active", "dose", "phi_days", "household", "remark")


def _crops(work: Work, place: Place) -> set[str]:
    return {crop.code for crop in queries.crops_at(work.db, [place.id]).get(place.id, [])}


def _substance(work: Work, asked: FarmWorkRequest) -> Substance | None:
    if asked.substance is not None:
        return substances.known(work, asked.kind, asked.substance)
    return substances.meant(work, asked.kind, asked.product)


def _private(work: Work, asked: FarmWorkRequest, line: _Line) -> dict[str, str]:
    thing = Thing(holder=line.holder.id)
    reason = late_entries.private(work, thing, asked.done_on, asked.late_reason, at="done_on")
    words = {name: getattr(asked, name) for name in WORDS}
    if line.substance is not None and words["product"] is None:
        words["product"] = line.substance.name
    return {name: text for name, text in words.items() if text is not None} | reason


def _record(work: Work, asked: FarmWorkRequest, line: _Line) -> Event:
    private = _private(work, asked, line)
    warned = [f"{each.verdict}:{each.market}" for each in line.warned]
    warned += [] if line.days_listed is None else ["days_below_list"]
    named = (line.place, line.household)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.FARM_WORK,
        subjects=tuple(Subject(Role.REF, each.code) for each in named if each is not None),
        occurred_on=asked.done_on,
        place=line.place.code,
        facts={**stated(_row(asked, line)), "warned": warned},
        private=private,
        files=photos.keep(work, line.holder.id, asked.photo),
    )
    return recording.record(work, line.holder.id, line.holder.code, what)


def _row(asked: FarmWorkRequest, line: _Line) -> FarmLog:
    return FarmLog(
        place_id=line.place.id,
        kind=str(asked.kind),
        done_on=asked.done_on,
        until_on=asked.until_on,
        crop_code=asked.crop,
        substance_code=None if line.substance is None else line.substance.code,
        phi_days=line.phi_days,
        free_on=line.free_on,
        household_id=None if line.household is None else line.household.id,
    )


def _store(work: Work, asked: FarmWorkRequest, line: _Line, event: Event) -> FarmLog:
    row = _row(asked, line)
    row.event_seq, row.recorded_at = event.seq, work.now
    work.add(row)
    return row
