"""Applying for a growing-area code: the holder fills the file in, submits it, mends it, or cancels.

An application is a code's row without a string yet: until one is issued it is called by the number
of its file (docs/decisions/0015). What it says changes by events, each with its papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import FAMILIES, WITH_HOLDER, CodeStep, Status
from traceability.services import (
    alerts,
    area_codes,
    claim_endings,
    files,
    parties,
    proposals,
    recording,
)
from traceability.services.area_codes import Decision
from traceability.services.files import PreparedFile
from traceability.store.models import AreaCode, AreaCodeCrop, AreaCodePlace, Party, Place
from traceability.store.queries import areas as queries
from traceability.store.queries import filing, products
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

#: The kinds of place that a scheme of the state is for.
KINDS_OF_SCHEME: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("vn_domestic", "vn_export_cn", "vn_export_other"),
        ("orchard", "tea_plantation", "ancient_tea_stand", "herb_cultivation", "wild_collection"),
    ),
    "packing_house": ("packing_house", "processing_facility", "warehouse"),
    "apiary": ("apiary",),
    "gacp_area": ("herb_cultivation", "wild_collection"),
}
#: The most papers that one sending brings.
MOST_PAPERS = 5


@dataclass(frozen=True)
class ApplicationRequest:
    """What is applied for: scheme and market, own places by short code, crops, their varieties.

    ``note`` is what the holder says to the office in words.
    """

    scheme: str
    market: str
    places: tuple[str, ...]
    crops: tuple[str, ...]
    varieties: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    papers: tuple[PreparedFile, ...] = ()


def begin(work: Work, asked: ApplicationRequest) -> str:
    """Begin a file; returns its short code. It is a draft until it is submitted.

    ``Invalid`` at its field: ``place_unknown``, ``place_not_of_scheme``, ``crop_unknown``,
    ``crop_not_of_kind``, ``no_office``.
    """
    work.hold_judgement()
    holder = parties.acting_party(work, work.actor)
    require(work.actor, Action.APPLY_FOR_CODE, Thing(holder=holder.id))
    places = _checked(work, holder, asked)
    code = recording.issue_code(work, "area")
    raw = growing_area.file_number(code)
    area = AreaCode(
        code=code,
        scheme=asked.scheme,
        register_id=_office(work, places).id,
        raw=raw,
        norm=growing_area.normal_form(raw),
        claim_no=1,
        market=asked.market,
        holder_id=holder.id,
        created_at=work.now,
    )
    work.add(area)
    _write(work, holder, area, places, asked)
    return code


def amend(work: Work, code: str, seen: str, asked: ApplicationRequest) -> None:
    """Say anew what a draft or returned file asks for; ``seen`` is ``area_codes.seen`` then.

    ``RuleBroken('file_with_office')`` while an office has it; else refused as ``begin``.
    """
    area, holder = _own(work, code, Action.APPLY_FOR_CODE)
    _must_be_here(work, area)
    if seen and seen != area_codes.seen(work, area):
        raise Conflict("code_changed", status=str(_status(work, area)))
    places = _checked(work, holder, asked)
    area.scheme, area.market = asked.scheme, asked.market
    area.register_id = _office(work, places).id
    _write(work, holder, area, places, asked)


def add_papers(work: Work, code: str, papers: Sequence[PreparedFile]) -> None:
    """Put papers to a draft or returned file; those that are there stay."""
    area, holder = _own(work, code, Action.APPLY_FOR_CODE)
    _must_be_here(work, area)
    if not papers:
        raise Invalid("required", "papers")
    _record(work, holder, area, papers=papers)


def submit(work: Work, code: str) -> None:
    """Give a draft or mended file to the office, whose days begin to run."""
    area, holder = _own(work, code, Action.APPLY_FOR_CODE)
    _follow_places(work, holder, area)
    area_codes.take_step(work, holder, area, CodeStep.SUBMIT, Decision(work.today))
    alerts.tell(work, area.register_id, AlertKind.FILE_SUBMITTED, area.code, {"raw": area.raw})


def cancel(work: Work, code: str, reason: str, confirmed: Sequence[str] | None = None) -> list[str]:
    """Withdraw an application, or give a code back from today on; returns the lots then held.

    What was harvested today under a code is held: ``suspension_holds_batches`` until ``confirmed``
    lists those lots.
    """
    area, holder = _own(work, code, Action.CANCEL_CODE)
    if area.scheme == growing_area.INTERNAL:
        raise NotFound
    was_draft = _status(work, area) is Status.DRAFT
    decision = Decision(work.today, reason=reason)
    lots = area_codes.stop(work, holder, area, CodeStep.CANCEL, decision, confirmed)
    claim_endings.follow(work, area)
    proposals.drop_if_open(work, area)
    if not was_draft:
        facts = {"raw": area.raw, "day": work.today.isoformat()}
        alerts.tell(work, area.register_id, AlertKind.CODE_CANCELLED, area.code, facts)
    return lots


def own(view: Reading, actor: Actor, code: str) -> AreaCode:
    """A code of the state that the actor's holder has or applies for; any other is not found."""
    area = area_codes.known(view, code)
    require(actor, Action.SEE_PLACE, Thing(holder=area.holder_id))
    if area.holder_id != actor.party or area.scheme == growing_area.INTERNAL:
        raise NotFound
    return area


