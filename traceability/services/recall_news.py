"""What holds and recalls, and their endings, are told of to organisations: by alerts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from traceability.domain.alerts import AlertKind
from traceability.domain.holds import HoldReason
from traceability.services import alerts
from traceability.services.alerts import Facts
from traceability.store.models import Batch, Party, Recall
from traceability.store.queries import alerts as alert_queries
from traceability.store.queries import batches, lent_goods
from traceability.store.queries import recalls as queries
from traceability.store.unit import Reading, Work

#: What is told of scans of goods because they are held or recalled.
SCANNED = (AlertKind.SCANNED_STOPPED, AlertKind.STOPPED_SCANNED)


def lots_within(view: Reading, named: Sequence[Batch]) -> Mapping[int, int]:
    """How many of some lots and of what was made of them each holder has."""
    return queries.lots_by_holder(view.db, batches.made_of([batch.id for batch in named]))


def tell_holders(
    work: Work,
    kind: AlertKind,
    named: Sequence[Batch],
    lots: Mapping[int, int] | None = None,
    **more: str,
) -> None:
    """One alert for each holder, which opens the first of the lots named.

    ``lots`` says how many of each holder's it is about, where that is more than those named.
    """
    for holder, theirs in _by_holder(named).items():
        count = len(theirs) if lots is None else lots[holder]
        facts: Facts = {"lot": theirs[0].lot_code, "count": count, **more}
        alerts.tell(work, holder, kind, theirs[0].code, facts)


def tell_ordered(work: Work, owner: Party, batch: Batch) -> None:
    """Tell the holder of a lot that it was held, and whether the order was its own."""
    reason = _ordered(owner, batch.holder_id)
    tell_holders(work, AlertKind.BATCH_HELD, [batch], reason=reason)


def tell_freed(
    work: Work, kind: AlertKind, named: Sequence[Batch], still: Mapping[int, int]
) -> None:
    """Tell each holder that a hold or recall ended, and of how many lots.

    ``still`` are the lots of each that another one stops; they are counted apart.
    """
    lots = lots_within(work, named)
    for holder, theirs in _by_holder(named).items():
        left = still.get(holder, 0)
        beside: Facts = {"still": left} if left else {}
        facts: Facts = {"lot": theirs[0].lot_code, "count": lots[holder] - left, **beside}
        alerts.tell(work, holder, kind, theirs[0].code, facts)


def tell_receivers(work: Work, owner: Party, recall: Recall, told: Collection[int]) -> None:
    """One alert for each other cooperative that holds something made of what is covered.

    ``owner`` is whose act it was.
    """
    recalled = recall.kind == "recall"
    kind = AlertKind.BATCH_RECALLED if recalled else AlertKind.BATCH_HELD
    for holder, count, first in queries.covered_holders(work.db, recall.id, told):
        ordered = recall.reason == HoldReason.ORDERED
        reason = _ordered(owner, holder) if ordered else recall.reason
        more = {} if recalled else {"reason": reason}
        facts: Facts = {"lot": first.lot_code, "count": count, **more}
        alerts.tell(work, holder, kind, first.code, facts)


def tell_lenders(work: Work, recall: Recall) -> None:
    """Tell whose code was lent that goods of others under it were held or recalled by an order.

    Which lots is not told: the code's page shows those uses that its holder sees anyway. What is
    judged by rules is no order; it stands on that page alone.
    """
    if recall.reason != HoldReason.ORDERED:
        return
    stopped = "recalled" if recall.kind == "recall" else "held"
    for area in lent_goods.codes_within(work.db, recall.id):
        labels = lent_goods.labels_within(work.db, recall.id, area)
        facts: Facts = {"raw": area.raw, "stopped": stopped, "labels": labels}
        alerts.tell(work, area.holder_id, AlertKind.LENT_GOODS_STOPPED, area.code, facts)


def tell_lenders_freed(work: Work, recall: Recall) -> None:
    """Tell the same ones that it ended."""
    if recall.reason != HoldReason.ORDERED:
        return
    for area in lent_goods.codes_within(work.db, recall.id):
        facts: Facts = {"raw": area.raw}
        alerts.tell(work, area.holder_id, AlertKind.LENT_GOODS_FREED, area.code, facts)


def read_what_ended(work: Work, recall: Recall) -> None:
    """Mark as read the alerts of scans of stopped goods, where nothing stops them any more."""
    alert_queries.mark_ended(work.db, recall.id, SCANNED, work.now, work.actor.id)


def _ordered(owner: Party, holder: int) -> str:
    """Whose order it was, as a word: no alert has a name."""
    if owner.id == holder:
        return "ordered_by_holder"
    return "ordered_by_office" if owner.kind == "authority" else "ordered_by_other"


def _by_holder(named: Sequence[Batch]) -> dict[int, list[Batch]]:
    found: dict[int, list[Batch]] = {}
    for batch in named:
        found.setdefault(batch.holder_id, []).append(batch)
    return found
