"""Checks on the ground: the official form as an officer fills it in, with photographs and papers.

What is counted or chosen is the inspection's row and stands in its leaf; what was written in words,
and where the officer stood, are private values of the event.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from traceability.domain.access import Action, require
from traceability.domain.errors import Denied, Invalid
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import INTERNAL
from traceability.services import area_codes, files, nearness, officers, parties, recording
from traceability.services.files import PreparedFile
from traceability.store.models import AreaCode, Inspection, Party, Place
from traceability.store.queries import areas as queries
from traceability.store.unit import Work

CONCLUSIONS = ("passed", "to_mend", "failed")
STAGES = ("young", "shooting", "flowering", "fruiting", "harvesting", "resting")
DIARIES = ("full", "part", "none")
HYGIENES = ("clean", "to_mend", "dirty")
#: The private values of an inspection, in the order of the form.
WORDS = (
    *("allowed_home", "allowed_importer", "other_pesticides", "pests", "samples", "results"),
    *("remarks", "position"),
)
MOST_FILES = 6


@dataclass(frozen=True)
class InspectionRequest:
    """One check as it is filled in.

    Weights are whole grams, ``position`` is "latitude, longitude" as the officer's phone says it,
    ``words`` are those of ``WORDS`` that were filled in.
    """

    code: str
    inspected_on: dt.date
    conclusion: str
    place: str | None = None
    tree_age: int | None = None
    stage: str | None = None
    expected_g: int | None = None
    yield_g_ha: int | None = None
    variety: str | None = None
    diary: str | None = None
    hygiene: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    files: tuple[PreparedFile, ...] = ()


def register(work: Work, asked: InspectionRequest) -> str:
    """Enter a check; returns its short code. ``own_matter`` for whoever is near to the holder.

    ``place_not_under_code`` at ``place`` where that is none of the code's.
    """
    area = area_codes.known(work, asked.code)
    require(work.actor, Action.INSPECT_FILE, area_codes.thing(work, area))
    office = parties.acting_party(work, work.actor)
    if office.kind != "authority" or area.scheme == INTERNAL:
        raise Denied(action=str(Action.INSPECT_FILE))
    if nearness.of(work, work.actor, area) is not None:
        raise Denied("own_matter")
    place = _place(work, area, asked.place)
    return _record(work, office, area, place, asked)


def findings(asked: InspectionRequest) -> dict[str, object]:
    """What was counted or chosen, and nothing that was left empty."""
    told = {
        "tree_age": asked.tree_age,
        "stage": asked.stage,
        "expected_g": asked.expected_g,
        "yield_g_ha": asked.yield_g_ha,
        "variety": asked.variety,
        "diary": asked.diary,
        "hygiene": asked.hygiene,
    }
    return {name: value for name, value in told.items() if value is not None}


def stated(row: Inspection, area: str, place: str | None) -> dict[str, object]:
    """What the leaf of a check says of its row; ``area`` and ``place`` are short codes."""
    return {
        "code": row.code,
        "area": area,
        "at": place,
        "inspected_on": row.inspected_on.isoformat(),
        "conclusion": row.conclusion,
        "findings": json.loads(row.findings),
    }


def _record(
    work: Work, office: Party, area: AreaCode, place: Place | None, asked: InspectionRequest
) -> str:
    code = recording.issue_code(work, "inspection")
    row = Inspection(
        code=code,
        area_code_id=area.id,
        place_id=None if place is None else place.id,
        inspected_on=asked.inspected_on,
        conclusion=asked.conclusion,
        findings=json.dumps(findings(asked), ensure_ascii=False, sort_keys=True),
        recorded_at=work.now,
    )
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.INSPECTED,
        subjects=(Subject(Role.REF, area.code), Subject(Role.REF, code)),
        occurred_on=asked.inspected_on,
        facts=stated(row, area.code, None if place is None else place.code),
        private={**asked.words, **officers.signature(work)},
        files=files.store_all(work, office.id, asked.files),
    )
    row.event_seq = recording.record(work, office.id, office.code, what).seq
    work.add(row)
    return code


def _place(work: Work, area: AreaCode, code: str | None) -> Place | None:
    if code is None:
        return None
    here = {place.code: place for place in queries.places_of(work.db, area.id)}
    if code not in here:
        raise Invalid("place_not_under_code", "place")
    return here[code]
