"""What a corrected harvest means for the weigh slip that it was bought by, and for its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from traceability.domain.corrections import Told
from traceability.domain.errors import Conflict, Fault, Invalid, RuleBroken
from traceability.domain.events import How
from traceability.domain.quantity import Quantity, Unit
from traceability.domain.weigh_slips import Reading, Scale, Truck
from traceability.services.differences import facts
from traceability.services.goods_entries import Entry
from traceability.services.weigh_slips import stated, weighed
from traceability.store.models import Event, WeighSlip
from traceability.store.queries import batches
from traceability.store.queries import receptions as queries
from traceability.store.unit import Work


def scale_of(said: Mapping[str, Any], unit: str) -> tuple[Scale, str] | None:
    """What the scale said by the facts of a harvest, and the unit that it was read in.

    ``unit`` is that of the goods; ``None`` where no slip is told of.
    """
    slip = said.get("slip")
    if not isinstance(slip, dict):
        return None
    read = slip.get("weighed")
    figures = read or slip
    scale = Scale(figures["gross"], figures["bags"], figures["tare"], slip["deduction"])
    return scale, "g" if read else unit


def read_anew(entry: Entry, reading: Reading | None) -> Scale | None:
    """All figures that the slip of a harvest should have said; refused where they cannot be.

    Faults stand at ``slip.<batch>.<field>``: ``not_of_this_entry`` where no slip bought it.
    """
    if reading is None:
        return None
    told = scale_of(facts(entry.event), entry.told.unit)
    at = f"slip.{entry.told.codes[0]}"
    if told is None:
        raise Invalid("not_of_this_entry", at)
    before, unit = told
    scale = reading.of(before if unit == reading.unit else Scale(before.gross))
    try:
        scale.check(reading.unit)
    except (Invalid, Conflict, RuleBroken) as refusal:
        refusal.faults = tuple(
            Fault(each.code, f"{at}.{each.field}", each.facts) for each in refusal.faults
        )
        raise
    return scale


def net_of(entry: Entry, reading: Reading | None, scale: Scale | None) -> dict[str, Quantity]:
    """The amount that a harvest has by its slip read anew; nothing where it was not."""
    if reading is None or scale is None:
        return {}
    return {entry.told.codes[0]: Quantity(scale.net, cast(Unit, reading.unit))}


def is_same(said: Mapping[str, Any], unit: str, reading: Reading | None) -> bool:
    """Whether a slip read anew says what it was told with."""
    told = scale_of(said, unit)
    if reading is None or told is None:
        return True
    return (reading.of(told[0]), reading.unit) == told


def told_anew(
    said: Mapping[str, Any], told: Told, reading: Reading | None, scale: Scale | None
) -> dict[str, object]:
    """The figures of the slip as they were read anew, or with another net.

    With another net bags and tare stay, so the scale said otherwise; what was read in kg of goods
    that are kept by volume is no longer so.
    """
    slip = said.get("slip")
    if not isinstance(slip, dict):
        return {}
    (net,) = told.made.values()
    kept = {key: value for key, value in slip.items() if key != "weighed"}
    if reading is None or scale is None:
        return {"slip": kept | {"gross": net + slip["bags"] * slip["tare"]}}
    if reading.unit == told.unit:
        return {"slip": kept | stated(scale, slip["grade"])}
    filled = Scale(net, deduction_ppm=scale.deduction_ppm)
    return {"slip": kept | stated(filled, slip["grade"]) | {"weighed": weighed(scale)}}


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
    row.gross, row.bags, row.tare = scale.gross, scale.bags, scale.tare
    row.deduction_ppm, row.net, row.payable = scale.deduction_ppm, scale.net, scale.payable
    row.event_seq = event.seq
