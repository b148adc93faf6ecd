"""Labels that many looked at only where those count who may have been trying labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from traceability.domain.scans import USUAL, Rule
from traceability.services.scan_watch import limits_of
from traceability.store.models import Batch
from traceability.store.queries import tried_labels
from traceability.store.queries.scans import Finding
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading


def many_by_trying(
    view: Reading, telemetry: Telemetry, found: Sequence[Finding], lots: Mapping[str, Batch]
) -> set[tuple[int, int]]:
    """Those labels (run, index) of findings that without who tried many are below their limit."""
    many = {(each.run_no, each.index): each.subject for each in found if each.rule == Rule.MANY}
    if not many:
        return set()
    with telemetry.reading() as connection:
        others = tried_labels.others(connection, many)
    limits = limits_of(view, list(lots.values()))
    by_lot = {code: limits[lot.id] for code, lot in lots.items()}
    return {
        label for label, left in others.items() if left < by_lot.get(many[label], USUAL).visitors
    }
