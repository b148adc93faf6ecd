"""What the register still lacks of each code, by commune: it stops nothing, and stays in view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.growing_area import INTERNAL, CodeStep
from traceability.domain.text import sort_key
from traceability.services.area_codes import domain_steps
from traceability.services.registry_views import Lines
from traceability.store.models import AreaCode, PlaceRevision
from traceability.store.queries import areas, register_imports
from traceability.store.queries import register_gaps as queries
from traceability.store.unit import Reading

#: All that can be missing, in the order in which one looks for it.
GAPS = ("parcels", "boundary", "households", "area", "decision")
_ALL = frozenset(GAPS)
#: What a kind of place is not asked for.
_NOT_ASKED: Mapping[str, frozenset[str]] = {
    "apiary": frozenset({"parcels", "boundary", "area"}),
    "ancient_tea_stand": frozenset({"area"}),
    "wild_collection": frozenset({"parcels"}),
    "packing_house": frozenset({"boundary", "households", "area"}),
    "processing_facility": frozenset({"boundary", "households", "area"}),
    "warehouse": frozenset({"boundary", "households", "area"}),
}


@dataclass(frozen=True)
class GapLine:
    """A code that lacks something: whose it is, where it lies, what is missing."""

    code: str
    raw: str
    holder: str
    commune: str
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class CommuneGaps:
    """A commune with how many codes there lack what."""

    code: str
    name: str
    codes: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Gaps:
    """The list: communes in Vietnamese order, the lines asked for, how many lack each thing."""

    communes: tuple[CommuneGaps, ...]
    lines: tuple[GapLine, ...]
    counts: Mapping[str, int]


def lacking(kind: str, **there: bool) -> tuple[str, ...]:
    """What is missing of a place of a kind, of that which is asked for there."""
    asked = _ALL - _NOT_ASKED.get(kind, frozenset())
    return tuple(each for each in GAPS if each in asked and not there[each])


def listed(view: Reading, actor: Actor, commune: str = "", gap: str = "") -> Gaps:
    """What the codes of the actor's territory lack; of one commune, or of one thing."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    found = _Found(view)
    every = [
        (found.commune(area), found.line(area))
        for area in found.rows
        if found.lines.visible(actor, area)
    ]
    lacks = [(where, line) for where, line in every if line.gaps]
    named = {where.commune_code: line.commune for where, line in lacks}
    communes = [_commune(code, name, lacks) for code, name in named.items()]
    here = [line for where, line in lacks if commune in ("", where.commune_code)]
    return Gaps(
        communes=tuple(sorted(communes, key=lambda each: sort_key(each.name))),
        lines=tuple(line for line in here if gap in ("", *line.gaps)),
        counts=Counter(each for line in here for each in line.gaps),
    )


def _commune(code: str, name: str, lacks: Sequence[tuple[PlaceRevision, GapLine]]) -> CommuneGaps:
    here = [line for where, line in lacks if where.commune_code == code]
    counts = Counter(each for line in here for each in line.gaps)
    return CommuneGaps(code, name, len(here), counts)


class _Found:
    """The codes that stand, and what there is of each, read once."""

    def __init__(self, view: Reading) -> None:
        """Internal codes are their holder's own; codes that ended are not looked after."""
        gone = register_imports.taken_back(view.db)
        rows = [row for row in areas.all_codes(view.db) if row.scheme != INTERNAL]
        self.lines = Lines(view, [row for row in rows if row.id not in gone])
        self.rows = [
            row
            for row in rows
            if row.id not in gone
            and self.lines.places[row.id]
            and CodeStep.GRANT in (step.step for step in domain_steps(self.lines.steps[row.id]))
            and queries.lasts(self.lines.steps[row.id])
        ]
        places = [place for row in self.rows for place, _ in self.lines.places[row.id]]
        self.there = queries.there(view.db, [(each.id, each.code) for each in places])

    def commune(self, area: AreaCode) -> PlaceRevision:
        """Where the first of its places lies."""
        return self.lines.places[area.id][0][1]

    def line(self, area: AreaCode) -> GapLine:
        """A code with all that any of its places lacks."""
        gaps: dict[str, None] = {}
        decided = queries.decided(self.lines.steps[area.id])
        for place, revision in self.lines.places[area.id]:
            there = {name: place.id in ids for name, ids in self.there.items()}
            area_there = revision.area_m2 is not None
            lacks = lacking(place.kind, **there, area=area_there, decision=decided)
            gaps |= dict.fromkeys(lacks)
        where = self.lines.where(self.commune(area)).commune
        ordered = tuple(each for each in GAPS if each in gaps)
        return GapLine(area.code, area.raw, self.lines.holder(area), where, ordered)
