"""Folding all events again, and comparing every chain and every projection with what stands there.

What is found needs no trust in the service: a leaf that was changed differs from its hash, a hash
that was changed differs from the next leaf of the same thing, and a projection differs from the
fold. Everything is read in pages, so memory does not grow with the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from traceability.services import (
    verify_authorizations,
    verify_boundaries,
    verify_cases,
    verify_certificates,
    verify_events,
    verify_filing,
    verify_goods,
    verify_labels,
    verify_places,
    verify_public,
    verify_registers,
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
    yield from verify_events.check(view)
    yield from verify_events.check_chains(view)
    yield from verify_registers.check_counts(view)
    yield from verify_cases.check_closed(view)
    yield from verify_authorizations.check_kept(view)
    yield from verify_boundaries.check(view)
    yield from verify_filing.check(view)
    yield from verify_places.check(view)
    yield from verify_certificates.check(view)
    yield from verify_goods.check(view)
    yield from verify_seasons.check(view)
    yield from verify_labels.check_ledgers(view)
    yield from verify_labels.check_scopes(view)
    yield from verify_public.check(view)
