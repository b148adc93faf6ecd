"""A list of households: first what would come of it, then exactly that, all of it or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Actor
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.errors import Conflict, Invalid
from traceability.services import households, parties
from traceability.services.households import HouseholdRequest
from traceability.store.models import Party
from traceability.store.queries import households as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

Identity = tuple[str, str]


class Fate(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True)
class Entry:
    """A row that can be read: its line in the list, and the household that it asks for."""

    line: int
    asked: HouseholdRequest


@dataclass(frozen=True)
class Near:
    """A household that is there and may be the one that a row adds, under another name or phone.

    ``same_phone``: it has the row's phone under another name; else its name, and one of the two has
    no phone.
    """

    code: str
    number: str
    name: str
    same_phone: bool


@dataclass(frozen=True)
class Planned:
    """A row and its fate; ``code`` and ``number`` are of the household that is there already.

    ``near`` is who may be the same as one that would be added.
    """

    entry: Entry
    fate: Fate
    code: str | None = None
    number: str | None = None
    near: Near | None = None


@dataclass(frozen=True)
class Plan:
    """What would come of a list; ``twice`` are rows (line, line of the first) that repeat one.

    ``digest`` stands for exactly this: whoever confirms sends it back.
    """

    rows: tuple[Planned, ...]
    twice: tuple[tuple[int, int], ...]
    digest: str

    def count(self, fate: Fate) -> int:
        """How many rows have a fate."""
        return sum(row.fate is fate for row in self.rows)


def plan(view: Reading, actor: Actor, entries: Sequence[Entry], *, update: bool) -> Plan:
    """What would come of the entries; ``update`` changes households that are there already.

    A household is there already where name (folded) and phone are the same. What a row leaves
    empty stays as it was.
    """
    tenant = households.tenant_of(view, actor, Action.EDIT_HOUSEHOLD)
    standing = _Standing(view, tenant)
    first: dict[Identity, int] = {}
    rows, twice = [], []
    for entry in entries:
        key = households.identity(entry.asked.name, entry.asked.phone)
        if key in first:
            twice.append((entry.line, first[key]))
            continue
        first[key] = entry.line
        rows.append(standing.planned(entry, key, update=update))
    return Plan(tuple(rows), tuple(twice), _digest(rows, twice))


def confirm(
    work: Work, entries: Sequence[Entry], digest: str, *, update: bool, skip_twice: bool = False
) -> list[str]:
    """Store what ``plan`` showed under ``digest``, each household with its event; their codes.

    Refused with ``import_changed`` where something else would come of it by now, and with
    ``import_row_twice`` (``line``, ``first``) unless ``skip_twice`` leaves repeated rows out.
    """
    tenant = households.tenant_of(work, work.actor, Action.EDIT_HOUSEHOLD)
    work.lock_party(tenant.id)
    now = plan(work, work.actor, entries, update=update)
    if now.digest != digest:
        raise Conflict("import_changed", "pasted")
    if now.twice and not skip_twice:
        line, first = now.twice[0]
        raise Invalid("import_row_twice", "pasted", line=line, first=str(first))
    asked = [row.entry.asked for row in now.rows if row.fate is Fate.ADD]
    made = parties.register_households(work, tenant, [(each.private, each.facts) for each in asked])
    changed = [_change(work, row) for row in now.rows if row.fate is Fate.UPDATE]
    return [*(each.code for each in made), *changed]


class _Standing:
    """The households that are there, read once, by what tells them apart."""

    def __init__(self, view: Reading, tenant: Party) -> None:
        """Of two that are equal, the one with the lower number counts."""
        self._values = queries.values(view.db, tenant.id)
        self._found: dict[Identity, Party] = {}
        self._phones: dict[str, Party] = {}
        self._names: dict[str, Party] = {}
        for row in party_queries.households(view.db, tenant.id):
            kept = self._values.get(row.code, {})
            if "name" in kept:
                key = households.identity(kept["name"], kept.get("phone"))
                self._found.setdefault(key, row)
                self._names.setdefault(key[0], row)
                self._phones.setdefault(key[1], row)

    def planned(self, entry: Entry, key: Identity, *, update: bool) -> Planned:
        """A row with its fate; one that would change nothing is skipped."""
        there = self._found.get(key)
        if there is None:
            return Planned(entry, Fate.ADD, near=self._near(key))
        before = households.as_typed(there, self._values[there.code])
        changes = update and _over(before, entry.asked) != before
        fate = Fate.UPDATE if changes else Fate.SKIP
        return Planned(entry, fate, there.code, households.number_text(there))

    def _near(self, key: Identity) -> Near | None:
        """Who is there with the same phone, or with the same name where a phone is not known."""
        name, phone = key
        there = self._phones.get(phone) if phone else None
        same_phone = there is not None
        if there is None:
            named = self._names.get(name)
            told = named is not None and bool(self._values[named.code].get("phone"))
            there = None if phone and told else named
        if there is None:
            return None
        number, known = households.number_text(there), self._values[there.code]["name"]
        return Near(there.code, number, known, same_phone)


def _change(work: Work, row: Planned) -> str:
    household = households.known(work, work.actor, row.code or "", Action.EDIT_HOUSEHOLD)
    after = _over(households.as_asked(work, household), row.entry.asked)
    households.rewrite(work, household, after)
    return household.code


def _over(before: HouseholdRequest, asked: HouseholdRequest) -> HouseholdRequest:
    """What a row says over what stood there; what it leaves empty stays."""
    said = {name: value for name, value in dataclasses.asdict(asked).items() if value is not None}
    return dataclasses.replace(before, **said)


def _digest(rows: Sequence[Planned], twice: Sequence[tuple[int, int]]) -> str:
    told = [
        [row.entry.line, str(row.fate), row.code, dataclasses.asdict(row.entry.asked)]
        for row in rows
    ]
    return sha256_b64(canonical_json({"rows": told, "twice": [list(pair) for pair in twice]}))
