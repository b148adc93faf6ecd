"""What a corrected harvest means for the weigh slip that it was bought by, and for its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from traceability.domain.corrections import Told
from traceability.domain.errors import RuleBroken
from traceability.domain.events import How
from traceability.domain.weigh_slips import Scale, Truck
from traceability.services.differences import facts
from traceability.store.models import Event, WeighSlip
from traceability.store.queries import batches
from traceability.store.queries import receptions as queries
from traceability.store.unit import Work


def told_anew(said: Mapping[str, Any], told: Told) -> dict[str, object]:
    """The figures of the slip with another net: bags and tare stay, so the scale said otherwise.

    What was read in kg of goods that are kept by volume is no longer so.
    """
    slip = said.get("slip")
    if not isinstance(slip, dict):
        return {}
    (net,) = told.made.values()
    kept = {key: value for key, value in slip.items() if key != "weighed"}
    return {"slip": kept | {"gross": net + slip["bags"] * slip["tare"]}}


def follow(work: Work, before: Event, event: Event) -> None:
    """Bring the row of the slip to what its harvest tells now, if it was bought by one.

    Its day is another than was seen since, so nobody closes it as they saw it before; a slip that
    was taken back keeps its figures. ``hold_judgement`` keeps whoever closes the day away.
    """
    row = queries.slip_of_event(work.db, before.seq)
    if row is None:
        return
    queries.by_id(work.db, row.reception_id).version += 1
    if event.how != How.RETRACT:
        _tell(row, event)
    work.db.flush()


def check_trucks(work: Work, told: Sequence[Event]) -> None:
    """Refuse ``lines_above_truck`` where harvests told anew weigh more than was on their truck."""
    for row in queries.slips_of_events(work.db, [event.seq for event in told]):
        _check_truck(work, row)


def taken_back(work: Work, before: Sequence[Event]) -> None:
    """As ``follow``, where many harvests were taken back at one stroke."""
    rows = queries.slips_of_events(work.db, [event.seq for event in before])
    days = Counter(row.reception_id for row in rows)
    for reception_id, slips in sorted(days.items()):
        queries.by_id(work.db, reception_id).version += slips
    work.db.flush()


def _check_truck(work: Work, row: WeighSlip) -> None:
    """Refuse ``lines_above_truck``: what came on a truck weighs no more than was on it."""
    load = None if row.load is None else queries.load(work.db, row.reception_id, row.load)
    if load is None:
        return
    batch = batches.by_ids(work.db, [row.batch_id])[row.batch_id]
    try:
        nets = queries.nets_of_load(work.db, row.reception_id, load.number)
        Truck(load.gross, load.tare).check(nets, batch.unit)
    except RuleBroken as refused:
        raise RuleBroken(refused.code, f"amounts.{batch.code}", **refused.facts) from None


def _tell(row: WeighSlip, event: Event) -> None:
    said = facts(event)["slip"]
    scale = Scale(said["gross"], said["bags"], said["tare"], said["deduction"])
    row.gross, row.net, row.payable = scale.gross, scale.net, scale.payable
    row.event_seq = event.seq
