"""The alerts of a reader as things stand: of goods that were stopped since, another question."""

from __future__ import annotations

from dataclasses import replace

from traceability.domain.access import Actor
from traceability.domain.alerts import AlertKind
from traceability.services import alerts, recalls
from traceability.services.alerts import AlertShown, AlertsPage
from traceability.store.queries import scanned_labels
from traceability.store.unit import Reading


def listed(view: Reading, actor: Actor, page: int = 1) -> AlertsPage:
    """A page of alerts, newest first; see ``alerts.listed``.

    Scanned goods that are held or recalled by now are not asked to be written out: where they are
    is asked, as of those that were scanned after the stop.
    """
    found = alerts.listed(view, actor, page)
    asked = {line.subject for line in found.lines if line.kind is AlertKind.SCANNED_EARLY}
    lots = scanned_labels.batches_called(view.db, [code for code in asked if code])
    stopped = recalls.stopped(view, [lot.id for lot in lots.values()])
    standing = {code: stopped[lot.id] for code, lot in lots.items() if lot.id in stopped}
    return replace(found, lines=tuple(_today(line, standing) for line in found.lines))


def _today(line: AlertShown, stopped: dict[str, str]) -> AlertShown:
    if line.kind is not AlertKind.SCANNED_EARLY or line.subject not in stopped:
        return line
    facts = {**line.facts, "stopped": stopped[line.subject or ""]}
    return replace(line, kind=AlertKind.SCANNED_STOPPED, facts=facts)
