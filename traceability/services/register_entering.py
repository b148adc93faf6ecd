"""Entering the codes of an existing register at one stroke: holders, places, codes, whole lives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import WITH_TERM, CodeStep
from traceability.services import (
    area_codes,
    code_contests,
    officers,
    places,
    recording,
    register_holders,
)
from traceability.services.places import PlaceRequest
from traceability.services.register_judging import Judged, Outcome
from traceability.services.register_rows import CodeRow, Happened
from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AreaCodeStep,
    Party,
    Place,
)
from traceability.store.queries import areas
from traceability.store.queries import parties as party_queries
from traceability.store.queries.register_gaps import HOUSEHOLDS, PARCELS
from traceability.store.unit import Work


def enter(work: Work, office: Party, rows: Sequence[Judged]) -> dict[int, AreaCode]:
    """Enter the rows that are not refused; the codes by the lines that they stood on.

    The caller has asked ``may`` for every row and holds the judgement.
    """
    entering = [row for row in rows if row.outcome is not Outcome.REFUSED]
    if not entering:
        return {}
    holders = _holders(work, entering)
    asked = [(holder, _place(row.entry.asked)) for row, holder in holders]
    made = places.add_many(work, asked)
    codes = _codes(work, holders, made)
    _live(work, office, list(zip(entering, codes, made, strict=True)), holders)
    for row, area in zip(entering, codes, strict=True):
        if row.outcome is Outcome.CONFLICT:
            code_contests.contest(work, area)
    return {row.entry.line: area for row, area in zip(entering, codes, strict=True)}


def strike(work: Work, office: Party, codes: Sequence[AreaCode], reason: str) -> None:
    """Strike codes out of the register at one stroke; the caller holds the judgement.

    The step takes effect on the day of the first, so that what was entered by mistake has been
    valid on no day: a harvest that is written down later for a day before is not judged by it.
    """
    signed = officers.signature(work)
    taken = areas.steps(work.db, [each.id for each in codes])
    told, steps = [], []
    for area in codes:
        seq = len(taken[area.id]) + 1
        first = min((step.effective_on for step in taken[area.id]), default=work.today)
        facts = _facts(CodeStep.STRIKE, first, None, seq)
        told.append((office, _occurred(work, area, facts, {"reason": reason} | signed)))
        steps.append(_step(work, area, CodeStep.STRIKE, first, None, seq, {}))
    events = recording.record_many(work, told)
    for event, kept in zip(events, steps, strict=True):
        kept.event_seq = event.seq
    work.add(*steps)


def _holders(work: Work, rows: Sequence[Judged]) -> list[tuple[Judged, Party]]:
    """Each row with its holder; those that are not there are registered first."""
    wanted: dict[register_holders.Named, CodeRow] = {}
    for row in rows:
        if row.holder is not None and row.holder.new:
            wanted.setdefault(row.holder.named, row.entry.asked)
    made = register_holders.enter(work, wanted)
    found = []
    for row in rows:
        holder = row.holder
        party = None if holder is None else holder.party or made.get(holder.named)
        if party is None:
            raise ValueError("a row that is entered has a holder")
        found.append((row, party))
    return found


def _place(row: CodeRow) -> PlaceRequest:
    private = {
        "name": row.name or f"Vùng {row.raw}",
        "address": row.address,
        PARCELS: row.parcels,
        HOUSEHOLDS: None if row.households is None else str(row.households),
    }
    return PlaceRequest(
        kind=row.kind,
        commune=row.commune,
        old_commune=row.old_commune,
        area_m2=row.area_m2,
        productive_m2=row.productive_m2,
        trees=row.trees,
        colonies=row.colonies,
        planted_year=row.planted_year,
        planted_until_year=row.planted_until_year,
        private={name: value for name, value in private.items() if value},
    )


def _codes(
    work: Work, rows: Sequence[tuple[Judged, Party]], made: Sequence[Place]
) -> list[AreaCode]:
    """The rows of the codes, their crops and their places."""
    short = recording.issue_codes(work, "area", len(rows))
    codes = [_code(work, code, *row) for code, row in zip(short, rows, strict=True)]
    work.add(*codes)
    more: list[AreaCodeCrop | AreaCodePlace] = []
    for area, (row, _holder), place in zip(codes, rows, made, strict=True):
        asked = row.entry.asked
        variety = asked.variety if len(asked.crops) == 1 else None
        more += [
            AreaCodeCrop(area_code_id=area.id, crop_code=crop, variety=variety)
            for crop in asked.crops
        ]
        day = asked.granted_on
        more.append(AreaCodePlace(area_code_id=area.id, place_id=place.id, from_on=day))
    work.add(*more)
    return codes


def _code(work: Work, code: str, row: Judged, holder: Party) -> AreaCode:
    asked = row.entry.asked
    return AreaCode(
        code=code,
        scheme=asked.scheme,
        register_id=row.register_id,
        raw=asked.raw,
        norm=asked.norm,
        claim_no=row.claim_no,
        market=asked.market,
        holder_id=holder.id,
        created_at=work.now,
    )


def _live(
    work: Work,
    office: Party,
    rows: Sequence[tuple[Judged, AreaCode, Place]],
    holders: Sequence[tuple[Judged, Party]],
) -> None:
    """Every step of every code with its event, in the order of the codes."""
    signed = officers.signature(work)
    registers = _registers(work, rows, office)
    told: list[tuple[Party, Occurrence]] = []
    steps: list[AreaCodeStep] = []
    for (row, area, place), (_row, holder) in zip(rows, holders, strict=True):
        crops = row.entry.asked.crops
        day = row.entry.asked.granted_on
        link = AreaCodePlace(area_code_id=area.id, place_id=place.id, from_on=day)
        variety = row.entry.asked.variety if len(crops) == 1 else None
        named = {crops[0]: variety} if variety else {}
        grant = area_codes.stated(
            area, registers[area.register_id], holder.code, crops, [(place.code, link)], named
        )
        for seq, (step, on, until, what) in enumerate(row.entry.asked.life(), start=1):
            said = _said(row.entry.asked, what, grants=step is CodeStep.GRANT)
            facts = _facts(step, on, until, seq) | (grant if step is CodeStep.GRANT else {})
            told.append((office, _occurred(work, area, facts, said | signed)))
            steps.append(_step(work, area, step, on, until, seq, said))
    events = recording.record_new(work, told)
    for event, kept in zip(events, steps, strict=True):
        kept.event_seq = event.seq
    work.add(*steps)


def _registers(
    work: Work, rows: Sequence[tuple[Judged, AreaCode, Place]], office: Party
) -> dict[int, str]:
    """The codes of the registers that the strings stand in."""
    ids = {area.register_id for _row, area, _place in rows}
    found = party_queries.by_ids(work.db, sorted(ids))
    return {key: found.get(key, office).code for key in ids}


def _facts(step: CodeStep, on: dt.date, until: dt.date | None, seq: int) -> dict[str, object]:
    ends = until if step in WITH_TERM else None
    return {
        "step": str(step),
        "effective_on": on.isoformat(),
        "valid_until": None if ends is None else ends.isoformat(),
        "seq": seq,
    }


def _occurred(
    work: Work, area: AreaCode, facts: Mapping[str, object], private: Mapping[str, str]
) -> Occurrence:
    return Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CODE_STEP,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts=facts,
        private=private,
    )


def _said(row: CodeRow, what: Happened | None, *, grants: bool) -> dict[str, str]:
    """What stands behind a step, as written; the row's note is said of its file."""
    number = row.decision_no if what is None else what.decision_no
    authority = row.authority if what is None else None
    reason = row.note if what is None else None
    variety = row.variety if grants else None
    words = {
        "decision_no": number,
        "authority": authority,
        "reason": reason,
        "variety": variety,
    }
    return {name: value for name, value in words.items() if value}


def _step(
    work: Work,
    area: AreaCode,
    step: CodeStep,
    on: dt.date,
    until: dt.date | None,
    seq: int,
    said: Mapping[str, str],
) -> AreaCodeStep:
    return AreaCodeStep(
        area_code_id=area.id,
        seq=seq,
        step=step,
        effective_on=on,
        valid_until=until if step in WITH_TERM else None,
        decision_no=said.get("decision_no"),
        authority=said.get("authority"),
        recorded_at=work.now,
    )
