"""What is stated of a harvest beside its ground: weight or volume, measures, part, stays, cautions.

All of it goes into the leaf; none of it is refused but what contradicts itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from traceability.data.processes import template_of
from traceability.domain import gathering, process
from traceability.domain.alerts import AlertKind
from traceability.domain.gathering import Caution, Listing, Species
from traceability.domain.quantity import Quantity
from traceability.services import alerts, densities, species
from traceability.services.differences import facts as facts_of
from traceability.store.models import Batch, Crop, Event, Place, SiteStay
from traceability.store.queries import areas, corrections, stays
from traceability.store.queries import species as queries
from traceability.store.unit import Reading, Work

#: A keeper has some ten sites at once; so many a leaf tells of.
MOST_STAYS = 40


@dataclass(frozen=True)
class Asked:
    """What was stated: the amount, a density (g/l), measures by code, the part of the plant.

    ``sold_from`` is the commune of who sold it, where somebody did.
    """

    quantity: Quantity
    density: int | None
    measures: Mapping[str, Decimal]
    part: str | None
    sold_from: str | None = None


@dataclass(frozen=True)
class Stated:
    """The amount in the crop's unit, what the leaf says, and what is warned of."""

    amount: int
    facts: Mapping[str, object]
    cautions: tuple[Caution, ...]


def state(work: Work, place: Place, crop: Crop, day: dt.date, asked: Asked) -> Stated:
    """Judge what is stated of a harvest.

    Raises Invalid ``unit_not_of_crop``, ``density_needed``, ``density_not_of_crop``,
    ``measure_unknown``, ``measure_out_of_range``, ``part_unknown``.
    """
    by = densities.harvested(work, crop, day, asked.density)
    amount = densities.in_unit(asked.quantity, crop, by, "weight")
    covering = covering_stays(work, place, day)
    listed = species.on_day(work, crop.code, day)
    verdict = None if listed is None else listed.verdict
    papers = documents(work, place.code)
    warned = gathering.cautions(place.kind, papers, verdict, stays=len(covering))
    stood = [row.commune_code for row in covering]
    if gathering.contradicts(stood, asked.sold_from):
        warned = (*warned, Caution.SOLD_ELSEWHERE)
    if gathering.is_far(stood):
        warned = (*warned, Caution.STOOD_OUTSIDE)
    if process.are_unusual(template_of(crop.family).at_harvest, asked.measures):
        warned = (*warned, Caution.MOISTURE_UNUSUAL)
    facts = {
        **({} if by is None else by.facts),
        **({} if asked.quantity.unit == crop.unit else {"weighed": asked.quantity.amount}),
        **_template_facts(crop, asked),
        **_stay_facts(work, covering),
        **_listed_facts(listed),
        **({"warned": [str(each) for each in warned]} if warned else {}),
    }
    return Stated(amount, facts, warned)


def is_silent(view: Reading, place: Place, crop: Crop) -> bool:
    """Whether ``state`` finds nothing to say of a harvest that states but a weight, on any day."""
    ordinary = crop.unit != "ml" and place.kind not in ("apiary", gathering.WILD)
    return ordinary and not queries.rules(view.db, crop.code)


def one_unit(crop: Crop) -> Quantity:
    """The least of a crop, in the unit that it is kept in."""
    return Quantity(1, "ml" if crop.unit == "ml" else "g")


def tell_offices(
    work: Work, place: Place, crop: Crop, batch: Batch, warned: Sequence[Caution]
) -> None:
    """Tell the offices of the place of a protected species that was gathered without a permit."""
    if not {Caution.PROTECTED, Caution.BANNED}.isdisjoint(warned):
        commune = areas.revision(work.db, place.id).commune_code
        told = {"lot": batch.lot_code, "crop": crop.name_vi}
        alerts.tell_offices(work, commune, AlertKind.PROTECTED_GATHERED, place.code, told)


def covering_stays(view: Reading, place: Place, day: dt.date) -> list[SiteStay]:
    """The site stays of an apiary that cover a day, by number."""
    if place.kind != "apiary":
        return []
    found = [row for row in stays.standing(view.db, place.id) if row.from_on <= day]
    found = [row for row in found if row.to_on is None or row.to_on >= day]
    return sorted(found, key=lambda row: row.number)[:MOST_STAYS]


def stood_elsewhere(view: Reading, place: Place, day: dt.date) -> bool:
    """Whether all colonies of an apiary stood outside the register's province on a day."""
    return gathering.is_all_far([row.commune_code for row in covering_stays(view, place, day)])


def stood(event: Event) -> tuple[str | None, ...]:
    """The communes of the stays that a harvest told, none outside the register."""
    return tuple(each.get("commune") for each in facts_of(event).get("stays", ()))


def documents(view: Reading, place_code: str) -> frozenset[str]:
    """The kinds of documents in the file of a place."""
    told = (facts_of(event).get("document") for event in queries.papers_of(view.db, place_code))
    return frozenset(kind for kind in told if isinstance(kind, str))


def _template_facts(crop: Crop, asked: Asked) -> dict[str, object]:
    """What the family's template knows of a harvest, and the revision that it was told under."""
    template = template_of(crop.family)
    told: dict[str, object] = {}
    if asked.measures:
        told["measures"] = process.check_measured(template.at_harvest, asked.measures, "harvest")
    if asked.part is not None:
        told["part"] = template.part(asked.part).code
    return {**told, "template": template.name} if told else {}


def _listed_facts(listed: Species | None) -> dict[str, object]:
    """That a species is on the list, and whether the list is but a sample."""
    if listed is None or listed.verdict is Listing.FREE:
        return {}
    return {"protected": str(listed.verdict), **({"sample": True} if listed.sample else {})}


def _stay_facts(view: Reading, covering: Sequence[SiteStay]) -> dict[str, object]:
    events = corrections.by_seqs(view.db, [row.event_seq for row in covering])
    told = [_stay(row, events[row.event_seq]) for row in covering]
    return {"stays": told} if told else {}


def _stay(row: SiteStay, event: Event) -> dict[str, object]:
    return {
        "event": event.event_id,
        "stay": row.number,
        "commune": row.commune_code,
        "vintage": row.commune_vintage,
    }
