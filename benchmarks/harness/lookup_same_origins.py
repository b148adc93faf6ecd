"""Where a lot comes from, read off lazily loading objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.harness.lookup_same_people import household_name, name_of, where
from traceability.domain import gathering, growing_area
from traceability.domain.capacity import Balance
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.growing_area import INTERNAL, LOOKS, CodeStep, Status
from traceability.domain.growing_area import Step as Taken
from traceability.services.page_origins import Origin
from traceability.services.parties import NAME_STANDS
from traceability.services.places_shown import Where
from traceability.services.season_views import PUBLIC_WORDS


def stood(event: Any) -> list[str | None]:
    """The communes in which the colonies of a harvest stood, none outside the register."""
    return [stay.get("commune") for stay in event.facts.get("stays", ())]


def stated(place: Any, moment: dt.datetime) -> Any:
    """What was stated of a place at a moment; what came first for what was before it."""
    until = [each for each in place.revisions if each.recorded_at <= moment]
    return until[-1] if until else place.revisions[0]


def harvests_of(lots: Mapping[int, Any]) -> list[Any]:
    """The harvests among some lots, by day."""
    harvests = [lot for lot in lots.values() if lot.stage == "harvest"]
    return sorted(harvests, key=lambda lot: (lot.made_on, lot.id))


def origins(
    db: Session, batch: Any, lots: Mapping[int, Any], today: dt.date, *, exact: bool
) -> tuple[Origin, ...]:
    """The harvests behind a lot, each with its code then and now."""
    found = []
    for harvest in harvests_of(lots):
        origin = _origin(db, batch, harvest, exact=exact)
        steps = _steps(harvest.area)
        if growing_area.ever_opened(steps, dt.date.max):
            origin = _under(origin, harvest, steps, today)
        found.append(origin)
    return tuple(found)


def _origin(db: Session, batch: Any, harvest: Any, *, exact: bool) -> Origin:
    """An origin outside every code."""
    communes, household = stood(harvest.event), harvest.household
    ground = harvest.place_id, harvest.area_code_id
    shares = (each.ppm for each in batch.origins if (each.place_id, each.area_code_id) == ground)
    return Origin(
        ppm=next(shares, 0),
        where=_gathered(db, harvest, communes),
        area_code=None,
        internal=False,
        scheme=None,
        status_then=None,
        status_now=None,
        suspended_since=None,
        household=None if household is None else household.number,
        harvested_on=harvest.made_on,
        place_kind=harvest.place.kind,
        seen=False,
        household_name=None if household is None else household_name(household),
        place_id=harvest.place_id,
        holder_id=harvest.holder_id,
        harvest_id=harvest.id,
        partly_far=gathering.is_far(communes) and any(communes),
        stood=bool(communes),
        exact=exact,
    )


def _gathered(db: Session, harvest: Any, communes: list[str | None]) -> Where | None:
    revision = stated(harvest.place, harvest.recorded_at)
    near = [commune for commune in communes if commune is not None]
    if communes and not near:
        return None
    if not near or revision.commune_code in near:
        return where(db, revision.commune_code, revision.old_commune_code)
    return where(db, near[0], None)


def _steps(area: Any) -> list[Taken]:
    rows = () if area is None else area.steps
    return [Taken(row.seq, CodeStep(row.step), row.effective_on, row.valid_until) for row in rows]


def _under(origin: Origin, harvest: Any, steps: list[Taken], today: dt.date) -> Origin:
    """An origin under its code."""
    area = harvest.area
    now = growing_area.status(steps, today)
    lent = area.holder_id != harvest.holder_id
    return replace(
        origin,
        area_code=area.raw,
        area_id=area.id,
        internal=area.scheme == INTERNAL,
        scheme=area.scheme,
        status_then=growing_area.status(steps, harvest.made_on),
        status_now=now,
        suspended_since=_suspended_since(steps, today) if now is Status.SUSPENDED else None,
        seen=not lent and _seen(area, harvest.place),
        code_seen=_is_entered(area),
        lender=name_of(area.holder) if lent else None,
        grower=name_of(harvest.holder) if lent else None,
        area_page=area.code if growing_area.ever_opened(steps, today) else None,
        season=_season(harvest.event),
    )


def _suspended_since(steps: list[Taken], today: dt.date) -> dt.date | None:
    days = [each.effective_on for each in steps if each.step is CodeStep.SUSPEND]
    return max((day for day in days if day <= today), default=None)


def _season(event: Any) -> str:
    told = event.facts.get("season")
    line = told.get("code") if isinstance(told, dict) else None
    return PUBLIC_WORDS[Balance(line["verdict"]) if line else Balance.ACCEPT]


def saw_name(holder: Any) -> bool:
    """Whether an office saw what a holder is called, which did not change it since."""
    entered = [area for area in holder.area_codes if _is_entered(area) and area.scheme != INTERNAL]
    looks = [step.event_seq for area in entered for step in area.steps if step.step in LOOKS]
    since = [each for each in holder.told if looks and each.seq > max(looks)]
    return bool(looks) and all(each.facts.get(NAME_STANDS) for each in since)


def _seen(area: Any, place: Any) -> bool:
    """Whether an office entered the code, and over this very place."""
    return _is_entered(area) and place.code not in _added(area)


def _is_entered(area: Any) -> bool:
    return area.register.kind == "authority" and bool(area.register_id != area.holder_id)


def _added(area: Any) -> set[str]:
    """The places that the holder put under a code after an office last looked at it."""
    looks = [step for step in area.steps if step.step in LOOKS]
    if not looks or area.scheme == INTERNAL:
        return set()
    look = looks[-1]
    since = day_in_vietnam(look.recorded_at)
    if not any(link.from_on >= since for link in area.links):
        return set()
    later = [each for each in area.told if each.seq > look.event_seq]
    revised = [each for each in later if each.step == EventStep.CODE_REVISED]
    seen = [each for each in area.told if each.seq <= look.event_seq or _is_by_office(each)]
    return _places(revised) - _places(seen)


def _is_by_office(event: Any) -> bool:
    return bool(event.owner.kind == "authority")


def _places(told: list[Any]) -> set[str]:
    return {link["code"] for event in told for link in event.facts.get("places", ())}
