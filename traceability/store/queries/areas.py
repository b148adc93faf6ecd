"""Places and growing-area codes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence, Set

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.growing_area import ENDING, ENTERING, CodeStep
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.store.models import (
    Actor,
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AreaCodeStep,
    Crop,
    Place,
    PlaceRevision,
)
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import by_keys, each_once, foresee, plain


def code_by_code(db: Session, code: str) -> AreaCode | None:
    """The growing-area code row of a short code."""
    return db.scalar(select(AreaCode).where(AreaCode.code == code))


def codes_by_ids(db: Session, ids: Sequence[int]) -> dict[int, AreaCode]:
    """Growing-area codes by internal key."""
    return by_keys(db, AreaCode, AreaCode.id, ids)


def codes_of_holder(db: Session, holder_id: int) -> list[AreaCode]:
    """The codes that a cooperative holds; what it has only applied for is none."""
    wanted = select(AreaCode).where(AreaCode.holder_id == holder_id, entered())
    return list(db.scalars(wanted.order_by(AreaCode.norm)))


def codes_of_holders(db: Session, holder_ids: Collection[int]) -> list[AreaCode]:
    """The codes that some cooperatives hold; what they have only applied for is none."""
    return [
        row
        for some in portions(sorted(holder_ids))
        for row in db.scalars(select(AreaCode).where(AreaCode.holder_id.in_(some), entered()))
    ]


def all_codes(db: Session) -> list[AreaCode]:
    """Every code of the register; what was only applied for is none."""
    return list(db.scalars(select(AreaCode).where(entered()).order_by(AreaCode.norm)))


def entered() -> ColumnElement[bool]:
    """A code that was granted, or opened by its holder: an application is not one yet."""
    steps_by = (AreaCodeStep.area_code_id == AreaCode.id, AreaCodeStep.step.in_(ENTERING))
    return exists().where(*steps_by)


def claims(db: Session, scheme: str, register_id: int, norm: str) -> int:
    """How many claims on one code string a register holds."""
    wanted = select(func.count()).select_from(AreaCode)
    wanted = wanted.where(
        AreaCode.scheme == scheme, AreaCode.register_id == register_id, AreaCode.norm == norm
    )
    return db.scalar(wanted) or 0


def register_of(db: Session, scheme: str, norm: str) -> int | None:
    """The register in which a string of a scheme stands now; a further claim joins it there."""
    wanted = select(AreaCode.register_id).where(
        AreaCode.scheme == scheme, AreaCode.norm == norm, stands()
    )
    return db.scalar(wanted.order_by(AreaCode.id).limit(1))


def stands() -> ColumnElement[bool]:
    """A claim that nobody has ended for good: not revoked, rejected, cancelled or struck out."""
    ended = exists().where(
        AreaCodeStep.area_code_id == AreaCode.id, AreaCodeStep.step.in_(sorted(ENDING))
    )
    return ~ended


def standing_claims(db: Session, area: AreaCode) -> list[AreaCode]:
    """The claims on the string of a code in its register that stand, in their order."""
    wanted = select(AreaCode).where(
        AreaCode.scheme == area.scheme,
        AreaCode.register_id == area.register_id,
        AreaCode.norm == area.norm,
        stands(),
    )
    return list(db.scalars(wanted.order_by(AreaCode.claim_no)))


def standing_on(db: Session, scheme: str, norm: str) -> list[AreaCode]:
    """The claims on a string of a scheme that stand, in whatever register."""
    wanted = select(AreaCode).where(AreaCode.scheme == scheme, AreaCode.norm == norm, stands())
    return list(db.scalars(wanted.order_by(AreaCode.id)))


def granted_strings(db: Session, scheme: str, *, but: int) -> list[str]:
    """The strings of a scheme that an office ever granted, as issued, one code's own left out."""
    granted = exists().where(
        AreaCodeStep.area_code_id == AreaCode.id, AreaCodeStep.step == CodeStep.GRANT
    )
    wanted = select(AreaCode.raw).where(AreaCode.scheme == scheme, AreaCode.id != but, granted)
    return list(db.scalars(wanted))


def standing_ids(db: Session, area_code_ids: Collection[int]) -> set[int]:
    """Those of some codes that nobody has ended for good."""
    return set(db.scalars(select(AreaCode.id).where(AreaCode.id.in_(area_code_ids), stands())))


def conflicted_among(db: Session, rows: Sequence[AreaCode]) -> set[int]:
    """Those of some codes of which ``conflicted`` holds, by key."""
    claims_of: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    for some in portions(sorted({row.norm for row in rows})):
        for row in db.scalars(select(AreaCode).where(AreaCode.norm.in_(some), stands())):
            claims_of[row.scheme, row.register_id, row.norm].add(row.id)
    several = (each for each in claims_of.values() if len(each) > 1)
    return {row.id for row in rows} & set().union(*several)


