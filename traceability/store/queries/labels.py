"""Print runs, their results, the ledger of label ranges, and jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.labels import CARTON, ITEM, LabelState
from traceability.store.models import Batch, Job, LabelKey, LabelRange, PrintResult, PrintRun
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import plain

_PORTION = 500


_BY_CODE = select(PrintRun).where(PrintRun.code == bindparam("code"))


def run_by_code(db: Session, code: str) -> PrintRun | None:
    """The print run of a short code."""
    return db.scalar(_BY_CODE, {"code": code})


def runs_by_codes(db: Session, codes: Sequence[str]) -> list[PrintRun]:
    """The print runs of short codes, in no order."""
    wanted = (select(PrintRun).where(PrintRun.code.in_(some)) for some in portions(codes))
    return [row for each in wanted for row in db.scalars(each)]


def run_by_id(db: Session, run_id: int) -> PrintRun | None:
    """The print run of an internal key."""
    return db.get(PrintRun, run_id)


def runs_by_ids(db: Session, ids: Sequence[int]) -> dict[int, PrintRun]:
    """The print runs of some internal keys, by key."""
    wanted = (select(PrintRun).where(PrintRun.id.in_(some)) for some in portions(ids))
    return {row.id: row for each in wanted for row in db.scalars(each)}


_BY_NUMBER = select(PrintRun).where(PrintRun.run_no == bindparam("run_no"))


def run_by_number(db: Session, run_no: int) -> PrintRun | None:
    """The print run of a random run number."""
    return db.scalar(_BY_NUMBER, {"run_no": run_no})


def runs_by_numbers(db: Session, run_nos: Sequence[int]) -> dict[int, PrintRun]:
    """The print runs of random run numbers, by number; asked in portions."""
    found: dict[int, PrintRun] = {}
    for first in range(0, len(run_nos), _PORTION):
        wanted = select(PrintRun).where(PrintRun.run_no.in_(run_nos[first : first + _PORTION]))
        found |= {row.run_no: row for row in db.scalars(wanted)}
    return found


def runs_of_batch(db: Session, batch_id: int) -> list[PrintRun]:
    """The runs printed for a batch, newest first."""
    wanted = select(PrintRun).where(PrintRun.batch_id == batch_id).order_by(PrintRun.id.desc())
    return list(db.scalars(wanted))


def runs_about(db: Session, batch_id: int) -> list[PrintRun]:
    """The runs printed for a batch, and those of which labels stand for it; newest first."""
    here = exists().where(LabelRange.run_id == PrintRun.id, LabelRange.batch_id == batch_id)
    wanted = select(PrintRun).where(or_(PrintRun.batch_id == batch_id, here))
    return list(db.scalars(wanted.order_by(PrintRun.id.desc())))


def runs_of_holder(db: Session, holder_id: int) -> list[PrintRun]:
    """The runs of a cooperative, newest first."""
    wanted = select(PrintRun).where(PrintRun.holder_id == holder_id).order_by(PrintRun.id.desc())
    return list(db.scalars(wanted))


def base_urls(db: Session, holder_id: int) -> list[str]:
    """What the addresses on labels of a cooperative begin with, each once."""
    return list(
        db.scalars(select(PrintRun.base_url).where(PrintRun.holder_id == holder_id).distinct())
    )


_RANGES = (
    select(LabelRange)
    .where(LabelRange.run_id.in_(bindparam("runs", expanding=True)))
    .order_by(LabelRange.run_id, LabelRange.first)
)


def ranges(db: Session, run_ids: Sequence[int]) -> list[LabelRange]:
    """The ledger of runs, in order."""
    return list(db.scalars(_RANGES, {"runs": list(run_ids)}))


class Stands(NamedTuple):
    """Labels ``first`` to ``last`` of a run by index, their state, and the lot they stand for."""

    first: int
    last: int
    state: str
    batch_id: int | None


_STAND = (
    select(LabelRange.first, LabelRange.last, LabelRange.state, LabelRange.batch_id)
    .where(LabelRange.run_id == bindparam("run"))
    .order_by(LabelRange.first)
    .limit(bindparam("most"))
)


def standing(db: Session, run_id: int, most: int) -> list[Stands]:
    """For what the labels of a run stand, in order; no more than so many ranges."""
    return [Stands(*row) for row in plain(db, _STAND, {"run": run_id, "most": most})]


def ranges_in_hands(db: Session, seqs: Sequence[int], states: Collection[str]) -> list[LabelRange]:
    """The ranges in some states that events handed out, in no order."""
    rows = select(LabelRange).where(LabelRange.state.in_([str(state) for state in states]))
    wanted = (rows.where(LabelRange.hand_seq.in_(some)) for some in portions(seqs))
    return [row for each in wanted for row in db.scalars(each)]


def fresh_ranges(db: Session, run_id: int) -> list[LabelRange]:
    """The ledger of one run, in order, read afresh: once its lock is held."""
    wanted = select(LabelRange).where(LabelRange.run_id == run_id).order_by(LabelRange.first)
    return list(db.scalars(wanted.execution_options(populate_existing=True)))


def run_of_event(db: Session, seq: int) -> PrintRun | None:
    """The run that an event ordered."""
    return db.scalar(select(PrintRun).where(PrintRun.event_seq == seq))


def runs_of_events(db: Session, seqs: Sequence[int]) -> list[PrintRun]:
    """The runs that events ordered, in no order."""
    return list(db.scalars(select(PrintRun).where(PrintRun.event_seq.in_(seqs)))) if seqs else []


def carton_runs(db: Session, holder_id: int) -> list[PrintRun]:
    """The runs of a cooperative that were printed for cartons, oldest first."""
    wanted = select(PrintRun).where(PrintRun.holder_id == holder_id, PrintRun.level == CARTON)
    return list(db.scalars(wanted.order_by(PrintRun.id)))


def holders_of_lots(db: Session, run_ids: Sequence[int]) -> dict[int, list[int]]:
    """Who holds the lots that labels of runs stand for, by run; each once, in a stable order."""
    found: dict[int, list[int]] = {}
    wanted = select(LabelRange.run_id, Batch.holder_id).join(Batch, LabelRange.batch_id == Batch.id)
    wanted = wanted.distinct().order_by(LabelRange.run_id, Batch.holder_id)
    for some in portions(run_ids):
        for run_id, holder_id in db.execute(wanted.where(LabelRange.run_id.in_(some))):
            found.setdefault(run_id, []).append(holder_id)
    return found


def last_carton(db: Session, batch_id: int) -> int:
    """The highest number that a carton of a batch ever had; 0 where there was none."""
    wanted = select(func.coalesce(func.max(PrintRun.count), 0))
    return int(
        db.scalar(wanted.where(PrintRun.batch_id == batch_id, PrintRun.level == CARTON)) or 0
    )


def ranges_of_batch(
    db: Session, batch_id: int, level: str | None = None, but: Collection[str] = ()
) -> list[LabelRange]:
    """Every range that stands for a batch, whichever run printed it; of one level, or of all.

    Without those of runs of some designs (``but``), where a level is named.
    """
    wanted = select(LabelRange).where(LabelRange.batch_id == batch_id)
    if level is not None:
        wanted = wanted.join(PrintRun, PrintRun.id == LabelRange.run_id)
        wanted = wanted.where(PrintRun.level == level, PrintRun.design.not_in(sorted(but)))
    return list(db.scalars(wanted.order_by(LabelRange.run_id, LabelRange.first)))


def live_of_batch(
    db: Session,
    batch_id: int,
    states: Collection[str],
    designs: Collection[str] | None = None,
) -> int:
    """How many labels of items in some states stand for a batch; of some designs, or of all."""
    many = func.coalesce(func.sum(LabelRange.last - LabelRange.first + 1), 0)
    wanted = select(many).join(PrintRun, PrintRun.id == LabelRange.run_id)
    wanted = wanted.where(
        LabelRange.batch_id == batch_id,
        LabelRange.state.in_([str(state) for state in states]),
        PrintRun.level == ITEM,
    )
    if designs is not None:
        wanted = wanted.where(PrintRun.design.in_(sorted(designs)))
    return int(db.scalar(wanted) or 0)


def counts_of_batches(
    db: Session, batch_ids: Sequence[int]
) -> dict[int, dict[tuple[str, str], int]]:
    """How many labels of items stand for each of some batches, by state and design."""
    many = func.sum(LabelRange.last - LabelRange.first + 1)
    columns = (LabelRange.batch_id, LabelRange.state, PrintRun.design)
    wanted = select(*columns, many).join(PrintRun, PrintRun.id == LabelRange.run_id)
    wanted = wanted.where(PrintRun.level == ITEM).group_by(*columns)
    found: dict[int, dict[tuple[str, str], int]] = {key: {} for key in batch_ids}
    for some in portions(batch_ids):
        for key, state, design, count in db.execute(wanted.where(LabelRange.batch_id.in_(some))):
            found[key or 0][state, design] = int(count)
    return found


def packs_away(db: Session, batch_ids: Sequence[int], but: str) -> dict[int, int]:
    """How many labels of items went with goods of batches, but those of one design, by batch."""
    many = func.sum(LabelRange.last - LabelRange.first + 1)
    wanted = select(LabelRange.batch_id, many).join(PrintRun, PrintRun.id == LabelRange.run_id)
    wanted = wanted.where(
        LabelRange.state == LabelState.DISPATCHED, PrintRun.level == ITEM, PrintRun.design != but
    )
    found: dict[int, int] = {}
    for some in portions(batch_ids):
        here = wanted.where(LabelRange.batch_id.in_(some)).group_by(LabelRange.batch_id)
        found.update((key, int(count)) for key, count in db.execute(here) if key is not None)
    return found


def lots_beside(db: Session, batch_ids: Sequence[int]) -> set[int]:
    """The lots that labels of one run stand for beside those of some lots, by internal key."""
    runs: set[int] = set()
    for some in portions(batch_ids):
        runs |= set(db.scalars(select(LabelRange.run_id).where(LabelRange.batch_id.in_(some))))
    found: set[int] = set()
    for some in portions(sorted(runs)):
        linked = select(LabelRange.batch_id).where(LabelRange.run_id.in_(some))
        printed = select(PrintRun.batch_id).where(PrintRun.id.in_(some))
        found |= {key for key in db.scalars(linked.union(printed)) if key is not None}
    return found


def replace_ranges(db: Session, run_id: int, rows: Sequence[LabelRange]) -> None:
    """Write the ledger of a run anew."""
    db.execute(
        delete(LabelRange)
        .where(LabelRange.run_id == run_id)
        .execution_options(synchronize_session="fetch")
    )
    db.add_all(rows)
    db.flush()


_HOLDING = select(LabelRange).where(
    LabelRange.run_id == bindparam("run"),
    LabelRange.first <= bindparam("index"),
    LabelRange.last >= bindparam("index"),
)


def range_holding(db: Session, run_id: int, index: int) -> LabelRange | None:
    """The range that holds a label."""
    return db.scalar(_HOLDING, {"run": run_id, "index": index})


def results(db: Session, run_id: int) -> list[PrintResult]:
    """The drawings of a run, oldest first."""
    wanted = select(PrintResult).where(PrintResult.run_id == run_id)
    return list(db.scalars(wanted.order_by(PrintResult.number)))


def label_keys(db: Session) -> list[LabelKey]:
    """Every key that runs were printed under."""
    return list(db.scalars(select(LabelKey).order_by(LabelKey.key_id)))


def claimable_job(db: Session, now: dt.datetime) -> Job | None:
    """The oldest queued job that nobody holds, locked."""
    wanted = (
        select(Job)
        .where(Job.state == "queued", or_(Job.lease_until.is_(None), Job.lease_until < now))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.scalar(wanted)


def leased_jobs(db: Session) -> list[Job]:
    """The queued jobs that somebody holds, locked, oldest first."""
    wanted = select(Job).where(Job.state == "queued", Job.lease_owner.is_not(None))
    return list(db.scalars(wanted.order_by(Job.id).with_for_update(skip_locked=True)))


def printed_addresses(db: Session) -> list[str]:
    """Every address that runs were printed with, in a stable order."""
    return list(db.scalars(select(PrintRun.base_url).distinct().order_by(PrintRun.base_url)))


def job_for(db: Session, kind: str, target: int) -> Job | None:
    """The newest job of a kind for a target."""
    wanted = select(Job).where(Job.kind == kind, Job.target == target).order_by(Job.id.desc())
    return db.scalar(wanted.limit(1))


def job(db: Session, job_id: int) -> Job | None:
    """A job by its number."""
    return db.get(Job, job_id)


def locked_job(db: Session, job_id: int) -> Job | None:
    """A job by its number, locked and read afresh."""
    return db.get(Job, job_id, with_for_update=True, populate_existing=True)


def jobs_in(db: Session, state: str) -> tuple[int, dt.datetime | None]:
    """How many jobs are in a state, and when the oldest of them was made."""
    wanted = select(func.count(Job.id), func.min(Job.created_at)).where(Job.state == state)
    count, oldest = db.execute(wanted).one()
    return count, oldest
