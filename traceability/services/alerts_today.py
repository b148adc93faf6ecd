"""The alerts of a reader as things stand: of goods stopped since, or no more, another sentence."""

from __future__ import annotations

from dataclasses import replace

from traceability.domain.access import Actor
from traceability.domain.alerts import AlertKind
from traceability.services import alerts, recalls
from traceability.services.alerts import AlertShown, AlertsPage
from traceability.services.recall_news import SCANNED
from traceability.store.queries import scanned_labels
from traceability.store.unit import Reading

_OF_SCANS = frozenset({AlertKind.SCANNED_EARLY, *SCANNED})


def listed(view: Reading, actor: Actor, page: int = 1) -> AlertsPage:
    """A page of alerts, newest first; see ``alerts.listed``.

    Scanned goods that are held or recalled by now are not asked to be written out: where they are
    is asked, as of those that were scanned after the stop. Those that are stopped no more are not
    asked for: the alert says how they stood when they were scanned, and that it ended (``ended``).
    """
    found = alerts.listed(view, actor, page)
    asked = {line.subject for line in found.lines if line.kind in _OF_SCANS}
    lots = scanned_labels.batches_called(view.db, [code for code in asked if code])
    stopped = recalls.stopped(view, [lot.id for lot in lots.values()])
    standing = {code: stopped[lot.id] for code, lot in lots.items() if lot.id in stopped}
    return replace(found, lines=tuple(_today(line, standing) for line in found.lines))


def _today(line: AlertShown, stopped: dict[str, str]) -> AlertShown:
    now = stopped.get(line.subject or "")
    if line.kind in SCANNED:
        return replace(line, facts={**line.facts, **({"stopped": now} if now else {"ended": 1})})
    if line.kind is not AlertKind.SCANNED_EARLY or now is None:
        return line
    return replace(line, kind=AlertKind.SCANNED_STOPPED, facts={**line.facts, "stopped": now})
