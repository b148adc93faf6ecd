"""Checking days of buying: each row folded from its events again, each slip from its harvest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.domain.events import EventStep, Role
from traceability.domain.weigh_slips import Scale
from traceability.services.differences import Difference, commitments, compared, facts
from traceability.services.receptions import OF_SLIP
from traceability.services.weigh_slips import stated
from traceability.store.models import EventSubject
from traceability.store.queries import audit_receptions as audit
from traceability.store.queries.audit import private_rows
from traceability.store.queries.audit_receptions import ReceptionRow, SlipRow
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every reception and every slip; what was issued and has no row; trucks without a slip."""
    for page in audit.receptions(view.db):
        for each in page:
            yield from _reception(view, each)
    for slips in audit.slips(view.db):
        yield from _slips(view, slips)
    for kind, code in audit.without_row(view.db):
        yield Difference(kind, code, "row", recorded="one", found="none")
    for code, number in audit.idle_loads(view.db):
        yield Difference("weigh_load", f"{code}/{number}", "slips", recorded=0, found="a row")


def _reception(view: Reading, kept: ReceptionRow) -> Iterator[Difference]:
    row = kept.row
    opened = audit.told(view.db, row.code, EventStep.RECEPTION_OPENED)
    closed = audit.told(view.db, row.code, EventStep.RECEPTION_CLOSED)
    first = opened[0] if opened else None
    said = {} if first is None else facts(first)
    ending = facts(closed[0]) if closed else {}
    recorded = {
        "opened": 1,
        "closed": len(closed),
        "crop": said.get("crop"),
        "day": None if first is None else first.occurred_on,
        "holder": None if first is None else first.owner_id,
        "building": None if first is None else first.place_id,
        "opened_at": None if first is None else first.recorded_at,
        "scale_total": ending.get("scale_total"),
        "slips": ending.get("slips", kept.slips),
        "version": 1 + kept.slips + kept.corrections + len(closed),
    }
    found = {
        "opened": len(opened),
        "closed": 1 if row.state == "closed" else 0,
        "crop": row.crop_code,
        "day": row.day,
        "holder": row.holder_id,
        "building": row.building_id,
        "opened_at": row.opened_at,
        "scale_total": row.scale_total,
        "slips": kept.slips,
        "version": row.version,
    }
    yield from compared("reception", row.code, recorded, found)


def _slips(view: Reading, page: Sequence[SlipRow]) -> Iterator[Difference]:
    subjects = audit.subjects(view.db, [each.row.event_seq for each in page])
    private = private_rows(view.db, OF_SLIP, [each.row.code for each in page])
    for each in page:
        about = subjects[each.row.event_seq]
        yield from compared("weigh_slip", each.row.code, _told(each, about), _found(each))
        told = _said(each).get("values")
        yield from commitments(OF_SLIP, each.row.code, told, private.get(each.row.code, []))


def _said(each: SlipRow) -> dict[str, object]:
    found = facts(each.event).get("slip")
    return found if isinstance(found, dict) else {}


def _told(each: SlipRow, about: Sequence[EventSubject]) -> dict[str, object]:
    """What the harvest of a slip says: the net is what came out, the rest its figures."""
    said = _said(each)
    out = {subject.subject: subject.amount for subject in about if subject.role == Role.OUT}
    refs = {subject.subject for subject in about if subject.role == Role.REF}
    scale = Scale(*(_whole(said.get(key)) for key in ("gross", "bags", "tare", "deduction")))
    return {
        **{key: said.get(key) for key in ("reception", "number", "load", "grade")},
        **{key: said.get(key) for key in ("gross", "bags", "tare", "deduction")},
        "net": out.get(each.batch),
        "payable": scale.payable,
        "named": {each.row.code, each.seller} <= refs,
        "recorded_at": each.first.recorded_at,
        "told_anew": False,
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _found(each: SlipRow) -> dict[str, object]:
    row, load = each.row, each.load
    scale = Scale(row.gross, row.bags, row.tare, row.deduction_ppm)
    truck = None
    if row.load is not None:
        truck = {
            "number": row.load,
            "gross": None if load is None else load.gross,
            "tare": None if load is None else load.tare,
        }
    return {
        "reception": each.reception,
        "number": row.number,
        **stated(scale, row.grade),
        "load": truck,
        "net": row.net,
        "payable": row.payable,
        "named": True,
        "recorded_at": row.recorded_at,
        "told_anew": each.told_anew,
    }
