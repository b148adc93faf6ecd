"""Scanned goods that are written out with one press: recorded once, and only while they are asked.

Nothing was typed, so nothing is said back before (decision 0061); what a person has to answer leads
to the review of the note.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.errors import Conflict
from traceability.domain.stretches import together, without
from traceability.services import (
    batches,
    deliveries,
    label_dispatch,
    scan_answers,
    scan_views,
    scanned_goods,
)
from traceability.services.deliveries import DeliveryRequest, Sent
from traceability.services.label_ledger import LabelsOf
from traceability.store.models import Batch
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import deliveries as queries
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading, Work


def key_of(view: Reading, code: str) -> str:
    """The request key under which the open question of a lot is answered."""
    return scan_answers.key(view, batches.known(view, code))


def press(
    work: Work,
    telemetry: Telemetry | None,
    request_key: str,
    asked: DeliveryRequest,
    named: Sequence[LabelsOf] = (),
) -> Sent:
    """Record what a button said of one lot, if its labels still ask for it under the lock.

    The labels that the page ``named`` go with the note, whatever was scanned since: whoever pressed
    saw these. ``Conflict('request_key_reused')`` names the note where one answered meanwhile,
    ``Conflict('changed_meanwhile')`` says that the labels ask no more, or stand on the goods no
    more.
    """
    (line,) = asked.lines
    if scan_answers.asked_by(request_key) != line.batch:
        raise Conflict("changed_meanwhile")
    lot = _locked(work, request_key, asked)
    found = scan_views.of_lot(work, telemetry, work.actor, lot.code, scan_views.SPANS[0])
    linked = found.asking.linked
    if not found.packs_seen or found.stopped or not _are_there(linked, named, line.packages):
        raise Conflict("changed_meanwhile")
    return _sent(work, asked, lot, named)


def _sent(work: Work, asked: DeliveryRequest, lot: Batch, named: Sequence[LabelsOf]) -> Sent:
    """A note, with the labels of a lot that go with it; of one that goes whole all do."""
    sent = deliveries.register(work, asked)
    if batch_queries.stock(work.db, lot.id).on_hand:
        for each in named:
            label_dispatch.sent_with(work, lot, each, sent.code)
    return sent


def _are_there(linked: Sequence[LabelsOf], named: Sequence[LabelsOf], packages: int | None) -> bool:
    """Whether labels stand on goods that are here, one a package; of a whole lot none is named."""
    here = {each.run: each.stretches for each in linked}
    gone = (without(each.stretches, here.get(each.run, ())) for each in named)
    once = len({each.run for each in named}) == len(named) and all(map(_in_order, named))
    return once and _as_many(named, packages) and not any(gone)


def _as_many(named: Sequence[LabelsOf], packages: int | None) -> bool:
    return sum(each.count for each in named) == (packages or 0)


def _in_order(labels: LabelsOf) -> bool:
    """Whether no label is named twice, and no stretch backwards."""
    forward = all(first <= last for first, last in labels.stretches)
    return forward and together(labels.stretches) == labels.stretches


def register(
    work: Work, request_key: str, asked: DeliveryRequest, named: Sequence[LabelsOf] = ()
) -> Sent:
    """Record a note that was looked over; one that answers a question does so once.

    The labels that the press ``named`` go with it while it tells of as many packages of their lot;
    ``Conflict('changed_meanwhile')`` where they stand on goods that are here no more.
    """
    line = next((e for e in asked.lines if e.batch == scan_answers.asked_by(request_key)), None)
    if line is None:
        return deliveries.register(work, asked)
    lot = _locked(work, request_key, asked)
    if not named or not _as_many(named, line.packages):
        return deliveries.register(work, asked)
    if not _are_there(scanned_goods.on_packs_here(work, lot), named, line.packages):
        raise Conflict("changed_meanwhile")
    return _sent(work, asked, lot, named)


def foreseen(
    work: Work, request_key: str, asked: DeliveryRequest, named: Sequence[LabelsOf]
) -> tuple[Sent, bool]:
    """The same as it would be, to be taken back; and whether the labels named may still go.

    Refused as the recording is where a note answered meanwhile: nobody reviews what was recorded.
    """
    line = next((e for e in asked.lines if e.batch == scan_answers.asked_by(request_key)), None)
    if line is None:
        return deliveries.register(work, asked), False
    lot = batches.known(work, line.batch)
    _still_asked(work, lot, request_key)
    if not named or not _as_many(named, line.packages):
        return deliveries.register(work, asked), bool(named)
    here = _are_there(scanned_goods.on_packs_here(work, lot), named, line.packages)
    return _sent(work, asked, lot, named if here else ()), here


def _locked(work: Work, request_key: str, asked: DeliveryRequest) -> Batch:
    """The lot that a key asks about, with all lots of the note locked; refused once answered."""
    work.share_judgement()
    found = [batches.known(work, line.batch) for line in asked.lines]
    label_dispatch.lock_with_labels(work, found)
    lot = next(each for each in found if each.code == scan_answers.asked_by(request_key))
    _still_asked(work, lot, request_key)
    return lot


def _still_asked(work: Work, lot: Batch, request_key: str) -> None:
    """The question of a key stands open; else the note that answered it is named."""
    if scan_answers.key(work, lot) != request_key:
        before = queries.ever_of_batch(work.db, lot.id)
        recorded = {"delivery": before[0].code} if before else {}
        raise Conflict("request_key_reused", "request_key", recorded=recorded)
