"""What is known of a lot beside its amounts, read off lazily loading objects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.harness.lookup_entities import Batch, Reference
from benchmarks.harness.lookup_same_journey import tellings
from benchmarks.harness.lookup_same_people import where
from traceability.data.processes import template_of
from traceability.domain.events import How
from traceability.domain.gathering import WILD, Caution
from traceability.domain.process import Fact, Template
from traceability.services import densities
from traceability.services.densities import Density
from traceability.services.known_facts import LotFacts, Site


def facts_of(batch: Any) -> dict[str, Any]:
    """What the entry that made a batch says today; nothing where it was taken back."""
    *_earlier, last = tellings(batch.event)
    return {} if last.how == How.RETRACT else last.facts


def lot_facts(db: Session, batch: Any, lots: Mapping[int, Any]) -> LotFacts:
    """What is known of a lot, from itself and everything that it came from."""
    template = template_of(batch.crop.family)
    told = [facts_of(lot) for lot in lots.values()]
    kinds = {lot.place.kind for lot in lots.values() if lot.place is not None}
    moisture = known(batch, Fact.MOISTURE, template)
    part = known(batch, Fact.PART, template)
    words = {each.code: each.words for each in template.parts}
    whole = {Fact.MOISTURE: None not in moisture, Fact.PART: None not in part}
    cautions = [said for facts in told for said in facts.get("warned", ()) if said in set(Caution)]
    return LotFacts(
        moisture=tuple(sorted({Decimal(each) for each in moisture if each})),
        parts=tuple(words[each] for each in sorted(filter(None, part)) if each in words),
        wild=WILD in kinds,
        grown=bool(kinds - {WILD}),
        sites=_sites(db, [stay for facts in told for stay in facts.get("stays", ())]),
        density=_density(db, batch),
        weighed=facts_of(batch).get("weighed"),
        cautions=tuple(dict.fromkeys(Caution(said) for said in cautions)),
        sample=any(facts.get("sample") for facts in told),
        asked=template.required,
        missing=tuple(fact for fact in template.required if not whole[fact]),
    )


def known(batch: Any, fact: Fact, template: Template) -> set[str | None]:
    """What is known of every part of a lot: ``None`` of one of which nothing is."""
    own = _own(batch, fact, template)
    if own is not None or not batch.into:
        return {own}
    return {each for edge in batch.into for each in known(edge.parent, fact, template)}


def _own(batch: Any, fact: Fact, template: Template) -> str | None:
    """What is told of a batch itself, the newest telling first."""
    for told in (*(each.facts for each in reversed(batch.inspections)), facts_of(batch)):
        if fact is Fact.PART and "part" in told:
            return str(told["part"])
        measured = told.get("measures", {}).get(str(fact))
        if measured is not None and fact in template.required:
            return str(measured)
    return None


def _sites(db: Session, stays: list[dict[str, Any]]) -> tuple[Site, ...]:
    stood = {(stay["stay"], stay.get("commune")) for stay in stays}
    return tuple(
        Site(number, None if commune is None else where(db, commune, None))
        for number, commune in sorted(stood, key=lambda each: (each[0], each[1] or ""))
    )


def _density(db: Session, batch: Any) -> Density | None:
    """How heavy a litre is of what is kept by volume: as told, or as assumed."""
    if batch.unit != "ml":
        return None
    told, code = facts_of(batch), batch.code
    while code := told.get("of", {}).get(code):  # taken over: its own making tells it
        made = db.scalars(select(Batch).where(Batch.code == code)).one()
        told = facts_of(made)
    return densities.told(told) or _assumed(db, batch)


def _assumed(db: Session, batch: Any) -> Density | None:
    wanted = (
        select(Reference)
        .where(Reference.key == "density", Reference.crop_code == batch.crop_code)
        .where(Reference.from_on <= batch.made_on)
        .order_by(Reference.from_on.desc(), Reference.id.desc())
    )
    row = db.scalars(wanted).first()
    return None if row is None else Density(row.value, assumed=True)
