"""Lines of test reports as they stand, and those outside their limit that a holder took back.

A report is what its holder typed. Where they withdraw it, write another figure or name another lot,
nobody but an office can say whether that mends a mistake or hides a finding (decision 0071).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from traceability.domain.certificates import Grade, ResultVerdict
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.measured_results import differs, judged
from traceability.domain.text import fold
from traceability.services.differences import facts
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
class Said:
    """Results outside their limit as a ``revision`` of a report told them, with its days.

    ``day`` is that of its results.
    """

    revision: int
    day: dt.date
    sampled_on: dt.date | None
    results: tuple[Result, ...]


@dataclass(frozen=True)
class TakenBack:
    """Results outside their limit that a report told of a lot, and tells of it no longer.

    ``on`` is the day on which its holder withdrew it, moved it away, or wrote another version.
    """

    said: tuple[Said, ...]
    how: How
    on: dt.date

    @property
    def results(self) -> tuple[Result, ...]:
        """All of them, by the versions that told them last."""
        return tuple(line for each in self.said for line in each.results)


@dataclass(frozen=True)
class Naming:
    """A test report as a lot knows it: by the revisions that name it, or a source of it."""

    row: Certificate
    revisions: frozenset[int]

    @property
    def moved(self) -> bool:
        """Whether the newest revision names the lot no more."""
        return self.row.revision not in self.revisions


Lines = Mapping[int, Mapping[int, Sequence[CertificateResult]]]


def of(lines: Iterable[CertificateResult]) -> tuple[Result, ...]:
    """Lines as they stand: what was written of each is judged anew, by how numbers are read now."""
    return tuple(_result(each) for each in lines)


def outside(results: Iterable[Result]) -> tuple[Result, ...]:
    """Those outside their limit."""
    return tuple(each for each in results if each.verdict is ResultVerdict.ABOVE)


_Key = TypeVar("_Key", bound=Hashable)


def taken_back(
    view: Reading, reports: Mapping[_Key, Naming], lines: Lines
) -> dict[_Key, TakenBack]:
    """What holders took back of lots, by whatever names lot and report; nothing an office judged.

    ``lines`` are those of every revision. An office judged what it withdrew itself, and where it
    looked at a version, all before that one.
    """
    gone = {
        key: left
        for key, each in reports.items()
        if (left := _gone(each, lines.get(each.row.id, {})))
    }
    told = _told(view, {reports[key].row for key in gone})
    found = {
        key: _taken_back(reports[key], left, told[reports[key].row.code])
        for key, left in gone.items()
    }
    return {key: each for key, each in found.items() if each is not None}


def withdrawn_by_holder(view: Reading, row: Certificate) -> bool:
    """Whether a certificate was withdrawn, and by nobody but its holder."""
    told = _told(view, [row])[row.code]
    return row.withdrawn_on is not None and not _judged_away(row, told)


_Gone = Mapping[int, tuple[Result, ...]]


def _gone(report: Naming, lines: Mapping[int, Sequence[CertificateResult]]) -> _Gone:
    """By revision, the results outside their limit that were told of a lot and are no more."""
    said = {key: outside(of(lines.get(key, ()))) for key in sorted(report.revisions)}
    stands = not report.moved and report.row.withdrawn_on is None
    now = said[report.row.revision] if stands else ()
    left = {key: _missing(each, now) for key, each in said.items()}
    return {key: each for key, each in left.items() if each}


def _missing(said: Iterable[Result], now: Iterable[Result]) -> tuple[Result, ...]:
    """The lines that stand no more; of two alike that are one now, one is missing."""
    stand = Counter(map(_measured, now))
    missing = []
    for line in said:
        if stand[_measured(line)]:
            stand[_measured(line)] -= 1
        else:
            missing.append(line)
    return tuple(missing)


def _measured(line: Result) -> tuple[str, str, str | None, str | None]:
    """What makes two lines the same finding: names are compared as a search does."""
    return fold(line.parameter), line.result, line.limit, line.unit


def _judged_away(row: Certificate, told: Sequence[Event]) -> bool:
    """Whether an office withdrew it, or stands behind its holder's doing so."""
    return any(
        each.step == EventStep.CERTIFICATE_WITHDRAWN and each.owner_id != row.holder_id
        for each in told
    )


def _judged_before(told: Sequence[Event]) -> int:
    """The last revision that an office looked at: it judged what was said before it.

    What that one itself says, the office found on the paper.
    """
    looked = (facts(each) for each in told if each.step == EventStep.CERTIFICATE_CHECKED)
    seen = (int(each["revision"]) for each in looked if _official(Grade(each["grade"])))
    return max(seen, default=0)


def _official(grade: Grade) -> bool:
    return grade.rank >= Grade.SEEN.rank


def _told(view: Reading, rows: Iterable[Certificate]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {row.code: [] for row in rows}
    for code, event in queries.events_about(view.db, list(found)) if found else ():
        found[code].append(event)
    return found


def _taken_back(report: Naming, gone: _Gone, told: Sequence[Event]) -> TakenBack | None:
    """What is left of it where an office judged some; none where it judged all."""
    judged_before = _judged_before(told)
    left = {key: each for key, each in gone.items() if key >= judged_before}
    if not left or _judged_away(report.row, told):
        return None
    stated = [each for each in told if each.step == EventStep.CERTIFICATE_STATED]
    return TakenBack(tuple(_said(left, stated)), *_act(report, max(left), stated))


def _act(report: Naming, last: int, stated: Sequence[Event]) -> tuple[How, dt.date]:
    """What the holder did to a report whose revision ``last`` still said so, and when.

    Revisions count from one: the next one's event stands at this one's number.
    """
    if report.moved:
        return How.MOVED, day_in_vietnam(stated[max(report.revisions)].recorded_at)
    if report.row.withdrawn_on is not None:
        return How.WITHDRAWN, report.row.withdrawn_on
    return How.CORRECTED, day_in_vietnam(stated[last].recorded_at)


def _said(left: _Gone, stated: Sequence[Event]) -> Iterator[Said]:
    """What each version told, newest last; a line is told of the last that had it."""
    last = {line: key for key, each in sorted(left.items()) for line in each}
    for key in sorted(set(last.values())):
        days = facts(stated[key - 1])
        sampled_on = days["sampled_on"] and dt.date.fromisoformat(days["sampled_on"])
        results = tuple(line for line, revision in last.items() if revision == key)
        yield Said(key, dt.date.fromisoformat(days["valid_from"]), sampled_on, results)


def _result(line: CertificateResult) -> Result:
    kept = ResultVerdict(line.verdict)
    verdict = judged(line.result, line.highest, kept)
    said = kept if differs(line.result, line.highest, kept) else None
    return Result(line.parameter, line.highest, line.result, line.unit, verdict, said)
