"""The register as a list: the codes of an officer's territory, and searching among them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import growing_area, text
from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.growing_area import Status, Step
from traceability.services import area_codes
from traceability.services.places_shown import NEW, OLD, Where
from traceability.store.models import AreaCode, AreaCodeStep, Commune, Crop, PlaceRevision
from traceability.store.queries import areas, register_imports, registry
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

#: Worse than any rank of ``text``: the words were found, but not side by side in one field.
_SCATTERED = 8

#: So many codes stand before and after the one that is open.
NEAR = 12

Names = Mapping[str, str]


@dataclass(frozen=True)
class CodeLine:
    """A code in the list: what one decides by. ``crops`` are names by language."""

    code: str
    raw: str
    scheme: str
    holder: str
    crops: tuple[Names, ...]
    where: tuple[Where, ...]
    places: tuple[str, ...]
    status: Status
    since: dt.date
    conflict: bool


def lines(view: Reading, actor: Actor) -> tuple[CodeLine, ...]:
    """The codes that the actor may see: conflicts first, then in the order of their strings."""
    taken_back = register_imports.taken_back(view.db)
    rows = [row for row in areas.all_codes(view.db) if row.id not in taken_back]
    make = Lines(view, rows)
    made = [make.line(row) for row in rows if make.visible(actor, row)]
    return tuple(sorted(made, key=lambda line: (not line.conflict, text.sort_key(line.raw))))


def beside(view: Reading, actor: Actor, code: str) -> tuple[CodeLine, ...]:
    """A code among the ones before and after it in the order of their strings."""
    area = area_codes.known(view, code)
    territory = None if actor.province else actor.communes
    near = registry.beside(view.db, area, territory, NEAR)
    taken_back = register_imports.taken_back(view.db)
    claims = registry.claims_on_all(view.db, {row.norm for row in near})
    claims = [row for row in claims if row.id not in taken_back]
    known = {row.id: row for row in (*claims, *near)}
    make = Lines(view, list(known.values()))
    return tuple(make.line(row) for row in near if make.visible(actor, row))


def search(found: Iterable[CodeLine], query: str) -> tuple[CodeLine, ...]:
    """The lines that answer a query, best first; all of them for an empty one.

    Codes answer with or without their hyphens, names with or without their accents.
    """
    if not text.fold(query):
        return tuple(found)
    ranked = [(rank(line, query), line) for line in found]
    hits = [(place, line) for place, line in ranked if place is not None]
    return tuple(line for _, line in sorted(hits, key=lambda hit: hit[0]))


def rank(line: CodeLine, query: str) -> int | None:
    """How well a line answers: by its best field, else by every word being somewhere in it.

    As ``text.rank``, and one worse than its worst where the words do not stand side by side.
    """
    fields = list(_fields(line))
    whole = _best(fields, query)
    bare = _bare(query)
    if whole is not None or (bare and bare in _bare(line.raw)):
        return 0 if whole is None else whole
    words = [_best(fields, word) for word in query.split()]
    return None if None in words or not words else _SCATTERED


def since(steps: Sequence[Step], today: dt.date) -> dt.date:
    """The day from which a code has been without a break what it is today."""
    ends = {step.valid_until + dt.timedelta(days=1) for step in steps if step.valid_until}
    turns = sorted({step.effective_on for step in steps} | ends, reverse=True)
    now, reached = growing_area.status(steps, today), today
    for turn in turns:
        if turn <= today:
            if growing_area.status(steps, turn) is not now:
                break
            reached = turn
    return reached


class Lines:
    """Lines of codes from rows that are read once for all of them."""

    def __init__(self, view: Reading, rows: Sequence[AreaCode]) -> None:
        """Read everything that the lines of ``rows`` show."""
        ids = [row.id for row in rows]
        self.today = view.today
        self.places = registry.places_of_codes(view.db, ids)
        self.steps = areas.steps(view.db, ids)
        self.place_names = _place_names(view, self.places.values())
        self.holders = party_queries.by_ids(view.db, list({row.holder_id for row in rows}))
        self._names = party_queries.names(view.db, [each.code for each in self.holders.values()])
        self._crops = registry.crops_of_codes(view.db, ids)
        self._communes = registry.communes(view.db)
        self._standing = {row.id for row in rows if not _ended(self.steps[row.id])}
        self._claims = Counter(_string(row) for row in rows if row.id in self._standing)

    def line(self, row: AreaCode) -> CodeLine:
        """The line of a code."""
        steps = area_codes.domain_steps(self.steps[row.id])
        here = self.places[row.id]
        return CodeLine(
            code=row.code,
            raw=row.raw,
            scheme=row.scheme,
            holder=self.holder(row),
            crops=tuple(names_of(crop) for crop in self._crops[row.id]),
            where=tuple(dict.fromkeys(self.where(revision) for _, revision in here)),
            places=tuple(self.place_names.get(place.code, place.code) for place, _ in here),
            status=growing_area.status(steps, self.today),
            since=since(steps, self.today),
            conflict=row.id in self._standing and self._claims[_string(row)] > 1,
        )

    def visible(self, actor: Actor, row: AreaCode) -> bool:
        """Whether the code lies in the actor's territory."""
        return may(actor, Action.SEE_CODE, self.thing(row))

    def thing(self, row: AreaCode) -> Thing:
        """As ``area_codes.thing``, from what was read."""
        return thing_at(row, self.places[row.id])

    def holder(self, row: AreaCode) -> str:
        """The holder's name; its code where the name was erased."""
        code = self.holders[row.holder_id].code
        return self._names.get(code, code)

    def where(self, revision: PlaceRevision) -> Where:
        """A place's commune today, and the old one where it was stated."""
        new = self._communes[revision.commune_code, NEW]
        old = self._communes.get((revision.old_commune_code or "", OLD))
        return Where(new.code, new.name, new.province, *_old(old))


def thing_at(row: AreaCode, places: Sequence[registry.Standing]) -> Thing:
    """As ``area_codes.thing``, from the places that were read with their newest revisions."""
    communes = frozenset(revision.commune_code for _, revision in places)
    return Thing(holder=row.holder_id, communes=communes)


def names_of(crop: Crop) -> Names:
    """A crop's name by language."""
    return {"vi": crop.name_vi, "en": crop.name_en, "zh": crop.name_zh}


def _place_names(view: Reading, places: Iterable[Sequence[registry.Standing]]) -> dict[str, str]:
    codes = [place.code for here in places for place, _ in here]
    return party_queries.names(view.db, codes, kind="place")


def _ended(steps: Sequence[AreaCodeStep]) -> bool:
    """As ``areas.stands`` denies it, from what was read."""
    return any(step.step in growing_area.ENDING for step in steps)


def _string(row: AreaCode) -> tuple[str, int, str]:
    """What two claims share where they conflict."""
    return row.scheme, row.register_id, row.norm


def _old(old: Commune | None) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if old is None else (old.name, old.district, old.province)


def _fields(line: CodeLine) -> Iterable[str]:
    yield from (line.raw, line.code, line.holder, *line.places)
    for where in line.where:
        yield where.commune
        yield from filter(None, (where.old_commune, where.old_district))
    yield from (name for crop in line.crops for name in crop.values())


def _best(fields: Iterable[str], query: str) -> int | None:
    ranks = (text.rank(query, each) for each in fields)
    return min((rank for rank in ranks if rank is not None), default=None)


def _bare(code: str) -> str:
    """A code or query as letters and digits alone: hyphens are often left out."""
    return "".join(filter(str.isalnum, text.fold(code)))
