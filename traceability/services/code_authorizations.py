"""Permissions to use a code: given by its holder, capped and dated, and taken back.

The holder answers for its code: what a grantee harvests under it counts on that account. A code
opens one market and the crops that it was granted for; a permission never opens another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.alerts import AlertKind
from traceability.domain.authorizations import Terms
from traceability.domain.days import LATE_DAYS
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import Status
from traceability.domain.quantity import Quantity
from traceability.services import alerts, area_codes, files, grantees, parties, recording
from traceability.services.files import Attached, PreparedFile
from traceability.store.models import AreaCode, CodeAuthorization, Crop, Party
from traceability.store.queries import areas
from traceability.store.queries import authorizations as queries
from traceability.store.unit import Reading, Work

#: So long a permission lasts at most; whoever goes on gives a new one, with a cap of its own.
MOST_DAYS = 3 * 366


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a holder permits: to whom (``grantees.found``), which crop, how much, from–to.

    ``area_code`` is the short code of the code. ``crop`` may be left out where the code has one.
    """

    area_code: str
    grantee: str
    cap: Quantity
    from_on: dt.date
    to_on: dt.date
    crop: str | None = None
    papers: tuple[PreparedFile, ...] = ()


@dataclass(frozen=True)
class Given:
    """A permission that was given: its short code, and who may now use which code."""

    code: str
    raw: str
    grantee: str


def give(work: Work, asked: AuthorizationRequest) -> Given:
    """Let another organisation harvest under a code of the actor's own.

    Raises ``Invalid`` at the field: ``grantee_unknown``, ``grantee_ambiguous``,
    ``grantee_is_holder``, ``crop_needed``, ``crop_unknown``, ``unit_not_of_crop``,
    ``authorization_too_early``, ``authorization_over``, ``authorization_too_long``,
    ``to_before_from``; ``RuleBroken``: ``code_not_active_now``, ``code_conflict_open``.
    """
    work.share_judgement()
    area = area_codes.known(work, asked.area_code)
    require(work.actor, Action.AUTHORIZE_CODE, Thing(holder=area.holder_id))
    holder = parties.known(work, area.holder_id)
    _check_code(work, area)
    grantee = _grantee(work, asked, holder)
    crop = _crop(work, area, asked)
    check_days(asked.from_on, asked.to_on, work.today)
    row = CodeAuthorization(
        code=recording.issue_code(work, "authorization"),
        area_code_id=area.id,
        grantee_id=grantee.id,
        crop_code=crop.code,
        market=area.market,
        cap=asked.cap.amount,
        from_on=asked.from_on,
        to_on=asked.to_on,
        created_at=work.now,
    )
    papers = files.store_all(work, holder.id, asked.papers)
    _record(work, holder, row, area, grantee, papers)
    _tell(work, area, grantee, AlertKind.AUTHORIZATION_GIVEN, row.to_on)
    return Given(row.code, area.raw, parties.name_of(work, grantee))


def withdraw(work: Work, code: str, last_on: dt.date) -> None:
    """Take a permission back; ``last_on`` is the last day on which it held.

    What was harvested by then stays under the code, whenever it is written down; later harvests
    stand outside it. ``RuleBroken('already_withdrawn')``; ``Invalid`` at ``last_on``:
    ``day_in_future``, ``withdrawn_before_use`` where a later harvest stands under the code already.
    """
    work.share_judgement()  # a correction under it is judged by what it says
    row, area = for_withdrawal(work, work.actor, code)
    queries.lock(work.db, row)
    if row.withdrawn_on is not None:
        raise RuleBroken("already_withdrawn", day=row.withdrawn_on)
    _check_last(work, row, last_on)
    holder, grantee = (parties.known(work, each) for each in (area.holder_id, row.grantee_id))
    row.withdrawn_on, row.withdrawn_at = last_on, work.now
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.AUTHORIZATION_WITHDRAWN,
        subjects=_subjects(row, area),
        occurred_on=work.today,
        facts={"withdrawn_on": last_on.isoformat()},
    )
    recording.record(work, holder.id, holder.code, what)
    _tell(work, area, grantee, AlertKind.AUTHORIZATION_WITHDRAWN, last_on)


def for_withdrawal(view: Reading, actor: Actor, code: str) -> tuple[CodeAuthorization, AreaCode]:
    """A permission that the actor may take back; anybody else's is not found."""
    row, area = known(view, code)
    require(actor, Action.AUTHORIZE_CODE, Thing(holder=area.holder_id))
    return row, area


def paper(view: Reading, actor: Actor, code: str, number: int) -> Attached:
    """A paper of a permission, for holder, grantee, and officers of the code's territory."""
    row, area = known(view, code)
    thing = area_codes.thing(view, area)
    sees = may(actor, Action.SEE_AREA_BATCHES, thing)
    if not sees:
        require(actor, Action.SEE_WORKSPACE, Thing(holder=row.grantee_id))
    return files.attached(view, row.event_seq, number)


