"""An office's month as a list of counted things; every figure is the sum of the rows behind it.

Each thing is counted in exactly one spot (commune, old commune, crops), so that lines add up to
their commune and communes to the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from traceability.domain.months import Month, read_month
from traceability.domain.text import sort_key

VERSION = 1


class Figure(StrEnum):
    """What is counted, in the order of the columns."""

    CODES = "codes"
    INTERNAL = "internal"
    AREA = "area"
    HOUSEHOLDS = "households"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    OVERDUE = "overdue"
    INSPECTIONS = "inspections"
    CONFLICTS = "conflicts"
    LOTS = "lots"
    LABELS = "labels"


@dataclass(frozen=True)
class Spot:
    """Where a thing is counted: communes by code (new, old), crops by their words, sorted."""

    commune: str | None
    old: str | None
    crops: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One thing counted: ``amount`` of it (1, square metres, labels), what it is called, its day.

    ``about`` is the short code of the growing-area code concerned, ``note`` a word of ours.
    """

    figure: Figure
    spot: Spot
    name: str
    amount: int
    day: dt.date | None = None
    about: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Names:
    """What communes and crops are called, as they were when the month was counted."""

    communes: Mapping[str, str]
    old: Mapping[str, str]
    crops: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """The figures of a spot, a commune or the whole; one that is not known is absent."""

    spot: Spot
    figures: Mapping[Figure, int]


@dataclass(frozen=True)
class MonthReport:
    """A month of an office as counted on ``as_of``; ``unknown`` figures could not be counted."""

    month: Month
    as_of: dt.date
    office: str
    seat: str | None
    names: Names
    items: tuple[Item, ...]
    unknown: frozenset[Figure] = frozenset()

    @property
    def total(self) -> Line:
        """The figures of the whole territory."""
        return self._line(Spot(None, None, ()), self.items)

    def communes(self) -> tuple[Line, ...]:
        """The figures by commune, in the order of their names."""
        found: dict[str | None, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.spot.commune, []).append(item)
        lines = [self._line(Spot(key, None, ()), items) for key, items in found.items()]
        return tuple(sorted(lines, key=lambda line: self._order(line.spot)))

    def lines(self, commune: str | None) -> tuple[Line, ...]:
        """The figures of a commune by old commune and crops."""
        found: dict[Spot, list[Item]] = {}
        for item in self.items:
            if item.spot.commune == commune:
                found.setdefault(item.spot, []).append(item)
        lines = [self._line(spot, items) for spot, items in found.items()]
        return tuple(sorted(lines, key=lambda line: self._order(line.spot)))

    def rows(self, figure: Figure, at: Mapping[str, Any]) -> tuple[Item, ...]:
        """The things behind a figure; ``at`` narrows to a commune, old commune, crops."""
        return tuple(
            item
            for item in self.items
            if item.figure is figure
            and all(getattr(item.spot, key) == value for key, value in at.items())
        )

    def _line(self, spot: Spot, items: Iterable[Item]) -> Line:
        figures = {figure: 0 for figure in Figure if figure not in self.unknown}
        for item in items:
            if item.figure in figures:
                figures[item.figure] += item.amount
        return Line(spot, figures)

    def _order(self, spot: Spot) -> tuple[object, ...]:
        """Communes as people look them up; what is in none comes last."""
        commune = self.names.communes.get(spot.commune or "", "")
        old = self.names.old.get(spot.old or "", "")
        crops = [self.names.crops.get(crop, crop) for crop in spot.crops]
        return (
            spot.commune is None,
            sort_key(commune),
            sort_key(old),
            [sort_key(crop) for crop in crops],
            spot.crops,
        )


def as_plain(report: MonthReport) -> dict[str, object]:
    """A report as it is frozen: plain values for canonical JSON."""
    return {
        "v": VERSION,
        "month": str(report.month),
        "as_of": report.as_of.isoformat(),
        "office": report.office,
        "seat": report.seat,
        "communes": dict(report.names.communes),
        "old": dict(report.names.old),
        "crops": dict(report.names.crops),
        "items": [_plain_item(item) for item in report.items],
        "unknown": sorted(map(str, report.unknown)),
    }


def from_plain(body: Mapping[str, Any]) -> MonthReport:
    """A report as it was frozen."""
    month = read_month(body["month"])
    if month is None:
        raise ValueError(body["month"])
    return MonthReport(
        month=month,
        as_of=dt.date.fromisoformat(body["as_of"]),
        office=body["office"],
        seat=body["seat"],
        names=Names(body["communes"], body["old"], body["crops"]),
        items=tuple(_item(each) for each in body["items"]),
        unknown=frozenset(map(Figure, body["unknown"])),
    )


def _plain_item(item: Item) -> dict[str, object]:
    return {
        "figure": str(item.figure),
        "commune": item.spot.commune,
        "old": item.spot.old,
        "crops": list(item.spot.crops),
        "name": item.name,
        "amount": item.amount,
        "day": None if item.day is None else item.day.isoformat(),
        "about": item.about,
        "note": item.note,
    }


def _item(plain: Mapping[str, Any]) -> Item:
    crops: Sequence[str] = plain["crops"]
    return Item(
        figure=Figure(plain["figure"]),
        spot=Spot(plain["commune"], plain["old"], tuple(crops)),
        name=plain["name"],
        amount=plain["amount"],
        day=None if plain["day"] is None else dt.date.fromisoformat(plain["day"]),
        about=plain["about"],
        note=plain["note"],
    )
