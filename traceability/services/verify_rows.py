"""Checking the rows that an event made: batches, steps of codes, print runs, holds and lifts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from traceability.domain.events import EventStep, Role
from traceability.services import consents, print_files, print_runs
from traceability.services.differences import Difference, Plain, compared, content, facts
from traceability.store.models import (
    AreaCodeStep,
    Base,
    Batch,
    Consent,
    PrintRun,
    Recall,
    RecallLift,
)
from traceability.store.queries import audit, product_history
from traceability.store.queries.audit import EventRow, MadeRow
from traceability.store.unit import Reading

Sides = tuple[Plain, Plain]

#: What the leaf of every step says; a grant says more, of the code itself (``verify_registers``).
STEP_FACTS = frozenset({"step", "effective_on", "valid_until", "seq"})


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """One row of the right kind for each event that makes one, saying what its leaf says."""
    made = audit.rows_made(view.db, [row.event.seq for row in page])
    _know_older_gtins(view, page, made)
    for row in page:
        yield from _rows(row, made.get(row.event.seq, []))


def _know_older_gtins(
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


def _rows(row: EventRow, made: Sequence[MadeRow]) -> Iterator[Difference]:
    event_id = row.event.event_id
    # A correction tells anew of a row that is there.
    expected = None if row.corrects else _MADE.get(row.event.step)
    names = sorted(each.row.__tablename__ for each in made)
    wanted = [] if expected is None else [expected[0].__tablename__] * _count(row)
    if names != wanted:
        yield Difference("event", event_id, "rows", wanted, names, event_id)
    elif expected is not None:
        for each in made:
            recorded, found = expected[1](row, each)
            yield from compared(wanted[0], event_id, recorded, found, event_id)


def _count(row: EventRow) -> int:
    """How many rows an event makes: a run one for each thing that came out of it."""
    return len(_of_role(row, Role.OUT)) if row.event.step in _SEVERAL else 1


def _of_role(row: EventRow, role: Role) -> list[str]:
    return sorted(each.subject for each in row.subjects if each.role == role)


def _harvest(row: EventRow, made: MadeRow) -> Sides:
    told, batch = facts(row.event), made.row
    named = (made.codes[key] for key in ("area", "place", "household", "authorization", "slip"))
    recorded, found = _header(row, made)
    recorded |= {"crop": told.get("crop"), "place": row.place, "refs": _of_role(row, Role.REF)}
    slip = told.get("slip")
    recorded |= {"grade": slip.get("grade") if isinstance(slip, dict) else None}
    found |= {
        "grade": batch.grade,
        "crop": batch.crop_code,
        "place": made.codes["place"],
        "refs": sorted(code for code in named if code),
    }
    return recorded | {"stage": "harvest"}, found | {
        "expires_on": batch.expires_on,
        "gtin": batch.gtin,
    }


def _packing(row: EventRow, made: MadeRow) -> Sides:
    told, batch = facts(row.event), made.row
    recorded, found = _header(row, made)
    days = made.codes["shelf_life_days"]
    recorded |= {
        "crop": made.codes["product_crop"],
        "gtin": told.get("gtin", made.codes.get("product_gtin")),
        "refs": _of_role(row, Role.REF),
        "product_revision": told.get("product_revision"),
        "pack_format": told.get("pack_format"),
        "expires_on": None if days is None else row.event.occurred_on + dt.timedelta(days=days),
    }
    found |= {
        "crop": batch.crop_code,
        "gtin": batch.gtin,
        "refs": [made.codes["product"]],
        "product_revision": batch.product_revision,
        "pack_format": batch.pack_format,
        "expires_on": batch.expires_on,
    }
    return recorded | {"stage": "packed"}, found


def _run(row: EventRow, made: MadeRow) -> Sides:
    """One of the batches of a run or a reception; their set is that of what came out."""
    told, batch = facts(row.event), made.row
    lots, grades = told.get("lots"), told.get("grades")
    recorded = {
        "out": batch.code in _of_role(row, Role.OUT),
        "unit": {each.unit for each in row.subjects if each.role == Role.OUT},
        "lot_code": lots.get(batch.code) if isinstance(lots, dict) else None,
        "grade": grades.get(batch.code) if isinstance(grades, dict) else None,
        "material": told.get("material"),
        "holder": row.owner,
        "made_on": row.event.occurred_on,
        "recorded_at": row.event.recorded_at,
        "stage": "received" if row.event.step == EventStep.RECEIVE else "processed",
        "stated_elsewhere": None,
    }
    found = {
        "out": True,
        "unit": {batch.unit},
        "lot_code": batch.lot_code,
        "grade": batch.grade,
        "material": batch.material,
        "holder": made.codes["holder"],
        "made_on": batch.made_on,
        "recorded_at": batch.recorded_at,
        "stage": batch.stage,
        "stated_elsewhere": batch.gtin or batch.expires_on or batch.place_id or batch.area_code_id,
    }
    return recorded, found


def _taken_over(row: EventRow, made: MadeRow) -> Sides:
    """One of the batches of a handover: what it is of stands with the sender's (its edge)."""
    told, batch = facts(row.event), made.row
    lots, packed = told.get("lots"), batch.stage == "packed"
    recorded = {
        "out": batch.code in _of_role(row, Role.OUT),
        "lot_code": lots.get(batch.code) if isinstance(lots, dict) else None,
        "holder": row.owner,
        "recorded_at": row.event.recorded_at,
        "of_no_day_after": True,
        "stated_elsewhere": None,
    }
    days = row.event.occurred_on, batch.made_on
    found = {
        "out": True,
        "lot_code": batch.lot_code,
        "holder": made.codes["holder"],
        "recorded_at": batch.recorded_at,
        "of_no_day_after": days[1] <= days[0] if packed else days[0] == days[1],
        "stated_elsewhere": batch.gtin or batch.place_id or batch.area_code_id,
    }
    return recorded, found