def known(view: Reading, code: str) -> tuple[CodeAuthorization, AreaCode]:
    """A permission by its short code, and the code that it opens."""
    row = queries.by_code(view.db, code)
    if row is None:
        raise NotFound
    return row, areas.codes_by_ids(view.db, [row.area_code_id])[row.area_code_id]


def terms(row: CodeAuthorization) -> Terms:
    """A row as the domain reads it."""
    return Terms(row.crop_code, row.cap, row.from_on, row.to_on, row.withdrawn_on)


def stated(row: CodeAuthorization, area: str, grantee: str) -> dict[str, object]:
    """What the leaf of a permission says of it; ``area`` and ``grantee`` are short codes."""
    return {
        "area_code": area,
        "grantee": grantee,
        "crop": row.crop_code,
        "market": row.market,
        "cap": row.cap,
        "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat(),
    }


def check_days(from_on: dt.date, to_on: dt.date, today: dt.date) -> None:
    """Refuse days that contradict each other, or that would make good what was long ago."""
    if to_on < from_on:
        raise Invalid("to_before_from", "to_on", from_on=from_on)
    earliest = today - dt.timedelta(days=LATE_DAYS)
    if from_on < earliest:
        raise Invalid("authorization_too_early", "from_on", earliest=earliest)
    if to_on < today:
        raise Invalid("authorization_over", "to_on", today=today)
    latest = from_on + dt.timedelta(days=MOST_DAYS)
    if to_on > latest:
        raise Invalid("authorization_too_long", "to_on", latest=latest)


def _check_code(work: Work, area: AreaCode) -> None:
    status = area_codes.status_on(work, area, work.today)
    if status is not Status.ACTIVE:
        raise RuleBroken("code_not_active_now", area_code=area.raw, status=str(status))
    if areas.conflicted(work.db, area):
        raise RuleBroken("code_conflict_open", area_code=area.raw)


def _grantee(work: Work, asked: AuthorizationRequest, holder: Party) -> Party:
    grantee = grantees.found(work, asked.grantee)
    if grantee.id == holder.id:
        raise Invalid("grantee_is_holder", "grantee")
    return grantee


def _crop(work: Work, area: AreaCode, asked: AuthorizationRequest) -> Crop:
    granted = {crop.code: crop for crop in areas.crops_of(work.db, area.id)}
    if asked.crop is None and len(granted) > 1:
        raise Invalid("crop_needed", "crop", crops=[crop.name_vi for crop in granted.values()])
    crop = granted.get(asked.crop or next(iter(granted), ""))
    if crop is None:
        raise Invalid("crop_unknown", "crop", crop=asked.crop)
    if asked.cap.unit != crop.unit:
        raise Invalid("unit_not_of_crop", "cap", unit=crop.unit)
    return crop


def _check_last(work: Work, row: CodeAuthorization, last_on: dt.date) -> None:
    if last_on > work.today:
        raise Invalid("day_in_future", "last_on", day=last_on, today=work.today)
    used = queries.last_used_on(work.db, row.id)
    if used is not None and last_on < used:
        raise Invalid("withdrawn_before_use", "last_on", day=used)


def _record(
    work: Work,
    holder: Party,
    row: CodeAuthorization,
    area: AreaCode,
    grantee: Party,
    papers: tuple[str, ...],
) -> None:
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.AUTHORIZATION_GIVEN,
        subjects=_subjects(row, area),
        occurred_on=work.today,
        facts=stated(row, area.code, grantee.code),
        files=papers,
    )
    row.event_seq = recording.record(work, holder.id, holder.code, what).seq
    work.add(row)


def _subjects(row: CodeAuthorization, area: AreaCode) -> tuple[Subject, ...]:
    return Subject(Role.REF, row.code), Subject(Role.REF, area.code)


#: What the office of a code is told, beside what the grantee is.
_FOR_OFFICE = {
    AlertKind.AUTHORIZATION_GIVEN: AlertKind.CODE_LENT,
    AlertKind.AUTHORIZATION_WITHDRAWN: AlertKind.CODE_TAKEN_BACK,
}


def _tell(work: Work, area: AreaCode, grantee: Party, kind: AlertKind, day: dt.date) -> None:
    """Tell the grantee, and the office that keeps the code (of an internal one, its commune's)."""
    facts = {"raw": area.raw, "day": day.isoformat()}
    alerts.tell(work, grantee.id, kind, area.code, facts)
    register = parties.known(work, area.register_id)
    if register.kind == "authority":
        alerts.tell(work, register.id, _FOR_OFFICE[kind], area.code, facts)
        return
    communes = area_codes.thing(work, area).communes
    commune = min(communes, default=None)
    alerts.tell_offices(work, commune, _FOR_OFFICE[kind], area.code, facts)