def by_codes(db: Session, codes: Sequence[str]) -> list[AreaCode]:
    """The growing-area codes of some short codes."""
    wanted = (select(AreaCode).where(AreaCode.code.in_(some)) for some in portions(codes))
    return [row for each in wanted for row in db.scalars(each)]


def conflicted(db: Session, area: AreaCode) -> bool:
    """Whether the code and another row, both standing, claim the same string of a register."""
    found = standing_claims(db, area)
    return len(found) > 1 and area.id in {each.id for each in found}


_STEPS = (
    select(AreaCodeStep)
    .where(AreaCodeStep.area_code_id.in_(bindparam("codes", expanding=True)))
    .order_by(AreaCodeStep.area_code_id, AreaCodeStep.seq)
)


@each_once
def steps(db: Session, area_code_ids: Sequence[int]) -> dict[int, list[AreaCodeStep]]:
    """The steps of codes, each list in order."""
    found: dict[int, list[AreaCodeStep]] = {key: [] for key in area_code_ids}
    for some in portions(area_code_ids):
        for row in db.scalars(_STEPS, {"codes": some}):
            found[row.area_code_id].append(row)
    return found


_WITH_STEPS = (
    select(AreaCode, AreaCodeStep)
    .outerjoin(AreaCodeStep, AreaCodeStep.area_code_id == AreaCode.id)
    .where(AreaCode.id.in_(bindparam("keys", expanding=True)))
    .order_by(AreaCode.id, AreaCodeStep.seq)
)


def foresee_codes(db: Session, ids: Sequence[int]) -> None:
    """Let a page ask for codes and their steps together."""
    foresee(db, _WITH_STEPS, AreaCode.id, steps, ids)


def crops_of(db: Session, area_code_id: int) -> list[Crop]:
    """The crops that a code was granted for."""
    wanted = (
        select(Crop)
        .join(AreaCodeCrop, AreaCodeCrop.crop_code == Crop.code)
        .where(AreaCodeCrop.area_code_id == area_code_id)
        .order_by(Crop.code)
    )
    return list(db.scalars(wanted))


def places_of(db: Session, area_code_id: int, day: dt.date | None = None) -> list[Place]:
    """The places under a code, on a day or ever."""
    wanted = select(Place).join(AreaCodePlace, AreaCodePlace.place_id == Place.id)
    wanted = wanted.where(AreaCodePlace.area_code_id == area_code_id)
    if day is not None:
        wanted = wanted.where(_linked_on(day))
    return list(db.scalars(wanted.distinct().order_by(Place.id)))


def _linked_on(day: dt.date) -> ColumnElement[bool]:
    until = or_(AreaCodePlace.to_on.is_(None), AreaCodePlace.to_on >= day)
    return and_(AreaCodePlace.from_on <= day, until)


def place_by_code(db: Session, code: str) -> Place | None:
    """The place of a short code; ground that no slip tells more of than its commune is none."""
    return db.scalar(select(Place).where(Place.code == code, Place.kind != OUTSIDE_GROUND))


def place_id(db: Session, code: str | None) -> int | None:
    """The internal key of a place of whatever kind."""
    return None if code is None else db.scalar(select(Place.id).where(Place.code == code))


def place_ids(db: Session, codes: Collection[str]) -> dict[str, int]:
    """The internal keys of places by short code."""
    wanted = (
        select(Place.code, Place.id).where(Place.code.in_(some)) for some in portions(list(codes))
    )
    return {row.code: row.id for each in wanted for row in db.execute(each)}


def places_by_ids(db: Session, ids: Sequence[int]) -> dict[int, Place]:
    """Places by internal key."""
    return by_keys(db, Place, Place.id, ids)


def codes_over(db: Session, place_id: int, day: dt.date | None = None) -> list[AreaCode]:
    """The codes that a place stands under on a day, or ever stood under, oldest first."""
    wanted = select(AreaCode).join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCode.id)
    wanted = wanted.where(AreaCodePlace.place_id == place_id, entered())
    if day is not None:
        wanted = wanted.where(_linked_on(day))
    wanted = wanted.distinct().order_by(AreaCode.id)
    return list(db.scalars(wanted))


_LINKED_FROM = (
    select(Place.code)
    .join(AreaCodePlace, AreaCodePlace.place_id == Place.id)
    .where(
        AreaCodePlace.area_code_id == bindparam("code"), AreaCodePlace.from_on >= bindparam("day")
    )
)


def linked_from(db: Session, area_code_id: int, day: dt.date) -> Set[str]:
    """The short codes of the places that were put under a code on a day or later."""
    rows = plain(db, _LINKED_FROM, {"code": area_code_id, "day": day})
    return {code for (code,) in rows}