def _header(row: EventRow, made: MadeRow) -> tuple[dict[str, object], dict[str, object]]:
    event, batch = row.event, made.row
    recorded = {
        "out": _of_role(row, Role.OUT),
        "unit": [each.unit for each in row.subjects if each.role == Role.OUT],
        "lot_code": facts(event).get("lot_code"),
        "holder": row.owner,
        "made_on": event.occurred_on,
        "recorded_at": event.recorded_at,
    }
    found = {
        "out": [batch.code],
        "unit": [batch.unit],
        "lot_code": batch.lot_code,
        "holder": made.codes["holder"],
        "made_on": batch.made_on,
        "recorded_at": batch.recorded_at,
        "stage": batch.stage,
    }
    return recorded, found


def _step(row: EventRow, made: MadeRow) -> Sides:
    told, step = facts(row.event), made.row
    # Committed to in the leaf, so what is kept beside the commitment is what was said; what the
    # leaf does not commit to was not said at all.
    kept: dict[str, str | None] = {each.field: each.value for each in row.private}
    said = content(row.event).get("private")
    unsaid = {"decision_no", "authority"} - set(said if isinstance(said, dict) else ())
    kept |= dict.fromkeys(unsaid)
    private = [key for key in ("decision_no", "authority") if key in kept]
    recorded: dict[str, object] = {
        "area": _of_role(row, Role.REF),
        "recorded_at": row.event.recorded_at,
        **{key: told.get(key) for key in STEP_FACTS},
        **{key: kept[key] for key in private},
    }
    found: dict[str, object] = {
        "area": [made.codes["area"]],
        "recorded_at": step.recorded_at,
        "step": step.step,
        "effective_on": step.effective_on.isoformat(),
        "valid_until": None if step.valid_until is None else step.valid_until.isoformat(),
        "seq": step.seq,
        **{key: getattr(step, key) for key in private},
    }
    return recorded, found


def _print_run(row: EventRow, made: MadeRow) -> Sides:
    told, run = facts(row.event), made.row
    pieces = [each.amount for each in row.subjects if each.role == Role.OUT]
    recorded = {
        "run": _of_role(row, Role.OUT),
        "pieces": pieces,
        **told,
        "batch": _of_role(row, Role.REF),
        "holder": row.owner,
        "recorded_at": row.event.recorded_at,
    }
    found = {
        "run": [run.code],
        "pieces": [run.count],
        **print_runs.stated(run),
        "void": _void(run),
        "batch": _stands_for(run, made),
        "holder": made.codes["holder"],
        "recorded_at": run.recorded_at,
    }
    return recorded, found


def _stands_for(run: PrintRun, made: MadeRow) -> list[str | None]:
    """What a run names beside itself: its lot, or a blank one its product and its rolls."""
    if run.batch_id is not None:
        return [made.codes["batch"]]
    rolls = print_files.Frozen.from_json(run.frozen).rolls
    return sorted([made.codes["product"] or "", *rolls])


def _void(run: PrintRun) -> object:
    try:
        kept = json.loads(run.frozen)
    except ValueError:
        return None
    return kept.get("void") if isinstance(kept, dict) else None


def _recall(row: EventRow, made: MadeRow) -> Sides:
    told, recall = facts(row.event), made.row
    recorded = {
        "kind": "recall" if row.event.step == EventStep.RECALLED else "hold",
        "reason": told.get("reason"),
        "named": True,
        "opened_at": row.event.recorded_at,
    }
    found = {
        "kind": recall.kind,
        "reason": recall.reason,
        "named": recall.code in _of_role(row, Role.REF),
        "opened_at": recall.opened_at,
    }
    return recorded, found


def _lift(row: EventRow, made: MadeRow) -> Sides:
    recorded = {"recall": _of_role(row, Role.REF), "lifted_at": row.event.recorded_at}
    return recorded, {"recall": [made.codes["recall"]], "lifted_at": made.row.lifted_at}


def _consent(row: EventRow, made: MadeRow) -> Sides:
    consent = made.row
    given = row.event.step == EventStep.CONSENT_GIVEN
    recorded = {
        "household": _of_role(row, Role.REF),
        "state": "given" if given else "withdrawn",
        "given_on": row.event.occurred_on,
        "recorded_at": row.event.recorded_at,
        **facts(row.event),
    }
    found = {
        "household": [made.codes["household"]],
        "state": consent.state,
        "given_on": consent.given_on,
        "recorded_at": consent.recorded_at,
        **consents.stated(consent),
    }
    return recorded, found


_RUNS = frozenset({EventStep.PROCESS, EventStep.SPLIT, EventStep.MERGE, EventStep.RECEIVE})
_SEVERAL = _RUNS | {EventStep.ACCEPT}
_MADE: dict[str, tuple[type[Base], Callable[[EventRow, MadeRow], Sides]]] = {
    EventStep.HARVEST: (Batch, _harvest),
    EventStep.PACK: (Batch, _packing),
    **dict.fromkeys(_RUNS, (Batch, _run)),
    EventStep.ACCEPT: (Batch, _taken_over),
    EventStep.CODE_STEP: (AreaCodeStep, _step),
    EventStep.LABELS_ORDERED: (PrintRun, _print_run),
    EventStep.HELD: (Recall, _recall),
    EventStep.RECALLED: (Recall, _recall),
    EventStep.LIFTED: (RecallLift, _lift),
    EventStep.CONSENT_GIVEN: (Consent, _consent),
    EventStep.CONSENT_WITHDRAWN: (Consent, _consent),
}
