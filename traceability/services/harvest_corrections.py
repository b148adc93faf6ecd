"""What a corrected harvest means for its season, its code and the permission that it stands by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.alerts import AlertKind
from traceability.domain.capacity import Balance
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.services import alerts, season_balance
from traceability.services.season_balance import Judged
from traceability.store.models import Batch, CodeAuthorization, Crop
from traceability.store.queries import areas, authorizations, corrections, products, recalls
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Below:
    """A season that a correction brought below its ceiling: what is counted, the ceiling, in g/ml.

    Of several lines that of which least is left.
    """

    used: int
    limit: int
    unit: str


def tellings(view: Reading, batches: Sequence[Batch]) -> dict[int, int]:
    """The entry that tells each making today, by the first one; for ``below_since``."""
    told = corrections.by_firsts(view.db, [batch.event_seq for batch in batches])
    return {key: event.seq for key, event in told.items()}


def below_since(view: Reading, named: Sequence[Batch], seqs: Mapping[int, int]) -> Below | None:
    """How harvests stand that were held over a ceiling, where corrections brought all below it.

    ``seqs`` are the ``tellings`` of these and others.
    """
    # One that was taken back is told by nothing any more.
    if all(seqs.get(batch.event_seq) == batch.event_seq for batch in named):
        return None
    judged = [_standing(view, batch) for batch in named]
    if any(each is None or each.verdict is Balance.HOLD for each in judged):
        return None
    lines = [
        Below(line.used + line.shared, line.ceilings.hold, batch.unit)
        for batch, each in zip(named, judged, strict=True)
        for line in (() if each is None else each.lines)
        if line.ceilings.hold is not None
    ]
    return min(lines, key=lambda each: each.limit - each.used, default=None)


def tell_put_right(work: Work, corrected: Sequence[Batch]) -> None:
    """Tell the offices of harvests that corrections took out from above a ceiling: they end it."""
    for batch in (each for each in corrected if each.stage == "harvest" and each.place_id):
        rows = recalls.open_over(work.db, [batch.id])
        over = any(row.reason == HoldReason.OVER_CEILING for row in rows)
        if over and below_since(work, [batch], tellings(work, [batch])) is not None:
            place = areas.places_by_ids(work.db, [batch.place_id or 0])[batch.place_id or 0]
            commune = areas.revision(work.db, place.id).commune_code
            told = {"lot": batch.lot_code}
            alerts.tell_offices(work, commune, AlertKind.HOLD_PUT_RIGHT, place.code, told)


def _standing(view: Reading, batch: Batch) -> Judged | None:
    """How the season of a harvest stands today; ``None`` for what no season counts."""
    crop = products.crop(view.db, batch.crop_code)
    if crop is None or batch.place_id is None:
        return None
    return season_balance.standing(view, _harvest(view, batch, crop, 0))


def _harvest(view: Reading, batch: Batch, crop: Crop, amount: int) -> season_balance.Harvest:
    codes = [] if batch.area_code_id is None else [batch.area_code_id]
    return season_balance.Harvest(
        place=areas.places_by_ids(view.db, [batch.place_id or 0])[batch.place_id or 0],
        crop=crop,
        day=batch.made_on,
        amount=amount,
        area=areas.codes_by_ids(view.db, codes).get(batch.area_code_id or 0),
        authorization=authorizations.of_batch(view.db, batch.id),
    )


def count(work: Work, changes: Sequence[tuple[Batch, int]]) -> list[Judged]:
    """Count what harvests gave more (or, below 0, less) than was recorded; how each stands since.

    All are counted before any is judged: their order says nothing. Refused with
    ``amended_over_cap`` (``cap``, ``used``) where another's code lets no more be used: what lies
    beyond stands under no code, and is a harvest of its own.
    """
    counted = [_counted(work, batch, more) for batch, more in changes]
    judged = []
    for (batch, more), (crop, harvest) in zip(changes, counted, strict=True):
        if harvest is None:
            judged.append(season_balance.uncounted(work, crop, batch.made_on))
            continue
        if more > 0 and harvest.authorization is not None:
            _refuse_over_cap(work, harvest.authorization, batch.unit)
        judged.append(season_balance.standing(work, harvest))
    return judged


def _counted(work: Work, batch: Batch, more: int) -> tuple[Crop, season_balance.Harvest | None]:
    """The crop of a harvest, and what was counted of it; nothing of ground that nobody knows."""
    crop = products.crop(work.db, batch.crop_code)
    if crop is None or batch.place_id is None:
        raise NotFound
    harvest = _harvest(work, batch, crop, more)
    if harvest.place.kind == OUTSIDE_GROUND:
        return crop, None
    season_balance.add(work, harvest)
    return crop, harvest


def _refuse_over_cap(work: Work, authorization: CodeAuthorization, unit: str) -> None:
    line = season_balance.of_authorization(work, authorization)
    if line.used > authorization.cap:
        facts = {"cap": authorization.cap, "used": line.used, "unit": unit}
        raise RuleBroken("amended_over_cap", "changes", **facts)
