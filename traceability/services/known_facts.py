"""What is known of a lot beside its amounts: moisture, part, wild or grown, sites, density.

It is stated of the harvest, measured at a step, or told of a lot later by an act of its own; of
what was mixed it is known where it is known of every part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from traceability.data.processes import template_of
from traceability.domain.gathering import WILD, Caution
from traceability.domain.process import Fact, Template, Words
from traceability.services import densities, places_shown
from traceability.services.densities import Density
from traceability.services.differences import facts as facts_of
from traceability.services.differences import facts_in
from traceability.services.places_shown import Where
from traceability.store.models import Batch
from traceability.store.queries import areas, corrections, lineages, products, species
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Site:
    """Where colonies stood: the number of the stay; ``where`` is none outside the register."""

    number: int
    where: Where | None


@dataclass(frozen=True)
class LotFacts:
    """What is known; ``moisture`` in per cent from least to most, ``wild`` and ``grown`` of where.

    ``cautions`` are those that the harvests behind it were stored with, ``sample`` where a
    list that binds nobody spoke. ``missing`` is what must be known before it is published.
    """

    moisture: tuple[Decimal, ...] = ()
    parts: tuple[Words, ...] = ()
    wild: bool = False
    grown: bool = False
    sites: tuple[Site, ...] = ()
    density: Density | None = None
    weighed: int | None = None
    cautions: tuple[Caution, ...] = ()
    sample: bool = False
    missing: tuple[Fact, ...] = ()
    asked: tuple[Fact, ...] = ()


def of_batch(view: Reading, batch: Batch) -> LotFacts:
    """What is known of a lot, from itself and everything that it came from."""
    crop = products.crop(view.db, batch.crop_code)
    if crop is None:
        return LotFacts()
    template = template_of(crop.family)
    own = _Known(view, batch, template)
    moisture, parts = own.values(Fact.MOISTURE), own.values(Fact.PART)
    words = {each.code: each.words for each in template.parts}
    return LotFacts(
        moisture=tuple(sorted({Decimal(each) for each in moisture or own.partly(Fact.MOISTURE)})),
        parts=tuple(words[code] for code in sorted(own.partly(Fact.PART)) if code in words),
        wild=WILD in own.kinds,
        grown=bool(own.kinds - {WILD}),
        sites=_sites(view, own.stays),
        density=densities.of_batch(view, batch),
        weighed=own.weighed,
        cautions=own.cautions,
        sample=any(own.told[key].get("sample") for key in own.keys),
        asked=template.required,
        missing=_missing(template, {Fact.MOISTURE: moisture, Fact.PART: parts}),
    )


def _missing(template: Template, known: Mapping[Fact, set[str] | None]) -> tuple[Fact, ...]:
    return tuple(fact for fact in template.required if not known[fact])


def _sites(view: Reading, told: Sequence[Mapping[str, Any]]) -> tuple[Site, ...]:
    found: dict[tuple[int, str | None], Site] = {}
    for each in told:
        commune = each.get("commune")
        where = None if commune is None else places_shown.where(view, commune, None)
        found[each["stay"], commune] = Site(each["stay"], where)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or "")))


class _Known:
    """What events tell of a lot and of everything behind it, by the key of each batch."""

    def __init__(self, view: Reading, batch: Batch, template: Template) -> None:
        self.last, self.template = batch.id, template
        lineage = lineages.of(view.db, [batch.id])
        rows, self.into = lineage.rows, lineage.parents
        self.keys = sorted(rows)
        told = corrections.by_firsts(view.db, sorted({row.event_seq for row in rows.values()}))
        self.told = {
            key: facts_of(told[row.event_seq]) if row.event_seq in told else {}
            for key, row in rows.items()
        }
        self.later: dict[int, list[dict[str, Any]]] = defaultdict(list)
        keys = {row.code: key for key, row in rows.items()}
        for code, leaf in species.inspections_of(view.db, list(keys)):
            self.later[keys[code]].append(facts_in(leaf))
        self.kinds = _kinds(view, list(rows.values()))

    def values(self, fact: Fact) -> set[str] | None:
        """What is known of the lot; none where it is not known of every part of it."""
        known: dict[int, set[str] | None] = {}
        for key in self.keys:  # what went into a batch has a lower key
            own = self._own(key, fact)
            behind = [known[parent] for parent in self.into.get(key, ())]
            if own is not None:
                known[key] = {own}
            elif behind and all(behind):
                known[key] = {each for some in behind if some for each in some}
            else:
                known[key] = None
        return known[self.last]

    def partly(self, fact: Fact) -> set[str]:
        """What is known of any part of the lot, the newest on each way to it."""
        known: dict[int, set[str]] = {}
        for key in self.keys:
            own = self._own(key, fact)
            behind = {each for parent in self.into.get(key, ()) for each in known[parent]}
            known[key] = behind if own is None else {own}
        return known[self.last]

    def _own(self, key: int, fact: Fact) -> str | None:
        """What is told of a batch itself, the newest telling first."""
        for told in (*reversed(self.later[key]), self.told[key]):
            if fact is Fact.PART and "part" in told:
                return str(told["part"])
            measured = told.get("measures", {}).get(str(fact))
            # Of goods that dry on the way only what is measured last says anything.
            if measured is not None and fact in self.template.required:
                return str(measured)
        return None

    @property
    def stays(self) -> list[Mapping[str, Any]]:
        """The site stays that the harvests name."""
        return [each for key in self.keys for each in self.told[key].get("stays", ())]

    @property
    def weighed(self) -> int | None:
        """What the scale said (g) of a harvest that is kept by volume."""
        return self.told[self.last].get("weighed")

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What the harvests were stored with a warning for, each once."""
        said = (each for key in self.keys for each in self.told[key].get("warned", ()))
        known = [Caution(each) for each in said if each in set(Caution)]
        return tuple(dict.fromkeys(known))


def _kinds(view: Reading, rows: Sequence[Batch]) -> set[str]:
    """The kinds of places that were harvested."""
    places = areas.places_by_ids(view.db, [row.place_id for row in rows if row.place_id])
    return {place.kind for place in places.values()}
