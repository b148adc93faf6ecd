"""What a corrected harvest means for its season, its code and the permission that it stands by."""

from __future__ import annotations

from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.services import season_balance
from traceability.services.season_balance import Judged
from traceability.store.models import Batch
from traceability.store.queries import areas, authorizations, products
from traceability.store.unit import Work


def count(work: Work, batch: Batch, more: int) -> Judged:
    """Count what a harvest gave more (or, below 0, less) than was recorded; how it stands since.

    Refused with ``amended_over_cap`` (``cap``, ``used``) where another's code lets no more be
    used: what lies beyond stands under no code, and is a harvest of its own.
    """
    crop = products.crop(work.db, batch.crop_code)
    if crop is None or batch.place_id is None:
        raise NotFound
    place = areas.places_by_ids(work.db, [batch.place_id])[batch.place_id]
    if place.kind == OUTSIDE_GROUND:
        return season_balance.uncounted(work, crop, batch.made_on)
    codes = [] if batch.area_code_id is None else [batch.area_code_id]
    authorization = authorizations.of_batch(work.db, batch.id)
    judged = season_balance.count(
        work,
        season_balance.Harvest(
            place=place,
            crop=crop,
            day=batch.made_on,
            amount=more,
            area=areas.codes_by_ids(work.db, codes).get(batch.area_code_id or 0),
            authorization=authorization,
        ),
    )
    if authorization is not None:
        line = season_balance.of_authorization(work, authorization)
        if more > 0 and line.used > authorization.cap:
            facts = {"cap": authorization.cap, "used": line.used, "unit": batch.unit}
            raise RuleBroken("amended_over_cap", "changes", **facts)
    return judged
