"""Checking the rows that an event made: batches, steps of codes, print runs, holds and lifts.

What a batch is stands in ``verify_batches``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from traceability.domain.events import EventStep, Role
from traceability.services import consents, new_runs, run_numbers, verify_batches
from traceability.services.differences import Difference, compared, content, facts
from traceability.services.frozen_runs import Frozen
from traceability.services.verify_batches import SEVERAL, Sides, of_role
from traceability.store.models import (
    AreaCodeStep,
    Base,
    Batch,
    Consent,
    PrintRun,
    Recall,
    RecallLift,
)
from traceability.store.queries import audit
from traceability.store.queries.audit import EventRow, MadeRow
from traceability.store.unit import Reading

#: What is told of a row that an event made, by what went into goods; and what stands there.
Told = Callable[[EventRow, MadeRow, Mapping[str, MadeRow]], Sides]

#: What the leaf of every step says; a grant says more, of the code itself (``verify_registers``).
STEP_FACTS = frozenset({"step", "effective_on", "valid_until", "seq"})


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """One row of the right kind for each event that makes one, saying what its leaf says."""
    made = audit.rows_made(view.db, [row.event.seq for row in page])
    verify_batches.know_older_gtins(view, page, made)
    made_of = verify_batches.made_of(view, page)
    for row in page:
        yield from _rows(row, made.get(row.event.seq, []), made_of)


def _rows(
    row: EventRow, made: Sequence[MadeRow], made_of: Mapping[str, MadeRow]
) -> Iterator[Difference]:
    event_id = row.event.event_id
    # A correction tells anew of a row that is there.
    expected = None if row.corrects else _MADE.get(row.event.step)
    names = sorted(each.row.__tablename__ for each in made)
    wanted = [] if expected is None else [expected[0].__tablename__] * _count(row)
    if names != wanted:
        yield Difference("event", event_id, "rows", wanted, names, event_id)
    elif expected is not None:
        for each in made:
            recorded, found = expected[1](row, each, made_of)
            yield from compared(wanted[0], event_id, recorded, found, event_id)


def _count(row: EventRow) -> int:
    """How many rows an event makes: a run one for each thing that came out of it."""
    return len(of_role(row, Role.OUT)) if row.event.step in SEVERAL else 1


def _alone(told: Callable[[EventRow, MadeRow], Sides]) -> Told:
    """What is told of a row without a look at what it is made of."""
    return lambda row, made, _made_of: told(row, made)


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
        "area": of_role(row, Role.REF),
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
    kept = _kept(run)
    pieces = [each.amount for each in row.subjects if each.role == Role.OUT]
    recorded = {
        "run": of_role(row, Role.OUT),
        "pieces": pieces,
        **told,
        "batch": of_role(row, Role.REF),
        "holder": row.owner,
        "recorded_at": row.event.recorded_at,
    }
    found = {
        "run": [run.code],
        "pieces": [run_numbers.of(run).count],
        **new_runs.stated(run, kept),
        "void": kept.get("void"),
        "batch": _stands_for(run, kept, made),
        "holder": made.codes["holder"],
        "recorded_at": run.recorded_at,
    }
    return recorded, found


def _stands_for(run: PrintRun, kept: Mapping[str, Any], made: MadeRow) -> list[str | None]:
    """What a run names beside itself.

    Its lot, or a blank one its product, its rolls, and the run whose spoiled labels it makes good.
    """
    goods = made.codes["batch" if run.batch_id is not None else "product"] or ""
    replaces = kept.get("replaces", {})
    return sorted([goods, *_rolls(run), *([replaces["run"]] if replaces else [])])


def _rolls(run: PrintRun) -> list[str]:
    try:
        return list(Frozen.from_json(run.frozen).rolls)
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # the hash of the text says that it was changed


def _kept(run: PrintRun) -> Mapping[str, Any]:
    try:
        kept = json.loads(run.frozen)
    except ValueError:
        return {}  # the hash of the text says that it was changed
    return kept if isinstance(kept, dict) else {}


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
        "named": recall.code in of_role(row, Role.REF),
        "opened_at": recall.opened_at,
    }
    return recorded, found


def _lift(row: EventRow, made: MadeRow) -> Sides:
    recorded = {"recall": of_role(row, Role.REF), "lifted_at": row.event.recorded_at}
    return recorded, {"recall": [made.codes["recall"]], "lifted_at": made.row.lifted_at}


def _consent(row: EventRow, made: MadeRow) -> Sides:
    consent = made.row
    given = row.event.step == EventStep.CONSENT_GIVEN
    recorded = {
        "household": of_role(row, Role.REF),
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


_MADE: dict[str, tuple[type[Base], Told]] = {
    **dict.fromkeys(verify_batches.STEPS, (Batch, verify_batches.sides)),
    EventStep.CODE_STEP: (AreaCodeStep, _alone(_step)),
    EventStep.LABELS_ORDERED: (PrintRun, _alone(_print_run)),
    EventStep.HELD: (Recall, _alone(_recall)),
    EventStep.RECALLED: (Recall, _alone(_recall)),
    EventStep.LIFTED: (RecallLift, _alone(_lift)),
    EventStep.CONSENT_GIVEN: (Consent, _alone(_consent)),
    EventStep.CONSENT_WITHDRAWN: (Consent, _alone(_consent)),
}
