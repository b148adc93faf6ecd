"""Checks on the ground as officers read them: the form as filled in, its photographs and papers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import NotFound
from traceability.services import area_codes, files, officers
from traceability.services.files import Attached
from traceability.services.inspections import WORDS
from traceability.services.officers import Signature
from traceability.store.models import AreaCode, Inspection
from traceability.store.queries import areas, events
from traceability.store.queries import filing as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class InspectionLine:
    """A check in a list: when, by whom, how it ended, how many files hang on it."""

    code: str
    inspected_on: dt.date
    conclusion: str
    signed: Signature
    files: int


@dataclass(frozen=True)
class InspectionPage:
    """A check as filled in: ``findings`` are counted or chosen, ``words`` were written."""

    code: str
    area: str
    raw: str
    holder: str
    place: str | None
    inspected_on: dt.date
    conclusion: str
    findings: Mapping[str, Any]
    words: Mapping[str, str]
    signed: Signature
    files: tuple[Attached, ...]


def lines(view: Reading, area: AreaCode) -> tuple[InspectionLine, ...]:
    """The checks of a code, newest first; the caller has asked rights."""
    rows = queries.inspections(view.db, area.id)
    told = events.by_seq(view.db, [row.event_seq for row in rows])
    ids = {seq: event.event_id for seq, event in told.items()}
    words = events.private_values(view.db, "event", list(ids.values()))
    return tuple(
        InspectionLine(
            code=row.code,
            inspected_on=row.inspected_on,
            conclusion=row.conclusion,
            signed=officers.signed(words, ids[row.event_seq]),
            files=len(files.of_event(view, row.event_seq)),
        )
        for row in rows
    )


def page(view: Reading, actor: Actor, code: str) -> InspectionPage:
    """A check of the actor's territory; any other is not found."""
    row, area = _known(view, actor, code)
    event = events.by_seq(view.db, [row.event_seq])[row.event_seq]
    words = events.private_values(view.db, "event", [event.event_id])
    said = {name: text for (_owner, name), text in words.items() if name in WORDS}
    return InspectionPage(
        code=row.code,
        area=area.code,
        raw=area.raw,
        holder=_holder(view, area),
        place=_place(view, row),
        inspected_on=row.inspected_on,
        conclusion=row.conclusion,
        findings=json.loads(row.findings),
        words=said,
        signed=officers.signed(words, event.event_id),
        files=files.of_event(view, row.event_seq),
    )


def paper(view: Reading, actor: Actor, code: str, number: int) -> Attached:
    """A photograph or paper of a check of the actor's territory."""
    row, _area = _known(view, actor, code)
    return files.attached(view, row.event_seq, number)


def _known(view: Reading, actor: Actor, code: str) -> tuple[Inspection, AreaCode]:
    row = queries.inspection(view.db, code)
    if row is None:
        raise NotFound
    area = areas.codes_by_ids(view.db, [row.area_code_id])[row.area_code_id]
    require(actor, Action.SEE_CODE, area_codes.thing(view, area))
    return row, area


def _holder(view: Reading, area: AreaCode) -> str:
    party = party_queries.by_ids(view.db, [area.holder_id])[area.holder_id]
    return party_queries.names(view.db, [party.code]).get(party.code, party.code)


def _place(view: Reading, row: Inspection) -> str | None:
    if row.place_id is None:
        return None
    code = areas.places_by_ids(view.db, [row.place_id])[row.place_id].code
    return party_queries.names(view.db, [code], kind="place").get(code, code)
