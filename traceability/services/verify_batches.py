"""Checking the header of batches: every column, by the event and by what went into the goods.

What no event tells of a batch is not there: a column that a table gains is told here, or differs.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence

from traceability.domain.events import EventStep, Role
from traceability.services.arrivals import received_stage
from traceability.services.differences import Plain, facts
from traceability.store.queries import audit, product_history
from traceability.store.queries.audit import EventRow, MadeRow
from traceability.store.unit import Reading

#: What is recorded, and what stands there.
Sides = tuple[Plain, Plain]
_Parents = Mapping[str, MadeRow]

_RUNS = frozenset({EventStep.PROCESS, EventStep.SPLIT, EventStep.MERGE, EventStep.RECEIVE})
#: The steps that make a batch, and those that may make several.
SEVERAL = _RUNS | {EventStep.ACCEPT}
STEPS = SEVERAL | {EventStep.HARVEST, EventStep.PACK}
#: Rows that a batch points to, told by their short codes.
_POINTS = {
    "holder_id": "holder",
    "place_id": "place",
    "area_code_id": "area",
    "household_id": "household",
    "product_id": "product",
}
#: What stays what it was where goods change hands.
_KEPT = (
    *("crop_code", "unit", "expires_on", "material", "grade"),
    *("product_id", "product_revision", "pack_format"),
)


def sides(row: EventRow, made: MadeRow, made_of: _Parents) -> Sides:
    """What the event that made a batch tells of each of its columns, and what stands there."""
    stands = _stands(made)
    nothing: dict[str, object] = dict.fromkeys(stands)
    recorded = (
        nothing | _of_event(row, made.row.code) | dict(_TOLD[row.event.step](row, made, made_of))
    )
    return recorded, stands | {"refs": _named(row, made)}


def made_of(view: Reading, page: Sequence[EventRow]) -> dict[str, MadeRow]:
    """The batches that the goods of a page were made of, by code."""
    into = (Role.IN, Role.PARENT)
    codes = {
        each.subject
        for row in page
        if row.event.step in SEVERAL and row.corrects is None
        for each in row.subjects
        if each.role in into
    }
    return audit.batches_by_code(view.db, sorted(codes))


def know_older_gtins(
    view: Reading, page: Sequence[EventRow], made: Mapping[int, Sequence[MadeRow]]
) -> None:
    """Packings did not tell their GTIN while a product kept the one that it was entered with."""
    silent = [
        each
        for row in page
        if row.event.step == EventStep.PACK and "gtin" not in facts(row.event)
        for each in made.get(row.event.seq, ())
    ]
    codes = [code for each in silent if (code := each.codes.get("product"))]
    leaves = product_history.entered(view.db, codes)
    for each in silent:
        leaf = leaves.get(each.codes.get("product") or "")
        each.codes["product_gtin"] = json.loads(leaf)["facts"].get("gtin") if leaf else None


def of_role(row: EventRow, role: Role) -> list[str]:
    """The things that an event names in a role, sorted."""
    return sorted(each.subject for each in row.subjects if each.role == role)


def _stands(made: MadeRow) -> dict[str, object]:
    """Every column of a batch but its internal key, the rows it points to by their codes."""
    columns = audit.columns(made.row)
    del columns["id"]
    return columns | {
        column: None if columns[column] is None else made.codes[name]
        for column, name in _POINTS.items()
    }


def _named(row: EventRow, made: MadeRow) -> list[str] | None:
    """What stands beside a batch that its event names too."""
    if row.event.step == EventStep.HARVEST:
        names = ("area", "place", "household", "authorization", "slip")
        return sorted(code for name in names if (code := made.codes[name]))
    return [made.codes["product"]] if row.event.step == EventStep.PACK else None


def _of_event(row: EventRow, code: str) -> dict[str, object]:
    """What every event tells of the batches that came out of it."""
    out = {each.subject: each.unit for each in row.subjects if each.role == Role.OUT}
    lots = facts(row.event).get("lots")
    return {
        "code": code if code in out else None,
        "unit": out.get(code),
        "lot_code": lots.get(code) if isinstance(lots, dict) else None,
        "holder_id": row.owner,
        "made_on": row.event.occurred_on,
        "event_seq": row.event.seq,
        "recorded_at": row.event.recorded_at,
        "refs": None,
    }


def _harvest(row: EventRow, made: MadeRow, _made_of: _Parents) -> Plain:
    told, refs = facts(row.event), of_role(row, Role.REF)
    slip = told.get("slip")
    named = {
        column: code if (code := made.codes[_POINTS[column]]) in refs else None
        for column in ("area_code_id", "household_id")
    }
    return named | {
        "stage": "harvest",
        "lot_code": told.get("lot_code"),
        "crop_code": told.get("crop"),
        "grade": slip.get("grade") if isinstance(slip, dict) else None,
        "place_id": row.place,
        "refs": refs,
    }


def _packing(row: EventRow, made: MadeRow, _made_of: _Parents) -> Plain:
    told, refs = facts(row.event), of_role(row, Role.REF)
    days = made.codes["shelf_life_days"]
    return {
        "stage": "packed",
        "lot_code": told.get("lot_code"),
        "crop_code": made.codes["product_crop"],
        "gtin": told.get("gtin", made.codes.get("product_gtin")),
        "expires_on": None if days is None else row.event.occurred_on + dt.timedelta(days=days),
        "product_id": refs[0] if len(refs) == 1 else None,
        "product_revision": told.get("product_revision"),
        "pack_format": told.get("pack_format"),
        "refs": refs,
    }


def _run(row: EventRow, made: MadeRow, made_of: _Parents) -> Plain:
    """One of the batches of a run or a reception, of the crop of what went in."""
    told = facts(row.event)
    grades = told.get("grades")
    crops = {made_of[code].row.crop_code for code in of_role(row, Role.IN) if code in made_of}
    return {
        "stage": "received" if row.event.step == EventStep.RECEIVE else "processed",
        "crop_code": crops.pop() if len(crops) == 1 else None,
        "grade": grades.get(made.row.code) if isinstance(grades, dict) else None,
        "material": told.get("material"),
    }


def _taken_over(row: EventRow, made: MadeRow, made_of: _Parents) -> Plain:
    """One of the batches of a handover: what it is of stays what the sender's is."""
    of = facts(row.event).get("of")
    parent = made_of.get(str(of.get(made.row.code))) if isinstance(of, dict) else None
    if parent is None:
        return {}
    sent = _stands(parent)
    kept = {column: sent[column] for column in _KEPT}
    if parent.row.stage == "packed":
        kept["made_on"] = sent["made_on"]
    return kept | {"stage": received_stage(parent.row.stage)}


_TOLD: dict[str, Callable[[EventRow, MadeRow, _Parents], Plain]] = {
    EventStep.HARVEST: _harvest,
    EventStep.PACK: _packing,
    **dict.fromkeys(_RUNS, _run),
    EventStep.ACCEPT: _taken_over,
}
