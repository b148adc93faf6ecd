"""What there is of places under codes: a boundary, parcels, households."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.domain.growing_area import ENDING
from traceability.store.models import AreaCodeStep, PlaceGeometry, PlaceHousehold, PrivateValue
from traceability.store.queries.portions import portions

#: The private values of a place that say which parcels it is, and how many households work it.
PARCELS, HOUSEHOLDS = "parcels", "household_count"


def there(db: Session, places: Sequence[tuple[int, str]]) -> dict[str, set[int]]:
    """Which places (by key and short code) have a boundary, parcels, and households."""
    found: dict[str, set[int]] = {"boundary": set(), "parcels": set(), "households": set()}
    for some in portions(places):
        ids, by_code = [key for key, _code in some], {code: key for key, code in some}
        drawn = select(PlaceGeometry.place_id).where(PlaceGeometry.place_id.in_(ids))
        found["boundary"] |= set(db.scalars(drawn.where(PlaceGeometry.current)))
        worked = select(PlaceHousehold.place_id).where(PlaceHousehold.place_id.in_(ids))
        found["households"] |= set(db.scalars(worked.where(PlaceHousehold.to_on.is_(None))))
        said = select(PrivateValue.owner_id, PrivateValue.field).where(
            PrivateValue.owner_kind == "place",
            PrivateValue.owner_id.in_(by_code),
            PrivateValue.field.in_((PARCELS, HOUSEHOLDS)),
        )
        for code, field in db.execute(said):
            name = "parcels" if field == PARCELS else "households"
            found[name].add(by_code[code])
    return found


def lasts(steps: Sequence[AreaCodeStep]) -> bool:
    """Whether nobody has ended a code for good."""
    return all(step.step not in ENDING for step in steps)


def decided(steps: Sequence[AreaCodeStep]) -> bool:
    """Whether a code's grant names its decision and who took it."""
    grants = [step for step in steps if step.step == "grant"]
    return all(step.decision_no and step.authority for step in grants)
