"""What would become of each row of an existing register: entered, in conflict, or refused and why.

The same judgement stands before the look, the command line and the real run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.access import Action, Thing, may
from traceability.domain.errors import Fault, Invalid
from traceability.domain.growing_area import FAMILIES, INTERNAL, CodeStep
from traceability.services import nearness, places
from traceability.services.register_gaps import lacking
from traceability.services.register_holders import Holder, Holders
from traceability.services.register_rows import CodeRow, Entry, Note
from traceability.store.models import AreaCode, Crop, Party
from traceability.store.queries import parties, products
from traceability.store.queries import register_imports as queries
from traceability.store.unit import Reading, Work

#: What tells one code string from another: two rows with the same compete for it.
String = tuple[str, str]


class Outcome(StrEnum):
    """What becomes of a row."""

    ENTERED = "entered"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """A row with its outcome, what is wrong with it, and what its reader should know.

    ``register_id`` is the register that its string stands in already, ``claim_no`` its place there.
    """

    entry: Entry
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    holder: Holder | None = None
    register_id: int = 0
    claim_no: int = 0


def judge(work: Work, register_id: int, entries: Sequence[Entry]) -> list[Judged]:
    """Every row with its outcome; ``register_id`` is the register of strings that are new."""
    bench = _Bench(work, [each.asked.norm for each in entries])
    named = [bench.first_look(each) for each in entries]
    return _with_claims(named, bench, register_id)


class _Bench:
    """All that rows are compared with, read once."""

    def __init__(self, work: Work, norms: Sequence[str]) -> None:
        """``norms`` are the strings that the rows claim."""
        self.work = work
        self.holders = Holders(work)
        self.crops: dict[str, Crop] = {each.code: each for each in products.crops(work.db)}
        self.communes = {each.code: each for each in parties.communes(work.db, "2025-07")}
        gone = queries.taken_back(work.db)
        there = queries.standing(work.db, set(norms))
        self.all_claims = [area for area, _stands in there if area.scheme != INTERNAL]
        self.there = [(a, s) for a, s in there if a.scheme != INTERNAL and a.id not in gone]
        granted = queries.granted_on(work.db, [area.id for area, _stands in self.there])
        self.known = {_same(area, granted.get(area.id)) for area, _stands in self.there}
        self.first: dict[object, int] = {}
        self._near: dict[int, bool] = {}

    def first_look(self, entry: Entry) -> Judged:
        """A row by itself, and against the same row elsewhere."""
        row, faults, holder = entry.asked, self._faults(entry.asked), None
        try:
            holder = self.holders.of(row)
        except Invalid as refusal:
            faults += refusal.faults
        if holder is not None and holder.party is not None and self._is_near(holder.party):
            faults.append(Fault("own_matter", "holder", {}))
        if holder is not None and not faults:
            faults += self._repeats(entry, holder)
        if faults:
            return Judged(entry, Outcome.REFUSED, tuple(faults))
        return Judged(entry, Outcome.ENTERED, notes=_notes(row, holder), holder=holder)

    def _faults(self, row: CodeRow) -> list[Fault]:
        found = []
        if row.commune not in self.communes:
            found.append(Fault("commune_unknown", "commune", {"commune": row.commune}))
        elif not may(self.work.actor, Action.GRANT_CODE, Thing(communes=frozenset({row.commune}))):
            facts = {"options": [row.commune]}
            found.append(Fault("import_outside_territory", "commune", facts))
        try:
            places.check_area(self.communes.get(row.commune), row.area_m2)
        except Invalid as refusal:
            found += refusal.faults
        for code in row.crops:
            crop = self.crops.get(code)
            if crop is None:
                found.append(Fault("crop_unknown", "crops", {"crop": code}))
            elif row.kind in FAMILIES and crop.family not in FAMILIES[row.kind]:
                found.append(Fault("crop_not_of_kind", "crops", {"crop": crop.name_vi}))
        return found

    def _is_near(self, party: Party) -> bool:
        """Whether the officer is a member or kin of a holder: a colleague enters its codes."""
        if party.id not in self._near:
            self._near[party.id] = nearness.near_any(self.work, self.work.actor, [party.id])
        return self._near[party.id]

    def _repeats(self, entry: Entry, holder: Holder) -> list[Fault]:
        """The very same grant, in the register or above in the list: a repeat and no rival."""
        row = entry.asked
        if holder.party is not None:
            here = (row.scheme, row.norm, holder.party.id, row.granted_on)
            if here in self.known:
                return [Fault("import_code_there", "raw", {"raw": row.raw})]
        same = (row.scheme, row.norm, holder.named, row.granted_on, row.commune, row.decision_no)
        if same in self.first:
            return [Fault("import_code_repeats", "raw", {"first": str(self.first[same])})]
        self.first[same] = entry.line
        return []


def _same(area: AreaCode, granted: dt.date | None) -> tuple[str, str, int, dt.date | None]:
    return area.scheme, area.norm, area.holder_id, granted


def _notes(row: CodeRow, holder: Holder | None) -> tuple[Note, ...]:
    found = []
    if row.resolved:
        found.append(Note("import_commune_resolved", "commune", {"options": [row.commune]}))
    if holder is not None and holder.new:
        found.append(Note("import_holder_new", "holder", {}))
    lacks = lacking(
        row.kind,
        parcels=row.parcels is not None,
        boundary=False,
        households=row.households is not None,
        area=row.area_m2 is not None,
        decision=row.decision_no is not None and row.authority is not None,
    )
    found += [Note(f"import_lacks_{each}", _COLUMNS.get(each), {}) for each in lacks]
    return tuple(found)


#: The column at which it is told that something is missing; a boundary has none.
_COLUMNS = {
    "parcels": "parcels",
    "households": "households",
    "area": "area",
    "decision": "decision_no",
}


def _with_claims(rows: Sequence[Judged], bench: _Bench, register_id: int) -> list[Judged]:
    """Rows with the register and number of their claim, and where it is not the only one."""
    registers: dict[String, int] = {}
    numbers: Counter[String] = Counter()
    standing: Counter[String] = Counter()
    for area in bench.all_claims:
        registers.setdefault((area.scheme, area.norm), area.register_id)
    for area in bench.all_claims:
        key = (area.scheme, area.norm)
        if area.register_id == registers[key]:
            numbers[key] = max(numbers[key], area.claim_no)
    standing.update((a.scheme, a.norm) for a, stands in bench.there if stands)
    entering = [each for each in rows if each.outcome is not Outcome.REFUSED]
    claiming: dict[String, list[int]] = {}
    for each in entering:
        if _stands(each.entry.asked):
            claiming.setdefault(_string(each), []).append(each.entry.line)
    found = []
    for each in rows:
        if each.outcome is not Outcome.REFUSED:
            key = _string(each)
            numbers[key] += 1
            each = replace(each, register_id=registers.get(key, register_id), claim_no=numbers[key])
            each = _rivalled(each, claiming.get(key, []), standing[key])
        found.append(each)
    return found


def _rivalled(row: Judged, lines: Sequence[int], there: int) -> Judged:
    """The row as it stands beside others that claim its string, in the list or in the register."""
    others = [line for line in lines if line != row.entry.line]
    if row.entry.line not in lines or not (others or there):
        return row
    notes = list(row.notes)
    if others:
        facts = {"lines": ", ".join(map(str, others))}
        notes.insert(0, Note("import_conflict_in_list", "raw", facts))
    if there:
        notes.insert(0, Note("import_conflict_in_register", "raw", {"count": there}))
    return replace(row, outcome=Outcome.CONFLICT, notes=tuple(notes))


def _string(row: Judged) -> String:
    return row.entry.asked.scheme, row.entry.asked.norm


def _stands(row: CodeRow) -> bool:
    return all(each.step is not CodeStep.REVOKE for each in row.history)


def crops_by_name(view: Reading) -> list[tuple[str, str, str]]:
    """The crops that a list may name: code, and the Vietnamese and English name."""
    return [(each.code, each.name_vi, each.name_en) for each in products.crops(view.db)]
