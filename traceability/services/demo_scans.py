"""The scans of the demonstration: people who looked at its goods, in the second store.

Drawn by chance from the lot codes, so that the same goods are looked at alike. Who looked is made
up and forgotten at once, as after any midnight.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from operator import attrgetter

from traceability.domain.days import day_in_vietnam
from traceability.domain.labels import ON_GOODS, LabelState
from traceability.domain.scans import KEPT_DAYS
from traceability.services import scan_counting
from traceability.services.demo_codes import HOLDERS
from traceability.services.demo_story import moment
from traceability.services.scan_counting import NO_LABEL, Look, Scan
from traceability.store.models import Batch, LabelRange, PrintRun
from traceability.store.queries import batches, labels, parties
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading

#: So many days after packing goods are looked at, the first after some days on the way.
_DAYS, _ON_THE_WAY = 45, 3
#: The page of a lot is looked at so often on its best day, at the most.
_BEST_DAY = 14
#: Parts of the labels that are scanned at all, and of those again by another telephone.
_SCANNED, _AGAIN = 0.45, 0.25
#: The label of a run that went round: so many looked at it.
_WENT_ROUND, _LOOKED = 5, 11


def load(view: Reading, telemetry: Telemetry) -> int:
    """Count what was looked at before today; how many looks. Nothing else may stand there yet."""
    scans = sorted(_before_today(view), key=attrgetter("at"))
    for _day, some in itertools.groupby(scans, key=lambda scan: day_in_vietnam(scan.at)):
        scan_counting.store(telemetry, [Look(scan) for scan in some])
    scan_counting.forget(telemetry, view.now, KEPT_DAYS)
    return len(scans)


def _before_today(view: Reading) -> Iterator[Scan]:
    begun = view.today - dt.timedelta(days=KEPT_DAYS)
    for holder in parties.of_kinds(view.db, HOLDERS):
        for batch, stock in batches.of_holder(view.db, holder.id, ["packed"]):
            if stock.published_on is not None:
                yield from _kept(_of_lot(batch, holder.code), begun, view.today)
        for run in labels.runs_of_holder(view.db, holder.id):
            yield from _kept(_of_run(view, run, holder.code), begun, view.today)


def _kept(scans: Iterator[Scan], first: dt.date, today: dt.date) -> Iterator[Scan]:
    return (scan for scan in scans if first < day_in_vietnam(scan.at) < today)


def _chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a story, no secret


def _of_lot(batch: Batch, holder: str) -> Iterator[Scan]:
    """Looks at the page of a lot: some a day, fewer and fewer."""
    chance = _chance(batch.lot_code)
    best = chance.randint(2, _BEST_DAY)
    for day in range(_ON_THE_WAY, _DAYS):
        for _ in range(round(chance.random() * best * (1 - day / _DAYS))):
            yield _scan(chance, batch.made_on + dt.timedelta(days=day), batch.code, holder)


def _of_run(view: Reading, run: PrintRun, holder: str) -> Iterator[Scan]:
    """Looks at the labels of a run that are on goods, and at one that was torn off and kept."""
    held = labels.ranges(view.db, [run.id])
    keys = {each.batch_id or run.batch_id or 0 for each in held}
    lots = batches.by_ids(view.db, sorted(keys - {0}))
    for each in held:
        lot = lots.get(each.batch_id or run.batch_id or 0)
        if lot is not None and each.state in ON_GOODS:
            yield from _of_labels(run, each, lot, holder)
        elif lot is not None and each.state == LabelState.VOID:
            chance = _chance(lot.lot_code)
            yield _seen(chance, run, each.first, lot, holder)


def _of_labels(run: PrintRun, held: LabelRange, lot: Batch, holder: str) -> Iterator[Scan]:
    chance = _chance(f"{lot.lot_code} {held.first}")
    for index in range(held.first, held.last + 1):
        if index == _WENT_ROUND:
            yield from (_seen(chance, run, index, lot, holder) for _ in range(_LOOKED))
        elif chance.random() < _SCANNED:
            yield _seen(chance, run, index, lot, holder)
            if chance.random() < _AGAIN:
                yield _seen(chance, run, index, lot, holder)


def _seen(chance: random.Random, run: PrintRun, index: int, lot: Batch, holder: str) -> Scan:
    day = lot.made_on + dt.timedelta(days=_ON_THE_WAY + min(int(chance.expovariate(0.2)), _DAYS))
    return _scan(chance, day, lot.code, holder, (run.run_no, index))


def _scan(
    chance: random.Random,
    day: dt.date,
    batch: str,
    holder: str,
    label: tuple[int, int] = NO_LABEL,
) -> Scan:
    """One look between seven in the morning and nine at night, by a telephone of its own."""
    at = moment(day, chance.randint(7, 20)) + dt.timedelta(minutes=chance.randint(0, 59))
    return Scan(at, batch, holder, *label, f"demonstration {chance.getrandbits(48)}", "")