def links_of(db: Session, area_code_id: int) -> list[tuple[str, AreaCodePlace]]:
    """Every link of a code, with the short code of its place."""
    wanted = select(Place.code, AreaCodePlace).join(Place, Place.id == AreaCodePlace.place_id)
    rows = db.execute(wanted.where(AreaCodePlace.area_code_id == area_code_id))
    return [(code, link) for code, link in rows]


def varieties_of(db: Session, area_code_id: int) -> dict[str, str]:
    """The varieties of a code as written, by crop, where it names them."""
    wanted = select(AreaCodeCrop).where(
        AreaCodeCrop.area_code_id == area_code_id, AreaCodeCrop.variety.is_not(None)
    )
    return {row.crop_code: row.variety or "" for row in db.scalars(wanted)}


def replace_crops(db: Session, area_code_id: int, crops: Sequence[str]) -> None:
    """Write the crops of a code anew."""
    db.execute(delete(AreaCodeCrop).where(AreaCodeCrop.area_code_id == area_code_id))
    db.add_all(AreaCodeCrop(area_code_id=area_code_id, crop_code=crop) for crop in crops)
    db.flush()


def revision_then(db: Session, place_id: int, moment: dt.datetime) -> PlaceRevision:
    """The revision of a place that stood at a moment; the first one for what was before it."""
    wanted = select(PlaceRevision).where(PlaceRevision.place_id == place_id)
    until = wanted.where(PlaceRevision.recorded_at <= moment)
    found = db.scalars(until.order_by(PlaceRevision.number.desc()).limit(1)).first()
    if found is not None:
        return found
    return db.scalars(wanted.order_by(PlaceRevision.number).limit(1)).one()


def revision(db: Session, place_id: int) -> PlaceRevision:
    """The newest revision of a place."""
    wanted = (
        select(PlaceRevision)
        .where(PlaceRevision.place_id == place_id)
        .order_by(PlaceRevision.number.desc())
        .limit(1)
    )
    return db.scalars(wanted).one()


def revisions(db: Session, place_id: int) -> list[PlaceRevision]:
    """Every revision of a place, the oldest first."""
    wanted = select(PlaceRevision).where(PlaceRevision.place_id == place_id)
    return list(db.scalars(wanted.order_by(PlaceRevision.number)))


def stood_then(revisions: Sequence[PlaceRevision], moment: dt.datetime) -> PlaceRevision:
    """Which of a place's revisions stood at a moment; the first one for what was before it."""
    until = [each for each in revisions if each.recorded_at <= moment]
    return until[-1] if until else revisions[0]


_REVISIONS = (
    select(PlaceRevision)
    .where(PlaceRevision.place_id.in_(bindparam("places", expanding=True)))
    .order_by(PlaceRevision.number)
)


@each_once
def revisions_of(db: Session, place_ids: Sequence[int]) -> dict[int, list[PlaceRevision]]:
    """Every revision of places by internal key, the oldest first."""
    found: dict[int, list[PlaceRevision]] = {key: [] for key in place_ids}
    for some in portions(place_ids):
        for row in db.scalars(_REVISIONS, {"places": some}):
            found[row.place_id].append(row)
    return found


_WITH_REVISIONS = (
    select(Place, PlaceRevision)
    .join(PlaceRevision, PlaceRevision.place_id == Place.id)
    .where(Place.id.in_(bindparam("keys", expanding=True)))
    .order_by(PlaceRevision.number)
)


def foresee_places(db: Session, ids: Sequence[int]) -> None:
    """Let a page ask for places and their revisions together."""
    foresee(db, _WITH_REVISIONS, Place.id, revisions_of, ids)


def actor_id(db: Session, code: str) -> int:
    """The internal key of an actor's code."""
    return db.scalars(select(Actor.id).where(Actor.code == code)).one()


def actor_code(db: Session, actor_id: int | None) -> str | None:
    """The code of an actor; None for nobody."""
    return db.scalar(select(Actor.code).where(Actor.id == actor_id))


def places_of_holder(db: Session, holder_id: int) -> list[Place]:
    """Every place of a cooperative, oldest first."""
    return places_of_holders(db, [holder_id])


def places_of_holders(db: Session, holder_ids: Collection[int]) -> list[Place]:
    """Every place of some cooperatives, oldest first."""
    own = select(Place).where(Place.holder_id.in_(holder_ids), Place.kind != OUTSIDE_GROUND)
    return list(db.scalars(own.order_by(Place.id)))


_OF_KINDS = (
    select(Place.holder_id, Place.code)
    .where(
        Place.holder_id.in_(bindparam("holders", expanding=True)),
        Place.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(Place.id)
)


def of_kinds(
    db: Session, holder_ids: Collection[int], kinds: Collection[str]
) -> dict[int, list[str]]:
    """The short codes of the places of some kinds by their holders, oldest first."""
    found: dict[int, list[str]] = {key: [] for key in holder_ids}
    for holder, code in plain(db, _OF_KINDS, {"holders": [*holder_ids], "kinds": [*kinds]}):
        found[holder].append(code)
    return found
