"""What a growing area of one's own is registered from: kinds, crops, granted codes, the commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.growing_area import FAMILIES
from traceability.domain.place_kinds import KINDS
from traceability.domain.text import sort_key
from traceability.services import internal_codes, parties
from traceability.services.places import PlaceRequest
from traceability.store.models import AreaCode, Crop
from traceability.store.queries import areas, batches, products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class CropChoice:
    """A crop by code, its names by language."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class GrantedCode:
    """A code that an authority granted: its short code, as written, its crops in Vietnamese."""

    code: str
    raw: str
    crops: tuple[str, ...]


@dataclass(frozen=True)
class AreaChoices:
    """What the form offers: crops by kind, granted codes, the holder's own commune."""

    crops: Mapping[str, tuple[CropChoice, ...]]
    granted: tuple[GrantedCode, ...]
    commune: str | None
    old_commune: str | None


@dataclass(frozen=True)
class OwnArea:
    """An own area as it stands: its place, crops, codes as written, and what rests on it.

    ``lots`` counts the harvests that were recorded here.
    """

    code: str
    place: PlaceRequest
    name: str
    crops: tuple[str, ...]
    codes: tuple[str, ...]
    revision: int
    lots: int


def choices(view: Reading, actor: Actor) -> AreaChoices:
    """What a manager chooses from."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.EDIT_PLACE, Thing(holder=holder.id))
    rows = products.crops(view.db)
    granted = internal_codes.granted_codes(view, holder.id)
    return AreaChoices(
        crops={kind: _crops(rows, FAMILIES.get(kind, ())) for kind in KINDS},
        granted=tuple(_granted(view, each) for each in granted),
        commune=holder.commune_code,
        old_commune=holder.old_commune_code,
    )


def own_area(view: Reading, actor: Actor, code: str) -> OwnArea:
    """An area that its holder may correct; one under a granted code is ``NotFound``."""
    place = internal_codes.own_place(view, actor, code)
    over = areas.codes_over(view.db, place.id)
    if any(each.scheme != internal_codes.SCHEME for each in over):
        raise NotFound
    standing = internal_codes.standing(view, place)
    return OwnArea(
        code=place.code,
        place=standing,
        name=standing.private.get("name", place.code),
        crops=internal_codes.crops_of_place(view, place),
        codes=tuple(each.raw for each in over),
        revision=areas.revision(view.db, place.id).number,
        lots=sum(batches.count_under(view.db, each.id) for each in over),
    )


def _crops(rows: list[Crop], families: tuple[str, ...]) -> tuple[CropChoice, ...]:
    fitting = sorted(
        (row for row in rows if row.family in families), key=lambda row: sort_key(row.name_vi)
    )
    return tuple(
        CropChoice(row.code, {"vi": row.name_vi, "en": row.name_en, "zh": row.name_zh})
        for row in fitting
    )


def _granted(view: Reading, area: AreaCode) -> GrantedCode:
    crops = tuple(crop.name_vi for crop in areas.crops_of(view.db, area.id))
    return GrantedCode(area.code, area.raw, crops)
