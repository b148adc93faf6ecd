"""What answers the question whether scanned goods are written out: a note that names their lot.

The question of a lot has one key, whoever presses on whatever page: what one press recorded, a
second one finds. A note that was taken back opens the question anew, under another key.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.alerts import AlertKind
from traceability.store.models import Batch, DeliveryNote
from traceability.store.queries import alerts, deliveries, drafts
from traceability.store.unit import Reading, Work

_BEGINNING = "scanned-"


def key(view: Reading, lot: Batch) -> str:
    """The request key of the question that stands open: how many notes named the lot before."""
    return f"{_of(lot)}{len(deliveries.ever_of_batch(view.db, lot.id))}"


def asked_by(request_key: str) -> str | None:
    """The code of the lot whose question a request key answers; none for another key."""
    if not request_key.startswith(_BEGINNING):
        return None
    return request_key.removeprefix(_BEGINNING).partition("-")[0]


def settle(work: Work, holder_id: int, lots: Sequence[Batch]) -> None:
    """Lots are written out: who was asked has read it, what was begun to answer it is dropped."""
    codes = [lot.code for lot in lots]
    asked = AlertKind.SCANNED_EARLY
    alerts.mark_about(work.db, holder_id, asked, codes, work.now, work.actor.id)
    drafts.drop_keyed(work.db, holder_id, [_of(lot) for lot in lots])


def reopen(work: Work, note: DeliveryNote) -> None:
    """A note was taken back: what it had answered is asked again."""
    codes = [lot.code for _line, lot in deliveries.lines(work.db, note.id)]
    asked = AlertKind.SCANNED_EARLY
    alerts.unmark_about(work.db, note.holder_id, asked, codes, note.recorded_at)


def _of(lot: Batch) -> str:
    return f"{_BEGINNING}{lot.code}-"
