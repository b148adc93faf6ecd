"""Checking cases: each that stands decided rests on an event, and stands as that says.

Who had a case in hand, and hand-overs, are append-only rows that no event repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.domain.events import EventStep
from traceability.services import cases, code_contests, overlaps
from traceability.services.differences import Difference, compared, facts
from traceability.store.queries import areas
from traceability.store.queries import audit_cases as audit
from traceability.store.queries import cases as queries
from traceability.store.queries.audit import EventRow
from traceability.store.unit import Reading

#: What the leaf of a decision says that is not of the case's row.
_OF_DECISION = ("kept", "for_commune")


def check(view: Reading, page: Sequence[EventRow]) -> Iterator[Difference]:
    """The cases that the events of a page decided."""
    decided = [row for row in page if row.event.step == EventStep.CASE_DECIDED]
    rows = audit.by_codes(view.db, [row.subjects[0].subject for row in decided if row.subjects])
    for row in decided:
        for code in (subject.subject for subject in row.subjects):
            said = facts(row.event)
            recorded = {key: said[key] for key in said if key not in _OF_DECISION}
            recorded["closed_at"] = row.event.recorded_at
            case = rows.get(code)
            found = {} if case is None else cases.stated(case)
            found |= {} if case is None else {"closed_at": case.closed_at}
            yield from compared("case_file", code, recorded, found, row.event.event_id)


def check_closed(view: Reading) -> Iterator[Difference]:
    """No case stands decided without an event that decided it."""
    for case in audit.closed_untold(view.db):
        named = audit.decisions_on_subjects(view.db, case.id)
        if case.code not in [facts(event).get("case") for event in named]:
            yield Difference("case_file", case.code, "closed_at", None, case.closed_at)


def check_keys(view: Reading) -> Iterator[Difference]:
    """An open case is about what its subjects share, and hangs on that alone."""
    for case in audit.undecided(view.db):
        subjects = queries.subjects(view.db, case.id)
        if case.kind == overlaps.KIND:
            expected = {"-".join(sorted(subjects))}
        elif case.kind == code_contests.KIND:
            found = (areas.code_by_code(view.db, code) for code in subjects)
            expected = {key for area in found if area for key in code_contests.keys(area)}
        else:
            continue  # a product may have taken its number off meanwhile
        if case.key not in expected:
            yield Difference("case_file", case.code, "key", sorted(expected), case.key)