def _own(work: Work, code: str, action: Action) -> tuple[AreaCode, Party]:
    work.hold_judgement()
    area = area_codes.known(work, code)
    require(work.actor, action, Thing(holder=area.holder_id))
    return area, parties.known(work, area.holder_id)


def _must_be_here(work: Work, area: AreaCode) -> None:
    if _status(work, area) not in WITH_HOLDER:
        raise RuleBroken("file_with_office")


def _status(view: Reading, area: AreaCode) -> Status:
    return area_codes.status_on(view, area, view.today)


def _checked(work: Work, holder: Party, asked: ApplicationRequest) -> list[Place]:
    places = [_own_place(work, holder, code) for code in dict.fromkeys(asked.places)]
    kinds = KINDS_OF_SCHEME.get(asked.scheme, ())
    if not places:
        raise Invalid("required", "places")
    if any(place.kind not in kinds for place in places):
        raise Invalid("place_not_of_scheme", "places", scheme=asked.scheme)
    if not asked.crops:
        raise Invalid("required", "crops")
    families = {family for place in places for family in FAMILIES.get(place.kind, ())}
    for code in asked.crops:
        _check_crop(work, code, families)
    return places


def _check_crop(work: Work, code: str, families: set[str]) -> None:
    """A house packs whatever there is; land bears what its kind bears."""
    crop = products.crop(work.db, code)
    if crop is None:
        raise Invalid("crop_unknown", "crops", crop=code)
    if families and crop.family not in families:
        raise Invalid("crop_not_of_kind", "crops", crop=crop.name_vi)


def _own_place(work: Work, holder: Party, code: str) -> Place:
    place = queries.place_by_code(work.db, code)
    if place is None or place.holder_id != holder.id:
        raise Invalid("place_unknown", "places")
    return place


def _office(work: Work, places: Sequence[Place]) -> Party:
    """The office of the one commune that all the places lie in; else the province's."""
    communes = {queries.revision(work.db, place.id).commune_code for place in places}
    commune = communes.pop() if len(communes) == 1 else None
    office = party_queries.authority_of(work.db, commune)
    if office is None:
        raise Invalid("no_office", "places")
    return office


def _follow_places(work: Work, holder: Party, area: AreaCode) -> None:
    """A file goes to the office of its places as they lie now, not as they lay at its beginning."""
    if _status(work, area) not in WITH_HOLDER:
        return
    office = _office(work, queries.places_of(work.db, area.id))
    if area.register_id != office.id:
        area.register_id = office.id
        _record(work, holder, area)


def _write(
    work: Work, holder: Party, area: AreaCode, places: Sequence[Place], asked: ApplicationRequest
) -> None:
    there = {link.place_id: link.from_on for _code, link in queries.links_of(work.db, area.id)}
    crops = [
        AreaCodeCrop(area_code_id=area.id, crop_code=crop, variety=asked.varieties.get(crop))
        for crop in dict.fromkeys(asked.crops)
    ]
    links = [
        AreaCodePlace(
            area_code_id=area.id, place_id=place.id, from_on=there.get(place.id, work.today)
        )
        for place in places
    ]
    filing.replace_content(work.db, area.id, crops, links)
    _record(work, holder, area, note=asked.note, papers=asked.papers)


def _record(
    work: Work,
    holder: Party,
    area: AreaCode,
    *,
    note: str = "",
    papers: Sequence[PreparedFile] = (),
) -> None:
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CODE_REVISED,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts=stated(work, area),
        private={"note": note} if note else {},
        files=files.store_all(work, holder.id, papers),
    )
    recording.record(work, holder.id, holder.code, what)


def stated(view: Reading, area: AreaCode) -> dict[str, object]:
    """What a leaf says of a code as its rows stand."""
    register, holder = (
        parties.known(view, party).code for party in (area.register_id, area.holder_id)
    )
    crops = [crop.code for crop in queries.crops_of(view.db, area.id)]
    varieties = queries.varieties_of(view.db, area.id)
    links = queries.links_of(view.db, area.id)
    return area_codes.stated(area, register, holder, crops, links, varieties)
