"""Lines of test reports as they stand, and those outside their limit that a holder took back.

A report is what its holder typed. Where they withdraw it, write another figure or name another lot,
nobody but an office can say whether that mends a mistake or hides a finding (decision 0071).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.certificates import Grade, ResultVerdict
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.measured_results import differs, judged
from traceability.store.models import Certificate, CertificateResult, Event
from traceability.store.queries import certificates as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Result:
    """A line of a test report: everything as written, and how it stands to its limit.

    ``said`` is the paper's word where its own two numbers say another; ``verdict`` is then the
    worse of both.
    """

    parameter: str
    limit: str | None
    result: str
    unit: str | None
    verdict: ResultVerdict
    said: ResultVerdict | None = None


class How(StrEnum):
    """How a holder took results back."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    MOVED = "moved"


@dataclass(frozen=True)
class TakenBack:
    """Results outside their limit that were written of a report, and no longer are.

    ``revision`` is the last that said so, ``on`` the day on which another took its place.
    """

    results: tuple[Result, ...]
    how: How
    on: dt.date
    revision: int


Lines = Mapping[int, Mapping[int, Sequence[CertificateResult]]]


def of(lines: Iterable[CertificateResult]) -> tuple[Result, ...]:
    """Lines as they stand: what was written of each is judged anew, by how numbers are read now."""
    return tuple(_result(each) for each in lines)


def outside(results: Iterable[Result]) -> tuple[Result, ...]:
    """Those outside their limit."""
    return tuple(each for each in results if each.verdict is ResultVerdict.ABOVE)


def taken_back(view: Reading, rows: Iterable[Certificate], lines: Lines) -> dict[int, TakenBack]:
    """What the holders of test reports took back, by internal key; nothing an office judged.

    ``lines`` are those of every revision. An office judged what it withdrew itself; where it looked
    at a later version, it judged the ones before.
    """
    gone = {row.id: (row, found) for row in rows if (found := _gone(row, lines.get(row.id, {})))}
    told = _told(view, [row for row, _found in gone.values()])
    return {
        key: _taken_back(row, found, told[row.code])
        for key, (row, found) in gone.items()
        if not _judged_away(row, told[row.code])
    }


def moved_away(view: Reading, rows: Mapping[int, tuple[Certificate, int]]) -> dict[int, TakenBack]:
    """The same of reports that named a lot in a revision, and name another now."""
    lines = queries.all_results(view.db, rows) if rows else {}
    gone = {
        key: (row, {revision: found})
        for key, (row, revision) in rows.items()
        if not _seen(row) and (found := outside(of(lines.get(key, {}).get(revision, ()))))
    }
    told = _told(view, [row for row, _found in gone.values()])
    return {
        key: _taken_back(row, found, told[row.code], moved=True)
        for key, (row, found) in gone.items()
        if not _judged_away(row, told[row.code])
    }


def withdrawn_by_holder(view: Reading, row: Certificate) -> bool:
    """Whether a certificate was withdrawn, and by nobody but its holder."""
    told = _told(view, [row])[row.code]
    return row.withdrawn_on is not None and not _judged_away(row, told)


_Gone = Mapping[int, tuple[Result, ...]]


def _gone(row: Certificate, lines: Mapping[int, Sequence[CertificateResult]]) -> _Gone:
    """By revision, the results outside their limit that are told no more."""
    said = {revision: outside(of(each)) for revision, each in sorted(lines.items())}
    now = said.pop(row.revision, ())
    before = {} if _seen(row) else said
    if row.withdrawn_on is not None:
        return {key: each for key, each in {**before, row.revision: now}.items() if each}
    stand = {(each.result, each.limit) for each in now}
    left = {
        key: tuple(line for line in each if (line.result, line.limit) not in stand)
        for key, each in before.items()
    }
    return {key: each for key, each in left.items() if each}


def _seen(row: Certificate) -> bool:
    """Whether an office stands behind the newest version."""
    return Grade(row.grade).rank >= Grade.SEEN.rank


def _judged_away(row: Certificate, told: Sequence[Event]) -> bool:
    """Whether an office withdrew it, or stands behind its holder's doing so."""
    return any(
        each.step == EventStep.CERTIFICATE_WITHDRAWN and each.owner_id != row.holder_id
        for each in told
    )


def _told(view: Reading, rows: Sequence[Certificate]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {row.code: [] for row in rows}
    for code, event in queries.events_about(view.db, list(found)) if found else ():
        found[code].append(event)
    return found


def _taken_back(
    row: Certificate, gone: _Gone, told: Sequence[Event], *, moved: bool = False
) -> TakenBack:
    results = tuple(dict.fromkeys(line for each in gone.values() for line in each))
    last = max(gone)
    if row.withdrawn_on is not None and not moved:
        return TakenBack(results, How.WITHDRAWN, row.withdrawn_on, last)
    stated = [each for each in told if each.step == EventStep.CERTIFICATE_STATED]
    # Revisions count from one: the next one's event stands at this one's number.
    on = day_in_vietnam(stated[last].recorded_at)
    return TakenBack(results, How.MOVED if moved else How.CORRECTED, on, last)


def _result(line: CertificateResult) -> Result:
    kept = ResultVerdict(line.verdict)
    verdict = judged(line.result, line.highest, kept)
    said = kept if differs(line.result, line.highest, kept) else None
    return Result(line.parameter, line.highest, line.result, line.unit, verdict, said)
