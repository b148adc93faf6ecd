"""Folding all events again, and comparing every chain and every projection with what stands there.

What is found needs no trust in the service: a leaf that was changed differs from its hash, a hash
that was changed differs from the next leaf of the same thing, and a projection differs from the
fold. Everything is read in pages, so memory does not grow with the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from traceability.services import (
    verify_authorizations,
    verify_books,
    verify_boundaries,
    verify_cases,
    verify_certificates,
    verify_complaints,
    verify_corrections,
    verify_deliveries,
    verify_diary,
    verify_events,
    verify_filing,
    verify_goods,
    verify_labels,
    verify_places,
    verify_public,
    verify_receptions,
    verify_registers,
    verify_reports,
    verify_sacks,
    verify_scans,
    verify_seasons,
)
from traceability.services.differences import Difference
from traceability.store.append_only import missing_triggers
from traceability.store.unit import Reading

__all__ = ["Difference", "differences", "verify"]


def verify(view: Reading) -> list[Difference]:
    """Every difference between the events and what is kept; an empty list is a whole record."""
    return list(differences(view))


def differences(view: Reading) -> Iterator[Difference]:
    """The same, one at a time: for a record that may differ everywhere."""
    for name in missing_triggers(view.db):
        yield Difference("trigger", name, "state", recorded="standing", found="missing")
    for check in _CHECKS:
        yield from _whole(view, check)


def _whole(view: Reading, check: Callable[[Reading], Iterator[Difference]]) -> Iterator[Difference]:
    """The differences that a check finds; one that cannot read what stands there says so.

    A row that was changed may be none that the service could have written, and what the other
    checks find must be told all the same.
    """
    try:
        yield from check(view)
    except (KeyError, ValueError, TypeError, AttributeError, StopIteration) as error:
        name = check.__module__.rpartition(".")[2]
        yield Difference("check", name, "readable", True, f"{type(error).__name__}: {error}")


_CHECKS: tuple[Callable[[Reading], Iterator[Difference]], ...] = (
    verify_events.check,
    verify_events.check_chains,
    verify_registers.check_counts,
    verify_cases.check_closed,
    verify_cases.check_keys,
    verify_authorizations.check_kept,
    verify_corrections.check_kept,
    verify_boundaries.check,
    verify_filing.check,
    verify_filing.check_undone,
    verify_places.check,
    verify_certificates.check,
    verify_diary.check,
    verify_complaints.check,
    verify_reports.check,
    verify_goods.check,
    verify_deliveries.check,
    verify_sacks.check,
    verify_books.check,
    verify_seasons.check,
    verify_receptions.check,
    verify_labels.check_ledgers,
    verify_labels.check_cartons,
    verify_labels.check_scopes,
    verify_public.check,
    verify_scans.check,
)
