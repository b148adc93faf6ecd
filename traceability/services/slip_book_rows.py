"""The rows of a book of weigh slips: whom, what and where each names, found among one's own.

A seller is named by number, card or letters as at the scale, or by the whole name. A name that
nobody has is somebody new where the commune is told; else it is a slip of the pen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from traceability.data.slip_grades import slip_grades
from traceability.domain import sellers
from traceability.domain.access import Actor
from traceability.domain.errors import Fault, Invalid
from traceability.domain.sellers import Seller
from traceability.domain.text import fold
from traceability.services import reception_choices, reception_views
from traceability.services.weigh_slips import Line, NewSeller
from traceability.store.queries import harvest_choices, products
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Written:
    """A row as it was read: a slip whose seller and grade are words yet, and its day of buying."""

    day: dt.date
    line: Line
    crop: str | None = None
    building: str | None = None
    area: str | None = None
    place: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True)
class SlipRow:
    """A slip for the open day of a crop; ``area`` and ``place`` are the words of its ground."""

    day: dt.date
    crop: str
    line: Line
    building: str | None = None
    area: str | None = None
    place: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True)
class Entry:
    """A row that can be read: its line in the list, and the slip that it asks for."""

    line: int
    asked: SlipRow


class Words:
    """What the words of a book name, among what the actor may choose from at the scale."""

    def __init__(self, view: Reading, actor: Actor) -> None:
        """Everything is read once."""
        desk, chosen = reception_views.desk(view, actor), reception_choices.choices(view, actor)
        self.sellers = desk.sellers
        self.buildings = dict(chosen.buildings)
        self.crops = {row.code: row for row in products.crops(view.db)}
        holder_id = actor.party or 0
        granted = harvest_choices.crops_granted(view.db, holder_id)
        self.granted = sorted({crop.code for given in granted.values() for crop in given})
        rows = party_queries.households(view.db, holder_id)
        self._communes = {row.code: (row.commune_code, row.old_commune_code) for row in rows}
        self._crop_words = {
            plain(word): crop.code
            for crop in reversed(self.crops.values())
            for word in (crop.code, crop.name_en, crop.name_vi.split(" (")[0], crop.name_vi)
        }

    def unit(self, crop: str | None) -> str:
        """The unit that a bare number of a crop is read in."""
        code = self.crop(crop)
        return "lít" if code is not None and self.crops[code].unit == "ml" else "kg"

    def crop(self, word: str | None) -> str | None:
        """The crop of a word; without one the only crop of one's codes."""
        if word is None or not word.strip():
            return self.granted[0] if len(self.granted) == 1 else None
        return self._crop_words.get(plain(word))

    def found(self, row: Written) -> SlipRow:
        """The slip that a row asks for; Invalid with every word that names nothing."""
        faults: list[Fault] = []
        crop = self.crop(row.crop)
        if crop is None:
            facts = {} if row.crop is None else {"crop": row.crop}
            faults.append(Fault("crop_unknown" if row.crop else "required", "crop", facts))
        building = None if row.building is None else self._building(row.building, faults)
        line = self._seller(row.line, faults)
        if crop is not None:
            line = replace(line, grade=self._grade(crop, line.grade, faults))
        if faults or crop is None:
            raise Invalid.of(tuple(faults))
        return SlipRow(row.day, crop, line, building, row.area, row.place, row.late_reason)

    def _building(self, word: str, faults: list[Fault]) -> str | None:
        for code, name in self.buildings.items():
            if plain(word) in (plain(code), plain(name)):
                return code
        faults.append(Fault("place_unknown", "building"))
        return None

    def _grade(self, crop: str, word: str | None, faults: list[Fault]) -> str | None:
        if word is None:
            return None
        for each in slip_grades(self.crops[crop].family):
            if plain(word) in (plain(each.code), plain(each.words.vi), plain(each.words.en)):
                return each.code
        faults.append(Fault("grade_unknown", "grade", {"grade": word}))
        return None

    def _seller(self, line: Line, faults: list[Fault]) -> Line:
        """The line with its seller's code, or with somebody new."""
        new = line.new_seller
        if line.seller is not None:
            found = list(sellers.meant(line.seller, self.sellers))
            named = found
            if new is not None:
                named = [each for each in found if plain(each.name) == plain(new.name)]
            if found and not named:
                faults.append(Fault("seller_named_otherwise", "seller"))
                return replace(line, seller=None, new_seller=None)
            return replace(line, seller=_one(named, "seller", faults), new_seller=None)
        if new is None:
            faults.append(Fault("required", "seller"))
            return line
        found = self._named(new)
        if found:
            return replace(line, seller=_one(found, "new_name", faults), new_seller=None)
        if new.commune is None:
            faults.append(Fault("seller_needs_commune", "new_name"))
        return line

    def _named(self, new: NewSeller) -> list[Seller]:
        """Those of a name; where a commune is told, those that may be from there."""
        found = [each for each in self.sellers if plain(each.name) == plain(new.name)]
        if new.commune is None:
            return found
        return [each for each in found if self._communes[each.code][0] in (None, new.commune)]


def plain(word: str) -> str:
    """A word as it is compared."""
    return " ".join(fold(word).split())


def _one(found: Sequence[Seller], at: str, faults: list[Fault]) -> str | None:
    if len(found) == 1:
        return found[0].code
    faults.append(Fault("seller_several" if found else "seller_unknown", at))
    return None
