"""One lot as an officer decides on it: what it is, what was made of it, what stops it, what can be.

Only who may stop goods of the territory sees the page: a lot elsewhere is not found.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, may, require
from traceability.domain.days import day_in_vietnam
from traceability.services import (
    area_codes,
    batches,
    hold_causes,
    hold_views,
    places_shown,
    recalls,
    registry_lots,
)
from traceability.services.hold_causes import Cause
from traceability.services.hold_views import Reach
from traceability.services.registry_lots import LotShown
from traceability.store.models import Batch, Recall
from traceability.store.queries import areas, events, registry
from traceability.store.queries import batches as queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Stop:
    """An open hold or recall over a lot: since when, for which reason; may the officer end it.

    ``cause`` says whose order it was and the lots that it names. ``notice`` and ``contact`` are
    what a recall tells buyers, ``typed`` is why a hold was ordered.
    """

    code: str
    kind: str
    reason: str
    since: dt.date
    may_lift: bool
    cause: Cause
    notice: str = ""
    contact: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Origins:
    """Where a lot comes from: communes by name, the largest part first, and what has no code.

    Parts and ``outside`` are parts per million of the lot.
    """

    communes: tuple[tuple[str, int], ...]
    outside: int


@dataclass(frozen=True)
class LotDesk:
    """A lot for who may stop it.

    ``weighed`` says whether the officer may read its amount; ``reach`` is what would be stopped
    with it; ``codes`` are growing-area codes that it comes from and the officer sees, each with
    its string. ``stage`` says what was done on the day that it was made.
    """

    lot: LotShown
    stage: str
    weighed: bool
    published: bool
    reach: Reach
    codes: tuple[tuple[str, str], ...]
    origins: Origins
    stops: tuple[Stop, ...]

    @property
    def recalled(self) -> bool:
        """Whether a recall covers it now."""
        return any(each.kind == "recall" for each in self.stops)


def page(view: Reading, actor: Actor, code: str) -> LotDesk:
    """A lot of the actor's territory."""
    batch = batches.known(view, code)
    thing = recalls.thing(view, batch)
    require(actor, Action.SEE_BATCH, thing)
    _same, reach = hold_views.reach(view, actor, code, Action.ANNOUNCE_RECALL)
    (lot,) = registry_lots.lots(view, [batch])
    return LotDesk(
        lot=lot,
        stage=batch.stage,
        weighed=may(actor, Action.SEE_STEP_KG, thing),
        published=queries.stock(view.db, batch.id).published_on is not None,
        reach=reach,
        codes=_codes(view, actor, batch),
        origins=origins(view, batch),
        stops=_stops(view, actor, batch),
    )


def origins(view: Reading, batch: Batch) -> Origins:
    """From which communes a lot comes, and how much of it stands under no growing-area code."""
    shares = batches.shares_of_each(view, [batch.id]).get(batch.id, {})
    stood = areas.revisions_of(view.db, sorted({place for place, _area in shares}))
    communes = registry.communes(view.db)
    parts: dict[str, int] = defaultdict(int)
    for (place, _area), ppm in shares.items():
        parts[stood[place][-1].commune_code] += ppm
    named = [(communes[code, places_shown.NEW].name, ppm) for code, ppm in parts.items()]
    outside = sum(ppm for (_place, area), ppm in shares.items() if area is None)
    return Origins(tuple(sorted(named, key=lambda each: (-each[1], each[0]))), outside)


def _codes(view: Reading, actor: Actor, batch: Batch) -> tuple[tuple[str, str], ...]:
    keys = {row.area_code_id for row in queries.origins(view.db, batch.id)} - {None}
    rows = areas.codes_by_ids(view.db, sorted(key for key in keys if key is not None)).values()
    seen = [row for row in rows if may(actor, Action.SEE_CODE, area_codes.thing(view, row))]
    return tuple(sorted(((row.code, row.raw or "") for row in seen), key=lambda pair: pair[1]))


def _stops(view: Reading, actor: Actor, batch: Batch) -> tuple[Stop, ...]:
    """The open ones over a lot, oldest first."""
    found = [
        each for each in recall_queries.covering(view.db, [batch.id])[batch.id] if each.lift is None
    ]
    causes = hold_causes.over_batch(view, actor, batch)
    words = events.private_values(view.db, "event", [each.event.event_id for each in found])
    return tuple(
        Stop(
            code=each.recall.code,
            kind=each.recall.kind,
            reason=each.recall.reason,
            since=day_in_vietnam(each.recall.opened_at),
            may_lift=_liftable(view, actor, each.recall),
            cause=causes[each.recall.code],
            notice=words.get((each.event.event_id, "notice"), ""),
            contact=words.get((each.event.event_id, "contact"), ""),
            typed=words.get((each.event.event_id, "reason"), ""),
        )
        for each in found
    )


def _liftable(view: Reading, actor: Actor, recall: Recall) -> bool:
    named = recalls.named_by(view, recall)
    return all(may(actor, Action.LIFT_RECALL, recalls.thing(view, each)) for each in named)
