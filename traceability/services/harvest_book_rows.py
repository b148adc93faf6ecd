"""The rows of a harvest book: what each names by the words of the cooperative, found among its own.

A book says "VN-HGOR-0123", "vườn ông Mỷ", "hộ 7"; the record knows short codes. What could be two
things is refused and never guessed.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from traceability.data.processes import templates
from traceability.domain.accepting import Accepted
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Fault, Invalid
from traceability.domain.quantity import Quantity
from traceability.domain.text import fold
from traceability.services import harvest_views, lent_codes, parties
from traceability.services.harvests import HarvestRequest
from traceability.services.list_rows import Unread as Unread
from traceability.store.queries import harvest_choices as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Written:
    """A row as it was read: the words for code, place, crop and household, the rest as values."""

    area_code: str
    harvested_on: dt.date
    quantity: Quantity
    place: str | None = None
    crop: str | None = None
    household: str | None = None
    household_name: str | None = None
    lot_code: str | None = None
    late_reason: str | None = None
    estimated: bool = False
    warn_reason: Accepted | None = None
    density: int | None = None
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    part: str | None = None


@dataclass(frozen=True)
class Entry:
    """A row that can be read: its line in the list, and the harvest that it asks for."""

    line: int
    asked: HarvestRequest


@dataclass(frozen=True)
class _Stood:
    """A place under a code, from one day to another (or until now)."""

    area: str
    place: str
    from_on: dt.date
    to_on: dt.date | None

    def on(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Words:
    """What the words of a book name: codes and places as they stood on the day of each row.

    What stood on no such day is taken as it stands, so that the harvest itself is judged by it.
    """

    def __init__(self, view: Reading, actor: Actor) -> None:
        """Everything is read once."""
        holder = parties.acting_party(view, actor)
        require(actor, Action.RECORD_HARVEST, Thing(holder=holder.id))
        self._areas: dict[str, list[_Stood]] = {}
        self._places: dict[tuple[str, str], list[_Stood]] = {}
        self._turns: list[dt.date] = []
        self._read_grounds(view, actor, holder.id)
        self._crops: dict[str, str] = {}
        for crop in products.crops(view.db):
            for word in (crop.code, crop.name_vi, crop.name_en, crop.name_vi.split(" (")[0]):
                self._crops.setdefault(_plain(word), crop.code)
        self._households: dict[str, set[str]] = {}
        self._names: dict[str, set[str]] = {}
        for each in harvest_views.households_of(view, actor, holder.id):
            for word in (each.code, str(each.number), f"{each.number:02}", f"hộ {each.number}"):
                self._households.setdefault(_plain(word), set()).add(each.code)
            self._names.setdefault(_plain(each.name), set()).add(each.code)
        self._read: dict[tuple[object, ...], tuple[str | None, ...]] = {}

    def _read_grounds(self, view: Reading, actor: Actor, holder_id: int) -> None:
        own = set(queries.codes_entered(view.db, holder_id))
        lent = {each.area_code for each in lent_codes.listed(view, actor)} - own
        rows = queries.places_ever(view.db, own | lent)
        named = {place for area, _raw, place, *_days in rows if area in own}
        names = party_queries.names(view.db, sorted(named), "place")
        turns = set()
        for area, raw, place, from_on, to_on in rows:
            stood = _Stood(area, place, from_on, to_on)
            for word in {_plain(area), _plain(raw)}:
                self._areas.setdefault(word, []).append(stood)
            for word in {_plain(place), _plain(names.get(place, place))}:
                self._places.setdefault((area, word), []).append(stood)
            turns |= {from_on} if to_on is None else {from_on, to_on + dt.timedelta(days=1)}
        self._turns = sorted(turns)

    def found(self, row: Written) -> HarvestRequest:
        """The harvest that a row asks for; Invalid with every word that names nothing."""
        turn = bisect(self._turns, row.harvested_on)
        key = (turn, row.area_code, row.place, row.crop, row.household, row.household_name)
        if key not in self._read:
            self._read[key] = self._named(row)
        area, place, crop, household = self._read[key]
        return HarvestRequest(
            area_code=area,
            harvested_on=row.harvested_on,
            quantity=row.quantity,
            place=place,
            crop=crop,
            household=household,
            lot_code=row.lot_code,
            late_reason=row.late_reason,
            estimated=row.estimated,
            accepts=row.warn_reason,
            density=row.density,
            measures=row.measures,
            part=None if row.part is None else _part(row.part),
        )

    def _named(self, row: Written) -> tuple[str | None, ...]:
        faults: list[Fault] = []
        stood = _then(self._areas.get(_plain(row.area_code), []), row.harvested_on)
        area = _only({each.area for each in stood})
        if area is None:
            faults.append(Fault("area_code_not_own", "area_code"))
        place = None
        if row.place is not None:
            stood = _then(self._places.get((area or "", _plain(row.place)), []), row.harvested_on)
            place = _only({each.place for each in stood})
            if place is None and area is not None:
                faults.append(Fault("place_not_under_code", "place"))
        crop = None if row.crop is None else self._crops.get(_plain(row.crop))
        if row.crop is not None and crop is None:
            faults.append(Fault("crop_unknown", "crop", {"crop": row.crop}))
        household = self._household(row)
        if household is None and (row.household or row.household_name):
            if self._are_two(row):
                faults.append(Fault("seller_named_otherwise", "household"))
            else:
                faults.append(Fault("household_unknown", "household"))
        if faults:
            raise Invalid.of(tuple(faults))
        return area, place, crop, household

    def _are_two(self, row: Written) -> bool:
        """Whether the number and the name are known, and of two households."""
        parts = [replace(row, household=None), replace(row, household_name=None)]
        both = row.household is not None and row.household_name is not None
        return both and all(self._household(each) for each in parts)

    def _household(self, row: Written) -> str | None:
        """The household of a number, a code or a name; where both are given, both must fit."""
        found: set[str] | None = None
        if row.household is not None:
            word = _plain(row.household)
            found = self._households.get(word) or self._names.get(word, set())
        if row.household_name is not None:
            named = self._names.get(_plain(row.household_name), set())
            found = named if found is None else found & named
        return _only(found or ())


def _part(word: str) -> str:
    """The code of a part of a plant by its name; else the word, for the harvest to judge."""
    for template in templates().values():
        for each in template.parts:
            if _plain(word) in map(_plain, (each.code, each.words.vi, each.words.en)):
                return each.code
    return word


def _then(found: list[_Stood], day: dt.date) -> list[_Stood]:
    """What stood on a day; all of it where nothing did."""
    return [each for each in found if each.on(day)] or found


def _plain(word: str) -> str:
    return " ".join(fold(word).split())


def _only(found: Iterable[str]) -> str | None:
    kept = list(found)
    return kept[0] if len(kept) == 1 else None
