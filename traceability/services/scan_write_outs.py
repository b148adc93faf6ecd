"""Scanned goods that are written out with one press: recorded once, and only while they are asked.

Nothing was typed, so nothing is said back before (decision 0061); what a person has to answer leads
to the review of the note.
"""

from __future__ import annotations

from traceability.domain.errors import Conflict
from traceability.services import batches, deliveries, label_dispatch, scan_answers, scan_views
from traceability.services.deliveries import DeliveryRequest, Sent
from traceability.store.models import Batch
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import deliveries as queries
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading, Work


def key_of(view: Reading, code: str) -> str:
    """The request key under which the open question of a lot is answered."""
    return scan_answers.key(view, batches.known(view, code))


def press(
    work: Work, telemetry: Telemetry | None, request_key: str, asked: DeliveryRequest
) -> Sent:
    """Record what a button said of one lot, if its labels still ask for it under the lock.

    The labels that were scanned go with the note, by their numbers: those of as many packs as the
    button said. ``Conflict('request_key_reused')`` names the note where one answered meanwhile,
    ``Conflict('changed_meanwhile')`` says that the labels ask no more, or of fewer packs.
    """
    (line,) = asked.lines
    if scan_answers.asked_by(request_key) != line.batch:
        raise Conflict("changed_meanwhile")
    lot = _locked(work, request_key, asked)
    found = scan_views.of_lot(work, telemetry, work.actor, lot.code, scan_views.SPANS[0])
    if not found.packs_seen or found.stopped or (line.packages or 0) > found.linked:
        raise Conflict("changed_meanwhile")
    sent = deliveries.register(work, asked)
    if line.packages and batch_queries.stock(work.db, lot.id).on_hand:
        for each in found.asking.first(line.packages):
            label_dispatch.sent_with(work, lot, each, sent.code)
    return sent


def register(work: Work, request_key: str, asked: DeliveryRequest) -> Sent:
    """Record a note that was looked over; one that answers a question does so once."""
    if scan_answers.asked_by(request_key) in {line.batch for line in asked.lines}:
        _locked(work, request_key, asked)
    return deliveries.register(work, asked)


def _locked(work: Work, request_key: str, asked: DeliveryRequest) -> Batch:
    """The lot that a key asks about, with all lots of the note locked; refused once answered."""
    work.share_judgement()
    found = [batches.known(work, line.batch) for line in asked.lines]
    label_dispatch.lock_with_labels(work, found)
    lot = next(each for each in found if each.code == scan_answers.asked_by(request_key))
    if scan_answers.key(work, lot) != request_key:
        before = queries.ever_of_batch(work.db, lot.id)
        recorded = {"delivery": before[0].code} if before else {}
        raise Conflict("request_key_reused", "request_key", recorded=recorded)
    return lot
